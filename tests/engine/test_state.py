"""The flat vector of parameters and its views."""

from __future__ import annotations

import numpy as np
import pytest

from engine.experiment import Experiment
from engine.state import Shape, Trace, parameters

SHAPE = Shape((2, 3, 1))


def test_that_theta_holds_each_layers_weights_row_by_row_and_then_its_biases() -> None:
    theta = parameters(np.arange(13.0), SHAPE)
    assert [W.tolist() for W in theta.W] == [[[0, 1], [2, 3], [4, 5]], [[9, 10, 11]]]
    assert [b.tolist() for b in theta.b] == [[6, 7, 8], [12]]
    assert SHAPE.count == 13
    assert SHAPE.layers == 2
    assert SHAPE.layer_slices == (slice(0, 9), slice(9, 13))


def test_that_a_weight_is_found_in_theta_by_where_it_leads() -> None:
    theta = parameters(np.arange(13.0), SHAPE)
    for layer, (W, b) in enumerate(zip(theta.W, theta.b, strict=True)):
        for unit in range(len(b)):
            assert theta.theta[SHAPE.index(layer, unit, None)] == b[unit]
            for source in range(W.shape[1]):
                assert theta.theta[SHAPE.index(layer, unit, source)] == W[unit, source]


def test_that_a_layers_own_part_splits_into_weights_and_biases() -> None:
    theta = np.arange(13.0)
    for layer, part in enumerate(SHAPE.layer_slices):
        W, b = SHAPE.split_layer(layer, theta[part])
        assert W.tolist() == SHAPE.weights(theta)[layer].tolist()
        assert b.tolist() == SHAPE.biases(theta)[layer].tolist()


def test_that_weights_are_told_from_biases() -> None:
    assert SHAPE.is_weight.tolist() == [1.0] * 6 + [0.0] * 3 + [1.0] * 3 + [0.0]


def test_that_parameters_are_views_of_one_vector_that_nobody_can_write() -> None:
    theta = np.arange(13.0)
    made = parameters(theta, SHAPE)
    for array in (made.theta, *made.W, *made.b, SHAPE.is_weight):
        assert not array.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0
    assert all(np.shares_memory(view, theta) for view in (*made.W, *made.b))


def test_that_shapes_of_equal_sizes_are_equal() -> None:
    assert Shape((2, 3, 1)) == SHAPE
    assert hash(Shape((2, 3, 1))) == hash(SHAPE)
    assert Shape((3, 2, 1)) != SHAPE


def test_that_below_a_layer_stand_the_inputs_or_the_activations_before() -> None:
    x, first = np.ones((1, 2)), np.zeros((1, 3))
    before = parameters(np.zeros(13), SHAPE)
    trace = Trace(Experiment(), before, np.array([0]), x, np.ones((1, 1)), a=(first,))
    assert trace.below(0) is x
    assert trace.below(1) is first
