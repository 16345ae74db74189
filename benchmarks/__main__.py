"""`python3 dev.py bench [NAME …]`: the benchmarks that are named, or all, one after the other."""

from __future__ import annotations

import sys
from importlib import import_module

from benchmarks.results import note_down

# Modules of this package whose `section()` measures, and returns a section of RESULTS.md.
BENCHMARKS = {
    "speed": "speed.contest",
    "startup": "startup",
    "idle": "idle",
    "window": "window",
    "steps": "steps",
    "check": "check",
    "memory": "memory",
    "figures": "figures",
}


def main(names: list[str]) -> int:
    """Run them; 2 for a name that there is not."""
    for name in names:
        if name not in BENCHMARKS:
            print(f"There is no benchmark {name!r}. Choose from {', '.join(BENCHMARKS)}.")
            return 2
    for name in names or BENCHMARKS:
        print(f"=== {name} ===", flush=True)
        note_down(import_module(f"benchmarks.{BENCHMARKS[name]}").section())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
