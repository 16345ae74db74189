"""The trace of updates: the promised keys, full precision, the same numbers in three forms."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import numpy as np
import pytest

from engine import session as session_file
from engine import trace
from engine.activations import sigmoid
from engine.goal import Goal
from engine.grain import Grain
from engine.trainer import Trainer

KEYS = [
    "update", "epoch", "samples", "x", "y", "z", "a", "loss", "penalty", "delta", "dW", "db",
    "W_after", "b_after",
]  # fmt: skip


def entries(trainer: Trainer, count: int) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for _ in range(count):
        assert trainer.step(Grain.UPDATE)
        made.append(trace.entry(trainer.state))
    return made


def circles(**settings: Any) -> Trainer:
    experiment = session_file.builtin("circles").experiment
    return Trainer(experiment.edited(l1=0.01, l2=0.1, **settings))


def test_that_an_update_has_the_promised_keys_and_shapes() -> None:
    (one,) = entries(circles(batch_size=3), 1)
    assert [*one] == KEYS
    shapes = {key: [np.shape(v) for v in one[key]] for key in ("z", "a", "delta", "dW", "db")}
    assert shapes == {
        "z": [(3, 8), (3, 1)],
        "a": [(3, 8), (3, 1)],
        "delta": [(3, 8), (3, 1)],
        "dW": [(8, 2), (1, 8)],
        "db": [(8,), (1,)],
    }
    assert (one["update"], one["epoch"], len(one["samples"])) == (1, 0, 3)


def test_that_the_numbers_of_an_update_follow_from_one_another() -> None:
    trainer = circles(batch_size=3)
    first, second = entries(trainer, 2)
    h, data = trainer.state.experiment.hyperparameters, trainer.state.experiment.dataset
    x, y = np.array(second["x"]), np.array(second["y"])
    W, b = [np.array(w) for w in first["W_after"]], [np.array(v) for v in first["b_after"]]
    assert x.tolist() == data.x[second["samples"]].tolist()
    assert y.tolist() == data.y[second["samples"]].tolist()
    a1 = np.tanh(x @ W[0].T + b[0])
    z2 = a1 @ W[1].T + b[1]
    a2 = sigmoid(z2)
    assert np.allclose(second["a"][0], a1, atol=1e-14)
    assert np.allclose(second["z"][1], z2, atol=1e-14)
    losses = -(y * np.log(a2) + (1 - y) * np.log(1 - a2))
    assert second["loss"] == pytest.approx(losses.mean(), abs=1e-13)
    penalty = sum(0.01 * np.abs(w).sum() + 0.05 * (w * w).sum() for w in W)
    assert second["penalty"] == pytest.approx(penalty, abs=1e-13)
    d2 = a2 - y  # each sample's own, without 1/N and without penalty
    assert np.allclose(second["delta"][1], d2, atol=1e-14)
    dW2 = d2.T @ a1 / 3 + 0.01 * np.sign(W[1]) + 0.1 * W[1]
    assert np.allclose(second["dW"][1], dW2, atol=1e-14)
    assert np.allclose(second["db"][1], d2.mean(axis=0), atol=1e-14)
    assert np.allclose(second["W_after"][1], W[1] - h.learning_rate * dW2, atol=1e-14)


def test_that_samples_count_the_data_before_the_split() -> None:
    trainer = circles()
    seen = [i for one in entries(trainer, 16) for i in one["samples"]]
    dataset = trainer.state.experiment.dataset
    assert sorted(seen) == dataset.train.tolist()
    assert max(seen) > len(seen)


def test_that_the_last_update_of_an_epoch_belongs_to_it() -> None:
    trainer = Trainer(session_file.builtin("xor").experiment.edited(batch_size=3))
    listed = [(one["update"], one["epoch"], len(one["samples"])) for one in entries(trainer, 4)]
    assert listed == [(1, 0, 3), (2, 0, 1), (3, 1, 3), (4, 1, 1)]


def test_that_a_trace_goes_on_from_a_later_update() -> None:
    straight, later = circles(), circles()
    later.train(Goal(update=20), 60.0)
    assert entries(straight, 23)[20:] == entries(later, 3)


def test_that_json_holds_every_number_to_the_bit() -> None:
    made = entries(circles(), 3)
    whole = json.loads("".join(trace.pieces(made, "json")))
    assert whole == {"format": "backstep-trace", "version": 1, "updates": made}


@pytest.mark.parametrize("form", trace.FORMATS)
def test_that_a_trace_is_made_piece_by_piece(form: str) -> None:
    taken = 0

    def counted() -> Any:
        nonlocal taken
        for one in entries(circles(), 3):
            taken += 1
            yield one

    pieces = trace.pieces(counted(), form)
    while taken < 1:
        next(pieces)
    assert taken == 1


def numbers(name: str, value: Any) -> dict[str, float]:
    if isinstance(value, list):
        items: list[Any] = value
        return {
            k: v for i, item in enumerate(items) for k, v in numbers(f"{name}[{i}]", item).items()
        }
    return {name: value}


def test_that_csv_has_every_number_under_its_name() -> None:
    made = entries(circles(), 2)
    rows = [*csv.reader(io.StringIO("".join(trace.pieces(made, "csv"))))]
    assert rows[0] == ["update", "epoch", "quantity", "value"]
    expected = [
        (str(one["update"]), str(one["epoch"]), name, value)
        for one in made
        for key in KEYS[2:]
        for name, value in numbers(key, one[key]).items()
    ]
    assert [(u, e, n, float(v)) for u, e, n, v in rows[1:]] == expected


def test_that_markdown_has_tables_with_every_number() -> None:
    made = entries(circles(batch_size=2), 2)
    text = "".join(trace.pieces(made, "markdown"))
    assert text.count("## Update ") == 2
    assert text.startswith("## Update 1, epoch 0\n\nLoss ")
    for one in made:
        for key in KEYS[3:]:
            for value in numbers(key, one[key]).values():
                assert repr(value) in text
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) == 6
    for table in tables:
        assert len({line.count("|") for line in table}) == 1
    assert f"| {made[0]['samples'][1]} | 2 | 1 | " in text  # sample, layer, unit
    after = made[0]["W_after"][1][0][2], made[0]["b_after"][0][1]
    slopes = made[0]["dW"][1][0][2], made[0]["db"][0][1]
    assert f"| 2 | 1 | 3 | {slopes[0]!r} | {after[0]!r} |" in tables[2]
    assert f"| 1 | 2 | bias | {slopes[1]!r} | {after[1]!r} |" in tables[2]


def test_that_a_number_that_json_cannot_hold_is_an_error() -> None:
    (one,) = entries(circles(), 1)
    with pytest.raises(ValueError, match="not JSON compliant"):
        "".join(trace.pieces([one | {"loss": float("inf")}], "json"))
