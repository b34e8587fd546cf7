"""What was entered today at any desk, as far as it is known here; Enter opens its account."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.domain.values import folded
from app.live.data_sync import DataSync
from app.services.account_reading import DayLine
from app.ui.models.billing_tables import DayModel
from app.ui.models.billing_words import entry_words, said, shown_day
from app.ui.panels.billing.table_page import TableCard, TablePage
from app.ui.widgets.fields import SearchField
from app.ui.widgets.surfaces import label
from app.ui.widgets.table import ColumnPlan


class DayPage(TablePage):
    """account_wished(patient id): Enter on an entry."""

    account_wished = Signal(str)

    def __init__(self, data_sync: DataSync) -> None:
        self._clock, self._zone = data_sync.clock, ZoneInfo(data_sync.clinic.zone)
        table = TableCard(
            DayModel(currency=data_sync.clinic.currency),
            name="day_entries",
            accessible=said("Entries of today"),
            columns=[
                ColumnPlan("Lindqvist, Daniel"),
                ColumnPlan("Payment: Bank transfer A-1234"),
                ColumnPlan("−88,888.88"),
                ColumnPlan("Part-paid · Waiting to sync", drop_rank=1),
            ],
        )
        super().__init__(
            data_sync,
            table,
            fetch=lambda: data_sync.accounts.day(self.today()),
            entities=("charge", "payment", "adjustment", "refund", "allocation", "patient"),
            nothing=("receipt", said("Nothing was entered today.")),
        )
        self.setObjectName("day_page")
        self.filter = SearchField(
            name="day_filter", placeholder=said("Filter today's entries"), icon_name="funnel"
        )
        self.filter.setMaximumWidth(420)
        self._title = label("", "section", name="day_page_title")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(self.filter, 1)
        self.column.addLayout(row)
        self.column.addWidget(table, 1)
        self.filter.textChanged.connect(self.show_rows)
        table.opened.connect(self._on_opened)

    def today(self) -> Any:
        """The clinic's day."""
        return self._clock.now().astimezone(self._zone).date()

    def take_focus(self) -> None:
        """The entries."""
        self.table.view.setFocus()

    def rows_of(self, value: tuple[DayLine, ...]) -> dict[Any, Any]:
        """Those in which everything typed is found."""
        self._title.setText(said("Entered today, {0}").format(shown_day(self.today())))
        words = folded(self.filter.text()).split()
        return {
            one.line.id: one
            for one in value
            if all(
                word in folded(f"{one.name} {one.mrn} {entry_words(one.line)}") for word in words
            )
        }

    def _on_opened(self, row: DayLine | None) -> None:
        if row is not None:
            self.account_wished.emit(row.patient_id)
