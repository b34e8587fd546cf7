"""Every record type of the clinic, gathered so that importing this module declares them all."""

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
from app.domain.conflict import SyncConflict
from app.domain.exporting import ExportRequest
from app.domain.family import CareTeamMember, Consent, Household
from app.domain.history import HealthRecord, Immunization, IncidentReport, Screening, VitalSigns
from app.domain.merging import PatientMerge
from app.domain.message import Message, MessageTemplate, MessageThread
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.domain.removing import RemovalRequest
from app.domain.staff import Clinic, Practitioner, Room, User, VisitType, Workstation
from app.domain.treatment import CarePlan, CarePlanActivity, CarePlanGoal, Document, Prescription
from app.domain.waiting import Recall, Task, WaitlistEntry

__all__ = [
    "Adjustment",
    "Allergy",
    "Allocation",
    "Appointment",
    "Block",
    "BreakGlass",
    "CarePlan",
    "CarePlanActivity",
    "CarePlanGoal",
    "CareTeamMember",
    "CashDrawer",
    "Charge",
    "ClaimLine",
    "Clinic",
    "Condition",
    "Consent",
    "Coverage",
    "DaySheet",
    "DiagnosisCode",
    "Document",
    "EmergencyContact",
    "ExportRequest",
    "Fee",
    "FeeSchedule",
    "HealthRecord",
    "Holiday",
    "Household",
    "Immunization",
    "IncidentReport",
    "InsuranceClaim",
    "Location",
    "MedicationStatement",
    "Message",
    "MessageTemplate",
    "MessageThread",
    "Organization",
    "Patient",
    "PatientIdentifier",
    "PatientMerge",
    "Payer",
    "Payment",
    "Practitioner",
    "PractitionerSchedule",
    "Prescription",
    "ProcedureCode",
    "Recall",
    "Refund",
    "Remittance",
    "RemovalRequest",
    "Room",
    "Screening",
    "SyncConflict",
    "Task",
    "User",
    "VisitType",
    "VitalSigns",
    "WaitlistEntry",
    "Workstation",
]
