"""One patient's account: whose it is, how it stands, what can be done, and every entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.account_lines import AccountLine, LineState
from app.domain.changes import ChangeSet
from app.domain.errors import RecordNotFound
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.account_reading import AccountView
from app.services.accounts import FamilyMember
from app.ui.error_presenter import words_for
from app.ui.identity_line import IdentityLine
from app.ui.models.account_list import FIGURES, LedgerModel
from app.ui.models.billing_words import balance_words, said, shown_day, shown_money
from app.ui.models.paged_rows import ID_ROLE
from app.ui.panels.billing.delegates import LedgerCells
from app.ui.permitted import Permits, permit
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.who_changed import Subject, WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.flow import flow_of
from app.ui.widgets.surfaces import Card, label
from app.ui.widgets.table import ColumnPlan, Header, ListView

_LIVE = (LineState.REVERSED, LineState.REVERSAL)
_A_LONG_DAY = date(2026, 9, 28)
_FEW_PX = 560
"""In a narrower pane the figures stand in two rows."""


class AccountPane(Card):
    """form_wished(kind): a form is wanted for this account. shown(AccountView): it was read.

    chart_wished(patient id), back_wished(): to the list. receipt_wished(AccountLine).
    """

    form_wished = Signal(str)
    shown = Signal(object)
    failed = Signal(object)
    chart_wished = Signal(str)
    back_wished = Signal()
    receipt_wished = Signal(object)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="account_pane", padding=1)
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._currency = data_sync.clinic.currency
        self._patient_id: PatientId | None = None
        self._chosen: RecordId | None = None
        self.query: LiveQuery[AccountView] | None = None
        self.family: LiveQuery[tuple[FamilyMember, ...]] | None = None
        self.identity = IdentityLine(name="account_identity")
        self.model = LedgerModel(currency=self._currency, parent=self)
        self.view = ListView(name="ledger", accessible=said("Ledger"), people=False)
        self.states = ListStates(self.view, name="ledger_state")
        self._lay_out()
        self._connect()
        self.show_nobody()

    @property
    def patient_id(self) -> PatientId | None:
        """Whose account is open."""
        return self._patient_id

    @property
    def account(self) -> AccountView | None:
        """What is shown; None until it is read."""
        found = self.query.value if self.query is not None else None
        return found if found and found.patient.id == self._patient_id else None

    @property
    def line(self) -> AccountLine | None:
        """The entry the person is on."""
        index = self.view.currentIndex()
        return self.model.line(index.row()) if index.isValid() else None

    def open(self, patient_id: str, *, name: str, birth_date: str | None, mrn: str) -> None:
        """Show this account; nothing of the one before stays for a moment."""
        if patient_id == self._patient_id:
            if self.query is not None:
                self.query.refresh()
            return
        self._empty()
        wanted = self._patient_id = PatientId(RecordId(patient_id))
        self.identity.show_patient(patient_id, name, birth_date, mrn)
        self.identity.setVisible(True)
        accounts, feed = self._data_sync.accounts, self._data_sync.feed
        watching = (f"patient/{wanted}", f"patient/{wanted}/*")
        self.query = LiveQuery(feed, lambda: accounts.view(wanted), watching=watching, parent=self)
        self.family = LiveQuery(
            feed,
            lambda: accounts.family(wanted),
            entities=("charge", "payment", "adjustment", "refund", "patient"),
            parent=self,
        )
        self.query.value_changed.connect(self._on_view)
        self.query.loading_changed.connect(self._on_loading)
        self.query.failed.connect(self._on_failed)
        self.family.value_changed.connect(self._on_family)
        self.query.ask()
        self.family.ask()
        self._permit()

    def show_nobody(self) -> None:
        """No account is open."""
        self._empty()
        self.identity.setVisible(False)
        self.states.show_state("wallet", said("Choose an account, or find a patient."))
        self._permit()

    def look(self) -> None:
        """The panel came to the front."""
        for query in (self.query, self.family):
            if query is not None:
                query.refresh()

    def stop(self) -> None:
        """Read nothing more."""
        for query in (self.query, self.family):
            if query is not None:
                query.stop()

    def take_focus(self) -> None:
        """Put the cursor on the entries."""
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_back(self, *, shown: bool) -> None:
        """Whether a way back to the list is needed."""
        self.back.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow pane the figures stand in two rows."""
        super().resizeEvent(event)
        self._place_figures()

    def _empty(self) -> None:
        for query in (self.query, self.family):
            if query is not None:
                query.stop()
                query.deleteLater()
        self.query = self.family = None
        self._patient_id = self._chosen = None
        self.model.show_lines(())
        self.states.show_content()
        self.identity.show_unknown()
        for part in self._figures.values():
            part.setText("")
        self._family_names.setText("")

    def _on_view(self, view: AccountView) -> None:
        if view.patient.id != self._patient_id:
            return
        patient = view.patient
        self.identity.show_patient(
            patient.id, patient.display_name, patient.birth_date, patient.mrn
        )
        self._show_figures(view)
        chosen = self._chosen
        self.model.show_lines(view.lines)
        if view.lines:
            self.states.show_content()
        else:
            self.states.show_state(
                "receipt", said("Nothing was charged or paid yet."), action=said("Charge a service")
            )
        self._choose(chosen)
        self._permit()
        self.shown.emit(view)

    def _show_figures(self, view: AccountView) -> None:
        account, currency = view.account, self._currency
        overdue = sum(view.aging[1:])
        self._figures["balance"].setText(shown_money(account.balance, currency))
        self._figures["overdue"].setText(shown_money(max(0, overdue), currency))
        self._figures["credit"].setText(shown_money(max(0, account.credit), currency))

    def _on_family(self, members: Sequence[FamilyMember]) -> None:
        if not any(one.patient.id == self._patient_id for one in members) and members:
            return
        total = sum(one.account.balance for one in members)
        self._figures["family"].setText(shown_money(total, self._currency))
        others = [one for one in members if one.patient.id != self._patient_id]
        lines = [
            f"{one.patient.display_name}: {balance_words(one.account.balance, self._currency)}"
            for one in others
        ]
        words = "\n".join(lines) or said("Nobody pays together with this patient.")
        self._captions["family"].setToolTip(words)
        self._figures["family"].setToolTip(words)
        self._family_names.setText(" · ".join(lines[:3]) + (" …" if len(lines) > 3 else ""))
        self._family_names.setVisible(bool(lines))

    def _on_loading(self, _is_loading: bool) -> None:
        self.states.set_loading(self.query is not None and self.query.is_loading)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, RecordNotFound):
            self.show_nobody()
        else:
            self.states.show_state("circle-x", words_for(error), action=said("Try again"))
        self.failed.emit(error)

    def _on_state_action(self) -> None:
        if self.account is not None:
            self.form_wished.emit("charge")
        elif self.query is not None:
            self.query.ask()

    def _choose(self, line_id: RecordId | None) -> None:
        row = self.model.row_of(line_id) if line_id else -1
        self.view.setCurrentIndex(self.model.index(row, 0) if row >= 0 else QModelIndex())

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._chosen = current.data(ID_ROLE)
        self._permit()

    def _on_changed(self, change_set: ChangeSet) -> None:
        if self.query is not None and change_set.pending_changed:  # waiting marks
            self.query.ask()

    def _permit(self) -> None:
        account, line = self.account, self.line
        nobody = "" if account else said("No account is open.")
        may = self._permits
        for button, permission in (
            (self.pay, Permission.PAYMENT_TAKE),
            (self.charge, Permission.CHARGE_EDIT),
            (self.adjust, Permission.ADJUSTMENT_EDIT),
        ):
            verdict = may.verdict(permission)
            why = "" if verdict.is_allowed or verdict.needs else may.why_not(permission)
            permit(button, why or nobody)
        has_credit = bool(account and account.credits)
        none_left = "" if has_credit else said("No payment has anything left.")
        permit(self.apply, may.why_not(Permission.PAYMENT_TAKE) or nobody or none_left)
        permit(self.refund, may.why_not(Permission.REFUND_EDIT) or nobody or none_left)
        permit(self.reverse, may.why_not(Permission.VOID_EDIT) or nobody or _not_reversible(line))
        permit(self.who_changed, nobody if line else said("Choose an entry in the ledger."))
        is_paid = line is not None and line.kind == "payment" and line.state not in _LIVE
        no_payment = "" if is_paid else said("Choose a payment in the ledger.")
        permit(self.receipt, may.why_not(Permission.RECEIPT_PRINT) or nobody or no_payment)

    def _connect(self) -> None:
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.view.activated_row.connect(self._on_opened)
        self.states.state.action_requested.connect(self._on_state_action)
        self._data_sync.feed.changed.connect(self._on_changed)
        self.back.clicked.connect(self.back_wished)
        self.chart.clicked.connect(self._on_chart)
        for kind, button in (
            ("payment", self.pay),
            ("charge", self.charge),
            ("adjustment", self.adjust),
            ("credit", self.apply),
            ("refund", self.refund),
            ("reversal", self.reverse),
        ):
            button.clicked.connect(self._wishing(kind))
        self.receipt.clicked.connect(self._on_receipt)

    def _stored(self) -> Subject | None:
        line = self.line
        return Subject.named(line.kind, line.id, self._patient_id) if line else None

    def _on_chart(self) -> None:
        if self._patient_id is not None:
            self.chart_wished.emit(self._patient_id)

    def _on_receipt(self) -> None:
        if self.line is not None:
            self.receipt_wished.emit(self.line)

    def _wishing(self, kind: str) -> Callable[[], None]:
        return lambda: self.form_wished.emit(kind)

    def _on_opened(self, _row: int) -> None:
        if self.receipt.isEnabled() and self.line is not None:
            self.receipt_wished.emit(self.line)

    def _lay_out(self) -> None:
        self.back = Button(said("Accounts"), name="account_back", icon="chevron-left")
        self.chart = Button(said("Open chart"), name="account_chart", icon="user")
        self.pay = Button(
            said("Take payment"), name="account_pay", icon="banknote", look=Look.PRIMARY
        )
        self.charge = Button(said("Charge"), name="account_charge", icon="plus")
        self.adjust = Button(said("Adjust"), name="account_adjust", icon="pencil")
        self.apply = Button(said("Apply credit"), name="account_apply", icon="check")
        self.refund = Button(said("Refund"), name="account_refund", icon="undo-2")
        self.reverse = Button(said("Reverse"), name="account_reverse", icon="circle-x")
        self.receipt = Button(said("Receipt"), name="account_receipt", icon="receipt")
        self.who_changed = WhoChanged(self._data_sync, self._tasks, self._stored, prefix="entry")
        self.back.hide()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.identity, 1)
        head.addWidget(self.chart, 0, Qt.AlignmentFlag.AlignTop)
        inner = QVBoxLayout()
        inner.setContentsMargins(20, 16, 20, 12)
        inner.setSpacing(12)
        inner.addLayout(head)
        inner.addLayout(self._make_figures())
        inner.addWidget(self._family_names)
        inner.addLayout(flow_of((self.pay, self.charge, self.adjust)))
        self.body.setSpacing(0)
        self.body.addLayout(inner)
        self._prepare_view()
        self.body.addWidget(self.states, 1)
        foot = QWidget()
        inset = QVBoxLayout(foot)
        inset.setContentsMargins(20, 10, 20, 10)
        inset.addLayout(
            flow_of((self.receipt, self.apply, self.refund, self.reverse, self.who_changed))
        )
        self.body.addWidget(foot)

    def _make_figures(self) -> QGridLayout:
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(2)
        words = {
            "balance": said("Balance"),
            "overdue": said("Over 30 days"),
            "credit": said("Unapplied credit"),
            "family": said("Family, together"),
        }
        self._captions = {
            key: label(text, "label", name=f"account_{key}_caption") for key, text in words.items()
        }
        self._figures = {key: label("", "section", name=f"account_{key}") for key in words}
        self._family_names = label("", "meta", name="account_family_names", wraps=True)
        self._family_names.hide()
        self._per_row = 0
        self._place_figures()
        return self._grid

    def _place_figures(self) -> None:
        per_row = 2 if self.width() < px(_FEW_PX) else 4
        if per_row == self._per_row:
            return
        self._per_row = per_row
        for at, key in enumerate(self._figures):
            row, column = divmod(at, per_row)
            self._grid.addWidget(self._captions[key], 2 * row, column)
            self._grid.addWidget(self._figures[key], 2 * row + 1, column)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < per_row else 0)

    def _prepare_view(self) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(LedgerCells(self.view))
        header = self.view.horizontalHeader()
        if isinstance(header, Header):
            header.figures = frozenset(map(int, FIGURES))
        money = "−88,888.88"
        self.view.set_columns(
            [
                ColumnPlan("Payment: Bank tran"),
                ColumnPlan(shown_day(_A_LONG_DAY), drop_rank=2),
                ColumnPlan(money),
                ColumnPlan(money, drop_rank=3),
                ColumnPlan(money, drop_rank=1),
                ColumnPlan(said("Credit left"), extra=74, drop_rank=4),
            ]
        )


def _not_reversible(line: AccountLine | None) -> str:
    if line is None:
        return said("Choose an entry in the ledger.")
    if line.state is LineState.REVERSED:
        return said("This entry was taken back already.")
    if line.state is LineState.REVERSAL:
        return said("This entry takes another one back: enter it anew instead.")
    return ""
