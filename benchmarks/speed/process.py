"""The parent's half of the conversation: a contestant in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from benchmarks.speed.contestants import Contestant

ROOT = Path(__file__).resolve().parent.parent.parent
LOGS = ROOT / ".bench" / "logs"  # what the contestants say beside their answers
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NPROC": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}
# An OpenBLAS that is told which processor it runs on may leave half of it unused.
CHOSEN_KERNELS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


class Unavailable(Exception):
    """A contestant that cannot take part; the message says why."""


class Answering(Protocol):
    """Somebody who answers."""

    def ask(self, **words: Any) -> dict[str, Any]:
        """Ask for something and wait until it is done."""
        ...


class Process:
    """One contestant; it waits while it is not asked."""

    def __init__(self, contestant: Contestant, python: Path) -> None:
        kept = {k: v for k, v in os.environ.items() if k not in CHOSEN_KERNELS}
        module = f"benchmarks.speed.peers.{contestant.module}"
        self._said = LOGS / f"{contestant.name}.txt"
        LOGS.mkdir(parents=True, exist_ok=True)
        with self._said.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [str(python), "-m", module, *contestant.arguments],
                cwd=ROOT,
                env={**kept, **ONE_THREAD, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def answer(self) -> dict[str, Any]:
        """The next answer; Unavailable if the process has ended instead."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise Unavailable(self._last_words())
        return json.loads(line)

    def ask(self, **words: Any) -> dict[str, Any]:
        """Ask for something and wait until it is done."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # if it has ended, there is no answer either
            print(json.dumps(words), file=self._process.stdin, flush=True)
        return self.answer()

    def close(self) -> None:
        """End it, and wait until it has ended."""
        self._process.kill()
        self._process.wait()

    def _last_words(self) -> str:
        lines = self._said.read_text(encoding="utf-8").strip().splitlines()
        return lines[-1].strip() if lines else "it ended without a word"
