"""Putting an account right: adjusting it, giving money back, taking an entry back."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from app.domain.account_lines import AccountLine
from app.domain.billing import Adjustment, AdjustmentKind, PaymentMethod, Refund
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.ui.models.billing_words import (
    adjustment_words,
    charge_words,
    entry_words,
    payment_words,
    said,
    shown_day,
    shown_money,
)
from app.ui.panels.billing.entry_form import Content, EntryForm, choose, text_of
from app.ui.panels.billing.payment_form import fill_methods
from app.ui.task_runner import TaskRunner
from app.ui.who_changed import Subject, WhoChanged
from app.ui.widgets.fields import ComboBox, Field
from app.ui.widgets.surfaces import label


class AdjustmentForm(EntryForm):
    """Lessen what is owed, or raise it by a fee, and say why."""

    name = "adjustment_form"
    entity = "adjustment"
    permission = Permission.ADJUSTMENT_EDIT

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(data_sync, tasks, title=said("Adjust"), save=said("Adjust"))

    def build(self) -> None:
        """Kind, amount, charge, why."""
        self.kind = ComboBox(name="adjustment_kind", accessible=said("Kind"))
        for one in AdjustmentKind:
            self.kind.addItem(adjustment_words(one), one.value)
        self.amount = self.money(said("Amount"), "adjustment_amount")
        self.charge = ComboBox(name="adjustment_charge", accessible=said("Of which charge"))
        self._effect = label("", "label", name="adjustment_effect", wraps=True)
        for part in (
            Field(said("Kind"), self.kind),
            self.amount,
            self._effect,
            Field(said("Of which charge"), self.charge),
            self.reason,
        ):
            self.column.addWidget(part)
        self.kind.currentIndexChanged.connect(self._tell)
        self.amount.edited.connect(self._tell)

    def begin(self) -> None:
        """A write-off of nothing yet."""
        choose(self.kind, AdjustmentKind.WRITE_OFF)
        self.amount.set_value("")
        self.charge.clear()
        self._tell()

    def first(self) -> None:
        """The amount."""
        self.amount.take_focus()

    def needs_reason(self) -> bool:
        """Always: whoever reads it later wants to know why."""
        return True

    def show_account(self) -> None:
        """What is open now."""
        account = self.account
        chosen = str(self.charge.currentData() or "")
        if not chosen and self.line and self.line.kind == "charge":
            chosen = self.line.id
        blocked = self.charge.blockSignals(True)
        self.charge.clear()
        self.charge.addItem(said("None in particular"), "")
        for one in account.open_charges if account else ():
            self.charge.addItem(charge_words(one, self._currency), str(one.id))
        self.charge.blockSignals(blocked)
        choose(self.charge, chosen)

    def typed(self) -> dict[str, object]:
        """What was typed."""
        if not self.amount.value():
            return {}
        return {
            "amount": self.amount.value(),
            "kind": self.kind.currentData(),
            "charge": self.charge.currentData() or "",
        }

    def show_typed(self, content: Content) -> None:
        """As a draft says."""
        self.amount.set_value(text_of(content, "amount"))
        choose(self.kind, text_of(content, "kind") or AdjustmentKind.WRITE_OFF)
        choose(self.charge, text_of(content, "charge"))
        self._tell()

    def work(self) -> Coroutine[Any, Any, Any] | None:
        """Adjust."""
        amount, patient_id = self.amount.minor(), self.patient_id
        if amount is None or patient_id is None:
            return None
        return self._adjust(patient_id, amount)

    async def _adjust(self, patient_id: PatientId, amount: int) -> Adjustment:
        kind, charge = str(self.kind.currentData()), str(self.charge.currentData() or "")
        entering = self.entering()
        values: dict[str, object] = {
            "amount_minor": -amount if kind == AdjustmentKind.FEE else amount,
            "kind": kind,
            "note": entering.reason,
        }
        if charge:
            values["charge_id"] = RecordId(charge)
        values["adjusted_on"] = await self._accounts.entry_day()
        return await self._accounts.adjust(patient_id, values, entering)

    def _tell(self, _change: object = None) -> None:
        is_fee = self.kind.currentData() == AdjustmentKind.FEE
        words = said("Raises what is owed by {0}.") if is_fee else said("Lowers it by {0}.")
        self._effect.setText(words.format(shown_money(self.amount.guess(), self._currency)))
        if self.account is not None and self._read() is not None:
            self.draft.touch()


class RefundForm(EntryForm):
    """Give back what a payment has left, and say why."""

    name = "refund_form"
    entity = "refund"
    permission = Permission.REFUND_EDIT

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(data_sync, tasks, title=said("Refund"), save=said("Give back"))

    def build(self) -> None:
        """Payment, amount, method, why."""
        self.payment = ComboBox(name="refund_payment", accessible=said("Payment"))
        self.amount = self.money(said("Amount"), "refund_amount")
        self.method = ComboBox(name="refund_method", accessible=said("Method"))
        fill_methods(self.method)
        for part in (
            Field(said("Payment"), self.payment),
            self.amount,
            Field(said("Method"), self.method),
            self.reason,
        ):
            self.column.addWidget(part)
        self.payment.currentIndexChanged.connect(self._on_payment)

    def begin(self) -> None:
        """All that is left of the chosen payment."""
        self.payment.clear()
        self.amount.set_value("")
        choose(self.method, PaymentMethod.CASH)

    def first(self) -> None:
        """The amount."""
        self.amount.take_focus()

    def needs_reason(self) -> bool:
        """Always."""
        return True

    def show_account(self) -> None:
        """What has something left."""
        account = self.account
        chosen = str(self.payment.currentData() or (self.line.id if self.line else ""))
        was_empty = not self.payment.count()
        blocked = self.payment.blockSignals(True)
        self.payment.clear()
        for one in account.credits if account else ():
            self.payment.addItem(payment_words(one, self._currency), str(one.id))
        self.payment.blockSignals(blocked)
        choose(self.payment, chosen)
        if was_empty:
            self._on_payment()

    def typed(self) -> dict[str, object]:
        """An amount other than what is left."""
        chosen = self._chosen()
        whole = self.amount.words_of(chosen.left) if chosen else ""
        if self.amount.value() in ("", whole):
            return {}
        payment, method = self.payment.currentData() or "", self.method.currentData()
        return {"amount": self.amount.value(), "payment": payment, "method": method}

    def show_typed(self, content: Content) -> None:
        """As a draft says."""
        if "amount" in content:
            choose(self.payment, text_of(content, "payment"))
            choose(self.method, text_of(content, "method"))
            self.amount.set_value(text_of(content, "amount"))

    def work(self) -> Coroutine[Any, Any, Any] | None:
        """Give it back."""
        chosen, patient_id = self._chosen(), self.patient_id
        if chosen is None or patient_id is None:
            self.complain(said("No payment has anything left."))
            return None
        amount = self.amount.minor()
        if amount is None:
            return None
        if amount > chosen.left:
            self.amount.set_error(said("More than the payment has left."))
            return None
        return self._give_back(patient_id, chosen.id, amount)

    async def _give_back(self, patient_id: PatientId, payment: RecordId, amount: int) -> Refund:
        entering = self.entering()
        values: dict[str, object] = {
            "amount_minor": amount,
            "method": str(self.method.currentData()),
            "note": entering.reason,
        }
        values["refunded_on"] = await self._accounts.entry_day()
        return await self._accounts.give_back(patient_id, payment, values, entering)

    def _chosen(self) -> AccountLine | None:
        chosen = self.payment.currentData()
        found = self.account.credits if self.account else ()
        return next((one for one in found if one.id == chosen), None)

    def _on_payment(self, _index: int = 0) -> None:
        chosen = self._chosen()
        self.amount.show_minor(chosen.left if chosen else None)
        if chosen is not None:
            choose(self.method, chosen.how)


class ReversalForm(EntryForm):
    """Take a wrong entry back, and say why; both rows stay in the ledger."""

    name = "reversal_form"
    entity = "payment"
    permission = Permission.VOID_EDIT

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(
            data_sync, tasks, title=said("Reverse an entry"), save=said("Reverse the entry")
        )

    def build(self) -> None:
        """Which entry, why."""
        self._entry = label("", "strong", name="reversal_entry", wraps=True)
        self._what = label(
            said(
                "A second entry with the amount turned around is added today. What the entry pays, "
                "or what pays it, is taken back with it."
            ),
            "label",
            wraps=True,
        )
        self.who_changed = WhoChanged(self._data_sync, self._tasks, self._stored, prefix="reversal")
        row = QHBoxLayout()
        row.addWidget(self._entry, 1)
        row.addWidget(self.who_changed, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(row)
        for part in (self._what, self.reason):
            self.column.addWidget(part)

    def begin(self) -> None:
        """The entry it is about."""
        line = self.line
        self._entry.setText(_entry_line(line, self._currency) if line else "")

    def first(self) -> None:
        """Why."""
        self.reason.control.setFocus()

    def needs_reason(self) -> bool:
        """Always."""
        return True

    def subject(self) -> str:
        """The entry and whose it is."""
        return f"{self.line.kind}/{self.line.id}:{self.patient_id}" if self.line else ""

    def work(self) -> Coroutine[Any, Any, Any] | None:
        """Take it back."""
        line, patient_id = self.line, self.patient_id
        if line is None or patient_id is None:
            return None
        return self._accounts.reverse(
            line.kind, line.id, patient_id=patient_id, entering=self.entering()
        )

    def _stored(self) -> Subject | None:
        line = self.line
        return Subject.named(line.kind, line.id, self.patient_id) if line else None


def _entry_line(line: AccountLine, currency: str) -> str:
    day: date = line.on
    return f"{shown_day(day)} · {entry_words(line)} · {shown_money(line.amount, currency)}"
