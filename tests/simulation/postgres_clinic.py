"""The reference server itself, on a real PostgreSQL, asked by the simulated network.

Its own functions are called as its routes call them, in a thread with a loop of its own; virtual
time waits for it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from collections.abc import AsyncGenerator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, TypeVar

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.bootstrap.postgres import make_engine
from app.bootstrap.server import migrate
from app.domain.errors import NeedsLogin, RequestRefused, ResyncRequired
from app.domain.ids import new_id
from app.domain.operations import Operation, OperationResult, RowState, WireBody
from app.domain.remote_ports import PullPage, PushOutcome
from app.domain.snapshot_ports import Digest, Snapshot, SnapshotPart, TypeSum
from app.protocol.messages import SCHEMA
from app.protocol.numbers import NumbersReply
from app.protocol.snapshots import BootstrapRequest
from app.protocol.upcasters import upcast
from app.security.server_tokens import Principal
from app.server import change_log, history, prepared
from app.server.digests import read_digests
from app.server.feed import CursorBody, Cursors, read_page, row_of
from app.server.ledger import Account, Ledger
from app.server.numbers import reserve_numbers
from app.server.refusal import Refusal
from app.server.sequence import advance, allow_writing, lock_clinic
from app.server.snapshots import Snapshots, read_snapshot_part
from app.server.standing import check_standing
from app.server.tenancy import tenant_transaction
from tests.server_fixtures import Databases
from tests.simulation.clinic_model import Line, ServerDied

T = TypeVar("T")
_FOUND = (
    "INSERT INTO tenant (id, name, created_at) VALUES (CAST(:tenant AS uuid), 'Clinic', :now)",
    "INSERT INTO tenant_seq (tenant_id, seq, epoch, link) "
    "VALUES (CAST(:tenant AS uuid), 0, CAST(:epoch AS uuid), '')",
)
_ENROL = (
    "INSERT INTO credential (tenant_id, username, user_id, password_hash, role, role_version, "
    "is_active) VALUES (CAST(:tenant AS uuid), :name, CAST(:user AS uuid), 'x', :role, 1, true) "
    "ON CONFLICT DO NOTHING",
    "INSERT INTO device (tenant_id, device_id, name, token_hash, is_active, enrolled_at) VALUES "
    "(CAST(:tenant AS uuid), CAST(:device AS uuid), 'Desk', :device, true, now()) "
    "ON CONFLICT DO NOTHING",
    "INSERT INTO device_user (tenant_id, device_id, user_id) VALUES "
    "(CAST(:tenant AS uuid), CAST(:device AS uuid), CAST(:user AS uuid)) ON CONFLICT DO NOTHING",
)
_STANDING = (
    "SELECT role, role_version FROM credential WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND user_id = CAST(:user AS uuid)"
)
_HISTORY = (
    "SELECT entity, id, version, seq, deleted, changed, before, after, commit_seq, op_id, "
    "device_id FROM row_history WHERE tenant_id = CAST(:tenant AS uuid) ORDER BY seq"
)
_ANSWERS = "SELECT op_id, result FROM op_result WHERE tenant_id = CAST(:tenant AS uuid)"
_read_result = msgspec.json.Decoder(OperationResult).decode


class PostgresServers:
    """The server's engine on one database, for any number of clinics."""

    def __init__(self, databases: Databases) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.call(migrate(databases.owner, app_dsn=databases.app))
        self.engine = make_engine(databases.app)
        self.cursors = Cursors(b"k" * 32)
        self._oldest = prepared.MIN_SCHEMA
        prepared.MIN_SCHEMA = SCHEMA - 1  # what desks wrote before their upgrade (playing.py)

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the server's loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def clinic(self, clinic_id: str) -> PostgresClinic:
        return PostgresClinic(self, clinic_id)

    def close(self) -> None:
        prepared.MIN_SCHEMA = self._oldest
        self.call(self.engine.dispose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


class PostgresClinic:
    """One clinic at the real server; what the model of it does in memory (clinic_model.py)."""

    def __init__(self, servers: PostgresServers, clinic_id: str) -> None:
        self._servers, self._id, self._epoch = servers, clinic_id, new_id()
        self.seq = 0
        self._snapshots = Snapshots()
        self._asked: dict[str, Operation] = {}
        wanted = {"tenant": clinic_id, "epoch": self._epoch, "now": datetime.now(UTC)}
        self._run(*_FOUND, **wanted)

    def enrol(self, device: str, user_id: str, account: Account) -> None:
        values = {"device": device, "user": user_id, "name": account.username}
        self._run(*_ENROL, tenant=self._id, role=account.role, **values)

    def standing(self, user_id: str) -> tuple[str, int]:
        (found,) = self._run(_STANDING, tenant=self._id, user=user_id)
        return str(found.role), int(found.role_version)

    def load(self, records: Sequence[tuple[str, str, WireBody]], now: datetime) -> None:
        """Records that were there before the day began."""
        self._servers.call(self._load(records, now))

    @property
    def position(self) -> tuple[int, int]:
        """How far it is (ClinicModel.position)."""
        return 1, self.seq

    def position_of(self, cursor: str) -> tuple[int, int]:
        if not cursor:
            return 0, 0
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return 1, msgspec.msgpack.decode(raw[16:], type=CursorBody).seq

    def check_life(self, cursor: str) -> None:
        """This one has one life."""

    def back_up(self) -> None:
        """Backups of the real server are put back in tests of their own."""

    def put_back(self) -> bool:
        return False

    def push(
        self, who: Principal, operations: Sequence[Operation], *, now: datetime, dies: bool = False
    ) -> PushOutcome:
        """Answer a batch; dies: the server ends before its commit."""

        async def check(connection: AsyncConnection) -> None:
            await check_standing(connection, who)

        with _dying() if dies else _as_it_is(), _refusals():
            written = self._servers.call(
                change_log.apply_operations(
                    self._servers.engine, who=who, operations=operations, now=now, check=check
                )
            )
        self.seq = written.seq
        for operation, result in zip(operations, written.results, strict=True):
            if result.status not in ("blocked", "retry"):
                self._asked.setdefault(operation.op_id, upcast(operation))
        return PushOutcome(results=written.results, server_time=now, seq=written.seq)

    def pull(self, who: Principal, cursor: str, *, limit: int, now: datetime) -> PullPage:
        with _refusals():
            rows, reached, more = self._servers.call(self._page(who, cursor, limit))
        return PullPage(rows=tuple(rows), cursor=reached, more=more, server_time=now)

    def record_numbers(self, who: Principal, size: int, *, now: datetime) -> NumbersReply:
        with _refusals():
            return self._servers.call(reserve_numbers(self._servers.engine, who, size, now=now))

    def snapshot(self, who: Principal, wanted: BootstrapRequest, *, now: datetime) -> Snapshot:
        """Its parts are made in the time of the world outside."""
        with _refusals():
            found = self._servers.call(
                self._snapshots.ask(self._servers.engine, who, wanted, now=datetime.now(UTC))
            )
        body = CursorBody(1, self._id, found.epoch, "", SCHEMA, found.seq, found.link)
        parts = tuple(
            SnapshotPart(
                n=one.n,
                entity=one.entity,
                rows=one.rows,
                size=one.size,
                sha256=one.sha256,
                is_core=one.is_core,
            )
            for one in found.parts
        )
        return Snapshot(
            id=found.id,
            epoch=found.epoch,
            cursor=self._servers.cursors.make(body),
            rows=found.rows,
            parts=parts,
            is_complete=found.is_complete,
            server_time=now,
            seq=found.seq,
        )

    def part(self, who: Principal, snapshot_id: str, part: SnapshotPart) -> bytes:
        with _refusals():
            return self._servers.call(
                read_snapshot_part(self._servers.engine, who, snapshot_id, part.n)
            )[0]

    def digest(self, who: Principal, cursor: str) -> Digest:
        with _refusals():
            reply = self._servers.call(
                read_digests(self._servers.engine, self._servers.cursors, who, cursor)
            )
        types = {name: TypeSum(one.count, one.sum) for name, one in reply.types.items()}
        return Digest(is_current=reply.is_current, types=types)

    def close(self) -> None:
        self._servers.call(self._snapshots.close())

    def observe(self) -> Any:
        """The database's own word, as the model keeps it."""
        rows: dict[tuple[str, str], RowState] = {}
        lines: list[Line] = []
        for one in self._run(_HISTORY, tenant=self._id):
            row = row_of(one)
            rows[row.entity, row.id] = row
            op = self._asked.get(one.op_id.hex) if one.op_id else None
            before = None if one.before is None else json.loads(one.before)
            device = one.device_id.hex if one.op_id else ""
            lines.append(Line(row, before, op, device, one.commit_seq))
        results = {
            one.op_id.hex: (b"", _read_result(one.result))
            for one in self._run(_ANSWERS, tenant=self._id)
        }
        return SimpleNamespace(life=1, rows=rows, history=lines, results=results, asked=self._asked)

    async def _page(
        self, who: Principal, cursor: str, limit: int
    ) -> tuple[list[RowState], str, bool]:
        async with tenant_transaction(self._servers.engine, self._id) as connection:
            await check_standing(connection, who)
            return await read_page(
                connection,
                self._servers.cursors,
                None,
                tenant_id=self._id,
                cursor=cursor,
                limit=limit,
            )

    async def _load(self, records: Sequence[tuple[str, str, WireBody]], now: datetime) -> None:
        async with tenant_transaction(self._servers.engine, self._id) as connection:
            head = await lock_clinic(connection, self._id)
            await allow_writing(connection)
            ledger = Ledger(
                tenant_id=self._id, device_id="", principal_id="", seq=head.seq, now=now
            )
            for entity, row_id, body in records:
                ledger.write((entity, row_id), body)
            head.link, _ = await history.write_entries(
                connection,
                self._id,
                ledger.entries,
                device_id="",
                principal_id=None,
                link=head.link,
                now=now,
            )
            head.seq = self.seq = ledger.seq
            await advance(connection, self._id, head)

    def _run(self, *statements: str, **values: Any) -> list[Any]:
        async def run() -> list[Any]:
            async with tenant_transaction(self._servers.engine, self._id) as connection:
                for statement in statements:
                    asked = text(statement)
                    named = {name: values[name] for name in asked.compile().params}
                    result = await connection.execute(asked, named)
                return list(result.all()) if result.returns_rows else []

        return self._servers.call(run())


@contextmanager
def _refusals() -> Iterator[None]:
    """The server's refusals as a desk's client reads them (api/replies.py)."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code in ("resync", "epoch"):
            raise ResyncRequired from None
        if refusal.status == HTTPStatus.UNAUTHORIZED:
            raise NeedsLogin from None
        raise RequestRefused(refusal.status, refusal.code) from None


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


@contextmanager
def _dying() -> Iterator[None]:
    """The server's process ends just before it commits."""
    whole = change_log.tenant_transaction

    @asynccontextmanager
    async def cut_short(*arguments: Any, **options: Any) -> AsyncGenerator[AsyncConnection]:
        async with whole(*arguments, **options) as connection:
            yield connection
            raise ServerDied

    change_log.tenant_transaction = cut_short  # type: ignore[assignment]
    try:
        yield
    finally:
        change_log.tenant_transaction = whole
