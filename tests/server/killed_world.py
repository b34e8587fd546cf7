"""A clinic at a server whose every statement can be killed, and what is asked of it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from argon2 import PasswordHasher
from sqlalchemy.exc import DBAPIError

from app.bootstrap import putting_back, revoking
from app.bootstrap import server as server_commands
from app.bootstrap.server import make_invitation
from app.domain.conflict import SyncConflict
from app.domain.declare import entity_of
from app.domain.errors import ClinicError, StorageError
from app.domain.ids import RecordId, new_id
from app.domain.operations import Operation, RowState
from app.domain.treatment import Document
from app.protocol.codec import encode_json
from app.protocol.messages import SCHEMA, PushRequest
from app.security import password_hash
from app.security.join_code import JoinCode, parse_join_code
from app.server import app as served
from app.server import own_requests
from app.server.blobs import ServerFiles
from app.server.feed import CursorBody
from app.server.object_store import FilesAt
from app.server.refusal import Refusal
from app.server.state import ServerState
from tests.factories import NOON, a_patient, a_room
from tests.server.killing import AGAIN, Killer, Tables
from tests.server.people import record_of, register_key
from tests.server_fixtures import Databases, RunningServer, TestDesk, invite, join, start_clinic
from tests.waiting import PATIENCE_S

STORED, NEW, OLD, TORN = b"a letter", b"another letter", b"nothing speaks of it", b"half of it"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class World:
    """The running server, its tables as they are put back, and who asks."""

    server: RunningServer
    tables: Tables
    killer: Killer
    http: httpx.Client
    sara: TestDesk
    bea: TestDesk
    gil: TestDesk
    """An administrator, the front desk and billing, each at a desk of their own."""
    rows: dict[str, RowState]
    """Records by the names they have here."""
    codes: dict[str, JoinCode]
    """Join codes that are not used yet."""
    unknown: str
    """A cursor of a history that this server does not have."""
    snapshot: str
    """The identifier of a snapshot of the rooms that is made."""

    @property
    def ids(self) -> dict[str, str]:
        """The identifiers of the records and of the snapshot, for paths."""
        return {name: row.id for name, row in self.rows.items()} | {"snapshot": self.snapshot}

    @property
    def files(self) -> ServerFiles:
        """The server's files."""
        assert self.server.state.files is not None
        return self.server.state.files

    def ask(self, method: str, path: str, body: object = None, **options: Any) -> int:
        """How the server answers a request; by: who asks, and headers with _ for -."""
        return self.say(method, path, body, **options)[0]

    def say(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        by: TestDesk | None = None,
        **headers: str,
    ) -> tuple[int, Any]:
        """The answer with what it says."""
        sent = {**(by or self.sara).headers, "Sync-Schema": str(SCHEMA)}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else b"" if body is None else encode_json(body)
        reply = self.http.request(method, path, content=content, headers=sent)
        is_json = reply.headers.get("Content-Type", "").startswith("application/json")
        return reply.status_code, reply.json() if is_json else None

    def push(self, *operations: Operation, by: TestDesk | None = None) -> int:
        """503 also where the server keeps the desk waiting with one of the operations."""
        desk = by or self.sara
        wanted = PushRequest(desk.device_id, "0a" * 16, list(operations))
        sent = {**desk.headers, "Sync-Schema": str(SCHEMA)}
        reply = self.http.post("/v1/sync/push", content=encode_json(wanted), headers=sent)
        waits = reply.is_success and any(
            one["status"] == "retry" for one in reply.json()["results"]
        )
        return AGAIN if waits else reply.status_code

    def run(self, work: Coroutine[Any, Any, object]) -> int:
        """Something that is done by no request, on the server's own loop."""
        try:
            self.server.on_its_loop(work)
        except Refusal as refusal:
            return refusal.status
        except (DBAPIError, StorageError, ClinicError):
            return AGAIN
        return 200


@asynccontextmanager
async def _no_housekeeping(_: ServerState) -> AsyncGenerator[None]:
    yield


@contextmanager
def a_world(databases: Databases, folder: Path) -> Iterator[World]:
    """A clinic with two desks, whose server's clock stands still."""
    now, files = datetime.now(UTC), FilesAt(place=str(folder))

    class Still(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Still:
            return cls.fromtimestamp(now.timestamp(), tz)

    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with ExitStack() as stack:
        stack.enter_context(patch.object(ServerState, "now", lambda _: now))
        stack.enter_context(patch.object(served, "sweeping", _no_housekeeping))
        stack.enter_context(patch.object(own_requests, "LOOK_EVERY_S", 1e9))
        for module in (putting_back, revoking, server_commands):
            stack.enter_context(patch.object(module, "datetime", Still))
        stack.enter_context(patch.object(password_hash, "_hasher", cheap))
        stack.enter_context(patch.object(password_hash, "_NOBODY", cheap.hash("nobody")))
        server = stack.enter_context(RunningServer(databases, files_at=files))
        tables = Tables(server)
        people, rows, codes, snapshot = asyncio.run(_people_and_records(server))
        server.on_its_loop(tables.keep())
        stack.callback(lambda: server.on_its_loop(tables.close()))
        http = stack.enter_context(
            httpx.Client(base_url=server.url, trust_env=False, timeout=PATIENCE_S)
        )
        killer = stack.enter_context(Killer())
        epoch = server.on_its_loop(_epoch(tables))
        ahead = CursorBody(1, people[0].clinic_id, epoch, "", SCHEMA, 10_000)
        unknown = server.state.cursors.make(ahead)
        yield World(server, tables, killer, http, *people, rows, codes, unknown, snapshot)


async def _epoch(tables: Tables) -> str:
    found = await tables.fetch("SELECT epoch FROM tenant_seq")
    return found[0]["epoch"].hex


async def _people_and_records(
    server: RunningServer,
) -> tuple[tuple[TestDesk, ...], dict[str, RowState], dict[str, JoinCode], str]:
    sara = await start_clinic(server)
    bea, gil = [
        await join(
            server,
            await invite(sara, username=name, role=role),
            clinic_id=sara.clinic_id,
            username=name,
        )
        for name, role in (("bea", "front_desk"), ("gil", "billing"))
    ]
    try:
        await register_key(sara)
        for content in (STORED, OLD):
            await sara.api.files.send_part(sha(content), content, offset=0, size=len(content))
        rows = await _records(sara) | {"bea": await record_of(bea, sara)}
        begins = await make_invitation(server.databases.app, "Südlicht", username="eva")
        codes = {
            "known": parse_join_code(await invite(sara)),
            "new": parse_join_code(await invite(sara, username="kim", role="billing")),
            "clinic": parse_join_code(begins),
        }
        snapshot = await sara.api.snapshots.snapshot(entities=["room"])
        while not snapshot.is_complete:
            snapshot = await sara.api.snapshots.snapshot(
                snapshot_id=snapshot.id, known=len(snapshot.parts), entities=["room"]
            )
    finally:
        for desk in (sara, bea, gil):
            await desk.api.aclose()
    return (sara, bea, gil), rows, codes, snapshot.id


async def _records(sara: TestDesk) -> dict[str, RowState]:
    """Two patients, a room, a document of one of them, and two desks' opinions about a city."""
    amara, ben = a_patient(city="Lynn"), a_patient(mrn="B-1", family_name="Bello")
    letter = Document(
        id=RecordId(new_id()),
        created_at=NOON,
        updated_at=NOON,
        patient_id=amara.id,
        title="Letter",
        sha256=sha(STORED),
        size=len(STORED),
        media_type="application/pdf",
    )
    saved = await sara.saved(amara, ben, a_room(), letter)
    rows = dict(zip(("amara", "ben", "room", "letter"), saved, strict=True))
    await sara.push(sara.update(rows["amara"], alert="Latex"))
    await sara.push(sara.update(rows["amara"], alert="Nuts"))
    conflict = entity_of(SyncConflict).name
    (rows["conflict"],) = [one for one in await sara.everything() if one.entity == conflict]
    rows["amara now"] = await sara.row(amara.id)
    return rows
