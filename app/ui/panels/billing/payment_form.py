"""Taking money: how much, how, and which charges it pays; and paying charges with credit."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from app.domain.billing import Payment, PaymentMethod
from app.domain.consistency import Written
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.ui.models.billing_words import (
    method_words,
    payment_words,
    said,
    shown_money,
)
from app.ui.panels.billing.entry_form import Content, EntryForm, choose, text_of
from app.ui.panels.billing.share_box import ShareBox
from app.ui.task_runner import TaskRunner
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.surfaces import label

_LONGEST_REFERENCE, _LONGEST_NOTE = 100, 500


def fill_methods(choice: ComboBox) -> None:
    """How money comes in or goes out."""
    for one in PaymentMethod:
        choice.addItem(method_words(one), one.value)


class PaymentForm(EntryForm):
    """Take a payment: the co-pay stands there already, Enter takes it."""

    name = "payment_form"
    entity = "payment"
    permission = Permission.PAYMENT_TAKE

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(
            data_sync, tasks, title=said("Take a payment"), save=said("Take the payment")
        )

    def build(self) -> None:
        """Amount, method, reference, split."""
        self.amount = self.money(said("Amount"), "payment_amount")
        self._hint = label("", "label", name="payment_hint", wraps=True)
        self.method = ComboBox(name="payment_method", accessible=said("Method"))
        fill_methods(self.method)
        self.reference = Field(
            said("Check or authorisation number"),
            line_edit("payment_reference", length=_LONGEST_REFERENCE),
        )
        self.shares = ShareBox(name="payment_shares", currency=self._currency)
        self.note = Field(said("Note"), line_edit("payment_note", length=_LONGEST_NOTE))
        for part in (
            self.amount,
            self._hint,
            Field(said("Method"), self.method),
            self.reference,
            self.shares,
            self.note,
        ):
            self.column.addWidget(part)
        self.amount.edited.connect(self._on_amount)
        self.method.currentIndexChanged.connect(self._on_method)
        self.shares.edited.connect(self.draft.touch)

    def begin(self) -> None:
        """The co-pay where it is known, in cash, the oldest charge first."""
        self.amount.show_minor(self._proposed())
        choose(self.method, PaymentMethod.CASH)
        for field in (self.reference, self.note):
            field.set_value("")
        self.shares.clear()
        self._on_method()
        self.shares.set_amount(self.amount.guess())

    def first(self) -> None:
        """The amount."""
        self.amount.take_focus()

    def show_account(self) -> None:
        """What is open now."""
        account = self.account
        self.shares.show_charges(account.open_charges if account else ())
        self.shares.set_amount(self.amount.guess())
        self._hint.setText(self._hint_words())
        self._hint.setVisible(bool(self._hint.text()))

    def typed(self) -> dict[str, object]:
        """Everything that is not as it stood at the opening."""
        typed: dict[str, object] = {
            "reference": self.reference.value(),
            "note": self.note.value(),
            **self.shares.typed(),
        }
        if self.amount.value() != self._amount_at_first():
            typed["amount"] = self.amount.value()
        if self.method.currentData() != PaymentMethod.CASH:
            typed["method"] = self.method.currentData()
        return {name: value for name, value in typed.items() if value}

    def show_typed(self, content: Content) -> None:
        """As a draft says."""
        if "amount" in content:
            self.amount.set_value(text_of(content, "amount"))
        choose(self.method, text_of(content, "method") or PaymentMethod.CASH)
        self.reference.set_value(text_of(content, "reference"))
        self.note.set_value(text_of(content, "note"))
        self._on_method()
        self.shares.set_amount(self.amount.guess())
        self.shares.show_typed(content)

    def work(self) -> Coroutine[Any, Any, Any] | None:
        """Take it, and pay charges with it in the same step."""
        amount, patient_id = self.amount.minor(), self.patient_id
        if amount is None or patient_id is None:
            self.amount.take_focus()
            return None
        self.shares.set_amount(amount)
        shares = self.shares.shares()
        if shares is None:
            return None
        return self._take(patient_id, amount, shares if self.shares.model.by_hand else None)

    async def _take(
        self, patient_id: PatientId, amount: int, shares: dict[RecordId, int] | None
    ) -> Written[Payment]:
        accounts, entering = self._accounts, self.entering()
        values: dict[str, object] = {
            "amount_minor": amount,
            "method": str(self.method.currentData()),
            "reference": "" if self._is_cash() else self.reference.value(),
            "note": self.note.value(),
        }
        values["received_on"] = await accounts.entry_day()
        return await accounts.take_payment(patient_id, values, shares=shares, entering=entering)

    def _is_cash(self) -> bool:
        return self.method.currentData() == PaymentMethod.CASH

    def _proposed(self) -> int | None:
        return (self.account.copay or None) if self.account else None

    def _amount_at_first(self) -> str:
        proposed = self._proposed()
        return "" if proposed is None else self.amount.words_of(proposed)

    def _hint_words(self) -> str:
        account = self.account
        if account is None:
            return ""
        parts: list[str] = []
        if account.copay:
            copay = shown_money(account.copay, self._currency)
            parts.append(said("Co-pay {0}").format(copay))
        if account.account.balance > 0:
            owed = shown_money(account.account.balance, self._currency)
            parts.append(said("{0} owed in all").format(owed))
        return " · ".join(parts)

    def _on_amount(self) -> None:
        self.shares.set_amount(self.amount.guess())

    def _on_method(self, _index: int = 0) -> None:
        self.reference.setVisible(not self._is_cash())
        if self.account is not None:
            self.draft.touch()


class CreditForm(EntryForm):
    """Pay charges with what an earlier payment has left."""

    name = "credit_form"
    entity = "allocation"
    permission = Permission.PAYMENT_TAKE

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(data_sync, tasks, title=said("Apply credit"), save=said("Apply"))

    def build(self) -> None:
        """Which payment, which charges."""
        self.payment = ComboBox(name="credit_payment", accessible=said("Payment"))
        self.shares = ShareBox(name="credit_shares", currency=self._currency)
        self.column.addWidget(Field(said("Payment"), self.payment))
        self.column.addWidget(self.shares)
        self.payment.currentIndexChanged.connect(self._on_payment)
        self.shares.edited.connect(self.draft.touch)

    def begin(self) -> None:
        """The oldest credit to the oldest charges."""
        self.shares.clear()
        self.payment.clear()

    def first(self) -> None:
        """The payment."""
        self.payment.setFocus()

    def show_account(self) -> None:
        """What has something left, and what is open."""
        account = self.account
        chosen = self.payment.currentData() or (self.line.id if self.line else "")
        blocked = self.payment.blockSignals(True)
        self.payment.clear()
        for one in account.credits if account else ():
            self.payment.addItem(payment_words(one, self._currency), str(one.id))
        self.payment.blockSignals(blocked)
        choose(self.payment, str(chosen))
        self.shares.show_charges(account.open_charges if account else ())
        self._on_payment()

    def typed(self) -> dict[str, object]:
        """The split by hand."""
        split = self.shares.typed()
        return {**split, "payment": self.payment.currentData() or ""} if split else {}

    def show_typed(self, content: Content) -> None:
        """As a draft says."""
        choose(self.payment, text_of(content, "payment"))
        self._on_payment()
        self.shares.show_typed(content)

    def work(self) -> Coroutine[Any, Any, Any] | None:
        """Apply it."""
        chosen, patient_id = self.payment.currentData(), self.patient_id
        if not chosen or patient_id is None:
            self.complain(said("No payment has anything left."))
            return None
        shares = self.shares.shares()
        if shares is None:
            return None
        if not shares:
            self.complain(said("No charge is paid by this."))
            return None
        return self._accounts.allocate(
            patient_id, RecordId(str(chosen)), shares=shares, entering=self.entering()
        )

    def _on_payment(self, _index: int = 0) -> None:
        chosen = self.payment.currentData()
        found = self.account.credits if self.account else ()
        left = next((one.left for one in found if one.id == chosen), 0)
        self.shares.set_amount(left)
