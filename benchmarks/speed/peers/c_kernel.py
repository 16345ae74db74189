"""kernel.c, compiled here by gcc."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speed import works
from benchmarks.speed.contestant import Trained, serve

COMPILER = ("gcc", "-O3", "-march=native", "-shared", "-fPIC")
ACTIVATIONS = ("sigmoid", "tanh", "relu")
LOSSES = ("half_squared_error", "cross_entropy")


class _Kernel:
    def __init__(self, work: works.Work, x: Any, y: Any, theta: Any) -> None:
        self.work, self.start, self.theta = work, theta, theta.copy()
        self.folder = tempfile.TemporaryDirectory()
        library = Path(self.folder.name, "kernel.so")
        source = Path(__file__).with_name("kernel.c")
        command = [*COMPILER, "-o", str(library), str(source), "-lm"]
        subprocess.run(command, check=True)
        self.function = ctypes.CDLL(str(library)).train
        self.function.restype = ctypes.c_double
        units = sum(work.sizes)
        self.x, self.y = np.ascontiguousarray(x), np.ascontiguousarray(y)
        self.sizes = np.array(work.sizes, dtype=np.int_)
        self.room = [np.empty_like(theta), np.empty(units), np.empty(units)]
        self.loss = 0.0

    def restart(self) -> None:
        self.theta[:] = self.start

    def train(self, epochs: int) -> None:
        work, long = self.work, ctypes.c_long
        self.loss = self.function(
            long(len(work.sizes) - 1),
            ctypes.c_void_p(self.sizes.ctypes.data),
            ACTIVATIONS.index(work.activation),
            LOSSES.index(work.loss),
            *(long(work.samples), long(work.batch), long(epochs)),
            ctypes.c_double(work.rate),
            *(ctypes.c_void_p(v.ctypes.data) for v in (self.x, self.y, self.theta, *self.room)),
        )

    def trained(self) -> Trained:
        return Trained(self.theta, self.loss)


if __name__ == "__main__":
    answer = subprocess.run([COMPILER[0], "-dumpfullversion"], capture_output=True, text=True)
    serve(_Kernel, {"gcc": answer.stdout.strip()})
