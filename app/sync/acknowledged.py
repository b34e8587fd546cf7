"""Writing through: the change is kept at the desk first, then the server's answer is waited for.

Nothing can be lost by waiting: before the first byte is sent the operation lies in the outbox, and
whoever gives up waiting leaves it there.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from app.domain.changes import ChangeSet, Origin
from app.domain.consistency import Acknowledgement, Consistency, Written
from app.domain.context import ExecutionContext
from app.domain.errors import ApiError, ConfigurationError, InvalidValue
from app.domain.operations import UNSETTLED, OperationState, Pending
from app.domain.ports import (
    ChangePublisher,
    DatabaseThreads,
    Priority,
    UnitOfWork,
    UnitOfWorkFactory,
)
from app.domain.remote_ports import NodesApi
from app.sync.status import SyncState, SyncStatus

T = TypeVar("T")
PATIENCE_S = 10.0
STANDBYS_BEHIND = "standbys_behind"
"""The code where the server has it and too few standbys have."""
LONGEST_PATIENCE_S = 120.0
_LOOK_EVERY_S = 0.5
_ASK_AGAIN_S = 5.0
"""After failures the engine tries at once no more often than this."""
_NO_ANSWER_COMES = frozenset(
    {SyncState.PAUSED, SyncState.NEEDS_LOGIN, SyncState.REVOKED, SyncState.UPGRADE}
)
"""Where nothing is sent before a person does something, waiting is in vain."""


class Sender(Protocol):
    """What sends the outbox; the sync runner."""

    @property
    def status(self) -> SyncStatus:
        """How the desk stands with the server."""
        ...

    def sync_now(self) -> None:
        """Send at once, whatever was waited for."""
        ...


class WriteThrough:
    """Writes at a consistency level. sender is None at a desk that never joined a server."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        context: ExecutionContext,
        *,
        feed: ChangePublisher,
        sender: Sender | None,
        nodes: NodesApi | None = None,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._context = context
        self._feed = feed
        self._sender = sender
        self._nodes = nodes

    async def write(
        self,
        work: Callable[[UnitOfWorkFactory], T],
        *,
        level: Consistency = Consistency.LOCAL,
        timeout_s: float = PATIENCE_S,
    ) -> Written[T]:
        """Run a service on the writer thread, and wait as far as the level asks.

        Raises what the service raises, InvalidValue or ConfigurationError for a level or time that
        is not to be had, ApiError where the server does not say whether it is; then nothing was
        written.
        """
        level = Consistency.offered(level, standbys=1)
        if not 0 < timeout_s <= LONGEST_PATIENCE_S:
            raise InvalidValue("timeout_s", f"is more than 0, at most {LONGEST_PATIENCE_S:.0f} s")
        if level is Consistency.LOCAL:
            value = await self._threads.write(lambda: work(self._begin))
            return Written(value, Acknowledgement.LOCAL)
        if self._sender is None:
            raise ConfigurationError("consistency", "ONE needs a server: this desk has none")
        if level.waits_for_standbys:
            await self._require_standbys(level, self._sender)
        queued: list[str] = []
        value = await self._threads.write(lambda: work(_noting(self._begin, queued)))
        pending = await self._until_answered(self._sender, queued, timeout_s)
        codes = tuple(dict.fromkeys(one.last_code for one in pending if one.last_code))
        got = _worst(pending)
        if got is Acknowledgement.SERVER and level.waits_for_standbys:
            got, codes = await self._confirmed(level)
        return Written(value, got, codes)

    async def _require_standbys(self, level: Consistency, sender: Sender) -> None:
        """Before anything is written: the server says how many standbys there are, or nobody does.

        Raises ConfigurationError, ApiError.
        """
        if self._nodes is None or sender.status.state in _NO_ANSWER_COMES:
            reason = f"{level} needs the server, and nothing is sent to it now"
            raise ConfigurationError("consistency", reason)
        Consistency.offered(level, standbys=(await self._nodes.nodes()).standbys)

    async def _confirmed(self, level: Consistency) -> tuple[Acknowledgement, tuple[str, ...]]:
        """The server has it; whether enough standbys have it, too."""
        try:
            is_there = self._nodes is not None and await self._nodes.confirm(level)
        except ApiError as error:
            return Acknowledgement.SERVER, (error.code,)
        if not is_there:
            return Acknowledgement.SERVER, (STANDBYS_BEHIND,)
        return Acknowledgement(level.value.lower()), ()

    async def _until_answered(
        self, sender: Sender, queued: list[str], timeout_s: float
    ) -> list[Pending]:
        heard = asyncio.Event()
        loop = asyncio.get_running_loop()

        def hear(changes: ChangeSet) -> None:  # on the thread that committed
            if changes.pending_changed:
                with contextlib.suppress(RuntimeError):  # the loop closed meanwhile
                    loop.call_soon_threadsafe(heard.set)

        end = self._feed.subscribe(hear)
        sender.sync_now()
        asked_at = loop.time()
        pending = await self._states(queued)
        try:
            async with asyncio.timeout(timeout_s):
                while _is_open(pending) and sender.status.state not in _NO_ANSWER_COMES:
                    await _heard_or_looked(heard)
                    if loop.time() - asked_at > _ASK_AGAIN_S:
                        sender.sync_now()
                        asked_at = loop.time()
                    pending = await self._states(queued)
        except TimeoutError:
            pending = await self._states(queued)
        finally:
            end()
        return pending

    async def _states(self, queued: list[str]) -> list[Pending]:
        def read() -> list[Pending]:
            with self._begin(self._context, origin=Origin.REMOTE) as uow:
                return list(uow.outbox.get(queued).values())

        return await self._threads.write(read, priority=Priority.EDIT) if queued else []


async def _heard_or_looked(heard: asyncio.Event) -> None:
    """Wait for news of the queue; now and then look at the connection, which sends none."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LOOK_EVERY_S):
            await heard.wait()
    heard.clear()


def _noting(begin: UnitOfWorkFactory, queued: list[str]) -> UnitOfWorkFactory:
    """The same factory; what its units of work queue is written down once they are committed."""

    @contextmanager
    def noted(
        context: ExecutionContext, *, origin: Origin = Origin.LOCAL
    ) -> Generator[UnitOfWork, None, None]:
        with begin(context, origin=origin) as uow:
            yield uow
            names = list(uow.outbox.appended)
        queued.extend(names)

    return noted


def _is_open(pending: list[Pending]) -> bool:
    return any(one.state in UNSETTLED for one in pending)


def _worst(pending: list[Pending]) -> Acknowledgement:
    """What is true of the whole: it is only as far as its last part."""
    states = {one.state for one in pending}
    if states & UNSETTLED:
        return Acknowledgement.UNKNOWN
    if states & {OperationState.QUARANTINED, OperationState.DISCARDED}:
        return Acknowledgement.REFUSED
    if OperationState.CONFLICTED in states:
        return Acknowledgement.CONFLICT
    return Acknowledgement.SERVER
