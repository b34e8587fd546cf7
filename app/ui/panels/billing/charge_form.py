"""Charging a service: found by code or by words, from a visit or by itself, at its price."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.account_reading import ChargedVisit
from app.services.fees import PricedService
from app.ui.models.billing_words import said, shown_money
from app.ui.panels.billing.entry_form import Content, EntryForm, choose, text_of
from app.ui.panels.billing.money_field import DayField
from app.ui.panels.billing.offers import Offer, OfferField
from app.ui.task_runner import TaskRunner
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.wording import shown_date

_LONGEST_TEXT, _LONGEST_CODE, _LONGEST_CODES = 300, 20, 200
_MOST_UNITS = 999


class ChargeForm(EntryForm):
    """Charge what was done."""

    name = "charge_form"
    entity = "charge"
    permission = Permission.CHARGE_EDIT

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(data_sync, tasks, title=said("Charge a service"), save=said("Charge"))

    def build(self) -> None:
        """Visit, service, price, diagnoses, why."""
        self.visit = ComboBox(name="charge_visit", accessible=said("Visit"))
        self.service = Field(
            said("Service, by code or words"), line_edit("charge_service", length=_LONGEST_TEXT)
        )
        self.services = OfferField(self._tasks, self.service, look=self._look_for_services)
        self.code = Field(said("Code"), line_edit("charge_code", length=_LONGEST_CODE))
        self.units = Field(said("Units"), line_edit("charge_units", length=3))
        self.amount = self.money(said("Amount"), "charge_amount")
        self.day = DayField(said("Day of service"), "charge_day")
        self.diagnosis = Field(
            said("Diagnoses (ICD-10), by code or words"),
            line_edit("charge_diagnoses", length=_LONGEST_CODES),
        )
        self.diagnoses = OfferField(self._tasks, self.diagnosis, look=self._look_for_diagnoses)
        self.column.addWidget(Field(said("Visit"), self.visit))
        self.column.addWidget(self.services)
        for pair in ((self.code, self.units), (self.amount, self.day)):
            row = QHBoxLayout()
            row.setSpacing(12)
            for field in pair:
                row.addWidget(field, 1)
            self.column.addLayout(row)
        self.column.addWidget(self.diagnoses)
        self.column.addWidget(self.reason)
        self._each: int | None = None
        self.visit.currentIndexChanged.connect(self._on_visit)
        self.services.picked.connect(self._on_service)
        self.diagnoses.picked.connect(self._on_diagnosis)
        self.units.edited.connect(self._on_units)

    def begin(self) -> None:
        """The latest visit that is not charged yet, else today's once more, else none."""
        self._each = None
        for field in (self.service, self.code, self.amount, self.diagnosis):
            field.set_value("")
        self.units.set_value("1")
        self.services.hide_offers()
        self.diagnoses.hide_offers()
        self._fill_visits("")
        visit = self._likeliest()
        choose(self.visit, str(visit.id) if visit else "")
        self._on_visit()

    def first(self) -> None:
        """What was done."""
        self.service.control.setFocus()

    def show_account(self) -> None:
        """The visits there are now."""
        self._fill_visits(str(self.visit.currentData() or ""))

    def typed(self) -> dict[str, object]:
        """What was typed; a proposed visit and day are nobody's words."""
        fields = {
            "service": self.service.value(),
            "code": self.code.value(),
            "amount": self.amount.value(),
            "diagnoses": self.diagnosis.value(),
        }
        typed: dict[str, object] = {name: text for name, text in fields.items() if text}
        if typed:
            typed |= {"units": self.units.value(), "day": self.day.value()}
            typed["visit"] = str(self.visit.currentData() or "")
        return typed

    def show_typed(self, content: Content) -> None:
        """As a draft says."""
        choose(self.visit, text_of(content, "visit"))
        self.service.set_value(text_of(content, "service"))
        self.code.set_value(text_of(content, "code"))
        self.amount.set_value(text_of(content, "amount"))
        self.units.set_value(text_of(content, "units") or "1")
        self.day.set_value(text_of(content, "day"))
        if not self.diagnosis.is_locked:
            self.diagnosis.set_value(text_of(content, "diagnoses"))

    def work(self) -> Coroutine[Any, Any, Any] | None:
        """Charge it."""
        account, patient_id = self.account, self.patient_id
        if account is None or patient_id is None:
            return None
        text, units = self.service.value(), self._units()
        self.service.set_error("" if text else said("Say what was done."))
        amount, day = self.amount.minor(), self.day.day(today=account.today)
        if not text or amount is None or day is None or units is None:
            return None
        visit = self._chosen_visit()
        values: dict[str, object] = {
            "amount_minor": amount,
            "service_on": day,
            "text": text,
            "procedure_code": self.code.value(),
            "units": units,
            "diagnosis_codes": self._codes(),
            "appointment_id": visit.id if visit else None,
            "practitioner_id": visit.practitioner_id if visit else None,
        }
        return self._accounts.charge(patient_id, values, self.entering())

    def _permit(self) -> None:
        super()._permit()
        why = self._permits.why_not(Permission.CODES_VIEW)
        if why:
            self.diagnosis.set_locked(why)
            self.diagnosis.set_value("")
        self.reason.setVisible(self.needs_reason())

    def _units(self) -> int | None:
        text = self.units.value()
        is_number = text.isascii() and text.isdecimal() and 1 <= int(text) <= _MOST_UNITS
        self.units.set_error("" if is_number else said("1 to 999."))
        return int(text) if is_number else None

    def _codes(self) -> tuple[str, ...]:
        parts = self.diagnosis.value().replace(";", ",").split(",")
        return tuple(dict.fromkeys(part.strip().upper() for part in parts if part.strip()))

    def _visits(self) -> Sequence[ChargedVisit]:
        return self.account.visits if self.account else ()

    def _likeliest(self) -> ChargedVisit | None:
        """Several services are charged one after the other, of the visit of today."""
        today = self.account.today if self.account else None
        waiting = (one for one in self._visits() if not one.is_charged)
        again = (one for one in self._visits() if one.on == today)
        return next(waiting, None) or next(again, None)

    def _chosen_visit(self) -> ChargedVisit | None:
        chosen = self.visit.currentData()
        return next((one for one in self._visits() if one.id == chosen), None)

    def _fill_visits(self, chosen: str) -> None:
        blocked = self.visit.blockSignals(True)
        self.visit.clear()
        self.visit.addItem(said("No visit"), "")
        for one in self._visits():
            when = f"{shown_date(one.on.isoformat())}, {one.local_start[11:]}"
            words = f"{when} · {one.kind}" if one.kind else when
            charged = said("{0} (charged)").format(words) if one.is_charged else words
            self.visit.addItem(charged, str(one.id))
        self.visit.blockSignals(blocked)
        choose(self.visit, chosen)

    def _on_visit(self, _index: int = 0) -> None:
        visit, account = self._chosen_visit(), self.account
        if account is None:
            return
        self.day.show_day(visit.on if visit else account.today)
        if visit and visit.code and not visit.is_charged and not self.service.value():
            self._propose(visit)
        if self._read() is not None:
            self.draft.touch()

    def _propose(self, visit: ChargedVisit) -> None:
        """The service a visit of this kind usually is."""

        def found(services: Sequence[PricedService]) -> None:
            same = next((one for one in services if one.code == visit.code), None)
            chosen = self._chosen_visit()
            if same and chosen and chosen.id == visit.id and not self.service.value():
                self._on_service(same)

        self._tasks.start(self._data_sync.fees.services(visit.code, visit.on), done=found)

    def _on_service(self, service: PricedService) -> None:
        self.service.set_value(service.name)
        self.code.set_value(service.code)
        self._each = service.amount
        self._on_units()
        self.draft.touch()
        if service.amount is None:
            self.amount.take_focus()
        elif self.needs_reason():
            self.reason.control.setFocus()
        else:
            self.diagnosis.control.setFocus()

    def _on_units(self) -> None:
        units = self._units()
        if self._each is not None and units is not None:
            self.amount.show_minor(self._each * units)

    def _on_diagnosis(self, code: str) -> None:
        before = self.diagnosis.value().rpartition(",")[0].strip()
        self.diagnosis.set_value(f"{before}, {code}" if before else code)
        self.draft.touch()

    async def _look_for_services(self, text: str) -> Sequence[Offer]:
        account = self.account
        if account is None:
            return ()
        on = self.day.day(today=account.today) or account.today
        found = await self._data_sync.fees.services(text, on)
        return [Offer(self._service_words(one), one) for one in found]

    async def _look_for_diagnoses(self, text: str) -> Sequence[Offer]:
        last = text.rpartition(",")[2].strip()
        found = await self._data_sync.fees.diagnoses(last)
        return [Offer(f"{one.code} · {one.name}", one.code) for one in found]

    def _service_words(self, one: PricedService) -> str:
        price = "" if one.amount is None else f" · {shown_money(one.amount, self._currency)}"
        return f"{one.code} · {one.name}{price}"
