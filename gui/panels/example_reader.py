"""Works an example's numbers out in the window's own thread, a few milliseconds at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from engine.comparison import Comparison, Row
from engine.examples import Conventions, Example

_STRETCH_SECONDS = 0.004


class ExampleReader(QObject):
    """Holds the comparison of the example that is open. ``rows_changed`` gives the rows whenever
    some of their numbers have come out.

    A source may print what comes out after 10,000 updates, which takes a second or so; the window
    goes on meanwhile.
    """

    rows_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.comparison: Comparison | None = None
        self.refused = False
        self._asked: Conventions | None = None
        self._rows: tuple[Row, ...] = ()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._work)

    def open(self, example: Example | None) -> None:
        """Begin with an example; None: there is none."""
        self.comparison = None if example is None else Comparison(example)
        self._asked, self.refused = None, False
        self._tell()

    def choose(self, chosen: Conventions) -> None:
        """Compare under these conventions; ``refused``: the example's network does not go with
        them, and its own are used.
        """
        if self.comparison is not None and chosen != self._asked:
            self._asked = chosen
            self.refused = not self.comparison.choose(chosen)
            self._tell()

    def go_on(self) -> None:
        """Work in the pauses of the event loop until every number is there."""
        if self.comparison is not None:
            self._timer.start()

    def rest(self) -> None:
        """Nobody looks: work later."""
        self._timer.stop()

    def _work(self) -> None:
        if self.comparison is None or self.comparison.go_on(_STRETCH_SECONDS):
            self._timer.stop()
        self._tell()

    def _tell(self) -> None:
        rows = () if self.comparison is None else self.comparison.rows()
        if rows != self._rows or not rows:
            self._rows = rows
            self.rows_changed.emit(rows)
