"""Remembers what was copied in this program, so that a lock takes it back and nothing else."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard, QGuiApplication

_MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


class ClipboardWatch(QObject):
    """What came onto the clipboard while a window of ours had the focus is ours."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ours: dict[QClipboard.Mode, bytes] = {}
        self._clipboard = QGuiApplication.clipboard()
        self._clipboard.changed.connect(self._on_changed)

    def forget(self) -> None:
        """Take back what was copied here; what another program put there stays."""
        for mode in _MODES:
            if self._owns(mode) or self._ours.get(mode) == self._digest(mode):
                self._clipboard.clear(mode)
        self._ours.clear()

    def _on_changed(self, mode: QClipboard.Mode) -> None:
        is_ours = bool(QGuiApplication.focusWindow())
        if is_ours and self._clipboard.text(mode):
            self._ours[mode] = self._digest(mode)
        else:
            self._ours.pop(mode, None)

    def _owns(self, mode: QClipboard.Mode) -> bool:
        if mode is QClipboard.Mode.Selection:
            return self._clipboard.supportsSelection() and self._clipboard.ownsSelection()
        return self._clipboard.ownsClipboard()

    def _digest(self, mode: QClipboard.Mode) -> bytes:
        return hashlib.sha256(self._clipboard.text(mode).encode("utf-8", "replace")).digest()
