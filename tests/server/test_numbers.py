"""Blocks of record numbers: no number is given twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import RateLimited, RequestRefused
from app.protocol.numbers import MOST_NUMBERS, NumbersReply, NumbersRequest
from app.server.epochs import begin_epoch
from app.server.numbers import MOST_A_DAY
from app.server.same_number import TITLE
from tests.factories import a_patient
from tests.server.people import trail
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("A2")


async def block(desk: TestDesk, size: int = 200) -> NumbersReply:
    return await desk.api._post("/v1/record-numbers", NumbersRequest(size), NumbersReply)


async def begin_anew(server: RunningServer, desk: TestDesk, *, now: datetime) -> None:
    beginning = begin_epoch(server.state.engine, desk.clinic_id, now=now)
    await asyncio.to_thread(server.on_its_loop, beginning)


async def test_desks_that_ask_at_the_same_time_get_different_numbers(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk
) -> None:
    asked = [desk.api.record_numbers() for desk in (clinic, other_desk) for _ in range(4)]
    given = sorted((one.first, one.size) for one in await asyncio.gather(*asked))
    assert given == [(1 + 200 * place, 200) for place in range(8)]
    assert ("record_numbers", "patient", "1-200") in await trail(server, clinic)


async def test_numbers_that_patients_have_already_are_not_given(clinic: TestDesk) -> None:
    await clinic.saved(a_patient(mrn="P-000777"), a_patient(mrn="P-XY99999"), a_patient(mrn="12"))
    assert (await block(clinic, 1)).first == 778
    assert (await block(clinic, 1)).first == 779


@pytest.mark.parametrize("size", [0, -1, MOST_NUMBERS + 1])
async def test_no_more_than_a_block_is_given(clinic: TestDesk, size: int) -> None:
    with pytest.raises(RequestRefused) as refused:
        await block(clinic, size)
    assert refused.value.status == 400
    assert (await block(clinic, MOST_NUMBERS)).first == 1


async def test_server_that_was_put_back_gives_no_number_it_may_have_given_in_what_it_forgot(
    server: RunningServer, clinic: TestDesk
) -> None:
    before = await block(clinic)
    now = datetime.now(UTC)
    await begin_anew(server, clinic, now=now + timedelta(days=3))
    after = await block(clinic)
    assert after.first > before.first + before.size + 4 * MOST_A_DAY, "three days and a bit"
    assert after.epoch != before.epoch


async def test_clinic_gets_only_so_many_numbers_a_day(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin_anew(server, clinic, now=datetime.now(UTC))
    monkeypatch.setattr("app.server.numbers.MOST_A_DAY", 300)
    await block(clinic, 200)
    with pytest.raises(RateLimited) as refused:
        await block(clinic, 101)
    assert refused.value.retry_after_s == 3600
    assert (await block(clinic, 100)).size == 100, "numbers that nobody got are not counted"


async def test_second_patient_with_a_number_is_kept_and_somebody_is_asked_to_look(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    first, second, third = (a_patient(mrn="P-000007") for _ in range(3))
    await clinic.saved(first)
    results = await other_desk.push(other_desk.create(second), other_desk.create(third))
    assert [one.status for one in results] == ["applied", "applied"]
    assert await asked_about(clinic) == {second.id, third.id}


async def test_number_that_is_given_up_or_given_back_asks_nobody(clinic: TestDesk) -> None:
    first, second = a_patient(mrn="P-000008"), a_patient(mrn="P-000009")
    rows = await clinic.saved(first, second)
    given_up = clinic.update(rows[0], mrn="P-000010")
    taken = clinic.update(rows[1], mrn="P-000008")
    assert [one.status for one in await clinic.push(given_up, taken)] == ["applied", "applied"]
    assert await asked_about(clinic) == set()
    (row,) = [one for one in await clinic.everything() if one.id == second.id][-1:]
    await clinic.push_one(clinic.update(row, mrn="P-000010"))
    assert await asked_about(clinic) == {second.id}


async def test_number_of_another_patient_is_taken_a_second_time_and_asked_about(
    clinic: TestDesk,
) -> None:
    first, second, third = (a_patient(mrn=f"P-00002{n}") for n in range(3))
    *_, row = await clinic.saved(first, second, third)
    one = await clinic.push_one(clinic.update(row, mrn=first.mrn))
    row = await clinic.row(third.id)
    other = await clinic.push_one(clinic.update(row, mrn=second.mrn))
    assert [(one.status, one.code), (other.status, other.code)] == [("applied", "")] * 2
    assert await asked_about(clinic) == {third.id}


async def test_number_that_clashes_after_somebody_looked_is_asked_about_anew(
    clinic: TestDesk,
) -> None:
    first, second = a_patient(mrn="P-000031"), a_patient(mrn="P-000032")
    *_, row = await clinic.saved(first, second)
    await clinic.push_one(clinic.update(row, mrn=first.mrn))
    (task,) = [row for row in await clinic.everything() if row.entity == "task"]
    await clinic.push_one(clinic.update(task, status="cancelled"))
    await clinic.push_one(clinic.update(await clinic.row(second.id), mrn="P-000033"))
    again = clinic.update(await clinic.row(second.id), mrn=first.mrn)
    assert (await clinic.push_one(again)).status == "applied"
    states = {row.id: row.body for row in await clinic.everything() if row.entity == "task"}
    assert sorted(body["status"] for body in states.values() if body) == ["cancelled", "open"]


async def asked_about(desk: TestDesk) -> set[str]:
    tasks = [row.body for row in await desk.everything() if row.entity == "task" and row.body]
    return {str(body["patient_id"]) for body in tasks if body["title"] == TITLE}
