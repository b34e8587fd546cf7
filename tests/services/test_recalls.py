"""Recalls: whoever is due is listed until somebody books them, reaches them or gives them up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.appointment import Appointment
from app.domain.errors import InvalidTransition, InvalidValue, PermissionDenied, StaleVersion
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.staff import Role
from app.domain.waiting import Recall
from app.services import appointments, recalls
from app.services.appointments import NewVisit, Slot
from app.services.recalls import RecallScope, RecallWish
from app.storage.store import LocalStore
from tests.factories import NOON, TODAY, ZONE, a_child, a_context, a_patient

pytestmark = pytest.mark.row("F7")
ADA = a_patient(family_name="Weiß", mrn="M-1", phone="+12125550101")
EVA = a_patient(family_name="Moss", mrn="M-2")


@pytest.fixture
def desk(store: LocalStore) -> LocalStore:
    with store.unit_of_work(a_context()) as uow:
        uow.add(ADA)
        uow.add(EVA)
    return store


def due(store: LocalStore, patient: Patient, days: int, **changes: object) -> Recall:
    made = a_child(Recall, patient, due_on=TODAY + timedelta(days=days), **changes)
    with store.unit_of_work(a_context()) as uow:
        return uow.add(made)


def listed(store: LocalStore, scope: RecallScope) -> list[RecordId]:
    with store.reader() as reader:
        return [one.recall.id for one in recalls.listed(reader, scope=scope, today=TODAY)]


def stored(store: LocalStore, recall: Recall) -> Recall:
    with store.reader() as reader:
        found = reader.records(Recall).get(recall.id)
    assert found is not None
    return found


def booked(store: LocalStore, recall: Recall, patient: Patient) -> Appointment:
    slot = Slot(starts_at=NOON + timedelta(days=2), length_min=30)
    visit = NewVisit(patient_id=PatientId(patient.id), slot=slot, recall_id=recall.id)
    return appointments.book(store.unit_of_work, a_context(), visit=visit, zone=ZONE)


def test_each_list_holds_its_recalls_and_the_first_due_comes_first(desk: LocalStore) -> None:
    late, soon = due(desk, ADA, 20), due(desk, EVA, -3)
    far = due(desk, ADA, 200)
    gone = due(desk, EVA, -9, status="declined")
    assert listed(desk, RecallScope.SOON) == [soon.id, late.id]
    assert listed(desk, RecallScope.OVERDUE) == [soon.id]
    assert listed(desk, RecallScope.OPEN) == [soon.id, late.id, far.id]
    assert listed(desk, RecallScope.CLOSED) == [gone.id]
    assert listed(desk, RecallScope.BOOKED) == []


def test_booking_from_a_recall_answers_it(desk: LocalStore) -> None:
    recall = due(desk, ADA, 1)
    visit = booked(desk, recall, ADA)
    now = stored(desk, recall)
    assert (now.status, now.appointment_id) == ("booked", visit.id)
    assert listed(desk, RecallScope.OPEN) == []
    assert listed(desk, RecallScope.BOOKED) == [recall.id]


def test_somebody_else_booked_leaves_the_recall_open(desk: LocalStore) -> None:
    recall = due(desk, ADA, 1)
    booked(desk, recall, EVA)
    assert stored(desk, recall).status == "due"


def test_recall_whose_visit_was_called_off_is_to_be_called_again(desk: LocalStore) -> None:
    recall = due(desk, ADA, 1)
    visit = booked(desk, recall, ADA)
    with desk.unit_of_work(a_context()) as uow:
        uow.save(replace(visit, status="cancelled"), action="transition")
    assert listed(desk, RecallScope.SOON) == [recall.id]
    again = recalls.set_status(
        desk.unit_of_work, a_context(), recall_id=recall.id, status="due", was="booked"
    )
    assert booked(desk, again, ADA).id == stored(desk, recall).appointment_id


def test_call_is_written_down_with_its_moment_and_what_came_of_it(desk: LocalStore) -> None:
    recall = due(desk, ADA, 1)
    for outcome in ("no answer", " left message "):
        recalls.note_contact(desk.unit_of_work, a_context(), recall_id=recall.id, outcome=outcome)
    now = stored(desk, recall)
    assert (now.status, now.last_outcome) == ("contacted", "left message")
    assert now.last_contact_at is not None
    assert listed(desk, RecallScope.SOON) == [recall.id]


def test_closed_recall_is_not_called(desk: LocalStore) -> None:
    recall = due(desk, ADA, 1, status="done")
    with pytest.raises(InvalidTransition):
        recalls.note_contact(desk.unit_of_work, a_context(), recall_id=recall.id, outcome="x")


def test_change_over_another_desk_s_change_is_refused(desk: LocalStore) -> None:
    recall = due(desk, ADA, 1)
    wish = RecallWish(patient_id=PatientId(ADA.id), due_on=TODAY + timedelta(days=5), reason="x")
    change = recalls.change
    made = change(desk.unit_of_work, a_context(), recall_id=recall.id, wish=wish, based_on=recall)
    assert (made.due_on, made.reason) == (wish.due_on, "x")
    other = replace(wish, reason="y")
    with pytest.raises(StaleVersion):
        change(desk.unit_of_work, a_context(), recall_id=recall.id, wish=other, based_on=recall)
    stranger = replace(wish, patient_id=PatientId(EVA.id))
    with pytest.raises(InvalidValue):
        change(desk.unit_of_work, a_context(), recall_id=recall.id, wish=stranger, based_on=made)
    with pytest.raises(StaleVersion):
        recalls.set_status(
            desk.unit_of_work, a_context(), recall_id=recall.id, status="done", was="contacted"
        )


def test_billing_reads_the_list_and_writes_nothing(desk: LocalStore) -> None:
    wish = RecallWish(patient_id=PatientId(ADA.id), due_on=TODAY)
    with pytest.raises(PermissionDenied):
        recalls.add(desk.unit_of_work, a_context(role=Role.BILLING), wish=wish)


def test_patient_s_own_recalls_are_told_without_closed_ones(desk: LocalStore) -> None:
    near, far = due(desk, ADA, 1), due(desk, ADA, 90)
    due(desk, ADA, 5, status="done")
    due(desk, EVA, 2)
    with desk.reader() as reader:
        lines = recalls.of_patient(reader, PatientId(ADA.id))
    assert [one.recall.id for one in lines] == [near.id, far.id]
    assert lines[0].phone == ADA.phone
