"""What waits to be sent is told without a value, and names only whom the acting role is shown."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from app.domain.changes import Origin
from app.domain.clinical import Condition
from app.domain.context import ExecutionContext
from app.domain.operations import OperationState, RowState
from app.domain.patient import Patient
from app.domain.staff import Role
from app.protocol.codec import to_wire
from app.services.waiting import WaitingChange, waiting_changes
from app.storage.store import LocalStore
from tests.factories import NOON, a_child, a_clinician, a_context, a_patient, a_user

pytestmark = pytest.mark.row("A3")
MARK = "zebrafinch"


@pytest.fixture
def patient(store: LocalStore) -> Patient:
    made = a_patient(family_name="Okafor", given_names="Amara", city="Oslo")
    context = a_clinician(made.id)
    with store.unit_of_work(a_context()) as uow:
        uow.add(made)
    with store.unit_of_work(context) as uow:
        kept = uow.add(a_child(Condition, made, text=f"{MARK} once"))
        uow.save(replace(kept, text=f"{MARK} now"), reason=f"{MARK} why")
    return made


def seen(store: LocalStore, context: ExecutionContext) -> tuple[WaitingChange, ...]:
    with store.reader() as reader:
        return waiting_changes(reader, context, now=NOON, limit=200)


def said(change: WaitingChange) -> list[object]:
    return [getattr(change, one.name) for one in fields(change)]


@pytest.mark.parametrize("role", list(Role))
def test_no_value_and_no_reason_leaves_the_queue(
    role: Role, store: LocalStore, patient: Patient
) -> None:
    with store.reader() as reader:
        assert MARK in str([one.operation.patch for one in reader.pending()][-1]["text"].new)
    waiting = seen(store, a_context(role=role))
    assert [(one.entity, one.kind, one.fields) for one in waiting] == [
        ("patient", "create", ()),
        ("condition", "create", ()),
        ("condition", "update", ("text",)),
    ]
    everything = str([said(one) for one in waiting])
    assert MARK not in everything
    assert "Oslo" not in everything


@pytest.mark.parametrize(
    ("role", "named"),
    [
        (Role.FRONT_DESK, [True, True, True]),
        (Role.BILLING, [True, False, False]),
        (Role.CLINICIAN, [True, False, False]),
        (Role.ADMIN, [False, False, False]),
    ],
)
def test_a_patient_is_named_where_the_role_is_shown_them_and_that_of_them(
    role: Role, named: list[bool], store: LocalStore, patient: Patient
) -> None:
    waiting = seen(store, a_context(role=role))
    assert [one.patient_name == "Okafor, Amara" for one in waiting] == named
    assert [one.patient_id == patient.id for one in waiting] == named
    assert all(bool(one.patient_id) == bool(one.patient_name) for one in waiting)


def test_it_says_who_made_it_and_why_it_waits(store: LocalStore) -> None:
    person = a_user(display_name="Clara Bauer", username="clara")
    row = RowState("user", person.id, 1, 1, False, [], to_wire(person))
    with store.unit_of_work(a_context(), origin=Origin.REMOTE) as uow:
        uow.apply_rows([row])
    context = a_context(user_id=person.id, role=person.role)
    with store.unit_of_work(context) as uow:
        uow.add(a_patient())
    with store.unit_of_work(context, origin=Origin.REMOTE) as uow:
        (queued,) = uow.pending()
        names = [queued.operation.op_id]
        uow.outbox.mark(names, OperationState.BLOCKED, code="needs_actor_session")
    (waiting,) = seen(store, context)
    assert (waiting.actor_id, waiting.actor_name) == (person.id, "Clara Bauer")
    assert (waiting.state, waiting.code) == (OperationState.BLOCKED, "needs_actor_session")


def test_it_prints_quietly(store: LocalStore, patient: Patient) -> None:
    waiting = seen(store, a_context())
    assert waiting[0].patient_name
    assert "Okafor" not in repr(waiting)
