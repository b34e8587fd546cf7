"""The side form: book a visit for a patient, or look at one and change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.appointment import Appointment
from app.domain.errors import InvalidValue, SlotTaken, StaleVersion
from app.domain.ids import AppointmentId, PatientId, RecordId
from app.live.data_sync import DataSync
from app.services.appointments import NewVisit, Slot
from app.services.charts import PatientChart
from app.services.patients import PatientRow
from app.services.staff import BookingChoices
from app.ui.error_presenter import words_for
from app.ui.models.day_words import said
from app.ui.panels.appointments.booking_parts import BookingParts
from app.ui.panels.appointments.booking_values import (
    BookingValues,
    changed_fields,
    merged,
    shown_day,
    slot_differs,
    understood,
    values_of,
    visit_type_id,
)
from app.ui.panels.appointments.elsewhere_words import elsewhere_words
from app.ui.panels.appointments.overlap_words import overlap_lines
from app.ui.task_runner import TaskRunner


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Where a new booking begins; None where the form should choose."""

    day: date
    start: str = "09:00"
    length_min: int = 30
    practitioner_id: str = ""
    room_id: str = ""
    patient_id: str = ""


class BookingForm(BookingParts):
    """Never writes over what somebody typed; asks before it lets typed text go.

    saved(visit id, message), closed(), slot_changed(Slot or None): what the calendar shows as a
    ghost; step_wished(status), confirmation_wished(value): for the open visit.
    """

    saved = Signal(str, str)
    closed = Signal()
    slot_changed = Signal(object)
    step_wished = Signal(str)
    confirmation_wished = Signal(str)
    chart_wished = Signal(str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(data_sync, tasks, parent)
        self._data_sync, self._tasks = data_sync, tasks
        self._visit: Appointment | None = None
        self._shown = BookingValues()
        self._has_patient = False
        self._lines: tuple[str, ...] = ()
        self._is_saving = False
        self._connect()

    # What is open

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
    def overlap_text(self) -> str:
        """Everything that is in the way of the slot, "" when it is free."""
        return self._overlap.text()

    def set_choices(self, choices: BookingChoices) -> None:
        """Offer these providers, rooms and visit types."""
        self._fields.set_choices(choices)

    def start_new(self, opening: Opening) -> None:
        """Begin a booking at a place of the calendar, for a patient where one is known."""
        self._open(
            None,
            BookingValues(
                provider=opening.practitioner_id,
                room=opening.room_id,
                day=shown_day(opening.day),
                start=opening.start,
                length=str(opening.length_min),
            ),
        )
        if opening.patient_id:
            self._load_patient(PatientId(RecordId(opening.patient_id)))
        else:
            self._picker.start()
        self._on_slot_edited()

    def open_visit(self, visit: Appointment) -> None:
        """Look at a visit, ready to change it."""
        self._open(visit, values_of(visit))
        self._load_patient(visit.patient_id)
        self._fields.field("visit_type").control.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Somebody changed something: read the open visit and its patient again, soon.

        However many commits arrive in a row (a sync), one read follows.
        """
        if self.is_open and not self._fresh.isActive():
            self._fresh.start()

    def _read_again(self) -> None:
        if not self.is_open:
            return
        if self._visit is not None:
            self._tasks.start(
                self._data_sync.appointments.get(AppointmentId(self._visit.id)),
                done=self._on_fresh,
            )
        if self._has_patient:
            self._load_patient(PatientId(RecordId(self._banner.patient_id)), focus=False)
        self._check.start()

    def close_guarded(self, then: Callable[[], None] | None = None) -> None:
        """Close; with something typed, ask first. then: called once the form is free."""
        if self.is_dirty and self.is_open:
            self._question.ask(
                said("Not saved yet."),
                yes=said("Discard"),
                no=said("Keep editing"),
                answered=lambda _reason: self._close(then),
            )
            return
        self._close(then)

    def stop(self) -> None:
        """The window closes: ask nothing more."""
        self._check.stop()
        self._fresh.stop()
        self._picker.stop()

    def save(self) -> None:
        """Ctrl+S: book or change the visit, or say what is missing."""
        if self._is_saving:
            return
        if not self._has_patient:
            self._picker.field.setFocus()
            self._elsewhere.set_text(said("Choose the patient first."))
            return
        values = self._fields.values()
        meaning = understood(values, zone=self._zone, today=self._today())
        self._fields.show_problems(dict(meaning.problems))
        if meaning.slot is None:
            self._fields.focus_first_problem(dict(meaning.problems))
            return
        self._is_saving = True
        self._save.setEnabled(False)
        work = (
            self._booked(values, meaning.slot)
            if self._visit is None
            else (self._changed(self._visit, values, meaning.slot))
        )
        self._tasks.start(work, done=self._on_saved, failed=self._on_failed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter in a line saves."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_guarded()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        else:
            super().keyPressEvent(event)

    @property
    def _zone(self) -> str:
        return self._data_sync.clinic.zone

    def _today(self) -> date:
        return self._data_sync.clock.now().astimezone(ZoneInfo(self._zone)).date()

    # Saving

    async def _booked(self, values: BookingValues, slot: Slot) -> Appointment:
        visit = NewVisit(
            patient_id=PatientId(RecordId(self._banner.patient_id)),
            slot=slot,
            visit_type_id=visit_type_id(values),
            reason=values.reason,
            note=values.note,
            priority=values.priority,
        )
        return await self._data_sync.appointments.book(visit, override=self._overrides())

    async def _changed(self, visit: Appointment, values: BookingValues, slot: Slot) -> Appointment:
        moved = slot_differs(values, self._shown)
        return await self._data_sync.appointments.edit(
            AppointmentId(visit.id),
            changed_fields(values, self._shown),
            based_on=visit,
            slot=slot if moved else None,
            override=self._overrides(),
        )

    def _overrides(self) -> bool:
        return bool(self._lines) and self._override.isChecked()

    def _on_saved(self, visit: Appointment) -> None:
        is_new = self._visit is None
        self._end_saving()
        when = visit.local_start[11:]
        words = said("Booked for {0}") if is_new else said("Visit saved, {0}")
        self._close(None)
        self.saved.emit(visit.id, words.format(when))

    def _on_failed(self, error: Exception) -> bool:
        self._end_saving()
        if isinstance(error, SlotTaken):
            self._check_now()
            self._override.setFocus()
            return True
        if isinstance(error, StaleVersion):
            self._elsewhere.set_text(words_for(error))
            self.refresh()
            return True
        if isinstance(error, InvalidValue):
            name = {"starts_at": "start", "length_min": "length"}.get(error.field, error.field)
            self._fields.show_problems({name: error.reason})
            return True
        return False

    def _end_saving(self) -> None:
        self._is_saving = False
        self._save.setEnabled(True)

    # Showing

    def _open(self, visit: Appointment | None, values: BookingValues) -> None:
        self._visit, self._shown = visit, values
        self._has_patient = False
        self._lines = ()
        self._question.dismiss()
        self._fields.set_today(self._today())
        self._fields.show_values(values)
        self._fields.show_problems({})
        self._elsewhere.set_text("")
        self._show_lines(())
        self._override.setChecked(False)
        self._title.setText(said("Appointment") if visit else said("New appointment"))
        self._save.setText(said("Save") if visit else said("Book"))
        self._save.setAccessibleName(self._save.text())
        self._steps.setVisible(visit is not None)
        self._steps.status_chip.setVisible(visit is not None)
        if visit is not None:
            self._steps.show_visit(visit)
        self._banner.hide()
        self._picker.setVisible(visit is None)
        self._picker.field.clear()
        self.show()

    def _load_patient(self, patient_id: PatientId, *, focus: bool = True) -> None:
        self._tasks.start(
            self._data_sync.patients.chart(patient_id),
            done=lambda chart: self._show_patient(chart, focus=focus),
        )

    def _show_patient(self, chart: PatientChart, *, focus: bool) -> None:
        if self._visit is not None and self._visit.patient_id != chart.patient.id:
            return
        self._has_patient = True
        self._banner.show_chart(chart, today=self._today(), can_change=self._visit is None)
        self._banner.show()
        self._picker.hide()
        if focus and self._visit is None:
            self._elsewhere.set_text("")
            self._fields.field("visit_type").control.setFocus(Qt.FocusReason.TabFocusReason)
        self._check.start()

    def _on_picked(self, row: PatientRow) -> None:
        self._picker.field.clear()
        self._load_patient(row.id)

    def _on_change_wished(self) -> None:
        self._has_patient = False
        self._banner.hide()
        self._picker.show()
        self._picker.start()

    def _on_fresh(self, visit: Appointment) -> None:
        before = self._visit
        if before is None or before.id != visit.id or before == visit:
            return
        fresh, typed = values_of(visit), self._fields.typed
        values, clashing = merged(self._fields.values(), typed, fresh, self._shown)
        self._visit, self._shown = visit, fresh
        self._steps.show_visit(visit)
        self._fields.show_values(values, typed=typed)
        words = elsewhere_words(before, visit, fresh, clashing)
        self._elsewhere.set_text(words or self._elsewhere.text())

    def _on_close_clicked(self) -> None:
        self.close_guarded()

    # Overlaps

    def _on_slot_edited(self) -> None:
        self._check.start()
        values = self._fields.values()
        meaning = understood(values, zone=self._zone, today=self._today())
        self.slot_changed.emit(meaning.slot)

    def _check_now(self) -> None:
        values = self._fields.values()
        meaning = understood(values, zone=self._zone, today=self._today())
        if meaning.slot is None or not self._has_patient or not self.is_open:
            self._show_lines(())
            return
        self._tasks.start(
            overlap_lines(
                self._data_sync,
                PatientId(RecordId(self._banner.patient_id)),
                meaning.slot,
                appointment_id=AppointmentId(self._visit.id) if self._visit else None,
            ),
            done=self._show_lines,
            failed=lambda error: isinstance(error, InvalidValue),
        )

    def _show_lines(self, lines: tuple[str, ...]) -> None:
        if lines != self._lines:
            self._override.setChecked(False)
        self._lines = lines
        self._overlap.set_text("\n".join((said("This time is taken."), *lines)) if lines else "")
        self._override.setVisible(bool(lines))

    def _close(self, follow: Callable[[], None] | None) -> None:
        self._check.stop()
        self._visit = None
        self._fields.show_values(BookingValues())
        self._picker.field.clear()
        self._question.dismiss()
        self.hide()
        self.slot_changed.emit(None)
        self.closed.emit()
        if follow is not None:
            follow()

    def _connect(self) -> None:
        self._check.timeout.connect(self._check_now)
        self._fresh.timeout.connect(self._read_again)
        self._picker.picked.connect(self._on_picked)
        self._banner.change_wished.connect(self._on_change_wished)
        self._banner.chart_wished.connect(self.chart_wished)
        self._steps.step_wished.connect(self.step_wished)
        self._steps.confirmation_wished.connect(self.confirmation_wished)
        self._fields.slot_edited.connect(self._on_slot_edited)
        self._save.clicked.connect(self.save)
        self._cancel.clicked.connect(self._on_close_clicked)
        saving = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        saving.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        saving.activated.connect(self.save)
