"""Brings the commit feed to the UI thread as one Qt signal."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.ports import ChangePublisher

ANSWERS_LAST_S = 300.0


class ChangeFeed(QObject):
    """Emits `changed(ChangeSet)` on the UI thread, once for every commit until it is `closed()`.

    Commits happen on the database's writer thread; the hop to the UI thread is a queued
    connection, so that no listener ever runs beside the widgets.
    """

    changed = Signal(object)
    closed = Signal()
    _committed = Signal(object)

    def __init__(
        self,
        publisher: ChangePublisher,
        parent: QObject | None = None,
        *,
        answers_last_s: float = ANSWERS_LAST_S,
    ) -> None:
        super().__init__(parent)
        self.answers_last_s = answers_last_s
        """After this time an answer is read again though nothing was changed."""
        self.is_closed = False
        """Whether the screen is covered: nothing is read for it any more."""
        self.reads_in_sight: set[asyncio.Task[None]] = set()
        """Reads for what a person is looking at; what is out of sight waits for these."""
        self._committed.connect(self._on_committed, Qt.ConnectionType.QueuedConnection)
        self._end = publisher.subscribe(self._committed.emit)

    def close(self) -> None:
        """Stop listening to the database, also to what is on its way; every query ends."""
        if not self.is_closed:
            self.is_closed = True
            self._end()
            self.closed.emit()

    def _on_committed(self, change_set: object) -> None:
        if not self.is_closed:
            self.changed.emit(change_set)
