"""The lines of a report as a table: the same figures the bars show, for eyes and screen readers."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_WORDS = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.ToolTipRole,
)


class ReportTable(QAbstractTableModel):
    """Lines under titles; the first column says what a line is about."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: tuple[str, ...] = ()
        self._lines: tuple[tuple[str, ...], ...] = ()

    def show_lines(self, titles: tuple[str, ...], lines: tuple[tuple[str, ...], ...]) -> None:
        """Show these; where only figures differ the lines stay as they are."""
        is_same_shape = titles == self._titles and len(lines) == len(self._lines)
        if not is_same_shape:
            self.beginResetModel()
        self._titles, self._lines = titles, lines
        if not is_same_shape:
            self.endResetModel()
        elif lines:
            last = self.index(len(lines) - 1, len(titles) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Column titles."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._titles[section] if 0 <= section < len(self._titles) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell."""
        is_there = index.isValid() and 0 <= index.row() < len(self._lines)
        return self._lines[index.row()][index.column()] if is_there and role in _WORDS else None
