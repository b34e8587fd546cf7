"""A secret on the clipboard: for half a minute, and out of the clipboard's history."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

CLEARED_AFTER_MS = 30_000
OUT_OF_HISTORY = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    "application/x-nspasteboard-concealed-type": b"1",
}
"""What asks programs that remember copies (KDE, Windows and its cloud, macOS) to leave one out."""


def copy_secret(text: str, *, cleared_after_ms: int = CLEARED_AFTER_MS) -> None:
    """Copy a text; unless something else is copied, it goes after a while and at the end."""
    data = QMimeData()
    data.setText(text)
    for kind, value in OUT_OF_HISTORY.items():
        data.setData(kind, QByteArray(value))
    QGuiApplication.clipboard().setMimeData(data)
    _Clearing(text, cleared_after_ms)


class _Clearing(QObject):
    """Lives with the application: the window that copied may be gone before the time is up."""

    def __init__(self, text: str, after_ms: int) -> None:
        application = cast("QApplication", QApplication.instance())
        super().__init__(application)
        self._text = text
        application.aboutToQuit.connect(self.clear)
        QTimer.singleShot(after_ms, self, self.clear)

    def clear(self) -> None:
        """Take the secret off, unless something else is there by now."""
        if self._text and QGuiApplication.clipboard().text() == self._text:
            QGuiApplication.clipboard().clear()
        self._text = ""
        self.deleteLater()
