"""The main window: rail, top bar, banner and the panels, and the shortcuts between them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from app.domain.staff import User
from app.live.data_sync import DataSync
from app.live.undo import Step
from app.ui.closing import Closing
from app.ui.commands import Section
from app.ui.error_presenter import words_for
from app.ui.frame.actions import Actions
from app.ui.frame.admin_banner import admin_banner
from app.ui.frame.banners import lasting_banners
from app.ui.frame.command_finder import CommandFinder
from app.ui.frame.held_view import HeldView
from app.ui.frame.import_dialog import ImportDialog
from app.ui.frame.key_sheet import KeySheet
from app.ui.frame.notices import NoticeList
from app.ui.frame.panel_stack import PanelStack
from app.ui.frame.rail import Rail
from app.ui.frame.search_box import SearchBox
from app.ui.frame.sync_view import SyncView
from app.ui.frame.top_bar import TopBar
from app.ui.frame.undoing import Undoing
from app.ui.frame.unfinished_bar import UnfinishedBar
from app.ui.frame.user_menu import UserMenu
from app.ui.frame.window_commands import Wishes, add_commands
from app.ui.frame.window_memory import WindowMemory
from app.ui.panel import Panel
from app.ui.panel_registry import PANELS, SYNC
from app.ui.permitted import Permits
from app.ui.shelf_life import ShelfLife
from app.ui.task_runner import TaskRunner
from app.ui.theme.style import theme
from app.ui.typed_keeping import TypedKeeping, keep_typed
from app.ui.widgets.calendar_paint import forget_painted_words
from app.ui.widgets.column_memory import open_columns_in
from app.ui.widgets.toast import Toast

if TYPE_CHECKING:
    from app.ui.panels.appointments.panel import AppointmentsPanel
    from app.ui.panels.audit.panel import AuditPanel
    from app.ui.panels.billing.panel import BillingPanel
    from app.ui.panels.messages.panel import MessagesPanel
    from app.ui.panels.patients.panel import PatientsPanel
    from app.ui.panels.settings.panel import SettingsPanel
    from app.ui.panels.sync.panel import SyncPanel


class MainWindow(QMainWindow):
    """What staff work in all day. closed() once the window is gone for good.

    Each panel is also reached by its name of the registry, and made by that: window.patients.
    """

    closed = Signal()
    remake_wished = Signal()
    """The same person wants this window anew: what they chose takes another one."""
    appointments: AppointmentsPanel
    messages: MessagesPanel
    patients: PatientsPanel
    billing: BillingPanel
    sync_centre: SyncPanel
    audit: AuditPanel
    settings: SettingsPanel

    def __init__(self, data_sync: DataSync) -> None:
        super().__init__()
        theme()
        self.setObjectName("main_window")
        self.setWindowTitle(self.tr("{0} – Clinic Desk").format(data_sync.clinic.name))
        self.resize(QSize(1440, 900))
        self.setMinimumSize(QSize(840, 520))
        self._data_sync = data_sync
        self._permits = Permits(data_sync)
        self.tasks = TaskRunner(self, meter=data_sync.telemetry)
        self._closing = Closing(self.tasks, lambda: data_sync.is_writing, self)
        self.toast = Toast(self, lambda: tuple(self.panel.foot()))
        self.rail = Rail(data_sync.clinic.name)
        self.search = SearchBox(data_sync, self.tasks, self)
        role = data_sync.access.context.role
        self.top_bar = TopBar(self.search, data_sync.user, role)
        self.user_menu = UserMenu(data_sync.user, role, self)
        self.admin_banner = admin_banner(role, data_sync.user)
        self.sync = SyncView(data_sync, self.top_bar.pill, self)
        self.banner = self.sync.banner
        self.unfinished = UnfinishedBar(data_sync, self.tasks)
        self.panels = PanelStack(data_sync, self.tasks)
        self.panels.made.connect(self._hear)
        self.panels.counted.connect(self.rail.count)
        self._lay_out()
        self.panels.fill()
        self._typed = TypedKeeping(self.panels, self.tasks, self)
        self._typed.asked.connect(self._ask_unsaved)
        self.shelf_life = ShelfLife(
            self.panels.__getitem__, data_sync.memory_terms, self._is_working, self
        )
        self._has_looked = self._is_away = False
        self.commands = Actions(self, lambda: self.panel)
        self.search.commands = CommandFinder(self.commands)
        self.undoing = Undoing(data_sync.undo, self.tasks, lambda: self.panel, self)
        self.held = HeldView(data_sync, self.tasks, self)
        self.notices = NoticeList(self.top_bar.bell, data_sync, self.held, self)
        self.memory = WindowMemory(self, self.panels, data_sync.preferences)
        self._menu = QMenu(self)
        self._menu.setObjectName("file_menu")
        self._build_actions()
        self._connect()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Panel:
            if any(entry.name == name for entry in PANELS):
                return self.panels[name]
            message = f"{type(self).__name__!r} has no {name!r}"
            raise AttributeError(message)

    @property
    def panel(self) -> Panel:
        """The panel in front."""
        return self.panels[self.panels.front]

    @property
    def user(self) -> User:
        """Who is signed in."""
        return self._data_sync.user

    @property
    def position(self) -> str:
        """The name of the panel in front."""
        return self.panels.front

    def cover(self) -> None:
        """Take the window and whatever it opened off the screen, at once."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for part in self.findChildren(QWidget):
            if part.isWindow():
                part.hide()
        self.hide()

    async def keep_drafts(self) -> None:
        """Keep what is typed in any panel and not saved, and choices. Raises StorageError."""
        self.memory.note()
        try:
            await keep_typed(self.panels, self)
        finally:  # a desk for reading only keeps no form, and yet how somebody likes it
            await self._data_sync.preferences.keep()

    def put_away(self) -> None:
        """The desk locks: end everything here. closed() is not said; nobody closed it."""
        self._is_away = True
        for dialog in self.findChildren(ImportDialog):
            dialog.cancel()
        self._end_parts()
        forget_painted_words()

    def open_panel(self, name: str) -> None:
        """Bring a panel to the front."""
        if self._why_closed(name):
            return
        self.panels.bring(name)
        self.shelf_life.turn_to(name)
        self.rail.mark(name)
        self.panel.opened()

    def say(self, text: str) -> None:
        """Show a short message, and keep it behind the bell."""
        self.toast.say(text)
        self.notices.add(text)

    def say_done(self, text: str, step: Step) -> None:
        """Say what was done, with a way to take it back."""
        self.toast.say(text, undo=lambda: self.undoing.take_back(step))
        self.notices.add(text, step)

    def _on_steps(self) -> None:
        self.undoing.name(self.commands.named("undo"), self.commands.named("redo"))

    def showEvent(self, event: QShowEvent) -> None:
        """Offer what was left unfinished, once."""
        super().showEvent(event)
        if not self._has_looked:
            self._has_looked = True
            self.tasks.start(
                self._data_sync.preferences.load(),
                done=lambda _read: self._data_sync.undo.forget_old(),
            )
            self.unfinished.look()
            self.held.begin()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing never throws typed text away, nor what was clicked and is being saved."""
        if self._is_away:
            super().closeEvent(event)
            return
        for dialog in self.findChildren(ImportDialog):
            dialog.cancel()
        # A save under way settles what is unsaved, so it is waited for before anybody is asked.
        is_saving = self._data_sync.is_writing
        if (is_saving and self._waits()) or self._typed.holds_up() or self._waits():
            event.ignore()
            return
        self._end_parts()
        super().closeEvent(event)
        self.closed.emit()

    def _end_parts(self) -> None:
        for part in (self.panels, self.tasks, self.sync, self.held):
            part.stop()

    def _waits(self) -> bool:
        must_wait = self._closing.must_wait()
        if must_wait:
            self.say(self.tr("Saving, then closing…"))
        return must_wait

    def _ask_unsaved(self, panel: Panel) -> None:
        self.open_panel(self.panels.name_of(panel))
        panel.ask_unsaved()

    def _lay_out(self) -> None:
        # From the outside in: a part that changes its parent is styled anew with all it holds.
        page = QWidget()
        page.setObjectName("page")
        self.setCentralWidget(page)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        for entry in PANELS:
            self.rail.add(entry, why=self._why_closed(entry.name))
        content = QVBoxLayout()
        content.setSpacing(0)
        row.addLayout(content, 1)
        for part in (self.top_bar, self.banner):
            content.addWidget(part)
        for banner in lasting_banners(self._data_sync, self.admin_banner):
            content.addWidget(banner)
        content.addWidget(self.unfinished)
        content.addWidget(self.panels, 1)

    def _build_actions(self) -> None:
        wishes = Wishes(
            open_panel=self.open_panel,
            search=self.search.open_up,
            new=self._on_new,
            import_files=self.open_import,
            report_incident=partial(self.begin, "incident_report", ""),
            undo=self.undoing.undo,
            redo=self.undoing.redo,
            sync_now=self.sync.sync_now,
            filter=self._on_filter,
            columns=self._on_columns,
            close_side=self._on_escape,
            open_notices=self.notices.open_up,
            open_sheet=self.open_key_sheet,
            quit=self.close,
        )
        add_commands(self.commands, wishes, self._permits)
        self.import_action = self.commands.named("import")
        self.commands.adopt(self.user_menu.actions(), Section.USER)
        self.commands.fill(self._menu)
        self._data_sync.undo.changed.connect(self._on_steps)

    def _why_closed(self, name: str) -> str:
        """Why the acting role may not open a panel; "" where it may."""
        entry = next(one for one in PANELS if one.name == name)
        if entry.permission is None:
            return ""
        return self._permits.why_not(entry.permission, is_own=entry.of_own)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.open_panel)
        remember = partial(self._data_sync.preferences.remember, "scheme")
        self.top_bar.scheme_chosen.connect(remember)
        self.search.patient_chosen.connect(self.show_patient)
        self.search.record_chosen.connect(self.show_record)
        self.top_bar.menu_button.clicked.connect(self._on_menu)
        self.top_bar.user_button.clicked.connect(
            lambda: self.user_menu.open_under(self.top_bar.user_button)
        )
        self.user_menu.quit_wished.connect(self.close)
        if self.admin_banner is not None:
            self.admin_banner.ended.connect(self.user_menu.everyday_wished)
        self.sync.said.connect(self.say)
        self.held.said.connect(self.notices.add)
        self.undoing.said.connect(self.say)
        self.notices.undo_wished.connect(self.undoing.take_back)
        self.sync.opened.connect(self.open_sync_centre)
        self.tasks.failed.connect(self._on_task_failed)
        self._closing.ended.connect(self.close)
        self.unfinished.opened.connect(self.open_draft)
        self._closing.stuck.connect(self.say)
        self.shelf_life.over.connect(self.panels.renew)

    def _hear(self, panel: Panel) -> None:
        """A panel is there, at first or anew: listen to its wishes."""
        panel.said.connect(self.say)
        panel.did.connect(self.say_done)
        panel.patient_requested.connect(self.show_patient)
        panel.record_requested.connect(self.show_record)
        panel.book_requested.connect(self.book_for)
        panel.begin_requested.connect(self.begin)
        panel.conflicts_requested.connect(self.show_conflicts)
        panel.sign_in_requested.connect(self.sync.sign_in_requested)
        panel.remake_wished.connect(self.remake_wished)

    def _is_working(self) -> bool:
        return self.tasks.is_busy or self._data_sync.is_writing

    def show_record(self, entity: str, record_id: str) -> None:
        """Show a record in the panel that shows its kind."""
        name = self.panels.that(lambda one: one.shows(entity))
        if name is not None:
            self.open_panel(name)
            self.panels[name].show_record(entity, record_id)

    def begin(self, entity: str, patient_id: str) -> None:
        """Begin a new record for a patient in the panel that makes its kind."""
        name = self.panels.that(lambda one: one.begins(entity))
        if name is not None:
            self.open_panel(name)
            self.panels[name].begin(entity, patient_id)

    def show_patient(self, patient_id: str) -> None:
        """Show a patient's chart in the Patients panel."""
        self.show_record("patient", patient_id)

    def book_for(self, patient_id: str) -> None:
        """Begin a booking for a patient in the Appointments panel."""
        self.begin("appointment", patient_id)

    def open_sync_centre(self, has_conflicts: bool = False) -> None:
        """Show how the desk stands with the server; its conflicts, where there are any."""
        if has_conflicts:
            self.show_record("sync_conflict", "")
        else:
            self.open_panel(SYNC)

    def show_conflicts(self) -> None:
        """Show what two desks wrote differently."""
        self.open_sync_centre(has_conflicts=True)

    def open_draft(self, form: str, subject: str) -> None:
        """Open the form of an unfinished draft in its panel."""
        for entry in PANELS:
            if self.panels[entry.name].open_draft(form, subject):
                self.open_panel(entry.name)
                return

    def open_import(self) -> ImportDialog:
        """Show the import dialog over the window."""
        dialog = ImportDialog(self._data_sync, self.tasks, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def open_key_sheet(self) -> KeySheet:
        """Show which keys do what."""
        title = next(one for one in PANELS if one.name == self.position).shown_title()
        sheet = KeySheet(self.commands, title, self)
        sheet.open()
        return sheet

    def _on_new(self) -> None:
        self.panel.start_new()

    def _on_filter(self) -> None:
        self.panel.focus_filter()

    def _on_columns(self) -> None:
        if not open_columns_in(self.panel):
            self.say(self.tr("There is no list with columns here."))

    def _on_escape(self) -> None:
        if not self.notices.close_up() and not self.search.close_results():
            self.panel.close_side()

    def _on_menu(self) -> None:
        button = self.top_bar.menu_button
        self._menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _on_task_failed(self, error: Exception) -> None:
        self.say(words_for(error))
