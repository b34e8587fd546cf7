"""Once a day, and after a first load: whether this desk has what the server has.

A type whose sum differs is fetched anew, below what waits; that it did differ stands in the trail.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import ClinicError
from app.domain.ports import DatabaseThreads, Priority, UnitOfWorkFactory
from app.domain.snapshot_ports import DigestSource
from app.protocol.codec import instant_from_wire, instant_to_wire
from app.sync.realign import COMPARED, REALIGN

_log = logging.getLogger(__name__)
EVERY = timedelta(days=1)


class Comparison:
    """Compares where it is due. Asked whenever nothing is left to pull."""

    def __init__(
        self,
        *,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        context: ExecutionContext,
        source: DigestSource,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._context = context
        self._source = source
        self._is_asking = False

    async def look(self, cursor: str) -> list[str]:
        """The types that differ, where it is due to compare; trouble waits for the next time."""
        if self._is_asking or not cursor:
            return []
        self._is_asking = True
        try:
            return await self._differing(cursor)
        except (ClinicError, TimeoutError) as error:
            _log.info("sums not compared: %s", getattr(error, "code", type(error).__name__))
            return []
        finally:
            self._is_asking = False

    async def _differing(self, cursor: str) -> list[str]:
        is_due = await self._threads.write(self._is_due, priority=Priority.SYNC)
        if not is_due:
            return []
        before = await self._threads.read(lambda reader: reader.sums())
        reply = await self._source.digest(cursor)
        if not reply.is_current:
            return []
        known, mine = await self._threads.read(lambda reader: reader.sums())
        if known != cursor or before != (known, mine):
            return []  # something came meanwhile, or the server said yes to something
        differing = sorted(
            name for name in mine.keys() & reply.types.keys() if mine[name] != reply.types[name]
        )
        await self._threads.write(lambda: self._note(differing), priority=Priority.SYNC)
        return differing

    def _is_due(self) -> bool:
        with self._begin(self._context, origin=Origin.REMOTE) as uow:
            last = uow.meta.get(COMPARED)
            if uow.meta.get(REALIGN) is not None:
                return False
            return last is None or not (timedelta(0) <= uow.now - instant_from_wire(last) < EVERY)

    def _note(self, differing: list[str]) -> None:
        with self._begin(self._context, origin=Origin.REMOTE) as uow:
            uow.meta.set(COMPARED, instant_to_wire(uow.now))
            if differing:
                _log.warning("records differ from the server's: %s", ", ".join(differing))
                uow.note(
                    AuditAction.BASE_DIFFERS,
                    entity="sync",
                    result_count=len(differing),
                    fields=differing,
                )
