"""Accounts: the list, one account, and beside it the form of what is entered."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.domain.account_lines import AccountLine
from app.domain.billing import Adjustment, Charge, Payment, Refund
from app.domain.consistency import Acknowledgement, Written
from app.domain.declare import entity_of
from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.live.money_undo import ENTERED, entered_values
from app.services.account_reading import AccountRow, AccountView
from app.services.patients import PatientRow
from app.ui.models.billing_words import kind_words, said, shown_money
from app.ui.panels.billing.account_list import AccountList
from app.ui.panels.billing.account_pane import AccountPane
from app.ui.panels.billing.change_forms import AdjustmentForm, RefundForm, ReversalForm
from app.ui.panels.billing.charge_form import ChargeForm
from app.ui.panels.billing.entry_form import EntryForm
from app.ui.panels.billing.payment_form import CreditForm, PaymentForm
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.theme.tokens import GAP
from app.ui.widgets.surfaces import Card

_LIST_WIDE, _FORM_WIDE = 316, 372
_LIST_WIDEST, _FORM_WIDEST = 400, 480
_PANE, _PANE_OF_THREE = 372, 580
"""So wide at least is the account beside one other part, and between list and form."""
_ON_LINE = ("reversal",)


class AccountsPage(QWidget):
    """said(words), did(words, step): what was entered. chart_wished(patient id)."""

    said = Signal(str)
    did = Signal(str, object)
    chart_wished = Signal(str)
    receipt_wished = Signal(object, object)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("accounts_page")
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._wanted_form: tuple[str, str] | None = None
        self._wanted_line = ""
        self.list = AccountList(data_sync, tasks)
        self.pane = AccountPane(data_sync, tasks)
        self.forms: Mapping[str, EntryForm] = {
            "payment": PaymentForm(data_sync, tasks),
            "charge": ChargeForm(data_sync, tasks),
            "adjustment": AdjustmentForm(data_sync, tasks),
            "credit": CreditForm(data_sync, tasks),
            "refund": RefundForm(data_sync, tasks),
            "reversal": ReversalForm(data_sync, tasks),
        }
        self._stack = QStackedWidget()
        self.side = Card(name="entry_card", padding=1)
        self.side.body.addWidget(self._stack)
        self.side.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.list)
        row.addWidget(self.pane, 1)
        row.addWidget(self.side)
        for form in self.forms.values():
            self._stack.addWidget(form)
            form.entered.connect(self._on_entered)
            form.closed.connect(self._on_closed)
        self._connect()

    @property
    def form(self) -> EntryForm | None:
        """The form that is open."""
        shown = self._stack.currentWidget()
        is_open = not self.side.isHidden() and isinstance(shown, EntryForm)
        return shown if is_open and isinstance(shown, EntryForm) else None

    def look(self) -> None:
        """The page came to the front."""
        self.list.look()
        self.pane.look()

    def stop(self) -> None:
        """The window closes."""
        self.list.stop()
        self.pane.stop()
        for form in self.forms.values():
            form.draft.stop()

    def take_focus(self) -> None:
        """Put the cursor where one goes on."""
        if self.form is not None:
            self.form.first()
        elif self.list.isVisible():
            self.list.take_focus()
        else:
            self.pane.take_focus()

    def show_patient(self, patient_id: str, *, form: str = "", line: str = "") -> None:
        """Show somebody's account, wherever they stand in the list; with a form where wanted."""
        key = RecordId(patient_id)

        def found(rows: dict[RecordId, PatientRow]) -> None:
            row = rows.get(key)
            if row is None:
                self.said.emit(said("This patient is not at this desk."))
                return
            self.list.show_line_of(key)
            self._open(row.id, row.name, row.birth_date, row.mrn)
            if form:
                self._wish(form, line)

        if self.pane.patient_id == patient_id and self.pane.account is not None:
            if form:
                self._wish(form, line)
            return
        self._tasks.start(self._data_sync.patients.rows([key]), done=found)

    def open_form(self, kind: str) -> None:
        """Open a form for the account that is shown, as soon as it is read."""
        if self.pane.patient_id is None:
            self.said.emit(said("Choose an account first."))
            return
        self._wish(kind, "")

    def close_form(self) -> bool:
        """Close the form; whether one was open. What is typed is kept."""
        form = self.form
        if form is None:
            return False
        was_typed = form.is_typed
        form.close_form()
        if was_typed:
            self.said.emit(said("Kept as a draft."))
        return True

    def go_back(self) -> bool:
        """From an account to the list, where it hides it."""
        if self.list.isVisible() or self.pane.patient_id is None:
            return False
        self.pane.show_nobody()
        self._fit()
        self.list.take_focus()
        return True

    def has_typed(self) -> bool:
        """Whether something is typed that was not saved."""
        return any(form.account is not None and form.is_typed for form in self.forms.values())

    async def keep_drafts(self) -> None:
        """Keep what is typed. Raises StorageError."""
        for form in self.forms.values():
            await form.draft.keep()

    def open_draft(self, form: str, subject: str) -> bool:
        """Open the form of a draft; False where it is none of these."""
        kind = next((kind for kind, one in self.forms.items() if one.name == form), "")
        if not kind:
            return False
        entry, _, patient_id = subject.rpartition(":")
        self.show_patient(patient_id, form=kind, line=entry.rpartition("/")[2])
        return True

    def minimumSizeHint(self) -> QSize:
        """One part alone: the others go where there is no room."""
        return QSize(_form_width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many parts as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _connect(self) -> None:
        self.list.chosen.connect(self._on_row)
        self.list.opened.connect(lambda: self.open_form("payment"))
        self.pane.form_wished.connect(self.open_form)
        self.pane.shown.connect(self._on_shown)
        self.pane.failed.connect(self._on_pane_failed)
        self.pane.chart_wished.connect(self.chart_wished)
        self.pane.back_wished.connect(self.go_back)
        self.pane.receipt_wished.connect(self._on_receipt_wished)

    def _on_pane_failed(self, _error: Exception) -> None:
        self._close_all()
        self._wanted_form = None

    def _on_receipt_wished(self, line: AccountLine) -> None:
        self.receipt_wished.emit(self.pane.account, line)

    def _on_row(self, row: AccountRow) -> None:
        self._open(row.id, row.name, row.birth_date, row.mrn)

    def _open(self, patient_id: str, name: str, birth_date: str | None, mrn: str) -> None:
        if patient_id != self.pane.patient_id:
            # No form of one patient stands beside the account of another.
            self._close_all()
            self._wanted_form = None
        self.pane.open(patient_id, name=name, birth_date=birth_date, mrn=mrn)
        self._fit()

    def _wish(self, kind: str, line: str) -> None:
        account = self.pane.account
        if account is None:
            self._wanted_form = (self.pane.patient_id or "", kind)
            self._wanted_line = line
        else:
            self._show_form(kind, account, _line_of(account, line) or self.pane.line)

    def _on_shown(self, account: AccountView) -> None:
        for form in self.forms.values():
            form.refresh(account)
        wanted, self._wanted_form = self._wanted_form, None
        if wanted and wanted[0] == account.patient.id:
            line = _line_of(account, self._wanted_line)
            self._show_form(wanted[1], account, line)

    def _show_form(self, kind: str, account: AccountView, line: AccountLine | None) -> None:
        if kind in _ON_LINE and line is None:
            self.said.emit(said("Choose an entry in the ledger first."))
            return
        form = self.forms[kind]
        if self.form is not None and self.form is not form:
            self.form.close_form(quietly=True)
        self._stack.setCurrentWidget(form)
        self.side.show()
        self._fit()
        form.open(account, line)

    def _close_all(self) -> None:
        for form in self.forms.values():
            form.close_form(quietly=True)
        self.side.hide()
        self._fit()

    def _on_closed(self) -> None:
        self.side.hide()
        self._fit()
        if self.pane.isVisible():
            self.pane.take_focus()

    def _on_entered(self, made: object) -> None:
        self.side.hide()
        self._fit()
        got = Acknowledgement.LOCAL
        if isinstance(made, Written):
            made, got = made.value, made.got  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        if not isinstance(made, Charge | Payment | Adjustment | Refund):
            self.said.emit(said("Credit was applied."))
        else:
            self._tell(made, got)
        if self.pane.isVisible():
            self.pane.take_focus()

    def _tell(self, made: Charge | Payment | Adjustment | Refund, got: Acknowledgement) -> None:
        kind = entity_of(type(made)).name
        amount = shown_money(abs(made.amount_minor), made.currency)
        if made.reverses_id is not None:
            self.said.emit(said("{0} of {1} was reversed.").format(kind_words(kind), amount))
            return
        words = said("{0} of {1} entered.").format(kind_words(kind), amount)
        words = " ".join(part for part in (words, got_words(got)) if part)
        if self._permits.verdict(Permission.VOID_EDIT).is_allowed:
            values = entered_values(kind)
            step = self._data_sync.undo.did(ENTERED, made.id, before={}, after=values)
            self.did.emit(words, step)
        else:
            self.said.emit(words)

    def _fit(self) -> None:
        width, has_form = self.width(), not self.side.isHidden()
        has_account = self.pane.patient_id is not None
        is_middle = width >= _form_width() + GAP + px(_PANE)
        is_wide = width >= _list_width() + _form_width() + 2 * GAP + px(_PANE_OF_THREE)
        shows_list = is_wide or (not has_form and (is_middle or not has_account))
        shows_pane = is_middle or (has_account and not has_form)
        self.list.setVisible(shows_list)
        self.pane.setVisible(shows_pane)
        self.pane.set_back(shown=not shows_list and not has_form)
        if shows_list and not shows_pane:
            self.list.setMinimumWidth(0)
            self.list.setMaximumWidth(_ANY)
        else:
            self.list.setFixedWidth(_list_width())
        if has_form and not shows_pane:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(_ANY)
        else:
            self.side.setFixedWidth(_form_width())


_ANY = 16_777_215
"""Qt's own largest width: none in particular."""


def _list_width() -> int:
    return min(px(_LIST_WIDE), _LIST_WIDEST)


def _form_width() -> int:
    return min(px(_FORM_WIDE), _FORM_WIDEST)


def got_words(got: Acknowledgement) -> str:
    """How far an entry got, where somebody waited for it."""
    return {
        Acknowledgement.LOCAL: "",
        Acknowledgement.SERVER: said("The server has it."),
        Acknowledgement.QUORUM: said("The server and most of its standbys have it."),
        Acknowledgement.ALL: said("The server and all of its standbys have it."),
        Acknowledgement.CONFLICT: said("The server has another value too: somebody decides."),
        Acknowledgement.REFUSED: said("The server does not take it: it lies in the Sync centre."),
        Acknowledgement.UNKNOWN: said("The server has not answered yet: it is kept and sent."),
    }[got]


def _line_of(account: AccountView, line_id: str) -> AccountLine | None:
    return next((one for one in account.lines if one.id == line_id), None) if line_id else None
