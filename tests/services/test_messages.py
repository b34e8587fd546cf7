"""Drafted messages: edited by anybody who may write, sent by a person's word, then left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.family import Consent
from app.domain.ids import PatientId, UserId, new_id
from app.domain.message import Message, MessageThread
from app.services import messages
from app.storage.store import LocalStore
from tests.factories import a_child, a_patient
from tests.storage.conftest import ADMIN, CONTEXT
from tests.storage.test_gatekeeper import save, the, there

AMARA = a_patient()
OTHER = replace(CONTEXT, user_id=UserId(new_id()))


@pytest.fixture
def draft(store: LocalStore) -> Message:
    there(store, AMARA)
    with store.unit_of_work(CONTEXT) as uow:
        return messages.draft(
            uow, patient_id=PatientId(AMARA.id), subject="Moved", text="Dear Amara"
        )


def waiting(store: LocalStore) -> list[str]:
    with store.reader() as reader:
        assert messages.count_drafts(reader) == len(messages.drafts(reader, CONTEXT))
        return [one.message.text for one in messages.drafts(reader, CONTEXT)]


def told(**changes: str) -> dict[str, Any]:
    return {"text": "Dear Ms. Okafor", "channel": "sms", **changes}


def test_draft_waits_with_whom_it_is_for_and_how_they_are_reached(
    store: LocalStore, draft: Message
) -> None:
    with store.reader() as reader:
        (one,) = messages.drafts(reader, CONTEXT)
    assert (one.patient_name, one.phones, one.subject) == (
        "Okafor, Amara",
        ("+12125550100",),
        "Moved",
    )
    assert (draft.channel, the(store, MessageThread).status) == ("phone", "open")


def test_colleague_edits_it_and_marks_it_as_sent(store: LocalStore, draft: Message) -> None:
    messages.edit(store.unit_of_work, OTHER, message_id=draft.id, **told())
    assert waiting(store) == ["Dear Ms. Okafor"]
    messages.mark_sent(store.unit_of_work, OTHER, message_id=draft.id, **told(text=" Hello "))
    assert waiting(store) == []
    sent = the(store, Message)
    assert (sent.text, sent.drafted_by, sent.sender_id) == ("Hello", None, OTHER.user_id)
    assert the(store, MessageThread).status == "done"


def test_what_was_sent_stays_said(store: LocalStore, draft: Message) -> None:
    messages.mark_sent(store.unit_of_work, CONTEXT, message_id=draft.id, **told())
    for change in (messages.edit, messages.mark_sent):
        with pytest.raises(InvalidValue):
            change(store.unit_of_work, CONTEXT, message_id=draft.id, **told())
    with pytest.raises(InvalidValue):
        messages.discard(store.unit_of_work, CONTEXT, message_id=draft.id)
    with pytest.raises(PermissionDenied):
        save(store, CONTEXT, the(store, Message), text="Never mind")
    with pytest.raises(PermissionDenied):
        save(store, CONTEXT, the(store, Message), drafted_by=CONTEXT.user_id)
    save(store, CONTEXT, the(store, Message), read_by=(CONTEXT.user_id,))


def test_discarded_draft_takes_its_empty_thread_along(store: LocalStore, draft: Message) -> None:
    messages.discard(store.unit_of_work, CONTEXT, message_id=draft.id)
    assert waiting(store) == []
    with store.reader() as reader:
        assert list(reader.records(MessageThread).values()) == []


def test_role_that_reads_no_messages_sees_none(store: LocalStore, draft: Message) -> None:
    with store.reader() as reader, pytest.raises(PermissionDenied):
        messages.drafts(reader, ADMIN)


@pytest.mark.parametrize(
    ("changes", "channel"),
    [
        ({"phone_mobile": "+12125550199"}, "sms"),
        ({}, "phone"),
        ({"phone": None, "email": "a@example.org"}, "email"),
        ({"phone": None}, "letter"),
    ],
)
def test_patient_is_told_the_quickest_way_there_is(changes: dict[str, Any], channel: str) -> None:
    assert messages.usual_channel(a_patient(**changes)) == channel


def a_consent(kind: str, status: str = "active", **changes: Any) -> Consent:
    return a_child(Consent, AMARA, id=new_id(), kind=kind, status=status, **changes)


@pytest.mark.parametrize(
    ("consents", "channel"),
    [
        ([a_consent("E-mail")], "email"),
        ([a_consent("sms", "rejected")], "phone"),
        ([a_consent("text messages", "inactive"), a_consent("phone", "rejected")], "email"),
        ([a_consent("treatment", "rejected")], "sms"),
        ([a_consent(one, "rejected") for one in ("sms", "phone", "email")], "letter"),
    ],
)
def test_patient_is_told_as_they_agreed_to_and_never_as_they_refused(
    consents: list[Consent], channel: str
) -> None:
    reached = a_patient(phone_mobile="+12125550199", email="a@example.org")
    assert messages.usual_channel(reached, consents) == channel


def test_draft_follows_the_consents_that_hold_today(store: LocalStore) -> None:
    mobile = replace(AMARA, phone_mobile="+12125550199")
    there(store, mobile, a_consent("sms", ends_on=date(2020, 1, 1)))
    with store.unit_of_work(CONTEXT) as uow:
        written = messages.draft(uow, patient_id=PatientId(AMARA.id), subject="Moved", text="Dear")
    assert written.channel == "phone"
