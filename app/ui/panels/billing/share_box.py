"""Which charges a payment pays: the oldest first, or as somebody says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.account_lines import AccountLine
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.ui.models.billing_words import said, shown_money
from app.ui.models.share_list import ShareColumn, ShareModel
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.cells import PlainCells
from app.ui.widgets.surfaces import label
from app.ui.widgets.table import ColumnPlan, Header, ListView

_ROW, _MOST_ROWS, _HEADER = 36, 5, 40


class ShareBox(QWidget):
    """edited(): how it is split was changed."""

    edited = Signal()

    def __init__(self, *, name: str, currency: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._currency = currency
        self._amount = 0
        self.model = ShareModel(currency=currency, parent=self)
        self.oldest = Button(said("Oldest first"), name=f"{name}_oldest", look=Look.CHIP)
        self.by_hand = Button(said("By hand"), name=f"{name}_by_hand", look=Look.CHIP)
        self.view = ListView(name=f"{name}_list", accessible=said("Open charges"), people=False)
        self._sum = label("", "label", name=f"{name}_sum", wraps=True)
        self._problem = label("", "error", name=f"{name}_problem", wraps=True)
        self._lay_out()
        self.oldest.setChecked(True)
        self.oldest.clicked.connect(self._on_way)
        self.by_hand.clicked.connect(self._on_way)
        self.model.edited.connect(self._on_edited)
        self.show_charges(())

    def show_charges(self, charges: Sequence[AccountLine]) -> None:
        """The charges that are open now."""
        self.model.show_charges(charges)
        rows = min(_MOST_ROWS, len(charges))
        self.view.setFixedHeight(px(_HEADER) + rows * px(_ROW) + 2)
        for part in (self.view, self.oldest, self.by_hand):
            part.setVisible(bool(charges))
        self._tell()

    def set_amount(self, minor: int) -> None:
        """What is there to be split."""
        self._amount = minor
        self.model.set_amount(minor)
        self._tell()

    def shares(self) -> dict[RecordId, int] | None:
        """What every charge gets; None where that cannot be, which the box then says."""
        try:
            shares = self.model.shares()
        except InvalidValue:
            self._complain(said("One of the shares is no amount, or more than its charge owes."))
            return None
        if sum(shares.values()) > self._amount:
            self._complain(said("The shares come to more than the amount."))
            return None
        self._complain("")
        return shares

    def typed(self) -> dict[str, object]:
        """How it is split, for a draft; nothing where the oldest come first."""
        if not self.model.by_hand:
            return {}
        return {"by_hand": True, "shares": self.model.typed()}

    def show_typed(self, content: Mapping[str, object]) -> None:
        """Split it as a draft says."""
        is_by_hand = bool(content.get("by_hand"))
        kept = content.get("shares")
        found = cast("dict[str, object]", kept) if isinstance(kept, dict) else {}
        self.model.show_typed({str(key): str(text) for key, text in found.items()})
        self._choose(by_hand=is_by_hand)

    def clear(self) -> None:
        """The oldest first, nothing typed."""
        self.model.clear()
        self._complain("")
        self._choose(by_hand=False)

    def _choose(self, *, by_hand: bool) -> None:
        (self.by_hand if by_hand else self.oldest).setChecked(True)
        self.model.split_by_hand(by_hand=by_hand)
        self._tell()

    def _on_way(self) -> None:
        self._choose(by_hand=self.by_hand.isChecked())
        if self.model.by_hand:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self.view.setCurrentIndex(self.model.index(0, ShareColumn.SHARE))
        self.edited.emit()

    def _on_edited(self) -> None:
        self.shares()
        self._tell()
        self.edited.emit()

    def _tell(self) -> None:
        try:
            paid = sum(self.model.shares().values())
        except InvalidValue:
            return
        rest = max(0, self._amount - paid)
        if not self.model.rowCount():
            words = said("No charge is open: all of it stays as credit.")
        elif rest:
            words = said("{0} pays charges, {1} stays as credit.").format(
                shown_money(paid, self._currency), shown_money(rest, self._currency)
            )
        else:
            words = said("{0} pays charges.").format(shown_money(paid, self._currency))
        self._sum.setText(words)

    def _complain(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _lay_out(self) -> None:
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(6)
        for chip in (self.oldest, self.by_hand):
            self._group.addButton(chip)
            row.addWidget(chip)
        row.addStretch(1)
        figures = frozenset({ShareColumn.OWED, ShareColumn.SHARE})
        self.view.setModel(self.model)
        self.view.setItemDelegate(PlainCells(self.view, figures=figures))
        self.view.verticalHeader().setDefaultSectionSize(px(_ROW))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        header = self.view.horizontalHeader()
        if isinstance(header, Header):
            header.figures = figures
        amount = "8,888.88"
        self.view.set_columns(
            [ColumnPlan("28 Nov", drop_rank=0), ColumnPlan(amount), ColumnPlan(amount)]
        )
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(said("Pays"), "label"))
        column.addLayout(row)
        for part in (self.view, self._sum, self._problem):
            column.addWidget(part)
