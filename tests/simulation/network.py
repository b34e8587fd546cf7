"""The bad network: what happens to a request on its way, decided from the seed alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any

from app.domain.errors import (
    AnswerLost,
    ApiError,
    MalformedReply,
    NeedsLogin,
    RateLimited,
    RequestRefused,
    ServerTrouble,
    Unreachable,
)
from app.domain.operations import Operation
from app.domain.remote_ports import PullPage, PushOutcome
from app.domain.snapshot_ports import Digest, Snapshot, SnapshotPart
from app.protocol.messages import MAX_BATCH_OPERATIONS, OUT_OF_TURN
from app.protocol.numbers import NumbersReply
from app.protocol.snapshots import BootstrapRequest, read_part
from tests.simulation.clinic_model import ServerDied

if TYPE_CHECKING:
    from tests.simulation.desk import Desk

_REFUSALS: dict[str, Callable[[], Exception]] = {
    "drop request": Unreachable,
    "401": NeedsLogin,
    "429": lambda: RateLimited(3.0),
    "500": lambda: ServerTrouble(500),
    "503": lambda: ServerTrouble(503),
    "page of a gateway": MalformedReply,
}
"""Answers to a request that never came to the server."""
_PUSH_REFUSALS: dict[str, Callable[[], Exception]] = {
    "400": lambda: RequestRefused(400, "malformed"),
    "413": lambda: RequestRefused(413),
}
_LOST_REPLIES: dict[str, Callable[[], Exception]] = {
    "drop reply": AnswerLost,
    "truncate": MalformedReply,
    "502 after it": lambda: ServerTrouble(502),
    "server dies after commit": AnswerLost,
}
"""What a desk gets instead of the answer to a request that was served."""
DIES_BEFORE = "server dies before commit"
_HARMLESS = ("duplicate", "delay", "slow body", "answers missing", DIES_BEFORE)
EVERYWHERE = (*_REFUSALS, *_LOST_REPLIES, *_HARMLESS)
AT_A_PUSH = (*EVERYWHERE, *_LOST_REPLIES, *_PUSH_REFUSALS)
NUMBERS = 3
"""Record numbers a desk gets at once: so few that it runs out of them."""
PAGE_SIZES = (1, 3, 1000, 1000, 1000)


class Link:
    """A desk's way to its server in one life of the program: SyncApi and RealtimeApi."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._world = desk.world
        self._server = desk.clinic.server
        self._loop = desk.world.loop
        self._at = ""
        self._decided: dict[str, asyncio.Future[None]] = {}
        """Batches of this life of the program: whether the server has decided them."""
        self._hears: tuple[Callable[[int], None], asyncio.Future[None]] | None = None

    async def push(
        self, operations: Sequence[Operation], batch_id: str, *, after: str = ""
    ) -> PushOutcome:
        who = self._desk.principal
        ids = [operation.op_id[-6:] for operation in operations]
        decided = self._decided.setdefault(batch_id, self._loop.create_future())
        if after:  # the server has it wait for its turn, for a while
            await asyncio.wait({self._decided[after]}, timeout=20)

        at = self._at

        def serve(fault: str) -> PushOutcome:
            self._server.check_life(at)
            if after and not self._decided[after].done():
                raise RequestRefused(425, OUT_OF_TURN)
            outcome = self._server.push(
                who, operations, now=self._world.now(), dies=fault == DIES_BEFORE
            )
            if not decided.done():
                decided.set_result(None)
            self._world.note("server", "answers", [(r.status, r.code) for r in outcome.results])
            self._world.spread_hint(self._desk.clinic)
            outcome = replace(outcome, keeps_turns=self._world.at_once < MAX_BATCH_OPERATIONS)
            if fault == "answers missing":
                luck = Random(f"{self._world.seed}/{batch_id}")
                kept = tuple(one for one in outcome.results if luck.random() < 0.6)
                return replace(outcome, results=kept)
            return outcome

        return await self._ask(f"push {ids}", serve, AT_A_PUSH, operations)

    async def pull(self, cursor: str, *, limit: int) -> PullPage:
        who = self._desk.principal
        limit = self._desk.luck.choice(PAGE_SIZES) if self._world.is_faulty else limit

        def serve(_fault: str) -> PullPage:
            return self._server.pull(who, cursor, limit=limit, now=self._world.now())

        page: PullPage = await self._ask("pull", serve, EVERYWHERE)
        if page.rows:
            self._desk.pages.append((self._server.position_of(cursor)[1], page.rows[0].seq))
            self._desk.received.update(row.id for row in page.rows)
        return page

    async def health(self) -> datetime:
        return await self._ask("health", lambda _fault: self._world.now(), EVERYWHERE)

    async def snapshot(
        self,
        *,
        snapshot_id: str = "",
        known: int = 0,
        entities: Sequence[str] = (),
        is_fresh: bool = False,
    ) -> Snapshot:
        who = self._desk.principal
        wanted = BootstrapRequest(snapshot_id, known, list(entities), is_fresh)

        def serve(_fault: str) -> Snapshot:
            return self._server.snapshot(who, wanted, now=self._world.now())

        return await self._ask("snapshot", serve, EVERYWHERE)

    async def digest(self, cursor: str) -> Digest:
        who = self._desk.principal
        serve = lambda _fault: self._server.digest(who, cursor)  # noqa: E731
        return await self._ask("digest", serve, EVERYWHERE)

    def at(self, cursor: str) -> None:
        """Where the desk says it is whenever it sends something."""
        self._at = cursor

    async def part(self, snapshot_id: str, part: SnapshotPart, begun: bytearray) -> bytes:
        who = self._desk.principal
        serve = lambda _fault: self._server.part(who, snapshot_id, part)  # noqa: E731
        content: bytes = await self._ask(f"part {part.n}", serve, EVERYWHERE)
        self._desk.received.update(row.id for row in read_part(content))
        return content

    async def record_numbers(self) -> NumbersReply:
        who = self._desk.principal
        serve = lambda _fault: self._server.record_numbers(who, NUMBERS, now=self._world.now())  # noqa: E731
        return await self._ask("record numbers", serve, EVERYWHERE)

    async def refresh(self) -> None:
        """Tokens are the desk's own matter here (see Desk.sign_in)."""

    async def listen(self, on_hint: Callable[[int], None]) -> None:
        """Hints until the connection is cut; they come late, twice, never or out of order."""
        await asyncio.sleep(0.2)
        if self._desk.is_cut_off:
            raise Unreachable
        ended = self._loop.create_future()
        self._hears = on_hint, ended
        on_hint(0)
        try:
            await ended
        finally:
            self._hears = None

    def hang_up(self) -> None:
        """The connection for hints breaks."""
        if self._hears is not None and not self._hears[1].done():
            self._hears[1].set_exception(Unreachable())

    def hint(self, seq: int) -> None:
        """The server pokes; the network may not carry it, or twice, or later than the next."""
        luck = self._desk.luck
        if self._hears is None or self._desk.is_cut_off:
            return
        chance = luck.random() if self._world.is_faulty else 1.0
        for _ in range(0 if chance < 0.25 else 2 if chance < 0.4 else 1):
            delay_s = luck.uniform(0, 15) if chance < 0.6 else 0.05
            self._loop.call_later(delay_s, self._poke, seq)

    def _poke(self, seq: int) -> None:
        if self._hears is not None:
            self._hears[0](seq)

    async def _ask(
        self,
        what: str,
        serve: Callable[[str], Any],
        faults: Sequence[str],
        sent: Sequence[Operation] = (),
    ) -> Any:
        desk, luck = self._desk, self._desk.luck
        fault = self._world.fault(desk, faults)
        self._world.note(desk.name, what, fault)
        there, back = luck.uniform(0.01, 0.4), luck.uniform(0.01, 0.4)
        if desk.is_cut_off:
            fault = "drop request"
        if fault == "413" and not self._desk.tried.isdisjoint(one.op_id for one in sent):
            fault = "400"  # what a server took once is not too large for it the second time
        if not desk.is_signed_in and fault not in _REFUSALS and what != "health":
            raise NeedsLogin
        if fault in _REFUSALS or fault in _PUSH_REFUSALS:
            await asyncio.sleep(there)
            raise self._seen((_REFUSALS.get(fault) or _PUSH_REFUSALS[fault])())
        if fault == "delay":
            there, back = there * 60, back * 60
        if fault == "slow body":
            back = luck.uniform(50, 90)
        if fault == "duplicate":  # a copy arrives later, after whatever happens meanwhile
            self._loop.call_later(luck.uniform(1, 40), self._served, serve, "")
        desk.tried.update(one.op_id for one in sent)
        reply = await self._arrival(there, serve, fault)
        if fault in _LOST_REPLIES:
            await asyncio.sleep(back)
            raise _LOST_REPLIES[fault]()
        if isinstance(reply, Exception):
            raise self._seen(reply)
        await asyncio.sleep(back)
        return reply

    def _seen(self, error: Exception) -> Exception:
        if isinstance(error, NeedsLogin):
            self._desk.lose_session()
        return error

    def _arrival(self, delay_s: float, serve: Callable[[str], Any], fault: str) -> Any:
        """The request arrives even when its desk dies or gives up meanwhile."""
        answer = self._loop.create_future()

        def arrive() -> None:
            reply = self._served(serve, fault)
            if not answer.done():
                answer.set_result(reply)

        self._loop.call_later(delay_s, arrive)
        return answer

    def _served(self, serve: Callable[[str], Any], fault: str) -> Any:
        try:
            return serve(fault)
        except ServerDied:
            return AnswerLost()
        except ApiError as error:
            return error
