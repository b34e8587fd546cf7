"""The lists people are called from, as rows: unconfirmed visits, who waits, who is recalled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.phi import quiet
from app.domain.waiting import Recall, RecallStatus
from app.services.call_lists import ToConfirm
from app.services.recalls import RecallLine
from app.services.waitlist import Waiting
from app.ui.models.day_words import look_of, said
from app.ui.wording import NOTHING, phone_words, shown_date, shown_visit

LINE_ROLE = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


@quiet
class CallLine(NamedTuple):
    """One row: whose, what is said in each column, and what it stands for."""

    key: str
    patient_id: str
    cells: tuple[str, ...]
    subject: ToConfirm | Waiting | RecallLine


class CallListModel(QAbstractTableModel):
    """Rows of one list. Unchanged rows are left alone when it is read again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = confirm_titles()
        self._lines: list[CallLine] = []

    def show_lines(self, titles: tuple[str, ...], lines: Sequence[CallLine]) -> None:
        """Show these rows, in this order."""
        keys = [one.key for one in lines]
        if titles != self._titles or keys != [one.key for one in self._lines]:
            self.beginResetModel()
            self._titles, self._lines = titles, list(lines)
            self.endResetModel()
            return
        for row, line in enumerate(lines):
            if line != self._lines[row]:
                self._lines[row] = line
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(titles) - 1))

    def line_at(self, row: int) -> CallLine | None:
        """The line of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, key: str) -> int:
        """The row of a line, -1 where it is not shown."""
        return next((row for row, one in enumerate(self._lines) if one.key == key), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of one cell; the whole line under LINE_ROLE."""
        line = self.line_at(index.row()) if index.isValid() else None
        if line is None or role == LINE_ROLE:
            return line
        return line.cells[index.column()] if role in _WORDS else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles."""
        is_title = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._titles[section] if is_title and section < len(self._titles) else None


def confirm_titles() -> tuple[str, ...]:
    """Columns of the visits to confirm."""
    return (said("Patient"), said("Phone"), said("Visit"), said("Provider"), said("Status"))


def waiting_titles() -> tuple[str, ...]:
    """Columns of the waiting list."""
    return (said("Patient"), said("Phone"), said("Wants"), said("Provider"), said("Has"))


def recall_titles() -> tuple[str, ...]:
    """Columns of the recalls."""
    return (
        said("Patient"),
        said("Phone"),
        said("Due"),
        said("Status"),
        said("For"),
        said("Provider"),
    )


def recall_lines(found: Sequence[RecallLine], *, zone: str, now: datetime) -> list[CallLine]:
    """The recalls as rows."""
    today = now.astimezone(ZoneInfo(zone)).date().isoformat()
    return [
        CallLine(
            one.recall.id,
            one.recall.patient_id,
            (
                one.patient_name,
                phone_words(one.phone) or NOTHING,
                shown_date(one.recall.due_on.isoformat()),
                recall_state(one, zone=zone, today=today),
                " · ".join(part for part in (one.visit_type_name, one.recall.reason) if part)
                or NOTHING,
                one.practitioner_name or said("Any provider"),
            ),
            one,
        )
        for one in found
    ]


def recall_state(one: RecallLine, *, zone: str, today: str) -> str:
    """How a recall stands: "Overdue", "Called 3 Nov: left message", "Booked for Tue 24 Nov"."""
    recall = one.recall
    match recall.status:
        case RecallStatus.BOOKED:
            if one.visit is None or one.is_open:
                return said("The visit was called off")
            when = shown_visit(one.visit.starts_at, zone, weekday=True)
            return said("Booked for {0}").format(when)
        case RecallStatus.DECLINED:
            return said("Will not come")
        case RecallStatus.DONE:
            return said("Done")
        case RecallStatus.CONTACTED:
            return _called(recall, zone)
        case _:
            return said("Overdue") if recall.due_on.isoformat() < today else said("Due")


def _called(recall: Recall, zone: str) -> str:
    at = recall.last_contact_at
    day = shown_date(at.astimezone(ZoneInfo(zone)).date().isoformat()) if at else ""
    if recall.last_outcome:
        return said("Called {0}: {1}").format(day, recall.last_outcome)
    return said("Called {0}").format(day)


def confirm_lines(calls: Sequence[ToConfirm], zone: str) -> list[CallLine]:
    """The visits to confirm as rows."""
    return [
        CallLine(
            one.visit.id,
            one.visit.patient_id,
            (
                one.visit.patient_name,
                phone_words(one.phone) or NOTHING,
                shown_visit(one.visit.starts_at, zone, weekday=True),
                one.visit.practitioner_name or said("Unassigned"),
                said("Message left")
                if one.visit.confirmation == "left_message"
                else look_of(one.visit).word,
            ),
            one,
        )
        for one in calls
    ]


def waiting_lines(found: Sequence[Waiting], zone: str) -> list[CallLine]:
    """Who waits, as rows."""
    return [
        CallLine(
            one.entry.id,
            one.entry.patient_id,
            (
                one.patient_name,
                phone_words(one.phone) or NOTHING,
                wish_words(one),
                one.practitioner_name or said("Any provider"),
                shown_visit(one.has.starts_at, zone, weekday=True) if one.has else NOTHING,
            ),
            one,
        )
        for one in found
    ]


def wish_words(one: Waiting) -> str:
    """What somebody waits for: "Urgent · 30 min · until 4 Dec 2026 · mornings"."""
    entry = one.entry
    is_morning = entry.before_minute is not None and entry.before_minute <= 12 * 60
    is_afternoon = entry.after_minute is not None and entry.after_minute >= 12 * 60
    until = entry.latest_on
    parts = (
        said("Urgent") if entry.urgency == "asap" else "",
        one.visit_type_name,
        said("{0} min").format(entry.length_min),
        said("from {0}").format(shown_date(entry.earliest_on.isoformat()))
        if entry.earliest_on
        else "",
        said("until {0}").format(shown_date(until.isoformat())) if until else "",
        said("mornings") if is_morning else "",
        said("afternoons") if is_afternoon else "",
    )
    return " · ".join(part for part in parts if part)
