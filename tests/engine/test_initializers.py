"""Starting values against the bounds and spreads of the papers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.arrays import Array
from engine.experiment import Experiment, Layer, draw
from engine.hyperparameters import Hyperparameters
from engine.initializers import INITIALIZERS
from engine.state import Shape

UNITS, INPUTS = 200, 300
# Glorot and Bengio 2010, equation 16; He et al. 2015, equation 10. The half width of a uniform
# draw, or the standard deviation of a normal one.
WIDTHS = {
    "uniform": 1.0,
    "xavier_uniform": math.sqrt(6.0 / (UNITS + INPUTS)),
    "he_uniform": math.sqrt(6.0 / INPUTS),
}
SPREADS = {
    "normal": 1.0,
    "xavier_normal": math.sqrt(2.0 / (UNITS + INPUTS)),
    "he_normal": math.sqrt(2.0 / INPUTS),
}


def weights(name: str, scale: float = 1.0, seed: int = 0) -> Array:
    return INITIALIZERS[name].weights(np.random.default_rng(seed), UNITS, INPUTS, scale)


def test_that_the_registry_holds_the_initializers_of_the_contract() -> None:
    assert set(INITIALIZERS) == {*WIDTHS, *SPREADS, "zeros", "constant"}


@pytest.mark.parametrize("scale", [1.0, 0.25])
@pytest.mark.parametrize("name", WIDTHS)
def test_that_a_uniform_draw_fills_its_range_evenly(name: str, scale: float) -> None:
    W, width = weights(name, scale), scale * WIDTHS[name]
    assert W.shape == (UNITS, INPUTS)
    assert np.abs(W).max() <= width
    assert np.abs(W).max() > 0.999 * width
    counts, _ = np.histogram(W, bins=10, range=(-width, width))
    # Of 60,000 draws 6,000 fall into each tenth; five standard deviations are 367.
    assert np.abs(counts - 6000).max() < 367


@pytest.mark.parametrize("scale", [1.0, 0.25])
@pytest.mark.parametrize("name", SPREADS)
def test_that_a_normal_draw_has_its_spread(name: str, scale: float) -> None:
    W, spread = weights(name, scale), scale * SPREADS[name]
    # The standard errors of 60,000 draws are 0.41 % (mean) and 0.29 % (spread) of the spread.
    assert abs(W.mean()) < 0.02 * spread
    assert W.std() == pytest.approx(spread, rel=0.015)
    # 68.27 % lie within one standard deviation.
    assert np.mean(np.abs(W) < spread) == pytest.approx(0.6827, abs=0.01)


def test_that_zeros_and_constant_are_what_they_say() -> None:
    assert not weights("zeros", 3.0).any()
    assert set(weights("constant", -0.7).ravel().tolist()) == {-0.7}


@pytest.mark.parametrize("name", INITIALIZERS)
def test_that_biases_start_at_zero_but_for_three_initializers(name: str) -> None:
    shape = Shape((3, 4, 2))
    theta = draw(shape, Hyperparameters(initializer=name, initializer_scale=0.5))
    biases = np.concatenate(shape.biases(theta))
    if name in ("uniform", "normal"):
        assert np.unique(biases).size == biases.size
        if name == "uniform":
            assert np.abs(biases).max() <= 0.5
    else:
        assert set(biases.tolist()) == {0.5 if name == "constant" else 0.0}


def test_that_the_fans_are_those_of_each_layer() -> None:
    shape = Shape((600, 100, 500))
    theta = draw(shape, Hyperparameters(initializer="xavier_uniform"))
    ranges = [float(np.abs(W).max()) for W in shape.weights(theta)]
    assert ranges == pytest.approx([math.sqrt(6 / 700), math.sqrt(6 / 600)], rel=1e-3)


def test_that_a_seed_fixes_the_draw_and_another_seed_changes_all_of_it() -> None:
    shape = Shape((2, 3, 1))
    first, again, other = (draw(shape, Hyperparameters(seed=seed)) for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes()
    assert (first != other).all()


def test_that_the_weights_of_a_layer_do_not_depend_on_the_layers_behind_it() -> None:
    short, long = Shape((2, 3, 1)), Shape((2, 3, 4, 1))
    h = Hyperparameters(seed=7)
    assert (draw(short, h)[:9] == draw(long, h)[:9]).all()


def test_that_weights_data_and_noise_are_streams_of_their_own() -> None:
    plain = Experiment()
    wider = plain.edited(layers=(Layer(5, "tanh"), Layer(1, "identity")))
    assert (plain.dataset.x == wider.dataset.x).all()
    more_data = plain.edited(data=type(plain.data)(("x1",), samples=7))  # type: ignore[call-arg]
    assert (plain.starting_parameters.theta == more_data.starting_parameters.theta).all()
