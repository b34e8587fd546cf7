"""What doing something to a record type takes; see permissions.py for who is allowed that.

A record type without a word here is written and read by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from app.domain.exporting import permission_of
from app.domain.merging import UNMERGE_FIELDS
from app.domain.permissions import Permission

LEDGER = ("charge", "payment", "allocation", "adjustment", "refund")
"""The record types that together are a patient's account."""

_VERBS = {
    "create": "edit",
    "update": "edit",
    "delete": "edit",
    "restore": "edit",
    "view": "view",
}
_AREAS = {
    "patient_identifier": "patient",
    "emergency_contact": "patient",
    "coverage": "coverage",
    "allergy": "allergy",
    "condition": "condition",
    "medication_statement": "medication",
    "user": "user",
    "workstation": "workstation",
    "household": "patient",
    "consent": "patient",
    "health_record": "note",
    "immunization": "result",
    "vital_signs": "result",
    "screening": "result",
    "incident_report": "incident",
    "waitlist_entry": "waitlist",
    "recall": "waitlist",
    "task": "task",
    "message_thread": "message",
    "message": "message",
    "prescription": "prescription",
    "document": "document",
    "care_plan": "care_plan",
    "care_plan_goal": "care_plan",
    "care_plan_activity": "care_plan",
    "payer": "fees",
    "procedure_code": "fees",
    "diagnosis_code": "fees",
    "fee_schedule": "fees",
    "fee": "fees",
    "insurance_claim": "claim",
    "claim_line": "claim",
}
_SPECIAL: Mapping[tuple[str, str], Permission] = MappingProxyType(
    {
        ("patient", "create"): Permission.PATIENT_CREATE,
        ("patient", "update"): Permission.PATIENT_EDIT,
        ("patient", "delete"): Permission.PATIENT_DELETE,
        ("patient", "restore"): Permission.PATIENT_RESTORE,
        ("patient", "view"): Permission.PATIENT_VIEW,
        # A merge is made and taken back, never changed otherwise.
        ("patient_merge", "create"): Permission.PATIENT_MERGE,
        ("patient_merge", "unmerge"): Permission.PATIENT_MERGE,
        ("patient_merge", "view"): Permission.PATIENT_VIEW,
        ("appointment", "create"): Permission.SCHEDULE_BOOK,
        ("appointment", "update"): Permission.SCHEDULE_EDIT,
        ("appointment", "delete"): Permission.SCHEDULE_DELETE,
        ("appointment", "restore"): Permission.SCHEDULE_EDIT,
        ("appointment", "transition"): Permission.SCHEDULE_CHECK_IN,
        ("appointment", "view"): Permission.SCHEDULE_VIEW,
        ("sync_conflict", "resolve"): Permission.CONFLICT_RESOLVE,
        ("sync_conflict", "claim"): Permission.CONFLICT_RESOLVE,
        ("sync_conflict", "reopen"): Permission.CONFLICT_RESOLVE,
        ("sync_conflict", "view"): Permission.CONFLICT_VIEW,
        # The clinic's own record never goes: everything else belongs to it.
        ("clinic", "create"): Permission.CLINIC_EDIT,
        ("clinic", "update"): Permission.CLINIC_EDIT,
        ("clinic", "view"): Permission.CLINIC_VIEW,
        ("user", "delete"): Permission.USER_MANAGE,
        ("user", "restore"): Permission.USER_MANAGE,
        ("workstation", "delete"): Permission.WORKSTATION_MANAGE,
        ("workstation", "restore"): Permission.WORKSTATION_MANAGE,
        ("workstation", "view"): Permission.CLINIC_VIEW,
        # Whoever is on the care team is shown the chart: like the patient's own practitioner.
        ("care_team_member", "create"): Permission.PATIENT_ASSIGN,
        ("care_team_member", "update"): Permission.PATIENT_ASSIGN,
        ("care_team_member", "delete"): Permission.PATIENT_ASSIGN,
        ("care_team_member", "restore"): Permission.PATIENT_ASSIGN,
        ("care_team_member", "view"): Permission.PATIENT_VIEW,
        ("charge", "create"): Permission.CHARGE_EDIT,
        ("payment", "create"): Permission.PAYMENT_TAKE,
        ("allocation", "create"): Permission.PAYMENT_TAKE,
        ("adjustment", "create"): Permission.ADJUSTMENT_EDIT,
        ("refund", "create"): Permission.REFUND_EDIT,
        ("remittance", "create"): Permission.CLAIM_EDIT,
        ("remittance", "view"): Permission.CLAIM_VIEW,
        ("cash_drawer", "create"): Permission.PAYMENT_TAKE,
        ("cash_drawer", "update"): Permission.PAYMENT_TAKE,
        ("day_sheet", "create"): Permission.PAYMENT_TAKE,
        ("break_glass", "create"): Permission.GLASS_BREAK,
        ("break_glass", "review"): Permission.GLASS_REVIEW,
        ("break_glass", "view"): Permission.GLASS_REVIEW,
        ("export_request", "create"): Permission.EXPORT_PANEL,
        # Which kind of file it is, the record says: further_permissions.
        ("export_request", "write"): Permission.PATIENT_LIST,
        ("export_request", "decide"): Permission.EXPORT_APPROVE,
        ("export_request", "view"): Permission.CLINIC_VIEW,
        ("removal_request", "create"): Permission.PATIENT_DELETE_REQUEST,
        ("removal_request", "decide"): Permission.PATIENT_DELETE_APPROVE,
        ("removal_request", "carry_out"): Permission.PATIENT_DELETE,
        ("removal_request", "view"): Permission.PATIENT_DELETE_VIEW,
        **{
            (name, "view"): Permission.BALANCE_VIEW
            for name in (*LEDGER, "cash_drawer", "day_sheet")
        },
    }
)
ELIGIBILITY = frozenset({"eligibility", "eligibility_on"})
"""What a payer said of a policy."""
_MANAGED: Mapping[tuple[str, str], tuple[frozenset[str], Permission]] = MappingProxyType(
    {
        ("user", "create"): (frozenset({"practitioner_id"}), Permission.USER_MANAGE),
        ("user", "update"): (
            frozenset({"role", "is_active", "username", "practitioner_id"}),
            Permission.USER_MANAGE,
        ),
        ("workstation", "update"): (frozenset({"is_active"}), Permission.WORKSTATION_MANAGE),
        # Whose patient it is decides who is shown the chart: nobody takes one over unasked.
        ("patient", "update"): (frozenset({"practitioner_id"}), Permission.PATIENT_ASSIGN),
        ("coverage", "update"): (ELIGIBILITY, Permission.ELIGIBILITY_EDIT),
        # A file of claims names its days; one of patients has none.
        ("export_request", "create"): (frozenset({"first_on"}), Permission.EXPORT_CLAIMS),
        **{(name, "create"): (frozenset({"reverses_id"}), Permission.VOID_EDIT) for name in LEDGER},
    }
)
"""Fields that take more than the rest of their record."""
TWO_PERSON = frozenset({"export_request", "removal_request"})
"""Requests of two persons; why is said in the record (domain/two_person.py)."""
_ANSWER = frozenset({"status", "decided_by", "decided_at", "decision_note"})
_DECISION = frozenset({"status", "resolution", "resolved_by", "resolved_at"})
ACTIONS: Mapping[tuple[str, str], frozenset[str]] = MappingProxyType(
    {
        ("appointment", "transition"): frozenset(
            {"status", "stamps", "cancel_reason", "is_late_cancel"}
        ),
        ("sync_conflict", "resolve"): _DECISION,
        ("sync_conflict", "claim"): frozenset({"status", "claimed_by", "claimed_at"}),
        ("sync_conflict", "reopen"): _DECISION,
        ("break_glass", "review"): frozenset({"reviewed_by", "reviewed_at", "review_note"}),
        ("patient_merge", "unmerge"): UNMERGE_FIELDS,
        ("export_request", "decide"): _ANSWER,
        ("export_request", "write"): frozenset({"status", "written_at", "written_lines"}),
        ("removal_request", "decide"): _ANSWER,
        ("removal_request", "carry_out"): frozenset({"status", "carried_out_by", "carried_out_at"}),
    }
)
"""The actions there are, each with what it may change."""
DRAFTED = frozenset(
    {
        *("text", "channel", "sent_at", "sender_id", "sender_name", "drafted_by"),
        *("document_ids", "outcome"),
    }
)
"""What is changed of a message only as long as it is a draft."""
CHANGEABLE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "message": frozenset({"read_by"}) | DRAFTED,
        "cash_drawer": frozenset(
            {"status", "closed_at", "closed_by", "expected_minor", "counted_minor", "note"}
        ),
    }
)
"""Records of which only this is ever changed: what was said, or counted at first, stays said."""
IMPORTED = frozenset(
    {
        "practitioner",
        "room",
        "visit_type",
        "patient",
        "patient_identifier",
        "coverage",
        "emergency_contact",
        "allergy",
        "condition",
        "medication_statement",
        "appointment",
        "location",
        "organization",
        "payer",
        "care_team_member",
        "immunization",
        "vital_signs",
        "prescription",
        "document",
        "care_plan",
        "care_plan_goal",
        "care_plan_activity",
        "insurance_claim",
        "claim_line",
        "remittance",
        "message_thread",
        "message",
    }
)
"""The record types files bring in; never accounts, computers, decisions or notes somebody signs."""
IMPORTED_MONEY = frozenset({"charge", "payment", "adjustment", "allocation"})
"""What a table of another system's ledger brings in, for whoever may take its books over: never a
reversal or a refund, which are somebody's decision here."""
_SETUP = frozenset(
    {
        "practitioner",
        "room",
        "visit_type",
        "location",
        "organization",
        "practitioner_schedule",
        "holiday",
        "block",
        "message_template",
    }
)


def permission_for(entity: str, verb: str, fields: Iterable[str] = ()) -> Permission | None:
    """What doing something to a record type takes; None: nobody may (deny by default).

    verb is an operation's kind (create, update, delete, restore), the name of its action
    (transition, resolve, review) or "view". fields are those an update changes, or the optional
    ones that a create fills: one's standing at the clinic is no field like another.
    """
    managed = _MANAGED.get((entity, verb))
    if managed is not None and not managed[0].isdisjoint(fields):
        return managed[1]
    return _plain_permission(entity, verb)


@cache
def _plain_permission(entity: str, verb: str) -> Permission | None:
    """What it takes whatever the fields are; asked for every part of every chart."""
    special = _SPECIAL.get((entity, verb))
    if special is not None:
        return special
    if entity in _SETUP:
        return Permission.CLINIC_VIEW if verb == "view" else Permission.SCHEDULE_SETUP
    area, kind = _AREAS.get(entity), _VERBS.get(verb)
    return Permission(f"{area}.{kind}") if area and kind else None


_SLOT = frozenset(
    {"starts_at", "ends_at", "practitioner_id", "room_id", "is_overbook", "override_reason"}
)


FURTHER = frozenset({"appointment", "export_request"})
"""Record types of which a write may take more than `permission_for` says."""


def further_permissions(
    entity: str, verb: str, fields: Iterable[str], values: Mapping[str, object]
) -> tuple[Permission, ...]:
    """What a write takes besides `permission_for`: putting a visit over others, or into closed
    time, the say about that; writing a file of patients' data, what its kind takes.

    fields are those an update changes; values is the record as it will be.
    """
    if entity == "export_request":
        return (permission_of(values.get("kind")),) if verb == "write" else ()
    is_placed = verb == "create" or (verb == "update" and not _SLOT.isdisjoint(fields))
    is_over = values.get("is_overbook") or values.get("override_reason")
    if entity in FURTHER and is_placed and is_over:
        return (Permission.SCHEDULE_OVERRIDE,)
    return ()
