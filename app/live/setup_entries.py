"""What a clinic sets up, as panels use it: hours, blocked times, closed days, templates, houses."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from app.domain.availability import Block, Holiday, Organization, PractitionerSchedule
from app.domain.declare import Record, entity_named, entity_of
from app.domain.errors import RecordNotFound
from app.domain.ids import RecordId
from app.domain.message import MessageTemplate
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.staff import Clinic
from app.live.access import Access
from app.live.entry_writes import EntryWrites
from app.live.undo import UndoStack, Values
from app.services import setup_entries as service
from app.services.drafts import packed, unpacked
from app.services.setup_entries import InTheWay, Names, Span

ENTRY_CHANGED = "setup_entry"
"""A step that can be taken back: an entry was made, changed or removed."""


class SetupCollection(EntryWrites[Any]):
    """Read and write what a clinic sets up, off the UI thread; nothing of a patient is in it."""

    def __init__(
        self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access, clinic: Clinic
    ) -> None:
        super().__init__(threads, begin, access, service)
        self._clinic = clinic

    async def hours(self) -> tuple[PractitionerSchedule, ...]:
        """When each provider sees patients."""
        return await self._access.plain(service.hours)

    async def blocks(self) -> tuple[Block, ...]:
        """Blocked times that are not over, the next first."""
        now = self._access.now()
        return await self._access.plain(lambda reader: service.blocks(reader, since=now))

    async def closed_days(self) -> tuple[Holiday, ...]:
        """Closed days from today on, the next first."""
        today = self._access.now().astimezone(ZoneInfo(self._clinic.zone)).date()
        return await self._access.plain(lambda reader: service.closed_days(reader, since=today))

    async def templates(self) -> tuple[MessageTemplate, ...]:
        """Every template, by name; those out of use, too."""
        return await self._access.plain(service.templates)

    async def organizations(self) -> tuple[Organization, ...]:
        """Every other house the clinic has to do with, by name."""
        return await self._access.plain(service.organizations)

    async def names(self) -> Names:
        """Every provider and room by name."""
        return await self._access.plain(service.names)

    async def in_the_way(self, span: Span) -> InTheWay:
        """How many visits are booked in time that is to be closed, and when; never whose."""
        return await self._access.plain(lambda reader: service.in_the_way(reader, span))


def entry_values(record: Record | None, like: Record) -> dict[str, object]:
    """An entry as an undo step keeps it; like: of which type, where there is none."""
    return {"entity": entity_of(like).name, "record": packed(record)}


class Entries(Protocol):
    """A collection whose steps can be taken back."""

    def save(self, record: Any, *, based_on: Any) -> Awaitable[object]:
        """Keep an entry."""
        ...

    def remove(self, record: Any) -> Awaitable[object]:
        """Delete one."""
        ...

    def bring_back(self, record: Any) -> Awaitable[object]:
        """Bring one back."""
        ...


def register_entries(stack: UndoStack, setup: Entries, kind: str = ENTRY_CHANGED) -> None:
    """Let what was made, changed or removed be taken back; kind: the name of the steps."""

    async def bring(record_id: RecordId, now: Values, wanted: Values) -> None:
        was, wished = _record_in(now), _record_in(wanted)
        if wished is None and was is not None:
            await setup.remove(was)
        elif was is None and wished is not None:
            await setup.bring_back(wished)
        elif was is not None and wished is not None:
            await setup.save(wished, based_on=was)
        else:
            raise RecordNotFound(str(now.get("entity")), record_id)

    stack.register(kind, bring)


def _record_in(values: Values) -> Record | None:
    return unpacked(entity_named(str(values["entity"])).record_type, values.get("record"))
