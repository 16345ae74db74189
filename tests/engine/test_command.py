"""The command line: results, exit codes, and one clear line for every mistake."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import command, fault_report, gradcheck
from engine import session as session_file
from engine.branch import Change
from engine.errors import InputError
from engine.goal import Goal
from engine.trainer import Trainer
from tests.engine.session_samples import small
from tests.engine.test_session import changed_run, trained

ROOT = Path(__file__).parents[2]


class Ran:
    """A command that has run here: exit code and what it printed."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def result(self) -> dict[str, Any]:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def runs(*words: object) -> Ran:
        code = command.main([str(word) for word in words])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return runs


def start(*words: object, **settings: Any) -> subprocess.Popen[str]:
    """The command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "engine", *map(str, words)],
        cwd=ROOT,
        stdout=settings.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        text=True,
        **settings,
    )


def assert_one_line(ran: Ran, told: str) -> None:
    """Exit 2 with one clear line: no usage, no traceback, nothing on standard output."""
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("backstep: ")
    assert ran.err.count("\n") == 1
    assert ran.err.rstrip().endswith((".", "?"))
    assert "usage" not in ran.err.lower()
    assert told in ran.err


# train


def test_that_training_prints_one_json_object(run: Run) -> None:
    ran = run("train", "circles", "--epochs", 3)
    trainer = session_file.builtin("circles").trainer()
    trainer.train(Goal(epoch=3), 60.0)
    losses = trainer.evaluate()
    assert ran.code == 0
    assert ran.out.count("\n") == 1
    assert ran.result == {
        "update": 48,
        "epoch": 3,
        "loss": losses.training,
        "validation_loss": losses.validation,
        "stopped": "epochs",
    }
    assert ran.err == ""


def test_that_updates_count_from_where_the_session_stands(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "s.backstep.json"
    first = run("train", "xor", "--updates", 7, "--save", file).result
    second = run("train", file, "--updates", 5, "--save", file).result
    assert (first["update"], first["epoch"], first["stopped"]) == (7, 1, "updates")
    assert (second["update"], second["epoch"]) == (12, 3)
    straight = session_file.builtin("xor").trainer()
    state = trained(straight, 12)
    saved = session_file.read(file)
    assert saved.progress is not None
    assert saved.progress.parameters.theta.tobytes() == state.parameters.theta.tobytes()
    assert saved.title == "Exclusive or"


def test_that_epochs_are_passes_completed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "s.backstep.json"
    run("train", "xor", "--updates", 6, "--save", file)
    assert run("train", file, "--epochs", 1).result["update"] == 8
    assert run("train", file, "--epochs", 2).result["update"] == 12


def test_that_training_stops_below_a_loss_at_the_end_of_an_epoch(run: Run) -> None:
    result = run("train", "xor", "--until-loss", 0.1).result
    assert result["stopped"] == "loss"
    assert result["loss"] < 0.1
    assert result["update"] == 4 * result["epoch"]
    before = run("train", "xor", "--updates", result["update"] - 4).result
    assert before["loss"] >= 0.1


def test_that_a_loss_that_is_not_reached_ends_at_the_most_updates(run: Run) -> None:
    result = run("train", "xor", "--until-loss", 1e-9, "--max-updates", 41).result
    assert (result["update"], result["stopped"]) == (41, "max_updates")


def test_that_nothing_is_trained_for_0_updates(run: Run) -> None:
    result = run("train", "mazur", "--updates", 0).result
    assert result["update"] == 0
    assert result["loss"] == pytest.approx(0.298371109, abs=5e-10)


def test_that_restart_begins_with_the_first_choices(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "s.backstep.json"
    session_file.write(
        session_file.from_trainer(changed_run(), session_file.builtin("circles")), file
    )
    again = run("train", file, "--updates", 9, "--restart").result
    assert again == run("train", "circles", "--updates", 9).result
    assert run("train", file, "--updates", 9).result["update"] == 57


def test_that_live_changes_are_kept_by_training_on(run: Run, tmp_path: Path) -> None:
    file, later = tmp_path / "s.backstep.json", tmp_path / "later.backstep.json"
    trainer = changed_run()
    session_file.write(session_file.from_trainer(trainer, session_file.builtin("circles")), file)
    run("train", file, "--updates", 10, "--save", later)
    session = session_file.read(later)
    assert session.progress is not None
    expected = trained(trainer, 10).parameters.theta
    assert session.progress.parameters.theta.tobytes() == expected.tobytes()
    changes: list[Change] = list(session.changes)
    assert [change.update for change in changes] == [5, 35, 39, 39, 43]


def diverging(tmp_path: Path) -> Path:
    file = tmp_path / "wild.backstep.json"
    values = small()
    values["layers"][0]["activation"] = "identity"
    values["hyperparameters"] = {"learning_rate": 100}
    file.write_text(json.dumps(values))
    return file


def test_that_divergence_saves_the_last_finite_state(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "saved.backstep.json"
    ran = run("train", diverging(tmp_path), "--updates", 1000, "--save", saved)
    assert ran.code == 3
    assert ran.result["stopped"] == "diverged"
    update = ran.result["update"]
    assert 0 < update < 1000
    assert ran.err.count("\n") == 1
    assert f"diverged at update {update + 1}" in ran.err
    session = session_file.read(saved)
    assert session.progress is not None
    assert session.progress.update == update


def test_that_a_loss_that_is_not_finite_is_null(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "s.backstep.json"
    values = small()
    values["parameters"]["W"][1] = [[1e200, 1e200]]
    file.write_text(json.dumps(values))
    assert run("train", file, "--updates", 0).result["loss"] is None


# trace, check, list


def test_that_a_trace_is_printed_and_nothing_saved(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "s.backstep.json"
    run("train", "xor", "--updates", 5, "--save", file)
    before = file.read_bytes()
    updates = run("trace", file, "--updates", 2).result["updates"]
    assert [(one["update"], one["epoch"]) for one in updates] == [(6, 1), (7, 1)]
    assert run("trace", file, "--restart").result["updates"][0]["update"] == 1
    assert file.read_bytes() == before


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_that_a_trace_in_a_file_is_the_printed_one(run: Run, tmp_path: Path, form: str) -> None:
    out = tmp_path / "trace"
    printed = run("trace", "mazur", "--updates", 3, "--format", form)
    written = run("trace", "mazur", "--updates", 3, "--format", form, "--out", out)
    assert (printed.code, written.code, written.out) == (0, 0, "")
    assert out.read_text("utf-8") == printed.out


def test_that_a_trace_ends_where_training_diverges(run: Run, tmp_path: Path) -> None:
    ran = run("trace", diverging(tmp_path), "--updates", 1000)
    assert ran.code == 3
    last = ran.result["updates"][-1]["update"]
    assert f"diverged at update {last + 1}" in ran.err


def test_that_a_right_gradient_passes_the_check(run: Run) -> None:
    ran = run("check", "article")
    assert ran.code == 0
    assert "15 of 15 gradients agree." in ran.out
    assert ran.out.count(" agrees\n") == 15


def test_that_a_wrong_gradient_fails_the_check(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "s.backstep.json"
    session = session_file.builtin("article")
    experiment = session.experiment.edited(rule="as_printed")
    session_file.write(session_file.Session(experiment=experiment), file)
    ran = run("check", file)
    assert ran.code == 1
    assert "7 of 15 gradients agree; 8 differ" in ran.out
    assert ran.out.count("DIFFERS") == 8
    assert "not the chain rule" in ran.out
    assert ran.err == ""


def test_that_the_check_of_a_large_network_is_an_even_sample(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.command_check.MOST_CHECKED", 50)
    ran = run("check", "spiral")
    assert ran.code == 0
    assert "50 of 50 gradients agree." in ran.out
    assert "An even sample of the network's 105 parameters was checked." in ran.out
    assert "shown are 40 of 50" in ran.out


def test_that_a_kink_is_marked_in_the_check(run: Run, tmp_path: Path) -> None:
    values = small()
    values["layers"][0]["activation"] = "relu"
    values["parameters"]["W"][0], values["parameters"]["b"][0] = [[0, 0], [0, 0]], [0, 1]
    file = tmp_path / "s.backstep.json"
    file.write_text(json.dumps(values))
    ran = run("check", file)
    assert ran.code == 0
    assert "6 of 9 gradients agree; 3 at a kink are not judged." in ran.out
    assert ran.out.count("kink, not judged") == 3


def test_that_nothing_is_compared_where_the_loss_is_not_finite(run: Run, tmp_path: Path) -> None:
    values = small()
    values["parameters"]["W"][1] = [[1e200, 1e200]]
    file = tmp_path / "s.backstep.json"
    file.write_text(json.dumps(values))
    ran = run("check", file)
    assert (ran.code, ran.out) == (3, "")
    assert "not a finite number" in ran.err


def test_that_the_list_has_a_line_for_each_built_in_session(run: Run) -> None:
    lines = run("list").out.splitlines()
    names = [*session_file.builtins(), *session_file.published()]
    assert [line.split()[0] for line in lines] == names
    assert {"article", "mazur"} < set(names)
    for line, name in zip(lines, names, strict=True):
        assert session_file.builtin(name).title in line
        assert len(line.split("  ")) >= 3


# Mistakes


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "Say what to do: train, trace, check, list."),
        ("trian xor", "there are train, trace, check, list. Did you mean 'train'?"),
        ("train", "train needs a session: a file, or the name of a built-in session."),
        ("train xor", "train needs one of --updates N, --epochs N and --until-loss X."),
        ("train xor --updates 1 --epochs 1", "train needs one of --updates N, --epochs N"),
        ("train xor --updates", "--updates needs a value."),
        ("train xor --updates two", '--updates is "two"; give a whole number'),
        ("train xor --updates -1", '--updates is "-1"; give a whole number of at least 0'),
        ("train xor --updates 1.5", '--updates is "1.5"; give a whole number'),
        ("train xor --updates 1" + "0" * 30, "at most 10^15"),
        ("train xor --epochs nan", '--epochs is "nan"; give a whole number'),
        ("train xor --until-loss 0", '--until-loss is "0"; give a number greater than 0.'),
        ("train xor --until-loss nan", '--until-loss is "nan"; give a number greater than 0.'),
        ("train xor --until-loss inf", '--until-loss is "inf"; give a number greater than 0.'),
        ("train xor --updates 3 --max-updates 5", "--max-updates goes with --until-loss;"),
        ("train xor --update 3", "train does not know \"--update\". Did you mean '--updates'?"),
        ("train xor --updates 3 extra", 'train does not know "extra".'),
        ("train xorr --updates 3", "no built-in session 'xorr'"),
        ("trace xor --format xml", '--format is "xml"; choose one of json, csv, markdown.'),
        ("trace xor --updates 0", '--updates is "0"; give a whole number of at least 1'),
        ("check", "check needs a session"),
        ("check xor --restart", 'check does not know "--restart".'),
        ("list all", 'list does not know "all".'),
        ("train . --updates 1", "backstep: .: The file cannot be read: "),
    ],
)  # fmt: skip
def test_that_a_mistake_is_told_in_one_line(run: Run, words: str, told: str) -> None:
    assert_one_line(run(*words.split()), told)


@pytest.mark.parametrize("name", ["train", "trace", "check"])
def test_that_a_bad_session_is_told_with_its_file_and_place(
    run: Run, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "bad.backstep.json"
    values = small()
    values["layers"][1]["units"] = 0
    file.write_text(json.dumps(values))
    words = [name, file, *(["--updates", 1] if name != "check" else [])]
    assert_one_line(run(*words), f"{file}: layers[1].units is 0; a layer needs at least 1 unit.")


def test_that_a_place_that_cannot_be_written_is_told_before_training(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("trained")

    monkeypatch.setattr(Trainer, "train", never)
    monkeypatch.setattr(Trainer, "step", never)
    missing = tmp_path / "none" / "s.json"
    assert_one_line(run("train", "xor", "--updates", 1, "--save", missing), "no such file")
    assert_one_line(run("trace", "xor", "--out", missing), f"{missing} cannot be written")


def full(_handle: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_that_a_full_disk_at_the_end_leaves_the_old_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "s.backstep.json"
    file.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    ran = run("train", "xor", "--updates", 1, "--save", file)
    assert_one_line(ran, "no space left on device")
    assert file.read_text() == "old"


def test_that_what_was_trained_is_kept_where_the_place_for_it_became_full(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, other = tmp_path / "s.backstep.json", tmp_path / "other"
    file.write_text("old")
    other.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(other))
    in_turn = iter([full, os.fsync, os.fsync])
    monkeypatch.setattr(os, "fsync", lambda handle: next(in_turn)(handle))
    ran = run("train", "xor", "--updates", 7, "--save", file)
    (kept,) = other.iterdir()
    assert_one_line(ran, f"What was trained is kept in {kept}.")
    assert file.read_text() == "old"
    saved = session_file.read(kept)
    assert saved.progress is not None
    assert saved.progress.update == 7


def test_that_help_and_version_are_results(run: Run) -> None:
    assert run("--help").out.startswith("backstep [SESSION]")
    assert run("--version").out == f"Backstep {fault_report.version()}\n"
    for name in command.COMMANDS:
        ran = run(name, "--help")
        assert (ran.code, ran.err) == (0, "")
        assert f"usage: {name}" in ran.out


def test_that_a_fault_of_ours_is_reported(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(gradcheck, "check", fault)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ran = run("check", "xor")
    assert ran.code == 70
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    (report,) = tmp_path.iterdir()
    assert str(report) in ran.err
    text = report.read_text("utf-8")
    assert "ZeroDivisionError: of ours" in text
    assert "NumPy" in text


# Streams and signals


def test_that_a_reader_who_has_read_enough_is_no_error() -> None:
    with start("trace", "xor", "--updates", 10**9, "--format", "csv") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "update,epoch,quantity,value\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_that_a_full_disk_behind_standard_output_is_told() -> None:
    with Path("/dev/full").open("w") as full, start("list", stdout=full) as process:
        assert process.stderr is not None
        told = process.stderr.read()
    assert process.returncode == 2
    assert "cannot be written to standard output: no space left on device." in told
    assert told.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent in another way")
def test_that_an_interruption_saves_nothing(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    words = ("trace", "xor", "--updates", 10**9, "--format", "csv", "--out", pipe)
    with start(*words) as process, pipe.open("rb") as under_way:
        under_way.readline()
        process.send_signal(signal.SIGINT)
        under_way.read()
        out, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert (out, told) == ("", "backstep: interrupted; nothing was saved.\n")


def test_that_an_interruption_while_training_saves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Trainer, "train", interrupted)
    ran = run("train", "xor", "--epochs", 5, "--save", tmp_path / "s.backstep.json")
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == "backstep: interrupted; nothing was saved.\n"
    assert [*tmp_path.iterdir()] == []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_that_a_bar_is_shown_on_a_terminal_and_taken_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(command, "STRETCH", 0.0)
    assert command.main(["train", "xor", "--epochs", "2"]) == 0
    shown = re.split(r"\r", terminal.getvalue())
    assert any("[###" in line and "25%" in line and "update 2" in line for line in shown)
    assert shown[-1] == "\x1b[K"
    assert "[" not in capsys.readouterr().out


def test_that_the_command_needs_neither_qt_nor_the_window() -> None:
    code = (
        "import sys; from engine.command import main;"
        "code = main(['train', 'xor', '--updates', '3']);"
        "print(code, [m for m in sys.modules if m.split('.')[0] in ('PySide6', 'gui')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "0 []"


def test_that_built_in_names_are_told_in_the_order_of_the_list() -> None:
    with pytest.raises(InputError, match="built in are article, and, circles"):
        session_file.find("nothing")
