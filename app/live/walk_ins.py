"""The queue of walk-ins as panels use it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from app.domain.appointment import Appointment
from app.domain.audit import AuditAction
from app.domain.drafts import DraftKey
from app.domain.errors import StaleVersion
from app.domain.ids import PatientId, PractitionerId, RecordId, RoomId
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.staff import Clinic
from app.domain.waiting import WaitlistEntry, WaitStatus
from app.live.access import Access, Shown
from app.live.undo import UndoStack, Values
from app.services import waitlist
from app.services import walk_ins as service
from app.services.appointments import Slot
from app.services.drafts import finish
from app.services.next_free import FreeWish, next_free
from app.services.waitlist import Waiting
from app.services.walk_ins import NewWalkIn

WALK_IN_SEATED = "walk_in_seated"
"""A step that can be taken back: somebody of the queue was given a time, or taken in."""
_QUEUE = Shown(
    screen="walk-ins",
    action=AuditAction.LIST,
    entity="waitlist_entry",
    permission=Permission.WAITLIST_VIEW,
)


class WalkInCollection:
    """Read the queue, add to it, and let people out of it, off the UI thread."""

    def __init__(
        self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access, clinic: Clinic
    ) -> None:
        self._threads, self._begin, self._access = threads, begin, access
        self._clinic = clinic

    async def queue(self) -> tuple[Waiting, ...]:
        """Who came in today without an appointment, the most urgent first. Raises
        PermissionDenied."""
        now, zone = self._access.now(), self._clinic.zone
        today = now.astimezone(ZoneInfo(zone)).date()
        return await self._access.show(
            _QUEUE._replace(what=today.isoformat()),
            lambda reader: waitlist.here(reader, zone=zone, now=now),
            subjects=lambda found: (one.entry.patient_id for one in found),
        )

    async def add(self, walk_in: NewWalkIn, *, draft: DraftKey | None = None) -> WaitlistEntry:
        """Put somebody into the queue, and end the form's draft.

        Raises RecordNotFound, InvalidRecord, InvalidValue.
        """
        begin, context, zone = self._begin, self._access.context, self._clinic.zone

        def add() -> WaitlistEntry:
            return service.add(begin, context, walk_in=walk_in, zone=zone)

        return await self._threads.write(lambda: finish(begin, context, add, key=draft))

    async def set_urgent(self, entry_id: RecordId, *, is_urgent: bool) -> WaitlistEntry:
        """Let somebody be seen before others, or in their turn. Raises RecordNotFound."""
        return await self._threads.write(
            lambda: service.set_urgent(
                self._begin, self._access.context, entry_id=entry_id, is_urgent=is_urgent
            )
        )

    async def next_slot(self, entry: WaitlistEntry) -> Slot | None:
        """The first free time of today for somebody of the queue; None where none is left."""
        now, clinic = self._access.now(), self._clinic
        zone = ZoneInfo(clinic.zone)
        today = now.astimezone(zone).date()
        wish = FreeWish(
            from_on=today,
            length_min=entry.length_min,
            practitioner_id=entry.practitioner_id,
            patient_id=PatientId(entry.patient_id),
        )
        found = await self._access.plain(
            lambda reader: next_free(reader, wish, clinic=clinic, now=now, count=1)
        )
        first = found[0] if found else None
        is_today = first is not None and first.starts_at.astimezone(zone).date() == today
        return first if is_today else None

    async def seat(
        self, entry_id: RecordId, slot: Slot, *, is_taken_in: bool = False, over: str = ""
    ) -> Appointment:
        """Give somebody a time, or take them in at once. Raises InvalidTransition, SlotTaken,
        RecordNotFound."""
        return await self._threads.write(
            lambda: service.seat(
                self._begin,
                self._access.context,
                entry_id=entry_id,
                slot=slot,
                zone=self._clinic.zone,
                is_taken_in=is_taken_in,
                over=over,
            )
        )

    async def unseat(self, entry_id: RecordId) -> WaitlistEntry:
        """Take that back. Raises StaleVersion."""
        return await self._threads.write(
            lambda: service.unseat(self._begin, self._access.context, entry_id=entry_id)
        )


def register_walk_ins(stack: UndoStack, walk_ins: WalkInCollection) -> None:
    """Let what becomes of somebody in the queue be taken back and done again."""

    async def set_back(record_id: RecordId, now: Values, wanted: Values) -> None:
        if now.get("status") == WaitStatus.BOOKED:
            await walk_ins.unseat(record_id)
        elif wanted.get("status") == WaitStatus.BOOKED:
            kept = cast("Mapping[str, Any]", wanted)
            await walk_ins.seat(
                record_id,
                _slot(kept),
                is_taken_in=bool(kept["is_taken_in"]),
                over=str(kept["over"]),
            )
        else:
            raise StaleVersion("waitlist_entry", record_id)

    stack.register(WALK_IN_SEATED, set_back)


def _slot(kept: Mapping[str, Any]) -> Slot:
    return Slot(
        starts_at=datetime.fromisoformat(kept["starts_at"]),
        length_min=kept["length_min"],
        practitioner_id=cast("PractitionerId | None", kept["practitioner_id"]),
        room_id=cast("RoomId | None", kept["room_id"]),
    )
