"""What a push may not do: overtake itself, forge a decision, overwrite unseen, stop the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from app.domain.ids import new_id
from app.domain.operations import FieldChange, Operation, OperationResult, RowState
from app.server import change_log
from tests.factories import a_patient, a_practitioner, an_appointment
from tests.server.test_joining import superuser
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("F5")
NEW_PHONE = "+12125550177"


def edit_of(desk: TestDesk, create: Operation) -> Operation:
    patch = {"phone": FieldChange("+12125550100", NEW_PHONE)}
    return desk.operation(entity=create.entity, id=create.id, patch=patch)


def answered(results: list[OperationResult]) -> list[str]:
    return [result.status for result in results]


async def test_edit_waits_for_a_create_that_waits(clinic: TestDesk) -> None:
    create = clinic.create(a_patient(), depends_on=[new_id()])
    results = await clinic.push(create, edit_of(clinic, create))
    assert answered(results) == ["blocked", "blocked"]
    assert results[1].code == "row_order"


async def test_edit_waits_for_a_create_the_database_was_too_busy_for(
    clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = clinic.create(a_patient())
    edit = edit_of(clinic, create)
    decide = change_log.decide

    class LockTimeout(Exception):
        sqlstate = "55P03"

    def busy(ledger: Any, operation: Operation) -> OperationResult:
        if operation.op_id == create.op_id:
            raise DBAPIError("", {}, LockTimeout())
        return decide(ledger, operation)

    monkeypatch.setattr(change_log, "decide", busy)
    assert answered(await clinic.push(create, edit)) == ["retry", "blocked"]
    monkeypatch.undo()
    assert answered(await clinic.push(create, edit)) == ["applied", "applied"]
    assert (await clinic.body(create.id))["phone"] == NEW_PHONE


async def test_full_disk_of_the_server_refuses_nothing_for_good(
    clinic: TestDesk, server: RunningServer
) -> None:
    create = clinic.create(a_patient())
    async with superuser(server) as connection:
        await connection.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$"
        )
        await connection.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON row_history EXECUTE FUNCTION full_disk()"
        )
        try:
            assert answered(await clinic.push(create)) == ["retry"]
        finally:
            await connection.execute("DROP FUNCTION full_disk CASCADE")
    assert answered(await clinic.push(create)) == ["applied"]


async def test_operation_nobody_foresaw_does_not_stop_the_one_beside_it(
    clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = clinic.create(a_patient()), clinic.create(a_patient())
    decide = change_log.decide

    def trips(ledger: Any, operation: Operation) -> OperationResult:
        if operation.op_id == bad.op_id:
            raise TypeError("unforeseen")
        return decide(ledger, operation)

    monkeypatch.setattr(change_log, "decide", trips)
    first, second = await clinic.push(bad, good)
    assert (first.status, first.code, second.status) == ("retry", "internal", "applied")
    monkeypatch.undo()
    assert (await clinic.push_one(bad)).status == "applied"


@pytest.mark.parametrize("status", [["booked"], {"booked": 1}, 5, None])
@pytest.mark.parametrize("how", ["create", "update", "transition"])
async def test_badly_typed_visit_is_refused_alone(
    clinic: TestDesk, status: object, how: str
) -> None:
    patient, practitioner = a_patient(), a_practitioner()
    visit = an_appointment(patient, practitioner_id=practitioner.id)
    *_, row = await clinic.saved(patient, practitioner, visit)
    if how == "create":
        other = an_appointment(patient, practitioner_id=practitioner.id)
        bad = clinic.create(other, body={"status": status})
    elif how == "update":
        bad = clinic.update(row, status=status)
    else:
        bad = clinic.update(row, kind="action", action="transition", status=status)
    first, second = await clinic.push(bad, clinic.create(a_patient()))
    assert (first.status, second.status) == ("rejected", "applied")


async def test_malformed_operation_settles_what_depends_on_it(clinic: TestDesk) -> None:
    parent = replace(clinic.create(a_patient()), client_time="yesterday")
    child = clinic.create(a_patient(), depends_on=[parent.op_id])
    first, second = await clinic.push(parent, child)
    assert (first.code, second.status, second.code) == ("malformed", "rejected", "dependency")
    late = clinic.create(a_patient(), depends_on=[parent.op_id])
    assert (await clinic.push_one(late)).code == "dependency"


async def test_restored_record_keeps_edits_its_restorer_never_saw(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    (row,) = await clinic.saved(a_patient())
    stale = dict(row.body or {})
    await clinic.push_one(clinic.update(row, phone=NEW_PHONE))
    await clinic.push_one(clinic.delete(await clinic.row(row.id)))
    grave = await other_desk.row(row.id)
    restore = other_desk.operation(
        entity="patient", id=row.id, kind="restore", base_version=grave.version, full=stale
    )
    result = await other_desk.push_one(restore)
    assert result.status == "merged"
    assert (await clinic.body(row.id))["phone"] == NEW_PHONE


async def a_visit(desk: TestDesk) -> RowState:
    patient = a_patient()
    _, visit = await desk.saved(patient, an_appointment(patient))
    return visit


def moved(desk: TestDesk, visit: RowState, status: str, **changes: Any) -> Operation:
    return desk.update(visit, kind="action", action="transition", status=status, **changes)


async def test_visit_cancelled_twice_for_different_reasons_is_for_a_person(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    visit = await a_visit(clinic)
    await clinic.push_one(moved(clinic, visit, "cancelled", cancel_reason="ill"))
    second = await other_desk.push_one(
        moved(other_desk, visit, "cancelled", cancel_reason="moved away")
    )
    assert (second.status, second.code) == ("conflict", "state")
    assert (await clinic.body(second.conflict_id))["theirs"]["cancel_reason"] == "moved away"


async def test_visit_cancelled_twice_without_a_second_reason_is_cancelled(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    visit = await a_visit(clinic)
    await clinic.push_one(moved(clinic, visit, "cancelled", cancel_reason="ill"))
    second = await other_desk.push_one(moved(other_desk, visit, "cancelled"))
    assert second.status == "merged"
    assert (await clinic.body(visit.id))["cancel_reason"] == "ill"


async def test_status_change_may_not_carry_other_fields(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    visit = await a_visit(clinic)
    await clinic.push_one(clinic.update(visit, note="Follow-up"))
    result = await other_desk.push_one(moved(other_desk, visit, "arrived", note="Check"))
    assert (result.status, result.field) == ("rejected", "note")
    assert (await clinic.body(visit.id))["note"] == "Follow-up"


async def a_conflict(clinic: TestDesk, other_desk: TestDesk) -> RowState:
    (row,) = await clinic.saved(a_patient())
    await clinic.push_one(clinic.update(row, phone=NEW_PHONE))
    clash = await other_desk.push_one(other_desk.update(row, phone="+12125550188"))
    return await clinic.row(clash.conflict_id)


async def test_conflict_is_neither_rewritten_nor_deleted_nor_made_by_a_desk(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    conflict = await a_conflict(clinic, other_desk)
    made = clinic.operation(
        entity="sync_conflict", id=new_id(), kind="create", full=dict(conflict.body or {})
    )
    results = await clinic.push(
        clinic.update(conflict, theirs={"phone": "+12125550199"}), clinic.delete(conflict), made
    )
    assert {result.code for result in results} == {"not_allowed"}
    assert (await clinic.row(conflict.id)).version == conflict.version


@pytest.mark.parametrize(
    "forged",
    [{"theirs": {}}, {"status": "auto_obsolete"}, {"resolved_by": new_id()}],
    ids=["values", "status", "somebody else"],
)
async def test_decision_changes_nothing_but_who_decided_what(
    clinic: TestDesk, other_desk: TestDesk, forged: dict[str, Any]
) -> None:
    conflict = await a_conflict(clinic, other_desk)
    result = await clinic.push_one(clinic.decision(conflict, "mine", **forged))
    assert (result.status, result.field) == ("rejected", next(iter(forged)))


async def test_whole_record_beside_an_edit_is_refused(clinic: TestDesk) -> None:
    visit = await a_visit(clinic)
    edit = replace(clinic.update(visit, patient_id=new_id()), full={})
    assert (await clinic.push_one(edit)).code == "malformed"


async def test_what_the_server_changed_itself_counts_as_changed_elsewhere(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    """A released double booking moved on without a desk: the desk must be told of it."""
    practitioner = a_practitioner()
    patient, other = a_patient(), a_patient()
    first = an_appointment(patient, practitioner_id=practitioner.id)
    second = an_appointment(other, practitioner_id=practitioner.id)
    await clinic.saved(practitioner, patient, other, first)
    booked = await clinic.push_one(clinic.create(second))
    assert booked.row is not None
    await other_desk.push_one(moved(other_desk, await other_desk.row(first.id), "cancelled"))
    result = await clinic.push_one(clinic.update(booked.row, reason="Follow-up"))
    assert result.status == "merged"
    assert (await clinic.body(second.id))["needs_resolution"] is False
