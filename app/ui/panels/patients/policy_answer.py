"""What a payer says of a policy, as it is typed: the answer, its day and the co-pay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.errors import InvalidValue
from app.domain.patient import Coverage, Eligibility
from app.services.coverages import Said
from app.ui.models.billing_words import money_to_type, typed_money
from app.ui.models.coverage_words import said, status_words
from app.ui.typed_dates import shown_day, typed_day
from app.ui.widgets.fields import ComboBox, Field, line_edit

RECORD_FIELDS = {"status": "eligibility", "day": "eligibility_on", "copay": "copay_cents"}
"""The policy's fields behind the controls."""


class AnswerFields(QWidget):
    """edited(): something was typed or chosen."""

    edited = Signal()

    def __init__(self, currency: str) -> None:
        super().__init__()
        self.setObjectName("policy_answer_fields")
        self._currency = currency
        self._stored: dict[str, str] = dict.fromkeys(("status", "day", "copay"), "")
        status = ComboBox(name="policy_status", accessible=said("The payer says"))
        for one in Eligibility:
            status.addItem(status_words(one), str(one))
        self.status = Field(said("The payer says"), status)
        self.day = Field(said("On"), line_edit("policy_day", length=40))
        words = said("Co-pay ({0})").format(currency)
        self.copay = Field(words, line_edit("policy_copay", length=20))
        self._fields = {"status": self.status, "day": self.day, "copay": self.copay}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        for at, field in enumerate(self._fields.values()):
            grid.addWidget(field, 0, at)
            grid.setColumnStretch(at, 1)
            field.edited.connect(self.edited)

    def show_coverage(self, coverage: Coverage, *, today: date) -> None:
        """What is known of the policy, answered today; nothing typed stays."""
        self._stored = self._known(coverage, today)
        for name, field in self._fields.items():
            field.set_value(self._stored[name])
        self._say({})

    def follow(
        self, coverage: Coverage, *, today: date, sent: Mapping[str, str] | None = None
    ) -> None:
        """Another answer is kept: what nobody touched here becomes it, what is typed stays.

        sent: the values it was kept from, which are touched where they were changed since.
        """
        before = self._stored if sent is None else sent
        self._stored = self._known(coverage, today)
        for name, field in self._fields.items():
            if field.value() == before[name]:
                field.set_value(self._stored[name])

    def values(self) -> dict[str, str]:
        """Every field as it stands."""
        return {name: field.value() for name, field in self._fields.items()}

    def typed(self) -> dict[str, str] | None:
        """The fields that differ from what is known, with the day that goes with them; None: none
        does."""
        values = self.values()
        typed = {name: value for name, value in values.items() if value != self._stored[name]}
        return typed | {"day": values["day"]} if typed else None

    def show_typed(self, content: Mapping[str, object]) -> bool:
        """Put back what was typed; False where it cannot be understood."""
        if not content or not all(
            name in self._fields and isinstance(value, str) for name, value in content.items()
        ):
            return False
        for name, value in content.items():
            self._fields[name].set_value(str(value))
        return True

    def entered(self, *, today: date) -> Said | None:
        """What was entered; None where something is wrong, which is then said."""
        problems: dict[str, str] = {}
        on = typed_day(self.day.value(), today=today)
        if on is None or on > today:
            problems["day"] = said("Write the day of the answer, not in future.")
        copay = self._copay(problems)
        self._say(problems)
        if on is None or problems:
            return None
        return Said(status=self.status.value(), on=on, copay_minor=copay)

    def set_locked(self, why: str) -> None:
        """Let it be read and not changed, for this reason."""
        for field in self._fields.values():
            field.set_locked(why)

    def _known(self, coverage: Coverage, today: date) -> dict[str, str]:
        copay = coverage.copay_cents
        return {
            "status": str(coverage.eligibility),
            "day": shown_day(today),
            "copay": "" if copay is None else money_to_type(copay, self._currency),
        }

    def _copay(self, problems: dict[str, str]) -> int | None:
        """None: none is named, or it is no amount, which is then among the problems."""
        if not self.copay.value():
            return None
        no_amount = said("Type an amount, such as 25.00.")
        try:
            copay = typed_money(self.copay.value(), self._currency)
        except InvalidValue as error:
            is_large = error.reason == "is too large"
            problems["copay"] = said("Too large: a slip of the finger?") if is_large else no_amount
            return None
        if copay < 0:
            problems["copay"] = no_amount
        return copay

    def _say(self, problems: Mapping[str, str]) -> None:
        for name, field in self._fields.items():
            field.set_error(problems.get(name, ""))
