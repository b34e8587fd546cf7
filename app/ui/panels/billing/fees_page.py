"""Fee schedules: what the clinic asks for each service; changed where the role may."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.billing import Fee, FeeSchedule
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.domain.values import folded
from app.live.data_sync import DataSync
from app.services.fees import FeeLine
from app.ui.error_presenter import words_for
from app.ui.models.billing_tables import FeeModel
from app.ui.models.billing_words import said
from app.ui.panels.billing.money_field import MoneyField
from app.ui.panels.billing.table_page import TableCard, TablePage
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.theme.tokens import GAP
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field, SearchField, line_edit
from app.ui.widgets.scrolling import scrolling
from app.ui.widgets.sure_button import SureButton
from app.ui.widgets.surfaces import Card, label
from app.ui.widgets.table import ColumnPlan

_WIDE, _WIDEST = 320, 440
Prices = tuple[tuple[FeeSchedule, ...], RecordId | None, tuple[FeeLine, ...]]


class FeesPage(TablePage):
    """The chosen list, and beside it one price to change."""

    chosen = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        self._data_sync, self._tasks = data_sync, tasks
        self._wanted: RecordId | None = None
        table = TableCard(
            FeeModel(currency=data_sync.clinic.currency),
            name="fee_list",
            accessible=said("Prices"),
            columns=[
                ColumnPlan("Office visit, 20 minutes"),
                ColumnPlan("99213-25"),
                ColumnPlan("88,888.88"),
            ],
        )
        super().__init__(
            data_sync,
            table,
            fetch=self._fetch,
            entities=("fee", "fee_schedule", "procedure_code"),
            nothing=("tag", said("No prices here yet.")),
        )
        self.setObjectName("fees_page")
        self.lists = ComboBox(name="fee_schedule", accessible=said("Price list"))
        self.filter = SearchField(
            name="fee_filter", placeholder=said("Filter services"), icon_name="funnel"
        )
        self.code = Field(said("Code"), line_edit("fee_code", length=20))
        self.name = Field(said("Service"), line_edit("fee_name", length=300))
        self.amount = MoneyField(said("Price"), "fee_amount", currency=data_sync.clinic.currency)
        self.save_button = Button(said("Save the price"), name="fee_save", look=Look.PRIMARY)
        self.remove = SureButton(
            said("Remove"), name="fee_remove", question=said("Remove for good?")
        )
        self.who_changed = WhoChanged(
            data_sync, tasks, self._fee, prefix="fee", fields={"amount": "amount_minor"}
        )
        self.new_name = Field(said("New price list"), line_edit("fee_new_name", length=200))
        self.new_button = Button(said("Make the list"), name="fee_new", icon="plus")
        self.problem = label("", "error", name="fee_problem", wraps=True)
        self.why = WhyLine(name="fees_why")
        self._why_not = Permits(data_sync).why_not(Permission.FEES_EDIT)
        self._lay_out()
        self._connect()
        self._permit()

    def take_focus(self) -> None:
        """The filter."""
        self.filter.setFocus()

    def rows_of(self, value: Prices) -> dict[Any, Any]:
        """The lines in which everything typed is found."""
        self._fill_lists(value[0], value[1])
        words = folded(self.filter.text()).split()
        return {
            one.fee.id: one
            for one in value[2]
            if all(word in folded(f"{one.code} {one.name}") for word in words)
        }

    def save(self) -> None:
        """Save the price that is typed."""
        schedule = self._schedule_id()
        code, name = self.code.value(), self.name.value()
        self.code.set_error("" if code else said("Type a code."))
        amount = self.amount.minor(least=0)
        if not code or amount is None or not self.save_button.isEnabled():
            return
        if schedule is None:
            self._complain(said("Make a price list first."))
            return
        self._do(
            self._data_sync.fees.set_price(schedule, code=code, name=name, amount_minor=amount),
            said("Price saved."),
        )

    async def _fetch(self) -> Prices:
        fees = self._data_sync.fees
        schedules = await fees.schedules()
        known = {one.id for one in schedules}
        wanted = self._wanted if self._wanted in known else None
        if wanted is None and schedules:
            wanted = schedules[0].id
        return schedules, wanted, await fees.lines(wanted) if wanted else ()

    def _fill_lists(self, schedules: tuple[FeeSchedule, ...], chosen: RecordId | None) -> None:
        blocked = self.lists.blockSignals(True)
        self.lists.clear()
        for one in schedules:
            words = one.name if one.is_active else said("{0} (not in use)").format(one.name)
            self.lists.addItem(words, str(one.id))
        self.lists.setCurrentIndex(max(0, self.lists.findData(str(chosen or ""))))
        self.lists.blockSignals(blocked)
        self.lists.setVisible(bool(schedules))

    def _schedule_id(self) -> RecordId | None:
        chosen = self.lists.currentData()
        return RecordId(str(chosen)) if chosen else None

    def _fee(self) -> Fee | None:
        row: FeeLine | None = self.table.row
        return row.fee if row is not None else None

    def _on_list(self) -> None:
        self._wanted = self._schedule_id()
        self.query.ask(self._fetch)

    def _on_row(self, _current: QModelIndex, _before: QModelIndex) -> None:
        row: FeeLine | None = self.table.row
        if row is not None:
            self.code.set_value(row.code)
            self.name.set_value(row.name)
            self.amount.show_minor(row.fee.amount_minor)
            self._complain("")
        self._permit()

    def _on_remove(self) -> None:
        row: FeeLine | None = self.table.row
        if row is not None:
            self._do(self._data_sync.fees.remove_price(row.fee.id), said("Price removed."))

    def _on_new(self) -> None:
        name = self.new_name.value()
        self.new_name.set_error("" if name else said("Name the list."))
        if name:
            self._do(self._data_sync.fees.add_schedule(name), said("Price list made."))

    def _do(self, work: Any, words: str) -> None:
        self._complain("")

        def done(made: object) -> None:
            if isinstance(made, FeeSchedule):
                self._wanted = made.id
                self.new_name.set_value("")
                self.query.ask(self._fetch)
            self.said.emit(words)

        def failed(error: Exception) -> bool:
            self._complain(words_for(error))
            return isinstance(error, InvalidValue)

        self._tasks.start(work, done=done, failed=failed)

    def _complain(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _permit(self) -> None:
        self.why.say(self._why_not)
        for field in (self.code, self.name, self.amount, self.new_name):
            field.set_locked(self._why_not)
        for button in (self.save_button, self.new_button):
            permit(button, self._why_not)
        nothing = "" if self.table.row is not None else said("Choose a price in the list.")
        permit(self.remove, self._why_not or nothing)
        permit(self.who_changed, nothing)

    def _connect(self) -> None:
        self.lists.currentIndexChanged.connect(self._on_list)
        self.filter.textChanged.connect(self.show_rows)
        self.table.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.save_button.clicked.connect(self.save)
        self.amount.submitted.connect(self.save)
        self.remove.confirmed.connect(self._on_remove)
        self.new_button.clicked.connect(self._on_new)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.lists, 1)
        head.addWidget(self.filter, 1)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addLayout(head)
        left.addWidget(self.table, 1)
        side = Card(name="fee_card", padding=1)
        side.setFixedWidth(min(px(_WIDE), _WIDEST))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(19, 19, 19, 19)
        column.setSpacing(12)
        side.body.addWidget(scrolling(content, name="fee_area"))
        self.problem.hide()
        title = QHBoxLayout()
        title.addWidget(label(said("A price"), "section"))
        title.addStretch(1)
        title.addWidget(self.who_changed)
        column.addLayout(title)
        for part in (
            self.why,
            self.code,
            self.name,
            self.amount,
            self.problem,
            self.save_button,
            self.remove,
            self.new_name,
            self.new_button,
        ):
            column.addWidget(part)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addLayout(left, 1)
        row.addWidget(side)
        self.column.addLayout(row, 1)
