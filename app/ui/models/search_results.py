"""What the search box offers for what was typed: people, their visits, and commands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QAction

from app.domain.phi import quiet
from app.services.finding import Found, FoundVisit
from app.services.patients import PatientRow
from app.ui.commands import icon_of, keys_of, words_of
from app.ui.models.day_words import status_look
from app.ui.wording import phone_words, shown_date, shown_visit

RESULT_ROLE = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()
_BETWEEN = "  ·  "


class HitKind(StrEnum):
    """What a line of the search box is about: a record's type, or a command."""

    PATIENT = "patient"
    VISIT = "appointment"
    COMMAND = "command"


@quiet
@dataclass(frozen=True, slots=True)
class Hit:
    """One line. id is the record's, or the command's name; why: what the role is missing for it."""

    kind: HitKind
    id: str
    title: str
    detail: str
    icon: str = ""
    keys: str = ""
    why: str = ""


class SearchResultsModel(QAbstractListModel):
    """Holds the lines of one answer."""

    _rows: tuple[Hit, ...] = ()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The line itself, or its words for the screen reader."""
        if not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == RESULT_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(filter(None, (row.title, row.detail, row.keys)))
        return None

    def set_rows(self, rows: tuple[Hit, ...]) -> None:
        """Show another answer."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_at(self, position: int) -> Hit:
        """One line."""
        return self._rows[position]


def hits_of(found: Found, zone: str) -> tuple[Hit, ...]:
    """The lines of an answer: people first, then their visits."""
    people = tuple(_person(row) for row in found.patients)
    return (*people, *(_visit(visit, zone) for visit in found.visits))


def hit_of(action: QAction, place: str) -> Hit:
    """The line of a command; place: the menu or the panel it stands in."""
    why = "" if action.isEnabled() else action.statusTip()
    keys = ", ".join(keys_of(action)[:1])
    name = action.objectName()
    return Hit(HitKind.COMMAND, name, words_of(action), why or place, icon_of(action), keys, why)


def detail_words(row: PatientRow) -> str:
    """What tells namesakes apart: birth date, MRN, phone."""
    phone = phone_words(row.phone) if row.phone else ""
    return _BETWEEN.join(part for part in (shown_date(row.birth_date), row.mrn, phone) if part)


def _person(row: PatientRow) -> Hit:
    return Hit(HitKind.PATIENT, row.id, row.name, detail_words(row))


def _visit(visit: FoundVisit, zone: str) -> Hit:
    look = status_look(visit.status, visit.confirmation)
    when = shown_visit(visit.starts_at, zone, weekday=True)
    detail = _BETWEEN.join(filter(None, (when, visit.provider, look.word)))
    return Hit(HitKind.VISIT, visit.id, visit.patient_name, detail, "calendar-days")
