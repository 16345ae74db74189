"""Makes torch_reference.npz: what PyTorch's own activations, losses and optimizers reach.

Run once, with PyTorch 2.13 and NumPy in an environment of their own (the project needs no PyTorch):

    python tests/engine/reference/make_torch_reference.py

Nothing here comes from the engine. Every allowed triple of output activation, loss and optimizer is
one experiment; hidden activations, sizes and numbers are drawn at random. An experiment is drawn
again where a rounding error is amplified (at a kink, in chaos, or where gradients cancel and an
optimizer divides by what is left): there two right programs may differ, and nothing is learnt.
"""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch  # pyright: ignore[reportMissingImports]
import torch.nn.functional as F  # pyright: ignore[reportMissingImports]

FILE = Path(__file__).with_name("torch_reference.npz")
UPDATES = 50
NUDGE = 1e-15
AMPLIFIED = 1e-12  # a hundredth of the bound that the test holds

HIDDEN: dict[str, Any] = {
    "identity": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    # Its default turns to z itself above 20, where ln(1 + e^z) still differs by 2e-9.
    "softplus": lambda z: F.softplus(z, threshold=500.0),
    "silu": F.silu,
    "gelu": F.gelu,
}
LOSSES: dict[str, Any] = {
    "half_squared_error": lambda a, y, h: (0.5 * F.mse_loss(a, y, reduction="none")).sum(1),
    "squared_error": lambda a, y, h: F.mse_loss(a, y, reduction="none").sum(1),
    "mean_squared_error": lambda a, y, h: F.mse_loss(a, y, reduction="none").mean(1),
    "mean_absolute_error": lambda a, y, h: F.l1_loss(a, y, reduction="none").mean(1),
    "huber": lambda a, y, h: F.huber_loss(
        a, y, reduction="none", delta=h.get("huber_delta", 1.0)
    ).sum(1),
}
# These two take z of the output layer and apply its activation themselves.
FROM_Z: dict[str, Any] = {
    "binary_cross_entropy": lambda z, y, h: F.binary_cross_entropy_with_logits(
        z, y, reduction="none"
    ).sum(1),
    "cross_entropy": lambda z, y, h: F.cross_entropy(z, y, reduction="none"),
}
OUTPUTS = [
    *itertools.product(HIDDEN, LOSSES),
    # More than once, because these losses meet every hidden activation here alone.
    *[("sigmoid", "binary_cross_entropy")] * 3,
    *[("softmax", "cross_entropy")] * 3,
]
# In turn, so that each loss meets each hidden activation.
NEXT_HIDDEN = {loss: itertools.cycle(HIDDEN) for loss in (*LOSSES, *FROM_Z)}
OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam", "adamw")
# Their steps are about as long as the learning rate, however small the gradient.
ADAPTIVE = {"rmsprop", "adagrad", "adam", "adamw"}


def optimizer(h: dict[str, Any], weights: list[Any], biases: list[Any]) -> Any:
    """PyTorch's optimizer; what ``h`` leaves out is left to PyTorch's own defaults."""
    lr, everything = h["learning_rate"], [*weights, *biases]
    eps = {"eps": h["epsilon"]} if "epsilon" in h else {}
    betas = {"betas": (h["beta1"], h["beta2"])} if "beta1" in h else {}
    match h["optimizer"]:
        case "sgd":
            return torch.optim.SGD(everything, lr=lr)
        case "momentum":
            return torch.optim.SGD(everything, lr=lr, momentum=h.get("momentum", 0.9))
        case "nesterov":
            return torch.optim.SGD(
                everything, lr=lr, momentum=h.get("momentum", 0.9), nesterov=True
            )
        case "rmsprop":
            alpha = {"alpha": h["alpha"]} if "alpha" in h else {}
            return torch.optim.RMSprop(everything, lr=lr, **alpha, **eps)
        case "adagrad":
            return torch.optim.Adagrad(everything, lr=lr, **eps)
        case "adam":
            return torch.optim.Adam(everything, lr=lr, **betas, **eps)
        case _:
            decay = {"weight_decay": h["weight_decay"]} if "weight_decay" in h else {}
            groups = [{"params": weights, **decay}, {"params": biases, "weight_decay": 0.0}]
            return torch.optim.AdamW(groups, lr=lr, **betas, **eps)


def train(spec: dict[str, Any], x: Any, y: Any, theta: Any) -> Any:
    """θ after UPDATES updates; θ holds layer by layer W row by row (into, from), then b."""
    h, sizes = spec["hyperparameters"], [spec["inputs"], *(u for u, _ in spec["layers"])]
    x, y, flat = torch.tensor(x), torch.tensor(y), torch.tensor(theta)
    weights, biases, at = [], [], 0
    for inputs, units in itertools.pairwise(sizes):
        weights.append(flat[at : at + units * inputs].reshape(units, inputs).clone())
        at += units * inputs
        biases.append(flat[at : at + units].clone())
        at += units
    for parameter in (*weights, *biases):
        parameter.requires_grad_(True)
    descent = optimizer(h, weights, biases)
    for begin in itertools.islice(itertools.cycle(range(0, len(x), h["batch_size"])), UPDATES):
        a, target = x[begin : begin + h["batch_size"]], y[begin : begin + h["batch_size"]]
        z = a
        for (_, name), W, b in zip(spec["layers"], weights, biases, strict=True):
            z = F.linear(a, W, b)
            a = HIDDEN[name](z) if name in HIDDEN else z
        name = h["loss"]
        losses = FROM_Z[name](z, target, h) if name in FROM_Z else LOSSES[name](a, target, h)
        objective = losses.mean()
        for W in weights:
            objective = objective + h.get("l1", 0.0) * W.abs().sum()
            objective = objective + 0.5 * h.get("l2", 0.0) * W.square().sum()
        descent.zero_grad()
        objective.backward()
        descent.step()
    pairs = zip(weights, biases, strict=True)
    return np.concatenate([p.detach().numpy().ravel() for pair in pairs for p in pair])


def draw(generator: Any, output: str, loss: str, name: str) -> tuple[dict[str, Any], Any, Any, Any]:
    """One random experiment: its settings, x, y and starting θ."""
    layers, inputs = int(generator.integers(1, 5)), int(generator.integers(1, 6))
    units = [int(generator.integers(1, 7)) for _ in range(layers)]
    if output == "softmax":
        units[-1] = int(generator.integers(2, 6))
    hidden = [next(NEXT_HIDDEN[loss]) for _ in range(layers - 1)]
    batch = int(generator.integers(1, 33))
    # Sometimes the whole set is one batch; mostly the last batch of an epoch is a short one.
    samples = int(generator.integers(max(1, batch - 4), 3 * batch + 4))
    h: dict[str, Any] = {
        "loss": loss,
        "optimizer": name,
        "batch_size": batch,
        "learning_rate": shortened(
            10.0 ** generator.uniform(-3.3, -1.7 if name in ADAPTIVE else -1.0)
        ),
    }
    if loss == "huber" and generator.random() < 0.7:
        h["huber_delta"] = shortened(generator.uniform(0.2, 2.5))
    if generator.random() < 0.3:
        h["l1"] = shortened(generator.uniform(0.0, 0.05))
    if generator.random() < 0.3:
        h["l2"] = shortened(generator.uniform(0.0, 0.1))
    if generator.random() < 0.7:  # else PyTorch's defaults, and ours, must agree
        h |= settings(generator, name)
    x = generator.uniform(-1.5, 1.5, (samples, inputs)).round(3)
    y = targets(generator, loss, (samples, units[-1]))
    count = sum(b * a + b for a, b in itertools.pairwise([inputs, *units]))
    theta = generator.uniform(-1.0, 1.0, count).round(3)
    activations = [*hidden, output]
    spec = {
        "inputs": inputs,
        "layers": [list(layer) for layer in zip(units, activations, strict=True)],
        "hyperparameters": h,
    }
    return spec, x, y, theta


def settings(generator: Any, name: str) -> dict[str, float]:
    """The optimizer's own numbers, away from their defaults."""
    chosen: dict[str, float] = {}
    if name in {"momentum", "nesterov"}:
        chosen["momentum"] = shortened(generator.uniform(0.1, 0.97))
    if name == "rmsprop":
        chosen["alpha"] = shortened(generator.uniform(0.5, 0.995))
    if name in {"adam", "adamw"}:
        chosen["beta1"] = shortened(generator.uniform(0.3, 0.95))
        chosen["beta2"] = shortened(generator.uniform(0.8, 0.9995))
    if name == "adamw":
        chosen["weight_decay"] = shortened(generator.uniform(0.0, 0.5))
    if name in ADAPTIVE and generator.random() < 0.5:
        chosen["epsilon"] = shortened(10.0 ** generator.uniform(-9.0, -3.0))
    return chosen


def targets(generator: Any, loss: str, shape: tuple[int, int]) -> Any:
    """Targets that the loss allows: certain ones and shares for the cross entropies."""
    if loss == "binary_cross_entropy":
        certain = generator.integers(0, 2, shape).astype(np.float64)
        return np.where(generator.random(shape) < 0.5, certain, generator.random(shape).round(3))
    if loss == "cross_entropy":
        one_hot = np.eye(shape[1])[generator.integers(0, shape[1], shape[0])]
        shares = generator.dirichlet(np.ones(shape[1]), shape[0]).round(3)
        shares[:, -1] = 1.0 - shares[:, :-1].sum(axis=1)
        usable = (generator.random((shape[0], 1)) < 0.5) & (shares[:, -1:] >= 0.0)
        return np.where(usable, shares, one_hot)
    return generator.uniform(-2.0, 2.0, shape).round(3)


def shortened(value: float) -> float:
    """Three significant digits: the file is to be read by people too."""
    return float(f"{value:.3g}")


def well_conditioned(spec: dict[str, Any], x: Any, y: Any, theta: Any, end: Any) -> bool:
    """Whether the end hardly moves when the start does, and when sums are taken backwards."""
    if not np.isfinite(end).all() or np.abs(end).max() > 100.0:
        return False
    nudged = np.where(np.arange(theta.size) % 2, theta - NUDGE, theta + NUDGE)
    batch = spec["hyperparameters"]["batch_size"]
    backwards = np.concatenate(
        [np.arange(len(x))[begin : begin + batch][::-1] for begin in range(0, len(x), batch)]
    )
    others = train(spec, x, y, nudged), train(spec, x[backwards], y[backwards], theta)
    allowed = AMPLIFIED * np.maximum(1.0, np.abs(end))
    return all(bool((np.abs(other - end) <= allowed).all()) for other in others)


def main() -> None:
    """Draw, train and write all experiments."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    generator = np.random.default_rng(20260101)
    specs: list[dict[str, Any]] = []
    numbers: dict[str, list[Any]] = {"x": [], "y": [], "start": [], "end": []}
    drawn = 0
    for (output, loss), name in itertools.product(OUTPUTS, OPTIMIZERS):
        for _ in range(100):
            drawn += 1
            spec, x, y, theta = draw(generator, output, loss, name)
            end = train(spec, x, y, theta)
            if well_conditioned(spec, x, y, theta, end):
                break
        else:
            raise SystemExit(f"no well-conditioned experiment for {output}, {loss}, {name}")
        specs.append({**spec, "samples": len(x)})
        for key, values in (("x", x), ("y", y), ("start", theta), ("end", end)):
            numbers[key].append(values.ravel())
    made: dict[str, Any] = {key: np.concatenate(values) for key, values in numbers.items()}
    about = {"torch": torch.__version__, "experiments": specs}
    np.savez_compressed(FILE, specs=np.array(json.dumps(about)), **made)
    size = math.ceil(FILE.stat().st_size / 1000)
    print(f"{len(specs)} experiments of {drawn} drawn, {size} kB")


if __name__ == "__main__":
    main()
