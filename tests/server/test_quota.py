"""What a clinic may keep at the server: a clear answer at the limit, and nothing lost."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.bootstrap.quotas import change_limits, lines_of
from app.domain.errors import ConfigurationError, QuotaExceeded, RateLimited
from app.domain.ids import new_id
from app.domain.operations import OperationResult
from app.server import own_requests
from app.server.blobs import FileLimits, ServerFiles
from app.server.quota import Limits, Usage
from app.server.refusal import Refusal
from tests.factories import a_patient, a_room
from tests.server.test_sign_in import principal_of
from tests.server_fixtures import RunningServer, TestDesk, start_clinic

pytestmark = pytest.mark.row("A4")


@pytest.fixture
async def other_clinic(server: RunningServer):
    desk = await start_clinic(server)
    yield desk
    await desk.api.aclose()


async def limit(server: RunningServer, clinic: TestDesk, **limits: Any) -> Usage:
    return await change_limits(server.databases.app, clinic.clinic_id, limits)


def outcome(result: OperationResult) -> tuple[str, str]:
    return result.status, result.code


WAITS = ("retry", QuotaExceeded.code)


async def test_record_over_the_limit_waits_and_goes_once_there_is_room(
    server: RunningServer, clinic: TestDesk
) -> None:
    (first,) = await clinic.saved(a_room())
    usage = await limit(server, clinic)
    await limit(server, clinic, records=usage.records + 1)
    second, third = clinic.create(a_room()), clinic.create(a_room())
    assert list(map(outcome, await clinic.push(second, third))) == [("applied", ""), WAITS]
    assert outcome(await clinic.push_one(third)) == WAITS
    assert outcome(await clinic.push_one(clinic.delete(first))) == ("applied", "")
    assert outcome(await clinic.push_one(third)) == ("applied", "")
    assert (await limit(server, clinic)).records == usage.records + 1


async def test_what_is_there_stays_usable_at_the_limit(
    server: RunningServer, clinic: TestDesk
) -> None:
    (room,) = await clinic.saved(a_room())
    usage = await limit(server, clinic)
    await limit(server, clinic, records=usage.records)
    change = clinic.update(room, name="Room 7")
    assert outcome(await clinic.push_one(change)) == ("applied", "")
    assert (await clinic.body(room.id))["name"] == "Room 7"


async def test_storage_over_the_limit_lets_only_deletions_in(
    server: RunningServer, clinic: TestDesk
) -> None:
    (room,) = await clinic.saved(a_room())
    await limit(server, clinic, bytes=1)
    assert outcome(await clinic.push_one(clinic.update(room, name="Room 7"))) == WAITS
    assert outcome(await clinic.push_one(clinic.create(a_room()))) == WAITS
    assert outcome(await clinic.push_one(clinic.delete(room))) == ("applied", "")
    await limit(server, clinic, bytes=None)
    assert outcome(await clinic.push_one(clinic.create(a_room()))) == ("applied", "")


async def test_what_depends_on_a_waiting_record_waits_with_it(
    server: RunningServer, clinic: TestDesk
) -> None:
    usage = await limit(server, clinic)
    await limit(server, clinic, records=usage.records)
    patient = a_patient()
    create = clinic.create(patient)
    after = clinic.create(a_patient(guarantor_id=patient.id), depends_on=[create.op_id])
    first, second = await clinic.push(create, after)
    assert (outcome(first), second.status) == (WAITS, "blocked")


async def test_count_kept_along_is_the_count_made_anew(
    server: RunningServer, clinic: TestDesk
) -> None:
    before = await limit(server, clinic)
    rooms = await clinic.saved(*(a_room() for _ in range(5)))
    await clinic.push(clinic.delete(rooms[0]), clinic.delete(rooms[1]))
    await clinic.push(clinic.create(a_room(id=rooms[0].id)))  # a conflict, or back again
    counted = server.on_its_loop(kept(server, clinic))
    anew = await limit(server, clinic)
    assert counted.records == anew.records
    assert anew.records >= before.records + 3
    assert 0.5 < counted.bytes / anew.bytes < 2


async def kept(server: RunningServer, clinic: TestDesk) -> Usage:
    """The usage as the write function kept it."""
    from app.server.sequence import lock_clinic
    from app.server.tenancy import tenant_transaction

    async with tenant_transaction(server.state.engine, clinic.clinic_id) as connection:
        return (await lock_clinic(connection, clinic.clinic_id)).usage


async def test_limits_are_one_clinics_own(
    server: RunningServer, clinic: TestDesk, other_clinic: TestDesk
) -> None:
    await limit(server, clinic, records=0, bytes=0)
    assert outcome(await other_clinic.push_one(other_clinic.create(a_room()))) == ("applied", "")


async def test_clinic_that_asks_too_often_waits_and_slows_nobody_else(
    server: RunningServer, clinic: TestDesk, other_clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.state.requests_by_clinic, "count", 3)
    monkeypatch.setattr(server.state.requests_by_clinic, "_tries", OrderedDict())
    for _ in range(3):
        await clinic.api.pull("", limit=1)
    with pytest.raises(RateLimited) as error:
        await clinic.api.pull("", limit=1)
    assert 0 < error.value.retry_after_s <= 60
    await other_clinic.api.pull("", limit=1)


async def test_clinics_own_number_of_requests_holds_instead_of_everybodys(
    server: RunningServer, clinic: TestDesk, other_clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_requests, "LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(server.state.requests_by_clinic, "_tries", OrderedDict())
    await limit(server, clinic, requests=3)
    operation = clinic.create(a_room())
    for _ in range(3):
        await clinic.api.pull("", limit=1)
    with pytest.raises(RateLimited):
        await clinic.push_one(operation)
    for _ in range(4):
        await other_clinic.api.pull("", limit=1)
    usage = await limit(server, clinic, requests=None)
    assert usage.limits.requests is None
    assert outcome(await clinic.push_one(operation)) == ("applied", "")  # nothing was lost


async def test_number_of_requests_is_looked_up_once_a_minute(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    read = own_requests.read_requests

    async def reading(engine: AsyncEngine, tenant_id: str) -> int | None:
        asked.append(tenant_id)
        return await read(engine, tenant_id)

    monkeypatch.setattr(own_requests, "read_requests", reading)
    await limit(server, clinic, requests=7)
    known, engine = own_requests.OwnRequests(), server.state.engine

    async def told(*seconds: float) -> list[int | None]:
        return [await known.of(engine, clinic.clinic_id, at=at) for at in seconds]

    assert server.on_its_loop(told(0.0, 59.0)) == [7, 7]
    assert len(asked) == 1
    await limit(server, clinic, requests=8)
    assert server.on_its_loop(told(59.9, 60.0)) == [7, 8]
    assert len(asked) == 2


async def test_number_known_last_holds_while_the_database_does_not_answer(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await limit(server, clinic, requests=7)
    known, engine = own_requests.OwnRequests(), server.state.engine

    async def told(at: float) -> int | None:
        return await known.of(engine, clinic.clinic_id, at=at)

    assert server.on_its_loop(told(0.0)) == 7

    async def reading(_engine: AsyncEngine, _tenant_id: str) -> int | None:
        raise ConnectionRefusedError

    monkeypatch.setattr(own_requests, "read_requests", reading)
    assert server.on_its_loop(told(60.0)) == 7


@pytest.mark.row("D7")
async def test_what_files_come_to_is_shown(server: RunningServer, clinic: TestDesk) -> None:
    files, who = ServerFiles(server.state.engine, Mock(), FileLimits()), principal_of(clinic)
    now = server.state.now()
    assert (await limit(server, clinic)).file_bytes == 0
    for name, size in (("a", 700_000), ("b", 1_300_000)):
        server.on_its_loop(files.state(who, name * 64, size=size, now=now))
    usage = await limit(server, clinic, file_bytes=2_000_000)
    assert usage.file_bytes == 2_000_000
    with pytest.raises(Refusal, match="quota_exceeded"):
        server.on_its_loop(files.state(who, "c" * 64, size=1, now=now))
    assert server.on_its_loop(files.state(who, "a" * 64, size=700_000, now=now)).received == 0


@pytest.mark.parametrize(
    ("usage", "adds", "what"),
    [
        (Usage(records=2, limits=Limits(records=2)), True, "records"),
        (Usage(records=2, limits=Limits(records=2)), False, ""),
        (Usage(records=1, limits=Limits(records=2)), True, ""),
        (Usage(bytes=10, limits=Limits(bytes=10)), False, "bytes"),
        (Usage(bytes=9, limits=Limits(bytes=10)), True, ""),
        (Usage(records=9, bytes=9), True, ""),
        (Usage(limits=Limits(records=0)), True, "records"),
    ],
)
@pytest.mark.row("C9")
def test_error_says_which_limit_and_how_far(usage: Usage, adds: bool, what: str) -> None:
    if not what:
        usage.require(adds_record=adds)
        return
    with pytest.raises(QuotaExceeded) as error:
        usage.require(adds_record=adds)
    assert (error.value.what, error.value.storage_code) == (what, "QUOTA_EXCEEDED")
    assert error.value.used >= error.value.limit


async def test_unknown_clinic_has_no_limits(server: RunningServer) -> None:
    for clinic_id in ("nonsense", new_id()):
        with pytest.raises(ConfigurationError, match="--clinic"):
            await change_limits(server.databases.app, clinic_id, {})


def test_usage_is_told_in_lines() -> None:
    usage = Usage(
        records=7, bytes=3 << 20, file_bytes=3 << 19, limits=Limits(records=10, bytes=5 << 20)
    )
    assert lines_of(usage) == [
        "records: 7 of 10",
        "records and their history: 3.0 MiB of 5 MiB",
        "files: 1.5 MiB of what the server allows",
        "requests a minute: as many as the server allows",
    ]
