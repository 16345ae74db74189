"""Activations against the decimal module, differences and the values the contract names."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from engine.activations import ACTIVATIONS, softmax

ELEMENTWISE = [name for name in ACTIVATIONS if name != "softmax"]
NAMES = [
    *("identity", "sigmoid", "tanh", "relu", "leaky_relu"),
    *("elu", "softplus", "silu", "gelu", "softmax"),
]


def f(name: str, *z: float) -> list[float]:
    return ACTIVATIONS[name].f(np.array([z]))[0].tolist()


def slope(name: str, *z: float) -> list[float]:
    array = np.array([z])
    activation = ACTIVATIONS[name]
    return activation.derivative(array, activation.f(array))[0].tolist()


def test_that_the_registry_holds_the_activations_of_the_contract() -> None:
    assert list(ACTIVATIONS) == NAMES
    assert all(activation.name == name for name, activation in ACTIVATIONS.items())


@pytest.mark.parametrize("z", [-30.0, -2.5, -0.3, 0.0, 0.7, 4.0, 40.0])
def test_that_exponential_activations_have_their_values_to_full_precision(z: float) -> None:
    with localcontext() as context:
        context.prec = 60
        e, exact = Decimal(z).exp(), Decimal(z)
        expected = {
            "sigmoid": e / (1 + e),
            "tanh": (e * e - 1) / (e * e + 1),
            "elu": exact if z > 0 else e - 1,
            "softplus": (1 + e).ln(),
            "silu": exact * e / (1 + e),
        }
    for name, value in expected.items():
        assert f(name, z) == pytest.approx([float(value)], rel=1e-15, abs=0.0), name


@pytest.mark.parametrize(
    ("z", "phi"),
    # Tables of the normal distribution, Φ(z) to 15 digits.
    [(0.0, 0.5), (1.0, 0.841344746068543), (-2.0, 0.022750131948179), (3.0, 0.998650101968370)],
)
def test_that_gelu_is_z_times_the_normal_distribution(z: float, phi: float) -> None:
    assert f("gelu", z) == pytest.approx([z * phi], abs=3e-15)


def test_that_values_at_zero_are_the_contracts() -> None:
    at_zero = {name: (f(name, 0.0)[0], slope(name, 0.0)[0]) for name in ELEMENTWISE}
    assert at_zero == {
        "identity": (0.0, 1.0),
        "sigmoid": (0.5, 0.25),
        "tanh": (0.0, 1.0),
        "relu": (0.0, 0.0),
        "leaky_relu": (0.0, 0.01),
        "elu": (0.0, 1.0),
        "softplus": (math.log(2.0), 0.5),
        "silu": (0.0, 0.5),
        "gelu": (0.0, 0.5),
    }


def test_that_the_rectifiers_have_their_slopes_on_both_sides() -> None:
    assert f("relu", -3.0, 2.0) == [0.0, 2.0]
    assert slope("relu", -1e-300, 1e-300) == [0.0, 1.0]
    assert f("leaky_relu", -3.0, 2.0) == [-0.03, 2.0]
    assert slope("leaky_relu", -1e-300, 1e-300) == [0.01, 1.0]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_that_the_derivative_is_the_slope_of_f(name: str) -> None:
    z = np.array([[-6.0, -2.3, -0.8, -0.1, 0.1, 0.9, 2.2, 6.0]])
    activation, h = ACTIVATIONS[name], 1e-6
    numeric = (activation.f(z + h) - activation.f(z - h)) / (2.0 * h)
    np.testing.assert_allclose(activation.derivative(z, activation.f(z)), numeric, atol=1e-9)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_that_nothing_overflows_far_out(name: str) -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        far = f(name, -1000.0, 1000.0), slope(name, -1000.0, 1000.0)
    left, right = zip(*far, strict=True)
    limits = {
        "identity": ((-1000.0, 1.0), (1000.0, 1.0)),
        "sigmoid": ((0.0, 0.0), (1.0, 0.0)),
        "tanh": ((-1.0, 0.0), (1.0, 0.0)),
        "leaky_relu": ((-10.0, 0.01), (1000.0, 1.0)),
        "elu": ((-1.0, 0.0), (1000.0, 1.0)),
    }
    expected = limits.get(name, ((0.0, 0.0), (1000.0, 1.0)))
    assert (left, right) == (pytest.approx(expected[0]), pytest.approx(expected[1]))


@pytest.mark.parametrize("name", NAMES)
def test_that_activations_stay_within_their_bounds(name: str) -> None:
    activation = ACTIVATIONS[name]
    a = activation.f(np.linspace(-50.0, 50.0, 4002).reshape(-1, 3))
    assert activation.low <= a.min()
    assert a.max() <= activation.high
    if name in ("silu", "gelu"):  # their least value is a number that the bound only encloses
        assert a.min() == pytest.approx(activation.low, abs=1e-3)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_that_kinks_are_where_the_slope_jumps(name: str) -> None:
    before, behind = slope(name, -1e-12, 1e-12)
    assert (abs(behind - before) > 1e-6) == (0.0 in ACTIVATIONS[name].kinks)


def test_that_softmax_shares_one_among_the_units_of_a_sample() -> None:
    with localcontext() as context:
        context.prec = 40
        powers = [Decimal(z).exp() for z in (1.0, -0.5, 3.0)]
        expected = [float(power / sum(powers)) for power in powers]
    assert f("softmax", 1.0, -0.5, 3.0) == pytest.approx(expected, rel=1e-15)


def test_that_softmax_is_stable_and_row_by_row() -> None:
    with np.errstate(over="raise", invalid="raise"):
        a = softmax(np.array([[1000.0, 1000.0, -1000.0], [-1000.0, -1000.0, -1000.0]]))
    np.testing.assert_allclose(a, [[0.5, 0.5, 0.0], [1 / 3, 1 / 3, 1 / 3]], rtol=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_that_f_leaves_its_argument_alone(name: str) -> None:
    z = np.array([[-1.5, 0.0, 2.5], [0.3, -0.2, 0.1]])
    before = z.copy()
    a = ACTIVATIONS[name].f(z)
    ACTIVATIONS[name].derivative(z, a)
    assert a.shape == z.shape
    assert z.tobytes() == before.tobytes()
