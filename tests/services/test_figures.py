"""A patient's figures: counted from the records, withheld from roles that are not shown them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.billing import Charge, Payment
from app.domain.context import ExecutionContext
from app.domain.ids import PatientId, new_id
from app.domain.message import Message, MessageThread
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.staff import Role
from app.domain.treatment import Document, Prescription
from app.services.conversations import count_unread
from app.services.figures import PatientFigures, read_figures
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    TODAY,
    a_child,
    a_clinician,
    a_context,
    a_patient,
    an_appointment,
)

pytestmark = pytest.mark.row("E2")
BILLING = a_context(role=Role.BILLING, user_id=new_id())


@pytest.fixture
def patient(store: LocalStore) -> Patient:
    """A patient with two of most things, and another one with as many."""
    made, other = a_patient(), a_patient()
    for one in (made, other):
        with store.unit_of_work(a_context()) as uow:
            uow.add(one)
            for status in ("booked", "completed", "cancelled"):
                uow.add(an_appointment(one, status=status, starts_at=NOON + timedelta(days=1)))
            for status in ("pending", "current"):
                uow.add(a_child(Document, one, status=status))
            for status in ("unread", "done"):
                about = a_child(MessageThread, one, status=status, subject=f"About {status}")
                uow.add(about)
                uow.add(said(about, one))
        with store.unit_of_work(a_clinician(one.id)) as uow:
            for status in ("active", "draft"):
                uow.add(a_child(Prescription, one, status=status))
        with store.unit_of_work(BILLING) as uow:
            uow.add(a_child(Charge, one, amount_minor=12_500))
            uow.add(a_child(Payment, one, amount_minor=2_500))
            uow.add(
                a_child(Payment, one, amount_minor=1_000, received_on=TODAY - timedelta(days=9))
            )
    return made


def said(thread: MessageThread, patient: Patient, **changes: Any) -> Message:
    facts = {"thread_id": thread.id, "text": "Is it ready?", "sent_at": NOON}
    return a_child(Message, patient, **{**facts, **changes})


def figures(store: LocalStore, patient: Patient, context: ExecutionContext) -> PatientFigures:
    with store.reader() as reader:
        return read_figures(reader, context, patient_id=PatientId(patient.id), now=NOON)


def test_front_desk_sees_every_figure(store: LocalStore, patient: Patient) -> None:
    found = figures(store, patient, a_context())
    counted = (
        found.visits,
        found.pending_documents,
        found.unread_messages,
        found.active_prescriptions,
    )
    assert counted == (2, 1, 1, 1)
    assert found.account is not None
    assert (found.account.balance, found.account.paid) == (9_000, 3_500)
    assert found.last_payment is not None
    assert found.last_payment.amount_minor == 2_500


def test_unread_are_messages_that_who_looks_has_not_read_as_the_messages_panel_counts(
    store: LocalStore,
) -> None:
    me, nurse = a_context(), a_context(user_id=new_id())
    made = a_patient()
    thread, theirs = (a_child(MessageThread, made, status="open", subject=s) for s in "ab")
    done = a_child(MessageThread, made, status="done", subject="c")
    with store.unit_of_work(nurse) as uow:
        uow.add(made)
        for one in (thread, replace(theirs, assignee_id=nurse.user_id), done):
            uow.add(one)
            uow.add(said(one, made))
        uow.add(said(thread, made))
        uow.add(said(thread, made, read_by=(nurse.user_id,)))
        uow.add(said(thread, made, sender_id=nurse.user_id))
        uow.add(said(thread, made, drafted_by=nurse.user_id, sender_id=nurse.user_id))
    with store.reader() as reader:
        panel = [count_unread(reader, who) for who in (me, nurse)]
    found = [figures(store, made, who).unread_messages for who in (me, nurse)]
    assert found == panel == [4, 3]
    with store.unit_of_work(me) as uow:
        for one in uow.records(Message).find(Query(Message)).rows:
            if one.thread_id == thread.id and one.drafted_by is None:
                uow.save(replace(one, read_by=(*one.read_by, me.user_id)))
    found = [figures(store, made, who).unread_messages for who in (me, nurse)]
    assert found == [0, 3]


def test_newest_activity_comes_first_and_is_of_this_patient_only(
    store: LocalStore, patient: Patient
) -> None:
    found = figures(store, patient, a_context()).recent
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
    assert len(found) == 10
    assert {one.entity for one in found} >= {"payment", "prescription", "document"}
    with store.reader() as reader:
        for one in found:
            if one.entity == "payment":
                record = reader.records(Payment).get(one.record_id)
                assert record is not None
                assert record.patient_id == patient.id


@pytest.mark.parametrize(
    ("context", "withheld"),
    [
        (BILLING, {"active_prescriptions"}),
        (a_clinician(), {"pending_documents", "active_prescriptions", "account", "last_payment"}),
        (
            a_context(role=Role.ADMIN, user_id=new_id()),
            {
                "pending_documents",
                "unread_messages",
                "active_prescriptions",
                "account",
                "last_payment",
            },
        ),
    ],
)
def test_what_a_role_is_not_shown_is_not_counted_for_it(
    store: LocalStore, patient: Patient, context: ExecutionContext, withheld: set[str]
) -> None:
    found = figures(store, patient, context)
    empty = {name for name in PatientFigures.__dataclass_fields__ if getattr(found, name) is None}
    assert empty == withheld
    if "active_prescriptions" in withheld:
        assert "prescription" not in {one.entity for one in found.recent}


def test_patient_with_nothing_has_zeros(store: LocalStore) -> None:
    made = a_patient()
    with store.unit_of_work(a_context()) as uow:
        uow.add(made)
    found = figures(store, made, a_context())
    assert (found.visits, found.unread_messages, found.recent) == (0, 0, ())
    assert found.account is not None
    assert found.account.balance == 0
    assert found.last_payment is None
