"""What the current term says to the pointer, and to a screen reader."""

from __future__ import annotations

import pytest

from gui.frame import Selection
from gui.panels.topology_chips import shown_chips
from gui.panels.topology_hits import hit
from gui.panels.topology_scene import Scene, layout
from gui.panels.topology_tips import lines, sentence, tip
from gui.panels.topology_words import term_words
from tests.gui.topology_walk import NUMBERS, frame_at, look, network, scene_at, walk

pytestmark = pytest.mark.usefixtures("qapp")


def tips(scene: Scene) -> list[str]:
    """The tooltip of every chip, with ASCII minus signs."""
    now = layout(scene, 972, 430)
    found = [hit(now, scene, each.rect.center()) for each in shown_chips(now, scene)]
    return [tip(each, scene).replace("−", "-") for each in found if each is not None]


def test_that_a_path_tells_both_factors_and_the_product_with_every_digit() -> None:
    scene = scene_at(look(), "1:backward-1:1:2")
    trace, W = scene.frame.trace, scene.frame.state.parameters.W[1]
    assert trace is not None
    delta = trace.delta[1]
    assert delta is not None
    made = [(j, float(delta[0, j]), float(W[j, 0])) for j in range(2)]
    assert tips(scene) == [
        f"δ₁⁽²⁾ · w₁₁⁽²⁾ = ({made[0][1]!r}) · {made[0][2]!r} = {made[0][1] * made[0][2]!r}",
        f"δ₂⁽²⁾ · w₂₁⁽²⁾ = ({made[1][1]!r}) · ({made[1][2]!r}) = {made[1][1] * made[1][2]!r}",
    ]


def test_that_a_product_forward_names_the_input_or_the_activation() -> None:
    assert tips(scene_at(look(), "1:forward-1:1:2")) == ["w₁₁⁽¹⁾ · x₁ = (-0.5368) · 1 = -0.5368"]
    told = tips(scene_at(look(), "1:forward-2:1:3"))
    assert [text.partition(" = ")[0] for text in told] == ["w₁₁⁽²⁾ · a₁⁽¹⁾", "w₁₂⁽²⁾ · a₂⁽¹⁾"]


def test_that_a_slip_of_the_article_names_the_delta_that_it_takes() -> None:
    told = tips(scene_at(look(rule="as_printed"), "1:backward-1:2:1"))
    assert told[0].startswith("δ₂⁽²⁾ · w₁₂⁽²⁾ = ")


def test_that_a_gradient_tells_the_sample_s_product_the_mean_and_the_penalty() -> None:
    plain = tips(scene_at(look(), "1:backward-2:1:5"))
    assert len(plain) == 1
    assert "∂L/∂w₁₁⁽²⁾ = δ₁⁽²⁾ · a₁⁽¹⁾ = " in plain[0]
    assert plain[0].count("\n") == 0
    scene = scene_at(look(batch_size=2, l2=0.5), "1:backward-2:1:5")
    first, mean, penalty = tips(scene)[0].splitlines()
    gradient = scene.frame.shown.gradient(2, 0, 0)
    assert gradient is not None
    assert first.startswith("∂L/∂w₁₁⁽²⁾ = ")
    assert mean.startswith("mean over 2 samples: ")
    assert penalty == f"with the penalty: {gradient!r}"
    assert float(mean.rpartition(" ")[2]) + 0.5 * 0.7734 == pytest.approx(gradient)


def test_that_a_change_says_by_how_much() -> None:
    scene = scene_at(look(), "1:update:3:1")
    change = scene.frame.shown.change(2, 0, 0)
    assert tips(scene) == [f"Δw₁₁⁽²⁾ = {change!r}".replace("−", "-")]


def test_that_a_weight_at_work_tells_its_product_where_that_has_no_chip() -> None:
    scene = scene_at(network(2, 8, 8, 1), "1:backward-1:3:5")
    assert not shown_chips(layout(scene, 756, 600), scene)
    assert "δ₅⁽²⁾ · w₅₃⁽²⁾ = " in "\n".join(lines(Selection(2, 4, 2), scene))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("1:forward-1:1:1", "Unit 1 of layer 1: the sum begins with the bias 0.1742."),
        (
            "1:forward-1:1:2",
            "Unit 1 of layer 1: w₁₁⁽¹⁾ · x₁ is −0.5368, the sum so far −0.3626.",
        ),
        ("1:forward-1:1:4", "Unit 1 of layer 1: z is −0.8502."),
        ("1:loss:1:1", "Unit 1 of layer 3: its share of the loss is 4.9160."),
        (
            "1:backward-1:1:2",
            "Unit 1 of layer 1: δ₂⁽²⁾ · w₂₁⁽²⁾ is 0.6812, the sum so far −0.1390.",
        ),
        ("1:backward-1:1:3", "Unit 1 of layer 1: ∂L/∂a is −0.1390."),
        ("1:backward-1:1:4", "Unit 1 of layer 1: f′(z) is 0.2098."),
        ("1:backward-1:1:5", "Unit 1 of layer 1: δ is −0.0292."),
        ("1:backward-1:1:6", "Unit 1 of layer 1: the gradient of w₁₁⁽¹⁾ is −0.0292."),
        ("1:update:1:1", "Unit 1 of layer 1: w₁₁⁽¹⁾ changes by 0.0015."),
        ("1:update:1:2", "Unit 1 of layer 1: w₁₁⁽¹⁾ is now −0.5353."),
    ],
)
def test_that_a_term_is_told_in_one_sentence(name: str, said: str) -> None:
    assert term_words(scene_at(look(), name)) == said
    assert sentence(None, scene_at(look(), name)) == said


def test_that_every_term_has_a_sentence() -> None:
    for experiment in (look(optimizer="adam"), network(2, 3, 3, output="softmax")):
        for frame in walk(experiment):
            scene = Scene(frame, NUMBERS)
            text = term_words(scene)
            assert (text == "") == (scene.marks is None)
            assert "not yet" not in text
            assert "{" not in text


def test_that_a_phase_shown_as_a_whole_tells_the_selection_alone() -> None:
    whole = Scene(frame_at(look(), "1:loss"), NUMBERS)
    assert sentence(Selection(1, 0), whole).startswith("Unit 1 of layer 1, sigmoid")
