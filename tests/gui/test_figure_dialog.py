"""The export dialog: live preview, remembered choices, annotations by mouse and by keyboard; and
pictures on the clipboard.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import session as sessions
from engine.annotation import Annotation, Kind
from gui import theme
from gui.application import Program
from gui.figures import export
from gui.figures.dialog import ExportDialog
from gui.figures.figure import Figure
from gui.figures.moments import frame_of, trainer_at
from gui.figures.remembered import remembered

AT = "19:backward-1:1:2"


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def dialog(qtbot: QtBot, qapp: QApplication, settings: QSettings) -> ExportDialog:
    theme.apply(qapp, theme.LIGHT)
    return make_dialog(qtbot, settings)


def make_dialog(qtbot: QtBot, settings: QSettings) -> ExportDialog:
    frame = frame_of(trainer_at(sessions.builtin("article"), AT))
    made = ExportDialog(frame, (), "article", settings, theme.LIGHT)
    qtbot.addWidget(made)
    made.resize(1160, 720)
    made.show()
    return made


def at(dialog: ExportDialog, x: float, y: float) -> QPoint:
    """A point of the network's panel, by shares, in the preview's pixels."""
    (_, rect), *_ = dialog.figure.arrangement.panels
    point = QPointF(rect.left() + x * rect.width(), rect.top() + y * rect.height())
    return dialog.preview.widget_point(point).toPoint()


def drag(dialog: ExportDialog, start: QPoint, stop: QPoint) -> None:
    button = Qt.MouseButton.LeftButton
    QTest.mousePress(dialog.preview, button, pos=start)
    QTest.mouseMove(dialog.preview, stop)
    QTest.mouseRelease(dialog.preview, button, pos=stop)


def choose(dialog: ExportDialog, tool: Kind | str) -> None:
    dialog.tools.set_current(str(tool))
    dialog.tools.chosen.emit(str(tool))


def test_that_choices_are_remembered(
    qtbot: QtBot, dialog: ExportDialog, settings: QSettings
) -> None:
    dialog.form.panels["loss"].click()
    dialog.form.panels["equations"].click()
    dialog.form.comma.click()
    dialog.form.width_.setText("900")
    dialog.form.width_.editingFinished.emit()
    again = make_dialog(qtbot, settings)
    assert again.figure.spec.rows == (("topology",), ("loss",))
    assert again.figure.spec.width == 900
    assert again.figure.spec.numbers.comma


def test_that_an_impossible_size_is_told_and_not_taken(dialog: ExportDialog) -> None:
    dialog.form.height_.setText("12")
    dialog.form.height_.editingFinished.emit()
    assert dialog.message() == "Height in pixels: give a whole number from 160 to 8192."
    assert dialog.figure.spec.height == 800


def test_that_the_last_panel_cannot_be_switched_off(dialog: ExportDialog) -> None:
    dialog.form.panels["equations"].click()
    assert not dialog.form.panels["topology"].isEnabled()


def test_that_settings_that_make_no_sense_are_as_at_the_first_start(settings: QSettings) -> None:
    first = remembered(settings)
    for key, value in (("panels", "cat"), ("width", "-1"), ("scale", "9"), ("theme", "x")):
        settings.setValue(f"figure/{key}", value)
        assert remembered(settings) == first


def test_that_a_callout_is_drawn_with_the_mouse_and_gets_words(dialog: ExportDialog) -> None:
    choose(dialog, Kind.CALLOUT)
    drag(dialog, at(dialog, 0.4, 0.4), at(dialog, 0.6, 0.2))
    dialog.words.textEdited.emit("this path")
    (one,) = dialog.figure.spec.annotations
    assert (one.kind, one.panel, one.number, one.text) == ("callout", "topology", 1, "this path")
    assert (one.x, one.y) == pytest.approx((0.6, 0.2), abs=0.01)
    assert (one.to_x, one.to_y) == pytest.approx((0.4, 0.4), abs=0.01)
    assert "(1) this path" in dialog.figure.description


def test_that_words_are_typed_as_soon_as_a_callout_is_drawn(dialog: ExportDialog) -> None:
    choose(dialog, Kind.CALLOUT)
    drag(dialog, at(dialog, 0.4, 0.4), at(dialog, 0.6, 0.2))
    QTest.keyClicks(dialog.preview, "T")
    assert dialog.words.hasFocus()
    QTest.keyClicks(dialog.words, "wo paths")
    (one,) = dialog.figure.spec.annotations
    assert one.text == dialog.words.text() == "Two paths"
    choose(dialog, Kind.FRAME)
    drag(dialog, at(dialog, 0.2, 0.2), at(dialog, 0.3, 0.4))
    QTest.keyClicks(dialog.preview, "x")
    assert [one.text for one in dialog.figure.spec.annotations] == ["Two paths", ""]


def test_that_a_hidden_number_is_gone_from_the_picture_and_can_come_back(
    dialog: ExportDialog,
) -> None:
    choose(dialog, Kind.HIDE)
    place = at(dialog, 0.0514, 0.8407)
    QTest.mouseClick(dialog.preview, Qt.MouseButton.LeftButton, pos=at(dialog, 0.5, 0.99))
    assert dialog.figure.spec.annotations == ()
    assert "no number here" in dialog.message()
    value = dialog.preview.number_nearest(QPointF(place))
    QTest.mouseClick(dialog.preview, Qt.MouseButton.LeftButton, pos=value)
    assert [one.kind for one in dialog.figure.spec.annotations] == [Kind.HIDE]
    QTest.keyClick(dialog.preview, Qt.Key.Key_Delete)
    assert dialog.figure.spec.annotations == ()
    dialog.take_back()
    assert len(dialog.figure.spec.annotations) == 1


def test_that_arrows_move_what_is_selected(dialog: ExportDialog) -> None:
    choose(dialog, Kind.FRAME)
    drag(dialog, at(dialog, 0.2, 0.2), at(dialog, 0.4, 0.4))
    (before,) = dialog.figure.spec.annotations
    QTest.keyClick(dialog.preview, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    (after,) = dialog.figure.spec.annotations
    assert after.x > before.x
    assert after.to_x - after.x == pytest.approx(before.to_x - before.x, abs=1e-3)
    assert (after.y, after.to_y) == (before.y, before.to_y)


def test_that_all_of_it_works_from_the_keyboard(dialog: ExportDialog) -> None:
    choose(dialog, Kind.HIDE)
    QTest.keyClick(dialog.preview, Qt.Key.Key_Return)
    (one,) = dialog.figure.spec.annotations
    whole = export.svg(dialog.figure)
    QTest.keyClick(dialog.preview, Qt.Key.Key_Right)
    (other,) = dialog.figure.spec.annotations
    assert other.x > one.x
    for picture in (whole, export.svg(dialog.figure)):
        assert picture.count(b"<text") < plain_texts(dialog)


def plain_texts(dialog: ExportDialog) -> int:
    plain = replace(dialog.figure.spec, annotations=())
    return export.svg(Figure(dialog.figure.frame, plain)).count(b"<text")


def test_that_dragging_moves_what_is_selected(dialog: ExportDialog) -> None:
    choose(dialog, Kind.FRAME)
    drag(dialog, at(dialog, 0.2, 0.2), at(dialog, 0.4, 0.4))
    choose(dialog, "select")
    drag(dialog, at(dialog, 0.2, 0.3), at(dialog, 0.3, 0.4))
    (one,) = dialog.figure.spec.annotations
    assert (one.x, one.y) == pytest.approx((0.3, 0.3), abs=0.02)


def test_that_the_file_is_what_the_preview_shows(dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.write(tmp_path / "a.png")
    assert QImage(str(tmp_path / "a.png")).width() == 2400


def test_that_a_folder_that_is_not_there_is_told_and_the_dialog_stays(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    assert not dialog.write(tmp_path / "no" / "a.png")
    assert "cannot be written" in dialog.message()
    assert dialog.isVisible()


def test_that_annotations_are_kept_in_the_session(program: Program, tmp_path: Path) -> None:
    program.window.actions_by_name["export_figure"].trigger()
    dialog = program.window.findChild(ExportDialog)
    assert dialog is not None
    mark = Annotation(Kind.FRAME, "loss", 0.1, 0.1, 0.5, 0.5)
    dialog.preview.annotated.emit((mark,))
    dialog.reject()
    assert program.document.modified
    program.document.save(tmp_path / "a.backstep.json")
    assert sessions.read(tmp_path / "a.backstep.json").annotations == (mark,)


def test_that_the_menu_of_the_picture_copies_it(program: Program) -> None:
    topology = program.window.topology
    (action,) = topology.actions()
    action.trigger()
    assert QGuiApplication.clipboard().image().width() == 2 * topology.width()
    assert program.document.frame is not None
    topology.show_frame(program.document.frame)
    menu = topology.open_menu(1)
    assert menu is not None
    assert action in menu.actions()
    menu.close()


@pytest.mark.parametrize("panel", ["loss", "weights", "example"])
def test_that_each_panel_is_copied_as_a_picture(program: Program, panel: str) -> None:
    program.window.docks[panel].show()  # an example's is hidden while none is open
    widget = program.window.docks[panel].widget()
    (action,) = (a for a in widget.actions() if "picture" in a.text())
    action.trigger()
    image = QGuiApplication.clipboard().image()
    assert image.width() == 2 * max(160, widget.width())


def test_that_the_whole_figure_is_copied_with_a_key(program: Program) -> None:
    program.window.actions_by_name["copy_figure"].trigger()
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (2400, 1600)
