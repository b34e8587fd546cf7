"""How a payment is split over open charges: what each still owes, and what it gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from app.domain.account_lines import AccountLine
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.domain.ledger import oldest_first
from app.ui.models.billing_words import (
    money_to_type,
    said,
    shown_day,
    shown_number,
    typed_money,
)
from app.ui.models.paged_rows import NO_PARENT, Index
from app.ui.wording import NOTHING

_EDITED = Qt.ItemDataRole.EditRole
_WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class ShareColumn(IntEnum):
    """Columns of the split."""

    CHARGE = 0
    OWED = 1
    SHARE = 2


class ShareModel(QAbstractTableModel):
    """Open charges with their shares. by_hand: the shares are typed, else the oldest come first.

    edited(): a share was typed.
    """

    edited = Signal()

    def __init__(self, *, currency: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._currency = currency
        self._charges: tuple[AccountLine, ...] = ()
        self._typed: dict[RecordId, str] = {}
        self._amount = 0
        self.by_hand = False

    def show_charges(self, charges: Sequence[AccountLine]) -> None:
        """The open charges; what was typed for one that is gone goes with it."""
        if tuple(charges) == self._charges:
            return
        self.beginResetModel()
        self._charges = tuple(charges)
        known = {one.id for one in charges}
        self._typed = {key: text for key, text in self._typed.items() if key in known}
        self.endResetModel()

    def set_amount(self, minor: int) -> None:
        """What is there to be split."""
        self._amount = minor
        self._repaint()

    def split_by_hand(self, *, by_hand: bool) -> None:
        """Let the shares be typed, beginning with what the oldest first would get; or not."""
        if by_hand and not self.by_hand and not self._typed:
            self._typed = {
                key: money_to_type(minor, self._currency)
                for key, minor in self._oldest_first().items()
            }
        self.by_hand = by_hand
        self._repaint()

    def typed(self) -> dict[str, str]:
        """What was typed, by charge, for a draft."""
        return {str(key): text for key, text in self._typed.items() if text}

    def show_typed(self, typed: Mapping[str, str]) -> None:
        """Put typed shares back."""
        self._typed = {RecordId(key): text for key, text in typed.items()}
        self._repaint()

    def clear(self) -> None:
        """Nothing is typed."""
        self._typed, self._amount, self.by_hand = {}, 0, False
        self._repaint()

    def shares(self) -> dict[RecordId, int]:
        """What every charge gets. Raises InvalidValue for no amount or more than it owes."""
        if not self.by_hand:
            return self._oldest_first()
        shares = {one.id: self._share_of(one) for one in self._charges}
        return {key: minor for key, minor in shares.items() if minor}

    def problem(self, row: int) -> str:
        """What is wrong with a typed share; "" where nothing is."""
        try:
            self._share_of(self._charges[row])
        except InvalidValue as error:
            owed = error.field == "charge_id"
            return said("More than it owes.") if owed else said("Not an amount.")
        return ""

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """How many open charges."""
        return 0 if parent.isValid() else len(self._charges)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(ShareColumn)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Shares can be typed where they are split by hand."""
        usual = super().flags(index)
        is_typed = self.by_hand and index.column() == ShareColumn.SHARE
        return usual | Qt.ItemFlag.ItemIsEditable if is_typed else usual

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Column titles."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (said("Charge"), said("Open"), said("Pays"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words of a cell; what is typed under EditRole, what is wrong with it as its tooltip."""
        if not index.isValid() or not 0 <= index.row() < len(self._charges):
            return None
        line = self._charges[index.row()]
        column = ShareColumn(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return (self.problem(index.row()) or None) if column is ShareColumn.SHARE else line.text
        if role == _EDITED and column is ShareColumn.SHARE:
            return self._typed.get(line.id, "")
        return self._text(line, column) if role in _WORDS else None

    def setData(self, index: Index, value: object, role: int = _EDITED) -> bool:
        """Somebody typed a share."""
        if role != _EDITED or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        self._typed[self._charges[index.row()].id] = str(value).strip()
        self._repaint()
        self.edited.emit()
        return True

    def _text(self, line: AccountLine, column: ShareColumn) -> str:
        match column:
            case ShareColumn.CHARGE:
                return f"{shown_day(line.on)} · {line.text}"
            case ShareColumn.OWED:
                return shown_number(line.left, self._currency)
            case ShareColumn.SHARE if self.by_hand:
                return self._typed.get(line.id, "") or NOTHING
            case ShareColumn.SHARE:
                minor = self._oldest_first().get(line.id, 0)
                return shown_number(minor, self._currency) if minor else NOTHING

    def _share_of(self, line: AccountLine) -> int:
        text = self._typed.get(line.id, "")
        minor = typed_money(text, self._currency) if text else 0
        if minor < 0:
            raise InvalidValue("amount_minor", "is less than zero")
        if minor > line.left:
            raise InvalidValue("charge_id", "owes less than that")
        return minor

    def _oldest_first(self) -> dict[RecordId, int]:
        return oldest_first({one.id: one.left for one in self._charges}, self._amount)

    def _repaint(self) -> None:
        if self._charges:
            last: QModelIndex = self.index(len(self._charges) - 1, len(ShareColumn) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
