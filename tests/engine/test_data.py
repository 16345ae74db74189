"""Where data come from: what is loaded, that it can be drawn again, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from engine.data import (
    CsvData,
    Dataset,
    DataSpec,
    FormulaData,
    NamedData,
    TableData,
    load,
)
from engine.errors import InputError
from engine.named_data import NAMED

PLANE = FormulaData(("2*x1 + 3*x2 + 10",))
TABLE = TableData(np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]), np.array([[1.0], [2.0], [3.0]]))
CLASSES = ["and", "or", "xor", "circles", "gaussians", "spiral"]


def message(spec: DataSpec, inputs: int | None = 2, share: float = 0.0, seed: int = 0) -> str:
    with pytest.raises(InputError) as caught:
        load(spec, inputs, seed, share)
    return str(caught.value)


def same(one: Dataset, other: Dataset) -> bool:
    pairs = [
        (one.x, other.x),
        (one.y, other.y),
        (one.train, other.train),
        (one.validation, other.validation),
    ]
    return all(np.array_equal(a, b) for a, b in pairs)


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_text("a;b;c\n1,5;2;3\n4;5;6\n", encoding="utf-8")
    return path


def test_that_a_formula_gives_numpys_values_of_inputs_in_the_range() -> None:
    spec = FormulaData(("2*x1 + 3*x2 + 10", "sin(x1)"), low=-3, high=0.5, samples=1000)
    loaded = load(spec, 2, 7, 0.0)
    x = loaded.x
    assert x.shape == (1000, 2)
    assert x.min() >= -3
    assert x.max() < 0.5
    assert abs(float(x.mean()) + 1.25) < 0.1
    expected = np.stack([2 * x[:, 0] + 3 * x[:, 1] + 10, np.sin(x[:, 0])], axis=1)
    np.testing.assert_allclose(loaded.y, expected, rtol=1e-15)
    assert loaded.input_names == ("x1", "x2")
    assert loaded.target_names == ("y1", "y2")
    assert load(PLANE, 2, 7, 0.0).target_names == ("y",)


@pytest.mark.parametrize(
    "spec", [PLANE, FormulaData(("x1",), noise=0.5), NamedData("spiral", noise=0.1)]
)
def test_that_the_same_seed_gives_the_same_data(spec: DataSpec) -> None:
    assert same(load(spec, 2, 3, 0.3), load(spec, 2, 3, 0.3))
    assert not same(load(spec, 2, 3, 0.3), load(spec, 2, 4, 0.3))


def test_that_noise_on_a_formula_moves_only_the_targets_by_its_deviation() -> None:
    clean = load(FormulaData(("x1",), samples=20_000), 2, 0, 0.0)
    noisy = load(FormulaData(("x1",), samples=20_000, noise=0.5), 2, 0, 0.0)
    np.testing.assert_array_equal(clean.x, noisy.x)
    moved = noisy.y - clean.y
    assert abs(float(moved.mean())) < 0.02
    assert abs(float(moved.std()) - 0.5) < 0.02
    twice = load(FormulaData(("x1",), samples=20_000, noise=1.0), 2, 0, 0.0)
    np.testing.assert_allclose(twice.y - clean.y, 2 * moved, atol=1e-12)


def test_that_more_samples_begin_with_the_same_inputs() -> None:
    few, many = (load(FormulaData(("x1",), samples=n), 2, 0, 0.0) for n in (50, 80))
    np.testing.assert_array_equal(few.x, many.x[:50])


@pytest.mark.parametrize(
    ("name", "targets"), [("and", [0, 0, 0, 1]), ("or", [0, 1, 1, 1]), ("xor", [0, 1, 1, 0])]
)
def test_that_a_logic_table_repeats_its_four_rows(name: str, targets: list[int]) -> None:
    loaded = load(NamedData(name, samples=6), 2, 0, 0.0)
    assert loaded.x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1], [0, 0], [0, 1]]
    assert loaded.y[:, 0].tolist() == [*targets, *targets[:2]]


@pytest.mark.parametrize("name", list(NAMED))
def test_that_each_named_set_has_the_shape_that_it_declares(name: str) -> None:
    named = NAMED[name]
    for samples in (1, 101):
        loaded = load(NamedData(name, samples), None, 0, 0.0)
        assert loaded.x.shape == (samples, named.inputs)
        assert loaded.y.shape == (samples, named.outputs)
    assert named.name == name
    assert named.description


@pytest.mark.parametrize("name", CLASSES)
def test_that_noise_on_a_class_set_moves_the_inputs_and_keeps_the_classes(name: str) -> None:
    clean = load(NamedData(name, 400), 2, 0, 0.0)
    noisy = load(NamedData(name, 400, 0.3), 2, 0, 0.0)
    assert set(np.unique(clean.y)) == {0.0, 1.0}
    np.testing.assert_array_equal(clean.y, noisy.y)
    assert abs(float((noisy.x - clean.x).std()) - 0.3) < 0.03


@pytest.mark.parametrize("name", ["sine", "plane"])
def test_that_noise_on_a_regression_set_moves_the_targets(name: str) -> None:
    clean = load(NamedData(name, 400), None, 0, 0.0)
    noisy = load(NamedData(name, 400, 0.3), None, 0, 0.0)
    np.testing.assert_array_equal(clean.x, noisy.x)
    assert abs(float((noisy.y - clean.y).std()) - 0.3) < 0.04


def test_that_the_named_shapes_are_what_their_names_say() -> None:
    circles = load(NamedData("circles", 500), 2, 0, 0.0)
    radius = np.hypot(*circles.x.T)
    assert radius[circles.y[:, 0] == 1].max() < 0.6 < radius[circles.y[:, 0] == 0].min()
    clouds = load(NamedData("gaussians", 500), 2, 0, 0.0)
    centre = clouds.x[clouds.y[:, 0] == 1].mean(axis=0)
    np.testing.assert_allclose(centre, [0.5, 0.5], atol=0.05)
    sine = load(NamedData("sine", 50), 1, 0, 0.0)
    np.testing.assert_allclose(sine.y[:, 0], [math.sin(math.pi * x) for x in sine.x[:, 0]])
    spiral = load(NamedData("spiral", 200), 2, 0, 0.0)
    radius, angle = np.hypot(*spiral.x.T), np.arctan2(*spiral.x.T[::-1])
    turned = angle - 3.5 * np.pi * radius - np.pi * spiral.y[:, 0]
    np.testing.assert_allclose(np.cos(turned), 1.0, atol=1e-9)


def test_that_the_plane_is_the_articles_formula() -> None:
    named, formula = load(NamedData("plane"), 2, 5, 0.0), load(PLANE, 2, 5, 0.0)
    np.testing.assert_array_equal(named.x, formula.x)
    np.testing.assert_allclose(named.y, formula.y, rtol=1e-15)


def test_that_csv_columns_become_inputs_and_targets_with_their_names(csv_file: Path) -> None:
    loaded = load(CsvData(csv_file, ("c", "a"), ("b",)), 2, 0, 0.0)
    assert loaded.x.tolist() == [[3, 1.5], [6, 4]]
    assert loaded.y.tolist() == [[2], [5]]
    assert loaded.input_names == ("c", "a")
    assert loaded.target_names == ("b",)


def test_that_loaded_arrays_are_read_only_contiguous_copies(csv_file: Path) -> None:
    specs: list[DataSpec] = [PLANE, NamedData("xor"), TABLE, CsvData(csv_file, ("c", "a"), ("b",))]
    for spec in specs:
        loaded = load(spec, None if spec is not PLANE else 2, 0, 0.4)
        for array in (loaded.x, loaded.y):
            assert array.dtype == np.float64
            assert array.flags.c_contiguous
            assert not array.flags.writeable
        for indices in (loaded.train, loaded.validation):
            assert indices.dtype == np.int64
            assert not indices.flags.writeable
    assert TABLE.x.flags.writeable


def test_that_a_share_of_0_trains_on_all_rows_in_order() -> None:
    loaded = load(TABLE, 2, 0, 0.0)
    assert loaded.train.tolist() == [0, 1, 2]
    assert loaded.validation.tolist() == []


@pytest.mark.parametrize(("share", "held_back"), [(0.25, 50), (0.001, 1), (0.5, 100), (0.99, 198)])
def test_that_the_share_is_held_back_and_the_rest_trained(share: float, held_back: int) -> None:
    loaded = load(PLANE, 2, 0, share)
    assert len(loaded.validation) == held_back
    assert sorted([*loaded.train, *loaded.validation]) == list(range(200))
    assert loaded.train.tolist() == sorted(loaded.train)
    np.testing.assert_array_equal(loaded.x, load(PLANE, 2, 0, 0.0).x)


@pytest.mark.parametrize(
    ("spec", "part"),
    [
        (FormulaData(("x1",), samples=0), "data.samples is 0; give at least 1."),
        (FormulaData(("x1",), samples=1000001), "data.samples is 1000001; give at most 1000000."),
        (NamedData("xor", samples=-3), "data.samples is -3; give at least 1."),
        (NamedData("xor", samples=10**7), "data.samples is 10000000; give at most"),
        (FormulaData(("x1",), noise=-0.1), "data.noise is -0.1; give 0 or more."),
        (FormulaData(("x1",), noise=math.nan), "data.noise is nan"),
        (NamedData("xor", noise=math.inf), "data.noise is inf"),
        (FormulaData(("x1",), noise=1e308), "of the data's y is not a finite number."),
        (FormulaData(("x1",), low=1, high=1), "data.low is 1 and data.high is 1; low must be less"),
        (FormulaData(("x1",), low=2.0, high=-1.5), "data.low is 2 and data.high is -1.5"),
        (FormulaData(("x1",), low=-math.inf), "data.low is -inf; give a finite number."),
        (FormulaData(("x1",), high=math.nan), "data.high is nan; give a finite number."),
        (FormulaData(("x1",), low=-1e308, high=1e308), "give a smaller range"),
        (FormulaData(()), "data.expression is missing."),
        (FormulaData(("x1", "x1 +")), "The formula “x1 +” cannot be read at column 4."),
        (FormulaData(("1/x1",)), "The formula “1/x1” divides by zero at x1 = 0."),
        (FormulaData(("9**9**9",)), "“9**9**9” at column 1"),
        (FormulaData(("exp(1000*x1)",)), "gives no finite number at x1 = 0.75."),
        (NamedData("XORR"), 'data.name is "XORR". Choose one of and, or, xor, circles,'),
        (NamedData("XORR"), "Did you mean 'xor'?"),
        (NamedData("sine"), 'inputs is 2, but data.name "sine" has 1. Make them equal.'),
        (TableData(np.zeros((3, 2)), np.zeros((2, 1))), "data.x has 3 rows and data.y has 2."),
        (TableData(np.zeros((0, 2)), np.zeros((0, 1))), "data.x is not a table of numbers."),
        (TableData(np.zeros((3, 2)), np.zeros(3)), "data.y is not a table of numbers."),
        (TableData(np.zeros((3, 2)), np.zeros((3, 0))), "data.y is not a table of numbers."),
        (TableData(np.zeros((3, 5)), np.zeros((3, 1))), "inputs is 2, but data.x has 5."),
        (
            TableData(np.array([[0.0, 1.0], [2.0, math.nan]]), np.zeros((2, 1))),
            "Row 2, column 2 of the data's x is not a finite number.",
        ),
        (CsvData(Path("a.csv"), (), ("b",)), "data.inputs is empty."),
        (CsvData(Path("a.csv"), ("a",), ()), "data.targets is empty."),
        (CsvData(Path("a.csv"), ("a", "a"), ("b",)), 'data.inputs names the column "a" a second'),
        (CsvData(Path("a.csv"), ("a", "b"), ("b",)), 'data.targets names the column "b" a second'),
    ],
)
def test_that_data_that_cannot_be_used_name_the_key(spec: DataSpec, part: str) -> None:
    assert part in message(spec)


def test_that_csv_columns_must_be_as_many_as_the_inputs(csv_file: Path) -> None:
    found = message(CsvData(csv_file, ("a",), ("b",)))
    assert found == "inputs is 2, but data.inputs has 1. Make them equal."


def test_that_a_formula_needs_a_number_of_inputs_that_memory_can_hold() -> None:
    assert "inputs is missing." in message(PLANE, None)
    wide = FormulaData(("x1",), samples=10**6)
    assert message(wide, 10**6).startswith("data.samples is 1000000, too many for 1000000 inputs.")


@pytest.mark.parametrize("share", [1.0, -0.1, 2.0, math.nan])
def test_that_a_share_outside_0_to_1_is_refused(share: float) -> None:
    assert message(PLANE, share=share).startswith("validation.share is ")


@pytest.mark.parametrize(("samples", "share"), [(1, 0.1), (2, 0.8)])
def test_that_a_share_must_leave_a_sample_to_train_on(samples: int, share: float) -> None:
    found = message(FormulaData(("x1",), samples=samples), share=share)
    assert f"validation.share is {share} of {samples} samples; that leaves none" in found
