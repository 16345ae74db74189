"""The compiler of the kernels. Nothing else imports numba or threadpoolctl, and both are optional:
importing this module raises ImportError where they are missing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

import numba
import numpy as np
import threadpoolctl
from numba import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler

from engine.kernels import cache

if TYPE_CHECKING:
    from numba.core.compiler import Target

Function = TypeVar("Function", bound=Callable[..., object])

# Sums may be regrouped, so that they run over several samples at once; NaN and infinity stay what
# they are. A polynomial of an exponential must not be regrouped: it only may fuse a product with a
# sum. Both are said with every function, because numba lets one that says nothing inherit from
# whichever caller was compiled first.
_SUMS = {"reassoc", "contract", "nsz"}
_EXACT = {"contract"}

numba.config.CACHE_DIR = str(cache.folder())


# An index of this type is never below 0. To any other numba adds the length where it is, and the
# test for it keeps a loop from taking several entries at once.
index = cast("Callable[[int], int]", np.uint64)


class _Apart(Compiler):
    """Compiles a function none of whose arrays overlap another one that it changes."""

    def __init__(self, typing: object, target: Target, library: object, *rest: object) -> None:
        super().__init__(typing, target, library, *rest)
        self.state.flags.noalias = True


class _AsWritten(JITCodeLibrary):
    """Code that no one optimises before its callers do, who know more about its numbers."""

    def _optimize_final_module(self) -> None:
        pass


class _Part(_Apart):
    """Compiles what is only ever a part of others."""

    def __init__(self, typing: object, target: Target, library: object, *rest: object) -> None:
        super().__init__(typing, target, _AsWritten(target.codegen(), "part"), *rest)


# No function below but a kernel is called from Python, and most make no arrays. Without references
# to count, an update of a small network takes a tenth of the time.
_OPTIONS = {"error_model": "numpy", "boundscheck": False}
_COUNTING = {**_OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_INNER = {**_COUNTING, "_nrt": False}


def inlined(function: Function) -> Function:
    """Compile into each caller."""
    return numba.njit(fastmath=_SUMS, forceinline=True, pipeline_class=_Part, **_INNER)(function)


def exact(function: Function) -> Function:
    """As ``inlined``, with every operation in the order in which it is written."""
    return numba.njit(fastmath=_EXACT, forceinline=True, pipeline_class=_Part, **_INNER)(function)


def exact_call(function: Function) -> Function:
    """As ``exact``, but called: for what is seldom needed, and would only be in the way."""
    return numba.njit(fastmath=_EXACT, **_INNER)(function)


def compiled(function: Function) -> Function:
    """Compile as a function of its own, whose arrays do not overlap."""
    return numba.njit(fastmath=_SUMS, pipeline_class=_Apart, **_INNER)(function)


def shaping(function: Function) -> Function:
    """As ``compiled``, for what takes arrays in other shapes or multiplies matrices: both count
    references.
    """
    return numba.njit(fastmath=_SUMS, pipeline_class=_Apart, **_COUNTING)(function)


def kernel(function: Function) -> Function:
    """Compile as an entry: kept on disk, and without the interpreter's lock while it runs."""
    return numba.njit(cache=True, nogil=True, fastmath=_SUMS, **_OPTIONS)(function)


def version() -> str:
    """For the log and About."""
    return f"numba {numba.__version__}"


def leave_a_core() -> None:
    """Hold BLAS to one thread less than there are cores: on a busy machine two that wait for each
    other cost more than they bring, and the window needs one.
    """
    threadpoolctl.threadpool_limits(max(1, (os.cpu_count() or 2) - 1), user_api="blas")


# The matrix product behind np.dot. np.dot itself cannot add to what its target holds.
gemm = types.ExternalFunction(
    "numba_xxgemm",
    types.intc(
        *(types.char, types.char, types.char),
        *(types.intp, types.intp, types.intp),
        *(types.uintp, types.uintp, types.intp, types.uintp, types.intp),
        *(types.uintp, types.uintp, types.intp),
    ),
)
