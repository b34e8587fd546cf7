"""What the patient form asks for, in which order and in which words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.family import CareTeamMember
from app.domain.history import Screening
from app.domain.patient import Coverage, EmergencyContact, PatientIdentifier
from app.ui.panels.patients.child_kind import ChildField, ChildKind

YES = "yes"
FLAGS = ("needs_interpreter",)
PHONES = ("phone", "phone_mobile", "phone_work")


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field: its name in the record, its words, columns of six it takes, a hint inside."""

    name: str
    words: str
    span: int = 6
    hint: str = ""
    is_required: bool = False
    choices: tuple[tuple[str, str], ...] = ()


def _tr(text: str) -> str:
    return QCoreApplication.translate("patient_form", text)


def identity_fields() -> tuple[FieldPlan, ...]:
    """Who the patient is."""
    sexes = (
        ("female", _tr("Female")),
        ("male", _tr("Male")),
        ("other", _tr("Other")),
        ("unknown", _tr("Unknown")),
    )
    statuses = (
        ("active", _tr("Active")),
        ("inactive", _tr("Inactive")),
        ("prospective", _tr("Prospective")),
        ("deceased", _tr("Deceased")),
        ("archived", _tr("Archived")),
    )
    return (
        FieldPlan("family_name", _tr("Family name"), 3, is_required=True),
        FieldPlan("given_names", _tr("Given names"), 3),
        FieldPlan("birth_date", _tr("Date of birth"), 2, _tr("e.g. 3 Apr 1971")),
        FieldPlan("sex", _tr("Sex"), 2, choices=sexes),
        FieldPlan("status", _tr("Status"), 2, choices=statuses),
        FieldPlan("prefix", _tr("Title"), 1),
        FieldPlan("suffix", _tr("Suffix"), 1),
        FieldPlan("preferred_name", _tr("Preferred name"), 2),
        FieldPlan("maiden_name", _tr("Name at birth"), 2),
        FieldPlan("mrn", _tr("MRN"), 2, _tr("given when saved")),
        FieldPlan("practitioner_id", _tr("Provider"), 2, choices=(("", _tr("None")),)),
        FieldPlan("guarantor_id", _tr("Guarantor"), 2, _tr("the patient")),
    )


def contact_fields() -> tuple[FieldPlan, ...]:
    """How to reach the patient."""
    interpreter = (("", _tr("Not needed")), (YES, _tr("Needed")))
    return (
        FieldPlan("phone", _tr("Phone"), 2),
        FieldPlan("phone_mobile", _tr("Mobile"), 2),
        FieldPlan("phone_work", _tr("Work phone"), 2),
        FieldPlan("email", _tr("E-mail"), 3),
        FieldPlan("language", _tr("Language"), 1, _tr("en, es")),
        FieldPlan("needs_interpreter", _tr("Interpreter"), 2, choices=interpreter),
        FieldPlan("address_line", _tr("Street and number"), 4),
        FieldPlan("address_line2", _tr("Apartment, floor"), 2),
        FieldPlan("city", _tr("City"), 2),
        FieldPlan("state", _tr("State"), 1),
        FieldPlan("postal_code", _tr("Postal code"), 1),
        FieldPlan("country", _tr("Country"), 2),
        FieldPlan(
            "household_id", _tr("Same household as"), 6, _tr("nobody; type a patient's name")
        ),
    )


def clinical_fields() -> tuple[FieldPlan, ...]:
    """What everybody must see at once."""
    return (FieldPlan("alert", _tr("Alert"), 6, _tr("Shown on every screen of this patient")),)


def _severity_field(*, line: int) -> ChildField:
    severities = (
        ("", _tr("Unknown")),
        ("mild", _tr("Mild")),
        ("moderate", _tr("Moderate")),
        ("severe", _tr("Severe")),
    )
    return ChildField("severity", _tr("Severity"), 4, severities, line=line)


def _onset_fields(*, line: int) -> tuple[ChildField, ...]:
    return (
        ChildField("onset_on", _tr("Since"), 3, is_date=True, is_past=True, line=line),
        ChildField("onset_text", _tr("Since, in words"), 5, line=line),
    )


def allergy_kind() -> ChildKind:
    """Rows of allergies."""
    risks = (
        ("", _tr("Unknown")),
        ("low", _tr("Low")),
        ("high", _tr("High")),
        ("unable-to-assess", _tr("Cannot tell")),
    )
    states = (
        ("active", _tr("Active")),
        ("inactive", _tr("Inactive")),
        ("resolved", _tr("Resolved")),
    )
    fields = (
        ChildField("text", _tr("Substance"), 5),
        ChildField("reaction", _tr("Reaction"), 4),
        ChildField("criticality", _tr("Risk"), 4, risks, line=1),
        _severity_field(line=1),
        ChildField("status", _tr("Status"), 4, states, line=1),
        *_onset_fields(line=2),
    )
    defaults = {"status": "active"}
    return ChildKind(Allergy, _tr("Allergies"), _tr("Add allergy"), fields, defaults)


def condition_kind() -> ChildKind:
    """Rows of diagnoses and problems."""
    states = (
        ("active", _tr("Active")),
        ("recurrence", _tr("Recurrence")),
        ("relapse", _tr("Relapse")),
        ("inactive", _tr("Inactive")),
        ("remission", _tr("Remission")),
        ("resolved", _tr("Resolved")),
    )
    fields = (
        ChildField("text", _tr("Condition"), 5),
        ChildField("status", _tr("Status"), 3, states),
        _severity_field(line=1),
        *_onset_fields(line=1),
    )
    defaults = {"status": "active"}
    return ChildKind(Condition, _tr("Conditions"), _tr("Add condition"), fields, defaults)


def medication_kind() -> ChildKind:
    """Rows of medications."""
    states = (
        ("active", _tr("Active")),
        ("on-hold", _tr("On hold")),
        ("stopped", _tr("Stopped")),
        ("completed", _tr("Completed")),
    )
    fields = (
        ChildField("text", _tr("Medication"), 4),
        ChildField("dosage", _tr("Dosage"), 3),
        ChildField("status", _tr("Status"), 3, states),
    )
    title, add = _tr("Medications"), _tr("Add medication")
    return ChildKind(MedicationStatement, title, add, fields, {"status": "active"})


def screening_kind() -> ChildKind:
    """Rows of questionnaires and tests for early signs."""
    states = (
        ("completed", _tr("Done")),
        ("planned", _tr("Planned")),
        ("not-done", _tr("Not done")),
        ("entered-in-error", _tr("Entered in error")),
    )
    fields = (
        ChildField("text", _tr("Questionnaire or test"), 5),
        ChildField("status", _tr("Status"), 3, states),
        ChildField("performed_on", _tr("Done on"), 2, is_date=True, line=1),
        ChildField("score", _tr("Score"), 1, is_number=True, line=1),
        ChildField("result", _tr("Result"), 3, line=1),
        ChildField("next_due_on", _tr("Due again"), 2, is_date=True, line=1),
    )
    title, add = _tr("Screenings"), _tr("Add screening")
    return ChildKind(Screening, title, add, fields, {"status": "completed"})


def coverage_kind() -> ChildKind:
    """Rows of insurance policies."""
    orders = (
        ("primary", _tr("Primary")),
        ("secondary", _tr("Secondary")),
        ("tertiary", _tr("Tertiary")),
    )
    holders = (
        ("self", _tr("The patient")),
        ("spouse", _tr("Spouse")),
        ("child", _tr("Parent")),
        ("other", _tr("Somebody else")),
    )
    fields = (
        ChildField("order", _tr("Order"), 2, orders),
        ChildField("payer", _tr("Payer"), 3),
        ChildField("member_id", _tr("Member number"), 2, line=1),
        ChildField("valid_from", _tr("From"), 1, is_date=True, line=1),
        ChildField("valid_to", _tr("Until"), 1, is_date=True, line=1),
        ChildField("group_number", _tr("Group number"), 2, line=2),
        ChildField("subscriber_relationship", _tr("Held by"), 2, holders, line=2),
        ChildField("subscriber_name", _tr("Policy holder's name"), 2, line=2),
    )
    defaults = {"order": "primary", "subscriber_relationship": "self"}
    return ChildKind(Coverage, _tr("Coverage"), _tr("Add coverage"), fields, defaults)


def contact_kind() -> ChildKind:
    """Rows of people to call."""
    fields = (
        ChildField("name", _tr("Name"), 3),
        ChildField("relationship", _tr("Relationship"), 2),
        ChildField("phone", _tr("Phone"), 2, is_phone=True),
    )
    title = _tr("Emergency contacts")
    return ChildKind(EmergencyContact, title, _tr("Add contact"), fields, {})


def care_team_kind() -> ChildKind:
    """Rows of the practitioners who look after somebody beside the provider."""
    nobody = (("", _tr("Choose a provider")),)
    fields = (
        ChildField("practitioner_id", _tr("Provider"), 3, nobody, is_offered=True),
        ChildField("role", _tr("Role"), 2),
        ChildField("starts_on", _tr("From"), 1, is_date=True, line=1),
        ChildField("ends_on", _tr("Until"), 1, is_date=True, line=1),
    )
    title, add = _tr("Care team"), _tr("Add to the care team")
    return ChildKind(CareTeamMember, title, add, fields, {"role": ""})


def identifier_kind() -> ChildKind:
    """Rows of numbers other systems know the patient by."""
    kinds = (
        ("", _tr("Other")),
        ("MR", _tr("Record number")),
        ("SS", _tr("Social security")),
        ("DL", _tr("Driver's licence")),
        ("PPN", _tr("Passport")),
    )
    fields = (
        ChildField("kind", _tr("Kind"), 2, kinds),
        ChildField("value", _tr("Number"), 3),
        ChildField("system", _tr("Issued by"), 3, line=1),
    )
    title = _tr("Identifiers")
    return ChildKind(PatientIdentifier, title, _tr("Add identifier"), fields, {"system": ""})
