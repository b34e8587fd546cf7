"""Statuses go where they may, signed notes stay as they are, and messages say what they said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.errors import InvalidRecord, InvalidTransition, InvalidValue, PermissionDenied
from app.domain.history import HealthRecord
from app.domain.ids import RecordId, new_id
from app.domain.message import Message, MessageThread
from app.domain.patient import Patient
from app.domain.staff import Role, User
from app.domain.treatment import Prescription, PrescriptionStatus
from app.storage.store import LocalStore
from tests.factories import NOON, a_child, a_clinician, a_context, a_patient, a_user

pytestmark = pytest.mark.row("B1", "A5")


@pytest.fixture
def patient(store: LocalStore) -> Patient:
    made = a_patient()
    with store.unit_of_work(a_context()) as uow:
        uow.add(made)
    return made


@pytest.fixture
def note(store: LocalStore, patient: Patient) -> HealthRecord:
    """A signed one."""
    doctor = a_clinician(patient.id)
    with store.unit_of_work(doctor) as uow:
        return uow.add(
            a_child(
                HealthRecord,
                patient,
                status="final",
                signed_by=doctor.user_id,
                signed_at=NOON,
            )
        )


def save(store: LocalStore, record: Any, *, reason: str = "", **changes: object) -> Any:
    with store.unit_of_work(a_clinician(record.patient_id)) as uow:
        stored = uow.records(type(record)).get(record.id)
        assert stored is not None
        return uow.save(replace(stored, **changes), reason=reason)


@pytest.mark.parametrize("reason", ["", "decision", "import"])
@pytest.mark.parametrize(
    "changes",
    [
        {"text": "forged"},
        {"text": "forged", "status": "entered-in-error"},
        {"text": "forged", "status": "amended"},
        {"signed_at": None},
        {"diagnosis_codes": ("J45.909",)},
    ],
)
def test_signed_note_is_never_edited(
    store: LocalStore, note: HealthRecord, changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(InvalidRecord):
        save(store, note, reason=reason, **changes)


@pytest.mark.parametrize("status", ["preliminary", "amended"])
def test_signed_note_goes_back_to_no_other_status(
    store: LocalStore, note: HealthRecord, status: str
) -> None:
    with pytest.raises(InvalidTransition):
        save(store, note, status=status)


def test_signed_note_is_marked_as_wrong_and_stays_so(store: LocalStore, note: HealthRecord) -> None:
    wrong = save(store, note, status="entered-in-error")
    with pytest.raises(InvalidRecord):
        save(store, wrong, text="forged")
    with pytest.raises(InvalidTransition):
        save(store, wrong, status="final")


def test_signed_note_is_not_deleted(store: LocalStore, note: HealthRecord) -> None:
    with (
        pytest.raises(InvalidRecord),
        store.unit_of_work(a_clinician(note.patient_id)) as uow,
    ):
        uow.delete(HealthRecord, note.id)


def test_nobody_signs_for_somebody_else(store: LocalStore, patient: Patient) -> None:
    signed = a_child(HealthRecord, patient, status="final", signed_by=new_id(), signed_at=NOON)
    with (
        pytest.raises(PermissionDenied),
        store.unit_of_work(a_clinician(patient.id)) as uow,
    ):
        uow.add(signed)


@pytest.mark.parametrize(("was", "becomes"), [("completed", "active"), ("draft", "unheard-of")])
def test_status_goes_only_where_it_may(
    store: LocalStore, patient: Patient, was: str, becomes: str
) -> None:
    with store.unit_of_work(a_clinician(patient.id)) as uow:
        made = uow.add(a_child(Prescription, patient, status=was))
    with pytest.raises(InvalidTransition):
        save(store, made, status=becomes)


_NOT_A_DRAFT = sorted(set(PrescriptionStatus) - {PrescriptionStatus.DRAFT})


@pytest.mark.parametrize("status", _NOT_A_DRAFT)
@pytest.mark.parametrize("reason", ["", "decision", "import"])
def test_prescription_that_is_no_draft_keeps_its_dose_and_stays(
    store: LocalStore, patient: Patient, status: str, reason: str
) -> None:
    with store.unit_of_work(a_clinician(patient.id)) as uow:
        made = uow.add(a_child(Prescription, patient, dose="2 mg", status=status))
    forged: tuple[dict[str, object], ...] = (
        {"dose": "20 mg"},
        {"dose": "20 mg", "status": "entered-in-error"},
        {"prescriber_id": new_id()},
        {"stop_reason": "said later"},
    )
    for changes in forged:
        with pytest.raises(InvalidRecord):
            save(store, made, reason=reason, **changes)
    with pytest.raises(InvalidRecord), store.unit_of_work(a_clinician(patient.id)) as uow:
        uow.delete(Prescription, made.id)


def test_reason_is_said_with_the_end_of_a_prescription(store: LocalStore, patient: Patient) -> None:
    with store.unit_of_work(a_clinician(patient.id)) as uow:
        made = uow.add(a_child(Prescription, patient, dose="2 mg"))
    assert save(store, made, dose="4 mg", status="active").dose == "4 mg"
    held = save(store, made, status="on-hold", stop_reason="bleeds")
    assert save(store, held, status="active", stop_reason="").stop_reason == ""


def test_status_of_a_newer_version_goes_on(store: LocalStore, patient: Patient) -> None:
    with store.unit_of_work(a_clinician(patient.id)) as uow:
        made = uow.add(a_child(Prescription, patient, status="from-next-year"))
    assert save(store, made, status="active").status == "active"


def deleted(store: LocalStore, patient: Patient) -> Prescription:
    with store.unit_of_work(a_clinician(patient.id)) as uow:
        made = uow.add(a_child(Prescription, patient, status="draft"))
        uow.delete(Prescription, made.id)
    return made


@pytest.mark.parametrize(
    "values",
    [
        {"text": "\x00"},
        {"quantity": -1},
        {"status": "completed"},
        {"patient_id": RecordId("0" * 32)},
    ],
)
def test_what_comes_back_keeps_to_the_rules(
    store: LocalStore, patient: Patient, values: dict[str, object]
) -> None:
    gone = deleted(store, patient)
    with (
        pytest.raises((InvalidValue, InvalidTransition)),
        store.unit_of_work(a_clinician(patient.id)) as uow,
    ):
        uow.restore(Prescription, gone.id, values=values)


def test_message_says_what_it_said(store: LocalStore, patient: Patient) -> None:
    thread = a_child(MessageThread, patient)
    with store.unit_of_work(a_context()) as uow:
        uow.add(thread)
        made = uow.add(a_child(Message, patient, thread_id=thread.id))
    with pytest.raises(PermissionDenied), store.unit_of_work(a_context()) as uow:
        uow.save(replace(made, text="something else"))
    with store.unit_of_work(a_context()) as uow:
        assert uow.save(replace(made, read_by=(new_id(),))).read_by


def test_somebody_whose_record_was_deleted_writes_nothing(
    store: LocalStore, patient: Patient
) -> None:
    gone = a_user(id=new_id())
    admin = a_context(role=Role.ADMIN, user_id=new_id())
    with store.unit_of_work(admin) as uow:
        uow.add(gone)
        uow.delete(User, gone.id)
    with (
        pytest.raises(PermissionDenied),
        store.unit_of_work(a_context(user_id=gone.id)) as uow,
    ):
        uow.add(a_patient())
