"""Everything that the user chose, as one value that is checked when it is made."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from engine import data
from engine.activations import ACTIVATIONS, Activation
from engine.arithmetic import Arithmetic, arithmetic
from engine.arrays import Array, Mask, read_only
from engine.data import Dataset, DataSpec
from engine.errors import InputError, did_you_mean, quoted
from engine.hyperparameters import Hyperparameters
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES, Loss
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.splitmix import stream
from engine.state import Parameters, Shape, parameters

MAX_PARAMETERS = 10**7
AS_PRINTED_SIZES = (2, 2, 2, 1)
_NEEDS_NEW_DATA = {"data", "validation_share", "inputs"}


@dataclass(frozen=True)
class Layer:
    """One layer: how many units, and the name of their activation."""

    units: int
    activation: str


@dataclass(frozen=True, eq=False)
class Experiment:
    """Data, layers, hyperparameters, seed, starting values and frozen parameters.

    ``start``: the starting θ (P,), or None to draw it from initializer and seed. ``frozen``: (P,),
    True where a parameter keeps its value. ``loaded``: the dataset, where it is known already; it
    follows from ``data``, ``validation_share`` and the seed. Construction raises InputError for
    anything that cannot be trained.
    """

    inputs: int = 2
    layers: tuple[Layer, ...] = (Layer(2, "sigmoid"), Layer(2, "sigmoid"), Layer(1, "identity"))
    data: DataSpec = field(default_factory=lambda: data.FormulaData(("2*x1 + 3*x2 + 10",)))
    validation_share: float = 0.0
    hyperparameters: Hyperparameters = field(default_factory=Hyperparameters)
    start: Array | None = None
    frozen: Mask | None = None
    loaded: Dataset | None = None

    def __post_init__(self) -> None:
        self._check_layers()
        self._check_data()
        self._check_loss()
        self._check_rule()
        self._check_vectors()

    def edited(self, **changes: Any) -> Experiment:
        """A copy with fields or hyperparameters changed (``edited(learning_rate=0.1)``), checked
        again.

        The data are loaded again only where the change touches them; starting values and frozen
        marks are dropped where they no longer fit: a new shape, or another initializer or seed.
        """
        own = {f.name for f in dataclasses.fields(self)}
        settings = {key: changes.pop(key) for key in list(changes) if key not in own}
        if settings:
            base = changes.get("hyperparameters", self.hyperparameters)
            changes["hyperparameters"] = dataclasses.replace(base, **settings)
        new = changes.get("hyperparameters", self.hyperparameters)
        new_data = _NEEDS_NEW_DATA & changes.keys() or new.seed != self.hyperparameters.seed
        changes.setdefault("loaded", None if new_data else self.dataset)
        if "layers" in changes or "inputs" in changes:
            sizes = (
                changes.get("inputs", self.inputs),
                *(layer.units for layer in changes.get("layers", self.layers)),
            )
            if sizes != self.shape.sizes:
                changes = {"start": None, "frozen": None, **changes}
        if _drawn_by(new) != _drawn_by(self.hyperparameters):
            changes = {"start": None, **changes}
        return dataclasses.replace(self, **changes)

    @cached_property
    def dataset(self) -> Dataset:
        """The samples and their split."""
        if self.loaded is not None:
            return self.loaded
        return data.load(self.data, self.inputs, self.hyperparameters.seed, self.validation_share)

    @cached_property
    def shape(self) -> Shape:
        """The sizes of the network."""
        return Shape((self.inputs, *(layer.units for layer in self.layers)))

    @cached_property
    def activations(self) -> tuple[Activation, ...]:
        """The activation of each layer."""
        return tuple(ACTIVATIONS[layer.activation] for layer in self.layers)

    @cached_property
    def loss(self) -> Loss:
        """The loss of one sample."""
        return LOSSES[self.hyperparameters.loss]

    @cached_property
    def optimizer(self) -> Optimizer:
        """The rule of descent."""
        return OPTIMIZERS[self.hyperparameters.optimizer]

    @cached_property
    def arithmetic(self) -> Arithmetic:
        """Sums and products in full precision, or rounded as on paper."""
        return arithmetic(self.hyperparameters.round_to)

    @cached_property
    def starting_parameters(self) -> Parameters:
        """The values that training starts from: given ones, or drawn from initializer and seed."""
        theta = draw(self.shape, self.hyperparameters) if self.start is None else self.start.copy()
        return parameters(theta, self.shape)

    @cached_property
    def held(self) -> Mask | None:
        """(P,) True where an update changes nothing: frozen parameters, and biases if they are not
        updated. None: nowhere.
        """
        held = (
            np.zeros(self.shape.count, dtype=np.bool_)
            if self.frozen is None
            else self.frozen.copy()
        )
        if not self.hyperparameters.update_biases:
            held |= self.shape.is_weight == 0.0
        return held if held.any() else None

    def _check_layers(self) -> None:
        if not self.layers:
            raise InputError("layers is empty; a network needs at least 1 layer.")
        if self.inputs < 1:
            raise InputError(
                "inputs is {value}; a network needs at least 1 input.", value=self.inputs
            )
        for index, layer in enumerate(self.layers):
            where = f"layers[{index}]"
            if layer.units < 1:
                raise InputError(
                    "{where} is {value}; a layer needs at least 1 unit.",
                    where=f"{where}.units",
                    value=layer.units,
                )
            if layer.activation not in ACTIVATIONS:
                raise InputError(
                    "{where} is {value}; choose one of {choices}.{hint}",
                    where=f"{where}.activation",
                    value=quoted(layer.activation),
                    choices=", ".join(ACTIVATIONS),
                    hint=did_you_mean(layer.activation, tuple(ACTIVATIONS)),
                )
            if layer.activation == "softmax" and index < len(self.layers) - 1:
                raise InputError(
                    "{where} is softmax; softmax belongs to the output layer, choose another one "
                    "here.",
                    where=f"{where}.activation",
                )
        if self.shape.count > MAX_PARAMETERS:
            raise InputError(
                "The network has {count} parameters; the limit is {limit}. Use fewer units.",
                count=self.shape.count,
                limit=MAX_PARAMETERS,
            )

    def _check_data(self) -> None:
        columns, outputs = self.dataset.x.shape[1], self.dataset.y.shape[1]
        if columns != self.inputs:
            raise InputError(
                "The data have {columns} inputs, the network has {inputs}; make the two equal.",
                where="data",
                columns=columns,
                inputs=self.inputs,
            )
        if outputs != self.layers[-1].units:
            raise InputError(
                "The data have {outputs} targets, the output layer has {units} units; make the "
                "two equal.",
                where="data",
                outputs=outputs,
                units=self.layers[-1].units,
            )

    def _check_loss(self) -> None:
        output = self.layers[-1].activation
        if self.loss.output is not None and output != self.loss.output:
            raise InputError(
                "The loss {loss} needs a {needed} output, the output layer has {output}; change "
                "one of them.",
                where="hyperparameters.loss",
                loss=self.loss.name,
                needed=self.loss.output,
                output=output,
            )
        if output == "softmax" and self.loss.name != "cross_entropy":
            raise InputError(
                "A softmax output goes with the loss cross_entropy only, not {loss}; change one "
                "of them.",
                where="hyperparameters.loss",
                loss=self.loss.name,
            )
        y = self.dataset.y
        if self.loss.name == "binary_cross_entropy" and (y.min() < 0.0 or y.max() > 1.0):
            raise InputError(
                "binary_cross_entropy needs targets from 0 to 1, the data's run from {low:.6g} to "
                "{high:.6g}; choose another loss.",
                low=float(y.min()),
                high=float(y.max()),
            )
        if self.loss.name == "cross_entropy" and (
            y.min() < 0.0 or np.abs(y.sum(axis=1) - 1.0).max() > 1e-9
        ):
            raise InputError(
                "cross_entropy needs targets that are at least 0 and sum to 1 in every sample; "
                "choose another loss or other data."
            )

    def _check_rule(self) -> None:
        if self.hyperparameters.rule == "as_printed" and self.shape.sizes != AS_PRINTED_SIZES:
            raise InputError(
                "The rule as_printed exists for 2-2-2-1 networks only, this one is {sizes}; "
                "choose chain_rule.",
                where="hyperparameters.rule",
                sizes="-".join(str(size) for size in self.shape.sizes),
            )

    def _check_vectors(self) -> None:
        for name, vector in (("parameters", self.start), ("frozen", self.frozen)):
            if vector is not None and vector.shape != (self.shape.count,):
                raise InputError(
                    "{name} has {found} values, the network has {count}; make the two equal.",
                    name=name,
                    found=vector.size,
                    count=self.shape.count,
                )
        if self.start is not None:
            if not np.isfinite(self.start).all():
                raise InputError(
                    "parameters has a value that is not a finite number; give finite ones."
                )
            read_only(self.start)
        if self.frozen is not None:
            self.frozen.setflags(write=False)


def _drawn_by(h: Hyperparameters) -> tuple[str, float, int]:
    return h.initializer, h.initializer_scale, h.seed


def draw(shape: Shape, h: Hyperparameters) -> Array:
    """A starting θ (P,) from initializer, scale and seed: layer by layer, W then b, from the seed's
    stream "weights".
    """
    generator = stream(h.seed, "weights")
    initializer = INITIALIZERS[h.initializer]
    theta = np.zeros(shape.count)
    for W, b in zip(shape.weights(theta), shape.biases(theta), strict=True):
        units, inputs = W.shape
        W[...] = initializer.weights(generator, units, inputs, h.initializer_scale)
        if initializer.biases is not None:
            b[...] = initializer.biases(generator, b.size, 1, h.initializer_scale)[:, 0]
    return theta
