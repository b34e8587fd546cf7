"""The patient list as a windowed table: identifiers of all, lines of the pages looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from app.domain.ids import RecordId
from app.domain.values import shown_phone
from app.services.patients import PatientRow
from app.ui.wording import NOTHING, shown_born, shown_visit

PAGE_ROWS = 200
PAGES_KEPT = 20
ROW_ROLE = Qt.ItemDataRole.UserRole
ID_ROLE = Qt.ItemDataRole.UserRole + 1
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.ToolTipRole,
    ROW_ROLE,
)
_NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


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


class PatientListModel(QAbstractTableModel):
    """Holds every identifier and at most twenty pages of lines.

    rows_wanted(ids) asks for a page that is being looked at; `put_rows` brings it.
    """

    rows_wanted = Signal(object)

    def __init__(self, *, zone: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._ids: tuple[RecordId, ...] = ()
        self._rows: OrderedDict[RecordId, PatientRow] = OrderedDict()
        self._asked: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._ask)
        self._wanted_pages: set[int] = set()

    @property
    def ids(self) -> tuple[RecordId, ...]:
        """Identifiers of every patient listed, in order."""
        return self._ids

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """How many patients are listed."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
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
        row = self._row_at(index.row())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() not in _TOLD_MORE:
            return None
        if role == ROW_ROLE:
            return row
        return self._text(row, index.column()) if row else ""

    def set_ids(self, ids: Sequence[RecordId]) -> None:
        """List these patients. A few that came or went keep all others in place."""
        old, new = self._ids, tuple(ids)
        if old == new:
            return
        head, tail = _common_ends(old, new)
        removed, added = len(old) - head - tail, len(new) - head - tail
        if not head and not tail:
            self.beginResetModel()
            self._ids = new
            self.endResetModel()
        else:
            if removed:
                self.beginRemoveRows(_NO_PARENT, head, head + removed - 1)
                self._ids = old[:head] + old[len(old) - tail :]
                self.endRemoveRows()
            if added:
                self.beginInsertRows(_NO_PARENT, head, head + added - 1)
                self._ids = new
                self.endInsertRows()
        self._asked.clear()

    def put_rows(self, rows: Mapping[RecordId, PatientRow]) -> None:
        """Lines that were read; only those that differ are repainted."""
        changed = {key for key, row in rows.items() if self._rows.get(key) != row}
        for key, row in rows.items():
            self._rows[key] = row
            self._rows.move_to_end(key)
        while len(self._rows) > PAGE_ROWS * PAGES_KEPT:
            self._rows.popitem(last=False)
        self._asked.clear()
        self._repaint(changed)

    def known_ids(self) -> tuple[RecordId, ...]:
        """Patients whose line is held."""
        return tuple(self._rows)

    def row_of(self, patient_id: RecordId) -> int:
        """Where a patient stands in the list, or -1."""
        try:
            return self._ids.index(patient_id)
        except ValueError:
            return -1

    def _row_at(self, position: int) -> PatientRow | None:
        row = self._rows.get(self._ids[position])
        page = position // PAGE_ROWS
        if row is None and page not in self._asked:
            self._asked.add(page)
            self._wanted_pages.add(page)
            self._timer.start()
        return row

    def _ask(self) -> None:
        pages, self._wanted_pages = sorted(self._wanted_pages), set()
        wanted = [
            record_id
            for page in pages
            for record_id in self._ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
            if record_id not in self._rows
        ]
        if wanted:
            self.rows_wanted.emit(wanted)

    def _repaint(self, changed: set[RecordId]) -> None:
        if not changed:
            return
        places = [place for place, record_id in enumerate(self._ids) if record_id in changed]
        if not places:
            return
        if len(places) == places[-1] - places[0] + 1:
            self._emit_changed(places[0], places[-1])
            return
        for place in places:
            self._emit_changed(place, place)

    def _emit_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def _text(self, row: PatientRow, column: int) -> str:
        match column:
            case Column.PATIENT:
                return row.name
            case Column.BORN:
                return shown_born(row.birth_date)
            case Column.PHONE:
                return shown_phone(row.phone) if row.phone else NOTHING
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


def _common_ends(old: Sequence[RecordId], new: Sequence[RecordId]) -> tuple[int, int]:
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail
