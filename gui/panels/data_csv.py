"""The rows for data from a CSV file: the file, and what each of its columns is."""

from __future__ import annotations

from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine import csv_data
from engine.data import CsvData
from engine.errors import InputError
from engine.experiment import Experiment
from gui.panels.data_wish import Wish
from gui.panels.form import Problem, Row
from gui.theme import Theme
from gui.widgets.tool_tip import explain
from gui.words import sentence
from resources import path as resource

_ROW = 24
_ROWS_IN_SIGHT = 6
_INPUT, _TARGET = 1, 2
_MOST_COLUMNS = 1000
_BOXES = """
QTableWidget::indicator {
    width: 14px; height: 14px; border: 1px solid $control; border-radius: 3px; background: $stage;
}
QTableWidget::indicator:checked { background: $ink; border-color: $ink; image: url("$check"); }
"""


class CsvEditor(QObject):
    """A button for the file and a list of its columns, each an input, a target or neither.

    The choice stays here until it makes data: a file first, then an input and a target.
    """

    wished = Signal(object)

    def __init__(self, form: QVBoxLayout, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._spec: CsvData | None = None
        self._path: Path | None = None
        self._visible = False
        self._button = QPushButton(self.tr("Choose file…"))
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self._on_choose)
        self._row = Row(form, theme, self.tr("File"), self._button, restarts=True)
        self._list = self._make_list()
        form.addWidget(self._list)
        self._problem = Problem(theme)
        form.addWidget(self._problem)
        self._list.setVisible(False)
        self.set_theme(theme)

    def show(self, spec: CsvData, experiment: Experiment) -> None:
        """Show the file and the columns in force."""
        if self._spec is not spec:
            self._clear()
            self._take(spec)

    def _take(self, spec: CsvData) -> None:
        names = self._names() if self._path == spec.path else _names_of(spec)
        self._spec = spec
        self._path = spec.path
        self._fill(names, spec.inputs, spec.targets)

    def set_visible(self, visible: bool, more: bool) -> None:
        """Show the rows, or take their room away."""
        hidden = self._visible and not visible
        self._visible = visible
        self._row.set_visible(visible)
        self._list.setVisible(visible and self._path is not None)
        if hidden:
            self._clear()
            if self._spec is not None:  # a choice that was refused is forgotten
                self._take(self._spec)

    def settle(self) -> None:
        """The experiment is another one. A choice of columns in work stays, with what it lacks."""
        self._row.problem.clear()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._row.set_theme(theme)
        self._problem.set_theme(theme)
        self._list.setStyleSheet(
            Template(_BOXES).substitute(
                control=theme.control.name(),
                stage=theme.stage.name(),
                ink=theme.ink.name(),
                check=resource("icons", "marks", f"check-{theme.name}.svg").as_posix(),
            )
        )

    def open_file(self, path: Path) -> None:
        """Take a file: at first its last column is the target, all others are inputs."""
        self._clear()
        try:
            names = csv_data.columns(path)
            if len(names) < 2:
                raise InputError(
                    "{file} has one column only; data need an input and a target.", file=path.name
                )
            if len(names) > _MOST_COLUMNS:
                raise InputError(
                    "{file} has {count} columns; the list here takes {most}. Use fewer.",
                    file=path.name,
                    count=len(names),
                    most=_MOST_COLUMNS,
                )
        except InputError as error:
            if self._spec is not None:  # a file that was refused before is not in force
                self._take(self._spec)
            self._row.problem.tell(sentence(error), self.tr("Nothing was changed."))
            return
        self._path = path
        self._fill(names, names[:-1], names[-1:])
        self._wish()

    def _make_list(self) -> QTableWidget:
        table = QTableWidget(0, 3)
        table.setHorizontalHeaderLabels([self.tr("Column"), self.tr("Input"), self.tr("Target")])
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(20)
        header.resizeSection(_INPUT, 50)
        header.resizeSection(_TARGET, 56)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        table.setShowGrid(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setTabKeyNavigation(False)
        table.setAccessibleName(self.tr("Columns of the file"))
        table.itemChanged.connect(self._on_item_changed)
        return table

    def _fill(
        self, names: tuple[str, ...], inputs: tuple[str, ...], targets: tuple[str, ...]
    ) -> None:
        blocked = self._list.blockSignals(True)
        self._list.setRowCount(len(names))
        for row, name in enumerate(names):
            title = QTableWidgetItem(name)
            title.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            title.setToolTip(name)
            self._list.setItem(row, 0, title)
            for column, chosen in ((_INPUT, name in inputs), (_TARGET, name in targets)):
                self._list.setItem(row, column, _box(chosen))
        self._list.blockSignals(blocked)
        rows = min(max(len(names), 1), _ROWS_IN_SIGHT)
        header = self._list.horizontalHeader().sizeHint().height()
        self._list.setFixedHeight(header + rows * _ROW + 2)
        assert self._path is not None
        metrics = self._button.fontMetrics()
        self._button.setText(metrics.elidedText(self._path.name, Qt.TextElideMode.ElideMiddle, 96))
        explain(self._button, str(self._path), self.tr("Choose another file…"))
        self._list.setVisible(self._visible)

    def _on_choose(self) -> None:
        folder = str(self._path.parent) if self._path is not None else ""
        kinds = self.tr("Tables (*.csv *.tsv *.txt);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Choose a CSV file"), folder, kinds
        )
        if name:
            self.open_file(Path(name))

    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if item.column() not in (_INPUT, _TARGET):
            return
        if item.checkState() is Qt.CheckState.Checked:  # a column is one of the two, never both
            blocked = self._list.blockSignals(True)
            other = self._list.item(item.row(), _INPUT + _TARGET - item.column())
            if other is not None:
                other.setCheckState(Qt.CheckState.Unchecked)
            self._list.blockSignals(blocked)
        self._wish()

    def _clear(self) -> None:
        self._row.problem.clear()
        self._problem.clear()

    def _names(self) -> tuple[str, ...]:
        items = (self._list.item(row, 0) for row in range(self._list.rowCount()))
        return tuple(item.text() for item in items if item is not None)

    def _chosen(self, column: int) -> tuple[str, ...]:
        names: list[str] = []
        for row in range(self._list.rowCount()):
            name, box = self._list.item(row, 0), self._list.item(row, column)
            if name is None or box is None:
                continue
            if box.checkState() is Qt.CheckState.Checked:
                names.append(name.text())
        return tuple(names)

    def _wish(self) -> None:
        assert self._path is not None
        spec = CsvData(self._path, self._chosen(_INPUT), self._chosen(_TARGET))
        if spec == self._spec:
            self._clear()
            return
        if not spec.inputs or not spec.targets:
            missing = self.tr("Choose at least one input and one target.")
            self._problem.tell(missing, self.tr("Until then nothing is changed."))
            return
        words = self.tr("data {name}").format(name=self._path.name)
        self.wished.emit(Wish(spec, words, self._clear, self._refuse))

    def _refuse(self, what: str) -> None:
        self._problem.tell(what, self.tr("Nothing was changed."))


def _names_of(spec: CsvData) -> tuple[str, ...]:
    try:
        return csv_data.columns(spec.path)
    except InputError:  # the file has gone; its data are here, and so are the names that count
        return (*spec.inputs, *spec.targets)


def _box(checked: bool) -> QTableWidgetItem:
    box = QTableWidgetItem()
    box.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
    box.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
    return box
