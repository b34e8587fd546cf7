"""QUORUM and ALL against two real standbys: a write that a standby does not have is never called
one that it has; without standbys nobody is told that there are any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.consistency import Consistency, standbys_needed
from app.domain.errors import DeviceRevoked, RequestRefused
from app.domain.nodes import Node, NodeRole, NodeState
from app.server import nodes as server_nodes
from tests.factories import a_patient
from tests.server.people import colleague
from tests.server.standby import Standby, standby_of
from tests.server_fixtures import Databases, Postgres, RunningServer, TestDesk
from tests.waiting import soon

pytestmark = pytest.mark.row("C7")
QUORUM, ALL = Consistency.QUORUM, Consistency.ALL


@pytest.fixture(scope="module")
def standbys(postgres: Postgres, databases: Databases) -> Iterator[tuple[Standby, Standby]]:
    with RunningServer(databases):
        pass  # its tables and secrets, which the copies have from the beginning
    with ExitStack() as stack:
        yield (
            stack.enter_context(standby_of(postgres)),
            stack.enter_context(standby_of(postgres)),
        )


@pytest.fixture(scope="module")
def server(databases: Databases, standbys: tuple[Standby, Standby]) -> Iterator[RunningServer]:
    dsns = " ".join(one.at(databases.app) for one in standbys)
    with RunningServer(databases, replica_dsn=dsns) as running:
        yield running


@contextmanager
def paused(server: RunningServer, *several: Standby) -> Iterator[None]:
    superuser = server.databases.superuser
    for one in several:
        one.pause(superuser)
    try:
        yield
    finally:
        for one in several:
            one.go_on(superuser)


async def standby_lines(clinic: TestDesk) -> list[Node]:
    found = await clinic.api.nodes.nodes()
    return [one for one in found.nodes if one.role == NodeRole.STANDBY]


async def test_with_both_standbys_following_most_and_all_of_them_have_it(
    clinic: TestDesk,
) -> None:
    await clinic.saved(a_patient())
    assert await clinic.api.nodes.confirm(QUORUM)
    assert await clinic.api.nodes.confirm(ALL)
    lines = await standby_lines(clinic)
    assert [(one.name, one.state, one.behind) for one in lines] == [
        ("1", NodeState.IN_STEP, 0),
        ("2", NodeState.IN_STEP, 0),
    ]


async def test_a_standby_that_is_behind_ends_all_and_not_quorum(
    server: RunningServer,
    standbys: tuple[Standby, Standby],
    clinic: TestDesk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await clinic.saved(a_patient())
    assert await clinic.api.nodes.confirm(ALL)
    with paused(server, standbys[1]):
        await clinic.saved(a_patient())
        assert await clinic.api.nodes.confirm(QUORUM)
        with monkeypatch.context() as impatient:
            impatient.setattr(server_nodes, "CONFIRM_S", 0.6)
            assert not await soon(clinic.api.nodes.confirm(ALL))
        (_, second) = await standby_lines(clinic)
        assert (second.state, second.behind) == (NodeState.BEHIND, 1)
    assert await clinic.api.nodes.confirm(ALL)


async def test_with_both_behind_no_majority_has_it_and_the_answer_comes_in_time(
    server: RunningServer,
    standbys: tuple[Standby, Standby],
    clinic: TestDesk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await clinic.saved(a_patient())
    assert await clinic.api.nodes.confirm(ALL)
    with paused(server, *standbys):
        await clinic.saved(a_patient())
        monkeypatch.setattr(server_nodes, "CONFIRM_S", 0.6)
        assert not await soon(clinic.api.nodes.confirm(QUORUM))


async def test_the_workstations_are_listed_with_when_they_were_last_seen(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        await other.api.nodes.nodes()
        found = await clinic.api.nodes.nodes()
        await clinic.api.revoke_device(device_id=other.device_id)
        later = await clinic.api.nodes.nodes()
        with pytest.raises(DeviceRevoked):
            await other.api.nodes.nodes()
    stations = {one.id: one for one in found.nodes if one.role == NodeRole.WORKSTATION}
    assert set(stations) == {clinic.device_id, other.device_id}
    for one in stations.values():
        assert one.seen_at is not None
        assert datetime.now(UTC) - one.seen_at < timedelta(minutes=1)
    shut = next(one for one in later.nodes if one.id == other.device_id)
    assert shut.state == NodeState.SHUT_OUT
    assert found.nodes[0].role == NodeRole.SERVER
    assert found.standbys == 2


@pytest.mark.parametrize("level", ["LOCAL", "ONE", "EACH", "", "quorum"])
async def test_a_level_that_waits_for_no_standby_is_refused(clinic: TestDesk, level: str) -> None:
    with pytest.raises(RequestRefused) as refused:
        await clinic.api.nodes.confirm(level)  # type: ignore[arg-type]
    assert refused.value.status == 400


async def test_without_standbys_they_raise(server: RunningServer, clinic: TestDesk) -> None:
    known = server.state.standbys
    object.__setattr__(server.state, "standbys", ())
    try:
        assert (await clinic.api.nodes.nodes()).standbys == 0
        for level in (QUORUM, ALL):
            with pytest.raises(RequestRefused) as refused:
                await clinic.api.nodes.confirm(level)
            assert (refused.value.status, refused.value.reason) == (409, "no_standbys")
    finally:
        object.__setattr__(server.state, "standbys", known)


@pytest.mark.parametrize(("standbys", "quorum"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_a_majority_is_of_the_server_and_its_standbys_together(standbys: int, quorum: int) -> None:
    assert standbys_needed(QUORUM, standbys) == quorum
    assert 2 * (quorum + 1) > standbys + 1
    assert standbys_needed(ALL, standbys) == standbys
    assert standbys_needed(Consistency.ONE, standbys) == 0
