"""The window that writes worksheets: its preview, its sentences, what it writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import session
from engine.experiment import Experiment
from engine.worksheet import Task, make
from engine.worksheet_steps import Ask
from gui.application import Program
from gui.document import directly
from gui.numbers import DecimalSign, NumberFormat
from gui.worksheets.dialog import WorksheetDialog
from gui.worksheets.export import ANSWERS, PUPILS, image, pdf
from gui.worksheets.sheet import Paper, Sheet, pages
from tests.engine.worksheet_networks import ARTICLE, TANH, network


def settings(folder: Path) -> QSettings:
    return QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)


def dialog(qtbot: QtBot, folder: Path, experiment: Experiment = TANH) -> WorksheetDialog:
    made = WorksheetDialog(experiment, "Three units", NumberFormat(), settings(folder))
    qtbot.addWidget(made)
    made.folder.setText(str(folder / "out"))
    return made


def test_that_it_writes_what_its_fields_say(qtbot: QtBot, tmp_path: Path) -> None:
    made = dialog(qtbot, tmp_path)
    made.variants.setText("2")
    made.seed.setText("7")
    made.paper.setCurrentIndex(made.paper.findData(Paper.LETTER))
    for ask in (Ask.GRADIENTS, Ask.UPDATE):
        made.asked[ask].setChecked(False)
    made.begin()
    qtbot.waitUntil(lambda: "Written" in made.progress.text())
    task = Task(2, 7, (Ask.Z, Ask.A, Ask.LOSS, Ask.DELTA), 3)
    variants = make(TANH, task)
    for name, key in ((PUPILS, False), (ANSWERS, True)):
        expected = pdf(pages(variants, Sheet("Three units", Paper.LETTER, key)))
        assert (tmp_path / "out" / name).read_bytes() == expected
    assert settings(tmp_path).value("worksheet_folder") == str(tmp_path / "out")


def test_that_the_preview_is_the_first_page_and_follows_the_fields(
    qtbot: QtBot, tmp_path: Path
) -> None:
    made = dialog(qtbot, tmp_path, ARTICLE)
    before = made.preview.pixmap().toImage()
    made.seed.setText("1")
    made.show_preview()
    after = made.preview.pixmap().toImage()
    (variant,) = make(ARTICLE, Task(seed=1))
    page = pages([variant], Sheet("Three units", Paper.A4, key=False))[0]
    assert after.convertToFormat(after.Format.Format_RGB32).size() == image(page, 0.52).size()
    assert after != before


@pytest.mark.parametrize(
    ("field", "text", "part"),
    [
        ("variants", "none", "is not a number"),
        ("variants", "0", "variants is 0"),
        ("decimals", "12", "decimals is 12"),
        ("seed", "1.5", "is not a whole number"),
    ],
)
def test_that_a_wrong_field_is_told_and_nothing_can_be_written(
    field: str, text: str, part: str, qtbot: QtBot, tmp_path: Path
) -> None:
    made = dialog(qtbot, tmp_path)
    getattr(made, field).setText(text)
    made.show_preview()
    assert part in made.problem.text()
    assert not made.write_button.isEnabled()
    getattr(made, field).setText("3")
    made.show_preview()
    assert made.problem.text() == ""
    assert made.write_button.isEnabled()


def test_that_the_decimal_sign_begins_as_the_windows(qtbot: QtBot, tmp_path: Path) -> None:
    numbers = NumberFormat(decimal_sign=DecimalSign.COMMA)
    made = WorksheetDialog(TANH, "Three units", numbers, settings(tmp_path))
    qtbot.addWidget(made)
    assert made.sign.currentData() == DecimalSign.COMMA


def test_that_asking_for_nothing_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    made = dialog(qtbot, tmp_path)
    for box in made.asked.values():
        box.setChecked(False)
    made.show_preview()
    assert "choose at least one" in made.problem.text()


def test_that_what_cannot_be_worked_by_hand_is_not_offered(qtbot: QtBot, tmp_path: Path) -> None:
    made = dialog(qtbot, tmp_path, TANH.edited(optimizer="adam"))
    assert Ask.UPDATE not in made.asked
    assert made.problem.text() == ""


def test_that_a_stop_writes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    made = dialog(qtbot, tmp_path)
    made.variants.setText("1000")
    made.begin()
    qtbot.waitUntil(lambda: "of 1000" in made.progress.text())
    made.close_button.click()
    assert made.progress.text() == "Stopped; nothing was written."
    assert not (tmp_path / "out").exists()
    assert made.write_button.isEnabled()


def test_that_too_few_different_variants_are_told_in_the_end_and_nothing_is_written(
    qtbot: QtBot, tmp_path: Path
) -> None:
    made = dialog(qtbot, tmp_path, network(1, (1, "sigmoid")))
    made.variants.setText("500")
    made.decimals.setText("1")
    for ask, box in made.asked.items():
        box.setChecked(ask is Ask.A)
    made.begin()
    qtbot.waitUntil(lambda: bool(made.problem.text()), timeout=60_000)
    assert "there are not 500 variants" in made.problem.text()
    assert not (tmp_path / "out").exists()


def test_that_another_folder_is_tried_after_one_that_cannot_be_made(
    qtbot: QtBot, tmp_path: Path
) -> None:
    made = dialog(qtbot, tmp_path)
    made.variants.setText("1")
    (tmp_path / "file").write_text("")
    made.folder.setText(str(tmp_path / "file" / "out"))
    made.begin()
    qtbot.waitUntil(lambda: "cannot be made" in made.problem.text())
    made.folder.setText(str(tmp_path / "other"))
    qtbot.waitUntil(made.write_button.isEnabled)
    made.begin()
    qtbot.waitUntil(lambda: "Written" in made.progress.text())
    assert (tmp_path / "other" / PUPILS).exists()


def test_that_the_file_menu_opens_it_with_the_choices_in_force(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    program = Program(qapp, settings(tmp_path), directly)
    program.show(session.builtin("xor"))
    qtbot.waitUntil(lambda: program.document.frame is not None)
    window = program.window
    action = window.actions_by_name["worksheets"]
    assert action in window.menus.by_name["file"].actions()
    action.trigger()
    (made,) = window.findChildren(WorksheetDialog)
    made.folder.setText(str(tmp_path / "xor"))
    made.variants.setText("1")
    made.begin()
    qtbot.waitUntil(lambda: "Written" in made.progress.text())
    xor = session.builtin("xor")
    expected = pdf(pages(make(xor.experiment, Task()), Sheet(xor.title, Paper.A4, key=False)))
    assert (tmp_path / "xor" / PUPILS).read_bytes() == expected
    program.document.mark_saved()
    window.close()
    window.deleteLater()
