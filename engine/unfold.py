"""The sums of a phase taken apart: each summand, and the running sum after it.

The rules of `engine.phases` form whole layers at once; here the same products stand one by one,
for one unit and one sample. The last running sum may differ from the rule's own value in the last
digit, because a matrix product adds in another order; ``value`` is the rule's own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine import phases
from engine.arrays import Array
from engine.experiment import Experiment
from engine.state import Trace, TrainState

_UNBOUNDED = np.errstate(all="ignore")  # on the way to divergence a product may be infinite


class Summed(NamedTuple):
    """``terms`` (n,) each summand, ``sums`` (n,) the running sum after it, ``value`` the rule's
    sum.
    """

    terms: Array
    sums: Array
    value: float


@_UNBOUNDED
def weighted_sum(trace: Trace, layer: int, unit: int, row: int) -> Summed:
    """z of a unit: b_j, then w_jk a_k for each k; n = 1 + inputs. Layers count from 0 here."""
    arithmetic = trace.experiment.arithmetic
    products = arithmetic.round(trace.before.W[layer][unit] * trace.below(layer)[row])
    terms = np.concatenate([trace.before.b[layer][unit : unit + 1], products])
    return Summed(terms, arithmetic.running(terms), float(trace.z[layer][row, unit]))


@_UNBOUNDED
def path_sum(state: TrainState, layer: int, unit: int, row: int) -> Summed:
    """∂L/∂a of a hidden unit: δ_j w_jk of each path from the layer above; n = paths.

    ``state`` stands behind the phase BACKWARD of the layer: in place, the weights of the layer
    above have moved by then.
    """
    trace = _open(state)
    experiment, above = trace.experiment, trace.delta[layer + 1]
    assert above is not None, "the program runs the layer above first"
    W = state.parameters.W[layer + 1]
    paths = phases.RULES[experiment.hyperparameters.rule].paths(layer + 1, unit, W.shape[0])
    terms = experiment.arithmetic.round(above[row, paths.deltas] * W[paths.rows, unit])
    whole = phases.path_sum(experiment, trace, layer, state.parameters)
    return Summed(terms, experiment.arithmetic.running(terms), float(whole[row, unit]))


@_UNBOUNDED
def softmax_paths(trace: Trace, unit: int, row: int) -> Summed:
    """δ_j of a softmax under cross entropy: ∂L/∂a_i ∂a_i/∂z_j = −y_i (1 if i = j, less a_j) for
    each output i. The factor a_i cancels, so each stays finite where a_i is 0.
    """
    arithmetic = trace.experiment.arithmetic
    y, a, delta = trace.y[row], trace.a[-1][row], trace.delta[-1]
    assert delta is not None, "δ of the output comes first"
    own = np.zeros(y.size)
    own[unit] = 1.0
    terms = arithmetic.round(-y * (own - a[unit]))
    return Summed(terms, arithmetic.running(terms), float(delta[row, unit]))


@_UNBOUNDED
def mean_product(trace: Trace, layer: int, unit: int, source: int | None) -> Summed:
    """The mean over the batch that dW (or db, source None) is before a penalty is added: δ_j a_k of
    each sample; n = N. The last running sum divided by N is the mean.
    """
    experiment = trace.experiment
    arithmetic = experiment.arithmetic
    products = sample_products(trace, layer, unit, source)
    if source is None:
        db = trace.db[layer]
        assert db is not None, "the gradient is computed by then"
        return Summed(products, arithmetic.running(products), float(db[unit]))
    delta = trace.delta[layer]
    assert delta is not None, "δ is computed by then"
    rule = phases.RULES[experiment.hyperparameters.rule]
    whole = np.empty_like(trace.before.W[layer])
    rule.mean_product(arithmetic, layer + 1, delta, trace.below(layer), whole)
    return Summed(products, arithmetic.running(products), float(whole[unit, source]))


@_UNBOUNDED
def sample_products(trace: Trace, layer: int, unit: int, source: int | None) -> Array:
    """(N,) δ_j a_k of every sample, or δ_j for the bias."""
    delta = trace.delta[layer]
    assert delta is not None, "δ is computed by then"
    if source is None:
        return delta[:, unit]
    column = delta[:, delta_unit(trace.experiment, layer, unit, source)]
    return trace.experiment.arithmetic.round(column * trace.below(layer)[:, source])


def delta_unit(experiment: Experiment, layer: int, unit: int, source: int) -> int:
    """The unit whose δ enters dW[unit, source]: the unit itself, but for the article's slips."""
    rule = phases.RULES[experiment.hyperparameters.rule]
    return rule.deltas(layer + 1, unit, experiment.shape.sizes[layer])[source]


def _open(state: TrainState) -> Trace:
    assert state.trace is not None, "a batch was worked on"
    return state.trace
