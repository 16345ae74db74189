"""What a network learns from: four ways to say where data come from, and one way to load them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.arrays import Array, Indices, read_only
from engine.errors import InputError, did_you_mean, quoted, shortest
from engine.splitmix import split_order, stream

MOST_SAMPLES = 10**6
MOST_NUMBERS = 10**8  # samples times columns: 0.8 GB


@dataclass(frozen=True, eq=False)
class TableData:
    """Samples given as they are: x (n, inputs), y (n, outputs)."""

    x: Array
    y: Array


@dataclass(frozen=True)
class FormulaData:
    """Inputs drawn evenly from [low, high), one formula of x1, x2, … for each output.

    ``noise`` is the standard deviation of normal noise on the targets.
    """

    expressions: tuple[str, ...]
    low: float = -1.0
    high: float = 1.0
    samples: int = 200
    noise: float = 0.0


@dataclass(frozen=True)
class NamedData:
    """A data set of ``engine.named_data.NAMED``; ``noise`` moves inputs or targets as it says."""

    name: str
    samples: int = 200
    noise: float = 0.0


@dataclass(frozen=True)
class CsvData:
    """Columns of a CSV file; ``path`` as it can be opened from here."""

    path: Path
    inputs: tuple[str, ...]
    targets: tuple[str, ...]


DataSpec = TableData | FormulaData | NamedData | CsvData


class Dataset(NamedTuple):
    """Loaded data: x (n, inputs), y (n, outputs), finite, read-only, C-contiguous.

    ``train`` and ``validation`` are ascending row numbers of x and y; together they are all rows.
    """

    x: Array
    y: Array
    train: Indices
    validation: Indices
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]


def load(spec: DataSpec, inputs: int | None, seed: int, validation_share: float) -> Dataset:
    """Make or read the data; InputError names the key of the session file that is wrong.

    ``inputs`` is how many inputs the network has; None takes what the data have (a formula alone
    cannot say). The same spec and seed give the same data; the inputs before noise come from the
    seed's stream "data" and noise from its stream "noise", so changing the noise changes nothing
    else.
    """
    match spec:
        case TableData():
            x, y = _from_table(spec)
        case FormulaData():
            x, y = _from_formula(spec, inputs, seed)
        case NamedData():
            x, y = _from_named(spec, seed)
        case CsvData():
            x, y = _from_csv(spec)
    _check_inputs(spec, inputs, x.shape[1])
    train, validation = _split(len(x), seed, validation_share)
    if isinstance(spec, CsvData):
        names = spec.inputs, spec.targets
    else:
        names = _numbered("x", x.shape[1]), _numbered("y", y.shape[1])
    return Dataset(_finite("x", x), _finite("y", y), train, validation, *names)


def _from_table(spec: TableData) -> tuple[Array, Array]:
    for key, array in (("x", spec.x), ("y", spec.y)):
        if array.ndim != 2 or 0 in array.shape:
            raise InputError(
                "data.{key} is not a table of numbers. Give at least one row, as in [[1, 2]].",
                key=key,
            )
    if len(spec.x) != len(spec.y):
        raise InputError(
            "data.x has {x} rows and data.y has {y}. Give one row of each for each sample.",
            x=len(spec.x),
            y=len(spec.y),
        )
    _check_samples("The number of rows in data.x", len(spec.x))
    return spec.x, spec.y


def _from_formula(spec: FormulaData, inputs: int | None, seed: int) -> tuple[Array, Array]:
    if inputs is None or inputs < 1:
        raise InputError("inputs is missing. Say how many inputs the formula has, at least 1.")
    if not spec.expressions:
        raise InputError("data.expression is missing. Give one formula for each output.")
    _check_samples("data.samples", spec.samples)
    if spec.samples * (inputs + len(spec.expressions)) > MOST_NUMBERS:
        raise InputError(
            "data.samples is {samples}, too many for {inputs} inputs. Use fewer of either.",
            samples=spec.samples,
            inputs=inputs,
        )
    _check_noise(spec.noise)
    _check_range(spec.low, spec.high)
    from engine.expression import Expression

    formulas = [Expression.parse(text, inputs) for text in spec.expressions]
    for formula in formulas:
        formula.check_range(spec.low, spec.high)
    x = stream(seed, "data").uniform(spec.low, spec.high, (spec.samples, inputs))
    y = np.stack([formula(x) for formula in formulas], axis=1)
    return x, _with_noise(y, spec.noise, seed)


def _from_named(spec: NamedData, seed: int) -> tuple[Array, Array]:
    from engine.named_data import NAMED

    named = NAMED.get(spec.name)
    if named is None:
        raise InputError(
            "data.name is {name}. Choose one of {known}.{hint}",
            name=quoted(spec.name),
            known=", ".join(NAMED),
            hint=did_you_mean(spec.name.casefold(), list(NAMED)),
        )
    _check_samples("data.samples", spec.samples)
    _check_noise(spec.noise)
    x, y = named.make(spec.samples, stream(seed, "data"))
    if named.noise_moves == "inputs":
        return _with_noise(x, spec.noise, seed), y
    return x, _with_noise(y, spec.noise, seed)


def _from_csv(spec: CsvData) -> tuple[Array, Array]:
    chosen: set[str] = set()
    for key, names in (("inputs", spec.inputs), ("targets", spec.targets)):
        if not names:
            raise InputError("data.{key} is empty. Name at least one column.", key=key)
        for name in names:
            if name in chosen:
                raise InputError(
                    "data.{key} names the column {name} a second time. Use each column once.",
                    key=key,
                    name=quoted(name),
                )
            chosen.add(name)
    from engine import csv_data

    table = csv_data.read(spec.path, (*spec.inputs, *spec.targets), MOST_SAMPLES)
    return table[:, : len(spec.inputs)], table[:, len(spec.inputs) :]


def _with_noise(clean: Array, noise: float, seed: int) -> Array:
    if noise == 0:
        return clean
    with np.errstate(over="ignore"):  # told by _finite
        return clean + noise * stream(seed, "noise").standard_normal(clean.shape)


def _split(count: int, seed: int, share: float) -> tuple[Indices, Indices]:
    """Rows to train on and to validate on; a share above 0 validates on at least one row."""
    if not 0 <= share < 1:
        raise InputError(
            "validation.share is {share}; give 0 or more, and less than 1.", share=shortest(share)
        )
    held_back = max(1, math.floor(count * share + 0.5)) if share else 0
    if held_back >= count:
        raise InputError(
            "validation.share is {share} of {count} samples; that leaves none to train on. "
            "Give a smaller share or more samples.",
            share=shortest(share),
            count=count,
        )
    order = split_order(seed, count)
    train, validation = np.sort(order[held_back:]), np.sort(order[:held_back])
    train.setflags(write=False)
    validation.setflags(write=False)
    return train, validation


def _numbered(letter: str, count: int) -> tuple[str, ...]:
    """x1, x2, … as formulas name them; a single target is y, as in the article."""
    if letter == "y" and count == 1:
        return ("y",)
    return tuple(f"{letter}{index}" for index in range(1, count + 1))


def _finite(key: str, array: Array) -> Array:
    array = np.array(array, dtype=np.float64, order="C")
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        raise InputError(
            "Row {row}, column {column} of the data's {key} is not a finite number. "
            "Give finite numbers, and noise that keeps them so.",
            row=int(bad[0][0]) + 1,
            column=int(bad[0][1]) + 1,
            key=key,
        )
    return read_only(array)


def _check_inputs(spec: DataSpec, inputs: int | None, found: int) -> None:
    if inputs is None or inputs == found:
        return
    match spec:
        case TableData():
            source = "data.x"
        case CsvData():
            source = "data.inputs"
        case NamedData(name=name):
            source = f"data.name {quoted(name)}"
        case FormulaData():
            source = "data.expression"
    raise InputError(
        "inputs is {inputs}, but {source} has {found}. Make them equal.",
        inputs=inputs,
        source=source,
        found=found,
    )


def _check_samples(key: str, samples: int) -> None:
    if samples < 1:
        raise InputError("{key} is {samples}; give at least 1.", key=key, samples=samples)
    if samples > MOST_SAMPLES:
        raise InputError(
            "{key} is {samples}; give at most {most}.", key=key, samples=samples, most=MOST_SAMPLES
        )


def _check_noise(noise: float) -> None:
    if not 0 <= noise < math.inf:
        raise InputError("data.noise is {noise}; give 0 or more.", noise=shortest(noise))


def _check_range(low: float, high: float) -> None:
    for key, value in (("low", low), ("high", high)):
        if not math.isfinite(value):
            raise InputError(
                "data.{key} is {value}; give a finite number.", key=key, value=shortest(value)
            )
    if low >= high:
        raise InputError(
            "data.low is {low} and data.high is {high}; low must be less than high.",
            low=shortest(low),
            high=shortest(high),
        )
    if not math.isfinite(high - low):
        raise InputError(
            "data.low is {low} and data.high is {high}; give a smaller range.",
            low=shortest(low),
            high=shortest(high),
        )
