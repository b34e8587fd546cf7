"""Single records over HTTP: read, made, changed and deleted, through the one write function."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.domain.appointment import Appointment
from app.domain.billing import Payment
from app.domain.clinical import Allergy
from app.domain.errors import RequestRefused
from app.domain.ids import RecordId, new_id
from app.domain.operations import Operation, OperationResult
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.staff import Room
from app.protocol.codec import to_wire
from app.server import change_log
from tests.factories import a_child, a_patient, a_practitioner, a_room, an_appointment
from tests.server.people import allow_removal, colleague, lines, trail
from tests.server_fixtures import RunningServer, TestDesk, start_clinic

pytestmark = pytest.mark.row("D6", "E4")


async def made(desk: TestDesk, patient: Patient) -> Patient:
    await desk.api.records.create(patient)
    return await desk.api.records.get(Patient, patient.id)


def headers(desk: TestDesk, *, version: int | None = None, key: str = "") -> dict[str, str]:
    match = {} if version is None else {"If-Match": f'"{version}"'}
    return {**desk.headers, "Idempotency-Key": key or new_id(), **match}


async def test_a_record_is_made_read_changed_and_deleted(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk
) -> None:
    records = clinic.api.records
    patient = a_patient(city="Austin")
    assert (await records.create(patient)).version == 1
    seen = await records.get(Patient, patient.id)
    assert replace(seen, created_at=patient.created_at, updated_at=patient.updated_at) == replace(
        patient, version=1
    )
    changed = await records.update(seen, city="Boston", phone="+15125550100")
    assert (changed.version, changed.status) == (2, "applied")
    assert (await other_desk.body(patient.id))["city"] == "Boston"
    seen = await records.get(Patient, patient.id)
    with pytest.raises(RequestRefused) as refused:
        await records.delete(seen)
    assert refused.value.status == 403
    await allow_removal(server, clinic, patient)
    assert (await records.delete(seen)).version == 3
    assert (await other_desk.row(patient.id)).deleted
    with pytest.raises(RequestRefused) as refused:
        await records.get(Patient, patient.id)
    assert (refused.value.status, refused.value.reason) == (404, "not_found")


async def test_a_write_stands_in_the_history_with_who_and_where(
    server: RunningServer, clinic: TestDesk
) -> None:
    seen = await made(clinic, a_patient())
    await clinic.api.records.update(seen, city="Boston")
    found = await lines(
        server,
        "SELECT changed, actor_id, device_id FROM row_history WHERE id = $1::uuid AND version = 2",
        seen.id,
    )
    assert [(one["changed"], one["actor_id"].hex, one["device_id"].hex) for one in found] == [
        ('["city", "updated_at"]', clinic.user_id, clinic.device_id)
    ]
    assert (await trail(server, clinic))[-1] == ("query", "patient", "rows:1")


async def test_a_deletion_may_say_why_and_nothing_of_it_is_in_its_address(
    clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided: list[str] = []
    decide = change_log.decide

    def noting(ledger: Any, operation: Operation) -> OperationResult:
        decided.append(operation.reason)
        return decide(ledger, operation)

    monkeypatch.setattr(change_log, "decide", noting)
    for reason, said in (
        ("", ""),
        ("entered twice, see Ann\u00e9", "entered twice, see Ann\u00e9"),
        ("import", "“import”"),  # nobody's own words pass for an import's
    ):
        room = a_room()
        await clinic.api.records.create(room)
        seen = await clinic.api.records.get(Room, room.id)
        key = new_id()
        gone = await clinic.api.records.delete(seen, key=key, reason=reason)
        assert await clinic.api.records.delete(seen, key=key, reason=reason) == gone
        assert decided[-1] == said
        if reason:
            with pytest.raises(RequestRefused) as refused:
                await clinic.api.records.delete(seen, key=key, reason="something else")
            assert refused.value.reason == "key_reused"


async def test_a_reason_that_is_none_is_refused(server: RunningServer, clinic: TestDesk) -> None:
    seen = await made(clinic, a_patient())
    url = f"{server.url}/v1/records/patient/{seen.id}"
    async with httpx.AsyncClient(trust_env=False) as http:
        for body, status in ((b'{"reason": 5}', 400), (b"why", 400), (b" " * 20_000, 413)):
            wanted = {**headers(clinic, version=1), "Content-Type": "application/json"}
            reply = await http.request("DELETE", url, headers=wanted, content=body)
            assert reply.status_code == status, reply.text
    assert not (await clinic.row(seen.id)).deleted


async def test_a_change_on_top_of_what_was_not_seen_is_refused(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    seen = await made(clinic, a_patient(city="Austin"))
    await other_desk.api.records.update(seen, city="Boston")
    for work in (clinic.api.records.update(seen, phone=None), clinic.api.records.delete(seen)):
        with pytest.raises(RequestRefused) as refused:
            await work
        assert (refused.value.status, refused.value.reason) == (412, "changed_meanwhile")
    now = await clinic.api.records.get(Patient, seen.id)
    assert (now.version, now.city) == (2, "Boston")


async def test_of_two_changes_at_once_one_is_refused(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    seen = await made(clinic, a_patient(city="Austin"))
    both = (clinic.api.records, other_desk.api.records)
    results = await asyncio.gather(
        *(one.update(seen, city=str(at)) for at, one in enumerate(both)), return_exceptions=True
    )
    refused = [one for one in results if isinstance(one, RequestRefused)]
    assert [one.status for one in refused] == [412]
    assert (await clinic.api.records.get(Patient, seen.id)).version == 2


async def test_a_request_sent_again_is_done_once(server: RunningServer, clinic: TestDesk) -> None:
    records, patient = clinic.api.records, a_patient()
    for kind in ("create", "update", "delete"):
        key = new_id()
        if kind == "create":
            answers = [await records.create(patient, key=key) for _ in range(2)]
        elif kind == "update":
            seen = await records.get(Patient, patient.id)
            answers = [await records.update(seen, key=key, city="Boston") for _ in range(2)]
        else:
            await allow_removal(server, clinic, patient)
            seen = await records.get(Patient, patient.id)
            answers = await asyncio.gather(*(records.delete(seen, key=key) for _ in range(3)))
        assert len({(one.version, one.seq) for one in answers}) == 1, kind
    found = await lines(server, "SELECT version FROM row_history WHERE id = $1::uuid", patient.id)
    assert sorted(one["version"] for one in found) == [1, 2, 3]


async def test_a_key_is_good_for_one_request_only(clinic: TestDesk) -> None:
    key = new_id()
    seen = await made(clinic, a_patient())
    await clinic.api.records.update(seen, key=key, city="Boston")
    with pytest.raises(RequestRefused) as refused:
        await clinic.api.records.update(seen, key=key, city="Austin")
    assert (refused.value.status, refused.value.reason) == (409, "key_reused")


async def test_a_second_record_of_one_identifier_is_refused_without_a_conflict(
    clinic: TestDesk,
) -> None:
    seen = await made(clinic, a_patient())
    with pytest.raises(RequestRefused) as refused:
        await clinic.api.records.create(replace(seen, family_name="Other"))
    assert (refused.value.status, refused.value.reason) == (409, "exists")
    assert {row.entity for row in await clinic.everything()} == {"patient"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"If-Match": None}, (428, "if_match")),
        ({"If-Match": "*"}, (400, "if_match")),
        ({"If-Match": 'W/"1"'}, (400, "if_match")),
        ({"If-Match": '"9"'}, (412, "changed_meanwhile")),
        ({"If-Match": '"0"'}, (412, "changed_meanwhile")),
        ({"Idempotency-Key": None}, (400, "idempotency_key")),
        ({"Idempotency-Key": "once"}, (400, "idempotency_key")),
    ],
    ids=str,
)
async def test_a_change_says_on_top_of_what_and_which_request_it_is(
    server: RunningServer, clinic: TestDesk, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    seen = await made(clinic, a_patient())
    sent = {**headers(clinic, version=1), **changes}
    sent = {name: value for name, value in sent.items() if value is not None}
    path = f"/v1/records/patient/{seen.id}"
    async with httpx.AsyncClient(base_url=server.url, headers=sent) as http:
        for reply in (
            await http.patch(path, json={"values": {"city": "Boston"}}),
            await http.delete(path),
        ):
            assert (reply.status_code, reply.json()["code"]) == expected
    assert (await clinic.api.records.get(Patient, seen.id)).version == 1


async def test_entity_tags_are_versions(server: RunningServer, clinic: TestDesk) -> None:
    patient = a_patient()
    async with httpx.AsyncClient(base_url=server.url) as http:
        values = {**to_wire(patient), "family_name": "Óg"}
        body = {"id": patient.id, "values": {n: v for n, v in values.items() if v is not None}}
        reply = await http.post("/v1/records/patient", json=body, headers=headers(clinic))
        assert (reply.status_code, reply.headers["ETag"]) == (201, '"1"')
        path = f"/v1/records/patient/{patient.id}"
        read = await http.get(path, headers=clinic.headers)
        assert (read.headers["ETag"], read.json()["body"]["family_name"]) == ('"1"', "Óg")
        key = headers(clinic, version=1)
        reply = await http.patch(path, json={"values": {"city": None}}, headers=key)
        assert (reply.status_code, reply.headers["ETag"]) == (200, '"2"')


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"birth_date": "20260101"}, "birth_date"),
        ({"birth_date": "2999-01-01"}, "birth_date"),
        ({"family_name": ""}, "family_name"),
        ({"colour": "blue"}, "colour"),
        ({"id": "f" * 32}, "id"),
        ({"city": 5}, "city"),
    ],
    ids=str,
)
async def test_what_is_no_such_record_is_refused_by_its_field(
    server: RunningServer, clinic: TestDesk, values: dict[str, Any], field: str
) -> None:
    seen = await made(clinic, a_patient())
    async with httpx.AsyncClient(base_url=server.url) as http:
        reply = await http.patch(
            f"/v1/records/patient/{seen.id}",
            json={"values": values},
            headers=headers(clinic, version=1),
        )
    assert (reply.status_code, reply.json()["detail"]) == (422, field)
    (value,) = values.values()
    assert not value or str(value) not in reply.text


@pytest.mark.row("B7")
async def test_a_role_writes_what_its_role_may_and_the_rest_is_noted(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = await made(clinic, a_patient())
    async with colleague(server, clinic, role="front_desk") as desk:
        await desk.api.records.create(a_child(Allergy, patient))
        for work in (
            desk.api.records.delete(patient),
            desk.api.records.delete(replace(patient, id=RecordId(new_id()))),
        ):
            with pytest.raises(RequestRefused) as refused:
                await work
            assert (refused.value.status, refused.value.reason) == (403, "role_not_allowed")
        assert (await trail(server, clinic))[-1][:2] == ("deny", "patient")
    async with colleague(server, clinic, role="clinician", username="cleo") as doctor:
        with pytest.raises(RequestRefused) as refused:
            await doctor.api.records.create(a_child(Payment, patient, amount_minor=100))
        assert refused.value.reason == "role_not_allowed"
        other = an_appointment(patient)
        with pytest.raises(RequestRefused) as refused:  # another's visit: the write function's say
            await doctor.api.records.create(other)
        assert refused.value.reason == "role_not_allowed"
    assert (await clinic.api.records.query(Query(Appointment))).rows == ()


@pytest.mark.row("A4")
async def test_another_clinics_record_is_not_there(server: RunningServer, clinic: TestDesk) -> None:
    theirs = await start_clinic(server, username="tom")
    try:
        seen = await made(theirs, a_patient())
        for work in (
            clinic.api.records.get(Patient, seen.id),
            clinic.api.records.update(seen, city="Boston"),
            clinic.api.records.delete(seen),
        ):
            with pytest.raises(RequestRefused) as refused:
                await work
            assert (refused.value.status, refused.value.reason) == (404, "not_found")
        assert (await theirs.api.records.get(Patient, seen.id)).version == 1
    finally:
        await theirs.api.aclose()


async def test_a_visit_over_another_is_kept_and_marked(clinic: TestDesk) -> None:
    patient, provider = await made(clinic, a_patient()), a_practitioner()
    await clinic.api.records.create(provider)
    first, second = (an_appointment(patient, practitioner_id=provider.id) for _ in range(2))
    assert (await clinic.api.records.create(first)).status == "applied"
    kept = await clinic.api.records.create(second)
    assert (kept.status, bool(kept.conflict_id)) == ("merged", True)
    assert (await clinic.api.records.get(Appointment, second.id)).needs_resolution
