"""Desks of other versions at the server: what is served, and how what they made is read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from app.domain.billing import Charge
from app.domain.clinical import Allergy
from app.domain.declare import entity_of
from app.domain.ids import RecordId, UserId, new_id
from app.domain.message import Message, MessageThread
from app.domain.operations import DISCARD, DISCARDED_CODE, UNSAID, FieldChange, Operation
from app.domain.snapshot_ports import SnapshotPart
from app.protocol import upcasters
from app.protocol.codec import from_wire
from app.protocol.messages import SCHEMA
from app.protocol.snapshots import read_part
from app.protocol.upcasters import SAYS_WHY, renamed
from app.server import change_log, prepared
from tests.factories import a_child, a_patient, a_user
from tests.server.people import colleague, lines, trail
from tests.server_fixtures import RunningServer, TestDesk

NEWER = SCHEMA + 1
STEPS = {(SCHEMA, "patient"): renamed("nickname", "preferred_name")}


@pytest.fixture
def newer_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server on which patients' nickname is called preferred_name since the next schema."""
    monkeypatch.setattr(change_log, "SCHEMA", NEWER)
    monkeypatch.setattr(prepared, "upcast", partial(upcasters.upcast, to=NEWER, steps=STEPS))


@pytest.mark.usefixtures("newer_server")
async def test_change_made_under_an_older_schema_is_applied_as_it_was_meant(
    clinic: TestDesk,
) -> None:
    (row,) = await clinic.saved(a_patient())
    older = replace(clinic.update(row), patch={"nickname": FieldChange(None, "Amy")})
    assert (await clinic.push_one(older)).status == "applied"
    body = (await clinic.row(row.id)).body
    assert body is not None
    assert body["preferred_name"] == "Amy"
    assert "nickname" not in body
    assert (await clinic.push_one(older)).replay, "it is the same operation, as it was sent"


async def test_change_of_a_newer_schema_waits_with_what_follows_on_it(clinic: TestDesk) -> None:
    (row,) = await clinic.saved(a_patient())
    newer = replace(clinic.update(row, phone="+12125550177"), schema=99)
    later = clinic.update(row, email="amara@example.org")
    results = await clinic.push(newer, later)
    assert [(one.status, one.code) for one in results] == [
        ("blocked", "schema"),
        ("blocked", "row_order"),
    ]


async def test_change_below_the_oldest_schema_is_refused(clinic: TestDesk) -> None:
    result = await clinic.push_one(replace(clinic.create(a_patient()), schema=0))
    assert result.status == "rejected"


@pytest.mark.row("E2", "B1")
async def test_what_a_desk_queued_before_changes_said_why_is_not_refused_for_it(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient()
    await clinic.saved(patient)
    async with colleague(server, clinic, role="front_desk", username="fay") as fay:
        unsaid = [
            fay.create(a_child(Charge, patient, amount_minor=5_000), reason="", schema=schema)
            for schema in range(1, SCHEMA + 1)
        ]
        results = await fay.push(*unsaid)
        assert [one.status for one in results] == [
            "applied" if one.schema < SAYS_WHY else "rejected" for one in unsaid
        ]
        assert {one.code for one in results if one.status == "rejected"} == {"permission"}
        again = await fay.push(*unsaid)
    assert all(one.replay for one in again), "they are the same operations, as they were sent"


@pytest.mark.row("E2", "B1", "B7")
@pytest.mark.parametrize("word", [UNSAID, f" {UNSAID} "])
async def test_desk_that_can_say_why_gets_nothing_through_with_the_word_for_what_could_not(
    word: str, server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient()
    await clinic.saved(patient)
    async with colleague(server, clinic, role="front_desk", username="fay") as fay:

        def charge(**said: str) -> Operation:
            return fay.create(a_child(Charge, patient, amount_minor=5_000), **said)

        first = charge(reason="")
        again = replace(first, op_id=new_id(), reason=word)  # what was refused, sent anew
        renamed_since = replace(first, reason=word)  # and under its own identifier
        results = await fay.push(first, again, charge(reason=word), charge(reason="school form"))
        assert [one.status for one in results] == [*["rejected"] * 3, "applied"]
        assert {one.code for one in results[:3]} == {"permission"}
        assert (await fay.push_one(renamed_since)).status == "rejected"
        assert all(one.replay for one in await fay.push(again))


@pytest.mark.row("E2", "B1")
async def test_queue_of_an_older_version_is_taken_from_a_desk_that_is_newer_since(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient()
    await clinic.saved(patient)
    async with colleague(server, clinic, role="front_desk", username="fay") as fay:
        assert fay.api._http.headers["Sync-Schema"] == str(SCHEMA)
        kept = [
            fay.create(a_child(Charge, patient, amount_minor=5_000), reason=said, schema=schema)
            for schema in range(1, SAYS_WHY)
            for said in ("", UNSAID)
        ]
        assert {one.status for one in await fay.push(*kept)} == {"applied"}
    sql = "SELECT reason FROM row_history WHERE entity = 'charge' AND tenant_id = $1::uuid"
    assert {one["reason"] for one in await lines(server, sql, clinic.clinic_id)} == {UNSAID}


def a_word(clinic: TestDesk, row_id: str, code: object = "too_large") -> Operation:
    operation = clinic.create(a_patient(id=row_id))
    patch = {DISCARDED_CODE: FieldChange(code, None)}
    return replace(operation, kind="action", action=DISCARD, full=None, patch=patch)


@pytest.mark.row("E8")
async def test_server_keeps_in_its_trail_that_somebody_let_a_change_go(
    server: RunningServer, clinic: TestDesk
) -> None:
    (row,) = await clinic.saved(a_patient())
    before = len(await clinic.everything())
    word = a_word(clinic, row.id)
    result = await clinic.push_one(word)
    assert (result.status, result.version) == ("applied", 0)
    assert (await clinic.push_one(word)).replay
    assert len(await clinic.everything()) == before, "no record changed"
    assert (await trail(server, clinic))[-1] == ("discard", "patient", "too_large")


@pytest.mark.parametrize("code", ["Amara Okafor", "x" * 41, 7, None])
async def test_trail_takes_a_word_and_nothing_else_from_a_workstation(
    server: RunningServer, clinic: TestDesk, code: object
) -> None:
    (row,) = await clinic.saved(a_patient())
    await clinic.push_one(a_word(clinic, row.id, code))
    assert (await trail(server, clinic))[-1] == ("discard", "patient", "")


async def test_word_in_the_name_of_a_stranger_is_refused(
    server: RunningServer, clinic: TestDesk
) -> None:
    (row,) = await clinic.saved(a_patient())
    result = await clinic.push_one(replace(a_word(clinic, row.id), actor_id="ab" * 16))
    assert (result.status, result.code) == ("rejected", "permission")
    assert "discard" not in {deed for deed, _, _ in await trail(server, clinic)}


@pytest.fixture
def older(other_desk: TestDesk) -> TestDesk:
    """A desk that speaks the first schema, which knows no drafts."""
    other_desk.api._http.headers["Sync-Schema"] = "1"
    return other_desk


async def test_desk_that_knows_no_drafts_hears_of_a_message_when_it_is_sent(
    clinic: TestDesk, older: TestDesk
) -> None:
    patient = a_patient()
    thread = a_child(MessageThread, patient)
    writer = UserId(RecordId(clinic.user_id))
    draft = a_child(Message, patient, thread_id=thread.id, drafted_by=writer)
    rows = await clinic.saved(
        patient, a_user(id=writer, username="sara", role="admin"), thread, draft
    )
    assert draft.id in await told(clinic)
    assert await told(older) == await told(clinic) - {draft.id}
    cursor = (await older.api.pull("", limit=2000)).cursor
    assert "message" in (await clinic.api.snapshots.digest(cursor)).types
    assert "message" not in (await older.api.snapshots.digest(cursor)).types
    await clinic.push_one(clinic.update(rows[-1], drafted_by=None))
    assert await told(older) == await told(clinic) >= {draft.id}


async def test_history_of_an_older_desk_is_taken_and_what_is_said_more_comes_back_whole(
    clinic: TestDesk, older: TestDesk
) -> None:
    """A line as schema 3 writes it, added to by a desk of today, and edited by the older one."""
    patient = a_patient()
    await clinic.saved(patient, a_user(id=UserId(RecordId(clinic.user_id)), role="admin"))
    allergy = a_child(Allergy, patient)
    made = older.create(allergy, schema=3)
    assert made.full is not None
    added = {"display", "severity", "onset_on", "onset_text", "recorded_by", "recorder_id"}
    full = {name: value for name, value in made.full.items() if name not in added}
    result = await older.push_one(replace(made, full=full))
    assert result.status == "applied", result
    row = await clinic.row(allergy.id)
    assert row.body is not None
    assert row.body.get("severity") is None
    change = clinic.update(row, severity="severe", onset_on="2004-05")
    assert (await clinic.push_one(change)).status == "applied"
    row = await older.row(allergy.id)
    hives = replace(older.update(row, reaction="Hives"), schema=3)
    assert (await older.push_one(hives)).status == "applied"
    body = (await clinic.row(allergy.id)).body
    assert body is not None
    kept = from_wire(entity_of(Allergy), allergy.id, body)
    assert isinstance(kept, Allergy)
    assert (kept.severity, kept.onset_on, kept.reaction) == ("severe", "2004-05", "Hives")
    assert (kept.onset_text, kept.extra) == ("", {})


async def told(desk: TestDesk) -> set[str]:
    """What a desk is told of, by pull and by snapshot alike."""
    parts: list[SnapshotPart] = []
    snapshot = None
    while snapshot is None or not snapshot.is_complete:
        snapshot = await desk.api.snapshots.snapshot(
            snapshot_id=snapshot.id if snapshot else "", known=len(parts), is_fresh=True
        )
        parts += snapshot.parts
    loaded: set[str] = set()
    for part in parts:
        content = await desk.api.snapshots.part(snapshot.id, part, bytearray())
        loaded |= {row.id for row in read_part(content)}
    assert loaded == {row.id for row in await desk.everything()}
    return loaded
