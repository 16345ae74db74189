"""The report of a fault of ours, for whoever mends it."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from datetime import datetime
from importlib import metadata

import numpy as np

DISTRIBUTION = "backstep-trainer"


def version() -> str:
    """The version of the installed program; a checkout says so."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "0.1.0, from a checkout"


def write() -> str:
    """Write the exception that is being handled to a new file in the temporary folder; its name, or
    the report itself where no file can be written.
    """
    report = (
        f"Backstep {version()}, Python {platform.python_version()}, NumPy {np.__version__}, "
        f"{platform.system()} {platform.machine()}\n{datetime.now().isoformat()}\n"
        f"{sys.argv}\n\n{traceback.format_exc()}"
    )
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="backstep-fault-", suffix=".txt", delete=False
        ) as file:
            file.write(report)
    except OSError:
        return f"nowhere ({report})"
    return file.name
