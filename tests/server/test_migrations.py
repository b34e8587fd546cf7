"""The server's migrations give what the declarations say, also to a database with rows in it."""

from __future__ import annotations

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, make_url
from sqlalchemy.ext.asyncio import create_async_engine

import app.schema.upgrade as upgrade
from app.bootstrap.postgres import make_engine
from app.bootstrap.server import migrate
from app.domain.ids import new_id
from app.schema.tables import server_metadata
from tests.server_fixtures import Databases, Postgres

VISIT = (
    "INSERT INTO appointment (tenant_id, id, version, created_at, updated_at, patient_id, "
    "starts_at, ends_at, zone, local_start, practitioner_id, room_id, reason, note, status, "
    "stamps, cancel_reason, is_late_cancel, confirmation, priority, is_overbook, "
    "needs_resolution) VALUES ($1, $2, 1, now(), now(), $3, '2026-11-21T14:00Z', "
    "'2026-11-21T14:30Z', 'UTC', '2026-11-21T14:00', $4, $5, '', '', 'booked', '{}', '', false, "
    "'none', 'routine', false, false)"
)
CREDENTIAL = (
    "INSERT INTO credential (tenant_id, username, user_id, password_hash, role, role_version, "
    "is_active) VALUES ($1, $2, $3, 'x', $4, 1, true)"
)
USER = (
    'INSERT INTO "user" (tenant_id, id, version, created_at, updated_at, username, display_name, '
    "role, is_active) VALUES ($1, $2, 1, now(), now(), $3, '', 'front_desk', true)"
)


@pytest.fixture
def fresh(postgres: Postgres) -> Databases:
    return postgres.new_database()


async def test_migrations_match_the_declarations(fresh: Databases) -> None:
    """As owner without a superuser's rights. Alembic compares no exclusion constraints."""
    await migrate(fresh.owner, app_dsn=fresh.app)
    options = {"compare_type": True, "compare_server_default": True}

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, server_metadata())

    # The server's own engine leaves JSON as text, which SQLAlchemy's inspection cannot read.
    engine = create_async_engine(make_url(fresh.owner).set(drivername="postgresql+asyncpg"))
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()


async def test_whom_a_record_may_name_is_indexed_where_it_names_somebody(fresh: Databases) -> None:
    """Whom records name is found through the index all the same."""
    await migrate(fresh.owner, app_dsn=fresh.app)
    connection = await asyncpg.connect(fresh.owner)
    try:
        made = dict(await connection.fetch("SELECT indexname, indexdef FROM pg_indexes"))
        await connection.execute("SET enable_seqscan = off")
        plans = {
            name: await connection.fetchval(
                f"EXPLAIN (FORMAT JSON) SELECT id FROM {table} WHERE tenant_id = '{new_id()}' "
                f"AND {name} = ANY('{{{new_id()}}}'::uuid[])"
            )
            for table, name in (("patient", "guarantor_id"), ("task", "patient_id"))
        }
    finally:
        await connection.close()
    declared = {
        str(index.name): index for one in server_metadata().sorted_tables for index in one.indexes
    }
    partial = {
        name
        for name, one in declared.items()
        if one.dialect_options["postgresql"]["where"] is not None
    }
    assert {"ix_patient_guarantor_id", "ix_task_patient_id"} <= partial
    assert partial == {name for name in declared if "WHERE" in made[name]}
    assert "ix_patient_guarantor_id" in plans["guarantor_id"]
    assert "ix_task_patient_id" in plans["patient_id"]


async def test_double_booking_constraints_are_there(fresh: Databases) -> None:
    await migrate(fresh.owner, app_dsn=fresh.app)
    connection = await asyncpg.connect(fresh.owner)
    try:
        names = await connection.fetch("SELECT conname FROM pg_constraint WHERE contype = 'x'")
    finally:
        await connection.close()
    assert {row["conname"] for row in names} == {"one_visit_per_provider", "one_visit_per_room"}


async def test_rows_of_the_first_schema_are_carried_over(fresh: Databases) -> None:
    engine = make_engine(fresh.owner)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(lambda plain: upgrade._run(plain, "server", "0001"))
    finally:
        await engine.dispose()
    tenants, provider, room = [new_id(), new_id()], new_id(), new_id()
    connection = await asyncpg.connect(fresh.superuser)
    try:
        await connection.execute("SELECT set_config('app.seq_held', 'on', false)")
        for tenant in tenants:
            await connection.execute(VISIT, tenant, new_id(), new_id(), provider, room)
        await connection.execute(VISIT, tenants[0], new_id(), new_id(), None, None)

        await migrate(fresh.owner, app_dsn=fresh.app)

        visits = await connection.fetch(
            "SELECT practitioner_id, provider_number, room_number FROM appointment"
        )
        numbered = [row for row in visits if row["practitioner_id"] is not None]
        numbers = [row[name] for row in numbered for name in ("provider_number", "room_number")]
        assert len(visits) == 3
        assert len(set(numbers)) == 4, "a provider or room of a clinic has a number of its own"
        assert None not in numbers
        with pytest.raises(asyncpg.ExclusionViolationError):
            await connection.execute(
                VISIT.replace(
                    "room_id,", "room_id, provider_number, recurrence, override_reason,"
                ).replace("$5, ''", f"$5, {numbered[0]['provider_number']}, '', '', ''", 1),
                *(tenants[0], new_id(), new_id(), provider, None),
            )
    finally:
        await connection.close()


async def test_sign_ins_with_one_identifier_are_parted(fresh: Databases) -> None:
    """As a server may hold them on which somebody joined with another's identifier."""
    engine = make_engine(fresh.owner)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(lambda plain: upgrade._run(plain, "server", "0002"))
    finally:
        await engine.dispose()
    tenant, neighbour, taken, eva, own = (new_id() for _ in range(5))
    credentials = [
        (tenant, "mallory", taken, "front_desk"),
        (tenant, "sara", taken, "admin"),
        (tenant, "anton", eva, "front_desk"),
        (tenant, "eva", eva, "front_desk"),
        (tenant, "jonas", own, "front_desk"),
        (neighbour, "mallory", taken, "front_desk"),
    ]
    connection = await asyncpg.connect(fresh.superuser)
    try:
        await connection.execute("SELECT set_config('app.seq_held', 'on', false)")
        for one in credentials:
            await connection.execute(CREDENTIAL, *one)
        for user, name in ((taken, "mallory"), (eva, "Eva")):
            await connection.execute(USER, tenant, user, name)

        await migrate(fresh.owner, app_dsn=fresh.app)

        rows = await connection.fetch("SELECT * FROM credential")
    finally:
        await connection.close()
    kept = {
        (row["tenant_id"].hex, row["username"]): (row["is_active"], row["role_version"])
        for row in rows
        if (row["tenant_id"].hex, row["username"], row["user_id"].hex, row["role"]) in credentials
    }
    assert kept == {
        (tenant, "sara"): (True, 1),
        (tenant, "eva"): (True, 1),
        (tenant, "jonas"): (True, 1),
        (neighbour, "mallory"): (True, 1),
    }
    ended = [row for row in rows if (row["tenant_id"].hex, row["username"]) not in kept]
    assert {(row["username"], row["is_active"], row["role_version"]) for row in ended} == {
        ("mallory", False, 2),
        ("anton", False, 2),
    }
    assert len({(row["tenant_id"], row["user_id"]) for row in rows}) == len(rows)


async def test_upgraded_database_is_as_guarded_as_a_new_one(
    postgres: Postgres, fresh: Databases
) -> None:
    stepwise = fresh
    engine = make_engine(stepwise.owner)
    try:
        for revision in ("0001", "0002", "0003", "head"):
            async with engine.begin() as connection:
                await connection.run_sync(
                    lambda plain, to=revision: upgrade._run(plain, "server", to)
                )
    finally:
        await engine.dispose()
    at_once = postgres.new_database()
    await migrate(at_once.owner, app_dsn=at_once.app)
    guards = [await guards_of(database.superuser) for database in (stepwise, at_once)]
    assert guards[0] == guards[1]


async def guards_of(address: str) -> list[tuple[object, ...]]:
    """Of every table: its name, whether policies are on and forced, how many triggers fire."""
    connection = await asyncpg.connect(address)
    try:
        rows = await connection.fetch(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, "
            "(SELECT count(*) FROM pg_trigger AS t WHERE t.tgrelid = c.oid AND t.tgenabled = 'O') "
            "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1"
        )
    finally:
        await connection.close()
    return [tuple(row) for row in rows]


async def test_whoever_signed_in_at_a_desk_or_enrolled_it_is_known_there(fresh: Databases) -> None:
    engine = make_engine(fresh.owner)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(lambda plain: upgrade._run(plain, "server", "0006"))
    finally:
        await engine.dispose()
    tenant, desk, other_desk, sara, bea = (new_id() for _ in range(5))
    connection = await asyncpg.connect(fresh.superuser)
    try:
        for name, user in (("sara", sara), ("bea", bea)):
            await connection.execute(CREDENTIAL, tenant, name, user, "front_desk")
        await connection.execute(
            "INSERT INTO refresh_token (tenant_id, token_hash, family, username, device_id, "
            "begun_at, expires_at, is_revoked) VALUES ($1, 'h', $2, 'bea', $3, now(), now(), true)",
            tenant,
            new_id(),
            desk,
        )
        await connection.execute(
            "INSERT INTO device (tenant_id, device_id, name, token_hash, is_active, enrolled_at, "
            "enrolled_by) VALUES ($1, $2, 'x', 'h', true, now(), $3)",
            tenant,
            other_desk,
            sara,
        )
        await migrate(fresh.owner, app_dsn=fresh.app)
        rows = await connection.fetch("SELECT device_id, user_id FROM device_user")
    finally:
        await connection.close()
    assert {(row["device_id"].hex, row["user_id"].hex) for row in rows} == {
        (desk, bea),
        (other_desk, sara),
    }


async def test_keys_that_desks_registered_are_carried_over(fresh: Databases) -> None:
    """To the beginning their memory is at; a desk without a key registers one."""
    engine = make_engine(fresh.owner)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(lambda plain: upgrade._run(plain, "server", "0012"))
    finally:
        await engine.dispose()
    tenant, first, anew, without = (new_id() for _ in range(4))
    connection = await asyncpg.connect(fresh.superuser)
    try:
        for desk, key in ((first, "a" * 64), (anew, "b" * 64), (without, None)):
            await connection.execute(
                "INSERT INTO device (tenant_id, device_id, name, token_hash, is_active, "
                "enrolled_at, public_key) VALUES ($1, $2, 'x', 'h', true, now(), $3)",
                *(tenant, desk, key),
            )
        await connection.execute(
            "INSERT INTO audit_head (tenant_id, device_id, epoch, seq, mac, link, at, signature) "
            "VALUES ($1, $2, 2, 0, '', '', now(), '')",
            *(tenant, anew),
        )
        await migrate(fresh.owner, app_dsn=fresh.app)
        rows = await connection.fetch("SELECT device_id, epoch, public_key FROM device_key")
    finally:
        await connection.close()
    assert {(row["device_id"].hex, row["epoch"], row["public_key"]) for row in rows} == {
        (first, 0, "a" * 64),
        (anew, 2, "b" * 64),
    }
