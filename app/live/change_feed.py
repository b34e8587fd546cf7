"""Brings the commit feed to the UI thread as one Qt signal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.changes import ChangeSet
from app.domain.ids import RecordId
from app.domain.ports import ChangePublisher


class ChangeFeed(QObject):
    """Emits `changed(ChangeSet)` on the UI thread, once for every commit.

    Commits happen on the database's writer thread; the hop to the UI thread is a queued
    connection, so that no listener ever runs beside the widgets.
    """

    changed = Signal(object)
    _committed = Signal(object)

    def __init__(self, publisher: ChangePublisher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._committed.connect(self._on_committed, Qt.ConnectionType.QueuedConnection)
        self._end = publisher.subscribe(self._committed.emit)

    def subscribe(
        self, entity: str, row_id: RecordId | None, heard: Callable[[ChangeSet], None]
    ) -> Callable[[], None]:
        """Call `heard` for each commit that touches a record type, or one record of it.

        The returned function ends the subscription; ending it twice is fine.
        """

        def filtered(change_set: ChangeSet) -> None:
            if change_set.touches(entity, row_id):
                heard(change_set)

        self.changed.connect(filtered)
        ended = False

        def end() -> None:
            nonlocal ended
            if not ended:
                ended = True
                self.changed.disconnect(filtered)

        return end

    def close(self) -> None:
        """Stop listening to the database."""
        self._end()

    def _on_committed(self, change_set: object) -> None:
        self.changed.emit(change_set)
