"""The audit trail as a windowed table: a count, and the pages that are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from app.services.audit_trail import PAGE, AuditEntry
from app.ui.language import day_pattern
from app.ui.models.audit_words import sentence
from app.ui.wording import NOTHING

PAGES_KEPT = 20
ENTRY_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_WORDS = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.ToolTipRole,
)


class Column(IntEnum):
    """Columns of the audit list."""

    EVENT = 0
    WHEN = 1
    WORKSTATION = 2


@dataclass(frozen=True, slots=True)
class PageWish:
    """A page to be read: below an event's number (None: from the top), leaving out some."""

    page: int
    below: int | None
    skip: int


class AuditListModel(QAbstractTableModel):
    """Knows how many events there are and holds at most twenty pages of them.

    page_wanted(PageWish) asks for one that is being looked at; `put_page` brings it. A page is
    read from the nearest known one above it, so that scrolling costs the same at any depth.
    """

    page_wanted = Signal(object)

    def __init__(self, *, zone: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = ZoneInfo(zone)
        self._count = 0
        self._pages: OrderedDict[int, Sequence[AuditEntry]] = OrderedDict()
        self._ends: dict[int, int] = {}
        self._asked: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._ask)
        self._wanted: list[int] = []

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """How many events match."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Column titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_tr("Event"), _tr("When"), _tr("Workstation"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words of one cell; the whole event under ENTRY_ROLE."""
        if not index.isValid() or not 0 <= index.row() < self._count:
            return None
        if role != ENTRY_ROLE and role not in _WORDS:
            return None
        entry = self.entry_at(index.row())
        if role == ENTRY_ROLE or entry is None:
            return entry if role == ENTRY_ROLE else ""
        match index.column():
            case Column.EVENT:
                return sentence(entry)
            case Column.WHEN:
                return shown_instant(entry.line.at, self._zone)
            case _:
                return entry.workstation or NOTHING

    def start(self, count: int) -> None:
        """So many events match what is asked now; nothing of what was read before fits."""
        self.beginResetModel()
        self._count = count
        self._pages.clear()
        self._ends.clear()
        self._asked.clear()
        self._wanted.clear()
        self.endResetModel()

    def put_page(self, page: int, entries: Sequence[AuditEntry]) -> None:
        """A page that was read."""
        self._asked.discard(page)
        self._pages[page] = entries
        self._pages.move_to_end(page)
        if entries:
            self._ends[page] = entries[-1].line.seq
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        first, last = page * PAGE, min((page + 1) * PAGE, self._count) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def give_up(self, page: int) -> None:
        """A page could not be read; it is asked for again when it is looked at."""
        self._asked.discard(page)

    def entry_at(self, row: int) -> AuditEntry | None:
        """One event, None while its page is on its way."""
        page, place = divmod(row, PAGE)
        held = self._pages.get(page)
        if held is not None:
            return held[place] if place < len(held) else None
        if page not in self._asked:
            self._asked.add(page)
            self._wanted.append(page)
            self._timer.start()
        return None

    def _ask(self) -> None:
        # Only what is looked at last: a long drag passes pages nobody waits for.
        wanted, passed = self._wanted[-3:], self._wanted[:-3]
        self._wanted = []
        self._asked.difference_update(passed)
        for page in wanted:
            self.page_wanted.emit(self._wish(page))

    def _wish(self, page: int) -> PageWish:
        above = max((known for known in self._ends if known < page), default=None)
        if above is None:
            return PageWish(page, None, page * PAGE)
        return PageWish(page, self._ends[above], (page - above - 1) * PAGE)


def shown_instant(at: datetime, zone: ZoneInfo) -> str:
    """A moment at the clinic to the second: "21 Nov 2026, 12:00:05"."""
    local = at.astimezone(zone)
    day = QLocale().toString(QDate(local.year, local.month, local.day), day_pattern("dd MMM yyyy"))
    return f"{day}, {local:%H:%M:%S}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("audit", text)
