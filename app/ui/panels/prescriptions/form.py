"""Writing a prescription, or changing a draft of one."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QVBoxLayout

from app.domain.declare import Record
from app.domain.drafts import DraftKey
from app.domain.ids import PatientId, RecordId, is_record_id
from app.domain.permissions import Permission
from app.domain.staff import Practitioner
from app.domain.treatment import Prescription
from app.live.data_sync import DataSync
from app.ui.models.prescription_words import said
from app.ui.record_form import RecordForm
from app.ui.task_runner import TaskRunner
from app.ui.typed_dates import shown_day, typed_day
from app.ui.widgets.fields import ComboBox, Field, line_edit

FORM = "prescription"
_TEXTS = (
    "text",
    "dose",
    "dose_unit",
    "route",
    "frequency",
    "instructions",
    "quantity_unit",
    "code",
)
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


class PrescriptionForm(RecordForm):
    """Medication, dose, supply, who prescribes and when."""

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(
            data_sync,
            tasks,
            name=FORM,
            record_type=Prescription,
            permission=Permission.PRESCRIPTION_EDIT,
            titles=(said("New prescription"), said("Edit draft")),
        )

    def show_people(self, people: Sequence[Practitioner]) -> None:
        """Who can prescribe; who was chosen stays chosen."""
        control = self.fields["prescriber_id"].control
        if not isinstance(control, ComboBox):
            return
        chosen = control.currentData()
        blocked = control.blockSignals(True)
        control.clear()
        control.addItem(said("Nobody yet"), "")
        for one in people:
            control.addItem(one.display_name, one.id)
        mine = self._permits.practitioner_id or ""
        at = control.findData(chosen or "")
        if self.record is None and not chosen:
            at = control.findData(mine)
        if at < 0 and chosen:
            control.addItem("…", chosen)
            at = control.count() - 1
        control.setCurrentIndex(max(0, at))
        control.blockSignals(blocked)

    def build(self, column: QVBoxLayout) -> None:
        """The fields, in the order they are spoken."""
        texts = (
            ("text", said("Medication and strength"), 500),
            ("dose", said("Dose"), 200),
            ("dose_unit", said("Unit"), 200),
            ("route", said("Route"), 200),
            ("frequency", said("How often"), 200),
            ("quantity", said("Quantity"), 6),
            ("quantity_unit", said("Of what"), 40),
            ("refills", said("Refills"), 3),
            ("code", said("RxNorm code"), 100),
            ("authored_on", said("Date"), 40),
        )
        for name, words, length in texts:
            self.fields[name] = Field(words, line_edit(f"prescription_{name}", length=length))
        box = QPlainTextEdit()
        box.setObjectName("prescription_instructions")
        box.setTabChangesFocus(True)
        box.setFixedHeight(72)
        self.fields["instructions"] = Field(said("Instructions for the patient"), box)
        people = ComboBox(name="prescription_prescriber_id", accessible=said("Prescriber"))
        people.addItem(said("Nobody yet"), "")
        self.fields["prescriber_id"] = Field(said("Prescriber"), people)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        rows = (
            (("text", 4),),
            (("dose", 1), ("dose_unit", 1), ("route", 1), ("frequency", 1)),
            (("instructions", 4),),
            (("quantity", 1), ("quantity_unit", 1), ("refills", 1), ("code", 1)),
            (("prescriber_id", 2), ("authored_on", 2)),
        )
        for row, places in enumerate(rows):
            at = 0
            for name, width in places:
                grid.addWidget(self.fields[name], row, at, 1, width)
                at += width
        for at in range(4):
            grid.setColumnStretch(at, 1)
        column.addLayout(grid)

    def stored(self, record: Record | None) -> Mapping[str, str]:
        """What the fields show of a draft, or of a new one."""
        if not isinstance(record, Prescription):
            empty = dict.fromkeys(self.fields, "")
            mine = self._permits.practitioner_id or ""
            return {
                **empty,
                "refills": "0",
                "prescriber_id": mine,
                "authored_on": shown_day(self._today()),
            }
        quantity = "" if record.quantity is None else str(record.quantity)
        return {
            **{name: str(getattr(record, name)) for name in _TEXTS},
            "quantity": quantity,
            "refills": str(record.refills),
            "prescriber_id": record.prescriber_id or "",
            "authored_on": shown_day(record.authored_on),
        }

    def entered(self) -> Mapping[str, object] | None:
        """The values, or None where a number or the date is none."""
        quantity, refills = (self._number(name) for name in ("quantity", "refills"))
        day = typed_day(self.fields["authored_on"].value(), today=self._today())
        if self.fields["authored_on"].value() and day is None:
            self.fields["authored_on"].set_error(said("Write a date, like 2026-03-14."))
        if not self.fields["text"].value():
            self.fields["text"].set_error(said("Name the medication."))
        wrong = next((one for one in self.fields.values() if one.error()), None)
        if wrong is not None:
            wrong.control.setFocus()
            return None
        by, code = self.fields["prescriber_id"].value(), self.fields["code"].value()
        return {
            **{name: self.fields[name].value() for name in _TEXTS},
            "code_system": RXNORM if code else "",
            "quantity": quantity,
            "refills": refills or 0,
            "prescriber_id": by if is_record_id(by) else None,
            "authored_on": day,
        }

    def saving(
        self, patient_id: PatientId, values: Mapping[str, object], key: DraftKey | None
    ) -> Coroutine[Any, Any, Record]:
        """Write it, or change the draft."""
        record = self.record if isinstance(self.record, Prescription) else None
        return self._data_sync.prescriptions.save(
            RecordId(record.id) if record else None,
            values,
            patient_id=patient_id,
            based_on=record,
            draft=key,
        )

    def _number(self, name: str) -> int | None:
        text = self.fields[name].value()
        if not text:
            return None
        if not text.isdecimal():
            self.fields[name].set_error(said("Write a whole number."))
            return None
        return int(text)

    def _today(self) -> date:
        return self._data_sync.today()
