"""Blocks of record numbers: no number is given twice."""

from __future__ import annotations

import asyncio

import pytest

from app.domain.errors import RequestRefused
from app.protocol.numbers import MOST_NUMBERS, NumbersReply, NumbersRequest
from tests.factories import a_patient
from tests.server.people import trail
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("A2")


async def block(desk: TestDesk, size: int = 200) -> NumbersReply:
    return await desk.api._post("/v1/record-numbers", NumbersRequest(size), NumbersReply)


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
