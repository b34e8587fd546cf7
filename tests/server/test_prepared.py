"""What is found out about a batch beforehand says of each operation what it says of it alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.operations import FieldChange, Operation, WireBody
from app.protocol.codec import to_wire
from app.protocol.messages import SCHEMA
from app.server.fingerprints import request_hash
from app.server.prepared import prepare
from app.server.refusal import Refusal
from tests.factories import NOON, a_patient, a_room
from tests.server_fixtures import TestDesk

pytestmark = pytest.mark.row("F5")
ONE = Operation(
    op_id="1" * 32,
    tx_id="2" * 32,
    n=7,
    entity="patient",
    id="3" * 32,
    kind="create",
    base_version=0,
    actor_id="5" * 32,
    session_id="6" * 32,
    client_time="2026-11-21T09:30:00.000000Z",
    schema=1,
)


def made(number: int, **changes: object) -> Operation:
    patient = a_patient()
    body: WireBody = {**to_wire(patient), **changes}
    return replace(ONE, op_id=f"{number:032x}", id=patient.id, full=body)


async def test_every_operation_has_its_fingerprint_as_sent_and_is_read_as_of_now() -> None:
    sent = [made(number) for number in range(230)]
    prepared = await prepare(sent, now=NOON)
    assert prepared.hashes == {one.op_id: request_hash(one) for one in sent}
    assert [one.schema for one in prepared.operations.values()] == [SCHEMA] * len(sent)
    assert prepared.checked.keys() == prepared.operations.keys()


async def test_of_two_with_one_identifier_the_first_counts() -> None:
    others = [made(number) for number in range(5)]
    first, second = made(7, city="Waco"), made(7, city="Bath")
    prepared = await prepare([*others, first, second], now=NOON)
    assert prepared.hashes[first.op_id] == request_hash(first)
    assert prepared.operations[first.op_id].full == first.full
    assert prepared.checked[first.op_id].id == first.id


async def test_what_is_malformed_is_not_understood_and_costs_nothing() -> None:
    odd = [
        replace(made(1), schema=-(2**62)),
        replace(made(2), client_time="soon"),
        replace(made(3), id="nobody"),
        made(4, of_a_newer_version=10**30),
        made(5, of_a_newer_version={"dose": [1e19]}),
        replace(made(6), patch={"city": FieldChange("Waco", {"a": 1 << 64})}),
    ]
    prepared = await prepare(odd, now=NOON)
    assert not prepared.operations
    assert prepared.hashes == {one.op_id: request_hash(one) for one in odd}


async def test_one_that_is_malformed_takes_none_of_its_neighbours_with_it() -> None:
    sent = [made(number) for number in range(120)]
    sent[7] = replace(sent[7], actor_id="nobody")
    sent[8] = replace(sent[8], client_time="soon")
    prepared = await prepare(sent, now=NOON)
    left_out = {sent[7].op_id, sent[8].op_id}
    assert prepared.operations.keys() == {one.op_id for one in sent} - left_out


async def test_operation_beyond_every_limit_is_refused_with_its_batch() -> None:
    deep: object = "x"
    for _ in range(40):
        deep = [deep]
    for odd, code in (
        (made(1, alert="x" * 263_000), "operation_too_large"),
        (replace(made(2), depends_on=["8" * 32] * 8_000), "operation_too_large"),
        (made(3, alert=deep), "too_deep"),
    ):
        with pytest.raises(Refusal) as refused:
            await prepare([made(0), odd], now=NOON)
        assert refused.value.code == code
    brackets = made(4, alert="[{" * 500)  # which nest nothing
    assert brackets.op_id in (await prepare([brackets], now=NOON)).operations


async def test_what_is_no_new_record_is_left_to_be_judged_by_itself() -> None:
    odd = [
        *(replace(made(number), entity="horoscope") for number in range(5)),
        *(replace(made(number), kind="restore") for number in range(5, 10)),
        *(replace(made(number), full=None) for number in range(10, 15)),
    ]
    assert not (await prepare(odd, now=NOON)).checked


async def test_one_wrong_record_among_many_is_refused_alone(clinic: TestDesk) -> None:
    patients, rooms = [a_patient() for _ in range(6)], [a_room() for _ in range(6)]
    wrong = clinic.create(a_patient(email="nobody"))
    sent = [clinic.create(one) for one in (*patients, *rooms)]
    results = await clinic.push(*sent[:4], wrong, *sent[4:])
    assert [(one.op_id, one.field) for one in results if one.status != "applied"] == [
        (wrong.op_id, "email")
    ]
    held = {row.id: row.body for row in await clinic.everything()}
    assert held == {one.id: one.full for one in sent}
