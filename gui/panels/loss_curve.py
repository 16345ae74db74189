"""The loss curve: every batch's loss, the training and validation loss, and the shown moment."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from engine.phases import Kind
from gui.frame import Activity, Frame
from gui.numbers import NumberFormat
from gui.panels import loss_band as band
from gui.panels.loss_header import Entry, LossHeader, Note
from gui.panels.loss_picture import Moment, Reading
from gui.panels.loss_plot import LossPlot, Shown
from gui.theme import Theme

_HUES = {Kind.FORWARD: "fwd", Kind.BACKWARD: "bwd"}


class LossCurvePanel(QWidget):
    """Header and plot. Nothing happens while it is hidden; it catches up when it is shown.

    ``header`` may be moved into the heading of a dock, where it saves a line.
    """

    log_changed = Signal(bool)
    moment_requested = Signal(int)  # completed updates

    def __init__(self, theme: Theme, numbers: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._frame: Frame | None = None
        self.setProperty("ground", "stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = LossHeader(theme)
        self.header.log_button.setChecked(True)
        self.plot = LossPlot(theme, self._read)
        self.plot.set_numbers(numbers)
        self.plot.setAccessibleName(self.tr("Loss curve"))
        self.setAccessibleName(self.tr("Loss curve"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.plot, 1)
        self.header.log_toggled.connect(self._choose_log)
        self.header.fit_wanted.connect(self.plot.fit)
        self.plot.moment_requested.connect(self.moment_requested)
        self.plot.pointed.connect(self._show_note)
        self.plot.sight_changed.connect(self._show_sight)
        self._show_sight()

    # What a panel has

    def show_frame(self, frame: Frame) -> None:
        """Show the newest Frame; a hidden panel only keeps it."""
        self._frame = frame
        if self.isVisible():
            self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self.header.set_theme(theme)
        self.plot.set_theme(theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way from now on."""
        self._numbers = numbers
        self.plot.set_numbers(numbers)
        if self.isVisible():
            self._refresh()

    @property
    def log(self) -> bool:
        """Whether the loss axis is logarithmic."""
        return self.header.log_button.isChecked()

    def set_log(self, log: bool) -> None:
        """Make the loss axis logarithmic or linear, without telling anyone."""
        self.header.log_button.setChecked(log)
        self.plot.set_log(log)

    def fit(self) -> None:
        """Show the whole curve, and follow it again."""
        self.plot.fit()

    # Inside

    def _choose_log(self, log: bool) -> None:
        self.plot.set_log(log)
        self.log_changed.emit(log)

    def _refresh(self) -> None:
        frame = self._frame
        if frame is None:
            return
        moment = self._moment(frame)
        empty = is_empty(frame)
        self.plot.show_content(
            Shown(
                frame.history,
                frame.reached,
                moment,
                frame.diverged_at,
                empty,
                frame.activity is not Activity.SEEKING,
            )
        )
        self.header.show_legend(() if empty else self._legend(frame))
        self._show_note()
        if frame.activity is not Activity.RUNNING:
            # Thirty new descriptions a second would drown whoever listens to them.
            self._describe(frame, moment)

    def _moment(self, frame: Frame) -> Moment:
        hue = "ink" if frame.done is None else _HUES.get(frame.done.kind, "ink")
        loss = moment_loss(frame)
        update = self._numbers.count(frame.update_shown)
        if frame.update_shown == 0:
            text = self.tr("before update 1")
        elif loss is None and frame.trace is None:
            text = self.tr("update {n}").format(n=update)
        else:
            text = self.tr("update {n}   loss {loss}")
            text = text.format(n=update, loss=self._numbers.text(loss))
        return Moment(frame.update_shown, loss, hue, text)

    def _legend(self, frame: Frame) -> tuple[Entry, ...]:
        one = frame.experiment.hyperparameters.batch_size == 1
        batch = self.tr("one sample") if one else self.tr("one batch")
        if band.dots(frame.history.batch, self.plot.scale_shown().x) is None:
            spread = self.tr("{batch}, least to greatest").format(batch=batch)
            entries = [Entry("band", spread, batch)]
        else:
            entries = [Entry("dots", batch, batch)]
        mean = self.tr("mean over the training set (epoch ends)")
        entries.append(Entry("line", mean, self.tr("training set")))
        if frame.history.validation.last.size:
            entries.append(Entry("dotted", self.tr("validation"), self.tr("validation")))
        if frame.reached > frame.update_shown:
            future = self.tr("after this moment")
            entries.append(Entry("future", future, future))
        return tuple(entries)

    def _show_sight(self) -> None:
        """Where nothing is out of sight, Fit has nothing to do; a part may show dots for a band."""
        self.header.fit_button.setEnabled(not self.plot.shows_all())
        if self._frame is not None and not is_empty(self._frame):
            self.header.show_legend(self._legend(self._frame))

    def _show_note(self) -> None:
        """In a low panel the moment, or what the pointer reads, stands in the header."""
        frame = self._frame
        if frame is None or not self.plot.is_low or is_empty(frame):
            self.header.show_note(None)
            return
        reading = self.plot.pointer_reading()
        if reading is not None:
            self.header.show_note(Note(reading.exact, reading.short, "ink", quiet=True))
        else:
            moment = self._moment(frame)
            self.header.show_note(Note(moment.text, moment.text, moment.hue))

    def _read(self, at: float) -> Reading | None:
        """What is known at an update."""
        frame = self._frame
        if frame is None or not frame.history.batch.last.size:
            return None
        numbers = self._numbers
        return Reading(*(self._values_at(frame, at, how) for how in (numbers.full, numbers.text)))

    def _values_at(self, frame: Frame, at: float, how: Callable[[float], str]) -> str:
        history, batch = frame.history, frame.history.batch
        update = min(max(1, round(at)), frame.reached)
        index = (update - 1) // batch.width
        parts: list[str] = []
        if index < batch.low.size and not math.isnan(batch.low[index]):
            low, high = float(batch.low[index]), float(batch.high[index])
            if batch.width == 1:
                parts.append(self.tr("loss {loss}").format(loss=how(low)))
            else:
                parts.append(self.tr("least {loss}").format(loss=how(low)))
                parts.append(self.tr("greatest {loss}").format(loss=how(high)))
        for series, words in (
            (history.training, self.tr("training {loss}")),
            (history.validation, self.tr("validation {loss}")),
        ):
            known = band.latest(series, update)
            if known is not None:
                parts.append(words.format(loss=how(known[1])))
        first, last = index * batch.width + 1, min((index + 1) * batch.width, frame.reached)
        if first == last:
            where = self.tr("update {n}").format(n=self._numbers.count(first))
        else:
            where = self.tr("updates {first} to {last}")
            where = where.format(first=self._numbers.count(first), last=self._numbers.count(last))
        return f"{where}: {self._numbers.listed(parts)}"

    def _describe(self, frame: Frame, moment: Moment) -> None:
        if moment.loss is None:
            text = moment.text
        else:
            text = self.tr("Loss {loss} at update {n}").format(
                loss=self._numbers.text(moment.loss), n=self._numbers.count(moment.update)
            )
        training = band.latest(frame.history.training, moment.update)
        if training is not None:
            words = self.tr("training {loss}")
            text = f"{text}, {words.format(loss=self._numbers.text(training[1]))}"
        if frame.diverged_at is not None:
            words = self.tr("diverged at update {n}").format(
                n=self._numbers.count(frame.diverged_at)
            )
            text = f"{text}, {words}"
        for widget in (self, self.plot):
            widget.setAccessibleDescription(text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.header.set_titled(not isinstance(self.parentWidget(), QDockWidget))
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_note()


def is_empty(frame: Frame) -> bool:
    """Whether there is no loss yet that could be drawn."""
    return moment_loss(frame) is None and not frame.history.batch.last.size


def moment_loss(frame: Frame) -> float | None:
    """The loss of the shown update's batch; None where it is not computed yet, or not known."""
    if frame.trace is not None:
        return frame.shown.batch_loss
    batch, update = frame.history.batch, frame.update_shown
    if batch.width == 1 and 1 <= update <= batch.last.size:
        loss = float(batch.last[update - 1])
        return None if math.isnan(loss) else loss
    return None
