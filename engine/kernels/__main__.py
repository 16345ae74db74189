"""Compiles one kernel into the cache on disk: ``python -m engine.kernels NAME``, for a process that
goes on meanwhile.
"""

from __future__ import annotations

import os
import sys

from engine.kernels import loading

LOW = 15  # of 19: on a busy machine training goes on first, on an idle one it makes no difference


def main() -> None:
    """Give way to the program that waits for it, and compile."""
    if hasattr(os, "nice"):
        os.nice(LOW)
    loading.load(sys.argv[1])


if __name__ == "__main__":
    main()
