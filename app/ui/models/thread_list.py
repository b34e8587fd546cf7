"""The list of conversations as a windowed table of one column."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from PySide6.QtCore import QObject, Qt

from app.domain.conversations import ThreadRow
from app.domain.ids import RecordId
from app.ui.models.message_words import read_aloud, when_words
from app.ui.models.paged_rows import ID_ROLE, NO_PARENT, ROW_ROLE, Index, PagedRows

WHEN_ROLE = Qt.ItemDataRole.UserRole + 2
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class ThreadListModel(PagedRows):
    """Conversations, the newest first. `now` moves on with every answer that is put in."""

    def __init__(self, *, zone: str, now: datetime, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.now = now

    def forget_lines_but(self, fresh: Collection[RecordId]) -> None:
        """Lines that were read before a change are read again when they are looked at."""
        for key in [one for one in self._rows if one not in fresh]:
            del self._rows[key]
        self._asked.clear()

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """One: a line is painted whole."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a line; the whole line under ROW_ROLE, when it was under WHEN_ROLE."""
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        if role == ID_ROLE:
            return self._ids[index.row()]
        if role not in (*_SPOKEN, ROW_ROLE, WHEN_ROLE, Qt.ItemDataRole.ToolTipRole):
            return None
        row: ThreadRow | None = self.line_at(index.row())
        if role == ROW_ROLE or row is None:
            return row if role == ROW_ROLE else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.subject
        when = when_words(row.last_at, self.now, self._zone)
        return when if role == WHEN_ROLE else read_aloud(row, when)
