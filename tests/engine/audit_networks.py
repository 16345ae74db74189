"""The networks that the audit is tested with, and what is wrong in each variant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from engine import audit
from engine.audit import Audit, Line
from engine.data import TableData
from engine.experiment import Experiment, Layer
from tests.engine.article_network import experiment as small_values

FILE = Path(__file__).with_name("worked_examples.json")
EXAMPLES = {e["id"]: e for e in json.loads(FILE.read_text("utf-8"))["examples"]}


def reference_network() -> Experiment:
    network = EXAMPLES["REFERENCE_app_2_2_2_1_sigmoid"]["network"]
    start = [np.append(np.ravel(W), b) for W, b in zip(network["W"], network["b"], strict=True)]
    return Experiment(
        data=TableData(np.array([network["x"]]), np.array([network["target"]])),
        start=np.concatenate(start),
    ).edited(learning_rate=0.01)


def wide(**changes: Any) -> Experiment:
    """3-4-2-2: sums of more than two paths and of two, two outputs, a batch of three."""
    random = np.random.default_rng(7)
    return small_values(
        (Layer(4, "tanh"), Layer(2, "sigmoid"), Layer(2, "identity")),
        inputs=3,
        data=TableData(random.normal(size=(5, 3)), random.normal(size=(5, 2))),
        batch_size=3,
        **changes,
    )


def all_lines(chosen: Audit) -> list[Line]:
    return [line for block in audit.lines(chosen) for line in block]


def wrong(chosen: Audit) -> tuple[set[int], set[int]]:
    made = all_lines(chosen)
    return (
        {line.parameter for line in made if not line.reference.passes},
        {line.parameter for line in made if not line.other.passes},
    )


# What is wrong
