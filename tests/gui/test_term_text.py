"""The sentence of each term: what it adds, in words."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment, Layer
from engine.grain import Grain
from engine.terms import What
from engine.trainer import Trainer
from gui.frame import Frame
from gui.numbers import DecimalSign, NumberFormat
from gui.phase_text import happened
from gui.term_text import term_sentence, term_title, unit_sentence
from tests.engine.term_samples import NETWORKS, network
from tests.gui.equation_samples import frame_at, frame_of, frames

ARTICLE = NETWORKS["2-2-2-1"]
ONE_PAIR = network((Layer(1, "tanh"), Layer(1, "identity")), 1)


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Words are translated by the application."""


def sentence(experiment: Experiment, *place: int) -> str:
    """What the term of a moment adds."""
    frame = frame_at(experiment, *place)
    assert frame.shown.term is not None
    return term_sentence(frame, frame.shown.term)


def title(frame: Frame) -> str:
    assert frame.shown.term is not None
    return term_title(frame, frame.shown.term, NumberFormat())


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((0, 1, 1, 1), "The sum starts with the bias."),
        ((0, 1, 1, 2), "The first of two products is added."),
        ((0, 1, 1, 3), "The second of two products is added."),
        ((0, 1, 1, 4), "The sum is z."),
        ((0, 2, 2, 4), "The sum is z."),
        ((0, 4, 1, 1), "The share of the only output."),
        ((0, 5, 1, 1), "How the loss changes with the prediction."),
        ((0, 5, 1, 2), "The slope of the activation function at z."),
        ((0, 5, 1, 3), "Their product is δ."),
        ((0, 5, 1, 4), "The gradient of w₁₁: δ times what came in."),
        ((0, 6, 1, 1), "The only one of the paths is added."),
        ((0, 7, 1, 1), "The first of two paths is added."),
        ((0, 7, 1, 2), "The second of two paths is added."),
        ((0, 7, 1, 3), "All paths that lead back into the unit are summed."),
        ((0, 7, 1, 8), "The gradient of b₁ is δ itself."),
        ((0, 8, 1, 1), "By how much w₁₁ is to change."),
        ((0, 8, 1, 2), "w₁₁ gets its new value."),
        ((0, 8, 2, 4), "w₂₂ gets its new value."),
        ((0, 8, 3, 6), "b₁ gets its new value."),
    ],
)
def test_that_each_term_of_the_article_s_network_has_its_sentence(
    place: tuple[int, ...], expected: str
) -> None:
    assert sentence(ARTICLE, *place) == expected


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        ("softmax", (0, 2, 3, 6), "The sum is z."),
        ("softmax", (0, 2, 3, 7), "The activation function turns z into a."),
        ("softmax", (0, 3, 2, 1), "The share of output 2."),
        ("softmax", (0, 4, 1, 2), "The second of three paths is added."),
        ("softmax", (0, 4, 1, 4), "The sum of all paths is δ."),
        ("3-5-4-2", (0, 2, 1, 5), "Number 4 of 5 products is added."),
        ("batch of 4", (0, 5, 1, 4), "The gradient of w₁₁: the mean over the batch."),
        ("batch of 4", (0, 5, 1, 8), "The gradient of b₁: the mean over the batch."),
        ("adam", (0, 8, 1, 1), "The running average m of w₁₁."),
        ("adam", (0, 8, 1, 2), "The running average s of w₁₁."),
    ],
)
def test_that_other_networks_have_sentences_of_their_own(
    name: str, place: tuple[int, ...], expected: str
) -> None:
    assert sentence(NETWORKS[name], *place) == expected


def test_that_many_products_are_counted_in_figures() -> None:
    wide = network((Layer(1, "tanh"), Layer(1, "identity")), 12)
    assert sentence(wide, 0, 1, 1, 6) == "Number 5 of 12 products is added."
    assert sentence(wide, 0, 3, 1, 1) == "The share of the only output."
    assert sentence(wide, 0, 6, 1, 23) == "By how much w₁,₁₂ is to change."


def test_that_the_last_term_of_a_phase_keeps_its_sentence() -> None:
    trainer = Trainer(ARTICLE)
    said: dict[What, str] = {}
    while trainer.place < (1, 0):
        trainer.step(Grain.TERM)
        frame = frame_of(trainer)
        term = frame.shown.term
        assert term is not None
        if frame.inside is None:
            said[term.what] = term_sentence(frame, term)
    assert said == {
        What.BATCH: "The sample is put into the network.",
        What.ACTIVATION: "The activation function turns z into a.",
        What.LOSS: "The shares of all outputs make the loss of the sample.",
        What.GRADIENT: "The gradient of b₂ is δ itself.",
        What.VALUE: "b₁ gets its new value.",
    }


def test_that_titles_name_the_pass_the_layer_and_the_unit() -> None:
    assert title(frame_at(ARTICLE, 0, 2, 2, 1)) == "Forward pass, layer 2, unit 2."
    assert title(frame_at(ARTICLE, 0, 4, 1, 1)) == "Loss."
    assert title(frame_at(ARTICLE, 0, 7, 2, 1)) == "Backward pass, layer 1, unit 2."
    assert title(frame_at(ARTICLE, 1, 8, 3, 1)) == "Update 2, layer 2, unit 1."


def test_that_a_count_in_a_title_is_written_as_numbers_are_wanted() -> None:
    trainer = Trainer(ARTICLE)
    for _ in range(1233):
        trainer.step(Grain.UPDATE)
    while trainer.place < (1233, 8):
        trainer.step(Grain.LAYER)
    trainer.step(Grain.TERM)
    frame = frame_of(trainer)
    comma = NumberFormat(decimal_sign=DecimalSign.COMMA)
    assert happened(frame, NumberFormat()).title == "Update 1,234, layer 1, unit 1."
    assert happened(frame, comma).title == "Update 1\u202f234, layer 1, unit 1."


@pytest.mark.parametrize("name", NETWORKS)
def test_that_every_term_of_every_network_has_a_sentence_that_is_whole(name: str) -> None:
    kinds: set[What] = set()
    for frame in frames(NETWORKS[name]):
        term = frame.shown.term
        assert term is not None
        kinds.add(term.what)
        for text in (term_sentence(frame, term), title(frame), unit_sentence(frame, term)):
            assert re.fullmatch(r"[^{}]+\.", text), text
            assert "None" not in text
    assert {What.BATCH, What.SUM, What.LOSS, What.DELTA, What.VALUE} <= kinds


def test_that_by_unit_the_line_tells_what_the_unit_adds() -> None:
    trainer = Trainer(ONE_PAIR)
    said: list[str] = []
    for _ in range(6):
        trainer.step(Grain.UNIT)
        said.append(happened(frame_of(trainer, Grain.UNIT), NumberFormat()).text)
    assert said[1:3] == ["Its weighted sum z and its activation a."] * 2
    assert said[3] == "The shares of all outputs make the loss of the sample."
    assert said[4:] == ["Its δ, and the gradients of its weights and its bias."] * 2
