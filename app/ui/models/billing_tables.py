"""Tables of the Billing panel that are read whole: a day's entries, accounts by age, prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt

from app.domain.ids import RecordId
from app.services.account_reading import DayLine
from app.services.fees import FeeLine
from app.services.receipts import AgedAccount
from app.ui.models.billing_words import (
    bucket_words,
    entry_words,
    said,
    shown_number,
    state_look,
)
from app.ui.models.paged_rows import ID_ROLE, NO_PARENT, ROW_ROLE, Index, PagedRows

_WORDS = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.ToolTipRole,
)


class HeldRows(PagedRows):
    """Rows that are all at hand; only those looked at are put into words."""

    def __init__(self, *, currency: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.currency = currency
        self._held: dict[RecordId, Any] = {}

    def titles(self) -> tuple[str, ...]:
        """The columns' titles."""
        return ()

    def words(self, row: Any, column: int) -> str:
        """What stands in a cell."""
        del row, column
        return ""

    def show_rows(self, rows: Mapping[RecordId, Any]) -> None:
        """Show these rows in their order; one that stayed the same is not painted again."""
        before, wanted = self._held, dict(rows)
        # Rows that go are still asked for while Qt takes them away.
        self._held = {**before, **wanted}
        self.set_ids(tuple(wanted))
        self._held = wanted
        self._repaint({key for key, one in wanted.items() if before.get(key, one) != one})

    def line_at(self, position: int) -> Any:
        """The row at a place."""
        return self._held.get(self._ids[position])

    def row_at(self, row: int) -> Any:
        """The row at a place, None where there is none."""
        return self.line_at(row) if 0 <= row < len(self._ids) else None

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self.titles())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Column titles."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.titles()[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words of one cell; the whole row under ROW_ROLE."""
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        if role == ID_ROLE:
            return self._ids[index.row()]
        row = self.line_at(index.row())
        if role == ROW_ROLE:
            return row
        return self.words(row, index.column()) if role in _WORDS and row is not None else None


class DayModel(HeldRows):
    """Entries of a day, the latest first."""

    FIGURES = frozenset({2})

    def titles(self) -> tuple[str, ...]:
        """Patient, entry, amount, state."""
        return said("Patient"), said("Entry"), said("Amount"), said("State")

    def words(self, row: DayLine, column: int) -> str:
        """What stands in a cell."""
        match column:
            case 0:
                return f"{row.name} · {row.mrn}"
            case 1:
                return entry_words(row.line)
            case 2:
                return shown_number(row.line.amount, self.currency)
            case _:
                waiting = said("Waiting to sync") if row.line.is_pending else ""
                return " · ".join(filter(None, (state_look(row.line).words, waiting)))


class AgingModel(HeldRows):
    """Accounts that owe something, by age."""

    FIGURES = frozenset(range(1, 7))

    def titles(self) -> tuple[str, ...]:
        """Patient, the ages, the balance."""
        return (said("Patient"), *bucket_words(), said("Balance"))

    def words(self, row: AgedAccount, column: int) -> str:
        """What stands in a cell."""
        if column == 0:
            return f"{row.name} · {row.mrn}"
        sums = (*row.buckets, row.balance)
        minor = sums[column - 1]
        return shown_number(minor, self.currency) if minor else "—"


class FeeModel(HeldRows):
    """The prices of one list."""

    FIGURES = frozenset({2})

    def titles(self) -> tuple[str, ...]:
        """Code, service, price."""
        return said("Service"), said("Code"), said("Price")

    def words(self, row: FeeLine, column: int) -> str:
        """What stands in a cell."""
        match column:
            case 0:
                return row.name
            case 1:
                return row.code
            case _:
                return shown_number(row.fee.amount_minor, self.currency)
