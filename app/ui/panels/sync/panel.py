"""The Sync centre: the state at the top, and below it the pages of what waits and what is known."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget

from app.domain.declare import Keeping
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.ui.panel import Panel
from app.ui.panels.sync.connections_page import ConnectionsPage
from app.ui.panels.sync.measurements_page import MeasurementsPage
from app.ui.panels.sync.state_card import StateCard
from app.ui.panels.sync.waiting_page import WaitingPage
from app.ui.sync_page import ConflictsPage, SyncPage
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label

WAITING, CONFLICTS = "waiting", "conflicts"
CONNECTIONS, MEASUREMENTS = "connections", "measurements"


class SyncPanel(Panel):
    """Everything between this desk and the server. sign_in_requested(): show it one's passphrase.

    conflicts is the page where conflicts are decided; None: there is none here.
    """

    holds = Keeping.CHART
    shows = frozenset({"sync_conflict"})

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, *, conflicts: ConflictsPage | None = None
    ) -> None:
        super().__init__(name="sync_panel")
        self._data_sync, self._tasks = data_sync, tasks
        self.state = StateCard(zone=data_sync.clinic.zone)
        self.waiting = WaitingPage(data_sync, tasks)
        self.conflicts = conflicts
        self._pages: dict[str, SyncPage] = {WAITING: self.waiting}
        if conflicts is not None and data_sync.may(Permission.CONFLICT_VIEW).is_allowed:
            self._pages[CONFLICTS] = conflicts
        self._pages[CONNECTIONS] = ConnectionsPage(data_sync, tasks)
        self._pages[MEASUREMENTS] = MeasurementsPage(data_sync, tasks)
        self._stack = QStackedWidget()
        self._tabs: dict[str, Button] = {}
        self._filled: set[str] = set()
        self._group = QButtonGroup(self)
        self._lay_out()
        self._connect()
        self._on_status()

    @property
    def page_shown(self) -> SyncPage:
        """The page in front."""
        return self._pages[self._name]

    def show_page(self, name: str) -> None:
        """Bring a page to the front and have it read."""
        self._turn_to(name)
        self.page_shown.opened()

    def show_record(self, entity: str, record_id: str) -> None:  # noqa: ARG002 (of one kind)
        """Show a conflict; "" the oldest."""
        self.show_conflicts(record_id)

    def show_conflicts(self, conflict_id: str = "") -> None:
        """Bring the conflicts to the front and open one; "" opens the oldest."""
        if self.conflicts is None or CONFLICTS not in self._pages:
            return
        self.show_page(CONFLICTS)
        self.conflicts.show_conflict(conflict_id)

    def opened(self) -> None:
        """Show what is known now."""
        self._on_status()
        self.page_shown.opened()

    def focus_filter(self) -> None:
        """Put the cursor where the page in front is narrowed."""
        self.page_shown.focus_filter()

    def close_side(self) -> bool:
        """Close what is open beside the list."""
        return self.page_shown.close_side()

    def has_unsaved(self) -> bool:
        """Whether something typed on any page would be lost."""
        return any(page.has_unsaved() for page in self._pages.values())

    def ask_unsaved(self) -> None:
        """Show the page on which something typed would be lost."""
        for name, page in self._pages.items():
            if page.has_unsaved():
                self._turn_to(name)

    async def keep_drafts(self) -> None:
        """Keep what is typed on any page."""
        for page in self._pages.values():
            await page.keep_drafts()

    def open_draft(self, form: str, subject: str) -> bool:
        """Open the form of a draft on the page it belongs to."""
        for name, page in self._pages.items():
            if page.open_draft(form, subject):
                self._turn_to(name)
                return True
        return False

    def stop(self) -> None:
        """The window closes: read nothing more."""
        for page in self._pages.values():
            page.stop()

    def undo_here(self) -> bool:
        """Ctrl+Z: what the page in front takes back."""
        return self.page_shown.undo_here()

    def place(self) -> str:
        """The page in front and what it is about."""
        return f"{self._name}:{self.page_shown.place()}"

    def go_back_to(self, place: str) -> None:
        """Show that page again once this panel comes to the front."""
        name, _, inside = place.partition(":")
        if name in self._pages:
            self._turn_to(name)
            self.page_shown.go_back_to(inside)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(self.tr("Sync centre"), "title", name="sync_title"))
        head.addStretch(1)
        for name, page in self._pages.items():
            tab = Button(self._words(name, 0), name=f"sync_{name}_tab", look=Look.CHIP)
            self._tabs[name] = tab
            self._group.addButton(tab, self._stack.addWidget(page))
            head.addWidget(tab)
        self.page.addLayout(head)
        self.page.addWidget(self.state)
        self.page.addWidget(self._stack, 1)
        self._turn_to(WAITING)

    def _connect(self) -> None:
        self._group.idClicked.connect(self._on_tab)
        self.state.sync_requested.connect(self._data_sync.sync_now)
        self.state.offline_chosen.connect(self._on_offline_chosen)
        self.state.sign_in_requested.connect(self.sign_in_requested)
        self.waiting.own_blocked.connect(self._on_own_blocked)
        self._data_sync.sync_changed.connect(self._on_status)
        for name, page in self._pages.items():
            page.leave_undo_key()
            page.said.connect(self.said)
            page.did.connect(self.did)
            page.patient_requested.connect(self.patient_requested)
            page.counted.connect(partial(self._count, name))
            page.filled.connect(partial(self._on_filled, name))

    def _turn_to(self, name: str) -> None:
        self._name = name
        self._tabs[name].setChecked(True)
        self._stack.setCurrentWidget(self._pages[name])
        self.state.setHidden(name in self._filled)

    def _on_filled(self, name: str, is_filled: bool) -> None:
        (self._filled.add if is_filled else self._filled.discard)(name)
        self.state.setHidden(self._name in self._filled)

    def _on_tab(self, place: int) -> None:
        page = self._stack.widget(place)
        self.show_page(next(name for name, one in self._pages.items() if one is page))

    def _on_offline_chosen(self, offline: bool) -> None:
        self._data_sync.set_offline(offline=offline)
        self._tasks.start(self._data_sync.sync_centre.remember_offline(is_offline=offline))

    def _on_own_blocked(self, is_blocked: bool) -> None:
        self.state.offer_sign_in(is_wanted=is_blocked)

    def _on_status(self, _status: object = None) -> None:
        status = self._data_sync.sync_status
        self.state.tell(status, self._data_sync.clock.now())
        self.waiting.tell_count(status.waiting if status is not None else 0)

    def _count(self, name: str, count: int) -> None:
        self._tabs[name].setText(self._words(name, count))

    def _words(self, name: str, count: int) -> str:
        words = {
            WAITING: self.tr("Waiting"),
            CONFLICTS: self.tr("Conflicts"),
            CONNECTIONS: self.tr("Connections"),
            MEASUREMENTS: self.tr("Measurements"),
        }[name]
        return f"{words} ({count})" if count else words
