"""Sessions as values and files: what is written comes back to the bit, and training goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from engine import session as session_file
from engine.data import FormulaData
from engine.errors import InputError
from engine.experiment import Experiment, Layer
from engine.goal import Goal
from engine.grain import Grain
from engine.moment import Place
from engine.optimizers import OPTIMIZERS
from engine.session import Session
from engine.session_json import to_bytes, to_json
from engine.state import TrainState
from engine.trainer import Trainer
from tests.engine.session_samples import parsed, sessions, small

HERE = Path(__file__).parent


def written(session: Session) -> Session:
    """The session as its file gives it back."""
    return session_file.parse(to_bytes(session, HERE), HERE / "x.backstep.json")


def trained(trainer: Trainer, updates: int) -> TrainState:
    trainer.train(Goal(update=trainer.state.update + updates), 60.0)
    return trainer.state


def assert_same(one: TrainState, other: TrainState) -> None:
    assert one[1:5] == other[1:5]  # update, epoch, position, time
    assert one.experiment.hyperparameters == other.experiment.hyperparameters
    assert one.parameters.theta.tobytes() == other.parameters.theta.tobytes()
    assert [s.tobytes() for s in one.slots] == [s.tobytes() for s in other.slots]


@given(sessions())
@settings(max_examples=150)
def test_that_any_session_comes_back_to_the_bit(session: Session) -> None:
    again = written(session)
    before, after = session.experiment, again.experiment
    assert to_bytes(again, HERE) == to_bytes(session, HERE)
    assert before.hyperparameters == after.hyperparameters
    assert before.layers == after.layers
    assert before.starting_parameters.theta.tobytes() == after.starting_parameters.theta.tobytes()
    assert before.dataset.x.tobytes() == after.dataset.x.tobytes()
    assert before.dataset.y.tobytes() == after.dataset.y.tobytes()
    assert np.array_equal(before.dataset.train, after.dataset.train)
    if before.frozen is None:
        assert after.frozen is None
    else:
        assert after.frozen is not None
        assert np.array_equal(before.frozen, after.frozen)
    assert (session.title, session.notes) == (again.title, again.notes)
    assert (session.annotations, session.view) == (again.annotations, again.view)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("updates", [1, 7, 23])
def test_that_training_on_from_a_file_is_training_without_a_stop(
    optimizer: str, updates: int
) -> None:
    experiment = session_file.builtin("xor").experiment.edited(
        optimizer=optimizer, learning_rate=0.01, shuffle=True, batch_size=3
    )
    straight, first = Trainer(experiment), Trainer(experiment)
    trained(first, updates)
    second = written(session_file.from_trainer(first, Session())).trainer()
    assert_same(first.state, second.state)
    assert_same(trained(straight, updates + 20), trained(second, 20))


def changed_run() -> Trainer:
    """Batch size, optimizer and a weight were changed while it trained, and a weight was frozen."""
    trainer = Trainer(session_file.builtin("circles").experiment)
    trained(trainer, 5)
    trainer.edit(trainer.state.experiment.edited(batch_size=7, learning_rate=0.125))
    trained(trainer, 30)
    trainer.edit(trainer.state.experiment.edited(optimizer="adam"))
    trained(trainer, 4)
    theta = trainer.state.parameters.theta.copy()
    theta[3] = -0.5
    trainer.edit(trainer.state.experiment.edited(l2=0.001), theta)
    trained(trainer, 4)
    trainer.edit(trainer.state.experiment.edited(frozen=np.arange(theta.size) == 3))
    trained(trainer, 5)
    return trainer


def test_that_live_changes_are_replayed_from_a_file() -> None:
    trainer = changed_run()
    again = written(session_file.from_trainer(trainer, Session())).trainer()
    assert_same(trainer.state, again.state)
    assert again.state.time == 13  # since the optimizer was chosen
    for update in (0, 5, 20, 35, 39, 42, 43, 44, 48):
        trainer.go_to(Place(update, 0))
        again.go_to(Place(update, 0))
        assert_same(trainer.state, again.state)


def test_that_a_file_lists_what_changed_and_nothing_else() -> None:
    session = session_file.from_trainer(changed_run(), Session())
    *others, parameters, frozen = to_json(session, HERE)["state"]["changes"]
    assert others == [
        {"update": 5, "hyperparameters": {"batch_size": 7, "learning_rate": 0.125}},
        {"update": 35, "hyperparameters": {"optimizer": "adam"}},
        {"update": 39, "hyperparameters": {"l2": 0.001}},
    ]
    assert parameters.keys() == {"update", "parameters"}
    assert parameters["parameters"]["W"][0][1][1] == -0.5
    assert (frozen["update"], frozen.keys()) == (43, {"update", "frozen"})
    rows = frozen["frozen"]["W"][0]
    assert [mark for row in rows for mark in row].index(True) == 3
    assert str(frozen["frozen"]).count("True") == 1


def test_that_letting_every_parameter_go_is_written_and_read() -> None:
    trainer = changed_run()
    trainer.edit(trainer.state.experiment.edited(frozen=None))
    session = session_file.from_trainer(trainer, Session())
    assert str(to_json(session, HERE)["state"]["changes"][-1]["frozen"]).count("True") == 0
    again = written(session)
    assert to_bytes(again, HERE) == to_bytes(session, HERE)
    assert_same(trained(trainer, 6), trained(again.trainer(), 6))


def test_that_freezing_before_the_first_update_belongs_to_the_start() -> None:
    trainer = Trainer(session_file.builtin("xor").experiment)
    trainer.edit(trainer.state.experiment.edited(frozen=np.arange(9) == 8))
    trained(trainer, 3)
    made = to_json(session_file.from_trainer(trainer, Session()), HERE)
    assert made["state"]["changes"] == []
    assert made["frozen"]["b"] == [[False, False], [True]]


def test_that_a_moment_gone_back_to_is_saved_without_its_future() -> None:
    trainer = changed_run()
    trainer.go_to(Place(20, 3))
    session = session_file.from_trainer(trainer, Session(title="back"))
    again = written(session)
    assert session.title == again.title == "back"
    assert again.progress is not None
    assert (again.progress.update, again.progress.phase, len(again.changes)) == (20, 0, 1)
    everything = replace(session, changes=tuple(trainer.branch.changes))
    assert to_bytes(everything, HERE) == to_bytes(session, HERE)


def test_that_restarting_leaves_progress_and_changes_out() -> None:
    session = session_file.from_trainer(changed_run(), Session()).restarted()
    assert (session.progress, session.changes) == (None, ())
    assert session.trainer().state.experiment.hyperparameters.batch_size == 10


def test_that_numbers_are_short_and_exact() -> None:
    values = small()
    numbers = [0.1, 1e-300, 5e-324, 1.7976931348623157e308, -0.0, 1 / 3]
    values["parameters"]["W"][0] = [numbers[:2], numbers[2:4]]
    values["parameters"]["W"][1] = [numbers[4:]]
    text = to_bytes(parsed(values), HERE).decode()
    assert "[[0.1, 1e-300], [5e-324, 1.7976931348623157e+308]]" in text
    assert "[[-0.0, 0.3333333333333333]]" in text
    W = parsed(json.loads(text)).experiment.starting_parameters.W
    assert np.concatenate([w.ravel() for w in W]).tobytes() == np.array(numbers).tobytes()


def test_that_a_row_of_a_matrix_stands_on_one_line() -> None:
    layers = (Layer(2, "tanh"), Layer(1, "identity"))
    experiment = Experiment(150, layers, FormulaData(("x1",)))
    lines = to_bytes(Session(experiment=experiment), HERE).decode().splitlines()
    rows = experiment.starting_parameters.W[0].tolist()
    assert [line.strip(" ,[]") for line in lines if len(line) > 150] == [
        json.dumps(row).strip("[]") for row in rows
    ]


def test_that_annotations_and_the_windows_parts_are_kept_as_they_are() -> None:
    marks = [
        {
            "kind": "callout", "panel": "topology", "x": 0.25, "y": 0.5, "to_x": 0.5, "to_y": 1.0,
            "number": 2, "text": "δ₁ →",
        },
        {"kind": "frame", "panel": "loss", "x": 0.0, "y": 0.5, "to_x": 0.5, "to_y": 1.0},
        {"kind": "hide", "panel": "equations", "x": 0.125, "y": 0.5},
    ]  # fmt: skip
    values = small() | {"annotations": marks, "view": {"docks": [[1.5]]}}
    kept = to_json(parsed(values), HERE)
    assert (kept["annotations"], kept["view"]) == (values["annotations"], values["view"])


def test_that_half_a_letter_in_a_title_is_written_as_json_has_it() -> None:
    again = written(Session(title="\ud83d!"))
    assert again.title == "\ud83d!"


def test_that_what_is_left_out_has_its_default() -> None:
    values = {key: small()[key] for key in ("format", "version", "layers", "data")}
    experiment = parsed(values).experiment
    assert experiment.hyperparameters == Experiment().hyperparameters
    assert experiment.inputs == 2
    assert experiment.start is None
    formula = {"kind": "formula", "expression": "x1"}
    dataset = parsed(values | {"data": formula}).experiment.dataset
    assert dataset.x.shape == (200, 2)
    assert -1 <= dataset.x.min() < -0.9 < 0.9 < dataset.x.max() <= 1


def test_that_a_state_needs_no_more_than_its_update_and_parameters() -> None:
    values = small()
    trainer = parsed(values).trainer()
    state = trained(trainer, 5)
    W, b = ([v.tolist() for v in part] for part in state.parameters[1:])
    again = parsed(values | {"state": {"update": 5, "W": W, "b": b}})
    assert again.progress is not None
    assert_same(again.progress, state)
    assert (state.epoch, state.position) == (2, 1)


def test_that_a_state_at_update_0_is_the_start() -> None:
    values = small()
    own = {"W": [[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0]]], "b": [[7.0, 8.0], [9.0]]}
    slots: dict[str, Any] = {"time": 0}
    changes = [{"update": 0, "hyperparameters": {"learning_rate": 0.5}}]
    state = {"update": 0, "epoch": 0, "position": 0, **own, "slots": slots, "changes": changes}
    session = parsed(values | {"state": state})
    assert session.progress is None
    assert session.experiment.starting_parameters.theta.tolist() == [1, 2, 3, 4, 7, 8, 5, 6, 9]
    assert session.experiment.hyperparameters.learning_rate == 0.5


def test_that_a_csv_file_is_found_from_the_sessions_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "d.csv").write_text("a,b,c\n1,2,3\n4,5,6\n")
    csv = {"kind": "csv", "path": "data/d.csv", "inputs": ["a", "b"], "targets": "c"}
    file = tmp_path / "s.backstep.json"
    file.write_text(json.dumps(small() | {"data": csv}))
    session = session_file.read(file)
    assert session.experiment.dataset.y.tolist() == [[3.0], [6.0]]
    (tmp_path / "other").mkdir()
    moved = tmp_path / "other" / "s.backstep.json"
    session_file.write(session, moved)
    assert json.loads(moved.read_text())["data"]["path"] == "../data/d.csv"
    assert session_file.read(moved).experiment.dataset.y.tolist() == [[3.0], [6.0]]


def test_that_a_csv_file_is_found_behind_a_linked_folder(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("a,b,c\n1,2,3\n")
    (tmp_path / "far" / "away").mkdir(parents=True)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "far" / "away")
    csv = {"kind": "csv", "path": str(tmp_path / "d.csv"), "inputs": ["a", "b"], "targets": ["c"]}
    session = parsed(small() | {"data": csv})
    session_file.write(session, link / "s.backstep.json")
    assert session_file.read(link / "s.backstep.json").experiment.dataset.x.tolist() == [[1, 2]]


def test_that_a_byte_order_mark_is_accepted() -> None:
    content = b"\xef\xbb\xbf" + json.dumps(small()).encode()
    assert session_file.parse(content, None).title == "small"


def test_that_a_file_goes_before_a_built_in_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert session_file.find("xor").title == "Exclusive or"
    Path("xor").write_text(json.dumps(small()))
    assert session_file.find("xor").title == "small"
    with pytest.raises(InputError, match=r"no file and no built-in session 'xorr'.*mean 'xor'"):
        session_file.find("xorr")


# Built-in sessions


def test_that_the_articles_session_comes_first_and_is_the_articles() -> None:
    assert session_file.builtins()[0] == "article"
    experiment = session_file.builtin("article").experiment
    assert experiment.layers == Experiment().layers
    assert experiment.hyperparameters == Experiment().hyperparameters
    x, y = experiment.dataset.x, experiment.dataset.y
    assert x.shape == (200, 2)
    assert np.allclose(y[:, 0], 2 * x[:, 0] + 3 * x[:, 1] + 10)


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "identity"])
def test_that_the_articles_network_learns_with_each_hidden_activation(activation: str) -> None:
    layers = (Layer(2, activation), Layer(2, activation), Layer(1, "identity"))
    trainer = Trainer(session_file.builtin("article").experiment.edited(layers=layers))
    trainer.train(Goal(epoch=50), 120.0)
    assert trainer.state.epoch == 50
    assert trainer.evaluate().training <= 0.05


@pytest.mark.parametrize(
    ("name", "epochs", "loss"),
    [
        ("and", 200, 0.05),
        ("circles", 100, 0.05),
        ("gaussians", 100, 0.02),
        ("mazur", 200, 0.01),
        ("sine", 100, 0.005),
        ("spiral", 100, 0.1),
        ("xor", 100, 0.05),
    ],
)
def test_that_a_built_in_session_learns(name: str, epochs: int, loss: float) -> None:
    trainer = session_file.builtin(name).trainer()
    trainer.train(Goal(epoch=epochs), 60.0)
    assert trainer.evaluate().training <= loss


def test_that_every_built_in_session_has_a_title_and_a_line_about_it() -> None:
    assert len(session_file.builtins()) == 7
    assert len(session_file.published()) == 12
    for name in (*session_file.builtins(), *session_file.published()):
        session = session_file.builtin(name)
        assert session.title
        assert 10 < len(session.notes.splitlines()[0]) <= 110
        assert session.path is None
        assert session.trainer().step(Grain.EPOCH)
