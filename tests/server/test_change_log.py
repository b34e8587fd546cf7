"""What becomes of operations pushed by desks of one clinic."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.ids import RecordId, UserId, new_id
from app.domain.operations import FieldChange
from tests.factories import NOON, a_patient, a_practitioner, a_room, a_user, an_appointment
from tests.server.people import allow_removal
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("F5")


async def test_created_record_is_pulled_as_it_was_sent(clinic: TestDesk) -> None:
    patient = a_patient()
    operation = clinic.create(patient)
    result = await clinic.push_one(operation)
    row = await clinic.row(patient.id)
    assert (result.status, result.version, result.seq) == ("applied", 1, row.seq)
    assert (row.body, row.version, row.deleted) == (operation.full, 1, False)


async def test_operation_sent_again_is_answered_and_not_repeated(clinic: TestDesk) -> None:
    operation = clinic.create(a_patient())
    first = await clinic.push_one(operation)
    again = await clinic.push_one(operation)
    assert again == replace(first, replay=True)
    assert len(await clinic.everything()) == 1


async def test_answer_that_is_given_again_tells_how_the_record_went_on(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk
) -> None:
    patient = a_patient()
    operation = clinic.create(patient)
    await clinic.push_one(operation)
    await allow_removal(server, clinic, patient)
    await other_desk.push_one(other_desk.delete(await clinic.row(patient.id)))
    again = await clinic.push_one(operation)
    assert (again.status, again.version, again.replay) == ("applied", 1, True)
    assert again.row is not None
    assert (again.row.version, again.row.deleted) == (2, True)


async def test_refusal_of_what_names_no_record_is_given_again(clinic: TestDesk) -> None:
    strange = replace(clinic.create(a_patient()), entity="no\x00thing", id="nobody")
    again = [await clinic.push_one(strange) for _ in range(2)][1]
    assert (again.status, again.code, again.row) == ("rejected", "malformed", None)


async def test_rebased_operation_is_still_the_same_operation(clinic: TestDesk) -> None:
    (row,) = await clinic.saved(a_patient())
    operation = clinic.update(row, phone="+12125550177")
    await clinic.push_one(operation)
    again = await clinic.push_one(replace(operation, base_version=7))
    assert (again.status, again.replay) == ("applied", True)


async def test_operation_id_used_for_something_else_is_rejected(clinic: TestDesk) -> None:
    operation = clinic.create(a_patient())
    await clinic.push_one(operation)
    result = await clinic.push_one(replace(clinic.create(a_patient()), op_id=operation.op_id))
    assert (result.status, result.code) == ("rejected", "op_id_reuse")


async def test_changes_of_different_fields_are_merged(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    (row,) = await clinic.saved(a_patient())
    await clinic.push_one(clinic.update(row, phone="+12125550177"))
    result = await other_desk.push_one(other_desk.update(row, email="amara@example.org"))
    assert result.status == "merged"
    assert result.row is not None
    assert result.row.body is not None
    assert result.row.body["phone"] == "+12125550177"
    assert result.row.body["email"] == "amara@example.org"


async def test_own_earlier_changes_make_no_merge(clinic: TestDesk) -> None:
    (row,) = await clinic.saved(a_patient())
    one, two, three = (
        clinic.update(row, phone="+12125550177"),
        clinic.update(row, email="amara@example.org"),
        clinic.update(row, language="en"),
    )
    results = [*await clinic.push(one), *await clinic.push(two, three)]
    assert [result.status for result in results] == ["applied"] * 3


async def test_changes_of_the_same_field_make_a_conflict_that_both_desks_see(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    (row,) = await clinic.saved(a_patient())
    await clinic.push_one(clinic.update(row, phone="+12125550177"))
    result = await other_desk.push_one(other_desk.update(row, phone="+12125550188"))
    assert (result.status, result.code) == ("conflict", "field")
    assert (await clinic.body(row.id))["phone"] == "+12125550177"
    conflict = await clinic.body(result.conflict_id)
    assert conflict["ours"] == {"phone": "+12125550177"}
    assert conflict["theirs"] == {"phone": "+12125550188"}
    assert conflict["base"] == {"phone": "+12125550100"}
    assert (conflict["row_id"], conflict["status"]) == (row.id, "open")
    assert conflict["device_id"] == other_desk.device_id


async def test_same_new_value_at_both_desks_is_no_conflict(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    (row,) = await clinic.saved(a_patient())
    await clinic.push_one(clinic.update(row, phone="+12125550177"))
    result = await other_desk.push_one(other_desk.update(row, phone="+12125550177"))
    assert result.status == "merged"


async def test_fields_of_one_group_clash_together(clinic: TestDesk, other_desk: TestDesk) -> None:
    (row,) = await clinic.saved(a_patient())
    await clinic.push_one(clinic.update(row, city="Brooklyn"))
    result = await other_desk.push_one(other_desk.update(row, postal_code="11201"))
    assert (result.status, result.code) == ("conflict", "field")
    assert (await clinic.body(row.id))["postal_code"] is None


@pytest.mark.parametrize("delete_first", [True, False])
async def test_delete_and_update_always_conflict(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk, delete_first: bool
) -> None:
    patient = a_patient()
    (row,) = await clinic.saved(patient)
    await allow_removal(server, clinic, patient)
    changes = [clinic.delete(row), other_desk.update(row, phone="+12125550177")]
    if delete_first:
        await clinic.push_one(changes[0])
        result = await other_desk.push_one(changes[1])
    else:
        await other_desk.push_one(changes[1])
        result = await clinic.push_one(changes[0])
    assert (result.status, result.code) == ("conflict", "delete_update")
    assert (await clinic.row(row.id)).deleted is delete_first


async def test_deleted_record_comes_back_as_it_was(server: RunningServer, clinic: TestDesk) -> None:
    patient = a_patient()
    (row,) = await clinic.saved(patient)
    await allow_removal(server, clinic, patient)
    await clinic.push_one(clinic.delete(row))
    assert (await clinic.row(row.id)).deleted
    restore = clinic.operation(entity="patient", id=row.id, kind="restore", base_version=2)
    result = await clinic.push_one(restore)
    assert (result.status, result.version) == ("merged", 3)
    assert row.body is not None
    assert await clinic.body(row.id) == row.body | {"updated_at": restore.client_time}


async def test_late_check_in_adds_its_time_and_moves_nobody_back(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    patient = a_patient()
    _, visit = await clinic.saved(patient, an_appointment(patient))
    in_room = {"in_room": {"at": "2026-11-21T17:05:00Z", "by": "b", "from": "b"}}
    arrived = {"arrived": {"at": "2026-11-21T16:55:00Z", "by": "a", "from": "a"}}
    await clinic.push_one(
        clinic.update(visit, kind="action", action="transition", status="in_room", stamps=in_room)
    )
    result = await other_desk.push_one(
        other_desk.update(
            visit, kind="action", action="transition", status="arrived", stamps=arrived
        )
    )
    assert result.status == "merged"
    body = await clinic.body(visit.id)
    assert (body["status"], body["stamps"]) == ("in_room", in_room | arrived)


async def test_arrival_of_a_cancelled_visit_is_for_a_person_to_decide(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    patient = a_patient()
    _, visit = await clinic.saved(patient, an_appointment(patient))
    await clinic.push_one(
        clinic.update(visit, kind="action", action="transition", status="cancelled")
    )
    result = await other_desk.push_one(
        other_desk.update(visit, kind="action", action="transition", status="arrived")
    )
    assert (result.status, result.code) == ("conflict", "state")
    assert (await clinic.body(visit.id))["status"] == "cancelled"


@pytest.mark.parametrize("shared", ["practitioner_id", "room_id"])
async def test_double_booking_keeps_both_visits_and_asks(
    clinic: TestDesk, other_desk: TestDesk, shared: str
) -> None:
    patient, practitioner, room = a_patient(), a_practitioner(), a_room()
    await clinic.saved(patient, practitioner, room)
    place = {shared: practitioner.id if shared == "practitioner_id" else room.id}
    (first,) = await clinic.saved(an_appointment(patient, **place))
    second = an_appointment(patient, starts_at=NOON + timedelta(minutes=15), **place)
    result = await other_desk.push_one(other_desk.create(second))
    assert result.status == "merged"
    assert result.row is not None
    assert (await clinic.body(second.id))["needs_resolution"] is True
    assert (await clinic.body(first.id))["needs_resolution"] is False
    conflict = await clinic.body(result.conflict_id)
    assert (conflict["kind"], conflict["status"]) == ("double_booking", "open")
    assert (conflict["row_id"], conflict["other_row_id"]) == (second.id, first.id)


async def test_visits_side_by_side_are_no_double_booking(clinic: TestDesk) -> None:
    patient, practitioner = a_patient(), a_practitioner()
    later = NOON + timedelta(minutes=30)
    await clinic.saved(patient, practitioner)
    await clinic.saved(
        an_appointment(patient, practitioner_id=practitioner.id),
        an_appointment(patient, practitioner_id=practitioner.id, starts_at=later),
    )


@pytest.mark.parametrize("moved", ["first", "second"])
async def test_moving_either_visit_away_settles_a_double_booking(
    clinic: TestDesk, moved: str
) -> None:
    patient, practitioner = a_patient(), a_practitioner()
    await clinic.saved(patient, practitioner)
    (first,) = await clinic.saved(an_appointment(patient, practitioner_id=practitioner.id))
    second = an_appointment(patient, practitioner_id=practitioner.id)
    clash = await clinic.push_one(clinic.create(second))
    row = first if moved == "first" else await clinic.row(second.id)
    elsewhere = an_appointment(patient, starts_at=NOON + timedelta(hours=2))
    slot = clinic.create(elsewhere).full or {}
    wanted = {name: slot[name] for name in ("starts_at", "ends_at", "local_start")}
    result = await clinic.push_one(clinic.update(row, **wanted))
    assert result.status in ("applied", "merged")
    assert (await clinic.body(clash.conflict_id))["status"] == "auto_obsolete"
    assert (await clinic.body(second.id))["needs_resolution"] is False


async def test_cancelling_one_visit_settles_a_double_booking(clinic: TestDesk) -> None:
    patient, practitioner = a_patient(), a_practitioner()
    await clinic.saved(patient, practitioner)
    (first,) = await clinic.saved(an_appointment(patient, practitioner_id=practitioner.id))
    second = an_appointment(patient, practitioner_id=practitioner.id)
    clash = await clinic.push_one(clinic.create(second))
    await clinic.push_one(
        clinic.update(first, kind="action", action="transition", status="cancelled")
    )
    assert (await clinic.body(clash.conflict_id))["status"] == "auto_obsolete"


async def test_reference_to_nothing_is_rejected(clinic: TestDesk) -> None:
    patient = a_patient()
    result = await clinic.push_one(clinic.create(an_appointment(patient)))
    assert (result.status, result.field) == ("rejected", "patient_id")


async def test_records_created_together_may_refer_to_each_other(clinic: TestDesk) -> None:
    patient = a_patient()
    results = await clinic.push(clinic.create(patient), clinic.create(an_appointment(patient)))
    assert [result.status for result in results] == ["applied", "applied"], results


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("family_name", ""),
        ("birth_date", "1971-13-40"),
        ("birth_date", "2999-01-01"),
        ("family_name", 7),
        ("needs_interpreter", "yes"),
        ("created_at", "yesterday"),
        ("created_at", "0001-01-01T00:00:00+14:00"),
        ("practitioner_id", "nobody"),
    ],
)
async def test_invalid_value_is_rejected_by_field_without_the_value(
    clinic: TestDesk, field: str, value: object
) -> None:
    result = await clinic.push_one(clinic.create(a_patient(), body={field: value}))
    assert (result.status, result.field) == ("rejected", field)
    assert not value or str(value) not in repr(replace(result, op_id="", row=None))


async def test_refused_action_does_not_fail_the_batch(clinic: TestDesk) -> None:
    good, bad, also_good = a_patient(), a_patient(), a_patient()
    results = await clinic.push(
        clinic.create(good),
        clinic.create(bad, body={"alert": "a\x00b"}),  # PostgreSQL keeps no NUL
        clinic.create(also_good),
    )
    assert [result.status for result in results] == ["applied", "rejected", "applied"]
    assert {row.id for row in await clinic.everything()} == {good.id, also_good.id}


async def test_operation_waits_for_one_that_has_not_arrived(clinic: TestDesk) -> None:
    patient = a_patient()
    first = clinic.create(patient)
    second = clinic.create(an_appointment(patient), depends_on=[first.op_id])
    assert (await clinic.push_one(second)).status == "blocked"
    assert [one.status for one in await clinic.push(first, second)] == ["applied", "applied"]


async def test_operation_on_a_rejected_one_is_rejected_for_good(clinic: TestDesk) -> None:
    patient = a_patient()
    first = clinic.create(patient, body={"family_name": ""})
    second = clinic.create(an_appointment(patient), depends_on=[first.op_id])
    results = await clinic.push(first, second)
    assert [(one.status, one.code) for one in results][1] == ("rejected", "dependency")
    assert (await clinic.push_one(second)).replay


async def test_conflict_is_decided_once(clinic: TestDesk, other_desk: TestDesk) -> None:
    row, _ = await clinic.saved(
        a_patient(), a_user(id=UserId(RecordId(clinic.user_id)), role="admin")
    )
    await clinic.push_one(clinic.update(row, phone="+12125550177"))
    clash = await other_desk.push_one(other_desk.update(row, phone="+12125550188"))
    conflict = await clinic.row(clash.conflict_id)
    first = await clinic.push_one(clinic.decision(conflict, "mine"))
    second = await other_desk.push_one(other_desk.decision(conflict, "theirs"))
    assert first.status == "applied"
    assert (second.status, second.code) == ("rejected", "already_resolved")
    assert second.row is not None
    assert (await clinic.body(conflict.id))["resolution"] == "mine"


async def test_value_that_both_sides_reach_closes_the_conflict(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    (row,) = await clinic.saved(a_patient())
    await clinic.push_one(clinic.update(row, phone="+12125550177"))
    clash = await other_desk.push_one(other_desk.update(row, phone="+12125550188"))
    now = await clinic.row(row.id)
    await clinic.push_one(clinic.update(now, phone="+12125550188"))
    assert (await clinic.body(clash.conflict_id))["status"] == "auto_obsolete"


async def test_history_names_who_acted_and_the_device_of_the_token(
    clinic: TestDesk, databases: object
) -> None:
    import asyncpg

    patient, colleague = a_patient(), new_id()
    await clinic.saved(a_user(id=UserId(RecordId(colleague)), username="colleague"))
    await clinic.push_one(clinic.create(patient, actor_id=colleague))
    connection = await asyncpg.connect(databases.superuser)  # type: ignore[attr-defined]
    try:
        line = await connection.fetchrow(
            "SELECT actor_id, device_id FROM row_history WHERE id = $1::uuid", patient.id
        )
    finally:
        await connection.close()
    assert (line["actor_id"].hex, line["device_id"].hex) == (colleague, clinic.device_id)


@pytest.mark.parametrize(
    "changes",
    [
        {"entity": "no\x00thing"},
        {"entity": "nothing"},
        {"base_version": 1 << 70},
        {"base_version": -(1 << 70)},
        {"client_time": "yesterday"},
        {"hlc": "\x00"},
        {"tx_id": "\x00"},
        {"kind": "action", "action": "resolve"},
        {"kind": "action", "action": "transition"},
        {"kind": "action", "action": "transition", "patch": {"status": FieldChange(None, [1])}},
        {"kind": "action", "action": "dance"},
        {"kind": "delete", "client_time": "\x00"},
        {"patch": {"": FieldChange(None, "\x00")}},
        {"patch": {"given_names": FieldChange({"a": [1]}, 1e308)}},
        {"patch": {"updated_at": FieldChange(None, 7)}},
        {"id": "nothing"},
        {"op_id": "nothing"},
        {"actor_id": "nothing"},
        {"depends_on": ["\x00"]},
    ],
    ids=str,
)
async def test_senseless_operation_is_answered_alone(
    clinic: TestDesk, changes: dict[str, object]
) -> None:
    """Whatever it holds, the operation beside it is applied."""
    (row,) = await clinic.saved(a_room())
    beside = a_patient()
    senseless = replace(clinic.update(row, name="Room 2"), **changes)  # type: ignore[arg-type]
    results = await clinic.push(senseless, clinic.create(beside))
    assert results[1].status == "applied"
    assert results[0].op_id == senseless.op_id


async def test_one_identifier_given_to_two_operations_of_a_batch_gets_one_answer(
    clinic: TestDesk,
) -> None:
    """Well-formed and malformed, in either order: the first counts, and nothing breaks."""
    for is_sound_first in (True, False):
        sound = clinic.create(a_patient())
        broken = replace(sound, client_time="yesterday")
        pair = (sound, broken) if is_sound_first else (broken, sound)
        expected = "applied" if is_sound_first else "rejected"
        assert [one.status for one in await clinic.push(*pair)] == [expected] * 2
