"""The patient list as a windowed table: identifiers of all, lines of the pages looked at."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from PySide6.QtCore import QCoreApplication, QObject, Qt

from app.services.patients import PatientRow
from app.ui.models.paged_rows import (
    ID_ROLE,
    NO_PARENT,
    PAGE_ROWS,
    PAGES_KEPT,
    ROW_ROLE,
    Index,
    PagedRows,
)
from app.ui.wording import NOTHING, phone_words, shown_born, shown_visit

__all__ = ["ID_ROLE", "PAGES_KEPT", "PAGE_ROWS", "ROW_ROLE", "Column", "PatientListModel"]
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.ToolTipRole,
    ROW_ROLE,
)


class Column(IntEnum):
    """Columns of the patient list."""

    PATIENT = 0
    BORN = 1
    PHONE = 2
    PROVIDER = 3
    NEXT_VISIT = 4
    FLAGS = 5


_TOLD_MORE = frozenset({Column.PATIENT, Column.FLAGS})
SORT_KEYS: Mapping[int, str] = {Column.PATIENT: "name", Column.BORN: "born"}
"""Columns the database can order by."""


class PatientListModel(PagedRows):
    """The patients that are listed, each with its line once that was looked at."""

    def __init__(self, *, zone: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Column titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _titles()[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words of one cell; the whole line under ROW_ROLE."""
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        if role == ID_ROLE:
            return self._ids[index.row()]
        if role not in _ROLES:
            return None
        row: PatientRow | None = self.line_at(index.row())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() not in _TOLD_MORE:
            return None
        if role == ROW_ROLE:
            return row
        return self._text(row, index.column()) if row else ""

    def _text(self, row: PatientRow, column: int) -> str:
        match column:
            case Column.PATIENT:
                return row.name
            case Column.BORN:
                return shown_born(row.birth_date)
            case Column.PHONE:
                return phone_words(row.phone) if row.phone else NOTHING
            case Column.PROVIDER:
                return row.provider or NOTHING
            case Column.NEXT_VISIT:
                return shown_visit(row.next_visit_at, self._zone) if row.next_visit_at else NOTHING
            case _:
                return ", ".join(flag_words(row))


def flag_words(row: PatientRow) -> list[str]:
    """The flags of a line as words, most urgent first."""
    words: list[str] = []
    if row.has_conflict:
        words.append(_tr("Conflict"))
    if row.allergies:
        words.append(_tr("Allergy"))
    if row.alert:
        words.append(_tr("Alert"))
    if row.is_pending:
        words.append(_tr("Waiting"))
    return words


def _tr(text: str) -> str:
    return QCoreApplication.translate("patients", text)


def _titles() -> tuple[str, ...]:
    return (
        _tr("Patient"),
        _tr("Born"),
        _tr("Phone"),
        _tr("Provider"),
        _tr("Next visit"),
        _tr("Flags"),
    )
