"""The banner under the top bar: the server cannot be reached, or this computer's clock is off."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.sync.status import SyncStatus
from app.ui.frame.sync_words import offline_sentence
from app.ui.widgets.surfaces import label


class OfflineBanner(QFrame):
    """One plain sentence; hidden while the desk is online and its clock is right."""

    def __init__(self, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)  # told of the server before its place is, it would be a window
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
        words = _sentence(status, self._zone) if status is not None else ""
        if words:
            self._text.setText(words)
            self.setAccessibleName(words)
        self.setVisible(bool(words))

    def text(self) -> str:
        """The sentence on screen."""
        return self._text.text()


def _tr(text: str) -> str:
    return QCoreApplication.translate("offline_banner", text)


def _sentence(status: SyncStatus, zone: str) -> str:
    if status.state.value in ("offline", "paused"):
        return offline_sentence(status, zone)
    return _clock_sentence(status.clock_offset_s) if status.clock_is_off else ""


def _clock_sentence(offset_s: float) -> str:
    """How far the clock is off; no record depends on it, so nothing is held up."""
    minutes = round(abs(offset_s) / 60)
    hours, days = round(minutes / 60), round(minutes / 60 / 24)
    far = _tr("{0} minutes").format(minutes)
    if minutes >= 120:
        far = _tr("{0} hours").format(hours) if hours < 48 else _tr("{0} days").format(days)
    way = _tr("behind") if offset_s > 0 else _tr("ahead of")
    return _tr(
        "This computer's clock is {0} {1} the server's: the times it shows and stamps are wrong. "
        "Nothing is held up. Have the clock set."
    ).format(far, way)
