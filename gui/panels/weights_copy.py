"""What is copied from the weight table: every digit, for other programs to read."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from gui.numbers import NumberFormat
from gui.panels.weights_check import Inspected, mark_words
from gui.panels.weights_columns import COLUMNS
from gui.panels.weights_rows import Rows
from gui.panels.weights_words import short_name


def as_text(seen: Inspected, rows: Iterable[int]) -> str:
    """A line of titles, and one for each parameter in these rows, with tabs between; "" where
    there is none. What is not there yet is left empty.
    """
    table = Rows(seen.frame.experiment.shape)
    found = [what for what in map(table.parameter, sorted(rows)) if what is not None]
    if not found:
        return ""
    titles = [_tr("layer"), _tr("parameter"), *(c.words() for c in COLUMNS), _tr("check")]
    lines = [titles]
    for what in found:
        values = [NumberFormat.exact(column.value(seen, what)) for column in COLUMNS]
        verdict = mark_words(seen.verdict(what))
        lines.append([str(what.layer), short_name(what), *values, verdict])
    return "\n".join("\t".join(line) for line in lines)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Weights", text)
