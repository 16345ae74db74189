"""What a figure says in words: its caption, and the description for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from engine import moment
from engine.moment import Place
from gui.figures.spec import FigureSpec
from gui.formula_boxes import writer
from gui.frame import Frame
from gui.numbers import NumberFormat
from gui.panels.equations_copy import as_text
from gui.panels.equations_paint import equation_of
from gui.phase_text import happened


def _tr(text: str) -> str:
    return QCoreApplication.translate("Figures", text)


def caption(frame: Frame, spec: FigureSpec) -> list[tuple[str, bool]]:
    """(text, bold), sentence by sentence: what the moment is, with which numbers; how lines are to
    be read.
    """
    if spec.caption is not None:
        return [(spec.caption, False)] if spec.caption.strip() else []
    lead, text = _title(frame, spec.numbers)
    sentences = [text, _given(frame, spec.numbers)]
    if "topology" in spec.panels:
        sentences.append(_tr("Solid line: positive weight; dashed: negative; width: size."))
    return [(lead, True), *((sentence, False) for sentence in sentences if sentence)]


def describe(frame: Frame, spec: FigureSpec) -> str:
    """The figure in words: "Backward pass, layer 1, unit 1: ∂L/∂a₁⁽¹⁾ = …"."""
    lead, text = _title(frame, spec.numbers)
    hidden = any(one.kind == "hide" for one in spec.annotations)
    parts = [lead.removesuffix(".") + ":", text] if text else [lead]
    parts = [" ".join(parts)]
    if (formula := _formula(frame, spec.numbers)) and not hidden:
        stop = "" if formula.endswith("…") else "."
        parts = [f"{lead.removesuffix('.')}: {formula}{stop}"]
    parts.append(_network(frame))
    parts.append(_given(frame, spec.numbers))
    if not hidden:
        parts.append(_losses(frame, spec.numbers))
    shown = [_names()[name] for name in spec.panels]
    parts.append(_tr("Shown: {panels}.").format(panels=", ".join(shown)))
    parts.append(_tr("Moment {name}.").format(name=moment_name(frame)))
    if hidden:
        parts.append(_tr("Some values are hidden."))
    parts += [
        _tr("({number}) {text}").format(number=one.number, text=one.text)
        for one in spec.annotations
        if one.text and one.panel in spec.panels
    ]
    if spec.title:
        parts.insert(0, spec.title if spec.title[-1] in ".!?:" else f"{spec.title}.")
    return " ".join(part for part in parts if part)


def moment_name(frame: Frame) -> str:
    """The moment, as `--at` takes it."""
    place = frame.place
    return str(moment.name(frame.experiment, Place(*place)))


def _names() -> dict[str, str]:
    return {
        "topology": _tr("the network with its values"),
        "equations": _tr("the equation"),
        "loss": _tr("the loss curve"),
        "weights": _tr("the table of weights"),
    }


def _title(frame: Frame, numbers: NumberFormat) -> tuple[str, str]:
    if frame.done is None:
        count = numbers.count(frame.state.update)
        if frame.state.update:
            return _tr("After update {n}.").format(n=count), ""
        return _tr("Before the first update."), ""
    said = happened(frame, numbers)
    text = said.text if said.text.endswith(".") or not said.text else f"{said.text}."
    return said.title, text[:1].upper() + text[1:] if text[:1].islower() and len(
        text.split()[0]
    ) > 2 else text


def _formula(frame: Frame, numbers: NumberFormat) -> str:
    made = equation_of(frame)
    if made is None:
        return ""
    return " ".join(as_text(made, writer(numbers)).replace("\n", " ").split())


def _network(frame: Frame) -> str:
    sizes = "-".join(str(size) for size in frame.experiment.shape.sizes)
    return _tr("Network {sizes}.").format(sizes=sizes)


_FEW = 4


def _given(frame: Frame, numbers: NumberFormat) -> str:
    """ "Inputs (1, 2), target 18, update 19, learning rate 0.1."."""
    x, y = frame.shown.x(), frame.shown.y()
    parts: list[str] = []
    if x is not None and y is not None and len(x) <= _FEW and len(y) <= _FEW:
        word = _tr("inputs {x}") if len(x) > 1 else _tr("input {x}")
        parts.append(word.format(x=_listed(x, numbers)))
        word = _tr("targets {y}") if len(y) > 1 else _tr("target {y}")
        parts.append(word.format(y=_listed(y, numbers)))
    if frame.update_shown:
        parts.append(_tr("update {n}").format(n=numbers.count(frame.update_shown)))
    rate = numbers.typed(frame.shown.experiment.hyperparameters.learning_rate)
    parts.append(_tr("learning rate {rate}").format(rate=rate))
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _listed(values: Sequence[float | None], numbers: NumberFormat) -> str:
    texts = [numbers.short(value, _is_short) for value in values if value is not None]
    return texts[0] if len(texts) == 1 else f"({numbers.listed(texts)})"


def _is_short(text: str) -> bool:
    return len(text) <= 7


def _losses(frame: Frame, numbers: NumberFormat) -> str:
    loss = frame.shown.loss
    if loss is None:
        return ""
    return _tr("Loss {loss}.").format(loss=numbers.text(loss))
