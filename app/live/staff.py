"""The clinic's people, rooms, visit types and settings as panels use them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from app.domain.declare import Record
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.staff import Clinic
from app.live.access import Access
from app.services import staff as service
from app.services.staff import BookingChoices

R = TypeVar("R", bound=Record)


class StaffCollection:
    """Read and write practitioners, rooms and visit types off the UI thread."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access

    async def booking_choices(self) -> BookingChoices:
        """What a booking form offers: practitioners, rooms, visit types."""
        return await self._access.plain(service.booking_choices)

    async def user_names(self) -> dict[str, str]:
        """Who signs in, by identifier: what a conflict says of who made a change.

        Raises PermissionDenied.
        """
        users = await self._access.plain(service.users, needs=Permission.USER_VIEW, entity="user")
        return {user.id: user.display_name for user in users}

    async def clinic(self) -> Clinic:
        """The clinic as it is stored now: name, zone, hours, currency, limit."""
        clinic_id = self._access.context.clinic_id
        return await self._access.plain(lambda reader: service.clinic(reader, clinic_id=clinic_id))

    async def change_clinic(self, changes: Mapping[str, object]) -> Clinic:
        """Change the clinic's settings. Raises InvalidRecord, PermissionDenied."""
        context = self._access.context
        return await self._threads.write(
            lambda: service.change_clinic(self._begin, context, changes=changes)
        )

    async def add(self, record: R) -> R:
        """Add a practitioner, room or visit type. Raises InvalidRecord."""
        return await self._threads.write(
            lambda: service.add(self._begin, self._access.context, record=record)
        )
