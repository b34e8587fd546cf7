"""One touch at a time: whose it is, what it changes, in whose name, and what the denial says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.domain.billing import Charge
from app.domain.clinical import Allergy
from app.domain.context import ExecutionContext
from app.domain.declare import entity_named
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import new_id
from app.storage.gatekeeper import Gatekeeper, Touch
from app.storage.row_codec import Named, codec_of
from app.storage.session import Session
from app.storage.store import LocalStore
from tests.factories import (
    DESK_ID,
    NOON,
    USER_ID,
    a_child,
    a_clinician,
    a_context,
    a_patient,
    a_practitioner,
    a_user,
)
from tests.storage.conftest import open_store
from tests.storage.test_gatekeeper import ME, there

pytestmark = pytest.mark.row("B7", "A3")
PATIENT, MINE = a_patient(), a_patient(practitioner_id=ME)
ENDED = a_user(id=new_id(), username="eva", role="billing", is_active=False)
ME_RAW, USER_RAW, OTHER_RAW = bytes.fromhex(ME), bytes.fromhex(USER_ID), bytes.fromhex(new_id())
DESK, ADMIN, BILLING = a_context(), a_context(role="admin"), a_context(role="billing")
CLINICIAN = a_clinician(practitioner_id=ME, user_id=USER_ID)
WITH_GLASS = a_clinician(PATIENT.id, practitioner_id=ME, user_id=USER_ID)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    store: LocalStore = open_store(tmp_path_factory.mktemp("touches") / "clinic.db")
    there(store, a_practitioner(id=ME), PATIENT, MINE, a_child(Allergy, PATIENT), ENDED)
    with store.database.reading() as session:
        yield session
    store.close()


def touch(entity: str, verb: str, *fields: str, **changes: Any) -> Touch:
    """A write of an otherwise empty row."""
    spec, row_id = entity_named(entity), changes.get("row_id") or new_id()
    known: dict[str, Any] = {"row_id": row_id, "patient_id": None, "fields": fields}
    row = dict.fromkeys((one.name for one in spec.fields), None) | {"id": bytes.fromhex(row_id)}
    values = {"values": row | changes.get("values", {})}
    return Touch(spec=spec, verb=verb, **(known | changes | values))


def refused(session: Session, context: ExecutionContext, asked: Touch) -> str:
    """What the denial names, with what would help; "" where nothing is denied."""
    try:
        Gatekeeper(session, context, NOON).check(asked)
    except PermissionDenied as error:
        denied = error
    else:
        return ""
    assert (denied.role, denied.entity) == (context.role, asked.spec.name)
    assert (denied.row_id, denied.patient_id) == (asked.row_id, asked.patient_id)
    return f"{denied.permission} {denied.needs}".strip()


def note(verb: str, *fields: str, signed_by: bytes | None = None, **changes: Any) -> Touch:
    values = {"signed_by": signed_by}
    return touch("health_record", verb, *fields, patient_id=PATIENT.id, values=values, **changes)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (note("create"), ""),
        (note("create", "signed_by", signed_by=USER_RAW), ""),
        (note("create", "signed_by", signed_by=OTHER_RAW), "health_record.create"),
        (note("create", signed_by=OTHER_RAW), "health_record.create"),
        (note("update", "signed_by", signed_by=USER_RAW), ""),
        (note("update", "signed_by", signed_by=None), ""),
        (note("update", "signed_by", "text", signed_by=OTHER_RAW), "health_record.update"),
        (note("update", "text", signed_by=OTHER_RAW), ""),
        (note("delete", signed_by=OTHER_RAW), ""),
    ],
)
def test_note_is_signed_in_ones_own_name_only(
    session: Session, asked: Touch, expected: str
) -> None:
    assert refused(session, WITH_GLASS, asked) == expected


@pytest.mark.parametrize(
    ("verb", "fields", "expected"),
    [
        ("update", ["read_by"], ""),
        ("update", ["text"], "message.update"),
        ("update", ["read_by", "text"], "message.update"),
        ("create", ["sender_id"], ""),
        ("delete", [], ""),
    ],
)
def test_what_a_message_said_stays_said(
    session: Session, verb: str, fields: list[str], expected: str
) -> None:
    assert refused(session, DESK, touch("message", verb, *fields)) == expected


@pytest.mark.parametrize(("verb", "expected"), [("create", ""), ("update", "room.update")])
def test_record_that_is_only_ever_added_is_never_changed(
    session: Session, verb: str, expected: str
) -> None:
    asked = touch("room", verb, "name")
    assert refused(session, DESK, asked) == ""
    asked = replace(asked, spec=replace(asked.spec, is_append_only=True))
    assert refused(session, DESK, asked) == expected


def glass(**changes: Any) -> Touch:
    values: dict[str, Any] = {"user_id": USER_RAW, "role": "clinician", "review_note": ""}
    values |= {"reviewed_by": None, "reviewed_at": None} | changes
    return touch("break_glass", "create", patient_id=PATIENT.id, values=values)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (glass(), ""),
        (glass(user_id=OTHER_RAW), "break_glass.create"),
        (glass(role="admin"), "break_glass.create"),
        (glass(reviewed_by=USER_RAW), "break_glass.create"),
        (glass(reviewed_at=1), "break_glass.create"),
        (glass(review_note="fine"), "break_glass.create"),
    ],
)
def test_glass_is_broken_in_ones_own_name_and_not_reviewed_yet(
    session: Session, asked: Touch, expected: str
) -> None:
    assert refused(session, CLINICIAN, asked) == expected


@pytest.mark.parametrize(
    ("who", "verb", "fields", "row_id", "expected"),
    [
        (ADMIN, "delete", [], new_id(), ""),
        (ADMIN, "delete", [], USER_ID, "user.delete"),
        (ADMIN, "update", ["role"], new_id(), ""),
        (ADMIN, "update", ["is_active"], USER_ID, "user.update"),
        (ADMIN, "update", ["role", "display_name"], USER_ID, "user.update"),
        (ADMIN, "update", ["display_name"], USER_ID, ""),
        (BILLING, "update", ["display_name"], USER_ID, ""),
        (BILLING, "update", ["display_name"], new_id(), "user.edit"),
        (BILLING, "update", ["username"], USER_ID, "user.manage"),
    ],
)
def test_nobody_ends_or_raises_themselves(
    session: Session, who: ExecutionContext, verb: str, fields: list[str], row_id: Any,
    expected: str,
) -> None:  # fmt: skip
    assert refused(session, who, touch("user", verb, *fields, row_id=row_id)) == expected


@pytest.mark.parametrize(
    ("row_id", "fields", "expected"),
    [
        (DESK_ID, ["name"], ""),
        (new_id(), ["name"], "workstation.edit"),
        (DESK_ID, ["is_active"], "workstation.manage"),
    ],
)
def test_people_name_the_workstation_they_sit_at(
    session: Session, row_id: Any, fields: list[str], expected: str
) -> None:
    assert (
        refused(session, DESK, touch("workstation", "update", *fields, row_id=row_id)) == expected
    )


@pytest.mark.parametrize(
    ("whose", "expected"),
    [
        ([ME_RAW], ""),
        ([ME_RAW, ME_RAW], ""),
        ([ME_RAW, OTHER_RAW], "schedule.edit"),
        ([OTHER_RAW, ME_RAW], "schedule.edit"),
        ([None], "schedule.edit"),
    ],
)
def test_visit_is_ones_own_before_and_after(
    session: Session, whose: list[bytes | None], expected: str
) -> None:
    asked = touch("appointment", "update", "note", practitioner_ids=whose)
    assert refused(session, CLINICIAN, asked) == expected


@pytest.mark.parametrize(
    ("patient_id", "who", "expected"),
    [
        (MINE.id, CLINICIAN, ""),
        (PATIENT.id, CLINICIAN, "condition.edit glass"),
        (PATIENT.id, WITH_GLASS, ""),
        (None, CLINICIAN, "condition.edit glass"),
        (MINE.id, a_clinician(), "condition.edit glass"),
        (MINE.id, DESK, "condition.edit"),
    ],
)
def test_chart_is_written_by_who_cares_for_the_patient(
    session: Session, patient_id: Any, who: ExecutionContext, expected: str
) -> None:
    asked = touch("condition", "update", "text", patient_id=patient_id)
    assert refused(session, who, asked) == expected


@pytest.mark.parametrize(
    ("reason", "stated", "expected"),
    [("", "", "charge.edit reason"), ("typed twice", "", ""), ("", "typed twice", "")],
)
def test_reason_is_given_with_the_write_or_before_it(
    session: Session, reason: str, stated: str, expected: str
) -> None:
    codec = codec_of(Charge)
    row = dict(zip(codec.columns, codec.to_row(a_child(Charge, PATIENT)), strict=True))
    asked = touch("charge", "create", patient_id=PATIENT.id, reason=reason, values=row)
    assert refused(session, DESK.because(stated), asked) == expected


def test_touch_comes_without_a_reason_or_anybodys_visit() -> None:
    plain = Touch(spec=entity_named("room"), verb="create", row_id=new_id(), patient_id=None)
    assert (plain.reason, plain.fields, plain.practitioner_ids, plain.values) == ("", (), (), {})


@pytest.mark.parametrize(
    ("entity", "verb", "expected"),
    [
        ("patient", "view", "patient.view"),
        ("patient", "shred", "patient.shred"),
        ("room", "restore", ""),
    ],
)
def test_looking_and_what_nobody_thought_of_are_no_way_to_write(
    session: Session, entity: str, verb: str, expected: str
) -> None:
    assert refused(session, DESK, touch(entity, verb)) == expected


@pytest.mark.parametrize(
    ("field", "expected"), [("status", ""), ("note", "appointment.transition")]
)
def test_action_changes_what_it_is_for_only(session: Session, field: str, expected: str) -> None:
    assert refused(session, DESK, touch("appointment", "transition", field)) == expected


def test_new_record_is_of_a_patient_who_is_there(session: Session) -> None:
    with pytest.raises(InvalidValue, match="patient_id"):
        refused(session, DESK, touch("allergy", "create", patient_id=new_id()))
    assert refused(session, DESK, touch("allergy", "update", patient_id=new_id())) == ""


@pytest.mark.parametrize(("by", "expected"), [(USER_RAW, ""), (OTHER_RAW, "sync_conflict.resolve")])
def test_decision_bears_the_name_of_who_decides(session: Session, by: bytes, expected: str) -> None:
    values = {"resolved_by": by, "entity": "patient", "row_id": PATIENT.id, "kind": "field"}
    asked = touch("sync_conflict", "resolve", "status", patient_id=PATIENT.id, values=values)
    assert refused(session, DESK, asked) == expected


@pytest.mark.parametrize(("by", "expected"), [(USER_RAW, ""), (OTHER_RAW, "break_glass.review")])
def test_review_bears_the_name_of_who_reviews(session: Session, by: bytes, expected: str) -> None:
    asked = touch("break_glass", "review", "reviewed_by", values={"reviewed_by": by})
    assert refused(session, ADMIN, asked) == expected


def test_account_that_has_ended_is_asked_once_and_named(session: Session) -> None:
    keeper = Gatekeeper(session, a_context(role="billing", user_id=ENDED.id), NOON)
    for _ in range(2):
        with pytest.raises(PermissionDenied) as denied:
            keeper.check(touch("coverage", "update", "payer_name"))
        assert (denied.value.permission, denied.value.needs) == ("act as billing", "")


@pytest.mark.parametrize(
    ("who", "entity", "expected"),
    [
        (DESK, "patient", ""),
        (ADMIN, "patient", ""),
        (BILLING, "patient", "import.records"),
        (ADMIN, "user", "import.records"),
        (ADMIN, "refund", "import.records"),
        (ADMIN, "charge", ""),
        (DESK, "charge", "import.ledger"),
    ],
)
def test_files_bring_in_what_the_role_may(
    session: Session, who: ExecutionContext, entity: str, expected: str
) -> None:
    keeper = Gatekeeper(session, who, NOON)
    if not expected:
        keeper.check_import(entity)
        return
    with pytest.raises(PermissionDenied) as denied:
        keeper.check_import(entity)
    assert (denied.value.permission, denied.value.entity) == (expected, entity)
    assert denied.value.role == who.role


@pytest.mark.parametrize(
    ("verb", "fields", "names_it"),
    [("create", [], True), ("update", ["room_id"], True), ("update", ["note"], False)],
)
def test_record_names_what_is_there_when_it_comes_to_name_it(
    session: Session, verb: str, fields: list[str], names_it: bool
) -> None:
    named = [Named("room_id", "room", OTHER_RAW)] if names_it else []
    facts = {"patient_id": PATIENT.id, "values": {"room_id": OTHER_RAW}, "named": named}
    asked = touch("appointment", verb, *fields, **facts)
    if not names_it:
        assert refused(session, DESK, asked) == ""
        return
    with pytest.raises(InvalidValue, match="room_id"):
        refused(session, DESK, asked)
