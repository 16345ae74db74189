"""NumPy as somebody writes it who wants speed: every array is made once and written into again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.speed import works
from benchmarks.speed.contestant import Trained, serve


class _Buffers:
    """All arrays of one update, units first, so that whatever goes along a row goes over samples.

    ``a`` holds z, then a. ``dW`` and ``db`` are views of one vector: an update takes two calls.
    """

    def __init__(self, work: works.Work, x: Any, y: Any, theta: Any) -> None:
        self.work, self.start, self.theta = work, theta, theta.copy()
        self.gradient = np.empty_like(theta)
        self.W, b = works.split(self.theta, work.sizes)
        self.dW, self.db = works.split(self.gradient, work.sizes)
        single = work.batch == 1
        self.b = b if single else [v[:, None] for v in b]
        self.batches = [
            tuple(v[i] if single else v[i : i + work.batch].T.copy() for v in (x, y))
            for i in range(0, work.samples, work.batch)
        ]

        def room() -> list[Any]:
            return [np.empty(n if single else (n, work.batch)) for n in work.sizes[1:]]

        self.a, self.slope, self.losses = room(), room(), room()[-1]
        # Of one sample δ is the gradient of the bias.
        self.delta = self.db if single else room()
        self.activate, self.derive = ACTIVATIONS[work.activation]
        self.restart()

    def restart(self) -> None:
        self.theta[:] = self.start
        self.total, self.updates = 0.0, 0

    def trained(self) -> Trained:
        return Trained(self.theta, self.total / self.updates)

    def train(self, epochs: int) -> None:
        for _ in range(epochs):
            for x, y in self.batches:
                self.total += self._update(x, y)
        self.updates += epochs * len(self.batches)

    def _update(self, x: Any, y: Any) -> float:
        W, b, a, delta, dW, slope = self.W, self.b, self.a, self.delta, self.dW, self.slope
        last = len(W) - 1
        below = x
        for layer in range(last + 1):
            z = a[layer]
            W[layer].dot(below, z)
            z += b[layer]
            if layer < last:
                self.activate(z)
            below = z
        loss = self._squares(y) if self.work.loss == "half_squared_error" else self._entropy(y)
        for layer in range(last, -1, -1):
            below = a[layer - 1] if layer else x
            if self.work.batch == 1:
                np.multiply(delta[layer][:, None], below, dW[layer])
            else:
                delta[layer].dot(below.T, dW[layer])
                np.add.reduce(delta[layer], axis=1, out=self.db[layer])
            if layer:
                W[layer].T.dot(delta[layer], delta[layer - 1])
                self.derive(below, slope[layer - 1])
                delta[layer - 1] *= slope[layer - 1]
        self.gradient *= self.work.rate / self.work.batch
        self.theta -= self.gradient
        return loss

    def _squares(self, y: Any) -> float:
        """δ of the output, and the batch's loss."""
        delta = self.delta[-1]
        np.subtract(self.a[-1], y, delta)
        flat = delta.ravel()
        return 0.5 * float(flat.dot(flat)) / self.work.batch

    def _entropy(self, y: Any) -> float:
        """Softmax in place of z, δ of the output, and the batch's loss."""
        a, delta = self.a[-1], self.delta[-1]
        a -= np.maximum.reduce(a, axis=0)
        np.multiply(y, a, self.losses)
        np.exp(a, a)
        sums = np.add.reduce(a, axis=0)
        a /= sums
        np.subtract(a, y, delta)
        return float(np.log(sums).sum() - self.losses.sum()) / self.work.batch


def _sigmoid(z: Any) -> None:
    np.negative(z, z)
    np.exp(z, z)
    z += 1.0
    np.reciprocal(z, z)


def _sigmoid_slope(a: Any, slope: Any) -> None:
    np.subtract(1.0, a, slope)
    slope *= a


def _tanh(z: Any) -> None:
    np.tanh(z, z)


def _tanh_slope(a: Any, slope: Any) -> None:
    np.multiply(a, a, slope)
    np.subtract(1.0, slope, slope)


def _relu(z: Any) -> None:
    np.maximum(z, 0.0, out=z)


def _relu_slope(a: Any, slope: Any) -> None:
    np.greater(a, 0.0, slope)


ACTIVATIONS: dict[str, tuple[Callable[[Any], None], Callable[[Any, Any], None]]] = {
    "sigmoid": (_sigmoid, _sigmoid_slope),
    "tanh": (_tanh, _tanh_slope),
    "relu": (_relu, _relu_slope),
}

if __name__ == "__main__":
    serve(_Buffers, {"NumPy": np.__version__})
