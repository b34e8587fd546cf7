"""The side form's series: repeat a new visit, or call off the rest of a series."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from app.domain.appointment import Appointment
from app.domain.ids import AppointmentId, PatientId, RecordId
from app.services.appointments import NewVisit, Slot
from app.ui.models.day_words import said
from app.ui.panels.appointments.booking_draft import DraftedBooking
from app.ui.panels.appointments.booking_values import BookingValues, understood, visit_type_id
from app.ui.panels.appointments.series_sheet import SeriesSheet


class SeriesBooking(DraftedBooking):
    """Knows series; BookingForm adds checking and saving. series_done(visit id, words)."""

    series_done = Signal(str, str)

    def repeat(self) -> SeriesSheet | None:
        """Ask how often the visit in the form repeats; None where it is not complete yet."""
        values, patient_id = self._fields.values(), self._patient.patient_id
        meaning = understood(values, zone=self._zone, today=self._today())
        self._fields.show_problems(dict(meaning.problems))
        if patient_id is None:
            self._elsewhere.set_text(said("Choose the patient first."))
            self._picker.field.setFocus()
            return None
        if meaning.slot is None:
            self._fields.focus_first_problem(dict(meaning.problems))
            return None
        visit = self._new_visit(values, patient_id, meaning.slot)
        sheet = SeriesSheet(self._data_sync, self._tasks, self, visit=visit, draft=self.draft)
        sheet.booked.connect(self._on_series_booked)
        sheet.open()
        return sheet

    def _new_visit(self, values: BookingValues, patient_id: PatientId, slot: Slot) -> NewVisit:
        # Somebody else chosen instead is not who was called in.
        is_recalled = bool(self._recall) and patient_id == self._begun_for
        return NewVisit(
            patient_id=patient_id,
            recall_id=RecordId(self._recall) if is_recalled else None,
            slot=slot,
            visit_type_id=visit_type_id(values),
            reason=values.reason,
            note=values.note,
            priority=values.priority,
        )

    def _show_series(self, visit: Appointment | None) -> None:
        """Offer what fits: to repeat a new visit, to call off the rest of a series."""
        has_rest = (
            visit is not None
            and visit.series_id is not None
            and visit.status in ("booked", "requested")
        )
        self._repeat.setVisible(visit is None)
        self._rest.setVisible(has_rest)
        for button in (self._repeat, self._rest):
            button.setEnabled(self._find.isEnabled())

    def _on_series_booked(self, visits: Sequence[Appointment], words: str) -> None:
        self.series_done.emit(visits[0].id, words)

    def _ask_rest(self) -> None:
        visit = self._visit
        if visit is None:
            return
        self._question.ask(
            said("Cancel this visit and those of its series after it?"),
            yes=said("Cancel visits"),
            no=said("Keep visits"),
            reason=said("Reason, such as: sick"),
            answered=partial(self._cancel_rest, visit),
        )

    def _cancel_rest(self, visit: Appointment, reason: str) -> None:
        def done(gone: Sequence[Appointment]) -> None:
            words = said("1 visit cancelled") if len(gone) == 1 else said("{0} visits cancelled")
            self.series_done.emit(visit.id, words.format(len(gone)))

        visits = self._data_sync.appointments
        self._tasks.start(visits.cancel_series_from(AppointmentId(visit.id), reason), done=done)
