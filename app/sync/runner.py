"""The one task that drives the engine: it turns commands into work and work into events.

Database work runs on the database threads, network work on the event loop; nothing blocks.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import TypeVar

from app.domain.changes import ChangeSet, Origin
from app.domain.context import ExecutionContext
from app.domain.errors import ClinicError, RateLimited
from app.domain.operations import QueueCounts
from app.domain.ports import (
    ChangePublisher,
    Clock,
    DatabaseThreads,
    Priority,
    Random,
    UnitOfWorkFactory,
)
from app.domain.remote_ports import RealtimeApi, SyncApi
from app.domain.telemetry import Area, Meter, measured
from app.protocol.messages import MAX_BATCH_OPERATIONS
from app.sync import pull
from app.sync.ahead import PagesAhead
from app.sync.bootstrap import FirstLoad, Piece
from app.sync.engine import EngineState, step
from app.sync.events import (
    ApplyPage,
    BatchSettled,
    BatchTaken,
    Command,
    Event,
    FetchPage,
    ForgetCursor,
    HealthAnswered,
    HintHeard,
    LocalChange,
    OfflineSwitched,
    PageApplied,
    PageArrived,
    PushAnswered,
    SendBatch,
    SetAside,
    SetTimer,
    SettleBatch,
    Stalled,
    Started,
    StepFailed,
    SyncAsked,
    TakeBatch,
    TimerFired,
    failure_of,
)
from app.sync.files import FileSender
from app.sync.hints import HintListener
from app.sync.keeping import Keeper, QueueCounter, Watchdog
from app.sync.sending import Sender
from app.sync.status import StatusBoard, SyncStatus
from app.sync.turns import Turns

PAGE_DEADLINE_S = 60.0
HEALTH_DEADLINE_S = 10.0
PAGE_ROWS = 1000
_log = logging.getLogger(__name__)
T = TypeVar("T")


class SyncRunner:
    """Keeps one desk in step with the server, from start() to stop().

    All methods are called on the event loop. is_offline is the user's own switch as kept from
    the last run; most_at_once are the operations of a batch.
    """

    def __init__(
        self,
        *,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        context: ExecutionContext,
        api: SyncApi,
        feed: ChangePublisher,
        clock: Clock,
        random: Random,
        realtime: RealtimeApi | None = None,
        is_offline: bool = False,
        files: FileSender | None = None,
        meter: Meter | None = None,
        first_load: FirstLoad | None = None,
        most_at_once: int = MAX_BATCH_OPERATIONS,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._context = context
        self._api = api
        self._pages = PagesAhead(lambda cursor: api.pull(cursor, limit=PAGE_ROWS))
        self._turns = Turns(threads, clock)
        self._feed = feed
        self._clock = clock
        self._random = random
        self._realtime = realtime
        self._listener: HintListener | None = None
        self._files = files
        self._meter = meter
        self._sender = Sender(threads=threads, begin=begin, context=context, api=api)
        self._state = EngineState(
            is_offline=is_offline, most_at_once=most_at_once, batch_limit=most_at_once
        )
        self._cursor: str | None = None
        self._board = StatusBoard(clock)
        self._first_load = first_load
        if first_load is not None:
            first_load.on_progress = self._board.note_loading
            first_load.on_work = self._on_work
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsubscribe: Callable[[], None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._counter = QueueCounter(threads, self._on_counted)
        self._watchdog = Watchdog()
        self._keeper = Keeper(threads, begin, context, clock)

    @property
    def status(self) -> SyncStatus:
        """The synchronisation at a glance, now."""
        return self._board.status

    def subscribe(self, callback: Callable[[SyncStatus], None]) -> Callable[[], None]:
        """Hear every change of the status; the returned function ends the subscription."""
        return self._board.subscribe(callback)

    def start(self) -> None:
        """Begin to synchronise; the event loop must be running."""
        if self._loop is not None:
            return
        self._loop = asyncio.get_running_loop()
        self._unsubscribe = self._feed.subscribe(self._on_commit)
        self._spawn(self._begin_engine())
        self._recount()
        self._spawn(self._bring_in_kept_aside())
        if self._realtime is not None:
            self._listener = HintListener(
                self._realtime, hear=self._hear, clock=self._clock, random=self._random
            )
            self._spawn(self._listener.run(self._may_connect))
        if self._files is not None:
            self._spawn(self._files.run(self._may_connect, on_sent=self._on_file_sent))

    async def _begin_engine(self) -> None:
        breaker, is_offline = await self._keeper.load(), self._state.is_offline
        self._hear(
            Started(at=self._now(), luck=self._luck(), is_offline=is_offline, breaker=breaker)
        )

    async def stop(self) -> None:
        """End the synchronisation; what is on its way is sent again at the next start."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self._loop = None
        self._pages.forget()
        self._sender.forget()
        self._arm(None)
        for task in self._tasks:
            task.cancel()
        if self._first_load is not None:
            await self._first_load.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    def sync_now(self) -> None:
        """Try at once, whatever the engine was waiting for; also after signing in again."""
        self._hear(SyncAsked(at=self._now(), luck=self._luck()))
        self._wake_files(is_forced=True)

    def set_offline(self, is_offline: bool) -> None:
        """The "work offline" switch: nothing is sent or fetched until it is turned back."""
        self._pages.forget()
        self._sender.forget()
        self._hear(OfflineSwitched(at=self._now(), luck=self._luck(), is_offline=is_offline))
        self._wake_files()

    def _may_connect(self) -> bool:
        return self._state.may_connect

    def _wake_files(self, *, is_forced: bool = False) -> None:
        if self._files is not None:
            self._files.wake(is_forced=is_forced)

    def _on_file_sent(self) -> None:
        self._hear(LocalChange(at=self._now(), luck=self._luck()))

    def _now(self) -> float:
        return self._clock.monotonic()

    def _luck(self) -> float:
        return self._random.uniform(0.0, 1.0)

    def _on_commit(self, changes: ChangeSet) -> None:
        """Runs on the thread that committed."""
        loop = self._loop
        if loop is None or not changes.pending_changed:
            return
        with contextlib.suppress(RuntimeError):  # the loop closed between the check and the call
            loop.call_soon_threadsafe(self._on_queue_changed, changes.origin)

    def _on_queue_changed(self, origin: Origin) -> None:
        if self._loop is None:
            return
        if origin is not Origin.REMOTE:  # the engine's own work must not wake the engine
            self._hear(LocalChange(at=self._now(), luck=self._luck()))
        self._wake_files()
        self._recount()

    def _hear(self, event: Event) -> None:
        if self._loop is None:
            return
        before = self._state
        self._state, commands = step(self._state, event)
        if self._is_back(before):
            self._wake_files(is_forced=True)
            if self._listener is not None:
                self._listener.wake()
        if self._state.breaker.open_until != before.breaker.open_until:
            self._spawn(self._keeper.keep(self._state.breaker))
        for command in commands:
            if isinstance(command, SetTimer):
                self._arm(command.at)
            else:
                self._spawn(self._carry_out(command))
        self._board.show(self._state)

    def _is_back(self, before: EngineState) -> bool:
        """Whether the server answers again: the first trouble, before it counts as away, too.
        A batch it failed at that is tried in halves was not answered yet."""
        now = self._state
        is_fine = before.is_failing and not (now.is_failing or now.is_bisecting)
        return is_fine or (before.is_unreachable and not now.is_unreachable)

    def _arm(self, at: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if at is not None and self._loop is not None:
            delay_s = max(0.0, at - self._now())
            self._timer = self._loop.call_later(delay_s, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        self._hear(TimerFired(at=self._now(), luck=self._luck()))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry_out(self, command: Command) -> None:
        """Do one command; whatever goes wrong becomes an event, so the engine never hangs."""
        try:
            with measured(self._meter, Area.SYNC, type(command).__name__):
                event = await self._do(command)
        except Exception as error:
            event = self._failed(error)
        self._hear(event)

    def _failed(self, error: Exception) -> StepFailed:
        known = isinstance(error, ClinicError | OSError | TimeoutError)
        # Only the type is logged: the text of a database error may quote a record.
        _log.log(
            logging.INFO if known else logging.ERROR,
            "sync step failed: %s",
            getattr(error, "code", type(error).__name__),
        )
        wait_s = error.retry_after_s if isinstance(error, RateLimited) else 0.0
        return StepFailed(
            at=self._now(), luck=self._luck(), failure=failure_of(error), retry_after_s=wait_s
        )

    async def _do(self, command: Command) -> Event:
        match command:
            case TakeBatch():
                return await self._take(command)
            case SendBatch():
                return await self._send(command)
            case SettleBatch():
                return await self._settle(command)
            case SetAside():
                return await self._set_aside(command)
            case FetchPage():
                return await self._fetch()
            case ApplyPage():
                return await self._apply(command)
            case ForgetCursor():
                await self._write(lambda: pull.forget_cursor(self._begin, self._context))
                self._cursor = ""
                return PageApplied(at=self._now(), luck=self._luck(), more=True)
            case _:
                return await self._check_health()

    async def _write(self, work: Callable[[], T]) -> T:
        return await self._threads.write(work, priority=Priority.SYNC)

    async def _take(self, command: TakeBatch) -> Event:
        if self._first_load is not None:
            await self._first_load.tell_cursor()
        taken = await self._sender.take(limit=command.limit, is_forced=command.is_forced)
        due_in_s = None
        if taken.due_at is not None:
            due_in_s = max(0.0, (taken.due_at - self._clock.now()).total_seconds())
        return BatchTaken(at=self._now(), luck=self._luck(), batch=taken.batch, due_in_s=due_in_s)

    async def _send(self, command: SendBatch) -> Event:
        state = self._state
        # A pull that is due comes next: no direction starves the other.
        is_pull_due = state.pull.due_at is not None and state.pull.due_at <= self._now()
        outcome = await self._sender.send(
            command.batch, next_limit=0 if is_pull_due else state.next_limit
        )
        self._board.note_clock(outcome.server_time)
        return PushAnswered(at=self._now(), luck=self._luck(), outcome=outcome)

    async def _settle(self, command: SettleBatch) -> Event:
        luck = self._luck()
        settled = await self._sender.settle(command.batch, command.outcome, luck=luck)
        self._board.count(pushed=len(command.batch.operations) - settled.unanswered)
        return BatchSettled(
            at=self._now(),
            luck=self._luck(),
            unanswered=settled.unanswered,
            has_news=settled.has_news,
            has_next=self._sender.has_next,
        )

    async def _set_aside(self, command: SetAside) -> Event:
        await self._sender.set_aside(command.batch, command.why, luck=self._luck())
        return BatchSettled(at=self._now(), luck=self._luck())

    async def _fetch(self) -> Event:
        if self._cursor is None:
            self._cursor = await self._write(lambda: pull.cursor(self._begin, self._context))
        async with asyncio.timeout(PAGE_DEADLINE_S):
            if self._first_load is not None:
                piece = await self._first_load.fetch(self._cursor)
                if piece is not None:
                    return PageArrived(at=self._now(), luck=self._luck(), page=piece)
            page = await self._pages.after(self._cursor)
        self._board.note_clock(page.server_time)
        return PageArrived(at=self._now(), luck=self._luck(), page=page)

    async def _apply(self, command: ApplyPage) -> Event:
        if isinstance(command.page, Piece) and self._first_load is not None:
            return await self._apply_piece(self._first_load, command.page)
        if command.page.more and self._state.may_connect:
            self._pages.ask(command.page.cursor)
        is_news = bool(command.page.rows) or command.page.cursor != self._cursor
        if is_news:
            await pull.store(self._turns, self._begin, self._context, page=command.page)
        self._cursor = command.page.cursor
        self._board.count(pulled=len(command.page.rows))
        if self.status.waiting:
            self._recount()
        if self._first_load is not None and not command.page.more:
            self._spawn(self._first_load.compare(self._cursor))
        return PageApplied(at=self._now(), luck=self._luck(), more=command.page.more)

    async def _apply_piece(self, load: FirstLoad, piece: Piece) -> Event:
        self._cursor = await load.apply(piece) or self._cursor
        self._board.count(pulled=len(piece.rows))
        return PageApplied(at=self._now(), luck=self._luck(), more=True)

    async def _check_health(self) -> Event:
        async with asyncio.timeout(HEALTH_DEADLINE_S):
            self._board.note_clock(await self._api.health())
        return HealthAnswered(at=self._now(), luck=self._luck())

    async def _bring_in_kept_aside(self) -> None:
        """After an update of the program: show what the version before it could not."""
        try:
            while await self._write(lambda: pull.bring_in_kept_aside(self._begin, self._context)):
                pass
        except ClinicError as error:
            _log.info("rows stay kept aside: %s", error.code)

    def _on_work(self) -> None:
        for event in (LocalChange, HintHeard):
            self._hear(event(at=self._now(), luck=0.0))

    def _recount(self) -> None:
        self._spawn(self._counter.count())

    def _on_counted(self, counts: QueueCounts) -> None:
        self._board.show(self._state, counts)
        if self._watchdog.barks(self._state, counts, clock=self._clock):
            self._hear(Stalled(at=self._now(), luck=self._luck()))
