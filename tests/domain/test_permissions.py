"""Which permission each write of each record takes: the whole product as a table."""

from __future__ import annotations

import pytest

import app.storage.row_codec  # every record type is declared
from app.domain.declare import entities
from app.domain.permissions import Permission
from app.domain.record_permissions import permission_for

assert app.storage.row_codec
TABLE = """
record view create update delete restore
adjustment balance.view adjustment.edit - - -
allergy allergy.view allergy.edit = = =
allocation balance.view payment.take - - -
appointment schedule.view schedule.book schedule.edit schedule.delete schedule.edit
block clinic.view schedule.setup = = =
break_glass glass.review glass.break - - -
care_plan care_plan.view care_plan.edit = = =
care_plan_activity care_plan.view care_plan.edit = = =
care_plan_goal care_plan.view care_plan.edit = = =
care_team_member patient.view patient.assign = = =
cash_drawer balance.view payment.take = - -
charge balance.view charge.edit - - -
claim_line claim.view claim.edit = = =
clinic clinic.view clinic.edit = = =
condition condition.view condition.edit = = =
consent patient.view patient.edit = = =
coverage coverage.view coverage.edit = = =
day_sheet balance.view payment.take - - -
diagnosis_code fees.view fees.edit = = =
document document.view document.edit = = =
emergency_contact patient.view patient.edit = = =
fee fees.view fees.edit = = =
fee_schedule fees.view fees.edit = = =
health_record note.view note.edit = = =
holiday clinic.view schedule.setup = = =
household patient.view patient.edit = = =
immunization result.view result.edit = = =
incident_report incident.view incident.edit = = =
insurance_claim claim.view claim.edit = = =
location clinic.view schedule.setup = = =
medication_statement medication.view medication.edit = = =
message message.view message.edit = = =
message_template clinic.view schedule.setup = = =
message_thread message.view message.edit = = =
patient patient.view patient.create patient.edit patient.delete patient.restore
patient_identifier patient.view patient.edit = = =
payer fees.view fees.edit = = =
payment balance.view payment.take - - -
practitioner clinic.view schedule.setup = = =
practitioner_schedule clinic.view schedule.setup = = =
prescription prescription.view prescription.edit = = =
procedure_code fees.view fees.edit = = =
recall waitlist.view waitlist.edit = = =
refund balance.view refund.edit - - -
remittance claim.view claim.edit - - -
room clinic.view schedule.setup = = =
screening result.view result.edit = = =
sync_conflict conflict.view - = = =
task task.view task.edit = = =
user user.view user.edit = user.manage user.manage
visit_type clinic.view schedule.setup = = =
vital_signs result.view result.edit = = =
waitlist_entry waitlist.view waitlist.edit = = =
workstation clinic.view workstation.edit = workstation.manage workstation.manage
"""
ACTIONS = {
    ("appointment", "transition"): "schedule.check_in",
    ("sync_conflict", "resolve"): "conflict.resolve",
    ("break_glass", "review"): "glass.review",
}
_HEAD, *_LINES = (line.split() for line in TABLE.strip().splitlines())
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
    ],
)
def test_ones_standing_at_the_clinic_is_an_administrators(
    record: str, verb: str, field: str, expected: str
) -> None:
    assert permission_for(record, verb, [field]) == Permission(expected)


@pytest.mark.parametrize(("record", "verb"), [("invoice", "create"), ("patient", "shred")])
def test_what_nobody_thought_of_nobody_may(record: str, verb: str) -> None:
    assert permission_for(record, verb) is None
