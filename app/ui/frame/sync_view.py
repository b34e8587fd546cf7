"""The pill, the banner and the popover: how the desk stands with the server, in one place."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from app.live.data_sync import DataSync
from app.services.waiting import WaitingChange
from app.ui.frame.offline_banner import OfflineBanner
from app.ui.frame.sync_pill import SyncPill
from app.ui.frame.sync_popover import SyncPopover
from app.ui.frame.sync_words import pill_words, status_sentence
from app.ui.task_runner import TaskRunner


class SyncView(QObject):
    """Keeps the three true to the status, and carries out what is clicked there."""

    said = Signal(str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, pill: SyncPill, window: QWidget
    ) -> None:
        super().__init__(window)
        self._data_sync = data_sync
        self._tasks = tasks
        self._window = window
        self._pill = pill
        self._zone = data_sync.clinic.zone
        self.banner = OfflineBanner(self._zone)
        self.popover = SyncPopover(window, zone=self._zone, user_id=data_sync.user.id)
        pill.clicked.connect(self._on_pill)
        self.popover.sync_requested.connect(self.sync_now)
        self.popover.offline_chosen.connect(self._on_offline_chosen)
        data_sync.sync_changed.connect(self._on_status)
        self._on_status(data_sync.sync_status)

    def sync_now(self) -> None:
        """Send and fetch at once, or say that there is no server."""
        if self._data_sync.sync_status is None:
            self.said.emit(self.tr("This desk is not joined to a server."))
        else:
            self._data_sync.sync_now()

    def _on_pill(self) -> None:
        if self.popover.isVisible():
            self.popover.hide()
            return
        self._tasks.start(self._data_sync.pending(), done=self._show_popover)

    def _show_popover(self, waiting: tuple[WaitingChange, ...]) -> None:
        pill = self._pill
        corner = pill.mapTo(self._window, QPoint(pill.width(), pill.height() + 6))
        self.popover.open_at(corner.x(), corner.y())
        self.popover.list_waiting(waiting)

    def _on_offline_chosen(self, offline: bool) -> None:
        self._data_sync.set_offline(offline=offline)

    def _on_status(self, _status: object) -> None:
        status = self._data_sync.sync_status
        self._pill.set_words(pill_words(status, self._zone))
        self.banner.tell(status)
        word = status.state.value if status is not None else ""
        self.popover.tell(
            status_sentence(status, self._zone),
            has_server=status is not None,
            is_paused=word == "paused",
            needs_login=word == "needs_login",
        )
        if self.popover.isVisible():
            self._tasks.start(self._data_sync.pending(), done=self.popover.list_waiting)
