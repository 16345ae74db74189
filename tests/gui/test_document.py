"""The document: a wish is one undo command, and undo brings back what was left, to the bit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.errors import InputError
from engine.experiment import Experiment, Layer
from engine.goal import Goal, Stop
from engine.grain import Grain
from engine.moment import Place
from engine.session import Session, read
from gui.document import Document, directly, in_thread
from gui.frame import Activity, Edit, Frame, Selection

pytestmark = pytest.mark.usefixtures("_patient")


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    made = Document(directly)
    made.open(Session(title="t", experiment=Experiment()))
    yield made
    made.close()


def frame(document: Document) -> Frame:
    assert document.frame is not None
    return document.frame


def theta(document: Document) -> np.ndarray:
    return frame(document).state.parameters.theta


def wish(document: Document, text: str = "x", gesture: str = "", **changes: object) -> None:
    document.edit(Edit(text, frame(document).experiment.edited(**changes), gesture=gesture))


def updates(document: Document, count: int) -> None:
    for _ in range(count):
        document.step(Grain.UPDATE)


def test_that_opening_shows_the_start(document: Document) -> None:
    assert frame(document).state.update == 0
    assert not document.modified


def test_that_undoing_a_removed_layer_brings_the_trained_weights_back(document: Document) -> None:
    updates(document, 30)
    document.step(Grain.LAYER)
    trained = theta(document).copy()
    wish(document, layers=(Layer(2, "sigmoid"), Layer(1, "identity")))
    assert theta(document).size == 9
    updates(document, 5)
    document.undo_stack.undo()
    assert (theta(document) == trained).all()
    assert (frame(document).state.update, frame(document).state.phase) == (30, 1)
    document.undo_stack.redo()
    assert frame(document).state.update == 5
    assert theta(document).size == 9


def test_that_a_live_edit_goes_on_and_its_undo_does_not_go_back(document: Document) -> None:
    updates(document, 10)
    wish(document, learning_rate=0.5)
    updates(document, 10)
    document.undo_stack.undo()
    assert frame(document).state.update == 20
    assert frame(document).experiment.hyperparameters.learning_rate == 0.05


def arrive(document: Document, qtbot: QtBot, place: Place) -> None:
    """Go there; where the machine is busy that takes more than one stretch of the worker."""
    document.go_to(place)
    qtbot.waitUntil(
        lambda: frame(document).place == place and frame(document).activity is Activity.PAUSED
    )


def test_that_editing_the_past_starts_a_branch_and_undo_returns_to_the_old_one(
    document: Document, qtbot: QtBot
) -> None:
    updates(document, 40)
    old = theta(document).copy()
    arrive(document, qtbot, Place(10, 3))
    wish(document, learning_rate=0.01)
    assert frame(document).reached == 10
    updates(document, 20)
    document.undo_stack.undo()
    assert (frame(document).state.update, frame(document).state.phase) == (10, 3)
    assert frame(document).reached == 40
    arrive(document, qtbot, Place(frame(document).reached, 0))
    assert (theta(document) == old).all()


def test_that_one_gesture_is_one_undo(document: Document) -> None:
    updates(document, 5)
    for rate in (0.06, 0.07, 0.08):
        wish(document, learning_rate=rate, gesture="drag-1")
    wish(document, learning_rate=0.09, gesture="drag-2")
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert frame(document).experiment.hyperparameters.learning_rate == 0.08
    document.undo_stack.undo()
    assert frame(document).experiment.hyperparameters.learning_rate == 0.05


def test_that_typed_parameters_can_be_undone_and_redone(document: Document) -> None:
    updates(document, 3)
    before = theta(document).copy()
    document.edit(Edit("w₁₁", frame(document).experiment, values=((0, 1.25),)))
    assert theta(document)[0] == 1.25
    document.undo_stack.undo()
    assert (theta(document) == before).all()
    document.undo_stack.redo()
    assert theta(document)[0] == 1.25


def test_that_choices_modify_the_document_and_progress_does_not(document: Document) -> None:
    updates(document, 3)
    document.restart()
    assert not document.modified
    wish(document, shuffle=True)
    assert document.modified
    document.undo_stack.undo()
    assert not document.modified


def test_that_restart_can_be_undone(document: Document) -> None:
    updates(document, 7)
    trained = theta(document).copy()
    document.restart()
    assert frame(document).state.update == 0
    document.undo_stack.undo()
    assert (theta(document) == trained).all()


def test_that_a_saved_document_opens_where_it_stood(
    document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    updates(document, 12)
    wish(document, learning_rate=0.2)
    updates(document, 5)
    document.step(Grain.LAYER)
    path = tmp_path / "s.backstep.json"
    document.save(path)
    assert not document.modified
    at_17 = frame(document).state.parameters.theta.copy()
    other = Document(directly)
    other.open(read(path))
    assert frame(other).state.update == 17
    assert (theta(other) == at_17).all()
    for each in (other, document):
        arrive(each, qtbot, Place(5, 0))
    assert (theta(other) == theta(document)).all()
    other.close()


def test_that_undo_pressed_twice_in_a_hurry_is_carried_out_in_order(qtbot: QtBot) -> None:
    document = Document(in_thread)
    with qtbot.waitSignal(document.frame_changed):
        document.open(Session(title="t", experiment=Experiment()))
    start = frame(document).experiment
    first = Edit("a", start.edited(layers=(Layer(3, "tanh"), Layer(1, "identity"))))
    document.edit(first)
    document.edit(Edit("b", start.edited(layers=(Layer(4, "tanh"), Layer(1, "identity")))))
    document.undo_stack.undo()
    document.undo_stack.undo()
    document.step(Grain.UPDATE)
    qtbot.waitUntil(lambda: frame(document).state.update == 1)
    assert frame(document).experiment.shape.sizes == (2, 2, 2, 1)
    document.close()


def test_that_a_run_in_the_thread_stops_at_its_goal_and_tells_why(qtbot: QtBot) -> None:
    document = Document(in_thread)
    document.open(Session(title="t", experiment=Experiment()))
    document.run(Goal(update=500))
    qtbot.waitUntil(lambda: document.frame is not None and document.frame.stop is not None)
    assert frame(document).state.update == 500
    assert frame(document).stop is Stop.UPDATES
    assert frame(document).activity is Activity.PAUSED
    document.close()


def test_that_a_diverging_run_stops_at_the_last_finite_state(qtbot: QtBot) -> None:
    document = Document(in_thread)
    identity = (Layer(2, "identity"), Layer(2, "identity"), Layer(1, "identity"))
    document.open(Session(title="t", experiment=Experiment(layers=identity)))
    qtbot.waitUntil(lambda: document.frame is not None)
    wish(document, learning_rate=50.0)
    document.run()
    qtbot.waitUntil(lambda: frame(document).stop is Stop.DIVERGED)
    assert np.isfinite(theta(document)).all()
    assert frame(document).diverged_at == frame(document).state.update + 1
    document.close()


def test_that_a_selection_goes_when_its_unit_goes(document: Document) -> None:
    document.select(Selection(2, 1, 0))
    wish(document, layers=(Layer(2, "sigmoid"), Layer(1, "identity")))
    assert document.selection is None


def test_that_a_typed_weight_leaves_what_training_has_made_of_the_others(qtbot: QtBot) -> None:
    document = Document(in_thread)
    document.open(Session(title="t", experiment=Experiment()))
    qtbot.waitUntil(lambda: document.frame is not None)
    document.run()
    qtbot.waitUntil(lambda: frame(document).state.update > 200)
    early = Edit("w", frame(document).experiment, values=((0, 0.5),))
    qtbot.waitUntil(lambda: frame(document).state.update > 1000)
    document.edit(early)
    document.pause()
    qtbot.waitUntil(lambda: frame(document).activity is Activity.PAUSED)
    changes = frame(document).run.changes  # pyright: ignore[reportOptionalMemberAccess]
    document.go_to(Place(changes[-1].update, 0))
    qtbot.waitUntil(lambda: frame(document).state.update == changes[-1].update)
    qtbot.waitUntil(lambda: frame(document).activity is Activity.PAUSED)
    after = theta(document).copy()
    assert after[0] == 0.5
    document.close()
    alone = Document(directly)
    alone.open(Session(title="t", experiment=Experiment()))
    alone.run(Goal(update=changes[-1].update))
    qtbot.waitUntil(lambda: frame(alone).stop is not None)
    assert (theta(alone)[1:] == after[1:]).all()
    alone.close()


def test_that_what_is_pointed_at_is_told_once_and_dropped_with_its_unit(
    document: Document,
) -> None:
    told: list[Selection | None] = []
    document.pointed_changed.connect(told.append)
    weight = Selection(2, 1, 1)
    document.point_at(weight)
    document.point_at(weight)
    narrower = (Layer(2, "sigmoid"), Layer(1, "sigmoid"), Layer(1, "identity"))
    wish(document, layers=narrower)
    assert told == [weight, None]


# Typed values: the engine answers before they are choices


def typed(document: Document, value: float, index: int = 14) -> None:
    document.edit(Edit("b", frame(document).experiment, values=((index, value),)))


def test_that_a_refused_value_leaves_everything_and_what_can_be_redone(document: Document) -> None:
    told: list[tuple[Edit, InputError]] = []
    document.refused.connect(lambda edit, error: told.append((edit, error)))
    updates(document, 3)
    wish(document, learning_rate=0.1)
    document.undo()
    version, before = document.modified, theta(document).copy()
    typed(document, 1e200)
    assert [(edit.text, str(error)) for edit, error in told] == [
        ("b", "The loss would no longer be a finite number; give a value nearer to 0.")
    ]
    assert (theta(document) == before).all()
    assert document.undo_stack.index() == 0
    assert document.modified == version
    document.redo()
    assert frame(document).experiment.hyperparameters.learning_rate == 0.1
    typed(document, 0.5)
    assert document.undo_stack.count() == 2
    document.undo()
    assert (theta(document) == before).all()


@pytest.fixture
def threaded(qtbot: QtBot) -> Iterator[Document]:
    made = Document(in_thread)
    with qtbot.waitSignal(made.frame_changed):
        made.open(Session(title="t", experiment=Experiment()))
    yield made
    made.close()


def settled(document: Document, qtbot: QtBot) -> None:
    """Wait until the engine has done all that was asked of it, also because of an answer of its."""
    for sample in (7, 8):
        document.show_sample(sample)
        qtbot.waitUntil(lambda s=sample: frame(document).sample == s)


def test_that_what_follows_a_typed_value_in_a_hurry_is_undone_in_order(
    threaded: Document, qtbot: QtBot
) -> None:
    before = theta(threaded).copy()
    typed(threaded, 0.5)
    typed(threaded, 0.25, index=0)
    wish(threaded, shuffle=True)
    settled(threaded, qtbot)
    assert [threaded.undo_stack.text(i) for i in range(3)] == ["b", "b", "x"]
    assert frame(threaded).experiment.hyperparameters.shuffle
    seen: list[tuple[float, float]] = []
    for _ in range(3):
        threaded.undo()
        settled(threaded, qtbot)
        seen.append((theta(threaded)[0], theta(threaded)[14]))
    assert seen == [(0.25, 0.5), (before[0], 0.5), (before[0], before[14])]


def test_that_undo_waits_for_the_answer_about_a_typed_value(
    threaded: Document, qtbot: QtBot
) -> None:
    before = theta(threaded).copy()
    wish(threaded, learning_rate=0.1)
    typed(threaded, 0.5)
    threaded.undo()  # the value, although the engine has not taken it yet
    settled(threaded, qtbot)
    assert (theta(threaded) == before).all()
    assert frame(threaded).experiment.hyperparameters.learning_rate == 0.1
    assert (threaded.undo_stack.index(), threaded.undo_stack.count()) == (1, 2)


def test_that_undo_of_a_value_that_is_refused_undoes_nothing_else(
    threaded: Document, qtbot: QtBot
) -> None:
    wish(threaded, learning_rate=0.1)
    typed(threaded, 1e200)
    threaded.undo()
    settled(threaded, qtbot)
    assert frame(threaded).experiment.hyperparameters.learning_rate == 0.1
    assert (threaded.undo_stack.index(), threaded.undo_stack.count()) == (1, 1)


def test_that_a_refused_value_does_not_take_the_undo_of_a_later_choice(
    threaded: Document, qtbot: QtBot
) -> None:
    typed(threaded, 1e200)
    wish(threaded, shuffle=True)
    threaded.undo()  # the shuffling, which is the last choice
    settled(threaded, qtbot)
    assert not frame(threaded).experiment.hyperparameters.shuffle
    assert (threaded.undo_stack.index(), threaded.undo_stack.count()) == (0, 1)


def test_that_undo_in_a_hurry_takes_back_what_was_chosen_before_it(
    threaded: Document, qtbot: QtBot
) -> None:
    before = theta(threaded).copy()
    wish(threaded, learning_rate=0.1)
    settled(threaded, qtbot)
    typed(threaded, 0.5)
    threaded.undo()
    threaded.undo()
    wish(threaded, learning_rate=0.2)
    settled(threaded, qtbot)
    assert (theta(threaded) == before).all()
    assert frame(threaded).experiment.hyperparameters.learning_rate == 0.2
    assert (threaded.undo_stack.index(), threaded.undo_stack.count()) == (1, 1)


def rate(document: Document) -> float:
    return frame(document).experiment.hyperparameters.learning_rate


@pytest.mark.parametrize("running", [False, True])
def test_that_of_two_choices_within_one_frame_each_comes_back_to_what_stood_before_it(
    threaded: Document, qtbot: QtBot, running: bool
) -> None:
    if running:
        threaded.run()
        settled(threaded, qtbot)
    wish(threaded, learning_rate=0.1)
    wish(threaded, learning_rate=0.2)
    settled(threaded, qtbot)
    seen = [rate(threaded)]
    for again in (threaded.undo, threaded.undo, threaded.redo, threaded.redo, threaded.undo):
        again()
        settled(threaded, qtbot)
        seen.append(rate(threaded))
    assert seen == [0.2, 0.1, 0.05, 0.1, 0.2, 0.1]


def test_that_a_value_typed_behind_a_choice_keeps_that_choice(
    threaded: Document, qtbot: QtBot
) -> None:
    before = theta(threaded).copy()
    wish(threaded, learning_rate=0.1)
    typed(threaded, 0.5)
    settled(threaded, qtbot)
    assert (rate(threaded), theta(threaded)[14]) == (0.1, 0.5)
    threaded.undo()
    settled(threaded, qtbot)
    assert (rate(threaded), theta(threaded)[14]) == (0.1, before[14])


def test_that_a_choice_right_behind_an_undo_comes_back_to_what_that_left(
    threaded: Document, qtbot: QtBot
) -> None:
    wish(threaded, learning_rate=0.1)
    settled(threaded, qtbot)
    threaded.undo()
    wish(threaded, learning_rate=0.3)
    settled(threaded, qtbot)
    threaded.undo()
    settled(threaded, qtbot)
    assert rate(threaded) == 0.05


def test_that_the_undo_of_a_value_that_waits_goes_with_it_when_it_is_refused(
    threaded: Document, qtbot: QtBot
) -> None:
    wish(threaded, learning_rate=0.1)
    settled(threaded, qtbot)
    typed(threaded, 0.5)
    threaded.undo()
    typed(threaded, 1e200)  # it waits for the undo, which waits for the first answer
    threaded.undo()
    settled(threaded, qtbot)
    assert rate(threaded) == 0.1
    assert threaded.undo_stack.index() == 1


def test_that_only_an_edit_of_the_past_is_told_as_a_branch(document: Document) -> None:
    told: list[tuple[int, int]] = []
    document.branched.connect(lambda branched: told.append(branched[1:]))
    updates(document, 8)
    wish(document, learning_rate=0.1)
    typed(document, 0.5)
    wish(document, seed=4)
    document.undo()
    assert told == []
    document.step_back(Grain.UPDATE)
    document.step_back(Grain.PASS)
    typed(document, 0.5)
    wish(document, learning_rate=0.2)
    assert told == [(6, 8)]
