"""How old what patients owe is, and the run of statements for what is older than 30 days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.receipts import STATEMENT_DAYS, AgedAccount, StatementPaper
from app.ui.models.billing_tables import AgingModel
from app.ui.models.billing_words import bucket_words, said, shown_money
from app.ui.panels.billing.table_page import TableCard, TablePage
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label
from app.ui.widgets.table import ColumnPlan

_LISTED = ("charge", "payment", "adjustment", "refund", "allocation", "patient", "patient_merge")


class AgingPage(TablePage):
    """account_wished(patient id). statements_wished(papers): to be looked at and printed."""

    account_wished = Signal(str)
    statements_wished = Signal(object)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        self._data_sync, self._tasks = data_sync, tasks
        self._currency = data_sync.clinic.currency
        money = "88,888.88"
        table = TableCard(
            AgingModel(currency=self._currency),
            name="aging_list",
            accessible=said("What is owed, by age"),
            columns=[
                ColumnPlan("Lindqvist, Daniel · P-12345"),
                *(ColumnPlan(f"{money}88", drop_rank=rank) for rank in (5, 4, 3, 2, 1)),
                ColumnPlan(money),
            ],
        )
        super().__init__(
            data_sync,
            table,
            fetch=data_sync.accounts.aging,
            entities=_LISTED,
            nothing=("wallet", said("Nobody owes anything.")),
        )
        self.setObjectName("aging_page")
        self.overdue = Button(
            said("Over {0} days").format(STATEMENT_DAYS), name="aging_overdue_chip", look=Look.CHIP
        )
        self.one = Button(said("Statement of this account"), name="aging_statement")
        self.run = Button(
            said("Statements of all over {0} days").format(STATEMENT_DAYS),
            name="aging_statements",
            icon="printer",
        )
        self.totals = label("", "label", name="aging_totals", wraps=True)
        self.why = WhyLine(name="aging_why")
        permits = Permits(data_sync)
        self._sees_totals = not permits.why_not(Permission.TOTALS_VIEW)
        self._print_why = permits.why_not(Permission.STATEMENT_PRINT)
        self._lay_out()
        self.why.say(permits.why_not(Permission.TOTALS_VIEW))
        self._permit()

    def take_focus(self) -> None:
        """The list."""
        self.table.view.setFocus()

    def rows_of(self, value: tuple[AgedAccount, ...]) -> dict[Any, Any]:
        """All, or those that owe something old."""
        only_old = self.overdue.isChecked()
        return {RecordId(one.id): one for one in value if one.overdue > 0 or not only_old}

    def show_rows(self) -> None:
        """The rows, and what they come to where the role is shown that."""
        super().show_rows()
        value: Sequence[AgedAccount] = self.query.value or ()
        if self._sees_totals:
            sums = [sum(one.buckets[at] for one in value) for at in range(len(bucket_words()))]
            parts = [
                f"{words}: {shown_money(minor, self._currency)}"
                for words, minor in zip(bucket_words(), sums, strict=True)
            ]
            total = shown_money(sum(one.balance for one in value), self._currency)
            self.totals.setText(" · ".join([said("Together {0}").format(total), *parts]))
        self.totals.setVisible(self._sees_totals)
        self._permit()

    def _permit(self) -> None:
        nobody = "" if self.table.row is not None else said("Choose an account in the list.")
        permit(self.one, self._print_why or nobody)
        old = any(one.overdue > 0 for one in self.query.value or ())
        none = "" if old else said("Nobody owes anything that old.")
        permit(self.run, self._print_why or none)

    def _on_row(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self._permit()

    def _on_opened(self, row: AgedAccount | None) -> None:
        if row is not None:
            self.account_wished.emit(row.id)

    def _on_one(self) -> None:
        row: AgedAccount | None = self.table.row
        if row is not None:
            self._ask([RecordId(row.id)])

    def _on_run(self) -> None:
        self._ask([RecordId(one.id) for one in self.query.value or () if one.overdue > 0])

    def _ask(self, patients: Sequence[RecordId]) -> None:
        self._tasks.start(self._data_sync.accounts.statements(patients), done=self._on_papers)

    def _on_papers(self, papers: tuple[StatementPaper, ...]) -> None:
        if papers:
            self.statements_wished.emit(papers)
        else:
            self.said.emit(said("Nobody owes anything any more."))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.overdue)
        row.addStretch(1)
        row.addWidget(self.one)
        row.addWidget(self.run)
        self.column.addLayout(row)
        self.column.addWidget(self.totals)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.why)
        self.overdue.clicked.connect(self.show_rows)
        self.one.clicked.connect(self._on_one)
        self.run.clicked.connect(self._on_run)
        self.table.opened.connect(self._on_opened)
        self.table.view.selectionModel().currentRowChanged.connect(self._on_row)
