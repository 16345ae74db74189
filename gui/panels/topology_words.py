"""What the current term says in words: a product in full for the pointer, and one sentence for
screen readers.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine import unfold
from engine.phases import RULES
from engine.terms import Term, What
from gui.frame import Selection
from gui.letters import plain_name
from gui.math_boxes import index
from gui.numbers import MINUS
from gui.panels.topology_marks import Chip, Marks
from gui.panels.topology_scene import Scene


def _tr(text: str) -> str:
    return QCoreApplication.translate("Topology", text)


def chip_lines(chip: Chip, scene: Scene) -> list[str]:
    """How the number on a chip came about, with every digit: "δ₁⁽²⁾ · w₁₁⁽²⁾ = … · … = …"."""
    marks = scene.marks
    assert marks is not None
    at, full = chip.at, scene.numbers.full
    if marks.token == "ink":
        return [f"Δ{parameter_name(at)} = {full(chip.value)}"]
    if at.source is None and not at.bias:  # of a softmax
        path, to = plain_name("∂L/∂a", index(at.unit + 1)), plain_name("∂z", _unit(marks))
        return [f"{path} · {plain_name('∂a', index(at.unit + 1))}/{to} = {full(chip.value)}"]
    if chip.signed:
        return [_product(scene, marks, chip)]
    return _gradient_lines(scene, chip)


def _unit(marks: Marks) -> str:
    return "" if marks.unit is None else index(marks.unit.unit + 1)


def _product(scene: Scene, marks: Marks, chip: Chip) -> str:
    """w·a forward, δ·w backward."""
    shown, at = scene.frame.shown, chip.at
    assert at.source is not None
    weight = parameter_name(at), shown.value(at.layer, at.unit, at.source)
    if marks.token == "fwd":
        activation = _activation(at.layer - 1, at.source)
        pair = weight, (activation, shown.a(at.layer - 1)[at.source])
    else:
        rule = RULES[shown.outline.rule]
        above = rule.paths(at.layer - 1, at.source, shown.outline.sizes[at.layer])
        delta = next(path.delta for path in above if path.row == at.unit)
        name = plain_name("δ", index(delta + 1), at.layer)
        pair = (name, shown.delta(at.layer)[delta]), weight
    return _worked_out(scene, pair, chip.value)


def _gradient_lines(scene: Scene, chip: Chip) -> list[str]:
    """δ·a of the shown sample; with a batch the mean, with a penalty what it adds."""
    shown, at, full = scene.frame.shown, chip.at, scene.numbers.full
    trace = shown.trace
    assert trace is not None
    layer = at.layer - 1
    delta = at.unit
    if at.source is not None:
        delta = unfold.delta_unit(trace.experiment, layer, at.unit, at.source)
    first = plain_name("δ", index(delta + 1), at.layer), shown.delta(at.layer)[delta]
    products = unfold.sample_products(trace, layer, at.unit, at.source).tolist()
    gradient = f"∂L/∂{parameter_name(at)}"
    lines = [f"{gradient} = {first[0]} = {full(products[shown.row])}"]
    if at.source is not None:
        second = _activation(layer, at.source), shown.a(layer)[at.source]
        lines = [f"{gradient} = {_worked_out(scene, (first, second), products[shown.row])}"]
    mean = unfold.mean_product(trace, layer, at.unit, at.source).value
    if len(products) > 1:
        text = _tr("mean over {n} samples: {value}")
        lines.append(text.format(n=scene.numbers.count(len(products)), value=full(mean)))
    if chip.value != mean:
        lines.append(_tr("with the penalty: {value}").format(value=full(chip.value)))
    return lines


_Factor = tuple[str, float | None]


def _worked_out(scene: Scene, pair: tuple[_Factor, _Factor], value: float) -> str:
    full = scene.numbers.full
    names = " · ".join(name for name, _ in pair)
    texts = [full(number) for _, number in pair]
    factors = " · ".join(f"({text})" if text.startswith(MINUS) else text for text in texts)
    return f"{names} = {factors} = {full(value)}"


def _activation(layer: int, unit: int) -> str:
    return plain_name("a", index(unit + 1), layer) if layer else plain_name("x", index(unit + 1))


def parameter_name(what: Selection) -> str:
    """w₂₁⁽²⁾, b₁⁽²⁾"""
    if what.source is None:
        return plain_name("b", index(what.unit + 1), what.layer)
    return plain_name("w", index(what.unit + 1, what.source + 1), what.layer)


# One sentence


def term_words(scene: Scene) -> str:
    """What the current term shows, in one sentence; "" where a phase is shown as a whole."""
    marks = scene.marks
    if marks is None:
        return ""
    said = _said(scene, marks, marks.term)
    if marks.unit is None:
        return f"{said}."
    text = _tr("Unit {j} of layer {n}: {said}.")
    return text.format(j=marks.unit.unit + 1, n=marks.unit.layer, said=said)


def _said(scene: Scene, marks: Marks, term: Term) -> str:
    shown, text = scene.frame.shown, scene.numbers.text
    match term.what:
        case What.BATCH:
            return _tr("the sample is put in")
        case What.BIAS | What.PRODUCT | What.PATH:
            return _added(scene, marks)
        case What.SUM:
            return _tr("z is {value}").format(value=text(shown.z(term.layer)[term.unit]))
        case What.ACTIVATION:
            return _tr("a is {value}").format(value=text(shown.a(term.layer)[term.unit]))
        case What.SHARE:
            value = text(shown.shares()[term.unit])
            return _tr("its share of the loss is {value}").format(value=value)
        case What.LOSS:
            return _tr("The loss is {value}").format(value=text(shown.loss))
        case What.PATHS:
            value = None if marks.total is None else marks.total.value
            return _tr("∂L/∂a is {value}").format(value=text(value))
        case What.SLOPE:
            return _tr("f′(z) is {value}").format(value=text(marks.slope))
        case What.DELTA:
            return _tr("δ is {value}").format(value=text(shown.delta(term.layer)[term.unit]))
        case _:
            return _of_parameter(scene, term)


def _added(scene: Scene, marks: Marks) -> str:
    """What was added, and the sum so far."""
    text, total = scene.numbers.text, marks.total
    assert total is not None
    if marks.term.what is What.BIAS:
        return _tr("the sum begins with the bias {value}").format(value=text(total.value))
    chip = next(chip for chip in marks.chips if chip.now)
    what = chip_lines(chip, scene)[0].partition(" = ")[0]
    words = _tr("{product} is {value}, the sum so far {total}")
    return words.format(product=what, value=text(chip.value), total=text(total.value))


def _of_parameter(scene: Scene, term: Term) -> str:
    shown, text = scene.frame.shown, scene.numbers.text
    place = term.layer, term.unit, term.source
    name = parameter_name(Selection(*place, bias=term.source is None))
    if term.what is What.GRADIENT:
        words, value = _tr("the gradient of {name} is {value}"), text(shown.gradient(*place))
    elif term.what is What.CHANGE:
        words, value = _tr("{name} changes by {value}"), text(shown.change(*place))
    elif term.what is What.VALUE:
        words, value = _tr("{name} is now {value}"), text(shown.value(*place))
    else:
        words, value = _tr("a running average of {name}"), ""
    return words.format(name=name, value=value)
