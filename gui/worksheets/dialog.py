"""The window behind File ▸ Worksheets…: what to ask, how often, on which paper, and a preview."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine import worksheet
from engine.errors import InputError
from engine.experiment import Experiment
from engine.worksheet import Task
from engine.worksheet_steps import Ask
from gui.numbers import DecimalSign, NumberFormat
from gui.words import sentence
from gui.worksheets.export import image, writing
from gui.worksheets.sheet import Paper, Sheet, pages

_PAUSE = 250  # ms after a change before the preview follows
_PREVIEW = 0.52  # of a page's pixels
_FOLDER = "worksheet_folder"


class WorksheetDialog(QDialog):
    """Writes worksheets of one experiment."""

    def __init__(
        self,
        experiment: Experiment,
        title: str,
        numbers: NumberFormat,
        settings: QSettings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Worksheets"))
        self._experiment, self._title, self._settings = experiment, title, settings
        self._steps: Generator[int, None, list[Path]] | None = None
        self._count = 0
        self._work = QTimer(self)
        self._work.timeout.connect(self._step)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self.show_preview)
        self.variants = self._number("24", self.tr("Variants"))
        self.seed = self._number("0", self.tr("Seed"))
        self.decimals = self._number("3", self.tr("Decimals"))
        self.asked = {ask: self._check(words) for ask, words in self._askable().items()}
        self.paper = QComboBox()
        self.paper.setAccessibleName(self.tr("Paper"))
        self.paper.addItem(self.tr("A4"), Paper.A4)
        self.paper.addItem(self.tr("US Letter"), Paper.LETTER)
        self.paper.currentIndexChanged.connect(self._change)
        self.sign = QComboBox()
        self.sign.setAccessibleName(self.tr("Decimal sign"))
        self.sign.addItem(self.tr("Point: 0.5"), DecimalSign.POINT)
        self.sign.addItem(self.tr("Comma: 0,5"), DecimalSign.COMMA)
        self.sign.setCurrentIndex(int(numbers.comma))
        self.sign.currentIndexChanged.connect(self._change)
        self.folder = QLineEdit(str(settings.value(_FOLDER, str(Path.home() / "worksheets"))))
        self.folder.setAccessibleName(self.tr("Folder"))
        self.folder.setMinimumWidth(210)
        self.folder.textChanged.connect(self._change)  # another folder may be written to
        self.preview = QLabel()
        self.preview.setAccessibleName(self.tr("Preview of the first page"))
        self.problem = QLabel()
        self.progress = QLabel()
        self.write_button = QPushButton(self.tr("&Write both PDFs"))
        self.close_button = QPushButton(self.tr("Close"))
        self._lay_out()
        self.show_preview()

    def _askable(self) -> dict[Ask, str]:
        names = {
            Ask.Z: self.tr("z, the weighted sums"),
            Ask.A: self.tr("a, the activations"),
            Ask.LOSS: self.tr("the loss"),
            Ask.DELTA: self.tr("δ, with ∂L/∂a and f′(z)"),
            Ask.GRADIENTS: self.tr("the gradients"),
            Ask.UPDATE: self.tr("new weights and biases"),
        }
        if self._experiment.optimizer.slots:
            del names[Ask.UPDATE]  # running averages cannot be worked by hand
        return names

    def _number(self, text: str, words: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setAccessibleName(words)
        field.setFixedWidth(90)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.textEdited.connect(self._change)
        return field

    def _check(self, words: str) -> QCheckBox:
        box = QCheckBox(words)
        box.setChecked(True)
        box.toggled.connect(self._change)
        return box

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(self.tr("Variants"), self.variants)
        form.addRow(self.tr("Seed"), self.seed)
        form.addRow(self.tr("Decimals"), self.decimals)
        form.addRow(self.tr("Decimal sign"), self.sign)
        form.addRow(self.tr("Paper"), self.paper)
        ask = QVBoxLayout()
        ask.setSpacing(6)
        for box in self.asked.values():
            ask.addWidget(box)
        form.addRow(self.tr("Ask for"), ask)
        choose = QPushButton(self.tr("Choose…"))
        choose.clicked.connect(self._choose_folder)
        folder = QHBoxLayout()
        folder.setSpacing(8)
        folder.addWidget(self.folder, 1)
        folder.addWidget(choose)
        form.addRow(self.tr("Folder"), folder)
        for label, tone in ((self.problem, "err"), (self.progress, "")):
            label.setWordWrap(True)
            label.setProperty("tone", tone)
            label.hide()
        self.write_button.setProperty("primary", True)
        self.write_button.setDefault(True)
        self.write_button.clicked.connect(self.begin)
        self.close_button.clicked.connect(self._stop_or_close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.write_button)
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addLayout(form)
        left.addWidget(self.problem)
        left.addWidget(self.progress)
        left.addStretch(1)
        left.addLayout(buttons)
        page = Paper.A4.pixels * _PREVIEW
        self.preview.setFixedSize(page.toSize())
        self.preview.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 24, 24, 24)
        line.setSpacing(24)
        line.addLayout(left, 1)
        line.addWidget(self.preview)

    # What is wanted

    def task(self) -> Task:
        """What stands in the fields; InputError where that is no task."""
        asked = tuple(ask for ask, box in self.asked.items() if box.isChecked())
        return Task(
            NumberFormat.parse_count(self.variants.text()),
            NumberFormat.parse_count(self.seed.text()),
            asked,
            NumberFormat.parse_count(self.decimals.text()),
        )

    @property
    def _sheet(self) -> Sheet:
        paper, sign = Paper(self.paper.currentData()), DecimalSign(self.sign.currentData())
        return Sheet(self._title, paper, key=False, sign=sign)

    @Slot()
    def _change(self) -> None:
        self.progress.hide()
        self._wait.start(_PAUSE)

    @Slot()
    def show_preview(self) -> None:
        """Draw the first page of variant 1, or tell why there is none."""
        try:
            first = next(worksheet.variants(self._experiment, self.task()))
        except InputError as error:
            self._tell(sentence(error))
            self.preview.setPixmap(QPixmap())
            return
        self._tell("")
        ratio = self.devicePixelRatioF()
        picture = image(pages([first], self._sheet)[0], _PREVIEW * ratio)
        shown = QPixmap.fromImage(picture)
        shown.setDevicePixelRatio(ratio)
        self.preview.setPixmap(shown)

    def _tell(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.write_button.setEnabled(not problem and self._steps is None)

    @Slot()
    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Folder for the worksheets"), self.folder.text()
        )
        if name:
            self.folder.setText(name)

    # Writing

    @Slot()
    def begin(self) -> None:
        """Draw one variant after the other between the events of the window, then write."""
        if self._wait.isActive():  # else the preview would take back what writing tells
            self._wait.stop()
            self.show_preview()
        try:
            task = self.task()
        except InputError as error:
            self._tell(sentence(error))
            return
        folder = Path(self.folder.text()).expanduser()
        variants = worksheet.variants(self._experiment, task)
        self._count = task.variants
        self._steps = writing(variants, self._sheet, folder)
        self.write_button.setEnabled(False)
        self.close_button.setText(self.tr("Stop"))
        self._work.start(0)

    @Slot()
    def _step(self) -> None:
        assert self._steps is not None
        try:
            number = next(self._steps)
        except StopIteration as end:
            self._finish()
            self._say(self.tr("Written: {files}").format(files=_listed(end.value)))
            self._settings.setValue(_FOLDER, self.folder.text())
        except InputError as error:
            self._finish()
            self._tell(sentence(error))
        else:
            words = self.tr("Variant {n} of {count}")
            self._say(words.format(n=number, count=self._count))

    def _say(self, text: str) -> None:
        self.progress.setText(text)
        self.progress.show()

    def _finish(self) -> None:
        self._work.stop()
        self._steps = None
        self.progress.hide()
        self.write_button.setEnabled(True)
        self.close_button.setText(self.tr("Close"))

    @Slot()
    def _stop_or_close(self) -> None:
        if self._steps is None:
            self.close()
            return
        self._steps.close()
        self._finish()
        self._say(self.tr("Stopped; nothing was written."))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give up what is under way."""
        self._work.stop()
        if self._steps is not None:
            self._steps.close()
        super().closeEvent(event)


def _listed(paths: list[Path]) -> str:
    return ", ".join(path.name for path in paths)
