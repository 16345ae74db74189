"""Every quantity of an update, held against the trace and against arithmetic by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import phases
from engine import session as session_file
from engine.data import TableData
from engine.errors import InputError
from engine.experiment import Experiment, Layer
from engine.goal import Goal
from engine.quantities import KINDS, Quantity, Worked, batch_size, quantity, work
from engine.trainer import Trainer


def network(**changes: Any) -> Experiment:
    """A 2-3-2-1 network on three samples, two a batch."""
    x = np.array([[0.5, -1.0], [1.0, 0.25], [-0.5, 2.0]])
    layers = (Layer(3, "tanh"), Layer(2, "sigmoid"), Layer(1, "identity"))
    plain = Experiment(2, layers, TableData(x, x[:, :1] - 1.0))
    return plain.edited(**({"batch_size": 2, "learning_rate": 0.3} | changes))


def worked(experiment: Experiment, update: int = 1) -> Worked:
    trainer = Trainer(experiment)
    trainer.train(Goal(update=update - 1), 60.0)
    return work(trainer.state)


def value(done: Worked, text: str, row: int = 0) -> float:
    return quantity(text, done.end.experiment.shape, "here").value(done, row)


def test_that_an_update_is_worked_as_training_works_it() -> None:
    trainer = Trainer(network())
    trainer.train(Goal(update=4), 60.0)
    done = worked(network(), 4)
    assert (done.end.parameters.theta == trainer.state.parameters.theta).all()
    assert [*done.behind] == [*phases.program(network())]


@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
@pytest.mark.parametrize("row", [0, 1])
def test_that_what_a_trace_holds_is_taken_from_it(order: str, row: int) -> None:
    done = worked(network(update_order=order), 3)
    trace = done.trace
    held: dict[str, tuple[Any, ...]] = {
        "z": trace.z, "a": trace.a, "delta": trace.delta, "dW": trace.dW, "db": trace.db,
        "W": trace.before.W, "b": trace.before.b,
        "W_after": done.end.parameters.W, "b_after": done.end.parameters.b,
    }  # fmt: skip
    for name, arrays in held.items():
        for layer, array in enumerate(arrays):
            own = array[row] if name in ("z", "a", "delta") else array
            for place in np.ndindex(own.shape):
                assert Quantity(name, (layer, *place)).value(done, row) == own[place]
    for name, array in (("x", trace.x), ("y", trace.y)):
        for place in range(array.shape[1]):
            assert Quantity(name, (place,)).value(done, row) == array[row, place]
    assert value(done, "loss") == trace.loss
    assert value(done, "penalty") == trace.penalty == 0.0


def test_that_a_change_is_what_lies_between_before_and_after() -> None:
    done = worked(network(optimizer="momentum"), 2)
    for kind, place in (("W", "[1][0][2]"), ("b", "[2][0]")):
        before, after = value(done, kind + place), value(done, f"{kind}_after{place}")
        assert after - before == pytest.approx(value(done, f"{kind}_change{place}"), abs=1e-16)
        assert after != before


@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
@pytest.mark.parametrize("row", [0, 1])
def test_that_the_values_in_between_make_up_the_whole(order: str, row: int) -> None:
    done = worked(network(update_order=order), 3)
    shape = done.end.experiment.shape
    for layer in range(shape.layers):
        inputs, units = shape.sizes[layer], shape.sizes[layer + 1]
        for j in range(units):
            terms = [value(done, f"product[{layer}][{j}][{k}]", row) for k in range(inputs)]
            z = value(done, f"b[{layer}][{j}]") + sum(terms)
            assert z == pytest.approx(value(done, f"z[{layer}][{j}]", row), abs=1e-15)
            slope = value(done, f"da_dz[{layer}][{j}]", row)
            dL_da = value(done, f"dL_da[{layer}][{j}]", row)
            delta = value(done, f"delta[{layer}][{j}]", row)
            assert slope * dL_da == pytest.approx(delta, abs=1e-15)
            if layer < shape.layers - 1:
                above = range(shape.sizes[layer + 2])
                paths = [value(done, f"path[{layer}][{j}][{i}]", row) for i in above]
                assert sum(paths) == pytest.approx(dL_da, abs=1e-15)


def test_that_the_shares_of_the_outputs_are_the_loss() -> None:
    data = TableData(np.array([[0.3, 0.4]]), np.array([[1.0, -1.0]]))
    done = worked(network(layers=(Layer(2, "identity"),), data=data))
    assert value(done, "share[0]") + value(done, "share[1]") == value(done, "loss")
    assert value(done, "share[1]") == 0.5 * (-1.0 - value(done, "a[0][1]")) ** 2


def test_that_in_place_the_paths_use_the_weights_that_have_moved() -> None:
    old, moved = worked(network()), worked(network(update_order="in_place"))
    delta, text = "delta[2][0]", "path[1][0][0]"
    assert value(old, text) == value(old, delta) * value(old, "W[2][0][0]")
    assert value(moved, text) == value(moved, delta) * value(moved, "W_after[2][0][0]")
    assert value(old, text) != value(moved, text)


def test_that_the_numbers_are_rounded_as_on_paper_where_that_is_asked_for() -> None:
    done = worked(network(round_to=3))
    for text in ("product[0][1][0]", "path[0][1][0]", "da_dz[1][1]", "dL_da[0][2]", "share[0]"):
        assert value(done, text) == round(value(done, text), 3)
        assert value(worked(network()), text) != value(done, text)


def test_that_as_printed_the_sum_of_the_paths_is_the_articles() -> None:
    article = session_file.builtin("article").experiment.edited(rule="as_printed")
    done = worked(article)
    printed = value(done, "delta[1][1]") * value(done, "W[1][0][1]")
    assert value(done, "dL_da[0][1]") == pytest.approx(printed, abs=1e-15)
    assert value(done, "path[0][1][1]") == value(done, "dL_da[0][1]")
    assert value(done, "path[0][1][0]") == 0.0


def test_that_the_last_batch_of_an_epoch_may_be_short() -> None:
    experiment = network()
    assert [batch_size(experiment, update) for update in (1, 2, 3, 4)] == [2, 1, 2, 1]
    for update in (1, 2, 3):
        assert batch_size(experiment, update) == worked(experiment, update).trace.samples.size
    assert batch_size(network(batch_size=10**6), 5) == 3


@pytest.mark.parametrize("name", [*KINDS])
def test_that_every_kind_can_be_written_and_read_again(name: str) -> None:
    shape = network().shape
    text = name + "[0]" * len(KINDS[name].indices)
    found = quantity(text, shape, "here")
    assert str(found) == text
    assert np.isfinite(found.value(worked(network()), 1))
    with pytest.raises(InputError, match="here is"):
        quantity(text + "[0]", shape, "here")
