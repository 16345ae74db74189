"""scikit-learn's own `fit`, with plain sgd, from the given weights."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.speed import works
from benchmarks.speed.contestant import Trained, serve

network = import_module("sklearn.neural_network")
ACTIVATIONS = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}


class _Fit:
    """`fit` with warm_start goes on from the weights that stand in the estimator. Its loss of a
    regression is ½ of the mean square, so the rate is ours.
    """

    def __init__(self, work: works.Work, x: Any, y: Any, theta: Any) -> None:
        self.work, self.start = work, theta
        classes = work.loss == "cross_entropy"
        self.x, self.y = x, y.argmax(axis=1) if classes else y.ravel()
        kind = network.MLPClassifier if classes else network.MLPRegressor
        self.estimator = kind(
            hidden_layer_sizes=work.sizes[1:-1],
            activation=ACTIVATIONS[work.activation],
            solver="sgd",
            alpha=0.0,
            batch_size=work.batch,
            learning_rate_init=work.rate,
            max_iter=1,
            shuffle=False,
            tol=0.0,
            momentum=0.0,
            nesterovs_momentum=False,
            n_iter_no_change=10**9,
            warm_start=True,
        )
        self.estimator.fit(self.x, self.y)

    def restart(self) -> None:
        W, b = works.split(self.start, self.work.sizes)
        self.estimator.coefs_ = [w.T.copy() for w in W]
        self.estimator.intercepts_ = [v.copy() for v in b]
        self.estimator.n_iter_ = 0
        self.estimator.t_ = 0
        self.estimator.loss_curve_ = []

    def train(self, epochs: int) -> None:
        self.estimator.max_iter = epochs
        self.estimator.fit(self.x, self.y)

    def trained(self) -> Trained:
        layers = zip(self.estimator.coefs_, self.estimator.intercepts_, strict=True)
        flat = [v for W, b in layers for v in (W.T.ravel(), b)]
        return Trained(np.concatenate(flat), float(np.mean(self.estimator.loss_curve_)))


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # it has not converged: that is not asked
    serve(_Fit, {"scikit-learn": import_module("sklearn").__version__})
