"""`backstep`: a command if the first word is one, else the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from engine import command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and (words[0] in command.COMMANDS or words[0].startswith("-")):
        return command.main(words)
    from gui.application import run  # Qt is loaded for the window only

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
