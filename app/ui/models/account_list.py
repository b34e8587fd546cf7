"""Accounts that are listed and the entries of one, as windowed tables."""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum

from PySide6.QtCore import QObject, Qt

from app.domain.account_lines import AccountLine
from app.domain.ids import RecordId
from app.services.account_reading import AccountRow
from app.ui.models.billing_words import (
    entry_words,
    read_aloud,
    said,
    shown_day,
    shown_money,
    shown_number,
    state_look,
)
from app.ui.models.paged_rows import ID_ROLE, NO_PARENT, ROW_ROLE, Index, PagedRows
from app.ui.wording import NOTHING, shown_date

_WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class AccountListModel(PagedRows):
    """The accounts that are listed, each a line that is painted whole."""

    def forget_lines_but(self, fresh: Collection[RecordId]) -> None:
        """Lines that were read before a change are read again when they are looked at."""
        for key in [one for one in self._rows if one not in fresh]:
            del self._rows[key]
        self._asked.clear()

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """One."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name and balance; the whole line under ROW_ROLE."""
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        if role == ID_ROLE:
            return self._ids[index.row()]
        if role not in (*_WORDS, ROW_ROLE):
            return None
        row: AccountRow | None = self.line_at(index.row())
        if role == ROW_ROLE or row is None:
            return row if role == ROW_ROLE else ""
        born = said("born {0}").format(shown_date(row.birth_date))
        waiting = said("Waiting to sync") if row.is_pending else ""
        balance = shown_money(row.account.balance, row.account.currency)
        return ", ".join(part for part in (row.name, born, row.mrn, balance, waiting) if part)


class LedgerColumn(IntEnum):
    """Columns of a ledger."""

    WHAT = 0
    DAY = 1
    AMOUNT = 2
    LEFT = 3
    BALANCE = 4
    STATE = 5


FIGURES = frozenset({LedgerColumn.AMOUNT, LedgerColumn.LEFT, LedgerColumn.BALANCE})


class LedgerModel(PagedRows):
    """The entries of one account, the newest first.

    All of them are at hand, and only the lines looked at are put into words.
    """

    def __init__(self, *, currency: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._currency = currency
        self._lines: dict[RecordId, AccountLine] = {}

    def show_lines(self, lines: Collection[AccountLine]) -> None:
        """Show these entries; a line that stayed the same is not painted again."""
        before, wanted = self._lines, {one.id: one for one in lines}
        # Rows that go are still asked for while Qt takes them away.
        self._lines = {**before, **wanted}
        self.set_ids(tuple(wanted))
        self._lines = wanted
        self._repaint({key for key, one in wanted.items() if before.get(key, one) != one})

    def line_at(self, position: int) -> AccountLine | None:
        """The entry at a place: every one is at hand."""
        return self._lines.get(self._ids[position])

    def line(self, row: int) -> AccountLine | None:
        """The entry of a row."""
        return self._lines.get(self._ids[row]) if 0 <= row < len(self._ids) else None

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(LedgerColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Column titles."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = (
            said("Entry"),
            said("Day"),
            said("Amount"),
            said("Open"),
            said("Balance"),
            said("State"),
        )
        return titles[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words of one cell; the whole entry under ROW_ROLE."""
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        if role == ID_ROLE:
            return self._ids[index.row()]
        if role not in (*_WORDS, ROW_ROLE, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self.line_at(index.row())
        if role == ROW_ROLE or line is None:
            return line if role == ROW_ROLE else ""
        column = LedgerColumn(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry_words(line) if column is LedgerColumn.WHAT else None
        if role == Qt.ItemDataRole.AccessibleTextRole and column is LedgerColumn.WHAT:
            return read_aloud(line, self._currency)
        return self._text(line, column)

    def _text(self, line: AccountLine, column: LedgerColumn) -> str:
        match column:
            case LedgerColumn.WHAT:
                return entry_words(line)
            case LedgerColumn.DAY:
                return shown_day(line.on)
            case LedgerColumn.AMOUNT:
                return shown_number(line.amount, self._currency)
            case LedgerColumn.LEFT:
                return shown_number(line.left, self._currency) if line.left else NOTHING
            case LedgerColumn.BALANCE:
                return shown_number(line.balance, self._currency)
            case LedgerColumn.STATE:
                return state_look(line).words
