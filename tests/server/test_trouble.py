"""PostgreSQL's troubles, each provoked for real: what they mean, and what is done again."""

# ruff: noqa: PT012

from __future__ import annotations

import ast
import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.bootstrap.postgres import make_engine
from app.domain.errors import (
    ClinicError,
    ConnectionLost,
    ConsistencyViolation,
    DeadlockDetected,
    DuplicateRecord,
    InvalidValue,
    RateLimited,
    ReadOnlyTransaction,
    StorageBusy,
    TransactionAborted,
    TransactionTimeout,
)
from app.domain.transactions import TransactionOptions
from app.server import change_log, standing, tenancy, trouble
from app.server.sequence import allow_writing, lock_clinic
from app.server.tenancy import ONE_LOOK, WRITING, tenant_transaction
from app.server.trouble import domain_error, done_again
from tests.factories import a_room
from tests.server_fixtures import Databases, RunningServer, TestDesk
from tests.waiting import PATIENCE_S, until, until_waiting

pytestmark = pytest.mark.row("C9")
LIMITS_OF_THE_PROGRAM = {name: getattr(tenancy, name) for name in ("LOCK_S", "STATEMENT_S")}


@pytest.fixture
async def engine(databases: Databases) -> AsyncIterator[AsyncEngine]:
    made = make_engine(databases.superuser)
    yield made
    await made.dispose()


@pytest.fixture
async def table(engine: AsyncEngine) -> AsyncIterator[str]:
    """A table of two rows outside of everything."""
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE tug (id INT PRIMARY KEY, n INT CHECK (n < 9))"))
        await connection.execute(text("INSERT INTO tug VALUES (1, 0), (2, 0)"))
    yield "tug"
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE tug"))


Step = Callable[[AsyncConnection], Any]


async def add_to(connection: AsyncConnection, row: int) -> None:
    await connection.execute(text("UPDATE tug SET n = n + 1 WHERE id = :row"), {"row": row})


async def cross(engine: AsyncEngine, first: int, second: int, met: asyncio.Barrier) -> None:
    """Take two rows in an order, the second one when the other side has its first."""
    async with engine.begin() as connection:
        await connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
        await add_to(connection, first)
        async with asyncio.timeout(PATIENCE_S):
            if not met.broken and met.n_waiting < met.parties:
                await met.wait()
        await add_to(connection, second)


@pytest.mark.row("C5")
async def test_deadlock_is_done_again_until_both_are_through(
    engine: AsyncEngine, table: str
) -> None:
    met, tries = asyncio.Barrier(2), 0

    def side(first: int, second: int) -> Callable[[], Any]:
        has_met = False

        async def work() -> None:
            nonlocal tries, has_met
            tries += 1
            async with engine.begin() as connection:
                await connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
                await add_to(connection, first)
                if not has_met:
                    has_met = True
                    await met.wait()
                await add_to(connection, second)

        return work

    await asyncio.gather(done_again(side(1, 2)), done_again(side(2, 1)))
    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT n FROM tug"))).scalars().all()
    assert (list(rows), tries) == ([2, 2], 3)


async def test_deadlock_has_its_own_error(engine: AsyncEngine, table: str) -> None:
    met = asyncio.Barrier(2)
    outcomes = await asyncio.gather(
        cross(engine, 1, 2, met), cross(engine, 2, 1, met), return_exceptions=True
    )
    (error,) = [one for one in outcomes if one is not None]
    assert isinstance(error, DBAPIError)
    assert isinstance(domain_error(error), DeadlockDetected)


@pytest.mark.row("C5")
async def test_lost_race_of_serializable_transactions_is_done_again(
    engine: AsyncEngine, table: str
) -> None:
    serializable = engine.execution_options(isolation_level="SERIALIZABLE")
    tries = 0

    async def work() -> None:
        nonlocal tries
        tries += 1
        async with serializable.begin() as connection:
            await connection.execute(text("SELECT sum(n) FROM tug"))
            if tries == 1:
                async with serializable.begin() as other:
                    await add_to(other, 1)
            await add_to(connection, 1)

    await done_again(work)
    assert tries == 2
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT n FROM tug WHERE id = 1"))).scalar() == 2


async def test_tries_are_bounded(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble, "_FIRST_PAUSE_S", 0.001)
    tries = 0

    async def work() -> None:
        nonlocal tries
        tries += 1
        async with engine.begin() as connection:
            await connection.execute(
                text("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$")
            )

    with pytest.raises(TransactionAborted):
        await done_again(work)
    assert tries == trouble.TRIES


PROVOKED: dict[str, tuple[str, type[ClinicError]]] = {
    "a key twice": ("INSERT INTO tug VALUES (1, 0)", DuplicateRecord),
    "a rule broken": ("INSERT INTO tug VALUES (3, 9)", ConsistencyViolation),
    "text that is no number": ("SELECT 'x'::text::int", InvalidValue),
    "too long": ("SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)", TransactionTimeout),
    "only reading": ("SET TRANSACTION READ ONLY; DELETE FROM tug", ReadOnlyTransaction),
    "shut out": ("SELECT pg_terminate_backend(pg_backend_pid())", ConnectionLost),
}


@pytest.mark.parametrize(("statements", "error"), PROVOKED.values(), ids=PROVOKED)
async def test_trouble_has_its_error(
    statements: str, error: type[ClinicError], engine: AsyncEngine, table: str
) -> None:
    with pytest.raises(DBAPIError) as raised:
        async with engine.begin() as connection:
            for statement in statements.split("; "):
                await connection.execute(text(statement))
    found = domain_error(raised.value)
    assert type(found) is error
    assert str(raised.value) not in str(found)


async def test_row_that_is_held_is_busy(engine: AsyncEngine, table: str) -> None:
    async with engine.begin() as holder:
        await add_to(holder, 1)
        with pytest.raises(DBAPIError) as raised:
            async with engine.begin() as connection:
                await connection.execute(text("SET LOCAL lock_timeout = '20ms'"))
                await add_to(connection, 1)
    assert type(domain_error(raised.value)) is StorageBusy


class HeldUp:
    """The server stops where it has the clinic's sequence, until it may go on.

    So it is the last one to wait: PostgreSQL looks for a deadlock once, a second after a wait
    began, and ends the transaction that looked.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
        self.has_it, self.may_go_on = threading.Event(), threading.Event()
        self._lock = module.lock_clinic
        monkeypatch.setattr(module, "lock_clinic", self._take)

    async def _take(self, connection: AsyncConnection, tenant_id: str) -> Any:
        head = await self._lock(connection, tenant_id)
        self.has_it.set()
        await until(self.may_go_on.is_set)
        return head

    async def meet(self, server: RunningServer, asking: Any) -> None:
        """Ask for the sequence, which it holds, and then let it go on to what the other holds."""
        await until(self.has_it.is_set)
        waiting = asyncio.ensure_future(asking)
        watching = await asyncpg.connect(server.databases.superuser)
        try:
            await until_waiting(watching)
        finally:
            self.may_go_on.set()
            await watching.close()
        await waiting


@pytest.mark.row("C5", "C9")
async def test_write_function_gets_through_a_deadlock(
    server: RunningServer, clinic: TestDesk, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody holds the batch's row and then wants the sequence, which the batch holds."""
    (room,) = await clinic.saved(a_room())
    held_up = HeldUp(monkeypatch, change_log)
    sequence = "SELECT 1 FROM tenant_seq WHERE tenant_id = $1 FOR UPDATE"
    other = await asyncpg.connect(databases.superuser)
    try:
        await other.execute("BEGIN; SET LOCAL deadlock_timeout = '1h'")  # the server gives way
        await other.execute("SELECT 1 FROM room WHERE id = $1 FOR UPDATE", room.id)
        pushing = asyncio.create_task(clinic.push(clinic.update(room, name="Room 7")))
        await held_up.meet(server, other.execute(sequence, clinic.clinic_id))
        await other.execute("COMMIT")
        (result,) = await pushing
    finally:
        await other.close()
    assert result.status == "applied"
    assert (await clinic.body(room.id))["name"] == "Room 7"


@pytest.mark.row("C9")
async def test_ended_connections_are_answered_and_the_next_request_served(
    server: RunningServer, clinic: TestDesk, databases: Databases
) -> None:
    (room,) = await clinic.saved(a_room())
    operation = clinic.update(room, name="Room 7")
    other = await asyncpg.connect(databases.superuser)
    try:
        await other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await other.close()

    async def answered() -> Any:
        with suppress(RateLimited):  # 503: ask again in a moment
            return await clinic.push_one(operation)

    assert (await until(answered)).status == "applied"


@pytest.mark.row("C5")
async def test_one_look_sees_one_state_and_writes_nothing(
    server: RunningServer, clinic: TestDesk, databases: Databases
) -> None:
    (room,) = await clinic.saved(a_room())
    count = text("SELECT count(*) FROM room")

    async def look() -> tuple[int, int]:
        async with tenant_transaction(
            server.state.engine, clinic.clinic_id, options=ONE_LOOK
        ) as connection:
            first = (await connection.execute(count)).scalar_one()
            async with tenant_transaction(server.state.engine, clinic.clinic_id) as other:
                await lock_clinic(other, clinic.clinic_id)
                await allow_writing(other)
                await other.execute(
                    text("UPDATE room SET tenant_id = tenant_id, deleted_at = now()")
                )
            gone = text("SELECT count(*) FROM room WHERE deleted_at IS NULL")
            return first, (await connection.execute(gone)).scalar_one()

    first, second = server.on_its_loop(look())
    assert (first, second) == (1, 1)

    async def write() -> None:
        async with tenant_transaction(
            server.state.engine, clinic.clinic_id, options=ONE_LOOK
        ) as connection:
            await connection.execute(text("UPDATE room SET name = name"))

    with pytest.raises(DBAPIError) as raised:
        server.on_its_loop(write())
    assert type(domain_error(raised.value)) is ReadOnlyTransaction
    assert (await clinic.push_one(clinic.create(a_room()))).status == "applied"
    assert room.version == 1


async def test_transaction_of_a_clinic_has_its_limits(
    server: RunningServer, clinic: TestDesk
) -> None:
    async def slow() -> None:
        async with tenant_transaction(server.state.engine, clinic.clinic_id) as connection:
            await connection.execute(text("SET LOCAL statement_timeout = '20ms'"))
            await connection.execute(text("SELECT pg_sleep(5)"))

    with pytest.raises(DBAPIError) as raised:
        server.on_its_loop(slow())
    assert type(domain_error(raised.value)) is TransactionTimeout


async def test_statement_of_a_clinic_waits_two_seconds_for_a_lock_and_runs_for_ten(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, limit in LIMITS_OF_THE_PROGRAM.items():
        monkeypatch.setattr(tenancy, name, limit)

    async def shown(options: TransactionOptions) -> list[str]:
        async with tenant_transaction(
            server.state.engine, clinic.clinic_id, options=options
        ) as connection:
            return [
                (await connection.execute(text(f"SHOW {name}_timeout"))).scalar_one()
                for name in ("lock", "statement")
            ]

    assert [server.on_its_loop(shown(one)) for one in (WRITING, ONE_LOOK)] == [["2s", "10s"]] * 2
    assert server.on_its_loop(shown(replace(WRITING, timeout_s=3))) == ["2s", "3s"]


@pytest.mark.row("C5")
async def test_whoever_is_shut_out_is_shut_out_though_another_transaction_was_in_the_way(
    server: RunningServer,
    clinic: TestDesk,
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted, held_up = {"tenant": clinic.clinic_id}, HeldUp(monkeypatch, standing)
    device = text("SELECT FROM device WHERE tenant_id = CAST(:tenant AS uuid) FOR UPDATE")
    sequence = text("SELECT FROM tenant_seq WHERE tenant_id = CAST(:tenant AS uuid) FOR UPDATE")
    async with engine.begin() as connection:
        await connection.execute(text("SET LOCAL deadlock_timeout = '1h'"))  # the server gives way
        await connection.execute(device, wanted)
        shutting = asyncio.create_task(clinic.api.revoke_device(device_id=clinic.device_id))
        await held_up.meet(server, connection.execute(sequence, wanted))
    await shutting
    async with engine.connect() as connection:
        active = text("SELECT is_active FROM device WHERE tenant_id = CAST(:tenant AS uuid)")
        assert (await connection.execute(active, wanted)).scalars().all() == [False]


READS_ONLY = {
    "list_heads",
    "check_stands",
    "pull",
    "_unnamed",
    "read",
    "_read",
    "describe",
    "_look",
    "_make",
    "read_digests",
    "list_nodes",
    "confirm",
    "reached",
    "read_requests",
}
DONE_OTHERWISE = {
    "tenant_transaction": "is what the others stand on",
    "once": "is done again by apply_operations",
    "apply_operations": "does `once` again itself",
    "offer": "counts a wrong guess in a transaction of its own, then only reads",
    "_checked_key": "counts a wrong key in a transaction of its own",
    "_check_proof": "is called by set_credential, which is done again as a whole",
    "_tried": "only looks, and leaves the writing to apply_operations",
    "admit": "is called by what is done again as a whole; alone it writes one line",
    "_prove": "reads a whole file first; a desk that hears of trouble sends its last part again",
}


def test_every_writer_of_the_server_is_done_again_or_says_why_not() -> None:
    found: dict[str, bool] = {}
    for path in sorted(Path(trouble.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.AsyncFunctionDef) and _opens_one(node):
                found[node.name] = any(ast.unparse(one) == "whole" for one in node.decorator_list)
    exempt = {name for name, is_whole in found.items() if not is_whole}
    assert exempt == READS_ONLY | DONE_OTHERWISE.keys()


def _opens_one(node: ast.AsyncFunctionDef) -> bool:
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return any(
        (isinstance(one, ast.Name) and one.id == "tenant_transaction")
        or (isinstance(one, ast.Attribute) and one.attr == "begin")
        for one in calls
    )
