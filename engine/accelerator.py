"""Chooses what trains: the reference rules, or a compiled kernel once it is there.

Compiling takes seconds. So a child process compiles into the cache on disk while training goes on
with what is there; then the kernel is loaded from that cache, which takes some hundredths of a
second. First comes the kernel for any network, and when a network has stood for a while, the one
made for it.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import IO, TYPE_CHECKING, Protocol

from engine.experiment import Experiment
from engine.kernels import cache
from engine.kernels.choosing import choices_of, family
from engine.kernels.values import Choices, Entry
from engine.stretch import Kernel

if TYPE_CHECKING:
    import subprocess

STANDS = 3.0  # seconds after which a network gets a kernel of its own
LOOK = 0.05  # seconds between two looks at the child
SMALL = 2_000  # weights up to which a kernel of its own is worth compiling
_LOG = logging.getLogger("backstep")
_NEEDED = ("numba", "scipy", "threadpoolctl")


class Compiler(Protocol):
    """Makes kernels by their names; ``begin`` asks, and ``ready`` is asked again and again."""

    def begin(self, name: str) -> None: ...

    def ready(self, name: str) -> Entry | None:
        """The kernel, None while it is not there yet. Raises what went wrong."""
        ...


class Accelerator:
    """Answers which kernel is best for an experiment right now. It never waits for the compiler,
    and a compiler that fails or is missing is a line in the log.

    ``stands``: seconds after which a network gets a kernel of its own; None, never. ``problem`` is
    what went wrong last, for a person to read.
    """

    def __init__(self, compiler: Compiler, stands: float | None = STANDS) -> None:
        self._compiler = compiler
        self._stands = stands
        self.problem = ""
        self._kernels: dict[str, Kernel] = {}
        self._failed: set[str] = set()
        self._asked: str | None = None
        self._looked = 0.0
        self._experiment: Experiment | None = None
        self._choices: Choices | None = None
        self._generic: str | None = None
        self._own: str | None = None
        self._since = 0.0

    def kernel(self, experiment: Experiment) -> Kernel | None:
        """The quickest kernel that is there; None means the reference rules."""
        if experiment is not self._experiment:
            self._experiment = experiment
            choices = choices_of(experiment)
            if choices != self._choices:
                self._choices, self._since = choices, perf_counter()
                # Asked before every update of the reference rules: names are not made each time.
                self._generic = None if choices is None else _name(family(choices), None)
                self._own = self._name_of_its_own(choices)
        if self._generic is None:
            return None
        if self._own is not None and self._own in self._kernels:
            return self._kernels[self._own]
        if self._generic not in self._kernels:
            self._want(self._generic)
        elif self._own is not None and perf_counter() - self._since >= (self._stands or 0.0):
            self._want(self._own)
        return self._kernels.get(self._own or "") or self._kernels.get(self._generic)

    def _name_of_its_own(self, choices: Choices | None) -> str | None:
        """The name of the kernel for one network alone, where it is worth compiling."""
        if self._stands is None or choices is None or family(choices) == "by_matrices":
            return None
        weights = sum(a * b for a, b in zip(choices.sizes, choices.sizes[1:], strict=False))
        return _name(family(choices), choices) if weights <= SMALL else None

    def _want(self, name: str) -> None:
        """Ask for a kernel, one at a time, and take it when it is ready."""
        now = perf_counter()
        if self._asked is not None and now - self._looked < LOOK:
            return
        self._looked = now
        try:
            if self._asked is None:
                if name in self._failed:
                    return
                self._compiler.begin(name)
                self._asked = name
            entry = self._compiler.ready(self._asked)
        except Exception as error:  # whatever a compiler may raise: training goes on without it
            self.problem = str(error)
            _LOG.warning("no compiled kernel %s: %s", name, error)
            self._failed.add(self._asked or name)
            self._asked = None
            return
        if entry is not None:
            _LOG.info("compiled kernel %s is loaded", self._asked)
            self._kernels[self._asked] = Kernel(_title(self._asked), entry)
            self._asked = None


class InChild:
    """Compiles in a child process, and loads what it has left on disk."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None

    def begin(self, name: str) -> None:
        """Start the child, unless the kernel lies on disk already. Raises what would stop it."""
        _check_installed()
        cache.check()
        if cache.mark(name).exists():
            return
        root = str(Path(__file__).resolve().parent.parent)
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        import subprocess  # here, as metadata below: a start needs neither

        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - open until the child has ended
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "engine.kernels", name],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            env={**os.environ, "PYTHONPATH": path},
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )

    def ready(self, name: str) -> Entry | None:
        """Load it if the child has ended."""
        if self._child is not None:
            status = self._child.poll()
            if status is None:
                return None
            said = self._last_line()
            self._child = None
            if status:
                raise RuntimeError(said or f"the compiler ended with status {status}")
        return load(name)

    def _last_line(self) -> str:
        assert self._said is not None
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        self._said.close()
        return lines[-1] if lines else ""


class AtOnce:
    """Compiles in this process and waits for it: for the command, which has no window to keep
    alive.
    """

    def begin(self, name: str) -> None:
        """Raises what would stop the compiler."""
        _check_installed()
        cache.check()

    def ready(self, name: str) -> Entry | None:
        """Compile, or load."""
        return load(name)


def load(name: str) -> Entry:
    """The kernel of a name, compiled or from the cache."""
    from engine.kernels import loading

    return loading.load(name)


def installed() -> str:
    """The version of numba, or an empty text where the extra ``fast`` is not installed."""
    try:
        _check_installed()
    except ImportError:
        return ""
    from importlib import metadata

    return metadata.version("numba")


def _check_installed() -> None:
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise ImportError(f"{', '.join(missing)} is not installed (the extra “fast”)")


def _name(kind: str, choices: Choices | None) -> str:
    return json.dumps([kind, None if choices is None else list(choices)])


def _title(name: str) -> str:
    kind, own = json.loads(name)
    return kind if own is None else f"{kind} for {'-'.join(map(str, own[0]))}"
