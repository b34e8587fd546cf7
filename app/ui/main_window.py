"""The main window: rail, top bar, banner and the panels, and the shortcuts between them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QKeyCombination, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.permissions import Permission, acting_roles
from app.domain.staff import Role, User
from app.live.data_sync import DataSync
from app.ui.closing import Closing
from app.ui.error_presenter import words_for
from app.ui.frame.admin_banner import AdminBanner
from app.ui.frame.import_dialog import ImportDialog
from app.ui.frame.rail import Rail
from app.ui.frame.read_only_banner import ReadOnlyBanner
from app.ui.frame.reduced_banner import ReducedBanner
from app.ui.frame.rotation_banner import RotationBanner
from app.ui.frame.search_box import SearchBox
from app.ui.frame.sync_view import SyncView
from app.ui.frame.top_bar import TopBar
from app.ui.frame.unfinished_bar import UnfinishedBar
from app.ui.frame.user_menu import UserMenu
from app.ui.panel import Panel
from app.ui.panels.appointments.panel import AppointmentsPanel
from app.ui.panels.audit.panel import AuditPanel
from app.ui.panels.conflicts.centre import ConflictCentre
from app.ui.panels.patients.panel import PatientsPanel
from app.ui.panels.sync.panel import SyncPanel
from app.ui.permitted import Permits, permit
from app.ui.shelf_life import ShelfLife, part_from
from app.ui.task_runner import TaskRunner
from app.ui.theme.style import theme
from app.ui.widgets.calendar_paint import forget_painted_words
from app.ui.widgets.toast import Toast

APPOINTMENTS, PATIENTS, SYNC, AUDIT = 0, 1, 2, 3
_NAMES = ("appointments", "patients", "sync_centre", "audit")
_ICONS = ("calendar-days", "users", "refresh-cw", "history")
ADMIN_MINUTES = 15
"""How long somebody acts as administrator after proving who they are."""


class MainWindow(QMainWindow):
    """What staff work in all day. closed() once the window is gone for good."""

    closed = Signal()

    def __init__(self, data_sync: DataSync) -> None:
        super().__init__()
        theme()
        self.setObjectName("main_window")
        self.setWindowTitle(self.tr("{0} – Clinic Desk").format(data_sync.clinic.name))
        self.resize(QSize(1440, 900))
        self.setMinimumSize(QSize(960, 600))
        self._data_sync = data_sync
        self.tasks = TaskRunner(self, meter=data_sync.telemetry)
        self._closing = Closing(self.tasks, lambda: data_sync.is_writing, self)
        self.toast = Toast(self)
        self.rail = Rail(data_sync.clinic.name)
        self.search = SearchBox(data_sync, self.tasks, self)
        role = data_sync.access.context.role
        self.top_bar = TopBar(self.search, data_sync.user, role)
        self.user_menu = UserMenu(data_sync.user, role, self)
        self.admin_banner = AdminBanner(ADMIN_MINUTES) if _is_raised(role, data_sync) else None
        self.sync = SyncView(data_sync, self.top_bar.pill, self)
        self.banner = self.sync.banner
        self.appointments = AppointmentsPanel(data_sync, self.tasks)
        self.patients = PatientsPanel(data_sync, self.tasks)
        self.sync_centre = _sync_panel(data_sync, self.tasks)
        self.audit = AuditPanel(data_sync, self.tasks)
        self._panels: list[Panel] = [getattr(self, name) for name in _NAMES]
        self.unfinished = UnfinishedBar(data_sync, self.tasks)
        self.shelf_life = ShelfLife(
            lambda at: self._panels[at], data_sync.memory_terms, self._is_working, self
        )
        self._has_looked = self._is_keeping = self._is_typed_kept = self._has_keeping_failed = False
        self._stack = QStackedWidget()
        self._lay_out()
        self._menu = QMenu(self)
        self._menu.setObjectName("file_menu")
        self._is_away = False
        self._build_actions()
        self._connect()

    @property
    def panel(self) -> Panel:
        """The panel in front."""
        return self._panels[self._stack.currentIndex()]

    @property
    def user(self) -> User:
        """Who is signed in."""
        return self._data_sync.user

    @property
    def position(self) -> int:
        """Which panel is in front."""
        return self._stack.currentIndex()

    def cover(self) -> None:
        """Take the window and whatever it opened off the screen, at once."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for part in self.findChildren(QWidget):
            if part.isWindow():
                part.hide()
        self.hide()

    async def keep_drafts(self) -> None:
        """Keep what is typed in any panel and not saved. Raises StorageError."""
        await asyncio.gather(*(panel.keep_drafts() for panel in self._panels))

    def put_away(self) -> None:
        """The desk locks: end everything here. closed() is not said; nobody closed it."""
        self._is_away = True
        for dialog in self.findChildren(ImportDialog):
            dialog.cancel()
        for panel in self._panels:
            panel.stop()
        self.tasks.stop()
        self.sync.stop()
        forget_painted_words()

    def open_panel(self, position: int) -> None:
        """Bring a panel to the front."""
        self._stack.setCurrentIndex(position)
        self.shelf_life.turn_to(position)
        self.rail.mark(position)
        self.panel.opened()

    def say(self, text: str) -> None:
        """Show a short message."""
        self.toast.say(text)

    def showEvent(self, event: QShowEvent) -> None:
        """Offer what was left unfinished, once."""
        super().showEvent(event)
        if not self._has_looked:
            self._has_looked = True
            self.unfinished.look()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing never throws typed text away, nor what was clicked and is being saved."""
        if self._is_away:
            super().closeEvent(event)
            return
        for dialog in self.findChildren(ImportDialog):
            dialog.cancel()
        # A save under way settles what is unsaved, so it is waited for before anybody is asked.
        is_saving = self._data_sync.is_writing
        if (is_saving and self._waits()) or self._keeps_typed() or self._waits():
            event.ignore()
            return
        for panel in self._panels:
            panel.stop()
        self.tasks.stop()
        self.sync.stop()
        super().closeEvent(event)
        self.closed.emit()

    def _waits(self) -> bool:
        must_wait = self._closing.must_wait()
        if must_wait:
            self.say(self.tr("Saving, then closing…"))
        return must_wait

    def _keeps_typed(self) -> bool:
        """Closing is no threat: what is typed becomes a draft; a question only where it cannot."""
        unsaved = [panel for panel in self._panels if panel.has_unsaved()]
        if not unsaved or self._is_typed_kept:
            return False
        if self._has_keeping_failed:
            return self._asks_unsaved()
        if not self._is_keeping:
            self._is_keeping = True
            self.tasks.start(
                _kept(unsaved), done=self._on_typed_kept, failed=self._on_typed_not_kept
            )
        return self._waits()

    def _on_typed_kept(self, _nothing: None) -> None:
        self._is_typed_kept = True

    def _on_typed_not_kept(self, _error: Exception) -> bool:
        self._has_keeping_failed, self._is_keeping = True, False
        return False

    def _asks_unsaved(self) -> bool:
        for position, panel in enumerate(self._panels):
            if panel.has_unsaved():
                self.open_panel(position)
                panel.ask_unsaved()
                return True
        return False

    def _lay_out(self) -> None:
        for name, title, icon in zip(_NAMES, self._titles(), _ICONS, strict=True):
            self.rail.add(title, icon, name=f"rail_{name}")
        for panel in self._panels:
            self._stack.addWidget(panel)
        content = QVBoxLayout()
        content.setSpacing(0)
        for part in (self.top_bar, self.banner):
            content.addWidget(part)
        if self._data_sync.is_read_only:
            content.addWidget(ReadOnlyBanner())
        if not self._data_sync.has_keyring:
            content.addWidget(ReducedBanner())
        if self._data_sync.has_keys_waiting:
            content.addWidget(RotationBanner())
        if self.admin_banner is not None:
            content.addWidget(self.admin_banner)
        content.addWidget(self.unfinished)
        content.addWidget(self._stack, 1)
        page = QWidget()
        page.setObjectName("page")
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(content, 1)
        self.setCentralWidget(page)

    def _titles(self) -> tuple[str, ...]:
        return (
            self.tr("Appointments"),
            self.tr("Patients"),
            self.tr("Sync centre"),
            self.tr("Audit log"),
        )

    def _build_actions(self) -> None:
        keys = Qt.Key
        control = Qt.Modifier.CTRL
        self._action("search", self.tr("Search"), control | keys.Key_K, self._on_search)
        self._action("sync_now", self.tr("Sync now"), keys.Key_F5, self.sync.sync_now)
        self._action("new", self.tr("New"), control | keys.Key_N, self._on_new)
        self._action("filter", self.tr("Filter"), control | keys.Key_F, self._on_filter)
        self._action("close_side", self.tr("Close"), keys.Key_Escape, self._on_escape)
        for at, (name, title) in enumerate(zip(_NAMES, self._titles(), strict=True)):
            key = QKeyCombination(control, keys(keys.Key_1 + at))
            self._action(f"open_{name}", title, key, partial(self.open_panel, at))
        self.import_action = QAction(self.tr("Import…"), self)
        self.import_action.setObjectName("import_action")
        self.import_action.triggered.connect(self.open_import)
        permit(self.import_action, Permits(self._data_sync).why_not(Permission.IMPORT_RECORDS))
        quit_action = QAction(self.tr("Quit"), self)
        quit_action.setObjectName("quit_action")
        quit_action.triggered.connect(self.close)
        self._menu.addAction(self.import_action)
        self._menu.setToolTipsVisible(True)
        self._menu.addSeparator()
        self._menu.addAction(quit_action)
        self.addActions(self.user_menu.actions())  # their keys work while the menu is closed

    def _action(
        self, name: str, text: str, key: Qt.Key | QKeyCombination, fire: Callable[[], None]
    ) -> None:
        action = QAction(text, self)
        action.setObjectName(f"{name}_action")
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(fire)
        self.addAction(action)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.open_panel)
        self.search.patient_chosen.connect(self.show_patient)
        self.top_bar.menu_button.clicked.connect(self._on_menu)
        self.top_bar.user_button.clicked.connect(
            lambda: self.user_menu.open_under(self.top_bar.user_button)
        )
        self.user_menu.quit_wished.connect(self.close)
        if self.admin_banner is not None:
            self.admin_banner.ended.connect(self.user_menu.everyday_wished)
        self.sync.said.connect(self.say)
        self.sync.opened.connect(self.open_sync_centre)
        self.tasks.failed.connect(self._on_task_failed)
        self._closing.ended.connect(self.close)
        self.unfinished.opened.connect(self.open_draft)
        self._closing.stuck.connect(self._on_closing_stuck)
        self.shelf_life.over.connect(self._renew)
        for panel in self._panels:
            self._hear(panel)

    def _hear(self, panel: Panel) -> None:
        panel.said.connect(self.say)
        panel.patient_requested.connect(self.show_patient)
        panel.book_requested.connect(self.book_for)
        panel.conflicts_requested.connect(self.show_conflicts)
        if isinstance(panel, SyncPanel):
            panel.sign_in_requested.connect(self.sync.sign_in_requested)

    def _renew(self, position: int) -> None:
        """Put a panel that holds nothing in the place of one that was out of sight for long."""
        old = self._panels[position]
        makers = (AppointmentsPanel, PatientsPanel, _sync_panel, AuditPanel)
        fresh = makers[position](self._data_sync, self.tasks)
        fresh.go_back_to(old.place())
        self._hear(fresh)
        self._panels[position] = fresh
        setattr(self, _NAMES[position], fresh)
        self._stack.insertWidget(position, fresh)
        self._stack.removeWidget(old)
        part_from(old)

    def _is_working(self) -> bool:
        return self.tasks.is_busy or self._data_sync.is_writing

    def show_patient(self, patient_id: str) -> None:
        """Show a patient's chart in the Patients panel."""
        self.open_panel(PATIENTS)
        self.patients.show_patient(patient_id)

    def book_for(self, patient_id: str) -> None:
        """Begin a booking for a patient in the Appointments panel."""
        self.open_panel(APPOINTMENTS)
        self.appointments.book_for(patient_id)

    def open_sync_centre(self, has_conflicts: bool = False) -> None:
        """Show how the desk stands with the server; its conflicts, where there are any."""
        self.open_panel(SYNC)
        if has_conflicts:
            self.sync_centre.show_conflicts()

    def show_conflicts(self) -> None:
        """Show what two desks wrote differently."""
        self.open_sync_centre(has_conflicts=True)

    def open_draft(self, form: str, subject: str) -> None:
        """Open the form of an unfinished draft in its panel."""
        for position, panel in enumerate(self._panels):
            if panel.open_draft(form, subject):
                self.open_panel(position)

    def open_import(self) -> ImportDialog:
        """Show the import dialog over the window."""
        dialog = ImportDialog(self._data_sync, self.tasks, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _on_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_new(self) -> None:
        self.panel.start_new()

    def _on_filter(self) -> None:
        self.panel.focus_filter()

    def _on_escape(self) -> None:
        if not self.search.close_results():
            self.panel.close_side()

    def _on_menu(self) -> None:
        button = self.top_bar.menu_button
        self._menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _on_task_failed(self, error: Exception) -> None:
        self.say(words_for(error))

    def _on_closing_stuck(self) -> None:
        self.say(
            self.tr(
                "A change is still waiting to be saved. Close again to leave now; "
                "it will be saved before the program ends."
            )
        )


def _sync_panel(data_sync: DataSync, tasks: TaskRunner) -> SyncPanel:
    return SyncPanel(data_sync, tasks, conflicts=ConflictCentre(data_sync, tasks))


async def _kept(panels: list[Panel]) -> None:
    for panel in panels:
        await panel.keep_drafts()


def _is_raised(role: str, data_sync: DataSync) -> bool:
    """Whether the person acts in a stronger role than their everyday one."""
    return role != acting_roles(data_sync.user.role)[0] and role == Role.ADMIN
