"""Who takes part, and what was promised of whom."""

from __future__ import annotations

from typing import NamedTuple


class Contestant(NamedTuple):
    """``module`` of `benchmarks.speed.peers`, started with ``arguments``. ``ours``: in the
    program's environment, not in the peers'. ``works``: those it takes part in; none: all.
    """

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    ours: bool = False
    works: tuple[str, ...] = ()
    trains: bool = True


RULES, GENERIC, OURS = "reference rules", "generic kernel", "accelerated"
NUMPY, C, JAX = "NumPy, buffers", "C, -O3", "JAX scan"
TORCH, SKLEARN, PRODUCTS = "PyTorch eager", "scikit-learn fit", "products alone"

CONTESTANTS = (
    Contestant(OURS, "ours", ("accelerated",), ours=True),
    Contestant(GENERIC, "ours", ("generic",), ours=True),
    Contestant(RULES, "ours", ("rules",), ours=True),
    Contestant(NUMPY, "numpy_buffers"),
    Contestant(C, "c_kernel"),
    Contestant(JAX, "jax_scan"),
    Contestant(TORCH, "torch_eager"),
    Contestant(SKLEARN, "sklearn_fit"),
    Contestant(PRODUCTS, "matrix_products", works=("W4", "W5"), trains=False),
)


class Goal(NamedTuple):
    """``ours`` shall be at least ``times`` as fast as ``other``."""

    work: str
    ours: str
    other: str
    times: float


GOALS = (
    Goal("W1", OURS, C, 1.0),
    Goal("W1", OURS, TORCH, 2000.0),
    Goal("W1", OURS, SKLEARN, 500.0),
    Goal("W1", GENERIC, C, 0.7),
    Goal("W1", RULES, NUMPY, 0.2),
    Goal("W2", OURS, C, 2.2),
    Goal("W2", OURS, JAX, 2.5),
    Goal("W2", OURS, TORCH, 150.0),
    Goal("W3", OURS, NUMPY, 2.5),
    Goal("W3", OURS, SKLEARN, 14.0),
    Goal("W4", OURS, JAX, 1.15),
    Goal("W4", OURS, SKLEARN, 3.0),
    Goal("W4", OURS, TORCH, 5.0),
    Goal("W5", OURS, PRODUCTS, 0.95),
    Goal("W5", OURS, TORCH, 1.1),
    Goal("W5", RULES, NUMPY, 0.9),
)
