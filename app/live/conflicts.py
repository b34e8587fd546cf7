"""Conflicts as panels use them: see both values, decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.domain.audit import AuditAction
from app.domain.conflict import Resolution, SyncConflict
from app.domain.drafts import DraftKey
from app.domain.ids import AppointmentId, RecordId, UserId
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, Reader, UnitOfWorkFactory
from app.domain.waiting import Task
from app.live.access import Access, Shown
from app.services import conflicts as service
from app.services import double_bookings, duplicates
from app.services.appointments import Slot
from app.services.conflict_list import (
    ConflictDetail,
    ConflictPage,
    decided_lines,
    of_pages,
    patients_of,
    read_detail,
    waiting_lines,
)
from app.services.conflicts import Decided, Summary
from app.services.double_bookings import Moved
from app.services.drafts import finish

_OPEN = Shown(
    screen="conflicts",
    action=AuditAction.LIST,
    entity="sync_conflict",
    permission=Permission.CONFLICT_VIEW,
)
_OF_RECORD = _OPEN._replace(screen="conflicts of a record")
_WAITING = _OPEN._replace(screen="conflict centre")
_DECIDED = _OPEN._replace(screen="decided conflicts")
_DETAIL = _OPEN._replace(screen="conflict", action=AuditAction.VIEW)


def _patients(conflicts: Iterable[SyncConflict]) -> Iterator[RecordId]:
    return (one.patient_id for one in conflicts if one.patient_id)


class ConflictCollection:
    """Read and decide conflicts off the UI thread; works offline too."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access

    async def summary(self) -> Summary:
        """How many conflicts wait and since when; nobody is named."""
        return await self._access.plain(service.summary)

    async def settled_by(self, conflict_ids: Iterable[RecordId]) -> dict[RecordId, UserId]:
        """Who decided, of those conflicts that are decided; nobody else is named."""
        asked = tuple(conflict_ids)
        return await self._access.plain(lambda reader: service.settled_by(reader, asked))

    async def waiting(self) -> ConflictPage:
        """What waits for a decision, oldest first, without values."""
        access = self._access
        return await access.show(
            _WAITING,
            lambda reader: waiting_lines(reader, access.context, now=access.now()),
            subjects=lambda page: of_pages([page]),
        )

    async def decided(self) -> ConflictPage:
        """What was decided, the latest first, without values."""
        access = self._access
        return await access.show(
            _DECIDED,
            lambda reader: decided_lines(reader, access.context, now=access.now()),
            subjects=lambda page: of_pages([page]),
        )

    async def detail(self, conflict_id: RecordId) -> ConflictDetail | None:
        """One conflict with its values; None where there is none any more."""
        access = self._access
        return await access.show(
            _DETAIL._replace(what=conflict_id, row_id=conflict_id),
            lambda reader: read_detail(reader, access.context, conflict_id, now=access.now()),
            subjects=patients_of,
        )

    async def claim(self, conflict_id: RecordId) -> SyncConflict:
        """Say that one looks after it. Raises RecordNotFound, InvalidValue where it is decided."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.claim(begin, context, conflict_id=conflict_id)
        )

    async def release(self, conflict_id: RecordId) -> SyncConflict:
        """Give it back. Raises RecordNotFound, InvalidValue."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.release(begin, context, conflict_id=conflict_id)
        )

    async def decide(
        self,
        conflict_id: RecordId,
        resolution: Resolution,
        *,
        values: Mapping[str, object] | None = None,
        draft: DraftKey | None = None,
    ) -> Decided:
        """Decide as `resolve` does; the answer can be taken back."""
        begin, context = self._begin, self._access.context

        def decide() -> Decided:
            return service.decide(
                begin, context, conflict_id=conflict_id, resolution=resolution, values=values
            )

        return await self._threads.write(lambda: finish(begin, context, decide, key=draft))

    async def take_back(self, decided: Decided | Moved | Task) -> None:
        """Undo a decision. Raises InvalidValue or StaleVersion where something came after it."""
        begin, context = self._begin, self._access.context
        if isinstance(decided, Task):
            asked = decided
            await self._threads.write(lambda: duplicates.ask_again(begin, context, asked))
        elif isinstance(decided, Moved):
            moved = decided
            await self._threads.write(lambda: double_bookings.take_back(begin, context, moved))
        else:
            await self._threads.write(lambda: service.take_back(begin, context, decided))

    async def reopen(self, conflict_id: RecordId) -> SyncConflict:
        """Put a decided clash of values before a person again. Raises InvalidValue."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.reopen(begin, context, conflict_id=conflict_id)
        )

    async def move(
        self,
        conflict_id: RecordId,
        visit_id: AppointmentId,
        slot: Slot,
        *,
        subject: str = "",
        text: str = "",
    ) -> Moved:
        """Move one of two visits at one time and draft the message. Raises SlotTaken."""
        begin, context = self._begin, self._access.context

        def move() -> Moved:
            return double_bookings.move(
                begin,
                context,
                conflict_id=conflict_id,
                visit_id=visit_id,
                slot=slot,
                subject=subject,
                text=text,
            )

        return await self._threads.write(move)

    async def keep_apart(self, one: RecordId, other: RecordId) -> Task:
        """Say that two patients who look alike are two people; the answer can be taken back."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(lambda: duplicates.keep_apart(begin, context, one, other))

    async def open(self) -> tuple[SyncConflict, ...]:
        """Every conflict waiting for a decision, oldest first."""
        return await self._access.show(
            _OPEN, lambda reader: self._seen(reader, service.undecided(reader)), subjects=_patients
        )

    async def of_record(self, row_id: RecordId) -> tuple[SyncConflict, ...]:
        """Undecided conflicts of one record."""
        return await self._access.show(
            _OF_RECORD._replace(what=row_id),
            lambda reader: self._seen(reader, service.of_record(reader, record_id=row_id)),
            subjects=_patients,
        )

    def _seen(self, reader: Reader, found: Iterable[SyncConflict]) -> tuple[SyncConflict, ...]:
        access = self._access
        return service.shown(reader, access.context, found, now=access.now())

    async def resolve(
        self,
        conflict_id: RecordId,
        resolution: Resolution,
        *,
        values: Mapping[str, object] | None = None,
        draft: DraftKey | None = None,
    ) -> SyncConflict:
        """Decide: mine, theirs, edited (with values) or both; ends the draft of the values.

        Raises RecordNotFound.
        """
        begin, context = self._begin, self._access.context

        def resolve() -> SyncConflict:
            return service.resolve(
                begin, context, conflict_id=conflict_id, resolution=resolution, values=values
            )

        return await self._threads.write(lambda: finish(begin, context, resolve, key=draft))
