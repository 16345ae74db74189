"""Published examples through the engine: every printed number, its mark and its reason.

What is printed is held against worked_examples.json, the collection that the built-in files were
written from.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine import session as session_file
from engine.comparison import Comparison, Row
from engine.examples import Example, Published, decimals
from engine.goal import Goal
from tests.engine.example_samples import example, parsed

FILE = Path(__file__).parent / "worked_examples.json"
COLLECTED: dict[str, Any] = {
    item["id"]: item for item in json.loads(FILE.read_text("utf-8"))["examples"]
}
BUILT_FROM = {
    "mazur": "mazur_2_2_2",
    "hmkcode": "hmkcode_2_2_1_linear",
    "homework-relu": "relu_homework_2_2_1",
    "homework-sigmoid": "sigmoid_homework_2_2_1",
    "nielsen-good-start": "nielsen_ch3_neuron_a",
    "nielsen-bad-start": "nielsen_ch3_neuron_b",
    "mitchell": "mitchell_ex4_7_2_1_1_momentum",
    "goodfellow-xor": "goodfellow_xor_converged",
    "primelearnpoint": "primelearnpoint_2_2_1_forward",
    "find-the-mistakes": "KNOWN_BAD_primelearnpoint_2x2",
    "reference-fractions": "REFERENCE_app_2_2_2_1_identity_exact",
    "reference-sigmoid": "REFERENCE_app_2_2_2_1_sigmoid",
}
DIFFER = {
    "mazur": {
        "∂E_o2/∂out_h1",
        "E_total after 1",
        "out_o1 after 10,000",
        "out_o2 after 10,000",
        "E_total after 10,000",
    },
    "homework-sigmoid": {"h_out"},
    "find-the-mistakes": {
        "net H1", "net H2", "out H1", "out H2", "net Y1", "net Y2", "E1", "E2",
    },
}  # fmt: skip
OTHER_NAMES: dict[str, str] = {"grad_W": "dW", "grad_b": "db"}


def builtin(name: str) -> Example:
    found = session_file.builtin(name).example
    assert found is not None
    return found


@cache
def worked_out(name: str) -> tuple[Row, ...]:
    """The rows of a built-in example under its own conventions."""
    return Comparison(builtin(name)).finish()


def differing(rows: tuple[Row, ...]) -> set[str]:
    return {row.published.name for row in rows if row.published and not row.agrees}


def named(rows: tuple[Row, ...], name: str) -> Row:
    return next(row for row in rows if row.published and row.published.name == name)


def test_that_there_is_a_built_in_example_for_each_entry_of_the_collection() -> None:
    assert {*session_file.published()} == {*BUILT_FROM}
    assert {*BUILT_FROM.values()} == {*COLLECTED}


@pytest.mark.parametrize("name", [*BUILT_FROM])
def test_that_every_printed_number_gets_its_mark_and_every_wrong_one_its_reason(name: str) -> None:
    found = builtin(name)
    rows = worked_out(name)
    assert [row.published for row in rows if row.published] == [*found.published]
    assert differing(rows) == DIFFER.get(name, set())
    for row in rows:
        if row.published is None:
            assert row.erratum is not None
        elif row.agrees:
            assert row.erratum is None
        else:
            assert row.erratum is not None
            assert row.erratum.printed == row.published.printed
            assert row.erratum.explanation
            assert row.value is not None
            # What the erratum calls correct is ours, to its last digit.
            assert Published("", row.published.quantity, row.erratum.correct).agrees(row.value)


@pytest.mark.parametrize("name", [*BUILT_FROM])
def test_that_a_wrong_digit_never_gets_a_mark_of_agreement(name: str) -> None:
    for row in worked_out(name):
        one = row.published
        if one is None or not row.agrees:
            continue
        assert row.value is not None
        for altered in altered_digits(one.printed):
            wrong = Published(one.name, one.quantity, altered, one.update, one.sample)
            assert not wrong.agrees(row.value), (one.name, altered)


def altered_digits(printed: str) -> list[str]:
    """The printed number with its last digit two off, and with its first one off."""
    if "/" in printed:
        return [with_other_digit(printed, place) for place in (0, 2, 5) if printed[place:]]
    last = Decimal(printed).as_tuple().exponent
    assert isinstance(last, int)
    step = Decimal(1).scaleb(last)
    return [
        f"{Decimal(printed) + 2 * step:f}",
        f"{Decimal(printed) - 2 * step:f}",
        with_other_digit(printed, 0),
    ]


def with_other_digit(printed: str, after: int) -> str:
    """The printed number with the first digit from a place on one higher."""
    found = re.compile("[0-9]").search(printed, after)
    if found is None:
        return with_other_digit(printed, 0)
    place = found.start()
    other = str(int(printed[place]) % 9 + 1)  # never 0: it would be divided by
    return printed[:place] + other + printed[place + 1 :]


@pytest.mark.parametrize(
    "name", [n for n, key in BUILT_FROM.items() if COLLECTED[key]["kind"] == "one_step"]
)
def test_that_a_one_step_example_prints_what_was_collected(name: str) -> None:
    collected = COLLECTED[BUILT_FROM[name]]
    found = builtin(name)
    printed = {(str(p.quantity), p.update): p.printed for p in found.published}
    for key, digits in collected["published"].items():
        kind, _, indices = str(key).partition("[")
        update = 2 if "_after_update" in kind else 1
        kind = kind.replace("_after_update", "")
        wanted = OTHER_NAMES.get(kind, kind) + (f"[{indices}" if indices else "")
        assert printed[wanted, update] == digits, key
    network = collected["network"]
    experiment = found.experiment
    assert [layer.activation for layer in experiment.layers] == network["activations"]
    assert [W.tolist() for W in experiment.starting_parameters.W] == network["W"]
    assert [b.tolist() for b in experiment.starting_parameters.b] == network["b"]
    assert experiment.dataset.x.tolist() == [network["x"]]
    assert experiment.dataset.y.tolist() == [network["target"]]
    assert experiment.hyperparameters.learning_rate == collected["lr"]
    assert experiment.hyperparameters.update_biases == collected["update_bias"]


def test_that_mazurs_other_numbers_are_there_too() -> None:
    printed = {p.name: p.printed for p in builtin("mazur").published}
    for key, digits in COLLECTED["mazur_2_2_2"]["published_other"].items():
        name = re.sub(r"\bd(?=E|out|net)", "∂", key).replace("∂E/", "∂E_total/")
        assert printed[name] == digits
    for erratum in COLLECTED["mazur_2_2_2"]["errata"][:3]:
        for digits in re.findall(r"0\.\d+", erratum["printed"]):
            assert digits in printed.values()


def test_that_the_longer_examples_print_what_was_collected() -> None:
    for name, steps in (("nielsen-good-start", 300), ("nielsen-bad-start", 300)):
        collected = COLLECTED[BUILT_FROM[name]]
        printed = {p.update: p.printed for p in builtin(name).published}
        assert printed[1] == collected["published_initial_output"]
        assert printed.get(steps + 1) == collected["published_final_output"]
    mitchell = {p.name: p.printed for p in builtin("mitchell").published}
    for after, values in COLLECTED["mitchell_ex4_7_2_1_1_momentum"]["recomputed"].items():
        for weight, number in values.items():
            name = f"{weight.replace('w', 'w_')} {after.replace('_', ' ')}"
            assert float(mitchell[name]) == number
    xor = {p.name.replace(" ", ""): p.printed for p in builtin("goodfellow-xor").published}
    assert xor == COLLECTED["goodfellow_xor_converged"]["published"]
    bad = {p.name: p.printed for p in builtin("find-the-mistakes").published}
    known = {k.split("_")[1].upper(): v for k, v in known_bad("z").items()}
    assert {k.removeprefix("net "): v for k, v in bad.items() if k.startswith("net")} == known
    known = {k.split("_")[1].upper(): v for k, v in known_bad("a").items()}
    assert {k.removeprefix("out "): v for k, v in bad.items() if k.startswith("out")} == known


def known_bad(letter: str) -> dict[str, str]:
    printed = COLLECTED["KNOWN_BAD_primelearnpoint_2x2"]["printed"]
    return {k: v.split()[0] for k, v in printed.items() if k.startswith(letter)}


@pytest.mark.parametrize(
    ("name", "key"), [("reference-fractions", "exact"), ("reference-sigmoid", "recomputed")]
)
def test_that_a_reference_holds_every_number_that_was_collected(name: str, key: str) -> None:
    found = builtin(name)
    printed = {(str(p.quantity), p.update): p.printed for p in found.published}
    collected = dict(COLLECTED[BUILT_FROM[name]][key])
    if "y_after" in collected:
        collected["a_after_update[2][0]"] = collected.pop("y_after")[0]
        collected["loss_after_update"] = collected.pop("loss_after")
    numbers = [pair for kind, values in collected.items() for pair in flat(kind, values)]
    assert len(numbers) == len(found.published)
    for text, number in numbers:
        kind, _, indices = text.partition("[")
        update = 2 if "_after_update" in kind else 1
        kind = kind.replace("_after_update", "")
        wanted = OTHER_NAMES.get(kind, kind) + (f"[{indices}" if indices else "")
        digits = number if isinstance(number, str) else f"{number:.10f}"
        assert printed[wanted, update] == digits, text


def flat(name: str, values: Any) -> list[tuple[str, Any]]:
    if isinstance(values, list):
        return [pair for i, inside in enumerate(values) for pair in flat(f"{name}[{i}]", inside)]
    return [(name, values)]


# Conventions


def test_that_mazurs_closing_numbers_come_out_in_place() -> None:
    comparison = Comparison(builtin("mazur"))
    stated = named(worked_out("mazur"), "E_total after 1")
    assert comparison.choose(comparison.own._replace(update_order="in_place"))
    rows = comparison.finish()
    row = named(rows, "E_total after 1")
    assert row.agrees
    assert not row.own_agrees
    assert row.value == pytest.approx(0.29102792390544197, abs=1e-16)
    assert row.own == stated.value == pytest.approx(0.29102777369359933, abs=1e-16)
    for name in ("out_o1 after 10,000", "out_o2 after 10,000"):
        assert named(rows, name).agrees
    assert not named(rows, "E_total after 10,000").agrees  # the stray digit
    # And what the source has right no longer agrees, but would by its own conventions.
    changed = named(rows, "w1⁺")
    assert not changed.agrees
    assert changed.own_agrees


@pytest.mark.parametrize("name", [*BUILT_FROM])
def test_that_a_variant_gives_what_the_erratum_says_it_gives(name: str) -> None:
    found = builtin(name)
    for variant in found.variants:
        comparison = Comparison(found)
        assert comparison.choose(variant.applied(comparison.own))
        rows = comparison.finish()
        for erratum in found.errata:
            for wrong in erratum.names if erratum.variant == variant.name else ():
                assert named(rows, wrong).agrees, wrong


def test_that_the_known_bad_page_agrees_under_no_convention() -> None:
    comparison = Comparison(builtin("find-the-mistakes"))
    for order in ("simultaneous", "in_place"):
        for biases in (True, False):
            comparison.choose(comparison.own._replace(update_order=order, update_biases=biases))
            assert not any(row.agrees for row in comparison.finish())


def test_that_conventions_that_the_network_cannot_have_are_refused() -> None:
    comparison = Comparison(builtin("mazur"))
    assert not comparison.choose(comparison.own._replace(rule="as_printed"))
    assert comparison.chosen == comparison.own
    assert not comparison.choose(comparison.own._replace(loss="cross_entropy"))
    assert not named(comparison.finish(), "E_total after 1").agrees


def test_that_returning_to_known_conventions_works_nothing_twice() -> None:
    comparison = Comparison(builtin("mazur"))
    own = comparison.finish()
    for places in range(12):
        comparison.choose(comparison.own._replace(round_to=places))
        comparison.go_on(0.0)
    comparison.choose(comparison.own)
    assert comparison.go_on(0.0)
    assert comparison.rows() == own


# A stretch at a time


def test_that_numbers_come_out_as_their_updates_are_reached() -> None:
    comparison = Comparison(builtin("mazur"))
    first = comparison.rows()
    assert all(row.value is None and row.agrees is None for row in first if row.published)
    assert not comparison.go_on(0.0)
    rows = comparison.rows()
    assert named(rows, "net_h1").agrees
    assert named(rows, "E_total after 1").value is None
    assert not comparison.go_on(0.0)
    assert comparison.rows() != rows


def test_that_the_numbers_are_those_of_a_run() -> None:
    session = session_file.builtin("nielsen-good-start")
    trainer = session.trainer()
    trainer.train(Goal(update=301), 60.0)
    assert trainer.state.trace is not None
    assert session.example is not None
    last = Comparison(session.example).finish()[-1]
    assert last.value == trainer.state.trace.a[0][0, 0]


def test_that_a_number_that_overflows_does_not_agree() -> None:
    values = example()
    values["hyperparameters"] = {"learning_rate": 1e6}
    values["published"] = [
        {"name": "late", "quantity": "loss", "printed": "1", "update": 400, "tolerance": 1e300}
    ]
    values["errata"] = []
    values["layers"][0]["activation"] = "identity"
    (row,) = Comparison(parsed(values)).finish()
    assert row.value != row.value
    assert row.agrees is False


def test_that_a_slip_that_is_no_number_has_a_row_and_no_agreement() -> None:
    rows = Comparison(builtin("mazur")).rows()
    slip = rows[-1]
    assert slip.published is None
    assert slip.erratum is not None
    assert "w3·i2" in slip.erratum.printed
    assert slip.agrees is slip.own_agrees is False


def test_that_printed_digits_are_kept_as_they_stand_in_the_file() -> None:
    digits = {p.name: p.printed for p in builtin("homework-relu").published}
    assert digits["w2 new"] == "0.80720"
    assert decimals(digits["w2 new"]) == 5
