"""`python3 dev.py bench`: every measurement, one after the other."""

from __future__ import annotations

from benchmarks import check, figures, memory, steps, window

if __name__ == "__main__":
    window.main()
    steps.main()
    check.main()
    memory.main()
    figures.main()
