"""Which permission each write of each record takes: the whole product as a table."""

from __future__ import annotations

from pathlib import Path

import pytest

import app.storage.row_codec  # every record type is declared
from app.domain import permissions, record_permissions
from app.domain.declare import entities
from app.domain.permissions import Permission
from app.domain.record_permissions import LEDGER, further_permissions, permission_for

assert app.storage.row_codec
TABLE = (Path(__file__).parents[1] / "matrix" / "writes.txt").read_text()
ACTIONS = {
    ("appointment", "transition"): "schedule.check_in",
    ("sync_conflict", "resolve"): "conflict.resolve",
    ("sync_conflict", "claim"): "conflict.resolve",
    ("sync_conflict", "reopen"): "conflict.resolve",
    ("break_glass", "review"): "glass.review",
    ("patient_merge", "unmerge"): "patient.merge",
    ("export_request", "decide"): "export.approve",
    ("export_request", "write"): "patient.list",
    ("removal_request", "decide"): "patient.delete_approve",
    ("removal_request", "carry_out"): "patient.delete",
}
_HEAD, *_LINES = (line.split() for line in TABLE.splitlines() if not line.startswith("#"))
CELLS = [
    (line[0], verb, line[2] if word == "=" else word)
    for line in _LINES
    for verb, word in zip(_HEAD[1:], line[1:], strict=True)
]


@pytest.mark.parametrize(("record", "verb", "expected"), CELLS)
def test_each_kind_of_write_takes_its_permission(record: str, verb: str, expected: str) -> None:
    found = permission_for(record, verb)
    assert found == (None if expected == "-" else Permission(expected))


@pytest.mark.parametrize(("action", "expected"), ACTIONS.items())
def test_each_action_takes_its_permission(action: tuple[str, str], expected: str) -> None:
    assert permission_for(*action) == Permission(expected)


def test_every_record_type_stands_in_the_table() -> None:
    assert sorted(spec.name for spec in entities()) == [line[0] for line in _LINES]


@pytest.mark.parametrize(
    ("record", "verb", "field", "expected"),
    [
        ("user", "update", "role", "user.manage"),
        ("user", "update", "is_active", "user.manage"),
        ("user", "update", "username", "user.manage"),
        ("user", "update", "practitioner_id", "user.manage"),
        ("user", "update", "display_name", "user.edit"),
        ("user", "create", "practitioner_id", "user.manage"),
        ("user", "create", "display_name", "user.edit"),
        ("workstation", "update", "is_active", "workstation.manage"),
        ("charge", "create", "reverses_id", "void.edit"),
        ("payment", "create", "reverses_id", "void.edit"),
        ("allocation", "create", "reverses_id", "void.edit"),
        ("adjustment", "create", "reverses_id", "void.edit"),
        ("refund", "create", "reverses_id", "void.edit"),
        ("workstation", "update", "name", "workstation.edit"),
        ("coverage", "update", "eligibility_on", "eligibility.edit"),
        ("coverage", "update", "member_id", "coverage.edit"),
        ("export_request", "create", "first_on", "export.claims"),
    ],
)
def test_ones_standing_at_the_clinic_is_an_administrators(
    record: str, verb: str, field: str, expected: str
) -> None:
    assert permission_for(record, verb, [field]) == Permission(expected)


@pytest.mark.parametrize(("record", "verb"), [("invoice", "create"), ("patient", "shred")])
def test_what_nobody_thought_of_nobody_may(record: str, verb: str) -> None:
    assert permission_for(record, verb) is None


IMPORTED = """
practitioner room visit_type location organization payer patient patient_identifier coverage
emergency_contact allergy condition medication_statement appointment care_team_member immunization
vital_signs
prescription document care_plan care_plan_goal care_plan_activity insurance_claim claim_line
remittance message_thread message
"""


def test_files_bring_in_these_records_and_no_others() -> None:
    assert set(IMPORTED.split()) == record_permissions.IMPORTED
    money = {"charge", "payment", "adjustment", "allocation"}
    assert money == record_permissions.IMPORTED_MONEY
    assert {spec.name for spec in entities()} > record_permissions.IMPORTED


def test_each_action_changes_what_it_is_for() -> None:
    changes = {
        ("appointment", "transition"): "status stamps cancel_reason is_late_cancel",
        ("sync_conflict", "resolve"): "status resolution resolved_by resolved_at",
        ("sync_conflict", "claim"): "status claimed_by claimed_at",
        ("sync_conflict", "reopen"): "status resolution resolved_by resolved_at",
        ("break_glass", "review"): "reviewed_by reviewed_at review_note",
        ("patient_merge", "unmerge"): "status unmerged_by unmerged_at",
        ("export_request", "decide"): "status decided_by decided_at decision_note",
        ("export_request", "write"): "status written_at written_lines",
        ("removal_request", "decide"): "status decided_by decided_at decision_note",
        ("removal_request", "carry_out"): "status carried_out_by carried_out_at",
    }
    assert {one: set(fields.split()) for one, fields in changes.items()} == {
        one: set(fields) for one, fields in record_permissions.ACTIONS.items()
    }
    drawer = {"status", "closed_at", "closed_by", "expected_minor", "counted_minor", "note"}
    said = {"text", "channel", "outcome", "document_ids"}
    draft = {*said, "sent_at", "sender_id", "sender_name", "drafted_by"}
    assert draft == record_permissions.DRAFTED
    changeable = {"message": {"read_by"} | draft, "cash_drawer": drawer}
    assert changeable == dict(record_permissions.CHANGEABLE)


def test_actions_change_fields_there_are() -> None:
    known = {spec.name: set(spec.by_name) for spec in entities()}
    for (record, _), fields in record_permissions.ACTIONS.items():
        assert fields <= known[record]
    for record, fields in record_permissions.CHANGEABLE.items():
        assert fields <= known[record]


def test_writing_a_file_takes_what_its_kind_takes() -> None:
    for kind, expected in {"own_patients": "export.panel", "claims": "export.claims"}.items():
        found = further_permissions("export_request", "write", {"status"}, {"kind": kind})
        assert found == (Permission(expected),)
    unknown = further_permissions("export_request", "write", {"status"}, {"kind": "everything"})
    assert unknown == (Permission.EXPORT_APPROVE,)


def test_account_is_of_five_kinds_of_entry() -> None:
    assert LEDGER == ("charge", "payment", "allocation", "adjustment", "refund")


@pytest.mark.parametrize(
    ("entity", "verb", "fields", "is_overbook", "takes_more"),
    [
        ("appointment", "create", [], True, True),
        ("appointment", "create", [], False, False),
        *[
            ("appointment", "update", [field], True, True)
            for field in ("starts_at", "ends_at", "practitioner_id", "room_id", "override_reason")
        ],
        ("appointment", "update", ["starts_at"], False, False),
        ("appointment", "update", ["note"], True, False),
        ("appointment", "transition", ["starts_at"], True, False),
        ("block", "create", [], True, False),
    ],
)
def test_putting_a_visit_over_others_takes_a_permission_of_its_own(
    entity: str, verb: str, fields: list[str], is_overbook: bool, takes_more: bool
) -> None:
    found = further_permissions(entity, verb, fields, {"is_overbook": is_overbook})
    assert found == ((Permission.SCHEDULE_OVERRIDE,) if takes_more else ())
    because = {"is_overbook": False, "override_reason": "squeezed in" if is_overbook else ""}
    assert further_permissions(entity, verb, fields, because) == found


def test_line_of_the_matrix_with_a_role_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        permissions._read_table("head\npatient.view yes yes yes")
    found = permissions._read_table("head\npatient.view yes own - glass\n")
    words = {role: str(rule) for role, rule in found[Permission.PATIENT_VIEW].items()}
    assert words == {"front_desk": "yes", "clinician": "own", "billing": "no", "admin": "glass"}
