"""The side form: book a visit for a patient, or look at one and change it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.appointment import Appointment
from app.domain.errors import InvalidValue, RecordNotFound, SlotTaken, StaleVersion
from app.domain.ids import AppointmentId, PatientId, RecordId
from app.live.data_sync import DataSync
from app.services.appointments import Slot
from app.services.staff import BookingChoices
from app.ui.error_presenter import words_for
from app.ui.models.day_words import said
from app.ui.panels.appointments.booking_permits import BookingPermits
from app.ui.panels.appointments.booking_series import SeriesBooking
from app.ui.panels.appointments.booking_values import (
    FIELDS,
    BookingValues,
    changed_fields,
    merged,
    shown_day,
    slot_differs,
    slot_hint,
    understood,
    values_of,
)
from app.ui.panels.appointments.elsewhere_words import elsewhere_words, gone_words
from app.ui.panels.appointments.opening import Opening
from app.ui.panels.appointments.overlap_check import OverlapCheck, WantedSlot
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner
from app.ui.widgets.form_keys import heard_by_form


class BookingForm(SeriesBooking):
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
    reason_wished = Signal(str, str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(data_sync, tasks, parent)
        self._opening = 0
        """Counts what was opened; the answer to a save belongs to one of these."""
        self._is_saving = False
        self._permits = BookingPermits(
            Permits(data_sync),
            fields=self._fields,
            steps=self._steps,
            override=self._override,
            find=self._find,
            save=self._save,
            line=self._why,
        )
        self._overlaps = OverlapCheck(
            data_sync,
            tasks,
            notice=self._overlap,
            override=self._override,
            reason=self._over_reason,
            parent=self,
        )
        self._connect()

    def set_choices(self, choices: BookingChoices) -> None:
        """Offer these providers, rooms and visit types."""
        self._fields.set_choices(choices)

    def start_new(self, opening: Opening) -> None:
        """Begin a booking at a place of the calendar, for a patient where one is known."""
        self._begun_for, self._recall = opening.patient_id, opening.recall_id
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
            self._patient.want(PatientId(RecordId(opening.patient_id)))
        else:
            self._patient.choose()
        self._on_slot_edited()
        self._look_for_draft()

    def open_visit(self, visit: Appointment) -> None:
        """Look at a visit, ready to change it."""
        self._open(visit, values_of(visit))
        self._patient.want(visit.patient_id)
        self._fields.field("visit_type").control.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look_for_draft()

    def refresh(self) -> None:
        """Somebody changed something: read the open visit and its patient again, soon.

        However many commits arrive in a row (a sync), one read follows.
        """
        if self.is_open and not self._fresh.isActive():
            self._fresh.start()

    def _read_again(self) -> None:
        if not self.is_open:
            return
        if self._is_saving:
            # What comes back first may be this form's own change.
            self._fresh.start()
            return
        if self._visit is not None:
            self._tasks.start(
                self._data_sync.appointments.get(
                    AppointmentId(self._visit.id), patient_id=self._visit.patient_id
                ),
                done=self._on_fresh,
                failed=self._unless_gone(self._visit),
            )
        self._patient.read_again()
        self._check.start()

    def close_guarded(self, then: Callable[[], None] | None = None) -> None:
        """Close; with something typed, ask first. then: called once the form is free."""
        if self.is_dirty and self.is_open:
            self._question.ask(
                said("Not saved yet."),
                yes=said("Discard"),
                no=said("Keep editing"),
                answered=lambda _reason: self._discard(then),
            )
            return
        self._close(then)

    def stop(self) -> None:
        """The window closes: ask nothing more."""
        self._check.stop()
        self._fresh.stop()
        self._picker.stop()
        self.draft.stop()

    def save(self) -> None:
        """Ctrl+S: book or change the visit, or say what is missing."""
        if self._is_saving or self._permits.why or self._overlaps.lacks_reason():
            return
        patient_id = self._visit.patient_id if self._visit else self._patient.patient_id
        if patient_id is None:
            self._picker.field.setFocus()
            self._elsewhere.set_text(said("Choose the patient first."))
            return
        values = self._fields.values()
        meaning = understood(values, zone=self._zone, today=self._today())
        self._fields.show_problems(dict(meaning.problems))
        if meaning.slot is None:
            self._fields.focus_first_problem(dict(meaning.problems))
            return
        wanted = self._wanted(patient_id, meaning.slot)
        opening = self._opening
        self._is_saving = True
        self._permits.set_saving(saving=True)
        self.draft.hold()
        self._tasks.start(
            self._changed(self._visit, values, wanted)
            if self._visit is not None
            else self._booked(values, wanted),
            done=lambda visit: self._on_saved(visit, values, opening),
            failed=lambda error: self._on_failed(error, opening),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter in a line saves, Enter on a button presses it."""
        if not heard_by_form(event, leave=self.close_guarded, save=self.save):
            super().keyPressEvent(event)

    # Saving

    def _wanted(self, patient_id: PatientId, slot: Slot) -> WantedSlot:
        return WantedSlot(patient_id, slot, AppointmentId(self._visit.id) if self._visit else None)

    async def _booked(self, values: BookingValues, wanted: WantedSlot) -> Appointment:
        visit = self._new_visit(values, wanted.patient_id, wanted.slot)
        over, draft = self._overlaps.over(wanted), self.draft.key
        return await self._data_sync.appointments.book(visit, over=over, draft=draft)

    async def _changed(
        self, visit: Appointment, values: BookingValues, wanted: WantedSlot
    ) -> Appointment:
        moved = slot_differs(values, self._shown)
        return await self._data_sync.appointments.edit(
            AppointmentId(visit.id),
            changed_fields(values, self._shown),
            based_on=visit,
            slot=wanted.slot if moved else None,
            over=self._overlaps.over(wanted),
            draft=self.draft.key,
        )

    def _on_saved(self, visit: Appointment, saved: BookingValues, opening: int) -> None:
        words = said("Visit saved, {0}") if visit.id == self.visit_id else said("Booked for {0}")
        if opening == self._opening:
            self._end_saving()
            if self._fields.values() == saved:
                self._close(None, was_saved=True)
            else:
                self._stay_open(visit)
        self.saved.emit(visit.id, words.format(visit.local_start[11:]))

    def _stay_open(self, visit: Appointment) -> None:
        """Somebody typed on while the visit was being saved: keep that as a change to it."""
        self._visit, self._shown = visit, values_of(visit)
        now = self._fields.values()
        typed = (name for name in FIELDS if getattr(now, name) != getattr(self._shown, name))
        self._question.dismiss()
        self._fields.show_values(now, typed=frozenset(typed))
        self._show_kind(visit)
        self._patient.fix()
        self.draft.follow(visit.id, patient_id=visit.patient_id)
        self._elsewhere.set_text(said("Saved. What you typed since then is not saved yet."))

    def _on_failed(self, error: Exception, opening: int) -> bool:
        if opening != self._opening:
            return False
        self._end_saving()
        self.draft.release()
        if isinstance(error, SlotTaken):
            self._check_now()
            self._override.setFocus()
        elif isinstance(error, StaleVersion):
            self._elsewhere.set_text(words_for(error))
            self.refresh()
        elif isinstance(error, RecordNotFound) and self._visit is not None:
            self._elsewhere.set_text(gone_words())
        elif isinstance(error, InvalidValue):
            name = {"starts_at": "start", "length_min": "length"}.get(error.field, error.field)
            self._fields.show_problems({name: error.reason})
        else:
            return False
        return True

    def _unless_gone(self, visit: Appointment) -> Callable[[Exception], bool]:
        """Takes the error of a visit that is no longer there, and says so in the form."""

        def failed(error: Exception) -> bool:
            is_gone = isinstance(error, RecordNotFound)
            if is_gone and self._visit is not None and self._visit.id == visit.id:
                self._elsewhere.set_text(gone_words())
            return is_gone

        return failed

    def _end_saving(self) -> None:
        self._is_saving = False
        self._permits.set_saving(saving=False)

    # Showing

    def _open(self, visit: Appointment | None, values: BookingValues) -> None:
        self._opening += 1
        self._end_saving()
        self._visit, self._shown = visit, values
        self._question.dismiss()
        self._fields.set_today(self._today())
        self._fields.show_values(values)
        self._fields.show_problems({})
        self._elsewhere.set_text("")
        self._hint.set_text("")
        self._overlaps.check(None)
        self._finder.close_up()
        self._show_kind(visit)
        self._patient.clear(can_change=visit is None)
        self.show()

    def _show_kind(self, visit: Appointment | None) -> None:
        self._title.setText(said("Appointment") if visit else said("New appointment"))
        self._save.setText(said("Save") if visit else said("Book"))
        self._save.setAccessibleName(self._save.text())
        self._steps.setVisible(visit is not None)
        self._steps.status_chip.setVisible(visit is not None)
        self._permits.apply(visit)
        self._show_series(visit)
        if visit is not None:
            self._steps.show_visit(visit)

    def _on_patient_shown(self, is_new: bool) -> None:
        if is_new and self._visit is None:
            self._elsewhere.set_text("")
            self._fields.field("visit_type").control.setFocus(Qt.FocusReason.TabFocusReason)
        self._check.start()

    def _on_patient_gone(self) -> None:
        self._elsewhere.set_text(said("Another desk removed this patient."))

    def _on_fresh(self, visit: Appointment) -> None:
        before = self._visit
        if before is None or before.id != visit.id or before == visit:
            return
        fresh, typed = values_of(visit), self._fields.typed
        values, clashing = merged(self._fields.values(), typed, fresh, self._shown)
        self._visit, self._shown = visit, fresh
        self._permits.apply(visit)
        self._steps.show_visit(visit)
        self._fields.show_values(values, typed=typed)
        words = elsewhere_words(before, visit, fresh, clashing)
        self._elsewhere.set_text(words or self._elsewhere.text())

    def _on_series_done(self, visit_id: str, words: str) -> None:
        self._close(None, was_saved=True)
        self.saved.emit(visit_id, words)

    def _on_close_clicked(self) -> None:
        self.close_guarded()

    # Overlaps

    def _on_slot_edited(self) -> None:
        self._check.start()
        self._permits.apply(self._visit)
        slot = self._slot()
        is_new = self._visit is None or slot_differs(self._fields.values(), self._shown)
        clinic = self._data_sync.clinic
        now, hours = self._data_sync.clock.now(), (clinic.opens_at, clinic.closes_at)
        hint = slot_hint(slot, zone=self._zone, now=now, hours=hours) if slot and is_new else ""
        self._hint.set_text(hint)
        self.slot_changed.emit(slot)

    def _check_now(self) -> None:
        slot, patient_id = self._slot(), self._patient.patient_id
        if slot is None or patient_id is None or not self.is_open:
            self._overlaps.check(None)
            return
        visit = self._visit
        stays = visit is not None and not slot_differs(self._fields.values(), self._shown)
        because = visit.override_reason if visit is not None and stays else None
        self._overlaps.check(self._wanted(patient_id, slot), stands_because=because)

    def _slot(self) -> Slot | None:
        return understood(self._fields.values(), zone=self._zone, today=self._today()).slot

    def _discard(self, follow: Callable[[], None] | None) -> None:
        self.draft.discard()
        self._close(follow, was_saved=True)

    def _close(self, follow: Callable[[], None] | None, *, was_saved: bool = False) -> None:
        self.draft.end(was_saved=was_saved)
        self._check.stop()
        self._opening += 1
        self._end_saving()
        self._visit = None
        self._fields.show_values(BookingValues())
        self._patient.clear(can_change=True)
        self._question.dismiss()
        self._finder.close_up()
        self.hide()
        self.slot_changed.emit(None)
        self.closed.emit()
        if follow is not None:
            follow()

    def _connect(self) -> None:
        self._check.timeout.connect(self._check_now)
        self._fresh.timeout.connect(self._read_again)
        self._patient.shown.connect(self._on_patient_shown)
        self._patient.gone.connect(self._on_patient_gone)
        self._banner.chart_wished.connect(self.chart_wished)
        self._banner.reason_wished.connect(self.reason_wished)
        self._steps.step_wished.connect(self.step_wished)
        self._steps.confirmation_wished.connect(self.confirmation_wished)
        self._fields.slot_edited.connect(self._on_slot_edited)
        self._save.clicked.connect(self.save)
        self._repeat.clicked.connect(self.repeat)
        self._rest.clicked.connect(self._ask_rest)
        self.series_done.connect(self._on_series_done)
        self._cancel.clicked.connect(self._on_close_clicked)
        saving = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        saving.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        saving.activated.connect(self.save)
