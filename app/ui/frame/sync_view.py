"""The pill and the banner: how the desk stands with the server, seen from every panel."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.conflicts import Summary
from app.ui.frame.offline_banner import OfflineBanner
from app.ui.frame.sync_pill import SyncPill
from app.ui.frame.sync_words import pill_words

_TICK_MS = 30_000


class SyncView(QObject):
    """Keeps both true to the status. opened(bool): the pill was clicked, with conflicts or not.

    sign_in_requested(): somebody wants to show the server their passphrase again, from wherever.
    """

    said = Signal(str)
    opened = Signal(bool)
    sign_in_requested = Signal()

    def __init__(self, data_sync: DataSync, pill: SyncPill, parent: QObject) -> None:
        super().__init__(parent)
        self._data_sync = data_sync
        self._pill = pill
        self._zone = data_sync.clinic.zone
        self.banner = OfflineBanner(self._zone, parent if isinstance(parent, QWidget) else None)
        self.conflicts: LiveQuery[Summary] = LiveQuery(
            data_sync.feed,
            data_sync.conflicts.summary,
            entities=("sync_conflict",),
            parent=self,
        )
        self.conflicts.value_changed.connect(self._on_status)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._on_status)
        self._clock.start()
        pill.clicked.connect(self._on_pill)
        data_sync.sync_changed.connect(self._on_status)
        self._on_status()
        self.conflicts.refresh()

    def stop(self) -> None:
        """The window closes: read nothing more."""
        self._clock.stop()
        self.conflicts.stop()

    def sync_now(self) -> None:
        """Send and fetch at once, or say that there is no server."""
        if self._data_sync.sync_status is None:
            self.said.emit(self.tr("This desk is not joined to a server."))
        else:
            self._data_sync.sync_now()

    def _on_pill(self) -> None:
        status, conflicts = self._data_sync.sync_status, self.conflicts.value
        held_back = status.conflicted if status is not None else 0
        self.opened.emit(bool(held_back if conflicts is None else conflicts.count))

    def _on_status(self, _status: object = None) -> None:
        status, now = self._data_sync.sync_status, self._data_sync.clock.now()
        words = pill_words(status, self._zone, conflicts=self.conflicts.value, now=now)
        self._pill.set_words(words)
        self.banner.tell(status)
