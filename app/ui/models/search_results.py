"""The few patients that match what was typed into the search box."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.values import shown_phone
from app.services.patients import PatientRow
from app.ui.wording import shown_date

RESULT_ROLE = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()


class SearchResultsModel(QAbstractListModel):
    """Holds the rows of one answer."""

    _rows: tuple[PatientRow, ...] = ()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """How many matches there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The row itself, or its words for the screen reader."""
        if not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == RESULT_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.name}, {detail_words(row)}"
        return None

    def set_rows(self, rows: tuple[PatientRow, ...]) -> None:
        """Show another answer."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_at(self, position: int) -> PatientRow:
        """One match."""
        return self._rows[position]


def detail_words(row: PatientRow) -> str:
    """What tells namesakes apart: birth date, MRN, phone."""
    phone = shown_phone(row.phone) if row.phone else ""
    return "  ·  ".join(part for part in (shown_date(row.birth_date), row.mrn, phone) if part)
