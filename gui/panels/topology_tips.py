"""What the picture of the network says in words: tooltips, and the text for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gui.frame import Selection
from gui.letters import plain_name
from gui.math_boxes import index
from gui.panels.topology_hits import Hit, Target
from gui.panels.topology_scene import Scene
from gui.panels.topology_words import chip_lines, term_words
from gui.parameter import parameter_words
from gui.words import activation_words


def _tr(text: str) -> str:
    return QCoreApplication.translate("Topology", text)


def tip(hit: Hit, scene: Scene) -> str:
    """What is under the pointer: its name, and its values in full."""
    match hit.target:
        case Target.TITLE:
            return _tr("Choose the activation, add or remove units and layers")
        case Target.ADD_UNIT:
            return _tr("Add a unit to layer {n}").format(n=hit.layer)
        case Target.REMOVE_UNIT:
            return _tr("Remove the last unit of layer {n}").format(n=hit.layer)
        case Target.INSERT:
            return _tr("Insert a layer here")
        case Target.LOSS:
            return "\n".join(_loss_lines(scene))
        case Target.CHIP:
            assert hit.selection is not None
            return "\n".join(_product_lines(hit.selection, scene))
        case Target.UNIT | Target.PARAMETER:
            assert hit.selection is not None
            return "\n".join(lines(hit.selection, scene))


def lines(selection: Selection, scene: Scene) -> list[str]:
    """A unit or a parameter: its name, and its values in full, a line each."""
    if selection.bias or selection.source is not None:
        return _parameter_lines(selection, scene)
    return _input_lines(selection, scene) if not selection.layer else _unit_lines(selection, scene)


def sentence(selection: Selection | None, scene: Scene) -> str:
    """The same in one line, for screen readers, after what the current term says; the whole
    network where there is neither.
    """
    term = term_words(scene)
    if selection is not None:
        what = scene.numbers.listed(lines(selection, scene))
        return f"{term} {what}" if term else what
    if term:
        return term
    sizes = "-".join(str(size) for size in scene.shape.sizes)
    return _tr("Network {sizes}. Alt and arrow keys select a unit, W a weight into it.").format(
        sizes=sizes
    )


def _named(scene: Scene, name: str, value: float | None) -> str:
    return f"{name} {scene.numbers.full(value)}"


def _parameter_lines(what: Selection, scene: Scene) -> list[str]:
    shown, place = scene.frame.shown, (what.layer, what.unit, what.source)
    made = [f"{parameter_words(what)}: {scene.numbers.full(shown.value(*place))}"]
    gradient, change = shown.gradient(*place), shown.change(*place)
    several = scene.frame.trace is not None and scene.frame.trace.samples.size > 1
    made.append(
        _named(scene, _tr("gradient of the batch") if several else _tr("gradient"), gradient)
    )
    complete = scene.frame.state.phase == 0 and scene.marks is None
    made.append(_named(scene, _tr("last change") if complete else _tr("change"), change))
    made += _product_lines(what, scene)
    held = scene.frame.experiment.held
    position = scene.shape.index(what.layer - 1, what.unit, what.source)
    if held is not None and held[position]:
        made.append(_tr("kept at its value"))
    return made


def _product_lines(what: Selection, scene: Scene) -> list[str]:
    """The product or change that stands on the edge of a weight, in full."""
    chips = () if scene.marks is None else scene.marks.chips
    return [line for chip in chips if chip.at == what for line in chip_lines(chip, scene)]


def _unit_lines(what: Selection, scene: Scene) -> list[str]:
    layer = scene.frame.experiment.layers[what.layer - 1]
    title = _tr("Unit {j} of layer {n}, {activation}").format(
        j=what.unit + 1, n=what.layer, activation=activation_words(layer.activation)
    )
    made = [title]
    for letter in ("z", "a", "δ"):
        values = scene.values(letter, what.layer)
        made.append(_named(scene, letter, None if values is None else values[what.unit]))
    made.append(_named(scene, "b", float(scene.biases(what.layer)[what.unit])))
    marks = scene.marks
    if marks is not None and marks.unit == what:
        if marks.total is not None and not (marks.total.letter == "z" and marks.total.whole):
            name = marks.total.letter if marks.total.whole else _tr("sum so far")
            made.append(_named(scene, name, marks.total.value))
        if marks.slope is not None:
            made.append(_named(scene, "f′(z)", marks.slope))
    return made


def _input_lines(what: Selection, scene: Scene) -> list[str]:
    values = scene.values("x", 0)
    name = plain_name("x", index(what.unit + 1))
    column = scene.frame.experiment.dataset.input_names[what.unit]
    made = [_named(scene, name, None if values is None else values[what.unit])]
    if column != f"x{what.unit + 1}":
        made.append(_tr("column {name}").format(name=column))
    return made


def _loss_lines(scene: Scene) -> list[str]:
    trace = scene.frame.trace
    made = [_named(scene, "L", scene.loss), scene.loss_words]
    targets = scene.targets
    outputs = scene.values("a", scene.shape.layers)
    if len(scene.shape.sizes) and scene.shape.sizes[-1] == 1:
        made.insert(0, _named(scene, "ŷ", None if outputs is None else outputs[0]))
        made.insert(0, _named(scene, "y", None if targets is None else targets[0]))
    if trace is not None and trace.samples.size > 1:
        made.append(_named(scene, _tr("mean of the batch"), scene.frame.shown.batch_loss))
    return made
