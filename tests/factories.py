"""Records for tests: believable, minimal, every field overridable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from app.domain.access import BreakGlass
from app.domain.appointment import Appointment
from app.domain.availability import Block, Holiday, Location, Organization, PractitionerSchedule
from app.domain.billing import (
    Adjustment,
    Allocation,
    CashDrawer,
    Charge,
    DaySheet,
    DiagnosisCode,
    Fee,
    FeeSchedule,
    Payer,
    Payment,
    ProcedureCode,
    Refund,
)
from app.domain.claim import ClaimLine, InsuranceClaim, Remittance
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.exporting import ExportKind, ExportRequest
from app.domain.family import CareTeamMember, Consent, Household
from app.domain.history import (
    HealthRecord,
    Immunization,
    IncidentReport,
    Screening,
    VitalSigns,
)
from app.domain.ids import ClinicId, PatientId, RecordId, UserId, WorkstationId, new_id
from app.domain.merging import PatientMerge
from app.domain.message import Message, MessageTemplate, MessageThread
from app.domain.operations import RowState
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.domain.removing import RemovalRequest
from app.domain.staff import Clinic, Practitioner, Role, Room, User, VisitType, Workstation
from app.domain.tills import DayEntry, content_hash, sheet_id, taken
from app.domain.treatment import CarePlan, CarePlanActivity, CarePlanGoal, Document, Prescription
from app.domain.values import local_text
from app.domain.waiting import Recall, Task, WaitlistEntry
from app.protocol.codec import to_wire

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
    """A record of a patient's chart, account or list of what is to be done."""
    fields = {"patient_id": patient.id, **CHILDREN[record_type], **changes}
    return record_type(**_stamped(fields))


def an_allowed_removal(patient: Record, **changes: Any) -> RemovalRequest:
    """A patient's removal that one person asked for and another one allowed."""
    allowed = {"requested_by": new_id(), "status": "approved", "decided_by": new_id()}
    return a_child(RemovalRequest, patient, **{**allowed, "decided_at": NOON, **changes})


def a_record(record_type: type[R], **changes: Any) -> R:
    """A record of a type that is about no patient."""
    return record_type(**_stamped({**OTHERS[record_type], **changes}))


TODAY = NOON.date()
CHILDREN: dict[type[Record], dict[str, Any]] = {
    Adjustment: {"amount_minor": 500, "adjusted_on": TODAY},
    Allergy: {"text": "Penicillin"},
    Allocation: {"payment_id": "0a" * 16, "charge_id": "0b" * 16, "amount_minor": 2500},
    BreakGlass: {
        "user_id": USER_ID,
        "role": Role.CLINICIAN,
        "reason": "covering for Dr. Weiß",
        "broken_at": NOON,
        "ends_at": NOON + timedelta(hours=1),
    },
    CarePlan: {"title": "Blood pressure under 130"},
    CarePlanActivity: {"care_plan_id": "0c" * 16, "text": "Walk half an hour a day"},
    CarePlanGoal: {"care_plan_id": "0c" * 16, "text": "Lower the pressure"},
    CareTeamMember: {"practitioner_id": "0d" * 16, "role": "cardiologist"},
    Charge: {"amount_minor": 12_500, "service_on": TODAY, "text": "Office visit"},
    ClaimLine: {"insurance_claim_id": "0e" * 16, "procedure_code": "99213", "amount_minor": 12_500},
    Condition: {"text": "Asthma"},
    Consent: {"kind": "treatment"},
    Coverage: {"payer": "Aetna"},
    Document: {"title": "Referral letter"},
    EmergencyContact: {"name": "Ada"},
    HealthRecord: {"title": "First visit", "text": "Well."},
    Immunization: {"text": "Influenza", "code": "140"},
    IncidentReport: {"occurred_at": NOON, "text": "Slipped at the door"},
    InsuranceClaim: {"total_minor": 12_500, "service_on": TODAY},
    PatientMerge: {"merged_id": "0c" * 16, "merged_by": USER_ID, "merged_at": NOON},
    MedicationStatement: {"text": "Metformin"},
    Message: {"thread_id": "0f" * 16, "text": "Please call back.", "sent_at": NOON},
    MessageThread: {"subject": "Refill"},
    PatientIdentifier: {"system": "urn:clinic", "value": "A-1"},
    Payment: {"amount_minor": 2500, "received_on": TODAY},
    Prescription: {"text": "Lisinopril 10 mg", "dose": "10", "dose_unit": "mg"},
    Recall: {"due_on": TODAY},
    Refund: {"amount_minor": 500, "refunded_on": TODAY},
    Remittance: {"insurance_claim_id": "0e" * 16, "paid_minor": 10_000},
    RemovalRequest: {
        "reason": "registered twice by mistake",
        "requested_by": USER_ID,
        "role": Role.FRONT_DESK,
        "requested_at": NOON,
    },
    Screening: {"text": "PHQ-9", "score": 4},
    Task: {"title": "Ask for the referral"},
    VitalSigns: {"measured_at": NOON, "systolic_mmhg": 121, "diastolic_mmhg": 79},
    WaitlistEntry: {"length_min": 30},
}
"""What a record of each type about a patient needs; records it names are not there."""
OTHERS: dict[type[Record], dict[str, Any]] = {
    ExportRequest: {
        "kind": ExportKind.PANEL,
        "recipient": "Dr. Weiß",
        "reason": "a referral of the whole panel",
        "requested_by": USER_ID,
        "role": Role.CLINICIAN,
        "requested_at": NOON,
    },
    Block: {
        "starts_at": NOON,
        "ends_at": NOON + timedelta(hours=1),
        "reason": "Staff meeting",
        "practitioner_id": "0d" * 16,
    },
    CashDrawer: {
        "workstation_id": DESK_ID,
        "opened_at": NOON,
        "opened_by": USER_ID,
        "float_minor": 10_000,
    },
    Clinic: {"id": CLINIC_ID, "name": "Nordlicht Clinic", "zone": ZONE},
    DaySheet: {"on": TODAY - timedelta(days=1), "content_hash": content_hash([])},
    DiagnosisCode: {"code": "J45.909", "name": "Asthma", "code_system": "ICD-10-CM"},
    Fee: {"fee_schedule_id": "1a" * 16, "procedure_code_id": "1b" * 16, "amount_minor": 12_500},
    FeeSchedule: {"name": "Standard"},
    Holiday: {"on": TODAY, "name": "Thanksgiving"},
    Household: {"name": "Okafor"},
    Location: {"name": "Main street"},
    MessageTemplate: {"name": "Reminder", "text": "Dear {patient}, …"},
    Organization: {"name": "St. Mary's Hospital", "phone": "+1 555 0143"},
    Payer: {"name": "Aetna", "payer_code": "60054"},
    Practitioner: {"family_name": "Weiß", "prefix": "Dr."},
    PractitionerSchedule: {
        "practitioner_id": "0d" * 16,
        "weekday": "MO",
        "begins_at": 8 * 60,
        "ends_at": 12 * 60,
    },
    ProcedureCode: {"code": "99213", "name": "Office visit", "code_system": "CPT"},
    Room: {"name": "Room 1"},
    User: {"id": USER_ID, "username": "sara", "display_name": "Sara N."},
    VisitType: {"name": "Follow-up"},
    Workstation: {"id": DESK_ID, "name": "Front desk"},
}
"""What a record of each type about no patient needs."""


def a_day_sheet(clinic_id: str, closed_by: str, *entries: DayEntry, **changes: Any) -> DaySheet:
    """A sheet that fits the entries of its day."""
    on = changes.pop("on", TODAY - timedelta(days=1))
    fields = {
        "id": sheet_id(clinic_id, on, "USD"),
        "on": on,
        "expected_minor": taken(entries),
        "counted_minor": taken(entries),
        "entries": len(entries),
        "content_hash": content_hash(entries),
        "closed_by": closed_by,
    }
    return DaySheet(**_stamped({**fields, **changes}))


def a_workstation(**changes: Any) -> Workstation:
    return Workstation(**_stamped({"id": DESK_ID, "name": "Front desk"} | changes))


def as_rows(records: Iterable[Record]) -> list[RowState]:
    """Records as another desk left them, the way the server hands them out."""
    return [
        RowState(
            entity=entity_of(record).name,
            id=record.id,
            version=record.version + 1,
            seq=1,
            deleted=False,
            changed=[],
            body=to_wire(record),
        )
        for record in records
    ]
