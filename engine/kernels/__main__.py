"""Compiles one kernel into the cache on disk: ``python -m engine.kernels NAME``, for a process that
goes on meanwhile.
"""

from __future__ import annotations

import os
import sys

from engine.kernels import loading

LOW = 5  # of 19: a quarter of a busy core; at 15, one busy program kept kernels away for minutes


def main() -> None:
    """Give way to the program that waits for it, and compile."""
    if hasattr(os, "nice"):
        os.nice(LOW)
    loading.load(sys.argv[1])


if __name__ == "__main__":
    main()
