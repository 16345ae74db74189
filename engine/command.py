"""The command without a window: train, trace, check, list."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from engine import gradcheck, session, trace
from engine.errors import InputError
from engine.files import write_atomically
from engine.progress import Progress
from engine.session import Session
from engine.state import Shape
from engine.trainer import Goal, Grain, Stop, Trainer

COMMANDS = ("train", "trace", "check", "list")
DONE, FAILED, BAD_INPUT, DIVERGED, FAULT, INTERRUPTED = 0, 1, 2, 3, 70, 130
STRETCH_SECONDS = 0.1


def main(words: Sequence[str], name: str = "backstep") -> int:
    """Carry out a command line; return the exit code. Results go to standard output, all else to
    standard error.
    """
    try:
        arguments = _parser(name).parse_args(words)
        run: Callable[[argparse.Namespace], int] = arguments.run
        code = run(arguments)
        sys.stdout.flush()
        return code
    except InputError as error:
        _say(f"{name}: {error}")
        return BAD_INPUT
    except KeyboardInterrupt:
        _say(f"{name}: interrupted; nothing was saved.")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has had enough (| head); Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception:
        report = _write_report(traceback.format_exc())
        _say(f"{name}: this is a fault of Backstep, not yours; a report is in {report}.")
        return FAULT


class _Parser(argparse.ArgumentParser):
    """Tells a mistake in one line instead of a page of usage."""

    def error(self, message: str) -> NoReturn:
        raise InputError("{message}. See {prog} --help.", message=message, prog=self.prog)


def _parser(name: str) -> argparse.ArgumentParser:
    parser = _Parser(prog=name, description="Train small networks and show every number.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    train = commands.add_parser("train", help="train a session and print where it got to, as JSON")
    train.add_argument("session", metavar="SESSION", help="a file, or the name of a built-in one")
    goal = train.add_mutually_exclusive_group(required=True)
    goal.add_argument("--updates", type=_count, metavar="N", help="N more updates")
    goal.add_argument("--epochs", type=_count, metavar="N", help="N more completed epochs")
    goal.add_argument(
        "--until-loss", type=_loss, metavar="X", help="until the training loss is below X"
    )
    train.add_argument(
        "--max-updates", type=_count, metavar="N", help="with --until-loss: at most N"
    )
    train.add_argument(
        "--save", type=Path, metavar="FILE", help="write the session with its progress"
    )
    _add_restart(train)
    train.set_defaults(run=_train)
    tracing = commands.add_parser("trace", help="print every number of the next updates")
    tracing.add_argument("session", metavar="SESSION")
    tracing.add_argument("--updates", type=_count, default=1, metavar="N")
    tracing.add_argument("--format", choices=trace.FORMATS, default="json")
    tracing.add_argument("--out", type=Path, metavar="FILE")
    _add_restart(tracing)
    tracing.set_defaults(run=_trace)
    checking = commands.add_parser("check", help="check the next update's gradients by differences")
    checking.add_argument("session", metavar="SESSION")
    checking.set_defaults(run=_check)
    listing = commands.add_parser("list", help="list the built-in sessions")
    listing.set_defaults(run=_list)
    return parser


def _add_restart(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--restart", action="store_true", help="begin at update 0")


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10**15:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1")
    return int(text)


def _loss(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0.0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return value


# train


def _train(arguments: argparse.Namespace) -> int:
    if arguments.max_updates is not None and arguments.until_loss is None:
        raise InputError("--max-updates goes with --until-loss only.")
    opened, trainer = _open(arguments.session, restart=arguments.restart)
    at = trainer.state
    goal = Goal(
        update=_after(at.update, arguments.updates or arguments.max_updates),
        epoch=_after(at.epoch, arguments.epochs),
        loss_below=arguments.until_loss,
    )
    progress = Progress(goal, at)
    stop = None
    while stop is None:
        stop = trainer.train(goal, STRETCH_SECONDS)
        progress.show(trainer.state)
    progress.end()
    if arguments.save is not None:
        session.write(_with_progress(opened, trainer), arguments.save)
    losses = trainer.evaluate()
    word = "max_updates" if stop is Stop.UPDATES and arguments.max_updates else str(stop)
    result = {
        "update": trainer.state.update,
        "epoch": trainer.state.epoch,
        "loss": losses.training,
        "validation_loss": losses.validation,
        "stopped": word,
    }
    print(json.dumps(result))
    if stop is not Stop.DIVERGED:
        return DONE
    saved = f" It was saved to {arguments.save}." if arguments.save is not None else ""
    _say(
        f"Training diverged at update {trainer.diverged_at}: the loss is no longer a finite "
        f"number. The last finite state is that after update {trainer.state.update}.{saved} "
        "Try a smaller learning rate."
    )
    return DIVERGED


def _after(done: int, more: int | None) -> int | None:
    return None if more is None else done + more


def _with_progress(opened: Session, trainer: Trainer) -> Session:
    branch = trainer.branch
    progress = trainer.boundary if trainer.boundary.update else None
    changes = tuple(branch.changes)
    return replace(opened, experiment=branch.start, progress=progress, changes=changes)


def _open(word: str, *, restart: bool) -> tuple[Session, Trainer]:
    opened = session.find(word)
    if restart:
        opened = replace(opened, progress=None, changes=())
    return opened, Trainer(opened.experiment, opened.progress, opened.changes)


# trace, check, list


def _trace(arguments: argparse.Namespace) -> int:
    _, trainer = _open(arguments.session, restart=arguments.restart)
    entries: list[dict[str, Any]] = []
    for _ in range(arguments.updates):
        if not trainer.step(Grain.UPDATE):
            _say(f"Training diverged at update {trainer.diverged_at}; the trace ends before it.")
            break
        entries.append(trace.entry(trainer.state))
    text = trace.to_text(entries, arguments.format)
    if arguments.out is None:
        sys.stdout.write(text)
    else:
        write_atomically(arguments.out, text.encode())
    return DIVERGED if trainer.diverged_at is not None else DONE


def _check(arguments: argparse.Namespace) -> int:
    _, trainer = _open(arguments.session, restart=False)
    if not trainer.step(Grain.UPDATE):
        _say(f"Training diverged at update {trainer.diverged_at}; there is no gradient to check.")
        return DIVERGED
    checks = gradcheck.check(trainer.state)
    names = _names(trainer.state.experiment.shape)
    print(f"{'parameter':<16}{'gradient':>24}{'difference':>24}{'error':>12}")
    for one in checks:
        mark = "kink" if one.kink else "" if one.passes else "DIFFERS"
        print(
            f"{names[one.parameter]:<16}{one.gradient:>24.15g}{one.difference:>24.15g}"
            f"{one.error:>12.1e}  {mark}".rstrip()
        )
    wrong = sum(not one.passes for one in checks)
    kinks = sum(one.kink for one in checks)
    judged = len(checks) - kinks
    print(f"{judged - wrong} of {judged} gradients agree; {kinks} at a kink were not judged.")
    return FAILED if wrong else DONE


def _names(shape: Shape) -> list[str]:
    names = [""] * shape.count
    for layer in range(shape.layers):
        inputs, units = shape.sizes[layer], shape.sizes[layer + 1]
        for j in range(units):
            names[shape.index(layer, j, None)] = f"b[{layer}][{j}]"
            for k in range(inputs):
                names[shape.index(layer, j, k)] = f"W[{layer}][{j}][{k}]"
    return names


def _list(_arguments: argparse.Namespace) -> int:
    for name in session.builtins():
        opened = session.builtin(name)
        sizes = "-".join(str(size) for size in opened.experiment.shape.sizes)
        print(f"{name:<12}{sizes:<10}{opened.title}. {opened.notes}")
    return DONE


# Messages


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _write_report(text: str) -> str:
    handle, name = tempfile.mkstemp(prefix="backstep-fault-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return name
