"""What `run` does without a display: the same window, unseen, trains the article's network.

`python -m gui.headless FOLDER [SESSION]` leaves the session, the loss curve and a picture of the
window in a folder.
"""

from __future__ import annotations

import math
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QEventLoop, QSettings, QTimer

from engine.errors import InputError
from engine.files import write_atomically
from engine.goal import Goal, Stop
from gui.application import Program, make_application, wanted_session
from gui.document import directly
from gui.frame import Activity, Frame
from gui.offscreen import use_offscreen

EPOCHS = 50
SIZE = (1600, 1000)
_BAR = 30


def main(arguments: list[str]) -> int:
    """Train, save, draw; the exit code."""
    folder = Path(arguments[0] if arguments else "out")
    try:
        session = wanted_session(arguments[1:])
        folder.mkdir(parents=True, exist_ok=True)
    except InputError as error:
        print(f"backstep: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"backstep: the folder {folder} cannot be made: {error.strerror}.", file=sys.stderr)
        return 2
    use_offscreen(*SIZE)
    app = make_application(["backstep"])
    place = tempfile.mkdtemp(prefix="backstep-")
    settings = QSettings(str(Path(place, "window.ini")), QSettings.Format.IniFormat)
    settings.setValue("theme", "light")
    program = Program(app, settings, directly)
    program.window.resize(*SIZE)
    program.show(session)
    while not program.window.full:
        program.window.fill_dock()
    _settle()
    _train(program)
    _settle()
    frame = program.document.frame
    assert frame is not None
    name = Path(arguments[1] if len(arguments) > 1 else "article").name.split(".")[0]
    try:
        _write(program, frame, folder, name)
    except InputError as error:
        print(f"backstep: {error}", file=sys.stderr)
        return 2
    program.window.close()
    shutil.rmtree(place, ignore_errors=True)
    if frame.stop is not Stop.DIVERGED:
        return 0
    print(
        f"backstep: training diverged; the result is the last finite state, after update "
        f"{frame.state.update}. Try a smaller learning rate.",
        file=sys.stderr,
    )
    return 3


def _write(program: Program, frame: Frame, folder: Path, name: str) -> None:
    """The session, the loss curve as numbers and as a picture, the window; each is told."""
    path = folder / f"{name}.backstep.json"
    program.document.save(path)
    print(path)
    path = folder / "loss.csv"
    write_atomically(path, _curve(frame).encode())
    print(path)
    for stem, widget in (("loss", program.window.docks["loss"]), ("window", program.window)):
        path = folder / f"{stem}.png"
        content = QBuffer()
        widget.grab().save(content, "PNG")
        write_atomically(path, bytes(content.data().data()))
        print(path)


def _train(program: Program) -> None:
    """Train fifty more epochs, with a bar on standard error."""
    loop = QEventLoop()
    first = program.document.frame
    assert first is not None
    last = first.state.epoch + EPOCHS

    def take(frame: Frame) -> None:
        _show_progress(frame, last)
        if frame.activity is Activity.PAUSED and frame.stop is not None:
            loop.quit()

    program.document.frame_changed.connect(take)
    QTimer.singleShot(0, lambda: program.document.run(Goal(epoch=last)))
    loop.exec()
    if sys.stderr.isatty():
        print(file=sys.stderr)


def _show_progress(frame: Frame, last: int) -> None:
    """A bar on a terminal, one line at the end elsewhere."""
    losses = frame.history.training.last
    known = losses[~np.isnan(losses)]
    words = f"epoch {frame.state.epoch}/{last}"
    words += f"  loss {known[-1]:.6f}" if known.size else ""
    if sys.stderr.isatty():
        full = round(max(0.0, 1.0 - (last - frame.state.epoch) / EPOCHS) * _BAR)
        print(f"\r{'█' * full}{'░' * (_BAR - full)} {words} ", end="", file=sys.stderr, flush=True)
    elif frame.activity is Activity.PAUSED and frame.stop is not None:
        print(words, file=sys.stderr)


def _settle() -> None:
    """Let the window lay itself out and draw the newest Frame."""
    loop = QEventLoop()
    QTimer.singleShot(300, loop.quit)
    loop.exec()


def _curve(frame: Frame) -> str:
    """The loss curve as CSV: for each bin its last update, its batch losses, the epoch's mean."""
    batch, training = frame.history.batch, frame.history.training
    means = dict(enumerate(training.last.tolist())) if training.width == batch.width else {}
    rows = ["update,least_batch_loss,greatest_batch_loss,last_batch_loss,training_loss"]
    columns = zip(batch.low.tolist(), batch.high.tolist(), batch.last.tolist(), strict=True)
    for index, (low, high, last) in enumerate(columns):
        update = min((index + 1) * batch.width, frame.reached)
        mean = means.get(index, math.nan)
        rows.append(f"{update},{low},{high},{last},{'' if math.isnan(mean) else mean}")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
