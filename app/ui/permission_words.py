"""The role matrix in words: what a role does not do, and what would help where anything does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication

from app.domain.permissions import Need, Permission, Rule, Verdict, rule_of
from app.domain.staff import Role

_P = Permission
_OWN_WORDS = frozenset({Rule.REASON, Rule.OWN_OR_GLASS})


def _tr(text: str) -> str:
    return QCoreApplication.translate("permitted", text)


def role_words(role: str) -> str:
    """A role as people say it."""
    known = {
        str(Role.FRONT_DESK): _tr("front desk"),
        str(Role.CLINICIAN): _tr("clinician"),
        str(Role.BILLING): _tr("billing"),
        str(Role.ADMIN): _tr("administrator"),
    }
    return known.get(role, role.replace("_", " "))


def why_not(verdict: Verdict, role: str, permission: Permission) -> str:
    """Why a verdict denies; "" where it allows."""
    return "" if verdict.is_allowed else denied_words(role, permission, verdict.needs)


def denied_words(role: str, permission: str, needs: str = Need.NOTHING) -> str:
    """A sentence about what a role does not do, and what would help where anything does."""
    deed = _deeds().get(permission, _tr("do this"))
    rule = rule_of(role, Permission(permission)) if permission in set(Permission) else Rule.NO
    if needs and rule in _OWN_WORDS:
        words = _tr("Your role, {role}, does not {deed} outside your care without a stated reason.")
    elif needs:
        words = _tr("Your role, {role}, does not {deed} without a stated reason.")
    elif rule is Rule.OWN:
        words = _tr("Your role, {role}, does not {deed}, except your own.")
    else:
        words = _tr("Your role, {role}, does not {deed}.")
    return words.format(role=role_words(role), deed=deed)


def withheld_words(role: str, entities: Mapping[str, Need]) -> str:
    """Which record types of a chart a role is not shown, in one sentence; "" where it sees all."""
    if not entities:
        return ""
    names = _listed(part_words(name) for name in _SHOWN_ORDER if name in entities)
    if any(entities.values()):
        words = _tr("Not shown without a stated reason: {names}.")
    else:
        words = _tr("Not shown to your role, {role}: {names}.")
    return words.format(role=role_words(role), names=names or _tr("parts of this chart"))


_SHOWN_ORDER = (
    "allergy",
    "condition",
    "medication_statement",
    "screening",
    "vital_signs",
    "coverage",
    "emergency_contact",
    "care_team_member",
    "patient_identifier",
)


def part_words(entity: str) -> str:
    """What the records of a type are called as a part of a chart."""
    known = {
        "allergy": _tr("allergies"),
        "condition": _tr("conditions"),
        "medication_statement": _tr("medications"),
        "consent": _tr("consents"),
        "coverage": _tr("coverage"),
        "emergency_contact": _tr("emergency contacts"),
        "patient_identifier": _tr("identifiers"),
        "care_team_member": _tr("care team"),
        "health_record": _tr("notes"),
        "vital_signs": _tr("vital signs"),
        "screening": _tr("screenings"),
        "immunization": _tr("vaccinations"),
        "prescription": _tr("prescriptions"),
        "care_plan": _tr("care plans"),
        "care_plan_goal": _tr("goals of care plans"),
        "care_plan_activity": _tr("steps of care plans"),
    }
    return known.get(entity, entity.replace("_", " "))


def _listed(names: Iterable[str]) -> str:
    *first, last = [*names] or [""]
    return _tr("{0} and {1}").format(", ".join(first), last) if first else last


def _deeds() -> Mapping[str, str]:
    """What a role does not do, by permission; read after "Your role, billing, does not"."""
    return {**_patient_deeds(), **_chart_deeds(), **_schedule_deeds(), **_office_deeds()}


def _patient_deeds() -> dict[str, str]:
    return {
        _P.PATIENT_VIEW: _tr("see charts"),
        _P.PATIENT_SEARCH: _tr("search patients"),
        _P.PATIENT_LIST: _tr("see the list of patients"),
        _P.PATIENT_CREATE: _tr("register patients"),
        _P.PATIENT_EDIT: _tr("change names and contact details"),
        _P.PATIENT_ASSIGN: _tr("change whose patient somebody is"),
        _P.PATIENT_DELETE_VIEW: _tr("see which patients are to be removed"),
        _P.PATIENT_DELETE_REQUEST: _tr("ask for removals of patients; the front desk does"),
        _P.PATIENT_DELETE_APPROVE: _tr("allow removals of patients; a clinician does"),
        _P.PATIENT_DELETE: _tr("remove patients; an administrator does"),
        _P.PATIENT_RESTORE: _tr("bring removed patients back"),
        _P.PATIENT_MERGE: _tr("merge patients"),
        _P.PATIENT_PRINT: _tr("print charts"),
    }


def _chart_deeds() -> dict[str, str]:
    return {
        _P.ALLERGY_VIEW: _tr("see allergies"),
        _P.ALLERGY_EDIT: _tr("change allergies"),
        _P.CONDITION_VIEW: _tr("see conditions"),
        _P.CONDITION_EDIT: _tr("change conditions"),
        _P.MEDICATION_VIEW: _tr("see medications"),
        _P.MEDICATION_EDIT: _tr("change medications"),
        _P.COVERAGE_VIEW: _tr("see coverage"),
        _P.COVERAGE_EDIT: _tr("change coverage"),
        _P.NOTE_VIEW: _tr("see notes"),
        _P.NOTE_EDIT: _tr("write notes"),
        _P.RESULT_VIEW: _tr("see results"),
        _P.RESULT_EDIT: _tr("enter results"),
        _P.ELIGIBILITY_VIEW: _tr("see eligibility"),
        _P.ELIGIBILITY_EDIT: _tr("check eligibility"),
        _P.IMPORT_RECORDS: _tr("import records"),
        _P.IMPORT_LEDGER: _tr("take over another system's ledger"),
        _P.GLASS_BREAK: _tr("open what it is not shown"),
        _P.GLASS_REVIEW: _tr("review broken glass"),
        _P.WAITLIST_VIEW: _tr("see who waits"),
        _P.WAITLIST_EDIT: _tr("change who waits"),
        _P.MESSAGE_VIEW: _tr("see messages"),
        _P.MESSAGE_EDIT: _tr("write messages"),
        _P.TASK_VIEW: _tr("see tasks"),
        _P.TASK_EDIT: _tr("change tasks"),
        _P.PRESCRIPTION_VIEW: _tr("see prescriptions"),
        _P.PRESCRIPTION_EDIT: _tr("change prescriptions"),
        _P.DOCUMENT_VIEW: _tr("see documents"),
        _P.DOCUMENT_EDIT: _tr("file documents"),
        _P.CARE_PLAN_VIEW: _tr("see care plans"),
        _P.CARE_PLAN_EDIT: _tr("change care plans"),
        _P.INCIDENT_VIEW: _tr("see incident reports"),
        _P.INCIDENT_EDIT: _tr("report incidents"),
        _P.FEES_VIEW: _tr("see fees and payers"),
        _P.FEES_EDIT: _tr("change fees and payers"),
        _P.CONFLICT_VIEW: _tr("see conflicts"),
        _P.CONFLICT_RESOLVE: _tr("decide conflicts"),
    }


def _schedule_deeds() -> dict[str, str]:
    return {
        _P.SCHEDULE_VIEW: _tr("see the schedule"),
        _P.SCHEDULE_BOOK: _tr("book visits"),
        _P.SCHEDULE_EDIT: _tr("move or change visits"),
        _P.SCHEDULE_DELETE: _tr("remove visits"),
        _P.SCHEDULE_CHECK_IN: _tr("check in visits"),
        _P.SCHEDULE_OVERRIDE: _tr("book over visits"),
        _P.SCHEDULE_SETUP: _tr("set up the schedule"),
        _P.SCHEDULE_PRINT: _tr("print the schedule"),
    }


def _office_deeds() -> dict[str, str]:
    return {
        _P.OUTBOX_DISCARD: _tr("let go of changes the server has not taken"),
        _P.OUTBOX_EXPORT: _tr("save unsent work as a file"),
        _P.OUTBOX_IMPORT: _tr("read another desk's unsent work in"),
        _P.CLAIM_VIEW: _tr("see claims"),
        _P.CLAIM_EDIT: _tr("work on claims"),
        _P.CODES_VIEW: _tr("see codes"),
        _P.BALANCE_VIEW: _tr("see balances"),
        _P.TOTALS_VIEW: _tr("see totals"),
        _P.PAYMENT_TAKE: _tr("take payments"),
        _P.CHARGE_EDIT: _tr("enter charges"),
        _P.ADJUSTMENT_EDIT: _tr("adjust charges"),
        _P.REFUND_EDIT: _tr("refund payments"),
        _P.VOID_EDIT: _tr("void payments"),
        _P.RECEIPT_PRINT: _tr("print receipts"),
        _P.STATEMENT_PRINT: _tr("print statements"),
        _P.EXPORT_PANEL: _tr("export patients"),
        _P.EXPORT_CLAIMS: _tr("export claims"),
        _P.EXPORT_APPROVE: _tr("approve exports"),
        _P.AUDIT_VIEW: _tr("see the audit trail"),
        _P.AUDIT_EXPORT: _tr("export the audit trail"),
        _P.AUDIT_ACCEPT: _tr("accept an audit trail"),
        _P.CLINIC_VIEW: _tr("see the clinic's settings"),
        _P.USER_VIEW: _tr("see accounts"),
        _P.PIN_CHANGE: _tr("change PINs"),
        _P.KEY_ROTATE: _tr("change keys"),
        _P.BACKUP_MAKE: _tr("make backups"),
        _P.BACKUP_RESTORE: _tr("restore backups"),
        _P.DESK_ERASE: _tr("erase workstations"),
        _P.CLINIC_EDIT: _tr("change the clinic's settings"),
        _P.USER_EDIT: _tr("change the account"),
        _P.USER_MANAGE: _tr("manage accounts"),
        _P.WORKSTATION_EDIT: _tr("change the workstation"),
        _P.WORKSTATION_MANAGE: _tr("manage workstations"),
    }
