"""Taking conflicts on, opening them again, and drafts that became messages: the server's word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.ids import RecordId, UserId, new_id
from app.domain.message import Message, MessageThread
from app.domain.operations import Operation, RowState
from tests.factories import NOON, a_child, a_patient, a_practitioner, a_user, an_appointment
from tests.server.test_operation_rules import a_conflict
from tests.server_fixtures import TestDesk

pytestmark = pytest.mark.row("F5", "A5")


@pytest.fixture(autouse=True)
async def people(clinic: TestDesk, other_desk: TestDesk) -> None:
    """Whoever decides is on record."""
    known = dict.fromkeys((clinic.user_id, other_desk.user_id))
    for user_id in known:
        name = clinic.username if user_id == clinic.user_id else other_desk.username
        desk = clinic if user_id == clinic.user_id else other_desk
        record = a_user(id=UserId(RecordId(user_id)), username=name, role="admin")
        await desk.saved(record)


def claim(desk: TestDesk, conflict: RowState, who: str | None = "me", **changes: Any) -> Operation:
    user_id = desk.user_id if who == "me" else who
    wanted = {"status": "claimed" if user_id else "open", "claimed_by": user_id}
    return desk.update(conflict, kind="action", action="claim", **{**wanted, **changes})


def reopen(desk: TestDesk, conflict: RowState, **changes: Any) -> Operation:
    wanted = {"status": "open", "resolution": None, "resolved_by": None, "resolved_at": None}
    return desk.update(conflict, kind="action", action="reopen", **{**wanted, **changes})


async def test_one_person_takes_it_on_at_two_desks_and_gives_it_back(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    conflict = await a_conflict(clinic, other_desk)
    assert (await clinic.push_one(claim(clinic, conflict))).status == "applied"
    assert (await other_desk.push_one(claim(other_desk, conflict))).status == "merged"
    held = await clinic.row(conflict.id)
    assert (held.body or {})["claimed_by"] == clinic.user_id
    back = await clinic.push_one(claim(clinic, held, None))
    assert back.status == "applied"
    body = await clinic.body(conflict.id)
    assert (body["status"], body["claimed_by"]) == ("open", None)


async def test_decision_that_knew_of_no_claim_counts_all_the_same(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    conflict = await a_conflict(clinic, other_desk)
    await clinic.push_one(claim(clinic, conflict))
    decided = await other_desk.push_one(other_desk.decision(conflict, "theirs"))
    assert decided.status == "merged"
    body = await clinic.body(conflict.id)
    assert (body["status"], body["claimed_by"]) == ("resolved", clinic.user_id)
    late = await clinic.push_one(claim(clinic, await clinic.row(conflict.id)))
    assert late.code == "already_resolved"


@pytest.mark.parametrize(
    ("forged", "field"),
    [
        ({"claimed_by": new_id()}, "claimed_by"),
        ({"status": "resolved"}, "status"),
        ({"theirs": {}}, "theirs"),
    ],
)
async def test_claim_is_in_one_s_own_name_and_nothing_else(
    clinic: TestDesk, other_desk: TestDesk, forged: dict[str, Any], field: str
) -> None:
    conflict = await a_conflict(clinic, other_desk)
    result = await clinic.push_one(claim(clinic, conflict, **forged))
    assert (result.status, result.field) == ("rejected", field)


async def test_decision_is_opened_again_once_and_only_as_it_was_seen(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    conflict = await a_conflict(clinic, other_desk)
    early = await clinic.push_one(reopen(clinic, conflict))
    assert early.code == "already_resolved"
    await clinic.push_one(clinic.decision(conflict, "theirs"))
    decided = await clinic.row(conflict.id)
    forged = await clinic.push_one(reopen(clinic, decided, resolution="mine"))
    assert (forged.status, forged.field) == ("rejected", "resolution")
    assert (await other_desk.push_one(reopen(other_desk, decided))).status == "applied"
    body = await clinic.body(conflict.id)
    assert (body["status"], body["resolution"], body["resolved_by"]) == ("open", None, None)
    await clinic.push_one(clinic.decision(await clinic.row(conflict.id), "mine"))
    stale = await other_desk.push_one(reopen(other_desk, decided))
    assert stale.code == "already_resolved"


async def test_booking_put_before_a_person_again_opens_no_second_conflict(
    clinic: TestDesk,
) -> None:
    doctor, one, other = a_practitioner(), a_patient(), a_patient()
    first = an_appointment(one, practitioner_id=doctor.id)
    second = an_appointment(other, practitioner_id=doctor.id)
    await clinic.saved(doctor, one, other, first)
    booked = await clinic.push_one(clinic.create(second))
    conflict, flagged = await clinic.row(booked.conflict_id), await clinic.row(second.id)
    later = {"starts_at": "2026-11-21T20:00:00.000000Z", "ends_at": "2026-11-21T20:30:00.000000Z"}
    decision = clinic.decision(conflict, "theirs")
    moved = clinic.update(flagged, needs_resolution=False, **later)
    await clinic.push(decision, replace(moved, depends_on=[decision.op_id]))
    decided, away = await clinic.row(conflict.id), await clinic.row(second.id)
    assert (away.body or {})["needs_resolution"] is False
    body = flagged.body or {}
    again = {name: body[name] for name in ("starts_at", "ends_at", "needs_resolution")}
    await clinic.push(reopen(clinic, decided), clinic.update(away, **again))
    held = [row for row in await clinic.everything() if row.entity == "sync_conflict"]
    assert {row.id for row in held} == {conflict.id}
    assert (await clinic.body(conflict.id))["status"] == "open"
    assert (await clinic.body(second.id))["needs_resolution"] is True


async def test_message_is_changed_as_long_as_it_is_a_draft(clinic: TestDesk) -> None:
    patient = a_patient()
    thread = a_child(MessageThread, patient)
    draft = a_child(
        Message, patient, thread_id=thread.id, text="Dear", sent_at=NOON, drafted_by=clinic.user_id
    )
    *_, row = await clinic.saved(patient, thread, draft)
    assert (await clinic.push_one(clinic.update(row, text="Dear Ms."))).status == "applied"
    row = await clinic.row(draft.id)
    sent = await clinic.push_one(clinic.update(row, text="Hello", drafted_by=None))
    assert sent.status == "applied"
    row = await clinic.row(draft.id)
    for changes in ({"text": "Never mind"}, {"drafted_by": clinic.user_id}):
        refused = await clinic.push_one(clinic.update(row, **changes))
        assert (refused.status, refused.code) == ("rejected", "already_sent")
    read = await clinic.push_one(clinic.update(row, read_by=[clinic.user_id]))
    assert read.status == "applied"
