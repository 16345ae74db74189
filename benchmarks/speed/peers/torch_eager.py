"""PyTorch as its tutorials write it: modules, autograd, torch.optim.SGD, batch by batch."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from benchmarks.speed import works
from benchmarks.speed.contestant import Trained, serve

torch = import_module("torch")
ACTIVATIONS = {"sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}


class _Eager:
    def __init__(self, work: works.Work, x: Any, y: Any, theta: Any) -> None:
        self.work, self.start = work, theta
        tensors = torch.from_numpy(x), torch.from_numpy(y)
        self.batches = list(zip(*(t.split(work.batch) for t in tensors), strict=True))
        if work.loss == "cross_entropy":
            self.loss = torch.nn.CrossEntropyLoss()
        else:
            self.loss = lambda found, y: 0.5 * torch.nn.functional.mse_loss(found, y)

    def restart(self) -> None:
        work = self.work
        modules: list[Any] = []
        for W, b in zip(*works.split(self.start, work.sizes), strict=True):
            linear = torch.nn.Linear(*reversed(W.shape), dtype=torch.float64)
            linear.weight.data.copy_(torch.from_numpy(W))
            linear.bias.data.copy_(torch.from_numpy(b))
            modules += [linear, ACTIVATIONS[work.activation]()]
        self.model = torch.nn.Sequential(*modules[:-1])
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=work.rate)
        self.total, self.updates = 0.0, 0

    def train(self, epochs: int) -> None:
        for _ in range(epochs):
            for x, y in self.batches:
                self.optimizer.zero_grad()
                loss = self.loss(self.model(x), y)
                loss.backward()
                self.optimizer.step()
                self.total += loss.item()
        self.updates += epochs * len(self.batches)

    def trained(self) -> Trained:
        flat = [parameter.detach().ravel() for parameter in self.model.parameters()]
        return Trained(torch.cat(flat).numpy(), self.total / self.updates)


if __name__ == "__main__":
    torch.set_num_threads(1)
    serve(_Eager, {"PyTorch": torch.__version__})
