"""Reading at a replica: the same answers, nobody misses what was just written, nothing stands still
where it is behind, gone or not what it should be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from app.bootstrap.listening import ServerOptions
from app.bootstrap.postgres import make_engine
from app.bootstrap.server import open_state
from app.domain.aggregate import Aggregate, Group
from app.domain.errors import ConfigurationError, DeviceRevoked
from app.domain.patient import Patient
from app.domain.query import Query, eq
from app.security.server_tokens import Principal
from app.server.metrics import Metrics
from app.server.replica import AWAY_S, Replica
from tests.factories import a_patient
from tests.server.people import colleague, lines, trail
from tests.server.standby import Standby, standby_of
from tests.server_fixtures import Databases, Postgres, RunningServer, TestDesk
from tests.waiting import until

pytestmark = pytest.mark.row("B9")


@pytest.fixture(scope="module")
def standby(postgres: Postgres, databases: Databases) -> Iterator[Standby]:
    with RunningServer(databases):
        pass  # its tables and secrets, which the copy has from the beginning
    with standby_of(postgres) as running:
        yield running


@pytest.fixture(scope="module")
def server(databases: Databases, standby: Standby) -> Iterator[RunningServer]:
    with RunningServer(databases, replica_dsn=standby.at(databases.app)) as running:
        yield running


def outcomes(server: RunningServer) -> dict[str, int]:
    text = server.state.metrics.text({})
    told = [one for one in text.splitlines() if one.startswith("clinic_desk_replica_total")]
    return {one.split('"')[1]: int(one.split()[-1]) for one in told}


async def until_read(server: RunningServer, ask: Any) -> Any:
    """The answer as soon as the replica gives it."""
    before = outcomes(server).get("read", 0)
    found: list[Any] = []

    async def is_read() -> bool:
        found.append(await ask())
        return outcomes(server).get("read", 0) > before

    await until(is_read, what="the replica's answer")
    return found[-1]


async def test_a_standby_answers_what_the_primary_would_and_the_trail_says_so(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient(city="Austin")
    await clinic.saved(patient)
    records = clinic.api.records
    page = await until_read(server, lambda: records.query(Query(Patient), count=True))
    assert ([one.id for one in page.rows], page.count) == ([patient.id], 1)
    assert (await trail(server, clinic))[-1] == ("query", "patient", "rows:1")
    one = await until_read(server, lambda: records.get(Patient, patient.id))
    assert one.city == "Austin"
    pipeline = Aggregate(Patient, (Group(("city",)),))
    assert await until_read(server, lambda: records.aggregate(pipeline)) == (
        {"city": "Austin", "count": 1},
    )
    aging = await until_read(server, lambda: clinic.api.reports.aging(date(2026, 11, 21)))
    assert len(aging) == 5
    assert (await trail(server, clinic))[-1][0] == "report"


async def test_a_standby_that_is_behind_is_not_asked(
    server: RunningServer, standby: Standby, clinic: TestDesk
) -> None:
    records = clinic.api.records
    (made,) = await clinic.saved(a_patient(city="Austin"))
    await until_read(server, lambda: records.get(Patient, made.id))
    standby.pause(server.databases.superuser)
    try:
        await clinic.push_one(clinic.update(made, city="Boston"))
        before = outcomes(server)
        assert (await records.get(Patient, made.id)).city == "Boston"
        page = await records.query(Query(Patient, where=eq("city", "Boston")))
        assert [one.id for one in page.rows] == [made.id]
        after = outcomes(server)
        assert after["behind"] == before.get("behind", 0) + 2
        assert after["read"] == before["read"]
    finally:
        standby.go_on(server.databases.superuser)
    seen = await until_read(server, lambda: records.get(Patient, made.id))
    assert seen.city == "Boston"


async def test_words_are_looked_for_at_the_primary(server: RunningServer, clinic: TestDesk) -> None:
    await clinic.saved(a_patient(family_name="Okafor"))
    before = outcomes(server)
    assert len((await clinic.api.records.query(Query(Patient, words="okafor"))).rows) == 1
    assert outcomes(server) == before


@pytest.mark.row("A4")
async def test_the_walls_between_clinics_stand_at_the_standby(
    server: RunningServer, standby: Standby, clinic: TestDesk
) -> None:
    await clinic.saved(a_patient())
    await until_read(server, lambda: clinic.api.records.query(Query(Patient)))
    seen = await lines(server, "SELECT count(*) AS n FROM patient")
    assert seen[0]["n"] > 0
    engine = make_engine(standby.at(server.databases.app))
    try:
        async with engine.connect() as connection:
            found = await connection.exec_driver_sql("SELECT count(*) FROM patient")
            assert found.scalar_one() == 0
    finally:
        await engine.dispose()


async def test_who_was_shut_out_reads_nothing_there_either(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        await until_read(server, lambda: other.api.records.query(Query(Patient)))
        await clinic.api.revoke_user(user_id=other.user_id)
        with pytest.raises(DeviceRevoked):
            await other.api.records.query(Query(Patient))


async def test_an_unsafe_replica_keeps_the_server_from_starting(
    server: RunningServer, standby: Standby, postgres: Postgres
) -> None:
    mine = server.databases
    for dsn in (
        standby.at(mine.superuser),
        standby.at(mine.owner),
        postgres.new_database().app,
    ):
        with pytest.raises(ConfigurationError) as refused:
            await open_state(ServerOptions(dsn=mine.app, replica_dsn=dsn))
        assert refused.value.name == "--replica-dsn"


async def test_another_servers_database_is_no_replica(server: RunningServer) -> None:
    engine = make_engine(server.databases.app)
    replica = Replica(engine, identity="00" * 32, metrics=Metrics())
    try:
        with pytest.raises(ConfigurationError) as refused:
            await replica.prove()
        assert "no replica" in refused.value.reason
    finally:
        await engine.dispose()


async def test_a_replica_that_is_gone_is_left_alone_for_a_while(
    server: RunningServer, clinic: TestDesk
) -> None:
    """Port 9 answers nobody: the server starts, answers at the primary, and asks again later."""
    clock = [0.0]
    engine = make_engine("postgresql://app:x@127.0.0.1:9/none")
    metrics = Metrics()
    replica = Replica(engine, identity="", metrics=metrics, timer=lambda: clock[0])
    who: Principal = server.state.sign_in.read_token(
        clinic.headers["Authorization"][7:], now=server.state.now()
    )[0]
    primary = make_engine(server.databases.app)

    async def ask() -> object:
        async def nothing(_: object) -> None:
            raise AssertionError

        return await replica.read(who, primary, nothing)

    try:
        await replica.prove_if_there()
        assert await ask() is None
        clock[0] = AWAY_S + 1
        assert await ask() is None
        assert await ask() is None
        text = metrics.text({})
        assert 'replica_total{outcome="away"} 2' in text
        assert 'replica_total{outcome="failed"} 1' in text
    finally:
        await engine.dispose()
        await primary.dispose()
