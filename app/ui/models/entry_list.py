"""A clinic's own entries as table rows: what is said of each, and the record behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.declare import Record
from app.domain.phi import quiet
from app.domain.values import folded

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


@quiet
class EntryLine(NamedTuple):
    """One row: what stands in each column, and the record."""

    cells: tuple[str, ...]
    record: Record


def matching(lines: Sequence[EntryLine], text: str) -> tuple[EntryLine, ...]:
    """The lines in which each typed word stands somewhere; accents and capitals do not count."""
    words = folded(text).split()
    return tuple(
        line for line in lines if all(word in folded(" ".join(line.cells)) for word in words)
    )


class EntryListModel(QAbstractTableModel):
    """Rows of entries. Unchanged rows are left alone when they are read again."""

    def __init__(self, titles: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self._lines: list[EntryLine] = []

    def show_lines(self, lines: Sequence[EntryLine]) -> None:
        """Show these rows, in this order."""
        if [one.record.id for one in lines] != [one.record.id for one in self._lines]:
            self.beginResetModel()
            self._lines = list(lines)
            self.endResetModel()
            return
        for row, line in enumerate(lines):
            if line != self._lines[row]:
                self._lines[row] = line
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._titles) - 1))

    def line_at(self, row: int) -> EntryLine | None:
        """The line of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, key: str) -> int:
        """The row of a record, -1 where it is not shown."""
        return next((row for row, one in enumerate(self._lines) if one.record.id == key), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of one cell."""
        line = self.line_at(index.row()) if index.isValid() else None
        return line.cells[index.column()] if line is not None and role in _WORDS else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles."""
        is_title = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._titles[section] if is_title and section < len(self._titles) else None
