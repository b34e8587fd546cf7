"""A table of many records: the identifiers of all of them, lines of the pages looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from app.domain.ids import RecordId

PAGE_ROWS = 200
PAGES_KEPT = 20
ROW_ROLE = Qt.ItemDataRole.UserRole
ID_ROLE = Qt.ItemDataRole.UserRole + 1
NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class PagedRows(QAbstractTableModel):
    """Holds every identifier and at most twenty pages of lines.

    rows_wanted(ids) asks for a page that is being looked at; `put_rows` brings it.
    """

    rows_wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: tuple[RecordId, ...] = ()
        self._rows: OrderedDict[RecordId, Any] = OrderedDict()
        self._asked: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._ask)
        self._wanted_pages: set[int] = set()

    @property
    def ids(self) -> tuple[RecordId, ...]:
        """Identifiers of everything listed, in order."""
        return self._ids

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._ids)

    def set_ids(self, ids: Sequence[RecordId]) -> None:
        """List these records. A few that came or went keep all others in place."""
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
                self.beginRemoveRows(NO_PARENT, head, head + removed - 1)
                self._ids = old[:head] + old[len(old) - tail :]
                self.endRemoveRows()
            if added:
                self.beginInsertRows(NO_PARENT, head, head + added - 1)
                self._ids = new
                self.endInsertRows()
        self._asked.clear()

    def put_rows(self, rows: Mapping[RecordId, Any]) -> None:
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
        """Records whose line is held."""
        return tuple(self._rows)

    def row_of(self, record_id: RecordId) -> int:
        """Where a record stands in the list, or -1."""
        try:
            return self._ids.index(record_id)
        except ValueError:
            return -1

    def line_at(self, position: int) -> Any:
        """The line at a place; None, and asked for, where it is not held."""
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
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))


def _common_ends(old: Sequence[RecordId], new: Sequence[RecordId]) -> tuple[int, int]:
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail
