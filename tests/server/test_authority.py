"""The server asks the role matrix again: whatever a desk let through, the account decides."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.domain.access import BreakGlass
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.declare import Record, entity_of
from app.domain.exporting import ExportRequest
from app.domain.ids import PractitionerId, RecordId, UserId, derived_id, new_id
from app.domain.message import Message
from app.domain.operations import BY_IMPORT, FieldChange, Operation, RowState, WireBody
from app.domain.patient import Coverage
from app.domain.permissions import Scope, is_account_allowed
from app.domain.record_permissions import permission_for
from app.domain.staff import Role
from app.protocol.codec import to_wire
from app.server.authority import is_allowed
from app.server.decide import decide
from app.server.ledger import Account, Ledger
from app.server.senders import speaks_for_itself
from tests.factories import (
    a_child,
    a_clinic,
    a_patient,
    a_practitioner,
    a_record,
    a_room,
    a_user,
    a_visit_type,
    a_workstation,
    an_allowed_removal,
    an_appointment,
)
from tests.server.people import colleague, record_of, trail
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("B7")
ACTOR, DESK, PRACTITIONER = new_id(), new_id(), new_id()
NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
PATIENT = a_patient()
SAMPLES: tuple[Record, ...] = (
    PATIENT,
    an_appointment(PATIENT),
    a_child(Allergy, PATIENT),
    a_child(Condition, PATIENT),
    a_child(MedicationStatement, PATIENT),
    a_child(Coverage, PATIENT),
    a_practitioner(),
    a_room(),
    a_visit_type(),
    a_clinic(),
    a_user(),
    a_workstation(),
)
VERBS = ("create", "update", "delete", "restore")


def ledger_of(role: str, *records: Record, is_active: bool = True, **user: Any) -> Ledger:
    """A clinic in memory with the actor's account and some records."""
    rows: dict[tuple[str, str], RowState] = {}
    person = a_user(id=UserId(RecordId(ACTOR)), username="bea", role=role, **user)
    for record in (person, *records):
        name = entity_of(record).name
        rows[name, record.id] = RowState(name, record.id, 1, 1, False, [], to_wire(record))
    return Ledger(
        tenant_id=new_id(),
        device_id=DESK,
        principal_id=ACTOR,
        seq=1,
        now=NOW,
        rows=rows,
        accounts={ACTOR: Account(role, "bea", is_active)},
    )


def an_operation(record: Record | str, kind: str, row_id: str = "", **fields: Any) -> Operation:
    is_record = isinstance(record, Record)
    full: WireBody | None = to_wire(record) if is_record and kind == "create" else None
    return Operation(
        **{
            "op_id": new_id(),
            "tx_id": new_id(),
            "n": 1,
            "entity": entity_of(record).name if is_record else record,
            "id": row_id or (record.id if is_record else new_id()),
            "kind": kind,
            "base_version": 1,
            "actor_id": ACTOR,
            "session_id": new_id(),
            "client_time": "2026-11-21T17:00:00.000000Z",
            "schema": 1,
            "full": full,
            **fields,
        }
    )


def patch(**new: Any) -> dict[str, FieldChange]:
    return {name: FieldChange(None, value) for name, value in new.items()}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", VERBS)
@pytest.mark.parametrize("record", SAMPLES, ids=lambda record: entity_of(record).name)
def test_somebody_elses_records_are_as_the_matrix_says(
    record: Record, kind: str, role: str
) -> None:
    ledger = ledger_of(role, an_allowed_removal(PATIENT), *([] if kind == "create" else [record]))
    permission = permission_for(entity_of(record).name, kind)
    expected = permission is not None and is_account_allowed(role, permission, Scope.OTHER)
    assert is_allowed(ledger, an_operation(record, kind)) == expected


def test_denied_operation_is_rejected_with_the_row_as_it_stands() -> None:
    ledger = ledger_of("billing", PATIENT)
    result = decide(ledger, an_operation(PATIENT, "update", patch=patch(alert="x")))
    assert (result.status, result.code) == ("rejected", "permission")
    assert result.row is not None
    assert ledger.entries == []


@pytest.mark.parametrize("role", list(Role))
def test_nobody_acts_who_left(role: str) -> None:
    for ledger in (ledger_of(role, is_active=False), ledger_of(role)):
        if ledger.accounts[ACTOR].is_active:
            row = ledger.rows["user", ACTOR]
            assert row.body is not None
            ledger.rows["user", ACTOR] = row._replace(body={**row.body, "is_active": False})
        assert not is_allowed(ledger, an_operation(a_patient(), "create"))


@pytest.mark.usefixtures("nobody_overrides")
def test_a_visit_is_put_over_others_only_by_whoever_may_say_so() -> None:
    over = an_appointment(PATIENT, is_overbook=True)
    ledger = ledger_of("front_desk", PATIENT, over)
    moved = patch(starts_at="2026-11-21T18:00:00.000000Z")
    away = {**moved, **patch(is_overbook=False)}
    allowed = {
        "new": an_operation(an_appointment(PATIENT), "create"),
        "moved away": an_operation(over, "update", patch=away),
        "its reason": an_operation(over, "update", patch=patch(reason="x")),
    }
    denied = {
        "new over others": an_operation(an_appointment(PATIENT, is_overbook=True), "create"),
        "moved over others": an_operation(over, "update", patch=moved),
        "into closed time": an_operation(
            an_appointment(PATIENT, override_reason="squeezed in"), "create"
        ),
    }
    assert [name for name, one in allowed.items() if not is_allowed(ledger, one)] == []
    assert [name for name, one in denied.items() if is_allowed(ledger, one)] == []


def test_what_is_written_down_is_in_the_name_of_who_writes_it_for_ever() -> None:
    kept = a_child(Allergy, PATIENT, recorded_by=new_id())
    ledger = ledger_of("front_desk", PATIENT, kept)

    def made(**fields: Any) -> Operation:
        return an_operation(a_child(Allergy, PATIENT, **fields), "create")

    allowed = {
        "own": made(recorded_by=ACTOR),
        "unsaid, of an older desk": made(),
        "another's changed": an_operation(kept, "update", patch=patch(severity="mild")),
    }
    denied = {
        "another's": made(recorded_by=new_id()),
        "taken over": an_operation(kept, "update", patch=patch(recorded_by=ACTOR)),
        "taken away": an_operation(kept, "update", patch=patch(recorded_by=None)),
    }
    assert [name for name, one in allowed.items() if not is_allowed(ledger, one)] == []
    assert [name for name, one in denied.items() if is_allowed(ledger, one)] == []


def test_unknown_actor_is_nobody() -> None:
    ledger = ledger_of("admin")
    assert not is_allowed(ledger, an_operation(a_patient(), "create", actor_id=new_id()))


VISIT_OF_MINE = {"practitioner_id": PractitionerId(RecordId(PRACTITIONER))}


@pytest.mark.parametrize(
    ("was", "patched", "expected"),
    [
        (VISIT_OF_MINE, {"note": "x"}, True),
        ({"practitioner_id": new_id()}, {"note": "x"}, False),
        (VISIT_OF_MINE, {"practitioner_id": new_id()}, False),
        ({"practitioner_id": new_id()}, {"practitioner_id": PRACTITIONER}, False),
        ({}, {"note": "x"}, False),
    ],
    ids=["mine", "a colleague's", "given away", "taken over", "nobody's"],
)
def test_clinician_moves_their_own_visits_only(
    was: dict[str, Any], patched: dict[str, Any], expected: bool
) -> None:
    visit = an_appointment(PATIENT, **was)
    ledger = ledger_of("clinician", visit, practitioner_id=PRACTITIONER)
    assert is_allowed(ledger, an_operation(visit, "update", patch=patch(**patched))) == expected


def test_clinician_who_is_no_practitioner_has_no_visits() -> None:
    visit = an_appointment(PATIENT)
    ledger = ledger_of("clinician", visit)
    assert not is_allowed(ledger, an_operation(visit, "update", patch=patch(note="x")))


OWN_RECORD = [
    ("front_desk", {"display_name": "Bea B."}, True),
    ("front_desk", {"role": "admin"}, False),
    ("front_desk", {"role": "front_desk"}, False),
    ("front_desk", {"username": "sara"}, False),
    ("front_desk", {"is_active": False}, False),
    ("admin", {"display_name": "Bea B."}, True),
    ("admin", {"is_active": False}, False),
]


@pytest.mark.parametrize(("role", "changes", "expected"), OWN_RECORD)
def test_own_record_gives_nobody_another_standing(
    role: str, changes: dict[str, Any], expected: bool
) -> None:
    operation = an_operation("user", "update", ACTOR, patch=patch(**changes))
    assert is_allowed(ledger_of(role), operation) == expected


@pytest.mark.parametrize(
    ("claims", "expected"),
    [({}, True), ({"role": "admin"}, False), ({"username": "sara"}, False)],
)
def test_new_users_record_claims_no_more_than_the_account(
    claims: dict[str, Any], expected: bool
) -> None:
    ledger = ledger_of("front_desk")
    del ledger.rows["user", ACTOR]
    mine = a_user(**{"id": UserId(RecordId(ACTOR)), "username": "bea", **claims})
    assert is_allowed(ledger, an_operation(mine, "create")) == expected


@pytest.mark.parametrize("entity", ["user", "workstation"])
def test_records_of_others_are_an_administrators(entity: str) -> None:
    operation = an_operation(entity, "update", patch=patch(name="x", display_name="x"))
    assert not is_allowed(ledger_of("front_desk"), operation)
    assert is_allowed(ledger_of("admin"), operation)


def test_own_workstation_is_named_and_not_switched_off() -> None:
    rename = an_operation("workstation", "update", DESK, patch=patch(name="Front desk 2"))
    switch = an_operation("workstation", "update", DESK, patch=patch(is_active=False))
    assert is_allowed(ledger_of("front_desk"), rename)
    assert not is_allowed(ledger_of("front_desk"), switch)


@pytest.mark.parametrize(
    ("role", "record", "kind", "expected"),
    [
        ("front_desk", Condition, "create", True),
        ("admin", Condition, "create", True),
        ("billing", Condition, "create", False),
        ("front_desk", Condition, "delete", False),
    ],
)
def test_import_brings_records_that_nobody_enters_by_hand(
    role: str, record: type[Record], kind: str, expected: bool
) -> None:
    imported = a_child(record, PATIENT, id=derived_id("fhir", "1"))
    ledger = ledger_of(role, *([] if kind == "create" else [imported]))
    assert is_allowed(ledger, an_operation(imported, kind)) == expected


@pytest.mark.parametrize("record", [a_user, a_workstation])
def test_import_brings_no_users(record: Any) -> None:
    imported = record(id=derived_id("fhir", "1"))
    assert not is_allowed(ledger_of("front_desk"), an_operation(imported, "create"))


def glass(**changes: Any) -> BreakGlass:
    return a_child(BreakGlass, PATIENT, **{"user_id": ACTOR, **changes})


@pytest.mark.parametrize(
    ("role", "changes", "expected"),
    [
        ("clinician", {}, True),
        ("front_desk", {}, False),
        ("clinician", {"user_id": new_id()}, False),
        ("clinician", {"reviewed_by": ACTOR}, False),
    ],
    ids=["by who may", "by who may not", "as somebody else", "reviewed at once"],
)
def test_glass_is_broken_in_ones_own_name(
    role: str, changes: dict[str, Any], expected: bool
) -> None:
    assert is_allowed(ledger_of(role), an_operation(glass(**changes), "create")) == expected


@pytest.mark.parametrize(
    ("role", "changes", "expected"),
    [
        ("admin", {"reviewed_by": ACTOR}, True),
        ("clinician", {"reviewed_by": ACTOR}, False),
        ("admin", {"reviewed_by": new_id()}, False),
        ("admin", {"reason": "another reason", "reviewed_by": ACTOR}, False),
    ],
    ids=["administrator", "clinician", "in another's name", "with another reason"],
)
def test_broken_glass_is_reviewed_by_administrators(
    role: str, changes: dict[str, Any], expected: bool
) -> None:
    broken = glass(user_id=new_id())
    operation = an_operation(broken, "update", patch=patch(**changes))
    assert is_allowed(ledger_of(role, broken), operation) == expected


KIM = new_id()


def a_message(**fields: Any) -> Message:
    return a_child(Message, PATIENT, **{"read_by": (), **fields})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"sender_id": ACTOR}, True),
        ({"sender_id": None, "read_by": (ACTOR,)}, True),
        ({"sender_id": ACTOR, "drafted_by": ACTOR}, True),
        ({"sender_id": ACTOR, "sender_name": "Kim O."}, True),
        ({"sender_id": KIM}, False),
        ({"sender_id": None, "sender_name": "Kim O."}, False),
        ({"sender_id": ACTOR, "read_by": (KIM,)}, False),
        ({"sender_id": ACTOR, "drafted_by": KIM}, False),
    ],
    ids=[
        *("own", "a patient's, noted", "own draft", "a colleague's, sent on"),
        *("as a colleague", "by a colleague's name", "read by a colleague", "a colleague's draft"),
    ],
)
def test_nobody_writes_or_reads_a_message_in_another_name(
    fields: dict[str, Any], expected: bool
) -> None:
    operation = an_operation(a_message(**fields), "create")
    assert is_allowed(ledger_of("front_desk"), operation) == expected


READ = {"sender_id": KIM, "read_by": (KIM,)}
DRAFT = {"sender_id": KIM, "drafted_by": KIM}


@pytest.mark.parametrize(
    ("was", "patched", "expected"),
    [
        (READ, {"read_by": ([KIM], [KIM, ACTOR])}, True),
        (READ, {"read_by": ([PRACTITIONER, KIM], [PRACTITIONER, KIM, ACTOR])}, True),
        (READ, {"read_by": ([], [ACTOR])}, True),
        (READ, {"read_by": ([KIM], [KIM, PRACTITIONER])}, False),
        (READ, {"read_by": ([], [PRACTITIONER, ACTOR])}, False),
        (DRAFT, {"text": ("a", "b")}, True),
        (DRAFT, {"drafted_by": (KIM, None), "sender_id": (KIM, ACTOR)}, True),
        (DRAFT, {"drafted_by": (KIM, None)}, False),
        (DRAFT, {"drafted_by": (KIM, None), "sender_id": (KIM, PRACTITIONER)}, False),
        (DRAFT, {"sender_name": ("", "Somebody else")}, False),
    ],
    ids=[
        *("as well", "as others here told", "first of all", "for somebody", "and for somebody"),
        *("a draft's text", "sent by who says so", "said as a colleague", "as a third", "renamed"),
    ],
)
def test_nobody_changes_a_message_in_another_name(
    was: dict[str, Any], patched: dict[str, Any], expected: bool
) -> None:
    message = a_message(**was)
    changes = {name: FieldChange(*change) for name, change in patched.items()}
    operation = an_operation(message, "update", patch=changes)
    assert is_allowed(ledger_of("front_desk", message), operation) == expected


def test_import_brings_messages_by_name_and_in_nobodys() -> None:
    named = {"sender_name": "Dr. Weiß", "id": derived_id("fhir", "1")}
    ledger = ledger_of("front_desk")
    assert is_allowed(ledger, an_operation(a_message(**named), "create"))
    assert not is_allowed(ledger, an_operation(a_message(**named, sender_id=KIM), "create"))
    known = a_message(**named)
    patched = {"sender_name": FieldChange("Dr. Weiß", "Dr. W.")}
    told = an_operation(known, "update", patch=patched, reason=BY_IMPORT)
    desk = Account("front_desk", "bea", is_active=True)
    assert speaks_for_itself(ledger_of("front_desk", known), told, desk)


@pytest.mark.parametrize("role", ["billing", "clinician"])
def test_who_may_not_import_brings_no_words_in_anothers_name(role: str) -> None:
    named = a_message(sender_name="Dr. Weiß", id=derived_id("fhir", "1"))
    assert not is_allowed(ledger_of(role), an_operation(named, "create"))
    patched = {"sender_name": FieldChange("Dr. Weiß", "Dr. W.")}
    told = an_operation(named, "update", patch=patched, reason=BY_IMPORT)
    account = Account(role, "kim", is_active=True)
    assert not speaks_for_itself(ledger_of(role, named), told, account)


def test_message_that_was_deleted_comes_back_as_it_was() -> None:
    message = a_message(sender_id=KIM)
    ledger = ledger_of("front_desk", message)
    assert is_allowed(ledger, an_operation(message, "restore"))


def test_account_that_was_ended_earlier_in_the_batch_acts_no_more() -> None:
    admin = new_id()
    ledger = ledger_of("front_desk")
    ledger.accounts[admin] = Account("admin", "sara", True)
    ledger.principal_id = admin
    ledger.present.add(ACTOR)
    end = an_operation(
        "user", "update", ACTOR, actor_id=admin, patch={"is_active": FieldChange(True, False)}
    )
    assert decide(ledger, end).status == "applied"
    assert decide(ledger, an_operation(a_patient(), "create")).code == "permission"


async def test_denial_is_final_and_told(server: RunningServer, clinic: TestDesk) -> None:
    async with colleague(server, clinic, role="billing") as other:
        await record_of(other, clinic, role="billing")
        operation = other.create(a_patient())
        first = await other.push_one(operation)
        again = await other.push_one(operation)
    assert (first.status, first.code) == ("rejected", "permission")
    assert (again.status, again.code, again.replay) == ("rejected", "permission", True)
    assert ("deny", "patient", "create") in await trail(server, clinic)


async def test_one_denial_stops_nothing_else_of_a_batch(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="clinician") as other:
        denied, fine = other.create(a_room()), other.create(a_patient())
        results = await other.push(denied, fine)
    assert [result.status for result in results] == ["rejected", "applied"]


@pytest.mark.parametrize("why", ["", " ", "their audit"])
def test_file_of_patients_data_says_why_in_its_record(why: str) -> None:
    asked = a_record(
        ExportRequest,
        kind="claims",
        recipient="Aetna",
        reason=why,
        first_on=date(2026, 11, 1),
        last_on=date(2026, 11, 20),
        requested_by=ACTOR,
        role="billing",
        requested_at=NOW,
    )
    ledger = ledger_of("billing")
    assert is_allowed(ledger, an_operation(asked, "create")) is bool(why.strip())
