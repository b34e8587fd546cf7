"""The pill and the banner: how the desk stands with the server, seen from every panel."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.live.data_sync import DataSync
from app.ui.frame.offline_banner import OfflineBanner
from app.ui.frame.sync_pill import SyncPill
from app.ui.frame.sync_words import pill_words


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
        self.banner = OfflineBanner(self._zone)
        pill.clicked.connect(self._on_pill)
        data_sync.sync_changed.connect(self._on_status)
        self._on_status(data_sync.sync_status)

    def sync_now(self) -> None:
        """Send and fetch at once, or say that there is no server."""
        if self._data_sync.sync_status is None:
            self.said.emit(self.tr("This desk is not joined to a server."))
        else:
            self._data_sync.sync_now()

    def _on_pill(self) -> None:
        status = self._data_sync.sync_status
        self.opened.emit(status is not None and bool(status.conflicted))

    def _on_status(self, _status: object) -> None:
        status = self._data_sync.sync_status
        self._pill.set_words(pill_words(status, self._zone))
        self.banner.tell(status)
