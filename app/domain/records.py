"""Every record type of the clinic, gathered so that importing this module declares them all."""

from app.domain.access import BreakGlass
from app.domain.appointment import Appointment
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.conflict import SyncConflict
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.domain.staff import Clinic, Practitioner, Room, User, VisitType, Workstation

__all__ = [
    "Allergy",
    "Appointment",
    "BreakGlass",
    "Clinic",
    "Condition",
    "Coverage",
    "EmergencyContact",
    "MedicationStatement",
    "Patient",
    "PatientIdentifier",
    "Practitioner",
    "Room",
    "SyncConflict",
    "User",
    "VisitType",
    "Workstation",
]
