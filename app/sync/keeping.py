"""What the engine remembers over a restart, and the eye on changes that wait for too long."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import ClinicError
from app.domain.operations import QueueCounts
from app.domain.ports import Clock, DatabaseThreads, Priority, UnitOfWorkFactory
from app.protocol.codec import instant_from_wire, instant_to_wire
from app.protocol.messages import MIN_SCHEMA, SCHEMA
from app.protocol.upcasters import widened
from app.sync.connectivity import LONGEST_DELAY_S, Breaker
from app.sync.lanes import EngineState, Phase
from app.sync.pull import CURSOR
from app.sync.realign import REALIGN

BREAKER = "breaker"
SPOKEN = "schema"
"""A fact: the schema this desk last spoke."""
STALLED_AFTER = timedelta(minutes=15)
"""So long no change waits while server and desk are well: whatever holds it is asked about."""
_LOOK_AGAIN_S = 300.0
_log = logging.getLogger(__name__)


class _Kept(msgspec.Struct):
    failures: int
    open_until: str | None


def keep_breaker(
    begin: UnitOfWorkFactory, context: ExecutionContext, breaker: Breaker, *, clock: Clock
) -> None:
    """Remember how often the server gave no answer, and until when it is not asked."""
    until = None
    if breaker.open_until is not None:
        left = timedelta(seconds=breaker.open_until - clock.monotonic())
        until = instant_to_wire(clock.now() + left)
    kept = msgspec.json.encode(_Kept(breaker.failures, until)).decode()
    with begin(context, origin=Origin.REMOTE) as uow:
        if kept != uow.meta.get(BREAKER):
            uow.meta.set(BREAKER, kept)


def load_breaker(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, clock: Clock
) -> Breaker | None:
    """The breaker as the program left it; None where it was closed, or says nothing we know.

    A wait that is over makes it ask for the server's health first; none is longer than the longest
    pause, whatever a clock that was set back says.
    """
    with begin(context, origin=Origin.REMOTE) as uow:
        text = uow.meta.get(BREAKER)
    try:
        kept = msgspec.json.decode(text or "", type=_Kept)
        until = None if kept.open_until is None else instant_from_wire(kept.open_until)
    except (msgspec.MsgspecError, ValueError):
        return None
    if until is None:
        return None
    left_s = min(max((until - clock.now()).total_seconds(), 0.0), LONGEST_DELAY_S)
    return Breaker(failures=kept.failures, open_until=clock.monotonic() + left_s)


def note_schema(begin: UnitOfWorkFactory, context: ExecutionContext) -> None:
    """After an update of the program: know what the version before it kept aside, and have the
    server lay anew what says more than that could hear. A desk of before this was noted spoke the
    first schema."""
    with begin(context, origin=Origin.REMOTE) as uow:
        known = uow.meta.get(SPOKEN)
        if known == str(SCHEMA):
            return
        is_new = known is None and not uow.meta.get(CURSOR)
        before = int(known) if known and known.isdecimal() else MIN_SCHEMA
        fuller = frozenset[str]() if is_new else widened(before)
        for entity in sorted(fuller):
            uow.loading.apply(uow.loading.known_now(entity))
        wanted = uow.meta.get(REALIGN)
        if fuller and wanted != "":  # "" has all of them laid anew already
            uow.meta.set(REALIGN, ",".join(sorted(fuller.union(_names(wanted)))))
        uow.meta.set(SPOKEN, str(SCHEMA))


def _names(text: str | None) -> list[str]:
    return text.split(",") if text else []


def is_stalled(state: EngineState, counts: QueueCounts, now: datetime) -> bool:
    """Whether a change waits for too long although nothing known holds it."""
    is_well = state.may_connect and not state.is_unreachable and state.breaker.open_until is None
    return is_well and counts.oldest_at is not None and now - counts.oldest_at > STALLED_AFTER


class Keeper:
    """Keeps the breaker in the desk's database; a desk that cannot say starts with a closed one."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        context: ExecutionContext,
        clock: Clock,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._context = context
        self._clock = clock

    async def load(self) -> Breaker | None:
        """As the program left it; with the first look after an update, what it brings is asked
        for."""
        begin, context, clock = self._begin, self._context, self._clock

        def load() -> Breaker | None:
            note_schema(begin, context)
            return load_breaker(begin, context, clock=clock)

        try:
            return await self._threads.write(load, priority=Priority.SYNC)
        except ClinicError as error:
            _log.info("breaker not read: %s", error.code)
            return None

    async def keep(self, breaker: Breaker) -> None:
        """As it is now."""
        begin, context, clock = self._begin, self._context, self._clock
        try:
            await self._threads.write(
                lambda: keep_breaker(begin, context, breaker, clock=clock), priority=Priority.SYNC
            )
        except ClinicError as error:
            _log.info("breaker not kept: %s", error.code)


class QueueCounter:
    """Reads the queue's counts beside the writer; one reading at a time."""

    def __init__(self, threads: DatabaseThreads, tell: Callable[[QueueCounts], None]) -> None:
        self._threads = threads
        self._tell = tell
        self._is_counting = False
        self._again = False

    async def count(self) -> None:
        """Count; what changes meanwhile is counted by whoever counts already."""
        self._again = True
        if self._is_counting:
            return
        self._is_counting = True
        try:
            while self._again:
                self._again = False
                self._tell(await self._threads.read(lambda reader: reader.queue_counts()))
        except ClinicError as error:
            _log.info("queue not counted: %s", error.code)
        finally:
            self._is_counting = False


class Watchdog:
    """Barks where a change waits for too long, at most every five minutes."""

    def __init__(self) -> None:
        self._barked_at: float | None = None

    def barks(self, state: EngineState, counts: QueueCounts, *, clock: Clock) -> bool:
        """Whether the queue is to be looked at without any pause now."""
        if state.phase is not Phase.IDLE or not is_stalled(state, counts, clock.now()):
            return False
        at = clock.monotonic()
        if self._barked_at is not None and at - self._barked_at < _LOOK_AGAIN_S:
            return False
        self._barked_at = at
        return True
