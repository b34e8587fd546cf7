"""The visits of a day as table rows; also how a screen reader reads the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QAbstractTableModel,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.domain.day_visit import DayVisit
from app.ui.habits import clock_words
from app.ui.language import day_pattern
from app.ui.models.day_words import StatusLook, look_of, marks_of, said, waiting_look

VISIT_ROLE = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Column(IntEnum):
    """Columns of the day list."""

    TIME = 0
    PATIENT = 1
    PROVIDER = 2
    ROOM = 3
    TYPE = 4
    STATUS = 5
    SYNC = 6


class _Order(NamedTuple):
    column: Column
    descending: bool


class DayTableModel(QAbstractTableModel):
    """Rows of one day. New visits are merged in: only rows that differ change."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = ZoneInfo("UTC")
        self._names_days = False
        self._now: datetime | None = None
        self._rows: list[DayVisit] = []
        self._order = _Order(Column.TIME, descending=False)

    def set_visits(
        self, visits: Sequence[DayVisit], zone: str, *, names_days: bool = False
    ) -> None:
        """Show these visits; rows that stay the same are left alone.

        names_days: they are of several days, and the time says of which.
        """
        self._zone = ZoneInfo(zone)
        if names_days != self._names_days:
            self._drop_missing(set())
            self._names_days = names_days
        wanted = self._sorted(visits)
        self._drop_missing({visit.id for visit in wanted})
        for row, visit in enumerate(wanted):
            self._put(row, visit)

    def set_now(self, now: datetime) -> None:
        """A minute went by: count again for those who wait."""
        before, self._now = self._now, now
        for row, visit in enumerate(self._rows):
            if waiting_look(visit, now) != waiting_look(visit, before):
                at = self.index(row, int(Column.STATUS))
                self.dataChanged.emit(at, at)

    def status_look(self, row: int) -> StatusLook | None:
        """How the status of a row is shown."""
        visit = self.visit_at(row)
        return waiting_look(visit, self._now) if visit else None

    def visit_at(self, row: int) -> DayVisit | None:
        """The visit of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, visit_id: str) -> int:
        """The row of a visit, -1 where it is not shown."""
        return next((row for row, visit in enumerate(self._rows) if visit.id == visit_id), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many visits."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell; VISIT_ROLE gives the visit itself."""
        if not index.isValid():
            return None
        visit = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(visit, Column(index.column()))
            case Qt.ItemDataRole.ToolTipRole:
                return ", ".join(marks_of(visit)) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(visit, Column(index.column()))
            case _:
                return visit if role == VISIT_ROLE else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Column titles."""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation is Qt.Orientation.Horizontal:
            return int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return titles()[section] if 0 <= section < len(Column) else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column; selection stays on its visits."""
        if not 0 <= column < len(Column):
            return
        self._order = _Order(Column(column), order is Qt.SortOrder.DescendingOrder)
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(self._rows[index.row()].id, index.column()) for index in before]
        self._rows = self._sorted(self._rows)
        places = {visit.id: row for row, visit in enumerate(self._rows)}
        after = [self.index(places[visit_id], at) for visit_id, at in kept]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _sorted(self, visits: Sequence[DayVisit]) -> list[DayVisit]:
        column, descending = self._order
        return sorted(visits, key=lambda v: self._sort_key(v, column), reverse=descending)

    def _sort_key(self, visit: DayVisit, column: Column) -> tuple[object, ...]:
        if column is Column.TIME:
            return (visit.starts_at, visit.patient_name, visit.id)
        if column is Column.STATUS:
            # Without the minutes: a row does not wander off while somebody waits.
            return (look_of(visit).word.casefold(), visit.starts_at, visit.id)
        return (self._text(visit, column).casefold(), visit.starts_at, visit.id)

    def _drop_missing(self, wanted: set[Any]) -> None:
        for row in range(len(self._rows) - 1, -1, -1):
            if self._rows[row].id not in wanted:
                self.beginRemoveRows(_ROOT, row, row)
                del self._rows[row]
                self.endRemoveRows()

    def _put(self, row: int, visit: DayVisit) -> None:
        present = self.row_of(visit.id)
        if present < 0:
            self.beginInsertRows(_ROOT, row, row)
            self._rows.insert(row, visit)
            self.endInsertRows()
            return
        if present != row:
            self.beginMoveRows(_ROOT, present, present, _ROOT, row)
            self._rows.insert(row, self._rows.pop(present))
            self.endMoveRows()
        if self._rows[row] != visit:
            self._rows[row] = visit
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def _text(self, visit: DayVisit, column: Column) -> str:
        start, end = (at.astimezone(self._zone) for at in (visit.starts_at, visit.ends_at))
        return {
            Column.TIME: f"{self._day_words(start)}{clock_words(start)} – {clock_words(end)}",
            Column.PATIENT: visit.patient_name,
            Column.PROVIDER: visit.practitioner_name or said("Unassigned"),
            Column.ROOM: visit.room_name,
            Column.TYPE: visit.visit_type_name or visit.reason,
            Column.STATUS: waiting_look(visit, self._now).word,
            Column.SYNC: _sync_words(visit),
        }[column]

    def _day_words(self, start: datetime) -> str:
        if not self._names_days:
            return ""
        words = QLocale().toString(QDate(start.year, start.month, start.day), day_pattern("ddd d"))
        return f"{words}  "

    def _spoken(self, visit: DayVisit, column: Column) -> str:
        words = self._text(visit, column)
        if column is Column.PATIENT:
            return ", ".join((words, *marks_of(visit)))
        return f"{titles()[column]}: {words}"


def titles() -> tuple[str, ...]:
    """Column titles in order."""
    return (
        said("Time"),
        said("Patient"),
        said("Provider"),
        said("Room"),
        said("Visit type"),
        said("Status"),
        said("Sync"),
    )


def _sync_words(visit: DayVisit) -> str:
    if visit.needs_resolution:
        return said("Double booked")
    if visit.is_tentative:
        return said("Tentative")
    return said("Waiting") if visit.is_pending else said("Synced")
