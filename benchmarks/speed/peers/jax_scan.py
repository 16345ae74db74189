"""JAX: whole epochs in one compiled function, lax.scan over the batches. Compiling is not timed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from benchmarks.speed import works
from benchmarks.speed.contestant import Trained, serve

jax = import_module("jax")
jax.config.update("jax_enable_x64", True)
jnp = jax.numpy
ACTIVATIONS = {"sigmoid": jax.nn.sigmoid, "tanh": jnp.tanh, "relu": jax.nn.relu}


class _Scan:
    def __init__(self, work: works.Work, x: Any, y: Any, theta: Any) -> None:
        self.work, self.updates = work, work.samples // work.batch
        batches = tuple(jnp.asarray(v.reshape(self.updates, work.batch, -1)) for v in (x, y))
        W, b = works.split(theta, work.sizes)
        self.start = [(jnp.asarray(w), jnp.asarray(v)) for w, v in zip(W, b, strict=True)]
        slope = jax.value_and_grad(self._loss)

        def update(weights: Any, batch: Any) -> Any:
            loss, gradient = slope(weights, *batch)
            return jax.tree.map(lambda w, g: w - work.rate * g, weights, gradient), loss

        def epoch(_: Any, state: Any) -> Any:
            weights, total = state
            weights, losses = jax.lax.scan(update, weights, batches)
            return weights, total + losses.sum()

        self.run = jax.jit(lambda epochs, state: jax.lax.fori_loop(0, epochs, epoch, state))
        self.restart()
        self.train(1)

    def _loss(self, weights: Any, x: Any, y: Any) -> Any:
        a = x
        for W, b in weights[:-1]:
            a = ACTIVATIONS[self.work.activation](a @ W.T + b)
        W, b = weights[-1]
        z = a @ W.T + b
        if self.work.loss == "cross_entropy":
            return -(y * jax.nn.log_softmax(z)).sum(axis=1).mean()
        return 0.5 * ((z - y) ** 2).sum(axis=1).mean()

    def restart(self) -> None:
        self.state, self.done = (self.start, jnp.zeros(())), 0

    def train(self, epochs: int) -> None:
        self.state = jax.block_until_ready(self.run(epochs, self.state))
        self.done += epochs * self.updates

    def trained(self) -> Trained:
        weights, total = self.state
        flat = [v.ravel() for layer in weights for v in layer]
        return Trained(jax.device_get(jnp.concatenate(flat)), float(total) / self.done)


if __name__ == "__main__":
    serve(_Scan, {"JAX": jax.__version__})
