"""Records for tests: believable, minimal, every field overridable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from app.domain.access import BreakGlass
from app.domain.appointment import Appointment
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.ids import ClinicId, PatientId, RecordId, UserId, WorkstationId, new_id
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.domain.staff import Clinic, Practitioner, Role, Room, User, VisitType, Workstation
from app.domain.values import local_text

R = TypeVar("R", bound=Record)
NOON = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
"""Noon of a Saturday in New York."""
CLINIC_ID = ClinicId(RecordId("01" * 16))
USER_ID = UserId(RecordId("02" * 16))
DESK_ID = WorkstationId(RecordId("03" * 16))
ZONE = "America/New_York"


def a_context(**changes: Any) -> ExecutionContext:
    fields: dict[str, Any] = {
        "clinic_id": CLINIC_ID,
        "user_id": USER_ID,
        "role": Role.FRONT_DESK,
        "workstation_id": DESK_ID,
        "session_id": new_id(),
    }
    return ExecutionContext(**{**fields, **changes})


def who_deletes(record_type: type[Record]) -> ExecutionContext:
    """Somebody who may delete records of a type."""
    return a_context(
        role=Role.ADMIN if record_type is Patient else Role.FRONT_DESK, user_id=new_id()
    )


def a_clinician(*patients: RecordId, **changes: Any) -> ExecutionContext:
    """A clinician who broke the glass for some patients; without one, whoever cares for them."""
    until = datetime.max.replace(tzinfo=UTC)
    glass = dict.fromkeys(patients, until)
    return a_context(**{"role": Role.CLINICIAN, "user_id": new_id(), "glass": glass, **changes})


def _stamped(changes: dict[str, Any]) -> dict[str, Any]:
    return {"id": new_id(), "created_at": NOON, "updated_at": NOON, **changes}


def a_clinic(**changes: Any) -> Clinic:
    return Clinic(**_stamped({"id": CLINIC_ID, "name": "Nordlicht Clinic", "zone": ZONE} | changes))


def a_user(**changes: Any) -> User:
    fields = {"id": USER_ID, "username": "sara", "display_name": "Sara N."}
    return User(**_stamped(fields | changes))


def a_patient(**changes: Any) -> Patient:
    identifier = new_id()
    fields = {
        "id": PatientId(identifier),
        "mrn": f"P-{identifier[-7:].upper()}",
        "family_name": "Okafor",
        "given_names": "Amara",
        "birth_date": "1971-05-03",
        "phone": "+12125550100",
    }
    return Patient(**_stamped(fields | changes))


def an_allergy(patient: Patient, **changes: Any) -> Allergy:
    return Allergy(**_stamped({"patient_id": patient.id, "text": "Penicillin"} | changes))


def a_practitioner(**changes: Any) -> Practitioner:
    return Practitioner(**_stamped({"family_name": "Weiß", "prefix": "Dr."} | changes))


def a_room(**changes: Any) -> Room:
    return Room(**_stamped({"name": "Room 1"} | changes))


def a_visit_type(**changes: Any) -> VisitType:
    return VisitType(**_stamped({"name": "Follow-up", "length_min": 30} | changes))


def an_appointment(patient: Patient, **changes: Any) -> Appointment:
    starts_at: datetime = changes.get("starts_at", NOON)
    length = timedelta(minutes=changes.pop("length_min", 30))
    fields = {
        "patient_id": patient.id,
        "starts_at": starts_at,
        "ends_at": starts_at + length,
        "zone": ZONE,
        "local_start": local_text(starts_at, ZONE),
    }
    return Appointment(**_stamped(fields | changes))


def a_child(record_type: type[R], patient: Record, **changes: Any) -> R:
    """A record of a patient's chart."""
    named: dict[type[Record], dict[str, Any]] = {
        Allergy: {"text": "Penicillin"},
        BreakGlass: {
            "user_id": USER_ID,
            "role": Role.CLINICIAN,
            "reason": "covering for Dr. Weiß",
            "broken_at": NOON,
            "ends_at": NOON + timedelta(hours=1),
        },
        Condition: {"text": "Asthma"},
        Coverage: {"payer": "Aetna"},
        EmergencyContact: {"name": "Ada"},
        MedicationStatement: {"text": "Metformin"},
        PatientIdentifier: {"system": "urn:clinic", "value": "A-1"},
    }
    return record_type(**_stamped({"patient_id": patient.id, **named[record_type], **changes}))


def a_workstation(**changes: Any) -> Workstation:
    return Workstation(**_stamped({"id": DESK_ID, "name": "Front desk"} | changes))
