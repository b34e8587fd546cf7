"""Conflicts as panels use them: see both values, decide."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.conflict import Resolution, SyncConflict
from app.domain.context import ExecutionContext
from app.domain.ids import RecordId
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.services import conflicts as service


class ConflictCollection:
    """Read and decide conflicts off the UI thread; works offline too."""

    def __init__(
        self, threads: DatabaseThreads, begin: UnitOfWorkFactory, context: ExecutionContext
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._context = context

    async def open(self) -> tuple[SyncConflict, ...]:
        """Every conflict waiting for a decision, oldest first."""
        return await self._threads.read(service.undecided)

    async def of_record(self, row_id: RecordId) -> tuple[SyncConflict, ...]:
        """Undecided conflicts of one record."""
        return await self._threads.read(lambda reader: service.of_record(reader, record_id=row_id))

    async def resolve(
        self,
        conflict_id: RecordId,
        resolution: Resolution,
        *,
        values: Mapping[str, object] | None = None,
    ) -> SyncConflict:
        """Decide: mine, theirs, edited (with values) or both. Raises RecordNotFound."""
        return await self._threads.write(
            lambda: service.resolve(
                self._begin,
                self._context,
                conflict_id=conflict_id,
                resolution=resolution,
                values=values,
            )
        )
