"""Snapshots: all of a clinic's records at one moment, in parts that a new desk loads one by one.

The parts lie in the database, so that any of the server's processes can give them; one snapshot
serves every desk that asks within a quarter of an hour. What a desk needs to begin its work with
comes first: the clinic's own settings, the visits of these weeks, their patients.

Making one takes long: it is done over connections of its own, two at a time, one of a clinic, so
that nobody else's requests wait for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.declare import entities
from app.domain.ids import is_record_id, new_id
from app.protocol.messages import SCHEMA
from app.protocol.snapshots import BootstrapPart, BootstrapRequest
from app.protocol.upcasters import UNHEARD
from app.security.server_tokens import Principal
from app.server.feed import CursorBody, OtherHistory, link_of
from app.server.refusal import Refusal, bad_request
from app.server.snapshot_keeping import KEPT_FOR, empty_in_time
from app.server.snapshot_parts import Part, count_rows, parts_of, plan_of
from app.server.standing import check_standing
from app.server.tenancy import ONE_LOOK, tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

_log = logging.getLogger(__name__)
_LONGEST, _IN_USE = timedelta(hours=6), timedelta(minutes=2)
"""One that is in use serves others, too, even when it is older; they pull what came since."""
_BEATS = timedelta(seconds=60)
"""A snapshot that grew no part for so long is being made by nobody any more."""
WAIT_S = 10.0
MAKINGS_AT_ONCE = 2
CONNECTIONS = 2 * MAKINGS_AT_ONCE
"""A making reads over one and writes over another."""
_LOOK_EVERY_S = 0.03
DESKS_AT_ONCE = 3
"""Of one clinic; a further one is told when to ask again."""
_LOADS_FOR_S = 30.0
_ASK_AGAIN_S = 10.0
_MADE_IN_S = 3.0
"""An older one is being made, or those of other clinics are: soon there is a place."""
_OVER_S = 1.0
_BUSY = "bootstrap_busy"
_GONE = "snapshot_over"
_MOST_PARTS = 1 << 31
_HEAD = text("SELECT seq, epoch, link FROM tenant_seq WHERE tenant_id = CAST(:tenant AS uuid)")
_COLUMNS = "id, scope, seq, link, epoch, total, is_complete"
_MADE = "WHERE tenant_id = CAST(:tenant AS uuid) AND is_kept"
_ALIVE = "AND (is_complete OR used_at > :beats)"
_FIND = text(
    f"SELECT {_COLUMNS} FROM snapshot {_MADE} {_ALIVE} AND scope = :scope "
    "AND epoch = CAST(:epoch AS uuid) AND seq >= :least "
    "AND (begun_at > :since OR (begun_at > :longest AND used_at > :in_use))"
)
_GET = text(f"SELECT {_COLUMNS} FROM snapshot {_MADE} {_ALIVE} AND id = CAST(:id AS uuid)")
_PARTS = text(
    "SELECT n, entity, count, size, sha256, is_core FROM snapshot_part "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND scope = :scope "
    "AND snapshot_id = CAST(:id AS uuid) AND n >= :known "
    "AND (cardinality(CAST(:names AS text[])) = 0 OR entity = ANY(CAST(:names AS text[]))) "
    "ORDER BY n"
)
_PART = text(
    "SELECT p.content, s.scope, s.is_complete AND NOT EXISTS (SELECT 1 FROM snapshot_part AS q "
    "WHERE q.tenant_id = p.tenant_id AND q.scope = p.scope AND q.snapshot_id = p.snapshot_id "
    "AND q.n > p.n) AS is_last FROM snapshot AS s JOIN tenant_seq AS t "
    "ON t.tenant_id = s.tenant_id AND t.epoch = s.epoch JOIN snapshot_part AS p "
    "ON p.tenant_id = s.tenant_id AND p.scope = s.scope AND p.snapshot_id = s.id AND p.n = :n "
    "WHERE s.tenant_id = CAST(:tenant AS uuid) AND s.id = CAST(:id AS uuid) AND s.is_kept"
)
_BEGIN = text(
    "INSERT INTO snapshot (tenant_id, scope, id, epoch, seq, link, total, "
    "is_complete, is_kept, begun_at, used_at) VALUES (CAST(:tenant AS uuid), :scope, "
    "CAST(:id AS uuid), CAST(:epoch AS uuid), :seq, :link, :total, false, true, :now, "
    ":now) ON CONFLICT (tenant_id, scope) DO UPDATE SET id = excluded.id, epoch = excluded.epoch, "
    "seq = excluded.seq, link = excluded.link, "
    "total = excluded.total, is_complete = false, is_kept = true, "
    "begun_at = excluded.begun_at, used_at = excluded.used_at WHERE snapshot.is_complete "
    "OR NOT snapshot.is_kept OR snapshot.epoch <> excluded.epoch OR snapshot.used_at <= :beats"
)
# Another process may have begun a newer one in its place: then this one adds nothing more.
_ADD = text(
    "INSERT INTO snapshot_part (tenant_id, scope, snapshot_id, n, entity, count, size, sha256, "
    "is_core, content) SELECT s.tenant_id, s.scope, s.id, :n, :entity, :count, :size, :sha256, "
    ":is_core, :content FROM snapshot AS s WHERE s.tenant_id = CAST(:tenant AS uuid) "
    "AND s.scope = :scope AND s.id = CAST(:id AS uuid) FOR SHARE "
    "ON CONFLICT (tenant_id, scope, n) DO UPDATE SET snapshot_id = excluded.snapshot_id, "
    "entity = excluded.entity, count = excluded.count, size = excluded.size, "
    "sha256 = excluded.sha256, is_core = excluded.is_core, content = excluded.content"
)
_USED = text(
    "UPDATE snapshot SET used_at = now(), is_complete = is_complete OR :complete "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND scope = :scope AND id = CAST(:id AS uuid)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A snapshot as far as it is made."""

    id: str
    epoch: str
    seq: int
    link: str
    rows: int
    parts: list[BootstrapPart]
    is_complete: bool


class Snapshots:
    """Makes snapshots and finds those that are there. At most one per clinic at once.

    own: connections for making them, closed with this; None: those that are asked over.
    """

    def __init__(self, own: AsyncEngine | None = None) -> None:
        self._own = own
        self._turns = asyncio.Semaphore(MAKINGS_AT_ONCE)
        self._turns_of: dict[str, asyncio.Lock] = {}
        self._making: dict[tuple[str, str], tuple[asyncio.Task[None], asyncio.Event]] = {}
        self._tidying: dict[str, asyncio.Task[None]] = {}
        self._loading: dict[str, dict[str, float]] = {}

    def take_place(self, who: Principal) -> None:
        """Count a desk that loads everything. Raises Refusal (429) where others are before it."""
        at = asyncio.get_running_loop().time()
        known = self._loading.get(who.tenant_id, {})
        desks = {desk: last for desk, last in known.items() if last > at - _LOADS_FOR_S}
        if who.device_id not in desks and len(desks) >= DESKS_AT_ONCE:
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, _BUSY, retry_after_s=_ASK_AGAIN_S)
        self._loading[who.tenant_id] = {**desks, who.device_id: at}

    def leave(self, who: Principal) -> None:
        """A desk that has everything makes room for the next."""
        self._loading.get(who.tenant_id, {}).pop(who.device_id, None)

    async def ask(
        self,
        engine: AsyncEngine,
        who: Principal,
        wanted: BootstrapRequest,
        *,
        now: datetime,
        since: CursorBody | None = None,
        spoken: int = SCHEMA,
    ) -> Found:
        """The snapshot wanted, with the parts the desk does not know; waits for the first of them.

        since is where the desk is (BootstrapRequest.since), spoken its schema. Raises
        OtherHistory, Refusal (400, 401, 403; 410 for one that is not kept any more; 429 where none
        can be made yet).
        """
        scope = _scope_of(wanted, spoken)
        found = await _look(engine, who, wanted, scope, now=now, since=since)
        if not wanted.snapshot_id:
            if found is None:
                await self._make(engine, who.tenant_id, scope, now)
                found = await _look(engine, who, wanted, scope, now=now, since=since)
            if found is None:
                raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, _BUSY, retry_after_s=_MADE_IN_S)
            await _admit(engine, who, now=now)
        ends = asyncio.get_running_loop().time() + WAIT_S
        while found and not (found.parts or found.is_complete):
            if asyncio.get_running_loop().time() > ends:
                break
            await asyncio.sleep(_LOOK_EVERY_S)
            again = BootstrapRequest(found.id, wanted.known, wanted.entities)
            found = await _look(engine, who, again, scope, now=now)
        if found is None:
            raise Refusal(HTTPStatus.GONE, _GONE, retry_after_s=_OVER_S)
        return found

    async def close(self) -> None:
        """Give up what is being made; whoever waits for it asks again."""
        tasks = [*(task for task, _ in self._making.values()), *self._tidying.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._own is not None:
            await self._own.dispose()

    async def _make(self, engine: AsyncEngine, tenant_id: str, scope: str, now: datetime) -> None:
        """Begin a snapshot, unless somebody here has begun one; returns when it can be found, or
        when that takes too long to be waited for."""
        key, loop = (tenant_id, scope), asyncio.get_running_loop()
        if tenant_id not in self._tidying:
            tidying = loop.create_task(empty_in_time(engine, tenant_id))
            self._tidying[tenant_id] = tidying
            tidying.add_done_callback(lambda _: self._tidying.pop(tenant_id, None))
        if key not in self._making:
            has_begun = asyncio.Event()
            task = loop.create_task(self._make_in_turn(engine, tenant_id, scope, now, has_begun))
            self._making[key] = task, has_begun
            task.add_done_callback(lambda _: self._making.pop(key, None))
        making, has_begun = self._making[key]
        waiting = asyncio.ensure_future(has_begun.wait())
        try:
            await asyncio.wait(
                {making, waiting}, timeout=WAIT_S, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            waiting.cancel()

    async def _make_in_turn(
        self,
        engine: AsyncEngine,
        tenant_id: str,
        scope: str,
        now: datetime,
        has_begun: asyncio.Event,
    ) -> None:
        """Wait before the first connection is taken: who holds one may need a second."""
        clock = asyncio.get_running_loop().time
        asked_at = clock()
        async with self._turns_of.setdefault(tenant_id, asyncio.Lock()), self._turns:
            now += timedelta(seconds=clock() - asked_at)
            await _make(self._own or engine, tenant_id, scope, now=now, has_begun=has_begun)


@whole
async def read_snapshot_part(
    engine: AsyncEngine, who: Principal, snapshot_id: str, n: int
) -> tuple[bytes, bool]:
    """One part, packed, and whether it is the last; the snapshot is kept on while it is loaded.

    Raises Refusal (400, 401, 403; 410 for one that is not kept any more).
    """
    if not is_record_id(snapshot_id) or not 0 <= n < _MOST_PARTS:
        raise bad_request("malformed")
    wanted = {"tenant": who.tenant_id, "id": snapshot_id}
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        line = (await connection.execute(_PART, {**wanted, "n": n})).one_or_none()
        if line is None:
            raise Refusal(HTTPStatus.GONE, _GONE)
        await connection.execute(_USED, {**wanted, "scope": line.scope, "complete": False})
    return bytes(line.content), line.is_last


@whole
async def _admit(engine: AsyncEngine, who: Principal, *, now: datetime) -> None:
    """Note in the server's trail who begins to load everything."""
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        note = Note(deed=Deed.BOOTSTRAP, actor_id=who.user_id, device_id=who.device_id)
        await write_notes(connection, who.tenant_id, [note], now=now)


async def _look(
    engine: AsyncEngine,
    who: Principal,
    wanted: BootstrapRequest,
    scope: str,
    *,
    now: datetime,
    since: CursorBody | None = None,
) -> Found | None:
    asked: dict[str, Any] = {"tenant": who.tenant_id, "beats": now - _BEATS}
    async with tenant_transaction(engine, who.tenant_id, options=ONE_LOOK) as connection:
        await check_standing(connection, who)
        head = (await connection.execute(_HEAD, {"tenant": who.tenant_id})).one()
        if wanted.snapshot_id:
            found = await connection.execute(_GET, {**asked, "id": wanted.snapshot_id})
        else:
            least = _least(wanted, since, head)
            asked |= {"scope": scope, "epoch": head.epoch, "least": least}
            asked |= {"since": now - KEPT_FOR, "longest": now - _LONGEST, "in_use": now - _IN_USE}
            found = await connection.execute(_FIND, asked)
        line = found.one_or_none()
        if line is None or line.epoch != head.epoch:
            return None
        of_it = {"tenant": who.tenant_id, "scope": line.scope, "id": line.id}
        of_it |= {"known": wanted.known, "names": wanted.entities}
        parts = [BootstrapPart(*part) for part in await connection.execute(_PARTS, of_it)]
    return Found(
        id=line.id.hex,
        epoch=line.epoch.hex,
        seq=line.seq,
        link=line.link,
        rows=line.total,
        parts=parts,
        is_complete=line.is_complete,
    )


async def _make(
    engine: AsyncEngine, tenant_id: str, scope: str, *, now: datetime, has_begun: asyncio.Event
) -> None:
    """Read every record in one look and keep them part by part, each as soon as it is there."""
    made = {"id": new_id(), "scope": scope}
    name, _, spoken = scope.partition("@")
    plan = plan_of([name] if name else [], now=now, spoken=int(spoken or SCHEMA))
    try:
        async with tenant_transaction(engine, tenant_id, options=ONE_LOOK) as connection:
            head = (await connection.execute(_HEAD, {"tenant": tenant_id})).one()
            total = await count_rows(connection, tenant_id, plan)
            line = {"epoch": head.epoch, "seq": head.seq, "total": total}
            line["link"] = link_of(head.link)
            line |= {"now": now, "beats": now - _BEATS}
            if not await _write(engine, tenant_id, (_BEGIN, {**made, **line})):
                return  # another process is making one
            has_begun.set()
            number = 0
            async for part in parts_of(connection, tenant_id, plan):
                used = (_USED, {**made, "complete": False})
                await _write(engine, tenant_id, (_ADD, {**made, **_columns(number, part)}), used)
                number += 1
        await _write(engine, tenant_id, (_USED, {**made, "complete": True}))
    except Exception as error:  # whoever waits for it is told that it is over, and asks again
        _log.warning("a snapshot was not made: %s", type(error).__name__)


def _columns(number: int, part: Part) -> dict[str, Any]:
    return {
        "n": number,
        "entity": part.entity,
        "count": part.count,
        "size": len(part.content),
        "sha256": part.sha256,
        "is_core": part.is_core,
        "content": part.content,
    }


@whole
async def _write(
    engine: AsyncEngine, tenant_id: str, *steps: tuple[TextClause, Mapping[str, Any]]
) -> int:
    """Statements with their values, in one transaction; how many rows the last one changed."""
    changed = 0
    async with tenant_transaction(engine, tenant_id) as connection:
        for statement, values in steps:
            done = await connection.execute(statement, {**values, "tenant": tenant_id})
            changed = done.rowcount
    return changed


def _scope_of(wanted: BootstrapRequest, spoken: int) -> str:
    """Which record types are made: one alone, or else "" for all, so that a clinic's copies are
    few; with @ and its schema for a desk that is not told everything. Raises Refusal (400)."""
    if wanted.snapshot_id and not is_record_id(wanted.snapshot_id):
        raise bad_request("malformed")
    known = {spec.name for spec in entities()}
    if not known.issuperset(wanted.entities) or not 0 <= wanted.known < _MOST_PARTS:
        raise bad_request("malformed")
    name = wanted.entities[0] if len(set(wanted.entities)) == 1 else ""
    is_told = all(spoken >= since for one, since in UNHEARD.items() if name in ("", one))
    return name if is_told else f"{name}@{spoken}"


def _least(wanted: BootstrapRequest, since: CursorBody | None, head: Any) -> int:
    """The number that a snapshot must have been made at or after. Raises OtherHistory."""
    if not wanted.is_fresh:
        return 0
    if since is None:  # a desk of before it said where it is
        return head.seq
    if since.epoch != head.epoch.hex:
        return 0  # what it knows is of a life that is over
    if since.seq > head.seq:
        raise OtherHistory(since.epoch)
    return since.seq
