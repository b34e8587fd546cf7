"""Opens the side form: a new booking at a place of the calendar, or a visit to look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, Signal

from app.domain.appointment import Appointment
from app.domain.ids import AppointmentId, RecordId
from app.live.data_sync import DataSync
from app.ui.panels.appointments.booking_form import BookingForm
from app.ui.panels.appointments.day_permits import DayPermits
from app.ui.panels.appointments.day_views import DayViews
from app.ui.panels.appointments.opening import Opening
from app.ui.task_runner import TaskRunner
from app.ui.widgets.calendar_values import Ghost


class FormOpening(QObject):
    """What was asked of the form last is what opens. opening(): the form comes to the front."""

    opening = Signal()

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        *,
        form: BookingForm,
        views: DayViews,
        permits: DayPermits,
        day: Callable[[], date],
    ) -> None:
        super().__init__(form)
        self._data_sync, self._tasks = data_sync, tasks
        self.form, self._views, self._permits, self._day = form, views, permits, day
        self._wish = 0
        """Counts what was asked of the form; a visit read for an earlier wish is not opened."""

    def book_at(self, place: Ghost | None, *, patient_id: str = "") -> None:
        """Begin a booking at a place of the calendar, or refuse it in words."""
        if self._permits.refuses_booking(place):
            self._views.calendar.canvas.settle()
            return
        self.begin(self._opening_at(place, patient_id))

    def book_for(self, patient_id: str) -> None:
        """Begin a booking for a patient, or for nobody yet, where the cursor stands."""
        self.book_at(self._cursor_place(), patient_id=patient_id)

    def book_recall(self, patient_id: str, recall_id: str, provider: str) -> None:
        """Begin the booking that answers a recall."""
        place = self._cursor_place()
        opening = self._opening_at(place, patient_id)
        if not self._permits.refuses_booking(place):
            provider = provider or opening.practitioner_id
            self.begin(replace(opening, recall_id=recall_id, practitioner_id=provider))

    def begin(self, opening: Opening) -> None:
        """Begin a booking with what is known of it."""
        self._wish += 1
        self.form.close_guarded(lambda: self._show_new(opening))

    def find_free(self) -> None:
        """F3: look for the next free time, for a new booking where none is open."""
        if not self.form.is_open:
            self.book_at(self._cursor_place())
        self.form.find_free()

    def open(self, key: str) -> None:
        """Open a visit by its identifier."""
        if not key:
            return
        self._wish += 1
        wish = self._wish

        def show(visit: Appointment) -> None:
            if wish == self._wish:
                self.form.close_guarded(lambda: self._show_visit(visit))

        visits = self._data_sync.appointments
        self._tasks.start(visits.get(AppointmentId(RecordId(key))), done=show)

    def _cursor_place(self) -> Ghost | None:
        canvas = self._views.calendar.canvas
        return self._permits.own_place(canvas.new_booking_place(), canvas.day)

    def _opening_at(self, place: Ghost | None, patient_id: str) -> Opening:
        places = self._views.places
        if places is None:
            return Opening(day=self._day(), patient_id=patient_id)
        shown = self._views.calendar.canvas.day
        is_there = place and shown and shown.place_of(place.column) >= 0
        return places.opening_at(place if is_there else None, patient_id=patient_id)

    def _show_new(self, opening: Opening) -> None:
        self.opening.emit()
        self.form.start_new(opening)

    def _show_visit(self, visit: Appointment) -> None:
        self.opening.emit()
        self.form.open_visit(visit)
