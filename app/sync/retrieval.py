"""Bringing back to this desk what of a patient is kept at the server only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.ids import RecordId
from app.domain.operations import RowState
from app.domain.ports import DatabaseThreads, Priority, UnitOfWorkFactory
from app.domain.remote_ports import ChartSource

DEADLINE_S = 60.0


class Retrieval:
    """Fetches the rows of one patient that were put away, and stores them as a pull does."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        source: ChartSource,
        context: Callable[[], ExecutionContext],
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._source = source
        self._context = context

    async def fetch(self, patient_id: RecordId) -> None:
        """Bring back what is missing of a patient. Raises ApiError, StorageError, TimeoutError."""
        records = await self._threads.read(lambda reader: reader.person(patient_id))
        async with asyncio.timeout(DEADLINE_S):
            for one in records:  # of somebody who was merged there is more than one
                await self._fetch(one)

    async def _fetch(self, patient_id: RecordId) -> None:
        after, more = "", True
        while more:
            rows, more = await self._source.patient_rows(patient_id, after=after)
            if not rows:
                return
            after = rows[-1].id
            await self._threads.write(
                lambda rows=rows: bring_back(self._begin, self._context(), rows),
                priority=Priority.SYNC,
            )


def bring_back(
    begin: UnitOfWorkFactory, context: ExecutionContext, rows: Sequence[RowState]
) -> None:
    """Store those rows that were put away here, unless the server's answer is older than they."""
    with begin(context, origin=Origin.REMOTE) as uow:
        put_away = uow.at_server.versions(RecordId(row.id) for row in rows)
        wanted = [
            row
            for row in rows
            if RecordId(row.id) in put_away and row.version >= put_away[RecordId(row.id)]
        ]
        if wanted:
            uow.apply_rows(wanted)
