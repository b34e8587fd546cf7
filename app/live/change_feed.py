"""Brings the commit feed to the UI thread as one Qt signal."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from app.domain.changes import ChangeSet, KeyPattern
from app.domain.ids import RecordId
from app.domain.listeners import Listeners
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
        self._watches: list[tuple[KeyPattern, Listeners[Callable[[ChangeSet], None]]]] = []
        self._committed.connect(self._on_committed, Qt.ConnectionType.QueuedConnection)
        self._end = publisher.subscribe(self._committed.emit)

    def subscribe(
        self, entity: str, row_id: RecordId | None, heard: Callable[[ChangeSet], None]
    ) -> Callable[[], None]:
        """Call `heard` for each commit that touches a record type, or one record of it.

        The returned function ends the subscription; ending it twice is fine.
        """
        return self.watch(f"{entity}/{row_id or '*'}", heard)

    def watch(
        self, pattern: str | re.Pattern[str], heard: Callable[[ChangeSet], None]
    ) -> Callable[[], None]:
        """Call `heard` with the part of each commit a pattern covers (see KeyPattern).

        A method of a widget does not keep the widget alive. Raises InvalidKey.
        """
        watch = (KeyPattern(pattern), Listeners[Callable[[ChangeSet], None]]())
        end = watch[1].add(heard)
        self._watches = [*(one for one in self._watches if one[1].all()), watch]
        return end

    def close(self) -> None:
        """Stop listening to the database, also to what is on its way; every query ends."""
        if not self.is_closed:
            self.is_closed = True
            self._end()
            self.closed.emit()

    def _on_committed(self, change_set: object) -> None:
        if self.is_closed:
            return
        self.changed.emit(change_set)
        if isinstance(change_set, ChangeSet):
            for pattern, listeners in self._watches:
                narrowed = pattern.narrow(change_set) if listeners else None
                if narrowed is not None:
                    listeners.tell(narrowed, unless=_is_dead)


def _is_dead(listener: Callable[[ChangeSet], None]) -> bool:
    """Whether it is a method of a widget that Qt has destroyed and Python has not yet."""
    owner = getattr(listener, "__self__", None)
    return isinstance(owner, QObject) and not isValid(owner)
