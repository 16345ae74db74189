"""What `check` prints: the gradients of the next update beside their finite differences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from engine import gradcheck
from engine.gradcheck import Check
from engine.state import Shape, TrainState

MOST_CHECKED = 20_000  # more parameters are checked by an even sample
MOST_LINES = 40


class Report(NamedTuple):
    """The text for a person, and whether every judged gradient agrees."""

    text: str
    passed: bool


def report(boundary: TrainState) -> Report | None:
    """Check the update that comes next; None if its loss is not a finite number."""
    state = gradcheck.after_backward(boundary)
    trace = state.trace
    assert trace is not None
    assert trace.loss is not None
    if not math.isfinite(trace.loss):
        return None
    shape = state.experiment.shape
    chosen = _chosen(shape.count)
    checks = gradcheck.check(state, chosen)
    failed = [check for check in checks if not check.passes]
    lines = [f"Update {boundary.update + 1}, loss {trace.loss:.12g}", ""]
    lines += _table(_shown(checks), shape)
    if len(checks) > MOST_LINES:
        lines.append(f"… shown are {MOST_LINES} of {len(checks)}, the largest errors first.")
    lines += ["", _summary(checks, failed, shape)]
    if len(chosen) < shape.count:
        lines.append(f"An even sample of the network's {shape.count} parameters was checked.")
    lines += _reasons(boundary) if failed else []
    return Report("\n".join(lines) + "\n", not failed)


def _chosen(count: int) -> Sequence[int]:
    if count <= MOST_CHECKED:
        return range(count)
    return [place * count // MOST_CHECKED for place in range(MOST_CHECKED)]


def _shown(checks: list[Check]) -> list[Check]:
    if len(checks) <= MOST_LINES:
        return checks
    return sorted(checks, key=_size, reverse=True)[:MOST_LINES]


def _size(check: Check) -> float:
    """How bad a check is, for sorting: what is not judged comes last."""
    if check.kink:
        return -1.0
    return check.error if math.isfinite(check.error) else math.inf


def _table(checks: list[Check], shape: Shape) -> list[str]:
    names = [gradcheck.name(shape, check.parameter) for check in checks]
    wide = max(len("parameter"), *map(len, names))
    heads = f"{'parameter':{wide}}  {'gradient':>20}  {'finite difference':>20}  {'error':>8}"
    return [heads] + [
        f"{name:{wide}}  {check.gradient:20.12g}  {check.difference:20.12g}  "
        f"{check.error:8.1e}  {_verdict(check)}"
        for name, check in zip(names, checks, strict=True)
    ]


def _verdict(check: Check) -> str:
    if check.kink:
        return "kink, not judged"
    return "agrees" if check.passes else "DIFFERS"


def _summary(checks: list[Check], failed: list[Check], shape: Shape) -> str:
    kinks = sum(check.kink for check in checks)
    parts = [f"{len(checks) - kinks - len(failed)} of {len(checks)} gradients agree"]
    if kinks:
        parts.append(f"{kinks} at a kink are not judged")
    if failed:
        worst = max(failed, key=_size)
        where = gradcheck.name(shape, worst.parameter)
        parts.append(f"{len(failed)} differ, by up to {worst.error:.2g} ({where})")
    return "; ".join(parts) + "."


def _reasons(state: TrainState) -> list[str]:
    """Conventions under which a gradient is not that of the loss."""
    h = state.experiment.hyperparameters
    made: list[str] = []
    if h.rule == "as_printed":
        made.append("The rule as_printed follows the article's formulas, not the chain rule.")
    if h.update_order == "in_place":
        made.append(
            "With the in-place order lower layers use weights that have already moved, "
            "so theirs is not the gradient at the old ones."
        )
    if h.round_to is not None:
        made.append(f"The gradient was rounded to {h.round_to} decimals at every step.")
    return made
