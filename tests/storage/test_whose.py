"""A record is of a patient who is there, and names what is there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.billing import Payment
from app.domain.changes import Origin
from app.domain.clinical import Allergy, Condition
from app.domain.declare import Record
from app.domain.errors import DuplicateRecord, InvalidValue, PatientDeleted, PermissionDenied
from app.domain.ids import RecordId, new_id
from app.domain.message import Message, MessageThread
from app.domain.operations import OperationResult, OperationState, RowState
from app.domain.patient import Patient
from app.domain.staff import Practitioner, Role, Room
from app.domain.treatment import CarePlan, Document
from app.domain.waiting import Task
from app.storage.query_manager import WatchedSession
from app.storage.store import LocalStore
from tests.factories import (
    a_child,
    a_clinician,
    a_context,
    a_patient,
    a_practitioner,
    a_room,
    a_user,
    an_allergy,
    an_appointment,
    who_deletes,
)

pytestmark = pytest.mark.row("A5")


def test_a_record_of_nobody_is_refused(store: LocalStore) -> None:
    allergy = an_allergy(a_patient())
    with pytest.raises(InvalidValue) as refused, store.unit_of_work(a_context()) as uow:
        uow.add(allergy)
    assert refused.value.field == "patient_id"
    with store.reader() as reader:
        assert reader.records(Allergy).get(allergy.id) is None


def test_a_record_of_a_deleted_patient_is_refused_and_an_older_one_stays(
    store: LocalStore,
) -> None:
    patient = a_patient()
    allergy = an_allergy(patient)
    with store.unit_of_work(a_context()) as uow:
        uow.add(patient)
        kept = uow.add(allergy)
    with store.unit_of_work(who_deletes(Patient)) as uow:
        uow.delete(Patient, patient.id)
    with pytest.raises(InvalidValue, match="patient_id"), store.unit_of_work(a_context()) as uow:
        uow.add(an_allergy(patient))
    with store.reader() as reader:
        assert reader.records(Allergy).get(allergy.id) == kept


def test_a_patient_made_in_the_same_unit_of_work_is_there(store: LocalStore) -> None:
    patient = a_patient()
    with store.unit_of_work(a_context()) as uow:
        uow.add(patient)
        uow.add(an_allergy(patient))


@pytest.mark.parametrize("origin", [Origin.IMPORT, Origin.REMOTE])
def test_what_comes_in_a_batch_may_come_before_its_patient(
    store: LocalStore, origin: Origin
) -> None:
    patient, admin = a_patient(), a_context(role=Role.ADMIN)
    with store.unit_of_work(admin, origin=origin) as uow:
        uow.add(an_allergy(patient))
        uow.add(patient)


def test_who_may_not_write_is_not_told_who_is_there(store: LocalStore) -> None:
    with pytest.raises(PermissionDenied), store.unit_of_work(a_context()) as uow:
        uow.add(a_child(Condition, a_patient()))


GONE, HERE = a_practitioner(), a_practitioner(family_name="Ng")
AMARA = a_patient(practitioner_id=HERE.id)
VISIT = an_appointment(AMARA, practitioner_id=HERE.id)


@pytest.fixture
def clinic(store: LocalStore) -> LocalStore:
    """A practitioner who works here, one who does not any more, and a visit."""
    with store.unit_of_work(a_context()) as uow:
        for record in (GONE, HERE, AMARA, VISIT):
            uow.add(record)
        uow.delete(Practitioner, GONE.id)
    return store


def refused_field(store: LocalStore, record: Record, **changes: RecordId) -> str:
    """The field for which a new record, or a change of a kept one, is refused."""
    wanted = record
    if changes:
        with store.reader() as reader:
            kept = reader.records(type(record)).get(record.id)
        assert kept is not None
        wanted = replace(kept, **changes)
    with pytest.raises(InvalidValue) as refused, store.unit_of_work(a_context()) as uow:
        (uow.save if changes else uow.add)(wanted)
    return refused.value.field


@pytest.mark.parametrize("practitioner_id", [GONE.id, new_id()], ids=["deleted", "never was"])
def test_record_names_nothing_that_is_not_there(
    clinic: LocalStore, practitioner_id: RecordId
) -> None:
    named = {"practitioner_id": practitioner_id}
    assert refused_field(clinic, an_appointment(AMARA, **named)) == "practitioner_id"
    assert refused_field(clinic, VISIT, **named) == "practitioner_id"
    with clinic.reader() as reader:
        assert reader.records(Appointment).size() == 1


def test_what_was_named_before_holds_up_no_other_change(clinic: LocalStore) -> None:
    with clinic.unit_of_work(a_context(role=Role.ADMIN, user_id=new_id())) as uow:
        uow.delete(Practitioner, HERE.id)
    with clinic.unit_of_work(a_context()) as uow:
        kept = uow.records(Appointment).get(VISIT.id)
        assert kept is not None
        uow.save(replace(kept, reason="Control"))


def test_edit_of_plain_fields_asks_for_nothing_it_names(
    clinic: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = WatchedSession.one

    def one(self: WatchedSession, statement: str, *values: object) -> object:
        asked.append(statement)
        return real(self, statement, *values)  # type: ignore[arg-type]

    with clinic.unit_of_work(a_context()) as uow:
        kept = uow.records(Appointment).get(VISIT.id)
        assert kept is not None
        with monkeypatch.context() as patched:
            patched.setattr(WatchedSession, "one", one)
            moved = uow.save(replace(kept, reason="Control"))
            assert [one for one in asked if "practitioner" in one or "patient" in one] == []
            uow.save(replace(moved, practitioner_id=None))
            assert [one for one in asked if 'FROM "practitioner"' in one] == []
            room = uow.add(a_room())
            uow.save(replace(moved, practitioner_id=None, room_id=room.id))
            assert [one for one in asked if 'FROM "room"' in one] != []


def test_record_made_in_the_same_unit_of_work_is_named(clinic: LocalStore) -> None:
    room = a_room()
    with clinic.unit_of_work(a_context()) as uow:
        uow.add(room)
        uow.add(an_appointment(AMARA, room_id=room.id))
        uow.delete(Room, room.id)
        with pytest.raises(InvalidValue, match="room_id"):
            uow.add(an_appointment(AMARA, room_id=room.id))


def test_who_works_here_may_be_known_to_the_server_alone(clinic: LocalStore) -> None:
    left = a_user(id=new_id(), username="tom")
    with clinic.unit_of_work(a_context(role=Role.ADMIN, user_id=new_id())) as uow:
        uow.add(left)
        uow.delete(type(left), left.id)
    with clinic.unit_of_work(a_context()) as uow:
        uow.add(a_child(Task, AMARA, assignee_id=new_id()))
    assert refused_field(clinic, a_child(Task, AMARA, assignee_id=left.id)) == "assignee_id"


PAPER, OLD_PAPER = a_child(Document, AMARA), a_child(Document, AMARA)
OTHER = a_patient(mrn="W-2")
FOREIGN_PAPER = a_child(Document, OTHER)
THREAD = a_child(MessageThread, AMARA)


def a_message(**fields: Any) -> Message:
    return a_child(Message, AMARA, thread_id=THREAD.id, read_by=(), **fields)


@pytest.fixture
def papers(clinic: LocalStore) -> LocalStore:
    """A conversation, a document that is here, one that was deleted, and another patient's."""
    with clinic.unit_of_work(a_context()) as uow:
        for record in (OTHER, THREAD, PAPER, OLD_PAPER, FOREIGN_PAPER):
            uow.add(record)
    with clinic.unit_of_work(who_deletes(Document)) as uow:
        uow.delete(Document, OLD_PAPER.id)
    return clinic


@pytest.mark.parametrize(
    ("document_id", "reason"),
    [
        (OLD_PAPER.id, "deleted"),
        (FOREIGN_PAPER.id, "another patient's"),
        ("not an identifier", "not an identifier"),
    ],
)
def test_each_record_of_a_list_is_asked_like_a_single_one(
    papers: LocalStore, document_id: RecordId, reason: str
) -> None:
    message = a_message(document_ids=(PAPER.id, document_id))
    with pytest.raises(InvalidValue, match=reason) as refused:  # noqa: SIM117
        with papers.unit_of_work(a_context()) as uow:
            uow.add(message)
    assert refused.value.field == "document_ids"
    with papers.unit_of_work(a_context()) as uow:
        uow.add(replace(message, document_ids=(PAPER.id,)))


def test_reader_of_a_message_may_be_known_to_the_server_alone(papers: LocalStore) -> None:
    message = a_message(document_ids=(PAPER.id,))
    with papers.unit_of_work(a_context()) as uow:
        uow.add(message)
    with papers.unit_of_work(who_deletes(Document)) as uow:
        uow.delete(Document, PAPER.id)
    with papers.unit_of_work(a_context()) as uow:
        kept = uow.records(Message).get(message.id)
        assert kept is not None
        uow.save(replace(kept, read_by=(new_id(),)))


def test_what_a_list_named_before_holds_up_no_further_member(clinic: LocalStore) -> None:
    gout, asthma = (a_child(Condition, AMARA) for _ in range(2))
    plan = a_child(CarePlan, AMARA, condition_ids=(gout.id,))
    clinician = a_clinician(AMARA.id, practitioner_id=HERE.id)
    with clinic.unit_of_work(clinician) as uow:
        for record in (gout, asthma, plan):
            uow.add(record)
        uow.delete(Condition, gout.id)
    with clinic.unit_of_work(clinician) as uow:
        kept = uow.records(CarePlan).get(plan.id)
        assert kept is not None
        kept = uow.save(replace(kept, condition_ids=(gout.id, asthma.id)))
        kept = uow.save(replace(kept, condition_ids=(asthma.id,)))
        with pytest.raises(InvalidValue, match="condition_ids"):
            uow.save(replace(kept, condition_ids=(asthma.id, gout.id)))


def test_message_waits_for_the_documents_that_it_names(papers: LocalStore) -> None:
    paper = a_child(Document, AMARA)
    message = a_message(document_ids=(PAPER.id, paper.id))
    with papers.unit_of_work(a_context()) as uow:
        uow.add_many((paper,))
        uow.add(message)
    with papers.reader() as reader:
        made = {one.operation.id: one.operation for one in reader.pending()}
    waits_for = made[message.id].depends_on
    assert {made[THREAD.id].op_id, made[PAPER.id].op_id, made[paper.id].op_id} <= set(waits_for)


def test_record_of_a_deleted_patient_comes_back_after_the_patient(store: LocalStore) -> None:
    patient = a_patient()
    allergy = an_allergy(patient)
    with store.unit_of_work(a_context()) as uow:
        uow.add(patient)
        uow.add(allergy)
    clerk, admin = who_deletes(Allergy), who_deletes(Patient)
    with store.unit_of_work(clerk) as uow:
        uow.delete(Allergy, allergy.id)
    with store.unit_of_work(admin) as uow:
        uow.delete(Patient, patient.id)
    with pytest.raises(PatientDeleted, match="bring the patient back first"):  # noqa: SIM117
        with store.unit_of_work(clerk) as uow:
            uow.restore(Allergy, allergy.id)
    with store.reader() as reader:
        assert reader.records(Allergy).get(allergy.id) is None
    with store.unit_of_work(admin) as uow:
        uow.restore(Patient, patient.id)
    with store.unit_of_work(clerk) as uow:
        assert uow.restore(Allergy, allergy.id).text == allergy.text


def answered(store: LocalStore, record: Record, *, version: int = 0) -> None:
    """The server refused to make a record: here it is a tombstone, and its change a person's."""
    with store.unit_of_work(a_context(), origin=Origin.REMOTE) as uow:
        for pending in uow.outbox.of_row("payment", record.id):
            result = OperationResult(
                op_id=pending.operation.op_id, status="rejected", code="entry_other_account"
            )
            uow.outbox.settle(result, OperationState.QUARANTINED)
        uow.shadows.drop("payment", record.id)
        uow.apply_rows(
            [
                RowState(
                    entity="payment",
                    id=record.id,
                    version=version,
                    seq=0,
                    deleted=True,
                    changed=[],
                    body=None,
                )
            ]
        )


def test_what_the_server_refused_is_made_again(clinic: LocalStore) -> None:
    payment = a_child(Payment, AMARA, note="first")
    with clinic.unit_of_work(a_context()) as uow:
        uow.add(payment)
    answered(clinic, payment)
    with clinic.unit_of_work(a_context()) as uow:
        uow.add(replace(payment, note="second", extra={"newer": 1}))
    with clinic.reader() as reader:
        kept = reader.records(Payment).get(payment.id)
        assert kept is not None
        assert (kept.note, kept.extra) == ("second", {"newer": 1})
        queued = [one for one in reader.pending() if one.state is OperationState.QUEUED]
        assert [one.operation.full["note"] for one in queued[-1:] if one.operation.full] == [
            "second"
        ]
    assert clinic.verify_audit() is None
    assert clinic.verify_rows()


def test_what_was_deleted_otherwise_is_not_made_again(clinic: LocalStore) -> None:
    kept, unsent = a_child(Payment, AMARA), an_allergy(AMARA)
    with clinic.unit_of_work(a_context()) as uow:
        uow.add(kept)
        uow.add(unsent)
        uow.delete(Allergy, unsent.id)
    answered(clinic, kept, version=2)
    for record in (kept, unsent):
        with pytest.raises(DuplicateRecord), clinic.unit_of_work(a_context()) as uow:
            uow.add(record)


def test_made_again_it_takes_what_it_took_at_first(clinic: LocalStore) -> None:
    """A reversal is billing's, also where its tombstone has the same fields."""
    wrong = a_child(Payment, AMARA)
    billing = a_context(role=Role.BILLING, user_id=new_id())
    back = a_child(Payment, AMARA, amount_minor=-2500, reverses_id=wrong.id)
    with clinic.unit_of_work(billing) as uow:
        uow.add(wrong)
        uow.add(back)
    answered(clinic, back)
    with pytest.raises(PermissionDenied), clinic.unit_of_work(a_context()) as uow:
        uow.add(back)
    with clinic.unit_of_work(billing) as uow:
        uow.add(back)
