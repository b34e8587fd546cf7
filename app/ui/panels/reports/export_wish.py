"""Asking for a file of patients' data: what, for whom, why, and of which days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from app.domain.exporting import ExportKind
from app.services.exports import NewExport
from app.ui.typed_dates import shown_day, typed_day
from app.ui.vocabulary import reason_said
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.surfaces import Card
from app.ui.wording import shown_choice

_LONGEST, _LONGEST_NAME = 500, 200


class ExportWish(Card):
    """asked(NewExport)."""

    asked = Signal(object)

    def __init__(self, kinds: tuple[ExportKind, ...], *, today: date) -> None:
        super().__init__(name="export_wish", padding=16)
        self._today = today
        kind = ComboBox(name="export_kind", accessible=self.tr("What"))
        for one in kinds:
            kind.addItem(shown_choice(one), str(one))
        self.kind = Field(self.tr("What"), kind)
        self.recipient = Field(
            self.tr("For whom"), line_edit("export_recipient", length=_LONGEST_NAME)
        )
        self.reason = Field(self.tr("Reason"), line_edit("export_reason", length=_LONGEST))
        month = today.replace(day=1)
        self.first = Field(self.tr("First day of service"), line_edit("export_first"))
        self.last = Field(self.tr("Last day of service"), line_edit("export_last"))
        self.first.set_value(shown_day(month))
        self.last.set_value(shown_day(today))
        self.ask = Button(self.tr("Ask for it"), name="export_ask", icon="send", look=Look.PRIMARY)
        self.ask.setAutoDefault(False)
        self._lay_out()
        self.kind.edited.connect(self._on_kind)
        self.ask.clicked.connect(self.submit)
        for one in (self.recipient, self.reason, self.first, self.last):
            if isinstance(one.control, QLineEdit):
                one.control.returnPressed.connect(self.submit)
        self._on_kind()

    def submit(self) -> None:
        """Ask, where everything that is needed stands there."""
        days = [typed_day(one.value(), today=self._today) for one in (self.first, self.last)]
        is_claims = self.kind.value() == ExportKind.CLAIMS
        wrong = self.tr("This is no day.")
        for one, day in zip((self.first, self.last), days, strict=True):
            one.set_error(wrong if is_claims and day is None else "")
            if is_claims and day is None:
                one.control.setFocus()
                return
        self.show_problems({})
        self.ask.setEnabled(False)
        self.asked.emit(
            NewExport(
                kind=self.kind.value(),
                recipient=self.recipient.value(),
                reason=self.reason.value(),
                first_on=days[0],
                last_on=days[1],
            )
        )

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say at each field what is wrong with it; it can be tried again."""
        self.ask.setEnabled(True)
        by_name = {
            "recipient": self.recipient,
            "reason": self.reason,
            "first_on": self.first,
            "last_on": self.last,
        }
        for name, one in by_name.items():
            one.set_error(reason_said(problems[name]) if name in problems else "")
        for name in problems.keys() & by_name.keys():
            by_name[name].control.setFocus()
            break

    def clear(self) -> None:
        """It was asked for: the next one begins empty."""
        self.ask.setEnabled(True)
        for one in (self.recipient, self.reason):
            one.set_value("")

    def _on_kind(self) -> None:
        is_claims = self.kind.value() == ExportKind.CLAIMS
        self.first.setVisible(is_claims)
        self.last.setVisible(is_claims)

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, parts in (
            (first, (self.kind, self.first, self.last)),
            (second, (self.recipient, self.reason)),
        ):
            row.setSpacing(12)
            for part in parts:
                row.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.ask)
        column = QVBoxLayout()
        column.setSpacing(8)
        for row in (first, second, foot):
            column.addLayout(row)
        self.body.addLayout(column)
