"""Every action of the window with its menu, shortcut, icon and tooltip, in one table."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QIcon, QKeySequence

from gui import icons
from gui.theme import Theme


class ActionSpec(NamedTuple):
    """One action. ``name`` is how code asks for it; ``menu`` where a person finds it.

    ``shortcuts``: the first one is shown. ``plain``: a key without modifier, which a field that is
    being edited must get first. ``line``: a separator stands before it in the menu. ``icon``: of
    its button, if it has one; menus show none.
    """

    name: str
    menu: str
    text: str
    tip: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    line: bool = False
    worded: bool = False


def _(text: str) -> str:
    """Mark a text of the table for translation; ``tr`` looks it up when the window is made."""
    return text


ICON_GAP = 5
MENUS = ("file", "edit", "view", "train", "lessons", "help")
MENU_TITLES = {
    "file": _("&File"),
    "edit": _("&Edit"),
    "view": _("&View"),
    "train": _("&Train"),
    "lessons": _("&Lessons"),
    "help": _("&Help"),
}

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "new",
        "file",
        _("&New"),
        _("Start with the network of the article"),
        ("Ctrl+N",),
    ),
    ActionSpec("open", "file", _("&Open…"), _("Open a session or a CSV file"), ("Ctrl+O",)),
    ActionSpec(
        "save",
        "file",
        _("&Save"),
        _("Save the session with its progress"),
        ("Ctrl+S",),
        line=True,
    ),
    ActionSpec("save_as", "file", _("Save &as…"), _("Save under another name"), ("Ctrl+Shift+S",)),
    ActionSpec(
        "export_figure",
        "file",
        _("&Export figure…"),
        _("A picture of this moment for print or slides"),
        ("Ctrl+Shift+E",),
        line=True,
    ),
    ActionSpec(
        "export_sequence",
        "file",
        _("Export se&quence…"),
        _("Every step of one or more updates: pictures, a page, a PDF or a film"),
        ("Ctrl+Alt+E",),
    ),
    ActionSpec(
        "worksheets",
        "file",
        _("&Worksheets…"),
        _("Sheets for a class to be worked by hand, and the answers"),
        ("Ctrl+Shift+W",),
    ),
    ActionSpec("quit", "file", _("&Quit"), _("Close Backstep"), ("Ctrl+Q",), line=True),
    ActionSpec("undo", "edit", _("&Undo"), _("Take back the last choice"), ("Ctrl+Z",), "undo"),
    ActionSpec(
        "redo", "edit", _("&Redo"), _("Make the choice again"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"
    ),
    ActionSpec(
        "add_unit",
        "edit",
        _("Add a &unit"),
        _("One more unit in the selected layer"),
        ("Ctrl+U",),
        line=True,
    ),
    ActionSpec(
        "remove_unit",
        "edit",
        _("Re&move a unit"),
        _("One unit less in the selected layer"),
        ("Ctrl+Shift+U",),
    ),
    ActionSpec(
        "add_layer",
        "edit",
        _("Add a &layer"),
        _("A hidden layer behind the selected one"),
        ("Ctrl+L",),
    ),
    ActionSpec(
        "remove_layer",
        "edit",
        _("Remove the la&yer"),
        _("Take the selected hidden layer out"),
        ("Ctrl+Shift+L",),
    ),
    ActionSpec(
        "copy_latex",
        "edit",
        _("Copy the equation as La&TeX"),
        _("Three lines of an align*, every number with all its digits"),
        ("Ctrl+Shift+C",),
        line=True,
    ),
    ActionSpec(
        "copy_text",
        "edit",
        _("Copy the equation as te&xt"),
        _("Three lines of text, every number with all its digits"),
        ("Ctrl+Alt+C",),
    ),
    ActionSpec(
        "copy_equation",
        "edit",
        _("Copy the equation as a &picture"),
        _("As it is seen, twice as large"),
        ("Ctrl+Shift+P",),
    ),
    ActionSpec(
        "copy_figure",
        "edit",
        _("Copy the &figure"),
        _("The picture of this moment as it was last exported"),
        ("Ctrl+Shift+F",),
    ),
    ActionSpec(
        "equations",
        "view",
        _("E&quation"),
        _("Show or hide the equation of each step"),
        ("Ctrl+E",),
        checkable=True,
    ),
    ActionSpec(
        "freeze",
        "edit",
        _("&Freeze the selected weight"),
        _("Updates leave the selected weight, bias or unit as it is"),
        ("Ctrl+F",),
        checkable=True,
        line=True,
    ),
    ActionSpec(
        "presenter",
        "view",
        _("&Presenter"),
        _("Full screen with large letters; Page Down steps, Escape leaves"),
        ("F11",),
        "presentation",
    ),
    ActionSpec(
        "theme",
        "view",
        _("&Dark or light"),
        _("Change between the dark and the light window"),
        ("Ctrl+D",),
        "sun-moon",
    ),
    ActionSpec(
        "system_theme",
        "view",
        _("Colours of the &system"),
        _("Dark or light as the system is"),
        ("Ctrl+Shift+D",),
        checkable=True,
    ),
    ActionSpec(
        "log_loss",
        "view",
        _("&Logarithmic loss"),
        _("Draw the loss on a logarithmic scale"),
        ("Ctrl+G",),
        checkable=True,
        line=True,
    ),
    ActionSpec(
        "fit_loss", "view", _("&Fit the loss curve"), _("Show the whole curve"), ("Ctrl+0",)
    ),
    ActionSpec(
        "more_digits",
        "view",
        _("&More digits"),
        _("One more decimal, or significant digit, everywhere"),
        ("Ctrl+.",),
        line=True,
    ),
    ActionSpec(
        "fewer_digits",
        "view",
        _("F&ewer digits"),
        _("One decimal, or significant digit, less everywhere"),
        ("Ctrl+,",),
    ),
    ActionSpec(
        "significant",
        "view",
        _("Si&gnificant digits"),
        _("Count digits from the first that is not 0, in the place of decimals"),
        ("Ctrl+I",),
        checkable=True,
    ),
    ActionSpec(
        "decimal_comma",
        "view",
        _("Decimal &comma"),
        _("0,5 or 0.5 on the screen; both can be typed"),
        ("Ctrl+K",),
        checkable=True,
    ),
    ActionSpec(
        "system_sign",
        "view",
        _("Decimal sign of the s&ystem"),
        _("Decimal point or comma as the system is"),
        ("Ctrl+Shift+K",),
        checkable=True,
    ),
    ActionSpec(
        "disagreement",
        "view",
        _("Gradient that d&isagrees"),
        _("Go to the next gradient that disagrees with its finite difference"),
        ("F8",),
        line=True,
    ),
    ActionSpec(
        "reset_layout",
        "view",
        _("&Reset the panels"),
        _("Put all panels back where they were"),
        ("Ctrl+Shift+0",),
        line=True,
    ),
    ActionSpec(
        "step",
        "train",
        _("&Step"),
        _("Step forward by the chosen grain"),
        ("Right",),
        "step-forward",
        worded=True,
    ),
    ActionSpec(
        "step_back",
        "train",
        _("Step &back"),
        _("Step back by the chosen grain"),
        ("Left",),
        "step-back",
    ),
    ActionSpec("run", "train", _("&Run"), _("Train until paused"), ("Space",), "play", worded=True),
    ActionSpec(
        "run_until",
        "train",
        _("Run &until…"),
        _("Train for some updates or epochs, or to a loss"),
        ("Ctrl+R",),
        "flag",
        worded=True,
    ),
    ActionSpec(
        "restart",
        "train",
        _("Res&tart"),
        _("Back to the starting values; undo returns"),
        ("Home",),
        "skip-back",
    ),
    ActionSpec(
        "to_end",
        "train",
        _("Go to the &newest update"),
        _("Return from the past to the end of the curve"),
        ("End",),
    ),
    ActionSpec(
        "grain_term",
        "train",
        _("Step by ter&m"),
        _("One product, one sum, one number at a time"),
        ("1",),
        checkable=True,
        line=True,
    ),
    ActionSpec(
        "grain_unit",
        "train",
        _("Step by u&nit"),
        _("One unit of a layer at a time"),
        ("2",),
        checkable=True,
    ),
    ActionSpec(
        "grain_layer",
        "train",
        _("Step by &layer"),
        _("One phase at a time"),
        ("3",),
        checkable=True,
    ),
    ActionSpec(
        "grain_pass",
        "train",
        _("Step by &pass"),
        _("Forward and loss, backward, update"),
        ("4",),
        checkable=True,
    ),
    ActionSpec(
        "grain_update",
        "train",
        _("Step by up&date"),
        _("One change of the parameters at a time"),
        ("5",),
        checkable=True,
    ),
    ActionSpec(
        "grain_epoch",
        "train",
        _("Step by &epoch"),
        _("One pass over the data at a time"),
        ("6",),
        checkable=True,
    ),
    ActionSpec("slower", "train", _("Slo&wer"), _("Fewer phases a second"), ("[",), line=True),
    ActionSpec(
        "faster", "train", _("&Faster"), _("More phases a second, up to full speed"), ("]",)
    ),
    ActionSpec(
        "audit",
        "train",
        _("Formula &audit…"),
        _("Train by right formulas and by others, side by side"),
        ("Ctrl+Shift+A",),
        line=True,
    ),
    ActionSpec("keys", "help", _("&Keyboard…"), _("All keys on one page"), ("F1",)),
    ActionSpec("about", "help", _("&About Backstep…"), _("Version, licence, parts"), ("Shift+F1",)),
)


def make_actions(owner: QObject, theme: Theme) -> dict[str, QAction]:
    """A QAction for every entry of the table, owned by ``owner``."""
    made = {spec.name: _make(spec, owner) for spec in ACTIONS}
    retint(made, theme)
    return made


def _make(spec: ActionSpec, owner: QObject) -> QAction:
    action = QAction(tr(spec.text), owner)
    action.setObjectName(spec.name)
    action.setShortcuts([QKeySequence(text) for text in spec.shortcuts])
    action.setCheckable(spec.checkable)
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    tip = tr(spec.tip)
    action.setToolTip(f"{plain(action)}  {key}\n{tip}" if key else f"{plain(action)}\n{tip}")
    action.setIconVisibleInMenu(False)
    return action


def retint(actions: dict[str, QAction], theme: Theme) -> None:
    """Draw the icons in another theme's ink."""
    for spec in ACTIONS:
        if spec.icon:
            actions[spec.name].setIcon(_icon(spec, theme))


def _icon(spec: ActionSpec, theme: Theme) -> QIcon:
    # The filled button of the transport stands on ink, so its icon has the stage's colour.
    color = "stage" if spec.name == "step" else "ink"
    return icons.icon(spec.icon, theme, color=color, gap=ICON_GAP if spec.worded else 0)


def plain(action: QAction) -> str:
    """An action's text without the mark of its menu key and without dots."""
    return action.text().replace("&", "").removesuffix("…")


def tr(text: str) -> str:
    """A text of the table in the language of the window."""
    return QCoreApplication.translate("Actions", text)
