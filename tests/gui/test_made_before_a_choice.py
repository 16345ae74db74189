"""Behind an update stands the update that was made, also where something was chosen since: words
and formulas beside its numbers are those that it was made with.
"""

from __future__ import annotations

from engine.experiment import Experiment
from engine.grain import Grain
from engine.trainer import Trainer
from gui.figures.spec import FigureSpec
from gui.figures.words import caption
from gui.frame import Frame
from gui.numbers import NumberFormat
from gui.panels.topology_scene import Scene
from gui.phase_text import happened
from tests.gui.equation_samples import frame_of

FOUR = NumberFormat(4)


def chosen_behind_an_update(first: dict[str, object], later: dict[str, object]) -> Frame:
    trainer = Trainer(Experiment().edited(**first))
    trainer.step(Grain.UPDATE)
    trainer.edit(trainer.state.experiment.edited(**later))
    return frame_of(trainer, Grain.UPDATE)


def test_that_the_line_has_the_formula_of_the_optimizer_that_made_the_update() -> None:
    frame = chosen_behind_an_update({"optimizer": "momentum"}, {"optimizer": "sgd"})
    assert "v ← μ v + g" in happened(frame, FOUR).text


def test_that_the_loss_is_named_as_the_one_whose_value_stands_there() -> None:
    frame = chosen_behind_an_update({"loss": "half_squared_error"}, {"loss": "squared_error"})
    assert Scene(frame, FOUR, None, None).loss_words == "loss ½ (y − ŷ)²"


def test_that_a_caption_tells_the_learning_rate_of_its_update() -> None:
    frame = chosen_behind_an_update({"learning_rate": 0.05}, {"learning_rate": 0.2})
    words = "".join(text for text, _ in caption(frame, FigureSpec()))
    assert "learning rate 0.05" in words
