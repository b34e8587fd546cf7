"""The side form and its draft: what is open, what is typed in it, and how that comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any, cast
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain.appointment import Appointment
from app.domain.drafts import NEW
from app.domain.ids import AppointmentId, PatientId, RecordId, is_record_id
from app.live.data_sync import DataSync
from app.services.appointments import Slot
from app.services.drafts import packed, unpacked
from app.services.next_free import FreeWish
from app.ui.form_draft import FormDraft, cursor_of, place_cursor
from app.ui.panels.appointments.booking_parts import BookingParts
from app.ui.panels.appointments.booking_patient import BookingPatient
from app.ui.panels.appointments.booking_values import FIELDS, BookingValues, free_wish, values_of
from app.ui.task_runner import TaskRunner
from app.ui.who_changed import WhoChanged

FORM = "booking"
_STORED = {
    "visit_type": "visit_type_id",
    "provider": "practitioner_id",
    "room": "room_id",
    "day": "starts_at",
    "start": "starts_at",
    "length": "ends_at",
}
"""The visit's own field behind a control, where it has another name."""


def subject_of(patient_id: str) -> str:
    """What a new booking's draft is about: one for each patient it was begun for, one for none."""
    return f"{NEW}:{patient_id}" if patient_id else NEW


def reopened(
    subject: str, *, open_visit: Callable[[str], None], book_for: Callable[[str], None]
) -> bool:
    """Open again what a draft is about: a visit, or a new booking for somebody or nobody yet."""
    if is_record_id(subject):
        open_visit(subject)
    else:
        book_for(subject.partition(":")[2])
    return True


class DraftedBooking(BookingParts):
    """Knows which visit is open and what was typed; BookingForm adds checking and saving."""

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(data_sync, tasks, parent)
        self._data_sync, self._tasks = data_sync, tasks
        self._visit: Appointment | None = None
        self._shown = BookingValues()
        self._begun_for = ""
        self._recall = ""
        """The recall that a new booking answers, "" for none."""
        self._patient = BookingPatient(
            data_sync,
            tasks,
            picker=self._picker,
            banner=self._banner,
            today=self._today,
            parent=self,
        )
        self.draft = FormDraft(
            data_sync,
            tasks,
            form=FORM,
            entity="appointment",
            read=self._typed_content,
            show=self._show_draft,
            reset=self._show_opened,
            parent=self,
            sought=lambda: self._patient.sought,
            apart=subject_of,
        )
        self.body.insertWidget(2, self.draft.bar)
        who = WhoChanged(data_sync, tasks, lambda: self._visit, prefix="booking", fields=_STORED)
        self._head_row.addWidget(who)
        self.setTabOrder(self._picker.field, who)
        self._fields.edited.connect(self.draft.touch)
        self._find.clicked.connect(self.find_free)
        self._finder.picked.connect(self._on_found)
        self._picker.field.textEdited.connect(self.draft.touch)
        self._patient.shown.connect(self.draft.touch)

    @property
    def visit_id(self) -> str:
        """The open visit, "" for a new booking."""
        return self._visit.id if self._visit else ""

    @property
    def is_open(self) -> bool:
        """Whether the form is on screen."""
        return not self.isHidden()

    @property
    def is_dirty(self) -> bool:
        """Whether closing would lose something typed or chosen."""
        if self._visit is not None:
            return self._fields.values() != self._shown
        return bool(self._fields.typed) or bool(self._picker.field.text().strip())

    @property
    def _zone(self) -> str:
        return self._data_sync.clinic.zone

    def _today(self) -> date:
        return self._data_sync.clock.now().astimezone(ZoneInfo(self._zone)).date()

    def find_free(self) -> None:
        """F3: list the next free times for what the form asks."""
        if self.is_open and self._find.isEnabled():
            self._finder.open()

    def _free_wish(self) -> FreeWish | None:
        wish = free_wish(self._fields.values(), today=self._today())
        instead_of = AppointmentId(self._visit.id) if self._visit else None
        patient_id = self._patient.patient_id
        return wish and replace(wish, patient_id=patient_id, instead_of=instead_of)

    def _on_found(self, slot: Slot | None) -> None:
        if slot is not None:
            self._fields.take_slot(slot, zone=self._zone)
        self._fields.field("start").control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_for_draft(self) -> None:
        subject = self._visit.id if self._visit else subject_of(self._begun_for)
        patient_id = self._visit.patient_id if self._visit else self._begun_for
        self.draft.open(subject, patient_id=RecordId(patient_id) if patient_id else None)

    def _typed_content(self) -> dict[str, object] | None:
        if not self.is_open or not self.is_dirty:
            return None
        return {
            "base": packed(self._visit),
            "values": asdict(self._fields.values()),
            "typed": sorted(self._fields.typed),
            "patient": self._patient.patient_id or "",
            "search": self._picker.field.text(),
            "recall": self._recall,
            "cursor": cursor_of(self),
        }

    def _show_draft(self, content: Mapping[str, object]) -> bool:
        kept, names = content.get("values"), content.get("typed")
        if not isinstance(kept, dict) or not isinstance(names, list):
            return False
        values = cast("dict[str, object]", kept)
        now, typed_now = self._fields.values(), self._fields.typed
        texts = {name: str(values[name]) for name in FIELDS if name in values}
        texts |= {name: getattr(now, name) for name in typed_now}
        typed = typed_now | {name for name in FIELDS if name in cast("list[object]", names)}
        fresh, base = self._visit, unpacked(Appointment, content.get("base"))
        if fresh is not None and base is not None and base.id == fresh.id:
            self._visit, self._shown = base, values_of(base)
        self._fields.show_values(
            replace(now, **cast("dict[str, Any]", texts)), typed=frozenset(typed)
        )
        if fresh is not None:
            self._on_fresh(fresh)
        else:
            self._recall = self._recall or str(content.get("recall", ""))
            self._show_wanted(str(content.get("patient", "")), str(content.get("search", "")))
        place_cursor(self, content.get("cursor"))
        self._on_slot_edited()
        return True

    def _show_opened(self) -> None:
        """What the form showed before anybody typed."""
        self._fields.show_values(self._shown)
        self._fields.show_problems({})
        if self._visit is None:
            self._show_wanted(self._begun_for, "")
        self._on_slot_edited()

    def _show_wanted(self, patient_id: str, search: str) -> None:
        if is_record_id(patient_id):
            if patient_id != self._patient.patient_id:
                self._patient.want(PatientId(RecordId(patient_id)))
            return
        self._patient.choose()
        self._picker.field.setText(search)

    def _on_fresh(self, visit: Appointment) -> None:
        """Take over what changed elsewhere since the open visit was read."""

    def _on_slot_edited(self) -> None:
        """Look again at what is in the way of the slot."""
