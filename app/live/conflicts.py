"""Conflicts as panels use them: see both values, decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from app.domain.audit import AuditAction
from app.domain.conflict import Resolution, SyncConflict
from app.domain.drafts import DraftKey
from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, Reader, UnitOfWorkFactory
from app.live.access import Access, Shown
from app.services import conflicts as service
from app.services.drafts import finish

_OPEN = Shown(
    screen="conflicts",
    action=AuditAction.LIST,
    entity="sync_conflict",
    permission=Permission.CONFLICT_VIEW,
)
_OF_RECORD = replace(_OPEN, screen="conflicts of a record")


def _patients(conflicts: Iterable[SyncConflict]) -> Iterator[RecordId]:
    return (one.patient_id for one in conflicts if one.patient_id)


class ConflictCollection:
    """Read and decide conflicts off the UI thread; works offline too."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access

    async def open(self) -> tuple[SyncConflict, ...]:
        """Every conflict waiting for a decision, oldest first."""
        return await self._access.show(
            _OPEN, lambda reader: self._seen(reader, service.undecided(reader)), subjects=_patients
        )

    async def of_record(self, row_id: RecordId) -> tuple[SyncConflict, ...]:
        """Undecided conflicts of one record."""
        return await self._access.show(
            replace(_OF_RECORD, what=row_id),
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
