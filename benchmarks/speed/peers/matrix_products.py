"""The matrix products of an update and nothing else: what no training of this kind can beat."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.speed import works
from benchmarks.speed.contestant import Trained, serve


class _Products:
    """Forward x Wᵀ, backward δ W, gradient δᵀ x of each layer, on numbers that stay as they are."""

    def __init__(self, work: works.Work, x: Any, y: Any, theta: Any) -> None:
        random = np.random.default_rng(6)
        self.theta, self.updates = theta, work.samples // work.batch
        self.W, _ = works.split(theta, work.sizes)
        self.dW = [np.empty_like(W) for W in self.W]
        self.batches = [x[i : i + work.batch] for i in range(0, work.samples, work.batch)]
        shapes = [(work.batch, units) for units in work.sizes]
        self.a = [random.normal(size=shape) for shape in shapes]
        self.delta = [random.normal(size=shape) for shape in shapes]
        self.z = [np.empty(shape) for shape in shapes]

    def restart(self) -> None:
        pass

    def train(self, epochs: int) -> None:
        W, dW, a, delta, z = self.W, self.dW, self.a, self.delta, self.z
        for _ in range(epochs):
            for x in self.batches:
                for layer in range(len(W)):
                    np.dot(a[layer] if layer else x, W[layer].T, z[layer + 1])
                for layer in range(len(W) - 1, -1, -1):
                    np.dot(delta[layer + 1].T, a[layer] if layer else x, dW[layer])
                    if layer:
                        np.dot(delta[layer + 1], W[layer], z[layer])

    def trained(self) -> Trained:
        return Trained(self.theta, float("nan"))


if __name__ == "__main__":
    serve(_Products, {"NumPy": np.__version__})
