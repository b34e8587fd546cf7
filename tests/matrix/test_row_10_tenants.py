"""Row 10: whatever the application's role tries, a clinic sees and changes its own rows only."""

from __future__ import annotations

import asyncio
import io
import random
from collections import Counter
from collections.abc import Callable

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.bootstrap.listening import ServerOptions
from app.bootstrap.postgres import make_engine
from app.bootstrap.server import migrate, open_state
from app.domain.errors import ConfigurationError
from app.domain.ids import new_id
from app.schema.server_tables import APPEND_ONLY
from app.server.tenancy import tenant_tables, tenant_transaction
from tests.matrix.frame import Extent
from tests.matrix.two_clinics import BAD_SET_UPS, copied_in, do, fill, insertion, two_ids
from tests.server_fixtures import Databases, Postgres, in_own_thread, postgres

__all__ = ["postgres"]
pytestmark = pytest.mark.row("A4")
MINE, THEIRS = two_ids()
WORKERS = 12
BATCH = 1000
DENIED = "InsufficientPrivilegeError"


@pytest.fixture(scope="module")
def clinics(postgres: Postgres) -> Databases:
    """A database of its own with two clinics in it."""
    databases = postgres.new_database()

    async def prepare() -> None:
        await migrate(databases.owner, app_dsn=databases.app)
        await fill(databases, (MINE, THEIRS))

    in_own_thread(prepare)
    return databases


async def refusal(connection: asyncpg.Connection, statement: str) -> str:
    """How PostgreSQL refuses a statement; "" where it does not."""
    try:
        async with connection.transaction():
            await connection.execute(statement)
    except asyncpg.PostgresError as error:
        return type(error).__name__
    return ""


@pytest.mark.parametrize("table", tenant_tables())
async def test_no_verb_reaches_another_clinics_rows(
    clinics: Databases, table: str, report: Callable[..., None]
) -> None:
    connection = await asyncpg.connect(clinics.app)
    try:
        await connection.execute(
            "SELECT set_config('app.tenant', $1, false), set_config('app.seq_held', 'on', false)",
            MINE,
        )
        tried = {
            "select": await seen_of(connection, table),
            "copy out": await copied_out(connection, table),
            "insert": await refusal(connection, await insertion(connection, table, THEIRS)),
            "move": await refusal(connection, f"UPDATE \"{table}\" SET tenant_id = '{THEIRS}'"),
            "touch": await touched(connection, table),
            "delete": await refusal(connection, f'DELETE FROM "{table}"'),
            "truncate": await refusal(connection, f'TRUNCATE "{table}"'),
            "copy in": await copied_in(connection, table, THEIRS),
        }
        await connection.execute("SELECT set_config('app.tenant', '', false)")
        tried["without clinic"] = await seen_of(connection, table)
    finally:
        await connection.close()
    foreign = sum(isinstance(found, int) and found for found in tried.values())
    report(10, seed=0, table=table, verbs=len(tried), foreign_rows=foreign)
    assert tried["move"] in (DENIED, "RaiseError")
    assert tried == {
        **dict.fromkeys(("select", "copy out", "without clinic"), 0),
        **dict.fromkeys(("insert", "delete", "truncate"), DENIED),
        "move": tried["move"],
        "touch": DENIED if table in APPEND_ONLY else 0,
        "copy in": "FeatureNotSupportedError",  # where a policy stands, none is taken in at all
    }


async def seen_of(connection: asyncpg.Connection, table: str) -> int:
    """How many rows of the other clinic are to be seen, where one's own are."""
    found = [one[0].hex for one in await connection.fetch(f'SELECT tenant_id FROM "{table}"')]
    mine = await connection.fetchval("SELECT current_setting('app.tenant')")
    assert (MINE in found) == (mine == MINE)
    return sum(one != mine for one in found)


async def copied_out(connection: asyncpg.Connection, table: str) -> int:
    """How many rows of the other clinic can be copied out."""
    out = io.BytesIO()
    await connection.copy_from_query(f'SELECT tenant_id FROM "{table}"', output=out)
    rows = out.getvalue().decode().replace("-", "").split()
    assert MINE in rows
    return len(rows) - rows.count(MINE)


async def touched(connection: asyncpg.Connection, table: str) -> int | str:
    """How many rows of the other clinic an update changes, or how it is refused."""
    touch = f"UPDATE \"{table}\" SET tenant_id = tenant_id WHERE tenant_id = '{THEIRS}'"
    refused = await refusal(connection, touch)
    return refused or int((await connection.execute(touch)).removeprefix("UPDATE "))


@pytest.mark.parametrize("table", tenant_tables())
async def test_control_without_the_wall_each_verb_reaches_the_other_clinic(
    clinics: Databases, table: str
) -> None:
    """The same questions as superuser: what the wall alone refuses goes through."""
    connection = await asyncpg.connect(clinics.superuser)
    try:
        await connection.execute(
            "SELECT set_config('app.tenant', $1, false), set_config('app.seq_held', 'on', false)",
            MINE,
        )
        assert await seen_of(connection, table) > 0
        assert await copied_out(connection, table) > 0
        third = new_id()  # whose rows meet no row that is there
        assert await copied_in(connection, table, third) == ""
        inserting = connection.transaction()
        await inserting.start()
        await connection.execute(await insertion(connection, table, third))
        await inserting.rollback()
    finally:
        await connection.close()


async def test_views_and_functions_look_with_the_callers_eyes(clinics: Databases) -> None:
    do(
        clinics,
        "CREATE VIEW mine WITH (security_invoker = true) AS SELECT tenant_id FROM patient; "
        "GRANT SELECT ON mine TO {app}; CREATE FUNCTION tenants() RETURNS SETOF uuid "
        "LANGUAGE sql AS 'SELECT tenant_id FROM patient'",
    )
    connection = await asyncpg.connect(clinics.app)
    try:
        await connection.execute("SELECT set_config('app.tenant', $1, false)", MINE)
        for question in ("SELECT tenant_id FROM mine", "SELECT * FROM tenants()"):
            assert {one[0].hex for one in await connection.fetch(question)} == {MINE}
        await (await open_state(ServerOptions(dsn=clinics.app))).engine.dispose()
    finally:
        await connection.close()
        do(clinics, "DROP VIEW mine; DROP FUNCTION tenants")


@pytest.mark.parametrize("what", BAD_SET_UPS)
async def test_server_does_not_start_with_a_wall_down(
    clinics: Databases, what: str, report: Callable[..., None]
) -> None:
    bad, repair = BAD_SET_UPS[what]
    assert await starts(clinics)
    do(clinics, bad)
    try:
        started = await starts(clinics)
    finally:
        do(clinics, repair)
    report(10, seed=0, bad_set_up=what.replace(" ", "_"), started=int(started))
    assert not started
    assert await starts(clinics)


async def starts(clinics: Databases) -> bool:
    """Whether the server goes to work on this database."""
    try:
        state = await open_state(ServerOptions(dsn=clinics.app))
    except ConfigurationError:
        return False
    await state.engine.dispose()
    return True


class _Broken(Exception):
    """A request that fails half-way."""


async def foreign_rows(engine: AsyncEngine, *, seed: int, requests: int) -> dict[str, int]:
    """Requests of both clinics through one pool, some failing, some naming no clinic."""
    chance = random.Random(seed)
    plan = [
        (chance.choice((MINE, THEIRS)), chance.choice(tenant_tables()), chance.random())
        for _ in range(requests)
    ]
    counts = {"requests": 0, "foreign": 0, "own": 0, "failed": 0, "without_clinic": 0}

    async def one(tenant: str, table: str, luck: float) -> None:
        counts["requests"] += 1
        question = text(f'SELECT tenant_id FROM "{table}"')
        if luck < 0.1:
            async with engine.begin() as connection:
                counts["foreign"] += len((await connection.execute(question)).all())
            counts["without_clinic"] += 1
            return
        try:
            async with tenant_transaction(engine, tenant) as connection:
                await _look(connection, question, tenant, luck)
        except _Broken:
            counts["failed"] += 1

    async def _look(
        connection: AsyncConnection, question: object, tenant: str, luck: float
    ) -> None:
        for (found,) in (await connection.execute(question)).all():
            counts["own" if found.hex == tenant else "foreign"] += 1
        if luck > 0.9:
            raise _Broken

    async def worker() -> None:
        while plan:
            await one(*plan.pop())

    await asyncio.gather(*(worker() for _ in range(WORKERS)))
    return counts


async def test_interleaved_requests_of_two_clinics_see_no_foreign_row(
    clinics: Databases, share: Extent, report: Callable[..., None]
) -> None:
    engine = make_engine(clinics.app)
    try:
        counts = Counter[str]()
        for seed in share.seeds(ci=5000 // BATCH, soak=100_000 // BATCH):
            counts += Counter(await foreign_rows(engine, seed=seed, requests=BATCH))
    finally:
        await engine.dispose()
    report(10, **{"foreign": 0, **counts})
    assert counts["foreign"] == 0
    assert counts["own"] > counts["requests"] // 2


async def test_control_without_the_wall_foreign_rows_are_found(clinics: Databases) -> None:
    engine = make_engine(clinics.superuser)
    try:
        counts = await foreign_rows(engine, seed=1, requests=100)
    finally:
        await engine.dispose()
    assert counts["foreign"] > 0
