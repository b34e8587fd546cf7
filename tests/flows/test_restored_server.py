"""A real PostgreSQL put back to an older state under two desks: nothing is lost by it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from app.bootstrap.headless import Desk, invite, join_home, open_desk
from app.bootstrap.server import make_invitation
from app.bootstrap.syncing import _newer, _outcome
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.snapshot_ports import TypeSum
from app.sync.realign import EPOCH, NewerHere, newer_here
from app.sync.runner import SyncRunner
from app.sync.status import SyncState, SyncStatus
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.server.people import lines
from tests.server_fixtures import RunningServer, databases, in_one_go, postgres, server
from tests.waiting import now_and_then, until

__all__ = ["databases", "postgres", "server"]
pytestmark = pytest.mark.row("A2", "D7", "C7")


class Backups:
    """Copies of the running server's database, and putting it back to one."""

    def __init__(self, server: RunningServer) -> None:
        url = make_url(server.databases.superuser)
        self.name = str(url.database)
        self._address = url.set(database="postgres").render_as_string(hide_password=False)

    def make(self) -> None:
        self._alone(f"CREATE DATABASE {self.name}_backup TEMPLATE {self.name}")

    def put_back(self) -> None:
        """The present database goes aside, the copy takes its place."""
        self._alone(
            f"ALTER DATABASE {self.name} RENAME TO {self.name}_lost",
            f"ALTER DATABASE {self.name}_backup RENAME TO {self.name}",
            f"DROP DATABASE {self.name}_lost",
        )

    def _alone(self, *statements: str) -> None:
        in_one_go(
            self._address,
            f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'",
            *statements,
            f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS true",
        )


@pytest.fixture
async def desks(server: RunningServer, tmp_path: Path) -> AsyncIterator[list[Desk]]:
    """Three workstations of one clinic."""
    code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
    opened: list[Desk] = []
    for number in range(3):
        home = tmp_path / str(number)
        await join_home(home, server.url, code, "sara", PASSPHRASE, kdf=CHEAP)
        opened.append(await asyncio.to_thread(open_desk, home, PASSPHRASE, kdf=CHEAP))
        code = (await invite(opened[0], username="sara", role="admin")).code
    yield opened
    for desk in opened:
        await desk.aclose()


@asynccontextmanager
async def online(*desks: Desk) -> AsyncIterator[list[SyncRunner]]:
    runners = [desk.make_runner() for desk in desks]
    for runner in runners:
        runner.start()
    try:
        yield runners
    finally:
        for runner in runners:
            await runner.stop()


async def in_step(*runners: SyncRunner, holds: Callable[[], bool] = lambda: True) -> None:
    ask = now_and_then(lambda: [one.sync_now() for one in runners])

    def is_so() -> bool:
        if holds() and all(
            one.status.state is SyncState.SYNCED and not one.status.waiting for one in runners
        ):
            return True
        ask()
        return False

    await until(is_so, what="the desks are in step")


async def come_into_step(*desks: Desk, holds: Callable[[], bool] = lambda: True) -> None:
    async with online(*desks) as runners:
        await in_step(*runners, holds=holds)


async def write(desk: Desk, work: Callable[[Any], Any]) -> Any:
    def whole() -> Any:
        with desk.store.unit_of_work(desk.context) as uow:
            return work(uow)

    return await desk.worker.write(whole)


async def change(desk: Desk, patient: Patient, **changes: Any) -> None:
    def work(uow: Any) -> None:
        uow.save(replace(uow.records(Patient).get(patient.id), **changes))

    await write(desk, work)


def people(desk: Desk) -> dict[str, Patient]:
    with desk.store.reader() as reader:
        return {one.id: one for one in reader.records(Patient).find(Query(Patient, limit=500)).rows}


def facts(patient: Patient) -> tuple[str | None, ...]:
    return patient.family_name, patient.phone, patient.city


async def newer_life(desk: Desk, epochs: set[str | None]) -> bool:
    return await asyncio.to_thread(desk.fact, EPOCH) not in epochs


async def numbers(desk: Desk) -> set[int]:
    assert desk.api is not None
    block = await desk.api.record_numbers()
    return set(range(block.first, block.first + block.size))


def sums(desk: Desk) -> dict[str, TypeSum]:
    with desk.store.reader() as reader:
        return dict(reader.sums()[1])


async def newer(desk: Desk) -> dict[Any, NewerHere]:
    return await write(desk, newer_here)


async def test_what_two_desks_did_after_the_backup_is_there_again(
    server: RunningServer, desks: list[Desk]
) -> None:
    one, two, _ = desks
    backups = Backups(server)
    known = a_patient(family_name="Alt", phone=None, city="Kiel", mrn="K1")
    await write(one, lambda uow: uow.add(known))
    await come_into_step(one)
    await come_into_step(two)
    backups.make()

    made = a_patient(family_name="Neu", phone=None, city="Kiel", mrn="K2")
    await change(one, known, phone="+4930111111")
    await write(one, lambda uow: uow.add(made))
    await come_into_step(one)
    await come_into_step(two)
    await change(two, known, city="Bremen")
    await change(two, made, city="Bremen")
    await come_into_step(two)
    await come_into_step(one)
    epochs = {one.fact(EPOCH), two.fact(EPOCH)}
    given = await numbers(one)

    backups.put_back()
    await change(two, made, phone="+4930222222")  # nobody at the desks has noticed
    async with online(two) as (runner,):
        await until(lambda: newer_life(two, epochs))
        assert runner.status.quarantined == 0
    await come_into_step(one, two, holds=lambda: people(one) == people(two))

    for desk in (one, two):
        assert facts(people(desk)[known.id]) == ("Alt", "+4930111111", "Bremen")
        assert facts(people(desk)[made.id]) == ("Neu", "+4930222222", "Bremen")
        assert await newer(desk) == {}
        with desk.store.reader() as reader:
            counts = reader.queue_counts()
        assert (counts.waiting, counts.conflicted, counts.quarantined) == (0, 0, 0)
    assert (await numbers(two)).isdisjoint(given)
    assert len(epochs) == 1
    assert {one.fact(EPOCH), two.fact(EPOCH)}.isdisjoint(epochs)
    assert sums(one) == sums(two)
    begun = await lines(server, "SELECT code FROM server_audit WHERE action = 'epoch'")
    assert len(begun) == 1


async def test_what_only_a_desk_that_stays_away_can_send_is_kept_for_the_administrator(
    server: RunningServer, desks: list[Desk]
) -> None:
    one, _, away = desks
    backups = Backups(server)
    known = a_patient(family_name="Alt", phone=None, mrn="L1")
    await write(one, lambda uow: uow.add(known))
    await come_into_step(one)
    await come_into_step(away)
    backups.make()
    made = a_patient(family_name="Neu", mrn="L2")
    await change(away, known, phone="+4930333333")
    await write(away, lambda uow: uow.add(made))
    await come_into_step(away)
    await come_into_step(one)

    backups.put_back()
    await come_into_step(one, holds=lambda: people(one)[known.id].phone is None)
    kept = await newer(one)
    assert {row_id: one.server_version for (_, row_id), one in kept.items()} == {
        known.id: 1,
        made.id: 0,
    }
    assert kept["patient", known.id].body["phone"] == "+4930333333"
    outcome = _outcome(SyncStatus(state=SyncState.SYNCED), await asyncio.to_thread(_newer, one))
    assert "2 records are newer here than at the server" in outcome.as_text()
    assert made.id in people(one), "what the server does not have stays to be seen"
    await change(one, made, city="Bremen")  # and to be worked with
    async with online(one) as (runner,):
        await asyncio.sleep(0.3)
        assert runner.status.quarantined == 0

        await come_into_step(away)
        await in_step(runner, holds=lambda: people(one)[known.id].phone is not None)
    await come_into_step(away)
    for desk in (one, away):
        assert people(desk)[known.id].phone == "+4930333333"
        assert people(desk)[made.id].city == "Bremen"
    assert sums(one) == sums(away)
