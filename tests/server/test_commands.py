"""Reviews, records that stay with their patient, and what an import may change later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.domain.access import BreakGlass
from app.domain.clinical import Allergy, Condition
from app.domain.declare import Record
from app.domain.exporting import ExportRequest
from app.domain.ids import PatientId, RecordId, UserId, derived_id, new_id
from app.domain.operations import FieldChange, Operation
from app.domain.staff import Role
from app.domain.waiting import Task
from app.protocol.codec import instant_to_wire, to_wire
from app.server.authority import is_allowed
from app.server.decide import decide
from app.server.ledger import Account
from tests.factories import a_child, a_patient, a_record, an_appointment
from tests.server.people import colleague, record_of, trail
from tests.server.test_authority import ACTOR, NOW, an_operation, ledger_of, patch
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("B7")
PATIENT = a_patient()
REVIEW = {"reviewed_by": ACTOR, "reviewed_at": instant_to_wire(NOW)}


def glass(**changes: Any) -> BreakGlass:
    whole = {
        "user_id": UserId(new_id()),
        "role": "clinician",
        "reason": "covering for a colleague",
        "broken_at": NOW,
        "ends_at": NOW + timedelta(minutes=30),
    }
    return a_child(BreakGlass, PATIENT, **(whole | changes))


@pytest.mark.parametrize("way", [{"kind": "action", "action": "review"}, {"kind": "update"}])
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        (REVIEW, "applied"),
        ({**REVIEW, "review_note": "was needed"}, "applied"),
        ({**REVIEW, "reason": "quite another reason"}, "rejected"),
        ({**REVIEW, "ends_at": instant_to_wire(NOW)}, "rejected"),
        ({**REVIEW, "reviewed_by": new_id()}, "rejected"),
        ({"reviewed_by": ACTOR}, "rejected"),
        ({"review_note": "nobody's"}, "rejected"),
    ],
)
def test_review_says_who_looked_and_changes_nothing_else(
    changes: dict[str, Any], status: str, way: dict[str, Any]
) -> None:
    broken = glass()
    ledger = ledger_of("admin", broken, PATIENT)
    kind, action = way["kind"], way.get("action", "")
    was = to_wire(broken)
    wanted = {name: FieldChange(was[name], new) for name, new in changes.items()}
    operation = an_operation(broken, kind, action=action, patch=wanted)
    assert decide(ledger, operation).status == status


ASKED_BY = UserId(new_id())
ALLOWED = {
    "status": "approved",
    "decided_by": ACTOR,
    "decided_at": instant_to_wire(NOW),
    "decision_note": "as agreed",
}
WRITTEN = {"status": "written", "written_at": instant_to_wire(NOW), "written_lines": 3}


def a_request(**changes: Any) -> ExportRequest:
    return a_record(ExportRequest, **{"requested_by": ASKED_BY, "requested_at": NOW, **changes})


def approved(**changes: Any) -> ExportRequest:
    by = {"status": "approved", "decided_by": UserId(new_id()), "decided_at": NOW}
    return a_request(**{**by, **changes})


@pytest.mark.parametrize(
    ("role", "request_", "action", "changes", "expected"),
    [
        ("admin", a_request(), "decide", ALLOWED, "applied"),
        ("admin", a_request(), "decide", {**ALLOWED, "status": "refused"}, "applied"),
        ("admin", a_request(), "decide", {**ALLOWED, "decided_by": new_id()}, "rejected"),
        ("admin", a_request(requested_by=ACTOR), "decide", ALLOWED, "rejected"),
        ("clinician", a_request(), "decide", ALLOWED, "rejected"),
        ("admin", a_request(), "decide", {**ALLOWED, "reason": "another"}, "rejected"),
        ("admin", a_request(), "", ALLOWED, "rejected"),
        ("admin", approved(status="refused"), "decide", ALLOWED, "rejected"),
        ("clinician", approved(requested_by=ACTOR), "write", WRITTEN, "applied"),
        ("clinician", approved(), "write", WRITTEN, "rejected"),
        ("clinician", a_request(requested_by=ACTOR), "write", WRITTEN, "rejected"),
        ("billing", approved(requested_by=ACTOR), "write", WRITTEN, "rejected"),
    ],
)
def test_file_is_allowed_by_a_second_person_and_written_by_the_first(
    role: str, request_: ExportRequest, action: str, changes: dict[str, Any], expected: str
) -> None:
    was = to_wire(request_)
    wanted = {name: FieldChange(was.get(name), new) for name, new in changes.items()}
    kind = "action" if action else "update"
    operation = an_operation(request_, kind, action=action, patch=wanted)
    assert decide(ledger_of(role, request_), operation).status == expected


@pytest.mark.parametrize(
    ("role", "changes", "expected"),
    [
        ("clinician", {"requested_by": ACTOR}, True),
        ("clinician", {}, False),
        ("front_desk", {"requested_by": ACTOR}, False),
        ("billing", {"requested_by": ACTOR}, False),
        ("clinician", {"requested_by": ACTOR, "status": "approved"}, False),
        ("clinician", {"requested_by": ACTOR, "decided_by": UserId(new_id())}, False),
    ],
)
def test_file_is_asked_for_in_ones_own_name_and_allowed_by_nobody_yet(
    role: str, changes: dict[str, Any], expected: bool
) -> None:
    made = a_request(**changes)
    assert is_allowed(ledger_of(role), an_operation(made, "create")) is expected


def test_second_review_comes_too_late() -> None:
    broken = glass(reviewed_by=UserId(new_id()), reviewed_at=NOW)
    operation = an_operation(broken, "update", patch=patch(**REVIEW))
    result = decide(ledger_of("admin", broken), operation)
    assert (result.status, result.code) == ("rejected", "already_resolved")


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], True),
        ([Account(Role.ADMIN, "sara", is_active=True)], False),
        ([Account(Role.ADMIN, "sara", is_active=False)], True),
        ([Account(Role.BILLING, "sara", is_active=True)], True),
    ],
    ids=["alone", "another administrator", "who left", "nobody else's"],
)
def test_own_broken_glass_is_somebody_elses_to_review(
    others: list[Account], expected: bool
) -> None:
    broken = glass(user_id=UserId(RecordId(ACTOR)))
    ledger = ledger_of("admin", broken)
    ledger.accounts |= {new_id(): account for account in others}
    operation = an_operation(broken, "action", action="review", patch=patch(**REVIEW))
    assert is_allowed(ledger, operation) == expected


@pytest.mark.parametrize(
    "changes", [{"reason": "short"}, {"ends_at": NOW + timedelta(days=3650)}, {"ends_at": NOW}]
)
def test_glass_without_a_reason_or_an_end_is_refused(changes: dict[str, Any]) -> None:
    mine = {"user_id": UserId(RecordId(ACTOR))}
    ledger = ledger_of("clinician", PATIENT)
    assert decide(ledger, an_operation(glass(**mine), "create")).status == "applied"
    result = decide(ledger, an_operation(glass(**mine, **changes), "create"))
    assert (result.status, result.field) == ("rejected", next(iter(changes)))


@pytest.mark.parametrize(
    "make", [lambda: a_child(Allergy, PATIENT), lambda: an_appointment(PATIENT)]
)
def test_record_never_moves_to_another_patient(make: Any) -> None:
    record, other = make(), a_patient()
    ledger = ledger_of("front_desk", record, PATIENT, other)
    moved = an_operation(
        record, "update", patch={"patient_id": FieldChange(PATIENT.id, PatientId(other.id))}
    )
    result = decide(ledger, moved)
    assert (result.status, result.field) == ("rejected", "patient_id")


def _imported(record: Any, **fields: Any) -> Operation:
    return an_operation(record, "update", patch={"text": FieldChange("", "new")}, **fields)


def test_imported_record_is_changed_by_an_import_and_by_its_role_only() -> None:
    imported = a_child(Condition, PATIENT, id=derived_id("fhir", "1"), text="")
    plain = a_child(Condition, PATIENT, text="")
    for role, record, reason, expected in (
        ("front_desk", imported, "import", True),
        ("front_desk", imported, "", False),
        ("front_desk", plain, "import", False),
        ("billing", imported, "import", False),
        ("clinician", imported, "", True),
    ):
        operation = _imported(record, reason=reason)
        ledger = ledger_of(role, record)
        ledger.by_people["condition", record.id] = ()
        assert is_allowed(ledger, operation) == expected, (role, reason)


async def test_change_that_rests_on_an_import_is_told(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as bea:
        await record_of(bea, clinic)
        patient = a_patient()
        imported = a_child(Condition, patient, id=derived_id(patient.id, "1"))
        await bea.saved(patient, imported)
        row = await bea.row(imported.id)
        new = bea.operation(
            entity="condition",
            id=row.id,
            base_version=row.version,
            reason="import",
            patch={"text": FieldChange(to_wire(imported)["text"], "as the file has it now")},
        )
        assert (await bea.push_one(new)).status == "applied"
        (patient_row,) = [await bea.row(patient.id)]
        assert (await bea.push_one(bea.update(patient_row, alert="x"))).status == "applied"
    told = [line for line in await trail(server, clinic) if line[0] == "import"]
    assert told == [("import", "condition", "update")]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"email": "ana@example.org"}, "applied"),
        ({"family_name": "Okafor"}, "applied"),
        ({"email": "nobody"}, "rejected"),
        ({"birth_date": "1971-02-30"}, "rejected"),
    ],
)
def test_update_answers_for_what_it_touches(changes: dict[str, Any], status: str) -> None:
    """A row that older rules let in is mended one field at a time."""
    wrong = a_patient(family_name="x" * 5000, birth_date="garbage")
    ledger = ledger_of("front_desk", wrong)
    assert decide(ledger, an_operation(wrong, "update", patch=changed(wrong, changes))).status == (
        status
    )


@pytest.mark.parametrize("spelling", ["20261121", "2026-W47-6", "2026W476"])
def test_dates_have_one_spelling(spelling: str) -> None:
    task = a_child(Task, PATIENT, title="Call", due_on=NOW.date())
    body = {**to_wire(task), "due_on": spelling}
    answer = decide(ledger_of("front_desk", PATIENT), an_operation(task, "create", full=body))
    assert (answer.status, answer.field) == ("rejected", "due_on")
    ledger = ledger_of("front_desk", PATIENT, task)
    wanted = changed(task, {"due_on": spelling})
    assert decide(ledger, an_operation(task, "update", patch=wanted)).status == "rejected"
    assert decide(ledger_of("front_desk", PATIENT), an_operation(task, "create")).status == (
        "applied"
    )


def test_date_spelled_otherwise_before_holds_nothing_up() -> None:
    task = a_child(Task, PATIENT, title="Call", due_on=NOW.date())
    ledger = ledger_of("front_desk", PATIENT, task)
    row = ledger.rows["task", task.id]
    assert row.body is not None
    row.body["due_on"] = "20261121"
    wanted = changed(task, {"title": "Call again"})
    assert decide(ledger, an_operation(task, "update", patch=wanted)).status == "applied"


def changed(record: Record, new: dict[str, Any]) -> dict[str, FieldChange]:
    was = to_wire(record)
    return {name: FieldChange(was[name], value) for name, value in new.items()}
