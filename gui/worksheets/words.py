"""The words of a worksheet: what is to be done, what the sections are called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.phases import Kind, Phase
from engine.session import Session
from engine.worksheet import Variant
from engine.worksheet_steps import Ask, Step
from gui.numbers import NumberFormat
from gui.words import activation_words


def tr(text: str) -> str:
    """A text of the sheets in the language of the window."""
    return QCoreApplication.translate("Worksheet", text)


def title_of(session: Session) -> str:
    """What the sheets of a session are called."""
    return session.title or tr("Backpropagation by hand")


def task_text(variant: Variant, numbers: NumberFormat) -> str:
    """What is to be done, and how to round."""
    biases = variant.experiment.hyperparameters.update_biases
    names = {
        Ask.Z: tr("z"),
        Ask.A: tr("a"),
        Ask.LOSS: tr("the loss"),
        Ask.DELTA: tr("δ"),
        Ask.GRADIENTS: tr("the gradients"),
        Ask.UPDATE: tr("the new weights and biases") if biases else tr("the new weights"),
    }
    wanted = [names[ask] for ask in Ask if ask in variant.asked]
    listed = wanted[-1]
    if len(wanted) > 1:
        before = ", ".join(wanted[:-1])
        listed = tr("{these} and {last}").format(these=before, last=wanted[-1])
    work = tr("Work out {these} of one update of this network by hand.").format(these=listed)
    decimals = variant.decimals
    places = tr("1 decimal") if decimals == 1 else tr("{n} decimals").format(n=decimals)
    rounding = tr(
        "Round each product, each sum and each result to {places} before you use it; a 5 is "
        "rounded away from zero, as in {before} → {after}."
    ).format(
        places=places,
        before=_example(decimals, "25", numbers),
        after=_example(decimals, "3", numbers),
    )
    return f"{work} {rounding}"


def _example(decimals: int, end: str, numbers: NumberFormat) -> str:
    return f"0{numbers.point}{'0' * (decimals - 1)}{end}"


def settings(variant: Variant, numbers: NumberFormat) -> str:
    """What else is to be known: where a weight leads, the rate, penalties."""
    h = variant.experiment.hyperparameters
    words = [tr("the weight wⱼₖ leads into unit j from unit k")]
    asked = variant.asked
    if Ask.UPDATE in asked:
        words.append(tr("learning rate η = {eta}").format(eta=numbers.full(h.learning_rate)))
    if Ask.GRADIENTS in asked:
        penalties = (("λ₁", h.l1), ("λ₂", h.l2))
        words += [f"{letter} = {numbers.full(value)}" for letter, value in penalties if value]
    if h.loss == "huber" and asked & {Ask.LOSS, Ask.DELTA}:
        words.append(f"d = {numbers.full(h.huber_delta)}")
    if len(variant.experiment.dataset.x) > 1:
        words.append(tr("the picture shows sample 1"))
    return numbers.listed(words)


def given_label(phase: Phase) -> str:
    """What stands before results of a phase that are given."""
    words = tr("Forward, layer {l}") if phase.kind is Kind.FORWARD else tr("Backward, layer {l}")
    return words.format(l=phase.layer)


def of_sample(variant: Variant, row: int, kind: Kind) -> str:
    """Which sample something belongs to; empty where there is one."""
    if len(variant.experiment.dataset.x) == 1 or kind is Kind.UPDATE:
        return ""
    return tr(", sample {n}").format(n=row + 1)


def section(variant: Variant, step: Step) -> tuple[str, str]:
    """The heading under which a step stands, and its note."""
    layers = variant.experiment.layers
    sample = of_sample(variant, step.row, step.phase.kind)
    match step.ask:
        case Ask.Z | Ask.A:
            layer = step.phase.layer
            title = tr("Forward pass, layer {l}").format(l=layer) + sample
            note = activation_words(layers[layer - 1].activation)
            if layer == len(layers):
                note += tr("; its a is the prediction ŷ")
            return title, note
        case Ask.LOSS:
            return tr("Loss") + sample, ""
        case Ask.DELTA:
            title = tr("Backward pass, layer {l}").format(l=step.phase.layer)
            return title + sample, tr("δ is the derivative of the loss by z")
        case Ask.GRADIENTS:
            return tr("Gradients, layer {l}").format(l=step.phase.layer), ""
        case Ask.UPDATE:
            biases = variant.experiment.hyperparameters.update_biases
            words = (
                tr("New weights and biases, layer {l}") if biases else tr("New weights, layer {l}")
            )
            return words.format(l=step.term.layer), _kept(variant)


def _kept(variant: Variant) -> str:
    """What an update leaves as it is."""
    experiment = variant.experiment
    words = [] if experiment.hyperparameters.update_biases else [tr("biases are not updated")]
    if experiment.frozen is not None and experiment.frozen.any():
        words.append(tr("those that are frozen are left out"))
    return "; ".join(words)
