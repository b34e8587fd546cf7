"""What can be done to a visit from calendar, list, form and menu alike: one place for all four."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from app.domain.appointment import Appointment
from app.domain.day_visit import DayVisit
from app.domain.errors import ClinicError, InvalidTransition, SlotTaken, StaleVersion
from app.domain.ids import AppointmentId, PatientId, RecordId
from app.domain.permissions import Permission
from app.domain.values import local_text
from app.live.data_sync import DataSync
from app.live.undo import Values
from app.live.visit_undo import CONFIRMED, MOVED, STEPPED, slot_values
from app.services.appointments import Slot
from app.ui.models.day_words import said, status_look
from app.ui.panels.appointments.overlap_words import overlap_lines
from app.ui.panels.appointments.question_bar import QuestionBar
from app.ui.panels.appointments.visit_steps import step_back, step_to
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner


class VisitActions(QObject):
    """Runs the wishes and asks what must be asked. said(text): for the toast.

    did(text, Step): something was done that can be taken back.
    moved(Appointment): it stands elsewhere now. settled(): a move was answered, kept or
    given up; the calendar may drop its ghost.
    """

    said = Signal(str)
    did = Signal(str, object)
    settled = Signal()
    moved = Signal(object)
    freed = Signal(object, str)
    """A slot got free, and whose it was."""

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, bar: QuestionBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks, self._bar = data_sync, tasks, bar
        self._permits = Permits(data_sync)
        self._moving: dict[str, Slot | None] = {}
        """Visits whose move is being saved, and where each goes next, None for nowhere."""

    def move(self, visit: DayVisit, slot: Slot) -> None:
        """Give a visit another time, provider or room; what is in the way is asked about."""
        self._bar.dismiss()
        providers = (visit.practitioner_id, slot.practitioner_id)
        if self._refuses(Permission.SCHEDULE_EDIT, *providers):
            self.settled.emit()
        elif visit.id in self._moving:
            self._moving[visit.id] = slot
        else:
            self._move(visit, slot)

    def step(self, visit: DayVisit, status: str) -> None:
        """Move a visit on where the rules allow it; cancelling asks for the reason."""
        if self._refuses(Permission.SCHEDULE_CHECK_IN, visit.practitioner_id):
            return
        if step_to(visit.status, status) is None:
            look = status_look(visit.status, visit.confirmation)
            self.said.emit(said("This does not follow “{0}”.").format(look.word))
        elif status == "cancelled":
            self._ask_reason(visit)
        else:
            self._set_status(visit, status)

    def take_back(self, visit: DayVisit) -> None:
        """Take the latest step back."""
        back = step_back(visit.status)
        is_refused = self._refuses(Permission.SCHEDULE_CHECK_IN, visit.practitioner_id)
        if back is not None and not is_refused:
            self._set_status(visit, back.status)

    def confirm(self, visit: DayVisit, confirmation: str) -> None:
        """Note whether the patient said they will come; the same again takes it back."""
        if self._refuses(Permission.SCHEDULE_EDIT, visit.practitioner_id):
            return
        wanted = "none" if visit.confirmation == confirmation else confirmation
        before, after = {"confirmation": visit.confirmation}, {"confirmation": wanted}
        self._tasks.start(
            self._data_sync.appointments.set_confirmation(AppointmentId(visit.id), wanted),
            done=lambda _saved: self._tell(
                _confirmation_words(visit, wanted), CONFIRMED, visit.id, before, after
            ),
        )

    def _tell(self, words: str, kind: str, visit_id: str, before: Values, after: Values) -> None:
        """Say what was done, and remember how it is taken back."""
        step = self._data_sync.undo.did(kind, RecordId(visit_id), before=before, after=after)
        self.did.emit(words, step)

    def _refuses(self, permission: Permission, *practitioners: str | None) -> bool:
        """Whether the acting role may not do this with the visits of these providers; says so."""
        why = self._why_not(permission, *practitioners)
        if why:
            self.said.emit(why)
        return bool(why)

    def _why_not(self, permission: Permission, *practitioners: str | None) -> str:
        whys = (self._permits.why_not_visit(permission, one) for one in practitioners)
        return next(filter(None, whys), "")

    def _move(self, visit: DayVisit, slot: Slot, *, over: str = "") -> None:
        self._moving[visit.id] = None
        self._tasks.start(
            self._moved(visit, slot, over=over),
            done=lambda places: self._on_moved(visit, *places),
            failed=self._move_failed(visit, slot),
        )

    async def _moved(self, visit: DayVisit, slot: Slot, *, over: str) -> tuple[Values, Appointment]:
        stored = await self._data_sync.appointments.get(visit.id, patient_id=visit.patient_id)
        as_shown = replace(
            stored,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            local_start=local_text(visit.starts_at, stored.zone),
            practitioner_id=visit.practitioner_id,
            room_id=visit.room_id,
        )
        moved = await self._data_sync.appointments.move(
            visit.id, slot, based_on=as_shown, over=over
        )
        return slot_values(as_shown), moved

    def _on_moved(self, visit: DayVisit, before: Values, moved: Appointment) -> None:
        following = self._moving.pop(visit.id, None)
        self.moved.emit(moved)
        if following is not None:
            self._move(moved_visit(visit, moved), following)
            return
        self.settled.emit()
        self._tell_freed(visit, moved)
        words = said("{0} moved to {1}").format(visit.patient_name, moved.local_start[11:])
        self._tell(words, MOVED, visit.id, before, slot_values(moved))

    def _move_failed(self, visit: DayVisit, slot: Slot) -> Callable[[Exception], bool]:
        def failed(error: Exception) -> bool:
            self._moving.pop(visit.id, None)
            if isinstance(error, StaleVersion):
                self.settled.emit()
                words = said("{0} was moved at another desk meanwhile; nothing was changed here.")
                self.said.emit(words.format(visit.patient_name))
                return True
            if not isinstance(error, SlotTaken):
                self.settled.emit()
                return False
            patient_id = PatientId(visit.patient_id)
            self._tasks.start(
                overlap_lines(self._data_sync, patient_id, slot, appointment_id=visit.id),
                done=lambda lines: self._ask_override(visit, slot, lines),
            )
            return True

        return failed

    def _ask_override(self, visit: DayVisit, slot: Slot, lines: tuple[str, ...]) -> None:
        taken = said("{0} cannot simply go there: the time is taken.").format(visit.patient_name)
        providers = (visit.practitioner_id, slot.practitioner_id)
        why = self._why_not(Permission.SCHEDULE_OVERRIDE, *providers)
        if why:
            self.settled.emit()
            self.said.emit("\n".join((taken, *lines, why)))
            return
        self._bar.ask(
            taken,
            lines=lines,
            yes=said("Book anyway"),
            reason=said("Why it is booked all the same"),
            must=said("Say why: it is kept with the visit."),
            answered=lambda reason: self._move(visit, slot, over=reason),
            refused=self.settled.emit,
        )

    def _ask_reason(self, visit: DayVisit) -> None:
        self._bar.ask(
            said("Cancel the visit of {0}?").format(visit.patient_name),
            yes=said("Cancel visit"),
            no=said("Keep visit"),
            reason=said("Reason, such as: sick"),
            answered=lambda reason: self._set_status(visit, "cancelled", reason=reason),
        )

    def _set_status(self, visit: DayVisit, status: str, *, reason: str = "") -> None:
        self._tasks.start(
            self._stepped(visit, status, reason),
            done=lambda words: self._on_stepped(visit, words, status, reason) if words else None,
        )

    def _on_stepped(self, visit: DayVisit, words: str, status: str, reason: str) -> None:
        if visit.status == "requested":
            self.said.emit(words)  # nothing leads back there
            return
        if status == "cancelled":
            self.freed.emit(slot_of(visit), visit.patient_id)
        after = {"status": status, "reason": reason}
        self._tell(words, STEPPED, visit.id, {"status": visit.status}, after)

    def _tell_freed(self, visit: DayVisit, moved: Appointment) -> None:
        """The time it stood at is free, unless it was only pushed along a little."""
        is_still_there = moved.practitioner_id == visit.practitioner_id and (
            moved.starts_at < visit.ends_at and visit.starts_at < moved.ends_at
        )
        if not is_still_there:
            self.freed.emit(slot_of(visit), visit.patient_id)

    async def _stepped(self, visit: DayVisit, status: str, reason: str) -> str:
        """Take the step and say so; "" where it was taken already: a key pressed twice is one."""
        visits = self._data_sync.appointments
        visit_id = AppointmentId(visit.id)
        try:
            await visits.set_status(visit_id, status, reason=reason)
        except InvalidTransition:
            if (await visits.get(visit_id)).status != status:
                raise
            return ""
        words = f"{visit.patient_name}: {status_look(status).word}"
        if status == "arrived" and await self._is_uninsured(visit):
            return f"{words}. {said('No insurance is written down: ask for the card.')}"
        return words

    async def _is_uninsured(self, visit: DayVisit) -> bool:
        zone = ZoneInfo(self._data_sync.clinic.zone)
        today = self._data_sync.clock.now().astimezone(zone).date()
        whose = (PatientId(visit.patient_id),)
        try:
            return bool(await self._data_sync.appointments.uninsured(whose, today))
        except ClinicError:  # the step is taken, and can still be taken back
            return False


def slot_of(visit: DayVisit) -> Slot:
    """Where a visit stands."""
    return Slot(
        starts_at=visit.starts_at,
        length_min=int((visit.ends_at - visit.starts_at).total_seconds() // 60),
        practitioner_id=visit.practitioner_id,
        room_id=visit.room_id,
    )


def moved_visit(visit: DayVisit, moved: Appointment) -> DayVisit:
    """The visit as the day shows it, in its new place."""
    return visit._replace(
        starts_at=moved.starts_at,
        ends_at=moved.ends_at,
        practitioner_id=moved.practitioner_id,
        room_id=moved.room_id,
    )


def _confirmation_words(visit: DayVisit, confirmation: str) -> str:
    words = {
        "confirmed": said("{0} confirmed"),
        "left_message": said("Message left for {0}"),
    }.get(confirmation, said("{0}: confirmation taken back"))
    return words.format(visit.patient_name)
