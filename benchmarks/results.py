"""What a benchmark found, and RESULTS.md, where it is written down."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).with_name("RESULTS.md")
OPENING = """# Results

`python3 dev.py bench` measures all of this and writes this page; `python3 dev.py bench speed` one
section of it. README.md beside this page says what is measured, and how.
"""


class Asked(NamedTuple):
    """One thing that was promised, and what was found; ``met`` None: it could not be measured."""

    what: str
    asked: str
    measured: str
    met: bool | None

    @classmethod
    def at_most(cls, what: str, found: float, bound: float, unit: str, digits: int = 0) -> Asked:
        """Found is met where it does not exceed the bound."""
        return cls(what, f"≤ {bound:g} {unit}", f"{found:.{digits}f} {unit}", found <= bound)


class Table(NamedTuple):
    """Rows of text under a heading; every column but the first is set to the right."""

    heading: tuple[str, ...]
    rows: list[tuple[str, ...]]


class Section(NamedTuple):
    """One benchmark's part of the page. ``versions``: of what was measured, beside Python."""

    name: str
    about: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    versions: Mapping[str, str] = {}


def asked_table(rows: Iterable[Asked]) -> Table:
    """What was promised as a table."""
    words = {True: "met", False: "not met", None: "–"}
    return Table(
        ("", "asked", "measured", ""),
        [(row.what, row.asked, row.measured, words[row.met]) for row in rows],
    )


def text_of(section: Section) -> str:
    """A section as Markdown that also reads well as it is."""
    blocks = [f"## {section.name}", section.about, *map(_table_text, section.tables)]
    if section.notes:
        blocks.append("\n".join(f"- {note}" for note in section.notes))
    blocks.append(f"Measured on {machine()}; {_listed(section.versions)}.")
    return "\n\n".join(blocks) + "\n"


def page_with(page: str, section: Section) -> str:
    """The page with a section put in place of the one of the same name, or at its end."""
    opening, *parts = re.split(r"(?m)^(?=## )", page or OPENING)
    new, title = text_of(section), f"## {section.name}\n"
    if any(part.startswith(title) for part in parts):
        parts = [new if part.startswith(title) else part for part in parts]
    else:
        parts.append(new)
    return "\n".join(part.strip("\n") + "\n" for part in (opening, *parts))


def note_down(section: Section) -> None:
    """Print a section and write it into RESULTS.md."""
    print(f"\n{text_of(section)}", flush=True)
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(page_with(page, section), encoding="utf-8")


def machine() -> str:
    """The processor, how many cores, and the system."""
    known = Path("/proc/cpuinfo")
    text = known.read_text(encoding="utf-8") if known.exists() else ""
    found = re.search(r"model name\s*:\s*(.+)", text)
    processor = found[1].strip() if found else platform.processor() or platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}"


def _listed(versions: Mapping[str, str]) -> str:
    own = {"Python": platform.python_version(), "NumPy": metadata.version("numpy")}
    return ", ".join(f"{name} {version}" for name, version in {**own, **versions}.items())


def _table_text(table: Table) -> str:
    rows: list[Sequence[str]] = [table.heading, *table.rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.heading))]
    lines = [
        "| " + " | ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) + " |"
        for row in rows
    ]
    rule = "|" + "|".join(["-" * (widths[0] + 2), *("-" * (w + 1) + ":" for w in widths[1:])]) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
