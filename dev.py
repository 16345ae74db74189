#!/usr/bin/env python3
"""Backstep's set-up: `python3 dev.py run` starts it, `python3 dev.py test` checks it.

This file keeps to words that any Python understands, so that an old one gets a sentence
instead of a syntax error.
"""

import signal
import sys

if sys.version_info < (3, 11):  # noqa: UP036 (an older Python reads this file too)
    sys.exit(
        "Backstep needs Python 3.11 or newer, and this is Python %d.%d. "  # noqa: UP031
        "Install a newer one (python.org has it for Windows and macOS) and start dev.py with it, "
        "for example: python3.12 dev.py run" % sys.version_info[:2]
    )

from devtools.commands import main

if __name__ == "__main__":
    # Ended from outside, take along what was started: the tests, their display.
    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal; Windows has none
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, frame: sys.exit(128 + number))
    # Started in the background, Ctrl+C is ignored, and would be by all that is started from here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
