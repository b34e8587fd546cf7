"""Enrolling a patient with the first health record: both or neither."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.availability import Location
from app.domain.context import ExecutionContext
from app.domain.errors import (
    ClinicError,
    InvalidRecord,
    InvalidValue,
    PermissionDenied,
    RecordNotFound,
)
from app.domain.history import HealthRecord
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Patient
from app.services.enrolment import Enrolment, FirstRecord, enrol
from app.services.patients import ChartEdit
from app.storage.store import LocalStore
from tests.factories import a_clinician, a_patient, a_practitioner, a_record, an_allergy
from tests.storage.conftest import CONTEXT

DOCTOR = a_practitioner()
CLINICIAN = a_clinician(practitioner_id=DOCTOR.id)
NORTH = a_record(Location, name="North")


@pytest.fixture(autouse=True)
def places(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(DOCTOR)
        uow.add(NORTH)


def enrolled(
    store: LocalStore,
    context: ExecutionContext = CLINICIAN,
    *,
    title: str = "First visit",
    **more: Any,
) -> Enrolment:
    changes = {
        "family_name": "Okafor",
        "given_names": "Amara",
        "practitioner_id": DOCTOR.id,
        **more.pop("changes", {}),
    }
    edit = ChartEdit(
        patient_id=more.pop("patient_id", None),
        based_on=None,
        changes=changes,
        children=more.pop("children", ()),
    )
    first = FirstRecord(title=title, **more)
    return enrol(store.transaction, context, edit=edit, first=first)


def counts(store: LocalStore) -> tuple[int, int, int]:
    rows = store.statistics().rows
    return rows["patient"], rows["health_record"], rows["outbox"]


@pytest.mark.row("B3")
def test_patient_and_record_are_written_together(store: LocalStore) -> None:
    made = enrolled(store, text=" Cough for two weeks. ", location_id=NORTH.id)
    with store.reader() as reader:
        assert reader.records(Patient).get(made.patient.id) == made.patient
        record = reader.records(HealthRecord).get(made.record.id)
        operations = [one.operation for one in reader.pending()][-2:]
    assert record == made.record
    assert (record.patient_id, record.text) == (made.patient.id, "Cough for two weeks.")
    assert (record.practitioner_id, record.recorded_by) == (DOCTOR.id, CLINICIAN.user_id)
    assert operations[0].tx_id == operations[1].tx_id
    assert operations[0].op_id in operations[1].depends_on


REFUSED: dict[str, tuple[type[ClinicError], dict[str, Any]]] = {
    "who may not write notes": (PermissionDenied, {"context": CONTEXT}),
    "a record without a title": (InvalidRecord, {"title": " "}),
    "a location that is not there": (RecordNotFound, {"location_id": RecordId(new_id())}),
    "a bad field of the patient": (InvalidRecord, {"changes": {"email": "nobody"}}),
    "somebody who is enrolled": (InvalidValue, {"patient_id": PatientId(a_patient().id)}),
}


@pytest.mark.row("B3")
@pytest.mark.parametrize(("error", "wanted"), REFUSED.values(), ids=REFUSED)
def test_neither_is_written(
    error: type[ClinicError], wanted: dict[str, Any], store: LocalStore
) -> None:
    before = counts(store)
    with pytest.raises(error):
        enrolled(store, **wanted)
    assert counts(store) == before


def test_rest_of_the_form_is_written_too(store: LocalStore) -> None:
    enrolled(store, children=(an_allergy(a_patient()),))
    assert store.statistics().rows["allergy"] == 1
