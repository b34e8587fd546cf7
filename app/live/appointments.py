"""Appointments as panels use them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.domain.appointment import Appointment
from app.domain.audit import AuditAction
from app.domain.day_visit import DayVisit
from app.domain.drafts import DraftKey
from app.domain.ids import AppointmentId, PatientId, PractitionerId
from app.domain.permissions import Permission, Scope, Verdict
from app.domain.ports import DatabaseThreads, Reader, UnitOfWorkFactory
from app.domain.staff import Clinic
from app.live.access import Access, Shown
from app.live.read_ahead import ReadAhead
from app.services import appointments as service
from app.services import series
from app.services.appointments import InTheWay, NewVisit, Slot
from app.services.calendar_days import CalendarDay, read_calendar_day
from app.services.day import DaySchedule, Whose, read_day, read_week
from app.services.day_list import DayList, read_day_list
from app.services.drafts import finish
from app.services.insured import uninsured
from app.services.next_free import FreeWish, next_free
from app.services.series import Planned

_DAY = Shown(
    screen="day",
    action=AuditAction.LIST,
    entity="appointment",
    permission=Permission.SCHEDULE_VIEW,
)
_WEEK = _DAY._replace(screen="week")
_SHEET = Shown(
    screen="day sheet",
    action=AuditAction.LIST,
    entity="appointment",
    permission=Permission.SCHEDULE_PRINT,
)
_INSURANCE = Shown(
    screen="check-in",
    action=AuditAction.LIST,
    entity="coverage",
    permission=Permission.COVERAGE_VIEW,
)
_CALENDAR = _SHEET._replace(screen="calendar file")
_VISIT = Shown(
    screen="visit",
    action=AuditAction.VIEW,
    entity="appointment",
    permission=Permission.SCHEDULE_VIEW,
)


class AppointmentCollection:
    """Read days, book, move and follow visits off the UI thread."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        clinic: Clinic,
        ahead: ReadAhead,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access
        self._clinic = clinic
        self._ahead = ahead

    async def day(self, wanted: date) -> DaySchedule:
        """The visits and columns of a clinic day. Raises PermissionDenied."""
        read = await self._access.show(
            _DAY._replace(what=wanted.isoformat()),
            self._reading(wanted),
            subjects=lambda day: (visit.patient_id for visit in day.visits),
            held=self._ahead.take(("day", wanted)),
        )
        return replace(read, visits=tuple(self._seen(visit) for visit in read.visits))

    async def week(self, wanted: date, *, first: date, whose: Whose) -> DaySchedule:
        """One provider's or room's week, which begins on `first`. Raises PermissionDenied."""
        what = f"{first.isoformat()} {whose.practitioner_id or whose.room_id}"
        read = await self._access.show(
            _WEEK._replace(what=what),
            lambda reader: read_week(
                reader, wanted=wanted, first=first, whose=whose, clinic=self._clinic
            ),
            subjects=lambda week: (visit.patient_id for visit in week.visits),
        )
        return replace(read, visits=tuple(self._seen(visit) for visit in read.visits))

    async def day_list(
        self, wanted: date, *, practitioner_id: PractitionerId | None = None
    ) -> DayList:
        """The sheets of a day, of everybody or of one provider. Raises PermissionDenied."""
        return await self._access.show(
            _SHEET._replace(what=f"{wanted.isoformat()} {practitioner_id or ''}".strip()),
            lambda reader: read_day_list(
                reader, wanted=wanted, clinic=self._clinic, practitioner_id=practitioner_id
            ),
            subjects=lambda found: found.patient_ids,
        )

    async def note_day_list(self, found: DayList, *, is_file: bool = False) -> None:
        """The sheets of a day leave the program, on paper or as a file. Raises PermissionDenied."""
        action = AuditAction.EXPORT if is_file else AuditAction.PRINT
        shown = _SHEET._replace(action=action, what=found.day.isoformat())
        await self._access.hand_out(shown, found.patient_ids)

    async def calendar_day(
        self, wanted: date, *, practitioner_id: PractitionerId | None = None, untitled: str
    ) -> CalendarDay:
        """A day for another program's calendar, without patients. Raises PermissionDenied."""
        return await self._access.show(
            _CALENDAR._replace(what=f"{wanted.isoformat()} {practitioner_id or ''}".strip()),
            lambda reader: read_calendar_day(
                reader,
                wanted=wanted,
                clinic=self._clinic,
                practitioner_id=practitioner_id,
                untitled=untitled,
            ),
            subjects=lambda found: found.patient_ids,
        )

    async def note_calendar_day(self, found: CalendarDay) -> None:
        """A day leaves the program as a calendar file. Raises PermissionDenied."""
        shown = _CALENDAR._replace(action=AuditAction.EXPORT, what=found.day.isoformat())
        await self._access.hand_out(shown, found.patient_ids)

    def expect(self, day: date, *, then: Callable[[DaySchedule], None] | None = None) -> None:
        """Somebody is likely to go to this day: read it before they ask. Nothing is shown."""
        if self._access.may(Permission.SCHEDULE_VIEW).is_allowed:
            self._ahead.wish(("day", day), self._reading(day), then=then)

    async def uninsured(self, patient_ids: Collection[PatientId], on: date) -> frozenset[PatientId]:
        """Which of some patients no policy covers on a day; nobody where that is not shown."""
        if not patient_ids or not self._access.may(Permission.COVERAGE_VIEW).is_allowed:
            return frozenset()
        return await self._access.show(
            _INSURANCE._replace(what=on.isoformat()),
            lambda reader: uninsured(reader, patient_ids=patient_ids, on=on),
            subjects=lambda _found: patient_ids,
        )

    def _reading(self, day: date) -> Callable[[Reader], DaySchedule]:
        return lambda reader: read_day(reader, wanted=day, clinic=self._clinic)

    async def get(
        self, appointment_id: AppointmentId, *, patient_id: PatientId | None = None
    ) -> Appointment:
        """One visit. Whoever knows whose it is says so: the look is then written down while it is
        read. Raises RecordNotFound."""
        shown = _VISIT._replace(what=appointment_id, row_id=appointment_id)

        def read(reader: Reader) -> Appointment:
            return service.get(reader, appointment_id=appointment_id)

        if patient_id is None:
            return await self._access.show(shown, read, subjects=lambda visit: (visit.patient_id,))
        visit = await self._access.show(
            shown, read, subjects=lambda visit: (visit.patient_id,), patient_id=patient_id
        )
        if visit.patient_id != patient_id:
            await self._access.record(shown, [visit.patient_id])
        return visit

    async def check_slot(
        self, patient_id: PatientId, slot: Slot, *, appointment_id: AppointmentId | None = None
    ) -> InTheWay:
        """What is in the way of a wanted slot, by bare identifiers. Raises InvalidValue."""
        return await self._access.plain(
            lambda reader: service.check_slot(
                reader,
                patient_id=patient_id,
                slot=slot,
                zone=self._clinic.zone,
                appointment_id=appointment_id,
            )
        )

    async def next_free(self, wish: FreeWish, *, count: int = 12) -> tuple[Slot, ...]:
        """The next times that are free, by bare identifiers."""
        now = self._access.now()
        return await self._access.plain(
            lambda reader: next_free(reader, wish, clinic=self._clinic, now=now, count=count)
        )

    async def plan_series(
        self, patient_id: PatientId, first: Slot, rule: str
    ) -> tuple[Planned, ...]:
        """Every date of a series with what is in its way, by bare identifiers. Raises
        InvalidValue."""
        zone = self._clinic.zone
        return await self._access.plain(
            lambda reader: series.plan(
                reader, patient_id=patient_id, first=first, rule=rule, zone=zone
            )
        )

    async def book_series(
        self, visit: NewVisit, slots: Sequence[Slot], rule: str, *, draft: DraftKey | None = None
    ) -> tuple[Appointment, ...]:
        """Book every visit of a series, or none, and end the form's draft. Raises SlotTaken."""
        begin, context, zone = self._begin, self._access.context, self._clinic.zone

        def book() -> tuple[Appointment, ...]:
            return series.book_series(
                begin, context, visit=visit, slots=slots, rule=rule, zone=zone
            )

        return await self._threads.write(lambda: finish(begin, context, book, key=draft))

    async def cancel_series_from(
        self, appointment_id: AppointmentId, reason: str = ""
    ) -> tuple[Appointment, ...]:
        """Call off a visit of a series and those after it, all or none."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: series.cancel_from(begin, context, appointment_id=appointment_id, reason=reason)
        )

    def _seen(self, visit: DayVisit) -> DayVisit:
        """The line without the allergy mark where the acting role is not shown allergies."""
        if not visit.has_allergy:
            return visit
        mine = self._access.context.practitioner_id
        scope = Scope.OWN if mine and mine == visit.practitioner_id else Scope.OTHER
        patient_id = visit.patient_id
        verdict = self._access.may(Permission.ALLERGY_VIEW, scope, patient_id=patient_id)
        return visit if verdict.is_allowed else visit._replace(has_allergy=False)

    def may(self, permission: Permission, practitioner_id: PractitionerId | None) -> Verdict:
        """Whether the acting role may do something with a practitioner's visits."""
        mine = self._access.context.practitioner_id
        is_own = mine is not None and mine == practitioner_id
        return self._access.may(permission, Scope.OWN if is_own else Scope.OTHER)

    async def book(
        self, visit: NewVisit, *, over: str = "", draft: DraftKey | None = None
    ) -> Appointment:
        """Book a visit, which ends the form's draft; over: why over what is in the way. Raises
        InvalidValue, SlotTaken."""
        begin, context, zone = self._begin, self._access.context, self._clinic.zone

        def book() -> Appointment:
            return service.book(begin, context, visit=visit, zone=zone, over=over)

        return await self._threads.write(lambda: finish(begin, context, book, key=draft))

    async def move(
        self,
        appointment_id: AppointmentId,
        slot: Slot,
        *,
        based_on: Appointment | None = None,
        over: str = "",
    ) -> Appointment:
        """Give a visit another time, provider or room; over: why over what is in the way. Raises
        SlotTaken, StaleVersion."""
        return await self._threads.write(
            lambda: service.move(
                self._begin,
                self._access.context,
                appointment_id=appointment_id,
                slot=slot,
                based_on=based_on,
                over=over,
            )
        )

    async def edit(
        self,
        appointment_id: AppointmentId,
        changes: Mapping[str, object],
        *,
        based_on: Appointment | None = None,
        slot: Slot | None = None,
        over: str = "",
        draft: DraftKey | None = None,
    ) -> Appointment:
        """Change what a visit is about, its slot where one is given, and end the form's draft."""
        begin, context = self._begin, self._access.context

        def edit() -> Appointment:
            return service.edit(
                begin,
                context,
                appointment_id=appointment_id,
                changes=changes,
                based_on=based_on,
                slot=slot,
                over=over,
            )

        return await self._threads.write(lambda: finish(begin, context, edit, key=draft))

    async def set_status(
        self,
        appointment_id: AppointmentId,
        status: str,
        *,
        reason: str = "",
        was: str | None = None,
    ) -> Appointment:
        """Move a visit on or a step back. Raises InvalidTransition, SlotTaken, StaleVersion."""
        return await self._threads.write(
            lambda: service.set_status(
                self._begin,
                self._access.context,
                appointment_id=appointment_id,
                status=status,
                reason=reason,
                was=was,
            )
        )

    async def set_confirmation(
        self, appointment_id: AppointmentId, confirmation: str, *, was: str | None = None
    ) -> Appointment:
        """Note whether the patient said they will come. Raises StaleVersion."""
        return await self._threads.write(
            lambda: service.set_confirmation(
                self._begin,
                self._access.context,
                appointment_id=appointment_id,
                confirmation=confirmation,
                was=was,
            )
        )
