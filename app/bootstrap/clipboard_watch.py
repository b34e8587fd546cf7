"""Remembers what was copied in this program, so that time and a lock take it back, nothing else."""

from __future__ import annotations

import hashlib
from functools import partial

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

from app.ui.first_run.clipboard import CLEARED_AFTER_MS, OUT_OF_HISTORY

_MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


class ClipboardWatch(QObject):
    """What came onto the clipboard while a window of ours had the focus is ours.

    It goes after half a minute, or at the lock, unless something else is there by then; programs
    that keep a history of copies are asked to leave it out.
    """

    def __init__(
        self, parent: QObject | None = None, *, cleared_after_ms: int = CLEARED_AFTER_MS
    ) -> None:
        super().__init__(parent)
        self._ours: dict[QClipboard.Mode, bytes] = {}
        self._clipboard = QGuiApplication.clipboard()
        self._clipboard.changed.connect(self._on_changed)
        self._ends = {mode: QTimer(self) for mode in _MODES}
        for mode, timer in self._ends.items():
            timer.setSingleShot(True)
            timer.setInterval(cleared_after_ms)
            timer.timeout.connect(partial(self._on_time_up, mode))

    def forget(self) -> None:
        """Take back what was copied here; what another program put there stays."""
        for mode in _MODES:
            self._ends[mode].stop()
            if self._owns(mode) or self._is_ours(mode):
                self._clipboard.clear(mode)
        self._ours.clear()

    def _on_changed(self, mode: QClipboard.Mode) -> None:
        if mode not in self._ends:
            return  # the search clipboard of macOS holds a word looked for, of any program
        is_ours = bool(QGuiApplication.focusWindow())
        if not is_ours or not self._clipboard.text(mode):
            self._ours.pop(mode, None)
            self._ends[mode].stop()
            return
        self._ours[mode] = self._digest(mode)
        self._ends[mode].start()
        if mode is QClipboard.Mode.Clipboard and self._owns(mode):
            self._keep_out_of_history()

    def _on_time_up(self, mode: QClipboard.Mode) -> None:
        if self._is_ours(mode):
            self._clipboard.clear(mode)
        self._ours.pop(mode, None)

    def _keep_out_of_history(self) -> None:
        """Put the same there once more, marked: a text field copies without asking anybody."""
        said = self._clipboard.mimeData()
        if all(said.hasFormat(kind) for kind in OUT_OF_HISTORY):
            return
        marked = QMimeData()
        for kind in said.formats():
            marked.setData(kind, said.data(kind))
        for kind, value in OUT_OF_HISTORY.items():
            marked.setData(kind, QByteArray(value))
        self._clipboard.setMimeData(marked)

    def _is_ours(self, mode: QClipboard.Mode) -> bool:
        return self._ours.get(mode) == self._digest(mode)

    def _owns(self, mode: QClipboard.Mode) -> bool:
        if mode is QClipboard.Mode.Selection:
            return self._clipboard.supportsSelection() and self._clipboard.ownsSelection()
        return self._clipboard.ownsClipboard()

    def _digest(self, mode: QClipboard.Mode) -> bytes:
        return hashlib.sha256(self._clipboard.text(mode).encode("utf-8", "replace")).digest()
