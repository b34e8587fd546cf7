"""The clinic's people, rooms and visit types as panels use them."""

from __future__ import annotations

from typing import TypeVar

from app.domain.declare import Record
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
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
        """Who signs in, by identifier: what a conflict says of who made a change."""
        users = await self._access.plain(service.users)
        return {user.id: user.display_name for user in users}

    async def add(self, record: R) -> R:
        """Add a practitioner, room or visit type. Raises InvalidRecord."""
        return await self._threads.write(
            lambda: service.add(self._begin, self._access.context, record=record)
        )
