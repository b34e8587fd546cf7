"""What a clinic sets up, as panels use it: hours, blocked times, closed days, templates."""

from __future__ import annotations

from typing import TypeVar
from zoneinfo import ZoneInfo

from app.domain.availability import Block, Holiday, PractitionerSchedule
from app.domain.declare import Record, entity_named, entity_of
from app.domain.drafts import DraftKey
from app.domain.errors import RecordNotFound
from app.domain.ids import RecordId
from app.domain.message import MessageTemplate
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.staff import Clinic
from app.live.access import Access
from app.live.undo import UndoStack, Values
from app.services import setup_entries as service
from app.services.drafts import finish, packed, unpacked
from app.services.setup_entries import InTheWay, Names, Span

R = TypeVar("R", bound=Record)
ENTRY_CHANGED = "setup_entry"
"""A step that can be taken back: an entry was made, changed or removed."""


class SetupCollection:
    """Read and write what a clinic sets up, off the UI thread; nothing of a patient is in it."""

    def __init__(
        self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access, clinic: Clinic
    ) -> None:
        self._threads, self._begin, self._access = threads, begin, access
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

    async def names(self) -> Names:
        """Every provider and room by name."""
        return await self._access.plain(service.names)

    async def in_the_way(self, span: Span) -> InTheWay:
        """How many visits are booked in time that is to be closed, and when; never whose."""
        return await self._access.plain(lambda reader: service.in_the_way(reader, span))

    async def save(self, record: R, *, based_on: R | None, draft: DraftKey | None = None) -> R:
        """Keep an entry, and end the form's draft, in one step.

        Raises InvalidRecord, StaleVersion, RecordNotFound, PermissionDenied.
        """
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: finish(
                begin,
                context,
                lambda: service.save(begin, context, record=record, based_on=based_on),
                key=draft,
            )
        )

    async def remove(self, record: Record) -> None:
        """Delete an entry. Raises StaleVersion, RecordNotFound, PermissionDenied."""
        await self._threads.write(
            lambda: service.remove(self._begin, self._access.context, record=record)
        )

    async def bring_back(self, record: R) -> R:
        """Bring a deleted entry back. Raises RecordNotFound, PermissionDenied."""
        return await self._threads.write(
            lambda: service.bring_back(self._begin, self._access.context, record=record)
        )


def entry_values(record: Record | None, like: Record) -> dict[str, object]:
    """An entry as an undo step keeps it; like: of which type, where there is none."""
    return {"entity": entity_of(like).name, "record": packed(record)}


def register_entries(stack: UndoStack, setup: SetupCollection) -> None:
    """Let what was made, changed or removed be taken back."""

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

    stack.register(ENTRY_CHANGED, bring)


def _record_in(values: Values) -> Record | None:
    return unpacked(entity_named(str(values["entity"])).record_type, values.get("record"))
