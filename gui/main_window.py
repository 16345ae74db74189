"""The window: docks, menus, toolbar and what it remembers of its looks; no logic."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from engine.grain import Grain
from engine.session import Session
from gui import actions as action_table
from gui import docks
from gui.advice import advice_on, back_words
from gui.convention_line import ConventionLine
from gui.conventions import FROZEN
from gui.document import Document
from gui.feed import FrameFeed
from gui.files import Files
from gui.frame import Frame
from gui.freezing import Freezing, next_frozen
from gui.menus import Menus
from gui.number_settings import (
    other_digits,
    other_sign,
    remember,
    remembered,
    system_sign,
    with_digits,
)
from gui.numbers import NumberFormat
from gui.panel_list import PANELS, Joined, Panel, PanelSpec, Place
from gui.panels.equations import EquationsPanel
from gui.panels.topology import TopologyPanel
from gui.side_windows import SideWindows
from gui.stage import Answer, Stage
from gui.status import WhereLine, sample_words, where
from gui.theme import Theme
from gui.transport import Transport, notch_of
from gui.widgets.notice_bar import Kind
from gui.widgets.window_title import WindowTitle
from gui.window_layout import WindowLayout

if TYPE_CHECKING:
    from gui.choice_notices import ChoiceNotices
    from gui.run_until import RunUntil


class MainWindow(QMainWindow):
    """Shows a document. Its docks stand in their places from the start; ``fill_dock`` makes the
    panels of one after the other, once the first picture is seen.
    """

    theme_wanted = Signal(str)  # "light", "dark" or "system"
    setting_wanted = Signal(str)  # the key of a setting, to be shown and edited

    def __init__(self, document: Document, settings: QSettings, theme: Theme) -> None:
        super().__init__()
        self.document = document
        self.theme = theme
        self.numbers = remembered(settings)
        self.files = Files(document, settings, self)
        self.actions_by_name = action_table.make_actions(self, theme)
        self.docks: dict[str, QDockWidget] = {}
        self._unfilled = list(PANELS)
        self.panels: list[Panel] = []
        self.side = SideWindows(self, settings)
        self.side.joined.connect(self._join)
        self.side.told.connect(lambda text: self.statusBar().showMessage(text, 3000))
        self._choice_notices: ChoiceNotices | None = None
        self._run_until: RunUntil | None = None
        self._settings = settings
        self._feed = FrameFeed(document.courtesy, self)
        self._layout = WindowLayout(self, settings)
        self.setObjectName("window")
        self.setAcceptDrops(True)
        options = QMainWindow.DockOption
        self.setDockOptions(
            options.AllowNestedDocks | options.AllowTabbedDocks | options.GroupedDragging
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.topology = TopologyPanel(theme, self.numbers)
        self.equations = EquationsPanel(theme, self.numbers)
        self._offer_copy("topology", self.topology)
        self.stage = Stage(self.topology, self.equations, theme)
        self.setCentralWidget(self.stage)
        self.transport = Transport(self.actions_by_name, theme)
        self.addToolBar(self.transport)
        self._make_status()
        self.menus = Menus(self.menuBar(), self.actions_by_name, self.files)
        self._title = WindowTitle(self.menuBar(), theme)
        self._connect_actions()
        self._connect_document()
        self._layout.restore_geometry()
        self._make_docks()

    # Parts

    def _make_docks(self) -> None:
        for spec in PANELS:
            self.docks[spec.name] = docks.make(spec, self.theme, self)
        self._layout.begin(self.docks)
        self._offer_example(self.document.session)
        self.menus.add_docks(self.docks.values())

    @property
    def full(self) -> bool:
        """Whether every dock has its panels."""
        return not self._unfilled

    @property
    def busy(self) -> bool:
        """Whether something has yet to be shown of what has happened."""
        return self._feed.busy

    def fill_dock(self) -> None:
        """Make the panels of the next dock that has none yet, at the end what tells of choices."""
        if self._unfilled:
            self._fill(self._unfilled.pop(0))
        if self.full and self._choice_notices is None:
            from gui.choice_notices import ChoiceNotices

            self._choice_notices = ChoiceNotices(
                self.document, self.stage, self.topology, self.theme, self.numbers
            )
            self.equations.prepare()

    def _fill(self, spec: PanelSpec) -> None:
        place = Place(
            self.document,
            self.files,
            self.theme,
            self.numbers,
            self.actions_by_name,
            self._set_numbers,
            self.setting_wanted,
        )
        panels = docks.fill(self.docks[spec.name], spec, place)
        for joined in panels:
            self._join(joined)
        for joined in panels:
            self._offer_copy(spec.name, joined.widget)
            joined.widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _join(self, joined: Joined) -> None:
        """Make a panel take part in frames, themes and number formats."""
        self.panels.append(joined.panel)
        self._feed.add(joined.widget, joined.panel.show_frame)

    def _make_status(self) -> None:
        self.conventions = ConventionLine()
        self.conventions.wanted.connect(self._lead_to)
        self._where = WhereLine()
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.conventions, 1)
        self.statusBar().addPermanentWidget(self._where)
        self._feed.add(self.conventions, self.conventions.show_frame)
        self._feed.add(self._where, self._show_where)

    # Actions

    def _connect_actions(self) -> None:
        document, files, side = self.document, self.files, self.side
        handlers: dict[str, Callable[[], object]] = {
            "new": files.new,
            "open": files.ask_open,
            "save": files.save,
            "save_as": files.save_as,
            "worksheets": side.show_worksheets,
            "export_figure": side.export_figure,
            "export_sequence": side.export_sequence,
            "copy_figure": side.copy_figure,
            "quit": self.close,
            "undo": document.undo,
            "redo": document.redo,
            "add_unit": self.topology.add_unit,
            "remove_unit": self.topology.remove_unit,
            "add_layer": self.topology.add_layer,
            "remove_layer": self.topology.remove_layer,
            "more_digits": lambda: self._set_digits(self.numbers.digits + 1),
            "fewer_digits": lambda: self._set_digits(self.numbers.digits - 1),
            "significant": lambda: self._set_numbers(other_digits(self.numbers)),
            "decimal_comma": lambda: self._set_numbers(other_sign(self.numbers)),
            "system_sign": lambda: self._set_numbers(system_sign(self.numbers)),
            "presenter": side.present,
            "copy_latex": self.equations.copy_latex,
            "copy_text": self.equations.copy_text,
            "copy_equation": self.equations.copy_picture,
            "reset_layout": self._layout.reset,
            "step": lambda: document.step(self._grain()),
            "step_back": lambda: document.step_back(self._grain()),
            "run": document.toggle_run,
            "run_until": self._ask_goal,
            "restart": document.restart,
            "to_end": document.go_to_end,
            "slower": lambda: self.transport.move_speed(-1),
            "faster": lambda: self.transport.move_speed(1),
            "audit": side.show_audit,
            "keys": side.show_keys,
            "about": side.show_about,
            "theme": lambda: self.theme_wanted.emit("light" if self.theme.dark else "dark"),
            "system_theme": lambda: self.theme_wanted.emit("system"),
        }
        for name, handler in handlers.items():
            self.actions_by_name[name].triggered.connect(lambda _=False, h=handler: h())
        self._connect_grains()
        log = self._settings.value("log_loss", True, type=bool)
        self.actions_by_name["log_loss"].setChecked(log is True)
        self.files.data_wanted.connect(lambda _path: docks.bring_forward(self.docks["experiment"]))
        shown = self._settings.value("equation_shown", True, type=bool) is True
        self.actions_by_name["equations"].toggled.connect(self._show_equation)
        self.actions_by_name["equations"].setChecked(shown)
        self._show_equation(shown)
        document.undo_stack.canUndoChanged.connect(self.actions_by_name["undo"].setEnabled)
        document.undo_stack.canRedoChanged.connect(self.actions_by_name["redo"].setEnabled)
        document.undo_stack.indexChanged.connect(self._name_undo)
        self._name_undo()
        self.transport.pace_chosen.connect(document.set_pace)
        self.transport.speed.setValue(notch_of(document.pace))
        self.stage.strip.moment_requested.connect(document.go_to)

    def _offer_copy(self, name: str, widget: QWidget) -> None:
        """ "Copy as picture" in the context menu of a panel."""
        action = QAction(self.tr("Copy as &picture"), widget)
        action.triggered.connect(lambda: self.side.copy_panel(name, widget))
        widget.addAction(action)

    def _show_equation(self, shown: bool) -> None:
        self.equations.setVisible(shown)
        self.stage.share()
        self._settings.setValue("equation_shown", shown)

    def _connect_grains(self) -> None:
        group = QActionGroup(self)
        for grain in Grain:
            action = self.actions_by_name[f"grain_{grain}"]
            group.addAction(action)
            action.triggered.connect(lambda _=False, g=grain: self._choose_grain(g))
        self.transport.grain_chosen.connect(lambda name: self._choose_grain(Grain(name)))
        self._choose_grain(Grain.LAYER)

    def _choose_grain(self, grain: Grain) -> None:
        self.actions_by_name[f"grain_{grain}"].setChecked(True)
        self.transport.grains.set_current(grain)

    def _grain(self) -> Grain:
        return Grain(self.transport.grains.current())

    def _ask_goal(self) -> None:
        if self.document.frame is None:
            return
        if self._run_until is None:
            from gui.run_until import RunUntil

            self._run_until = RunUntil(self)
            self._run_until.set_numbers(self.numbers)
            self._run_until.goal_chosen.connect(self.document.run)
        self._run_until.ask(self.document.frame, self.transport.button("run_until"))

    def _name_undo(self) -> None:
        stack = self.document.undo_stack
        for name, can, text in (
            ("undo", stack.canUndo(), self.tr("&Undo {text}").format(text=stack.undoText())),
            ("redo", stack.canRedo(), self.tr("&Redo {text}").format(text=stack.redoText())),
        ):
            self.actions_by_name[name].setEnabled(can)
            self.actions_by_name[name].setText(text.rstrip())

    # The document

    def _connect_document(self) -> None:
        document = self.document
        self._feed.add(self.stage.strip, self.stage.strip.show_frame)
        self._feed.add(self.stage.line, self.stage.line.show_frame)
        self._feed.add(self.transport, self.transport.show_frame)
        self._join(Joined(self.topology, self.topology))
        self._join(Joined(self.equations, self.equations))
        self.equations.pointed.connect(document.point_at)
        document.pointed_changed.connect(self.equations.show_pointed)
        document.selection_changed.connect(self.equations.show_selection)
        self.topology.edit_requested.connect(document.edit)
        self.topology.selection_requested.connect(document.select)
        self.topology.problem.connect(self._tell_problem)
        self.topology.pointed.connect(document.point_at)
        document.pointed_changed.connect(self.topology.show_pointed)
        document.selection_changed.connect(self.topology.show_selection)
        document.frame_changed.connect(self._take_frame)
        document.title_changed.connect(self._show_title)
        self._freezing = Freezing(document, self.actions_by_name["freeze"], self)
        document.opened.connect(lambda _session: self.stage.withdraw_all())
        document.opened.connect(self._offer_example)
        self.files.failed.connect(lambda title, text: self.stage.notify(Kind.ERROR, title, text))
        self._show_numbers(self.numbers)
        if document.frame is not None:
            self._follow_rounding(document.frame)
            self._feed.take(document.frame)
        self._show_title()

    def _offer_example(self, session: Session) -> None:
        self._layout.offer("example", session.example is not None)

    def _take_frame(self, frame: Frame) -> None:
        self._follow_rounding(frame)
        self._feed.take(frame)
        advice = advice_on(frame, self.numbers)
        if advice is not None:
            answers = [
                Answer(words, lambda e=edit: self.document.edit(e)) for words, edit in advice.edits
            ]
            if (back := advice.back) is not None:
                go = Answer(back_words(), lambda: self.document.go_to_update(back))
                answers.insert(0, go)
            self.stage.notify(Kind.ERROR, advice.title, advice.text, answers)

    def _lead_to(self, convention: str) -> None:
        """Go to the setting of a convention, or to the next parameter that is frozen."""
        frame = self.document.frame
        if convention == FROZEN and frame is not None:
            self.document.select(next_frozen(frame.experiment, self.document.selection))
            return
        docks.bring_forward(self.docks["experiment"])
        self.setting_wanted.emit(convention)

    def _show_where(self, frame: Frame) -> None:
        self._where.show_text(where(frame, self.numbers), sample_words(frame, self.numbers))

    def _show_title(self) -> None:
        title = self.document.session.title or self.tr("Untitled")
        self.setWindowTitle(f"{title}[*] – Backstep")
        self.setWindowModified(self.document.modified)
        self._title.show_title(title, edited=self.document.modified, theme=self.theme)

    def _tell_problem(self, sentence: str) -> None:
        self.stage.notify(Kind.WARNING, self.tr("That was not changed"), sentence)

    # Looks

    def mark_preference(self, preference: str) -> None:
        """Show in the menu whether the theme follows the system."""
        self.actions_by_name["system_theme"].setChecked(preference == "system")

    def show_first(self) -> None:
        """Show the window; what it has to show stands in it when it comes."""
        self._feed.catch_up()
        self.show()

    def set_theme(self, theme: Theme, preference: str) -> None:
        """Take another theme everywhere."""
        self.theme = theme
        self.mark_preference(preference)
        action_table.retint(self.actions_by_name, theme)
        self.stage.set_theme(theme)
        self.transport.set_theme(theme)
        if self._choice_notices is not None:
            self._choice_notices.set_theme(theme)
        for panel in self.panels:
            panel.set_theme(theme)
        for dock in self.docks.values():
            docks.set_theme(dock, theme)
        self._show_title()

    def _set_digits(self, digits: int) -> None:
        self._set_numbers(with_digits(self.numbers, digits))

    def _set_numbers(self, numbers: NumberFormat) -> None:
        remember(self._settings, numbers)
        self._show_numbers(numbers)
        if self.document.frame is not None:
            self._feed.take(self.document.frame)

    def _show_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way everywhere."""
        self.numbers = numbers
        self.actions_by_name["significant"].setChecked(numbers.significant)
        self.actions_by_name["decimal_comma"].setChecked(numbers.comma)
        self.actions_by_name["system_sign"].setChecked(numbers.as_the_system)
        self.stage.set_numbers(numbers)
        self.transport.set_numbers(numbers)
        if self._run_until is not None:
            self._run_until.set_numbers(numbers)
        if self._choice_notices is not None:
            self._choice_notices.set_numbers(numbers)
        for panel in self.panels:
            panel.set_numbers(numbers)

    def _follow_rounding(self, frame: Frame) -> None:
        """Show at least the decimals to which a session rounds as on paper."""
        decimals = frame.experiment.hyperparameters.round_to
        if decimals != self.numbers.rounded_to:
            self._show_numbers(self.numbers.with_rounding(decimals))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layout.fit(event.size().width())
        self.transport.set_narrow(self._layout.narrow)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = Path(event.mimeData().urls()[0].toLocalFile())
        event.acceptProposedAction()
        # The drag is over before a question is asked.
        QTimer.singleShot(0, self, lambda: self.files.open_path(path))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.side.close()
        self._layout.save()
        self._settings.setValue("log_loss", self.actions_by_name["log_loss"].isChecked())
        self.document.close()
        event.accept()
