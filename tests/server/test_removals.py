"""A patient is removed by three people, and never one of whom there are records to keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.billing import Charge
from app.domain.clinical import Allergy
from app.domain.declare import Record, entity_of
from app.domain.ids import PatientId, RecordId, UserId, new_id
from app.domain.operations import FieldChange, Operation
from app.domain.patient import Coverage, EmergencyContact
from app.domain.removing import Kept, RemovalRequest
from app.domain.waiting import Task
from app.protocol.codec import instant_to_wire, to_wire
from app.server.authority import is_allowed
from app.server.decide import decide
from tests.factories import a_child, a_patient, an_allowed_removal, an_appointment
from tests.server.people import allow_removal, carried_out, colleague, record_of, trail
from tests.server.test_authority import ACTOR, NOW, an_operation, ledger_of
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("B7")
PATIENT = a_patient()
ASKED = a_child(RemovalRequest, PATIENT, requested_by=UserId(new_id()), requested_at=NOW)
ALLOWED = an_allowed_removal(PATIENT)
ME = {"decided_by": ACTOR, "decided_at": instant_to_wire(NOW)}
DECIDED = {"status": "approved", "decision_note": "nobody was seen", **ME}
CARRIED = {
    "status": "carried_out",
    "carried_out_by": ACTOR,
    "carried_out_at": instant_to_wire(NOW),
}


def mine(request: RemovalRequest, **changes: Any) -> RemovalRequest:
    """A request in which the acting user stands somewhere."""
    return replace(request, **{name: UserId(RecordId(ACTOR)) for name in changes})


def action(request: RemovalRequest, name: str, changes: dict[str, Any]) -> Operation:
    was = to_wire(request)
    patch = {field: FieldChange(was.get(field), new) for field, new in changes.items()}
    return an_operation(request, "action" if name else "update", action=name, patch=patch)


def removal() -> Operation:
    return an_operation(PATIENT, "delete")


@pytest.mark.parametrize(
    ("role", "changes", "expected"),
    [
        ("front_desk", {"requested_by": ACTOR}, True),
        ("admin", {"requested_by": ACTOR, "role": "front_desk"}, True),
        ("front_desk", {}, False),
        ("clinician", {"requested_by": ACTOR}, False),
        ("billing", {"requested_by": ACTOR}, False),
        ("front_desk", {"requested_by": ACTOR, "status": "approved"}, False),
        ("front_desk", {"requested_by": ACTOR, "decided_by": new_id()}, False),
        ("front_desk", {"requested_by": ACTOR, "carried_out_by": new_id()}, False),
        ("front_desk", {"requested_by": ACTOR, "reason": " "}, False),
    ],
)
def test_removal_is_asked_for_in_ones_own_name_and_by_the_front_desk(
    role: str, changes: dict[str, Any], expected: bool
) -> None:
    made = a_child(RemovalRequest, PATIENT, **changes)
    assert is_allowed(ledger_of(role, PATIENT), an_operation(made, "create")) is expected


@pytest.mark.parametrize(
    ("role", "request_", "changes", "expected"),
    [
        ("clinician", ASKED, DECIDED, "applied"),
        ("clinician", ASKED, {**DECIDED, "status": "refused"}, "applied"),
        ("clinician", ALLOWED, {**DECIDED, "status": "refused"}, "applied"),
        ("clinician", mine(ASKED, requested_by=ACTOR), DECIDED, "rejected"),
        ("clinician", ASKED, {**DECIDED, "decided_by": new_id()}, "rejected"),
        ("clinician", ASKED, {**DECIDED, "status": "carried_out"}, "rejected"),
        ("clinician", replace(ALLOWED, status="refused"), DECIDED, "rejected"),
        ("clinician", ASKED, {**DECIDED, "reason": "another one altogether"}, "rejected"),
        ("front_desk", ASKED, DECIDED, "rejected"),
        ("billing", ASKED, DECIDED, "rejected"),
        ("admin", ASKED, DECIDED, "rejected"),
    ],
)
def test_removal_is_allowed_by_a_clinician_who_did_not_ask_for_it(
    role: str, request_: RemovalRequest, changes: dict[str, Any], expected: str
) -> None:
    told = decide(ledger_of(role, PATIENT, request_), action(request_, "decide", changes))
    assert told.status == expected


@pytest.mark.parametrize(
    ("role", "requests", "expected"),
    [
        ("admin", [ALLOWED], "applied"),
        ("admin", [], "rejected"),
        ("admin", [ASKED], "rejected"),
        ("admin", [replace(ALLOWED, status="refused")], "rejected"),
        ("admin", [replace(ALLOWED, status="carried_out")], "rejected"),
        ("admin", [mine(ALLOWED, requested_by=ACTOR)], "rejected"),
        ("admin", [mine(ALLOWED, decided_by=ACTOR)], "rejected"),
        ("admin", [replace(ALLOWED, decided_by=ALLOWED.requested_by)], "rejected"),
        ("admin", [replace(ALLOWED, decided_by=None)], "rejected"),
        ("admin", [replace(ALLOWED, patient_id=PatientId(new_id()))], "rejected"),
        ("admin", [replace(ALLOWED, decided_at=NOW - timedelta(days=59))], "applied"),
        ("admin", [replace(ALLOWED, decided_at=NOW - timedelta(days=60))], "rejected"),
        ("front_desk", [ALLOWED], "rejected"),
        ("clinician", [ALLOWED], "rejected"),
        ("billing", [ALLOWED], "rejected"),
    ],
)
def test_patient_is_removed_by_a_third_person_and_by_an_administrator(
    role: str, requests: list[RemovalRequest], expected: str
) -> None:
    told = decide(ledger_of(role, PATIENT, *requests), removal())
    assert (told.status, told.code) == (expected, "" if expected == "applied" else "permission")


@pytest.mark.parametrize(
    ("record", "kept"),
    [
        (an_appointment(PATIENT), True),
        (an_appointment(PATIENT, status="completed"), True),
        (an_appointment(PATIENT, status="no_show"), True),
        (an_appointment(PATIENT, status="cancelled"), False),
        (an_appointment(PATIENT, status="entered_in_error"), False),
        (a_child(Allergy, PATIENT), True),
        (a_child(Charge, PATIENT), True),
        (a_child(Task, PATIENT), True),
        (a_child(Task, PATIENT, status="done"), False),
        (a_child(Coverage, PATIENT), False),
        (a_child(EmergencyContact, PATIENT), False),
        (a_child(EmergencyContact, a_patient(), related_patient_id=PATIENT.id), True),
        (a_patient(guarantor_id=PATIENT.id), True),
        (a_child(Allergy, a_patient()), False),
    ],
    ids=lambda one: entity_of(one).name if isinstance(one, Record) else str(one),
)
def test_patient_of_whom_there_are_records_to_keep_is_not_removed(
    record: Record, kept: bool
) -> None:
    told = decide(ledger_of("admin", PATIENT, ALLOWED, record), removal())
    expected = ("rejected", "patient_kept") if kept else ("applied", "")
    assert (told.status, told.code) == expected


def test_what_the_server_holds_keeps_somebody_unless_the_batch_ended_it() -> None:
    visit = an_appointment(PATIENT)
    ledger = ledger_of("admin", PATIENT, ALLOWED)
    ledger.kept = {PATIENT.id: {("appointment", visit.id): Kept.VISITS}}
    assert decide(ledger, removal()).code == "patient_kept"
    over = to_wire(replace(visit, status="cancelled"))
    ledger.write(("appointment", visit.id), over)
    assert decide(ledger, removal()).status == "applied"


def test_request_is_carried_out_with_the_removal_and_stays_as_it_is_without() -> None:
    alone = decide(ledger_of("admin", PATIENT, ALLOWED), action(ALLOWED, "carry_out", CARRIED))
    assert alone.status == "merged"
    assert alone.row is not None
    assert (alone.row.body or {})["status"] == "approved"
    ledger = ledger_of("admin", PATIENT, ALLOWED)
    assert decide(ledger, removal()).status == "applied"
    assert decide(ledger, action(ALLOWED, "carry_out", CARRIED)).status == "applied"
    assert decide(ledger, removal()).status == "merged"  # another desk did so, too
    ledger.write(("patient", PATIENT.id), to_wire(PATIENT))
    assert decide(ledger, removal()).code == "permission"  # the leave is used up


@pytest.mark.parametrize(
    ("request_", "changes"),
    [
        (mine(ALLOWED, requested_by=ACTOR), CARRIED),
        (mine(ALLOWED, decided_by=ACTOR), CARRIED),
        (ALLOWED, {**CARRIED, "carried_out_by": new_id()}),
        (ALLOWED, {**CARRIED, "status": "approved"}),
        (ALLOWED, {**CARRIED, "decision_note": "in another's name"}),
    ],
)
def test_request_is_carried_out_in_ones_own_name_by_a_third_person(
    request_: RemovalRequest, changes: dict[str, Any]
) -> None:
    ledger = ledger_of("admin", PATIENT, request_)
    ledger.write(("patient", PATIENT.id), None)
    assert decide(ledger, action(request_, "carry_out", changes)).status == "rejected"


async def test_server_refuses_a_removal_nobody_allowed_and_keeps_that(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient()
    (row,) = await clinic.saved(patient)
    told = await clinic.push_one(clinic.delete(row))
    assert (told.status, told.code) == ("rejected", "permission")
    assert ("deny", "patient", "delete") in await trail(server, clinic)


@pytest.mark.parametrize(
    "make",
    [
        lambda patient: a_child(Allergy, patient),
        lambda patient: a_child(Charge, patient, currency="USD"),
        lambda patient: a_patient(guarantor_id=patient.id),
    ],
    ids=["chart", "money", "others"],
)
async def test_server_refuses_where_it_holds_what_is_to_be_kept(
    server: RunningServer, clinic: TestDesk, make: Any
) -> None:
    patient = a_patient()
    (row,) = await clinic.saved(patient)
    await clinic.saved(make(patient))
    await allow_removal(server, clinic, patient)
    told = await clinic.push_one(clinic.delete(row))
    assert (told.status, told.code) == ("rejected", "patient_kept")


async def test_three_people_remove_a_patient_and_the_leave_is_used_once(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient()
    await record_of(clinic, clinic, role="admin")
    row, _ = await clinic.saved(patient, a_child(Coverage, patient))
    request = await allow_removal(server, clinic, patient)
    done = carried_out(clinic, request)
    results = await clinic.push(clinic.delete(row), done)
    assert [one.status for one in results] == ["applied", "applied"]
    back = clinic.operation(entity="patient", id=patient.id, kind="restore", base_version=2)
    assert (await clinic.push_one(back)).status in ("applied", "merged")
    again = clinic.operation(entity="patient", id=patient.id, kind="delete", base_version=3)
    assert (await clinic.push_one(again)).code == "permission"


async def test_whoever_asked_or_allowed_it_does_not_carry_it_out(
    server: RunningServer, clinic: TestDesk
) -> None:
    """An administrator asks at the desk; another one has to carry it out."""
    patient = a_patient()
    (row,) = await clinic.saved(patient)
    await record_of(clinic, clinic, role="admin")
    await allow_removal(server, clinic, patient, asked_by=clinic)
    assert (await clinic.push_one(clinic.delete(row))).code == "permission"
    async with colleague(server, clinic, role="admin", username="tim") as other:
        await record_of(other, clinic, role="admin")
        assert (await other.push_one(other.delete(row))).status == "applied"
