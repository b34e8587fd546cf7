"""The walls between clinics, and the proof at start-up that they stand."""

from __future__ import annotations

from dataclasses import replace

import asyncpg
import httpx
import pytest

from app.bootstrap.listening import ServerOptions
from app.bootstrap.server import migrate, open_state
from app.domain.errors import ConfigurationError, RequestRefused
from app.domain.ids import new_id
from app.protocol.messages import PushRequest
from app.server.tenancy import tenant_tables
from tests.factories import a_patient, an_appointment
from tests.server_fixtures import (
    Databases,
    Postgres,
    RunningServer,
    TestDesk,
    in_one_go,
    json_of,
    start_clinic,
)


@pytest.fixture
async def stranger(server: RunningServer):
    """A desk of another clinic on the same server."""
    desk = await start_clinic(server)
    yield desk
    await desk.api.aclose()


@pytest.fixture
def migrated(postgres: Postgres, server: RunningServer) -> Databases:
    return server.databases


async def refused(dsn: str) -> str:
    with pytest.raises(ConfigurationError) as error:
        await open_state(ServerOptions(dsn=dsn))
    return str(error.value)


async def test_superuser_is_refused(migrated: Databases) -> None:
    assert "row-level security" in await refused(migrated.superuser)


async def test_owner_of_the_tables_is_refused(migrated: Databases) -> None:
    assert "owns" in await refused(migrated.owner)


async def test_database_without_tables_is_refused(postgres: Postgres) -> None:
    assert "missing" in await refused(postgres.new_database().app)


@pytest.mark.parametrize("weakness", ["NO FORCE", "DISABLE"])
async def test_table_without_forced_policies_is_refused(migrated: Databases, weakness: str) -> None:
    repair = "FORCE" if weakness == "NO FORCE" else "ENABLE"
    in_one_go(migrated.owner, f"ALTER TABLE patient {weakness} ROW LEVEL SECURITY")
    try:
        assert "patient" in await refused(migrated.app)
    finally:
        in_one_go(migrated.owner, f"ALTER TABLE patient {repair} ROW LEVEL SECURITY")


async def test_role_that_bypasses_policies_is_refused(migrated: Databases) -> None:
    name = migrated.app.partition("//")[2].partition(":")[0]
    in_one_go(migrated.superuser, f"ALTER ROLE {name} BYPASSRLS")
    try:
        assert "row-level security" in await refused(migrated.app)
    finally:
        in_one_go(migrated.superuser, f"ALTER ROLE {name} NOBYPASSRLS")


async def test_every_tenant_table_is_behind_its_policy(
    migrated: Databases, clinic: TestDesk
) -> None:
    """The application, asking for everything, sees the rows of the clinic it named and no other."""
    patient = a_patient()
    await clinic.saved(patient, an_appointment(patient))
    connection = await asyncpg.connect(migrated.app)
    try:
        for tenant, is_seen in ((clinic.clinic_id, True), (new_id(), False), ("", False)):
            await connection.execute("SELECT set_config('app.tenant', $1, false)", tenant)
            for table in tenant_tables():
                counted = await connection.fetch(f'SELECT tenant_id FROM "{table}"')
                assert {row["tenant_id"].hex for row in counted} <= (
                    {clinic.clinic_id} if is_seen else set()
                ), table
                if table in ("patient", "appointment", "row_history", "device"):
                    assert bool(counted) is is_seen, table
    finally:
        await connection.close()


@pytest.mark.parametrize("table", ["row_history", "op_result"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}"])
async def test_history_is_never_changed(
    migrated: Databases, clinic: TestDesk, table: str, verb: str
) -> None:
    connection = await asyncpg.connect(migrated.app)
    try:
        await connection.execute("SELECT set_config('app.tenant', $1, false)", clinic.clinic_id)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(verb.format(table))
    finally:
        await connection.close()


async def test_record_written_without_holding_the_sequence_is_refused(
    migrated: Databases, clinic: TestDesk
) -> None:
    (row,) = await clinic.saved(a_patient())
    connection = await asyncpg.connect(migrated.app)
    try:
        await connection.execute("SELECT set_config('app.tenant', $1, false)", clinic.clinic_id)
        with pytest.raises(asyncpg.RaiseError, match="sequence"):
            await connection.execute("UPDATE patient SET phone = '' WHERE id = $1", row.id)
    finally:
        await connection.close()


async def test_stranger_pulls_nothing(clinic: TestDesk, stranger: TestDesk) -> None:
    await clinic.saved(a_patient())
    page = await stranger.api.pull("", limit=100)
    assert (page.rows, page.more) == ((), False)


async def test_stranger_cannot_touch_a_record_whose_identifier_leaked(
    clinic: TestDesk, stranger: TestDesk
) -> None:
    patient = a_patient()
    visit = an_appointment(patient)
    row, _ = await clinic.saved(patient, visit)
    results = await stranger.push(
        stranger.update(row, phone="+12125550199"),
        stranger.delete(row),
        stranger.operation(entity="patient", id=row.id, kind="restore"),
        stranger.create(an_appointment(patient)),
    )
    assert [(one.status, one.code) for one in results][:3] == [("rejected", "not_found")] * 3
    assert (results[3].status, results[3].field) == ("rejected", "patient_id")
    assert all(one.row is None for one in results)
    assert await clinic.body(row.id) == row.body


async def test_same_identifiers_in_two_clinics_are_two_records(
    clinic: TestDesk, stranger: TestDesk
) -> None:
    """Neither a record's nor an operation's identifier tells whether another clinic has it."""
    patient = a_patient()
    await clinic.saved(patient)
    operation = clinic.create(patient)
    await clinic.push_one(operation)
    result = await stranger.push_one(replace(operation, actor_id=stranger.user_id))
    assert (result.status, result.replay, result.version, result.seq) == ("applied", False, 1, 1)


async def test_visits_of_two_clinics_never_stand_in_each_others_way(
    clinic: TestDesk, stranger: TestDesk
) -> None:
    patient = a_patient()
    for desk in (clinic, stranger):
        await desk.saved(patient)
        (visit,) = await desk.saved(an_appointment(patient))
        assert visit.body is not None
        assert not visit.body["needs_resolution"]


async def test_token_with_another_clinics_device_is_refused(
    clinic: TestDesk, stranger: TestDesk, server: RunningServer
) -> None:
    body = json_of(PushRequest(device_id=clinic.device_id, batch_id="b", ops=[]))
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        reply = await http.post("/v1/sync/push", content=body, headers=stranger.headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "device_mismatch")


async def test_code_of_one_clinic_opens_no_other(
    clinic: TestDesk, stranger: TestDesk, server: RunningServer
) -> None:
    from app.domain.errors import ApiError
    from tests.server_fixtures import invite, join

    code = await invite(clinic)
    with pytest.raises(ApiError):
        await join(server, code, clinic_id=stranger.clinic_id)


async def test_code_that_starts_a_clinic_takes_over_none(
    clinic: TestDesk, server: RunningServer
) -> None:
    with pytest.raises(RequestRefused) as error:
        await start_clinic(server, clinic_id=clinic.clinic_id, username="mallory")
    assert error.value.status == 409
    with pytest.raises(RequestRefused) as error:
        await start_clinic(server, clinic_id=clinic.clinic_id, auth_key="0" * 64)
    assert error.value.reason == "bad_credentials"


async def test_migrating_again_changes_nothing(migrated: Databases) -> None:
    await migrate(migrated.owner, app_dsn=migrated.app)
