"""What a record names must be there, alone or in a list; nothing new comes to a deleted patient."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.access import BreakGlass
from app.domain.billing import Payment
from app.domain.clinical import Condition
from app.domain.ids import PractitionerId, RecordId, UserId, new_id
from app.domain.message import Message, MessageThread
from app.domain.operations import RowState
from app.domain.patient import Coverage, Patient
from app.domain.treatment import CarePlan, Document
from app.protocol.codec import to_wire
from app.server.decide import decide
from app.server.ledger import Parent
from app.server.refill import held_back
from tests.factories import a_child, a_patient, a_user, an_allergy, an_appointment
from tests.server.people import allow_removal, colleague, record_of
from tests.server.test_authority import an_operation, ledger_of
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("A5")


async def deleted(desk: TestDesk, *rows: RowState) -> None:
    for row in rows:
        assert (await desk.push_one(desk.delete(row))).status == "applied"


def a_message(patient: Patient, **fields: Any) -> Message:
    return a_child(Message, patient, **{"read_by": (), **fields})


async def test_message_names_documents_that_are_there_and_its_patients(clinic: TestDesk) -> None:
    one, other = a_patient(mrn="A-1"), a_patient(mrn="A-2")
    thread = a_child(MessageThread, one)
    paper, foreign = a_child(Document, one), a_child(Document, other)
    await clinic.saved(one, other, thread, paper, foreign)
    for named in ((paper.id, new_id()), (foreign.id,), ("nothing at all",)):
        wanted = a_message(one, thread_id=thread.id, document_ids=named)
        result = await clinic.push_one(clinic.create(wanted))
        assert (result.status, result.field) == ("rejected", "document_ids"), named
    kept = a_message(one, thread_id=thread.id, document_ids=(paper.id,))
    await clinic.saved(kept)
    assert (await clinic.body(kept.id))["document_ids"] == [paper.id]


async def test_plan_keeps_what_it_named_and_takes_nothing_that_is_not_there(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient, other = a_patient(mrn="A-1"), a_patient(mrn="A-2")
    await clinic.saved(patient, other)
    gout, asthma = a_child(Condition, patient), a_child(Condition, patient)
    plan = a_child(CarePlan, patient, condition_ids=(gout.id,))
    async with colleague(server, clinic, role="clinician", username="doc") as doctor:
        first, _, row = await doctor.saved(gout, asthma, plan)
        await deleted(doctor, first)
        for named in (new_id(), a_child(Condition, other).id):
            result = await doctor.push_one(doctor.update(row, condition_ids=[gout.id, named]))
            assert (result.status, result.field) == ("rejected", "condition_ids")
        both = doctor.update(row, condition_ids=[gout.id, asthma.id])
        assert (await doctor.push_one(both)).status == "applied"


async def test_document_made_in_the_same_batch_is_there(clinic: TestDesk) -> None:
    patient = a_patient()
    thread, paper = a_child(MessageThread, patient), a_child(Document, patient)
    message = a_message(patient, thread_id=thread.id, document_ids=(paper.id,))
    results = await clinic.push(*map(clinic.create, (patient, thread, paper, message)))
    assert {one.status for one in results} == {"applied"}


async def test_message_is_read_by_nobody_but_who_says_so(clinic: TestDesk) -> None:
    patient = a_patient()
    thread = a_child(MessageThread, patient)
    message = a_message(patient, thread_id=thread.id, text="Please call")
    me = a_user(id=UserId(RecordId(clinic.user_id)), role="admin")
    *_, row = await clinic.saved(patient, me, thread, message)
    result = await clinic.push_one(clinic.update(row, read_by=[new_id()]))
    assert (result.status, result.code) == ("rejected", "permission")
    result = await clinic.push_one(clinic.update(row, read_by=[clinic.user_id]))
    assert result.status == "applied"


async def test_nothing_new_comes_to_a_patient_who_was_deleted_meanwhile(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk
) -> None:
    patient = a_patient()
    known, old = a_child(Coverage, patient), an_allergy(patient, text="Latex")
    row, kept, gone = await clinic.saved(patient, known, old)
    await allow_removal(server, clinic, patient)
    await deleted(clinic, gone, row)
    grave = await other_desk.row(old.id)
    new = (an_allergy(patient), an_appointment(patient), a_child(Payment, patient))
    restore = other_desk.operation(
        entity="allergy", id=old.id, kind="restore", base_version=grave.version, full=gone.body
    )
    for operation in (*map(other_desk.create, new), restore):
        result = await other_desk.push_one(operation)
        assert (result.status, result.code, result.field) == (
            *("rejected", "patient_deleted"),
            "patient_id",
        )
    assert (await other_desk.row(old.id)).deleted
    changed = await other_desk.push_one(other_desk.update(kept, payer="Cigna"))
    assert changed.status == "applied"


async def test_what_was_refused_for_it_comes_once_the_patient_is_back(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk
) -> None:
    patient = a_patient()
    (row,) = await clinic.saved(patient)
    await allow_removal(server, clinic, patient)
    await deleted(clinic, row)
    allergy = other_desk.create(an_allergy(patient))
    assert (await other_desk.push_one(allergy)).code == "patient_deleted"
    grave = await clinic.row(patient.id)
    back = clinic.operation(
        entity="patient", id=patient.id, kind="restore", base_version=grave.version, full=row.body
    )
    again = replace(other_desk.create(an_allergy(patient)), depends_on=[])
    assert (await clinic.push_one(back)).status == "merged"
    assert (await other_desk.push_one(again)).status == "applied"


async def test_patient_and_record_come_back_in_one_batch(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient()
    row, child = await clinic.saved(patient, an_allergy(patient))
    await allow_removal(server, clinic, patient)
    await deleted(clinic, child, row)
    versions = {one.id: (await clinic.row(one.id)).version for one in (row, child)}
    back = [
        clinic.operation(
            entity=one.entity,
            id=one.id,
            kind="restore",
            base_version=versions[one.id],
            full=one.body,
        )
        for one in (row, child)
    ]
    child_first = await clinic.push(back[1])
    assert [one.code for one in child_first] == ["patient_deleted"]
    again = replace(back[1], op_id=new_id())
    assert {one.status for one in await clinic.push(back[0], again)} <= {"applied", "merged"}
    assert (await clinic.body(child.id))["patient_id"] == patient.id


async def test_who_broke_the_glass_did_so_whatever_became_of_the_patient(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk
) -> None:
    patient = a_patient()
    (row,) = await clinic.saved(patient)
    await allow_removal(server, clinic, patient)
    await record_of(other_desk, clinic, role="admin")
    await deleted(clinic, row)
    broken = a_child(
        BreakGlass, patient, user_id=UserId(RecordId(other_desk.user_id)), role="admin"
    )
    result = await other_desk.push_one(other_desk.create(broken))
    assert (result.status, result.code) == ("applied", "")


def test_what_a_backup_does_not_know_is_waited_for_not_refused() -> None:
    patient = a_patient()
    ledger = ledger_of("admin", patient)
    ledger.rows["patient", patient.id] = ledger.rows["patient", patient.id]._replace(
        body=None, deleted=True
    )
    visit = an_operation(an_appointment(patient), "create")
    refused = decide(ledger, visit)
    assert refused.code == "patient_deleted"
    assert held_back(ledger, visit, refused).status == "blocked"


@pytest.mark.parametrize("is_there", [True, False])
def test_what_is_brought_back_names_what_is_there(is_there: bool) -> None:
    """A server put back to a backup may know a record's last words and not whom they name."""
    patient = a_patient()
    visit = an_appointment(patient, practitioner_id=PractitionerId(new_id()))
    ledger = ledger_of("front_desk", patient)
    key = ("appointment", visit.id)
    ledger.rows[key] = RowState(*key, 2, 2, deleted=True, changed=[], body=None)
    ledger.last_bodies[key] = to_wire(visit)
    named = [("practitioner", visit.practitioner_id)] if is_there else []
    ledger.parents = {(entity, str(one)): Parent(None) for entity, one in named}
    result = decide(ledger, an_operation(visit, "restore"))
    assert result.status == ("merged" if is_there else "rejected"), result
    assert result.field == ("" if is_there else "practitioner_id")
