"""What an import brings beyond patients and visits: written once, linked, and found again."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from app.domain.appointment import Appointment
from app.domain.availability import Organization
from app.domain.billing import Charge, Payer, Payment
from app.domain.claim import ClaimLine, InsuranceClaim, Remittance
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.declare import Record
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.history import Immunization, VitalSigns
from app.domain.ids import PatientId, new_id
from app.domain.message import Message, MessageThread
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.record_permissions import IMPORTED, LEDGER
from app.domain.staff import Practitioner
from app.domain.treatment import CarePlan, CarePlanActivity, CarePlanGoal, Document, Prescription
from app.services.figures import read_figures
from app.storage.store import LocalStore
from app.storage.unit_of_work import LocalUnitOfWork
from tests.factories import NOON, a_clinician, a_context
from tests.interop.conftest import bundle, condition, encounter, patient
from tests.interop.fhir_samples import (
    benefit,
    care_plan,
    claim,
    communication,
    goal,
    immunization,
    observation,
    pressure,
    thread,
)
from tests.services.test_imports import all_of, count, files, put, run, store, waiting

__all__ = ["files", "store"]
R = TypeVar("R", bound=Record)
KINDS: dict[str, type[Record]] = {
    "AllergyIntolerance": Allergy,
    "CarePlan": CarePlan,
    "Condition": Condition,
    "Encounter": Appointment,
    "MedicationRequest": MedicationStatement,
    "Patient": Patient,
    "Claim": InsuranceClaim,
    "DocumentReference": Document,
    "ExplanationOfBenefit": Remittance,
    "Goal": CarePlanGoal,
    "Immunization": Immunization,
}


@pytest.mark.parametrize("name", ["synthea-smart", "synthea-uscore", "bulk-kansas-10"])
def test_real_export_brings_every_record_once(
    name: str, store: LocalStore, clinic_data: Path
) -> None:
    expected = json.loads((clinic_data / "expected-dev.json").read_text())[name]
    wanted = expected["entries"]
    report = run(store, clinic_data / name)
    for kind, record_type in KINDS.items():
        counts = report.counts.get(kind)
        told = (counts.read, counts.written, counts.refused) if counts else (0, 0, 0)
        number = wanted.get(kind, 0)
        assert told == (number, number, 0), kind
        assert count(store, record_type) == number, kind
    for kind, record_type in {"Practitioner": Practitioner, "Organization": Organization}.items():
        once = expected["distinct_ids"].get(kind, wanted[kind])
        assert report.counts[kind].read == wanted[kind]
        assert report.counts[kind].written == once == count(store, record_type)
    observations = report.counts.get("Observation")
    assert (observations.read if observations else 0) == wanted.get("Observation", 0)
    claims, answers = all_rows(store, InsuranceClaim), all_rows(store, Remittance)
    assert cents(sum(row.total_minor for row in claims)) == expected["claim_total_cents_half_up"]
    assert cents(sum(row.paid_minor for row in answers)) == expected["eob_payment_cents"]
    if name == "synthea-smart":
        assert count(store, ClaimLine) == expected["misc"]["claim_items"]
        assert sum(plan.status == "active" for plan in all_rows(store, CarePlan)) == 42
    before = waiting(store)
    again = run(store, clinic_data / name)
    assert again.written == 0
    assert waiting(store) == before
    assert {kind: counts.read for kind, counts in again.counts.items()} == {
        kind: counts.read for kind, counts in report.counts.items()
    }


def all_rows(store: LocalStore, record_type: type[R]) -> list[R]:
    found: list[R] = []
    with store.reader() as reader:
        while True:
            query = Query(record_type, limit=500, offset=len(found))
            rows = reader.records(record_type).find(query).rows
            found += rows
            if len(rows) < 500:
                return found


def cents(minor: int) -> str:
    return f"{minor / 100:.2f}" if minor else "0"


def everything() -> dict[str, object]:
    return bundle(
        patient(),
        encounter(),
        condition(),
        immunization(),
        pressure(encounter={"reference": "Encounter/e1"}),
        observation(encounter={"reference": "Encounter/e1"}),
        care_plan(),
        goal(),
        claim(),
        benefit(),
        thread(),
        communication("m1", "Thank you", "2020-03-02T10:00:00Z"),
    )


def test_records_of_one_patient_refer_to_each_other(store: LocalStore, files: Path) -> None:
    put(files, everything())
    report = run(store, files)
    assert (report.refused, report.remarks) == ([], [])
    (plan,) = all_of(store, CarePlan)
    assert plan.condition_ids == tuple(row.id for row in all_of(store, Condition))
    assert [row.care_plan_id for row in all_of(store, CarePlanGoal)] == [plan.id]
    assert [row.care_plan_id for row in all_of(store, CarePlanActivity)] == [plan.id]
    (taken,) = all_of(store, VitalSigns)
    assert (taken.systolic_mmhg, taken.height_mm) == (120, 1700)
    (made,) = all_of(store, InsuranceClaim)
    (payer,) = all_of(store, Payer)
    assert (made.payer_id, made.appointment_id) == (payer.id, taken.appointment_id)
    assert [row.insurance_claim_id for row in all_of(store, Remittance)] == [made.id]
    (head,) = all_of(store, MessageThread)
    (message,) = all_of(store, Message)
    assert (message.thread_id, message.sent_at) == (head.id, head.last_message_at)
    assert run(store, files).written == 0


def test_counts_add_up_for_every_type_of_the_file(store: LocalStore, files: Path) -> None:
    put(files, everything())
    for one in run(store, files).as_json().values():
        parts = one["written"] + one["unchanged"] + one["refused"] + one["not_kept"]
        assert one["read"] == parts


def test_imported_plans_and_messages_are_found_in_the_chart(store: LocalStore, files: Path) -> None:
    put(files, everything())
    run(store, files)
    (who,) = all_of(store, Patient)
    with store.reader() as reader:
        figures = read_figures(
            reader, a_clinician(who.id), patient_id=PatientId(who.id), now=NOON, currency="USD"
        )
        hits = reader.records(CarePlan).count(Query(CarePlan, where=None))
    assert figures.visits == 1
    assert hits == 1


def test_money_of_another_system_is_no_entry_of_the_clinics_ledger(
    store: LocalStore, files: Path
) -> None:
    put(files, everything())
    run(store, files)
    assert (count(store, Charge), count(store, Payment)) == (0, 0)
    assert IMPORTED.isdisjoint({*LEDGER, "user", "workstation", "clinic", "cash_drawer"})
    assert IMPORTED.isdisjoint({"day_sheet", "health_record", "consent", "break_glass", "task"})


def test_answer_to_a_claim_that_is_not_here_is_refused_by_position(
    store: LocalStore, files: Path
) -> None:
    put(files, bundle(patient(), benefit(), communication("m", "Hello", "2020-03-01T10:00:00Z")))
    report = run(store, files)
    assert [(one.file_number, one.entry, one.kind, one.reason) for one in report.refused] == [
        (0, 2, "Message", "thread_id names a record that is not here"),
        (0, 1, "ExplanationOfBenefit", "insurance_claim_id names a record that is not here"),
    ]
    assert (count(store, Remittance), count(store, Message)) == (0, 0)


def test_answer_may_come_with_a_later_file(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient(), claim()))
    run(store, files)
    put(files, bundle(patient(), claim(), benefit()))
    assert run(store, files).refused == []
    (made,) = all_of(store, InsuranceClaim)
    assert (made.status, count(store, Remittance)) == ("partially_paid", 1)


def test_what_a_payer_said_is_never_changed(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient(), claim(), benefit(paid=10)))
    run(store, files)
    put(files, bundle(patient(), claim(), benefit(paid=20)))
    report = run(store, files)
    assert [row.paid_minor for row in all_of(store, Remittance)] == [1000]
    assert "remittance" in [kept.entity for kept in report.kept_edits]


def test_reference_that_leads_nowhere_is_left_out_and_told_by_position(
    store: LocalStore, files: Path
) -> None:
    put(
        files,
        bundle(patient(), care_plan(goal=[]), pressure(encounter={"reference": "Encounter/x"})),
    )
    report = run(store, files)
    assert sorted((one.entry, one.kind, one.reason.split(":")[0]) for one in report.remarks) == [
        (1, "CarePlan", "was taken without condition_ids"),
        (2, "VitalSigns", "was taken without appointment_id"),
    ]
    assert [plan.condition_ids for plan in all_of(store, CarePlan)] == [()]
    assert [row.appointment_id for row in all_of(store, VitalSigns)] == [None]


def test_payer_the_clinic_has_already_stays_one(store: LocalStore, files: Path) -> None:
    with store.unit_of_work(a_context(role="billing", user_id=new_id())) as uow:
        ours = uow.add(Payer(id=new_id(), created_at=NOON, updated_at=NOON, name="Humana"))
    put(files, bundle(patient(), claim()))
    run(store, files)
    assert [row.id for row in all_of(store, Payer)] == [ours.id]
    assert [row.payer_id for row in all_of(store, InsuranceClaim)] == [ours.id]


def test_deleted_vaccination_is_not_brought_back(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient(), immunization(status="not-done")))
    run(store, files)
    (row,) = all_of(store, Immunization)
    who = a_clinician(row.patient_id)
    with store.unit_of_work(who) as uow:
        uow.delete(Immunization, row.id)
    put(files, bundle(patient(), immunization()))
    assert run(store, files).written == 0
    assert count(store, Immunization) == 0


def test_status_that_no_course_leads_to_stays_and_is_told(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient(), immunization()))
    run(store, files)
    put(files, bundle(patient(), immunization(status="not-done", lotNumber="L-2")))
    report = run(store, files)
    (row,) = all_of(store, Immunization)
    assert (report.written, row.status, row.lot_number) == (1, "completed", "L-2")
    assert [kept.fields for kept in report.kept_edits] == [("status",)]
    assert run(store, files).kept_edits == []


def test_status_of_the_source_is_reached_step_by_step(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient(), encounter(status="planned")))
    run(store, files)
    put(files, bundle(patient(), encounter(status="finished", type=[{"text": "Follow-up"}])))
    assert run(store, files).written == 1
    (visit,) = all_of(store, Appointment)
    assert (visit.status, visit.reason) == ("completed", "Follow-up")
    with store.unit_of_work(a_context()) as uow:
        sent = [one.operation.patch for one in uow.outbox.of_row("appointment", visit.id)]
    steps = [(one["status"].old, one["status"].new) for one in sent if "status" in one]
    assert steps == [("booked", "arrived"), ("arrived", "completed")]


def test_steps_of_which_a_later_one_is_refused_are_all_taken_back(
    store: LocalStore, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(files, bundle(patient(), encounter(status="planned")))
    run(store, files)
    put(files, bundle(patient(birthDate="1980-02-03"), encounter(status="finished")))
    save = LocalUnitOfWork.save

    def never_completed(uow: LocalUnitOfWork, record: Record, **named: str) -> Record:
        if getattr(record, "status", "") == "completed":
            raise InvalidValue("status", "is not to be")
        return save(uow, record, **named)

    with monkeypatch.context() as broken:
        broken.setattr(LocalUnitOfWork, "save", never_completed)
        report = run(store, files)
    assert [(one.kind, one.reason) for one in report.refused] == [
        ("Encounter", "status is not to be")
    ]
    (visit,) = all_of(store, Appointment)
    assert visit.status == "booked"
    with store.unit_of_work(a_context()) as uow:
        sent = [one.operation.patch for one in uow.outbox.of_row("appointment", visit.id)]
    assert [one for one in sent if "status" in one] == []
    (person,) = all_of(store, Patient)
    assert str(person.birth_date) == "1980-02-03"
    assert run(store, files).written == 1
    assert [one.status for one in all_of(store, Appointment)] == ["completed"]


def test_cancelled_import_keeps_whole_patients_with_their_claims(
    store: LocalStore, files: Path
) -> None:
    people = [patient(f"p{n}") for n in range(4)]
    claims = [claim(f"cl{n}") | {"patient": {"reference": f"Patient/p{n}"}} for n in range(4)]
    answers = [
        benefit(f"b{n}", claim={"reference": f"Claim/cl{n}"})
        | {"patient": {"reference": f"Patient/p{n}"}}
        for n in range(4)
    ]
    put(files, bundle(*people, *claims, *answers))
    done: list[int] = []
    report = run(
        store, files, progress=lambda p: done.append(p.done), cancelled=lambda: len(done) > 2
    )
    assert report.was_cancelled
    patients = count(store, Patient)
    assert 0 < patients < 4
    assert count(store, InsuranceClaim) == patients
    assert count(store, Remittance) == patients
    assert count(store, ClaimLine) == 2 * patients


def test_role_that_may_not_import_brings_no_claim_in(store: LocalStore, files: Path) -> None:
    put(files, bundle(patient(), claim()))
    with pytest.raises(PermissionDenied):
        run(store, files, context=a_context(role="clinician"))
    assert count(store, InsuranceClaim) == 0


def test_order_with_directions_is_an_active_prescription(store: LocalStore, files: Path) -> None:
    order = {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"text": "Lisinopril 10 MG"},
        "dosageInstruction": [{"text": "One tablet daily"}],
    }
    put(files, bundle(patient(), order))
    run(store, files)
    (made,) = all_of(store, Prescription)
    assert (made.instructions, made.status) == ("One tablet daily", "active")
    with store.reader() as reader:
        figures = read_figures(
            reader,
            a_clinician(made.patient_id),
            patient_id=made.patient_id,
            now=NOON + timedelta(days=1),
            currency="USD",
        )
    assert figures.active_prescriptions == 1
