"""The changes that wait, as table rows: what, of whom, since when, and where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.domain.operations import OperationState
from app.services.waiting import WaitingChange
from app.ui.frame.sync_words import WaitingWords, waiting_words
from app.ui.theme.tokens import Tone
from app.ui.wording import NOTHING, shown_visit

CHANGE_ROLE = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
_LOOKS = {
    OperationState.QUARANTINED: (Tone.DANGER, "triangle-alert"),
    OperationState.CONFLICTED: (Tone.DANGER, "git-compare"),
    OperationState.BLOCKED: (Tone.WARN, "hourglass"),
    OperationState.RETRY: (Tone.WARN, "history"),
    OperationState.INFLIGHT: (Tone.INFO, "refresh-cw"),
}


class Column(IntEnum):
    """Columns of the list."""

    CHANGE = 0
    PATIENT = 1
    SINCE = 2
    WHO = 3
    STATE = 4


def look_of(change: WaitingChange) -> tuple[Tone, str]:
    """The tone and the icon of where a change stands."""
    return _LOOKS.get(change.state, (Tone.NEUTRAL, "clock"))


class WaitingListModel(QAbstractTableModel):
    """Rows of the queue. Unchanged rows are left alone when the queue is read again."""

    def __init__(self, *, zone: str, user_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone, self._user_id = zone, user_id
        self._rows: list[WaitingChange] = []

    def show_changes(self, changes: Sequence[WaitingChange]) -> None:
        """Show these changes, in this order."""
        wanted = list(changes)
        if [one.op_id for one in wanted] != [one.op_id for one in self._rows]:
            self.beginResetModel()
            self._rows = wanted
            self.endResetModel()
            return
        for row, change in enumerate(wanted):
            if change != self._rows[row]:
                self._rows[row] = change
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def change_at(self, row: int) -> WaitingChange | None:
        """The change of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, op_id: str) -> int:
        """The row of a change, -1 where it is not shown."""
        return next((row for row, one in enumerate(self._rows) if one.op_id == op_id), -1)

    def words_of(self, change: WaitingChange) -> WaitingWords:
        """What is told of a change."""
        return waiting_words(change, self._zone, user_id=self._user_id)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many changes."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of one cell; the whole change under CHANGE_ROLE."""
        change = self.change_at(index.row()) if index.isValid() else None
        if change is None or role == CHANGE_ROLE:
            return change
        return self._text(change, Column(index.column())) if role in _WORDS else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = (_tr("Change"), _tr("Patient"), _tr("Since"), _tr("By"), _tr("State"))
        return titles[section]

    def _text(self, change: WaitingChange, column: Column) -> str:
        words = self.words_of(change)
        match column:
            case Column.CHANGE:
                return words.deed
            case Column.PATIENT:
                return change.patient_name or NOTHING
            case Column.SINCE:
                return since_words(change.made_at, self._zone)
            case Column.WHO:
                return change.actor_name or NOTHING
            case Column.STATE:
                return words.state


def since_words(made_at: datetime | None, zone: str) -> str:
    """When a change was made, at the clinic."""
    return shown_visit(made_at, zone) if made_at else NOTHING


def _tr(text: str) -> str:
    return QCoreApplication.translate("sync", text)
