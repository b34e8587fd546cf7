"""The conflicts of one list, told line by line."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.conflict import ConflictStatus
from app.services.conflict_list import ConflictLine
from app.ui.models.conflict_words import age_words, claim_words, decision_words, headline, whom

LINE_ROLE = Qt.ItemDataRole.UserRole
BELOW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The second line: whom it is about, how long it waits or who decided, who looks after it."""
_NO_PARENT = QModelIndex()
_SPOKEN = Qt.ItemDataRole.AccessibleTextRole
Index = QModelIndex | QPersistentModelIndex


class ConflictListModel(QAbstractListModel):
    """Holds the lines of one answer; the one that is looked at keeps its place by identifier."""

    def __init__(self, *, zone: str, user_id: str) -> None:
        super().__init__()
        self._zone, self._user_id = zone, user_id
        self._lines: tuple[ConflictLine, ...] = ()
        self._now: datetime | None = None

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The line itself, or its words."""
        if not 0 <= index.row() < len(self._lines):
            return None
        line = self._lines[index.row()]
        match role:
            case _ if role == LINE_ROLE:
                return line
            case _ if role == BELOW_ROLE:
                return self.below(line)
            case Qt.ItemDataRole.DisplayRole:
                return headline(line)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{headline(line)}, {self.below(line)}"
            case _:
                return None

    def set_lines(self, lines: tuple[ConflictLine, ...], now: datetime) -> None:
        """Show another answer."""
        self.beginResetModel()
        self._lines, self._now = lines, now
        self.endResetModel()

    def tick(self, now: datetime) -> None:
        """Time went by: the ages are others."""
        self._now = now
        if self._lines:
            last = self.index(len(self._lines) - 1)
            self.dataChanged.emit(self.index(0), last, [BELOW_ROLE, _SPOKEN])

    def line_at(self, position: int) -> ConflictLine | None:
        """One line; None where there is none."""
        return self._lines[position] if 0 <= position < len(self._lines) else None

    def position_of(self, conflict_id: str) -> int:
        """Where a conflict stands; -1: it is not in the list."""
        return next((at for at, one in enumerate(self._lines) if one.id == conflict_id), -1)

    def below(self, line: ConflictLine) -> str:
        """The second line in words."""
        if line.status == ConflictStatus.RESOLVED:
            when = decision_words(line, self._zone, user_id=self._user_id)
        else:
            when = age_words(line.created_at, self._now or line.created_at)
        claim = claim_words(line, self._zone, user_id=self._user_id)
        return "  ·  ".join(part for part in (whom(line), when, claim) if part)
