"""The banner under the top bar while the server cannot be reached."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.sync.status import SyncStatus
from app.ui.frame.sync_words import offline_sentence
from app.ui.widgets.surfaces import label


class OfflineBanner(QFrame):
    """One plain sentence; hidden while the desk is online."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self.setObjectName("offline_banner")
        self.setProperty("banner", "warn")
        self._zone = zone
        self._text = label("", name="offline_text", wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 6, 24, 6)
        row.addWidget(self._text, 1)
        self.hide()

    def tell(self, status: SyncStatus | None) -> None:
        """Show or hide for this status."""
        is_offline = status is not None and status.state.value in ("offline", "paused")
        if status is not None and is_offline:
            self._text.setText(offline_sentence(status, self._zone))
            self.setAccessibleName(self._text.text())
        self.setVisible(is_offline)

    def text(self) -> str:
        """The sentence on screen."""
        return self._text.text()
