"""Appointments as panels use them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.appointment import Appointment
from app.domain.context import ExecutionContext
from app.domain.ids import AppointmentId, PatientId
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.scheduling import Overlap
from app.domain.staff import Clinic
from app.services import appointments as service
from app.services.appointments import NewVisit, Slot
from app.services.day import DaySchedule, read_day


class AppointmentCollection:
    """Read days, book, move and follow visits off the UI thread."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        context: ExecutionContext,
        clinic: Clinic,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._context = context
        self._clinic = clinic

    async def day(self, wanted: date) -> DaySchedule:
        """The visits and columns of a clinic day."""
        return await self._threads.read(
            lambda reader: read_day(reader, wanted=wanted, clinic=self._clinic)
        )

    async def get(self, appointment_id: AppointmentId) -> Appointment:
        """One visit. Raises RecordNotFound."""
        return await self._threads.read(
            lambda reader: service.get(reader, appointment_id=appointment_id)
        )

    async def check_slot(
        self, patient_id: PatientId, slot: Slot, *, appointment_id: AppointmentId | None = None
    ) -> tuple[Overlap, ...]:
        """What is in the way of a wanted slot; empty when it is free. Raises InvalidValue."""
        return await self._threads.read(
            lambda reader: service.check_slot(
                reader,
                patient_id=patient_id,
                slot=slot,
                zone=self._clinic.zone,
                appointment_id=appointment_id,
            )
        )

    async def book(self, visit: NewVisit, *, override: bool = False) -> Appointment:
        """Book a visit. Raises InvalidValue, SlotTaken."""
        return await self._threads.write(
            lambda: service.book(
                self._begin,
                self._context,
                visit=visit,
                zone=self._clinic.zone,
                override=override,
            )
        )

    async def move(
        self,
        appointment_id: AppointmentId,
        slot: Slot,
        *,
        based_on: Appointment | None = None,
        override: bool = False,
    ) -> Appointment:
        """Give a visit another time, provider or room. Raises SlotTaken, StaleVersion."""
        return await self._threads.write(
            lambda: service.move(
                self._begin,
                self._context,
                appointment_id=appointment_id,
                slot=slot,
                based_on=based_on,
                override=override,
            )
        )

    async def edit(
        self,
        appointment_id: AppointmentId,
        changes: Mapping[str, object],
        *,
        based_on: Appointment | None = None,
        slot: Slot | None = None,
        override: bool = False,
    ) -> Appointment:
        """Change what a visit is about, and its slot where one is given."""
        return await self._threads.write(
            lambda: service.edit(
                self._begin,
                self._context,
                appointment_id=appointment_id,
                changes=changes,
                based_on=based_on,
                slot=slot,
                override=override,
            )
        )

    async def set_status(
        self, appointment_id: AppointmentId, status: str, *, reason: str = ""
    ) -> Appointment:
        """Move a visit on or a step back. Raises InvalidTransition, SlotTaken."""
        return await self._threads.write(
            lambda: service.set_status(
                self._begin,
                self._context,
                appointment_id=appointment_id,
                status=status,
                reason=reason,
            )
        )

    async def set_confirmation(
        self, appointment_id: AppointmentId, confirmation: str
    ) -> Appointment:
        """Note whether the patient said they will come."""
        return await self._threads.write(
            lambda: service.set_confirmation(
                self._begin,
                self._context,
                appointment_id=appointment_id,
                confirmation=confirmation,
            )
        )
