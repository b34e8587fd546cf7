"""The first load: all of a clinic's records, part by part, then the pull from where they were made.

A part and the mark that it is done are kept in one transaction, so that a desk that was killed goes
on with the next. What somebody did at the desk meanwhile waits in the queue as ever: a part is laid
below it. The same way the base is laid anew where it does not fit the server's (realign.py).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import ApiError, RateLimited, RequestRefused
from app.domain.operations import RowState
from app.domain.ports import (
    AfterSome,
    Clock,
    DatabaseThreads,
    Priority,
    UnitOfWork,
    UnitOfWorkFactory,
)
from app.domain.remote_ports import PullPage
from app.domain.snapshot_ports import WORDS_AT_ONCE, Snapshot, SnapshotPart, SnapshotSource
from app.protocol.snapshots import read_part
from app.sync import realign
from app.sync.comparing import Comparison
from app.sync.held_back import close_held_back
from app.sync.load_state import FACT, Load, LoadPart, LoadProgress, kept_load
from app.sync.pull import CURSOR, below_what_waits
from app.sync.realign import COMPARED, EPOCH, REALIGN
from app.sync.turns import MANY, Turns

T = TypeVar("T")
BARE_FROM = 20_000
"""So many rows are loaded without what makes looking them up fast; it is made when all are here."""
_AHEAD = 2
_WORDS_TO_A_ROW = WORDS_AT_ONCE // MANY
_LONGEST_PAUSE_S = 16.0
_NO_SUCH = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(PullPage):
    """A part of a snapshot as a page of a pull; part None: there is nothing to write."""

    part: SnapshotPart | None = None


class FirstLoad:
    """Fetches and applies a snapshot where a desk has no cursor, or a base that does not fit.

    Used by the sync runner, one call at a time.
    """

    def __init__(
        self,
        *,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        context: ExecutionContext,
        source: SnapshotSource,
        clock: Clock,
        comparison: Comparison | None = None,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._context = context
        self._source = source
        self._clock = clock
        self._turns = Turns(threads, clock)
        self._comparison = comparison
        self._load: Load | None = None
        self._anew: str | None = None
        self._seen: realign.Seen = {}
        self._is_read = False
        self._is_bare = False
        self._overs = 0
        """How many snapshots were over before this desk had all of one."""
        self._is_unknown_there = False
        self._ahead: dict[int, asyncio.Task[list[RowState]]] = {}
        self._begun: dict[int, bytearray] = {}
        self._asked: tuple[Load, asyncio.Task[Snapshot]] | None = None
        """What follows the parts heard of so far, asked for while the last of them is stored."""
        self.on_progress: Callable[[LoadProgress | None], None] = lambda _: None
        """Hears how far it is; None once it is over."""
        self.on_work: Callable[[], object] = bool
        """Hears that there is something to send again, or to fetch."""

    async def fetch(self, cursor: str) -> Piece | None:
        """What to apply next; None where nothing is to be loaded. Raises ApiError."""
        if self._is_unknown_there:
            return None
        try:
            return await self._next(cursor)
        except RequestRefused as refusal:
            if refusal.status in _NO_SUCH:  # a server of before there were snapshots
                self._is_unknown_there = True
                return None
            if refusal.status != HTTPStatus.GONE:
                raise
            wait_s = refusal.retry_after_s
        except (ApiError, TimeoutError):
            await self._mend()  # nobody knows for how long: what is here is to be found
            raise
        await self._forget_downloads()
        self._load = None  # the snapshot is over: the next takes its place
        self._overs += 1
        if self._overs > 1:  # desks in a hurry take the place of each other's
            await self._mend()
            raise RateLimited(max(wait_s, min(_LONGEST_PAUSE_S, 2.0**self._overs)))
        return self._piece()

    async def apply(self, piece: Piece) -> str | None:
        """Keep a piece; where to pull from once it was the last ("": as before)."""
        load, part = self._load, piece.part
        if load is None:
            return None
        if part is None:
            return None if load.parts or not load.is_complete else await self._finish(load)
        at = 0
        while at < len(piece.rows):
            some = piece.rows[at : at + self._turns.rows]
            is_last = at + len(some) == len(piece.rows)
            after = load.without(part) if is_last else None
            if await self._turns.write(partial(self._store, load, some, after)):
                self._load = after or load
                at += len(some)
        if load.anew is not None:
            realign.note_seen(self._seen, piece.rows)
        self._show()
        return None

    async def tell_cursor(self) -> str:
        """Before something is sent: let the server see whether it is still the same; returns where
        this desk is. One that begins asks for its load first: what the server says yes to after
        that is no memory of another life, for whose sake all would be laid anew."""
        cursor = await self._write(self._kept_cursor)
        self._source.at(cursor)
        if not cursor and not self._is_unknown_there:
            with contextlib.suppress(ApiError, TimeoutError):  # fetching meets it again
                await self._begin_load()
        return cursor

    async def compare(self, cursor: str) -> None:
        """Where it is due: whether the records are the server's; what differs is laid anew."""
        if self._comparison is None or self._load is not None or self._anew is not None:
            return
        differing = await self._comparison.look(cursor)
        if differing:
            await self.realign(",".join(differing))

    async def realign(self, entities: str) -> None:
        """Lay the base of some record types anew ("": of all), once what is under way is over."""
        await self._write(lambda: self._want_anew(entities))
        self._anew = "" if self._anew == "" else entities
        self.on_work()

    async def stop(self) -> None:
        """Give up what is on its way."""
        await self._forget_downloads()

    async def _begin_load(self) -> None:
        await self._read()
        if self._load is None and self._anew is None:
            await self._ask_for_one()

    async def _read(self) -> None:
        if not self._is_read:
            self._load, self._anew = await self._write(self._kept)
            self._is_read = True
            self._show()

    async def _next(self, cursor: str) -> Piece | None:
        await self._read()
        if self._load is None:
            if self._anew is None and cursor:
                return None
            if not await self._ask_for_one():
                return self._piece()
        load = self._load
        if load is None:
            return None
        if not load.parts and not load.is_complete:
            load = self._load = load.heard_of(await self._more(load))
        return await self._downloaded(load) if load.parts else self._piece()

    async def _more(self, load: Load) -> Snapshot:
        """The parts after those heard of."""
        asked, self._asked = self._asked, None
        if asked is None or (asked[0].id, asked[0].heard) != (load.id, load.heard):
            return await self._ask_for_more(load)
        try:
            return await asked[1]
        finally:
            asked[1].cancel()

    async def _ask_for_more(self, load: Load) -> Snapshot:
        names = load.anew.split(",") if load.anew else ()
        more = await self._source.snapshot(snapshot_id=load.id, known=load.heard, entities=names)
        for part in load.heard_of(more).parts[len(load.parts) :][: _AHEAD - 1]:
            self._begin_download(load, part)
        return more

    async def _ask_for_one(self) -> bool:
        """Begin with a snapshot; False where the server tells of another life, and what it said
        yes to in the one before waits to be sent again."""
        wanted = self._anew
        names = wanted.split(",") if wanted else ()
        is_fresh = wanted is not None and bool(await self.tell_cursor())
        snapshot = await self._source.snapshot(entities=names, is_fresh=is_fresh)
        self._seen = {}
        self._load = await self._write(lambda: self._keep_new(snapshot, wanted))
        if self._load is None:
            self._anew = ""
            self.on_work()
            return False
        self._show()
        return True

    async def _downloaded(self, load: Load) -> Piece:
        for part in load.parts[:_AHEAD]:
            self._begin_download(load, part)
        if len(load.parts) == 1 and not load.is_complete:
            asking = asyncio.get_running_loop().create_task(self._ask_for_more(load))
            asking.add_done_callback(_hear)
            self._asked = load, asking
        first = load.parts[0]
        coming = self._ahead[first.n]
        try:
            rows = await asyncio.shield(coming)
        finally:
            if coming.done():  # who stops has forgotten it already
                self._ahead.pop(first.n, None)
        return self._piece(rows, first.as_port)

    def _begin_download(self, load: Load, part: LoadPart) -> None:
        if part.n not in self._ahead:
            task = asyncio.get_running_loop().create_task(self._download(load.id, part))
            task.add_done_callback(_hear)
            self._ahead[part.n] = task

    async def _download(self, snapshot_id: str, part: LoadPart) -> list[RowState]:
        begun = self._begun.setdefault(part.n, bytearray())
        content = await self._source.part(snapshot_id, part.as_port, begun)
        self._begun.pop(part.n, None)
        return await asyncio.to_thread(read_part, content)

    async def _forget_downloads(self) -> None:
        tasks: list[asyncio.Task[Any]] = list(self._ahead.values())
        if self._asked is not None:  # first: it begins downloads
            tasks.insert(0, self._asked[1])
        self._asked = None
        self._ahead.clear()
        self._begun.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _finish(self, load: Load) -> str:
        await self._mend()
        await self._write(lambda: self._keep_end(load))
        self._load, self._anew, self._seen, self._overs = None, None, {}, 0
        self.on_progress(None)
        return "" if load.anew else load.cursor

    async def _mend(self) -> None:
        self._is_bare = True
        while self._is_bare:
            words = self._turns.rows * _WORDS_TO_A_ROW
            await self._turns.write(partial(self._mend_once, words))

    async def _write(self, work: Callable[[], T]) -> T:
        return await self._threads.write(work, priority=Priority.SYNC)

    def _piece(self, rows: Sequence[RowState] = (), part: SnapshotPart | None = None) -> Piece:
        now = self._clock.now()
        return Piece(rows=tuple(rows), cursor="", more=True, server_time=now, part=part)

    def _show(self) -> None:
        if self._load is not None:
            self.on_progress(self._load.progress)

    def _kept(self) -> tuple[Load | None, str | None]:
        with self._begin(self._context, origin=Origin.REMOTE) as uow:
            load, anew = kept_load(uow), uow.meta.get(REALIGN)
        if load is not None and load.anew is not None:
            load = None  # which rows it has seen is not known any more
        return load, anew

    def _kept_cursor(self) -> str:
        with self._begin(self._context, origin=Origin.REMOTE) as uow:
            return uow.meta.get(CURSOR) or ""

    def _keep_new(self, snapshot: Snapshot, wanted: str | None) -> Load | None:
        with self._begin(self._context, origin=Origin.REMOTE) as uow:
            known = uow.meta.get(EPOCH)
            if realign.begins_epoch(uow, snapshot):
                return None
            load = Load(
                snapshot.id,
                snapshot.cursor,
                snapshot.rows,
                is_new=known is None,
                anew=wanted,
                seq=snapshot.seq,
            ).heard_of(snapshot)
            load.keep(uow)
        return load

    def _want_anew(self, entities: str) -> None:
        with self._begin(self._context, origin=Origin.REMOTE) as uow:
            if uow.meta.get(REALIGN) != "":
                uow.meta.set(REALIGN, entities)

    def _store(
        self, load: Load, rows: Sequence[RowState], after: Load | None, after_some: AfterSome
    ) -> None:
        with self._begin(self._context, origin=Origin.REMOTE) as uow:
            is_rest = bool(load.parts) and not load.parts[0].is_core
            if load.is_new and is_rest and load.rows - load.done >= BARE_FROM:
                uow.loading.begin()
            if load.anew is None:
                store_base(uow, rows, after_some)
            else:
                realign.store_anew(uow, rows, after_some, made_at=load.seq)
            if after is not None:
                after.keep(uow)

    def _mend_once(self, words: int, after_some: AfterSome) -> None:
        with self._begin(self._context, origin=Origin.REMOTE) as uow:
            is_more = uow.loading.mend(words, after_some)
        self._is_bare = is_more

    def _keep_end(self, load: Load) -> None:
        with self._begin(self._context, origin=Origin.REMOTE) as uow:
            if load.anew is not None:
                realign.keep_strangers(uow, load.anew, self._seen, made_at=load.seq)
                realign.outlive(uow)
                uow.meta.set(REALIGN, None)
            if not load.anew:
                uow.meta.set(CURSOR, load.cursor)
                uow.meta.set(COMPARED, None)
            uow.meta.set(FACT, None)


def store_base(uow: UnitOfWork, rows: Sequence[RowState], after_some: AfterSome = bool) -> None:
    """Write the server's rows below what waits here; those that are not newer change nothing."""
    news = below_what_waits(uow, rows)
    if news:
        uow.loading.apply(news, after_some)
        close_held_back(uow, news)


def _hear(task: asyncio.Task[Any]) -> None:
    if not task.cancelled():
        task.exception()
