"""Fee schedules as panels use them: services and their prices; about nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from app.domain.billing import DiagnosisCode, Fee, FeeSchedule
from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, Reader, UnitOfWorkFactory
from app.live.access import Access
from app.services import fees as service
from app.services.fees import FeeLine, PricedService

T = TypeVar("T")


class FeeCollection:
    """Find services and diagnoses, read and change price lists, off the UI thread."""

    def __init__(
        self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access, *, currency: str
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access
        self._currency = currency

    async def services(self, text: str, on: date) -> tuple[PricedService, ...]:
        """Services whose code or name holds what was typed, with their price of a day.

        Raises PermissionDenied, as whatever reads here.
        """
        return await self._read(
            lambda reader: service.services_for(reader, text=text, on=on, currency=self._currency)
        )

    async def diagnoses(self, text: str) -> tuple[DiagnosisCode, ...]:
        """Diagnoses whose code or name holds what was typed."""
        return await self._read(lambda reader: service.diagnoses_for(reader, text=text))

    async def schedules(self) -> tuple[FeeSchedule, ...]:
        """Every price list, the ones in use first."""
        return await self._read(service.schedules)

    async def lines(self, schedule_id: RecordId) -> tuple[FeeLine, ...]:
        """The prices of one list, by code."""
        return await self._read(
            lambda reader: service.schedule_lines(reader, schedule_id=schedule_id)
        )

    async def add_schedule(self, name: str) -> FeeSchedule:
        """Make a price list. Raises InvalidRecord, PermissionDenied."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(lambda: service.add_schedule(begin, context, name=name))

    async def set_price(
        self, schedule_id: RecordId, *, code: str, name: str, amount_minor: int
    ) -> Fee:
        """Say what a service costs in a list. Raises InvalidValue, PermissionDenied."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.set_price(
                begin,
                context,
                schedule_id=schedule_id,
                code=code,
                name=name,
                amount_minor=amount_minor,
            )
        )

    async def remove_price(self, fee_id: RecordId) -> None:
        """Take a price off its list. Raises RecordNotFound, PermissionDenied."""
        begin, context = self._begin, self._access.context
        await self._threads.write(lambda: service.remove_price(begin, context, fee_id=fee_id))

    async def _read(self, work: Callable[[Reader], T]) -> T:
        return await self._access.plain(work, needs=Permission.FEES_VIEW, entity="fee")
