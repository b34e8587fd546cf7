"""Conversations: begun, answered, read, finished; what each person has not read yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.context import ExecutionContext
from app.domain.conversations import Box, ThreadFilter, ThreadRow
from app.domain.errors import InvalidRecord, InvalidValue, PermissionDenied, StaleVersion
from app.domain.ids import PatientId, RecordId, UserId, new_id
from app.domain.message import Message, MessageTemplate, MessageThread
from app.domain.staff import Role
from app.services import conversations, correspondence, message_templates, messages
from app.services.conversations import Conversation
from app.services.correspondence import NewThread, Said
from app.services.message_templates import filled, open_fields
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    a_child,
    a_clinic,
    a_context,
    a_patient,
    a_record,
    a_user,
    an_appointment,
)
from tests.storage.conftest import CONTEXT
from tests.storage.test_gatekeeper import the, there

pytestmark = pytest.mark.row("E1", "E3")
AMARA = a_patient()
WHOSE = PatientId(AMARA.id)
NURSE = replace(CONTEXT, user_id=UserId(new_id()))
THIRD = replace(CONTEXT, user_id=UserId(new_id()))


@pytest.fixture
def clinic(store: LocalStore) -> LocalStore:
    """A clinic with a patient, the front desk and a nurse."""
    nurse = a_user(id=NURSE.user_id, username="kim", display_name="Kim O.")
    there(store, a_clinic(id=CONTEXT.clinic_id), AMARA, a_user(id=CONTEXT.user_id), nurse)
    return store


def begun(
    store: LocalStore, context: ExecutionContext = CONTEXT, text: str = "Call back?", **facts: Any
) -> MessageThread:
    new = NewThread(**{"subject": "Refill", "patient_id": WHOSE, "said": Said(text=text), **facts})
    return correspondence.start(store.unit_of_work, context, None, new=new)


def answered(
    store: LocalStore, thread: MessageThread, context: ExecutionContext, **facts: Any
) -> Message:
    said = Said(**{"text": "I will", **facts})
    return correspondence.reply(
        store.unit_of_work,
        context,
        None,
        thread_id=thread.id,
        patient_id=thread.patient_id,
        said=said,
    )


def listed(
    store: LocalStore, context: ExecutionContext, box: Box = Box.INBOX, **facts: Any
) -> list[ThreadRow]:
    wanted = ThreadFilter(box=box, **facts)
    with store.reader() as reader:
        ids = conversations.list_ids(reader, context, wanted=wanted)
        rows = conversations.list_rows(reader, context, thread_ids=ids)
    return [rows[one] for one in ids]


def unread(store: LocalStore, context: ExecutionContext) -> int:
    with store.reader() as reader:
        return conversations.count_unread(reader, context)


def whole(store: LocalStore, thread_id: RecordId, **facts: Any) -> Conversation:
    with store.reader() as reader:
        return conversations.read_conversation(
            reader, CONTEXT, thread_id=thread_id, now=NOON, **facts
        )


def read(store: LocalStore, context: ExecutionContext, thread: MessageThread) -> int:
    return correspondence.mark_read(store.unit_of_work, context, thread_id=thread.id)


def test_task_for_a_nurse_is_unread_for_the_nurse_alone(clinic: LocalStore) -> None:
    thread = begun(clinic, assignee_id=NURSE.user_id, priority="high")
    assert [unread(clinic, one) for one in (CONTEXT, NURSE, THIRD)] == [0, 1, 0]
    (row,) = listed(clinic, NURSE, Box.MINE)
    assert (row.patient_name, row.mrn, row.assignee_name) == ("Okafor, Amara", AMARA.mrn, "Kim O.")
    assert (row.priority, row.status, row.last and row.last.unread) == ("high", "unread", 1)
    assert [row.id for row in listed(clinic, CONTEXT)] == [thread.id]  # their own word is in it
    assert listed(clinic, THIRD) == []


def test_answer_is_unread_for_who_asked_until_they_read_it(clinic: LocalStore) -> None:
    thread = begun(clinic, assignee_id=NURSE.user_id)
    assert read(clinic, NURSE, thread) == 1
    answered(clinic, thread, NURSE)
    assert (unread(clinic, CONTEXT), unread(clinic, NURSE)) == (1, 0)
    assert [row.id for row in listed(clinic, CONTEXT, Box.UNREAD)] == [thread.id]
    assert (read(clinic, CONTEXT, thread), read(clinic, CONTEXT, thread)) == (1, 0)
    assert unread(clinic, CONTEXT) == 0
    assert the(clinic, MessageThread).status == "open"
    said = whole(clinic, thread.id).messages
    assert [(one.sender_name, one.is_own, one.is_read) for one in said] == [
        ("Sara N.", True, True),
        ("Kim O.", False, True),
    ]


def test_message_that_came_after_the_look_stays_unread(clinic: LocalStore) -> None:
    thread = begun(clinic, assignee_id=NURSE.user_id)
    seen = thread_as_seen(clinic, thread)
    answered(clinic, thread, THIRD, text="Stop: she is allergic to it")
    begin = clinic.unit_of_work
    assert correspondence.mark_read(begin, NURSE, thread_id=thread.id, seen=seen) == 1
    assert unread(clinic, NURSE) == 1


def thread_as_seen(store: LocalStore, thread: MessageThread) -> frozenset[RecordId]:
    with store.reader() as reader:
        return frozenset(
            conversations.read_conversation(reader, NURSE, thread_id=thread.id, now=NOON).unread
        )


def test_sent_view_holds_what_one_wrote_and_done_what_is_finished(clinic: LocalStore) -> None:
    thread = begun(clinic, assignee_id=NURSE.user_id)
    correspondence.finish(clinic.unit_of_work, NURSE, thread_id=thread.id, is_done=True)
    boxes = {box: len(listed(clinic, CONTEXT, box)) for box in Box}
    assert boxes == {"inbox": 0, "unread": 0, "mine": 0, "sent": 1, "done": 1, "all": 1}
    assert listed(clinic, NURSE, Box.SENT) == []
    answered(clinic, thread, CONTEXT)  # what is answered is open again
    assert the(clinic, MessageThread).status == "open"


def test_answer_meant_for_another_patient_is_refused(clinic: LocalStore) -> None:
    thread = begun(clinic)
    with pytest.raises(InvalidValue) as refused:
        correspondence.reply(
            clinic.unit_of_work,
            CONTEXT,
            None,
            thread_id=thread.id,
            patient_id=PatientId(new_id()),
            said=Said(text="Your result is there"),
        )
    assert refused.value.field == "patient_id"
    assert len(whole(clinic, thread.id).messages) == 1


def test_call_of_a_patient_is_noted_with_its_outcome(clinic: LocalStore) -> None:
    thread = begun(clinic)
    answered(clinic, thread, CONTEXT, channel="phone", outcome="left_message", text="Twice")
    called = answered(clinic, thread, CONTEXT, channel="phone", direction="incoming")
    assert (called.sender_id, called.read_by) == (None, (CONTEXT.user_id,))
    assert unread(clinic, CONTEXT) == 0
    *_, noted, _ = whole(clinic, thread.id).messages
    assert (noted.message.channel, noted.message.outcome) == ("phone", "left_message")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"subject": "  "}, "subject"),
        ({"text": " \u200b "}, "text"),
        ({"subject": "x" * 201}, "subject"),
        ({"text": "x" * 10_001}, "text"),
    ],
)
def test_what_says_nothing_or_too_much_is_refused(
    clinic: LocalStore, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidRecord) as refused:
        begun(clinic, **facts)
    assert field in refused.value.problems
    assert listed(clinic, CONTEXT, Box.ALL) == []


def test_words_find_subject_text_and_patient(clinic: LocalStore) -> None:
    thread = begun(clinic, text="The metformin is out")
    begun(clinic, subject="Room 2", patient_id=None, text="Lamp")
    for words in ("refi", "METFORMIN", "okafor", AMARA.mrn):
        assert [row.id for row in listed(clinic, CONTEXT, text=words)] == [thread.id], words
    assert listed(clinic, CONTEXT, text="nobody") == []


def test_filter_takes_a_category_and_a_patient(clinic: LocalStore) -> None:
    billing = begun(clinic, category="billing")
    internal = begun(clinic, patient_id=None)
    assert [row.id for row in listed(clinic, CONTEXT, category="billing")] == [billing.id]
    assert [row.id for row in listed(clinic, CONTEXT, patient_id=WHOSE)] == [billing.id]
    assert {row.id for row in listed(clinic, CONTEXT)} == {billing.id, internal.id}


def test_newest_stands_first_and_long_conversations_show_their_end(clinic: LocalStore) -> None:
    old, new = begun(clinic), begun(clinic, subject="Later")
    for at in range(5):
        there(
            clinic,
            a_child(
                Message,
                AMARA,
                thread_id=old.id,
                text=str(at),
                sent_at=NOON + timedelta(minutes=at + 1),
            ),
        )
    shown = whole(clinic, old.id, most=3)
    assert [one.message.text for one in shown.messages] == ["2", "3", "4"]
    assert shown.earlier == 3
    assert {row.id for row in listed(clinic, CONTEXT)} == {old.id, new.id}


def test_change_of_somebody_else_is_not_written_over(clinic: LocalStore) -> None:
    thread = begun(clinic)
    begin = clinic.unit_of_work
    correspondence.change(
        begin, NURSE, thread_id=thread.id, changes={"priority": "urgent"}, based_on=thread
    )
    with pytest.raises(StaleVersion):
        correspondence.change(
            begin, CONTEXT, thread_id=thread.id, changes={"priority": "high"}, based_on=thread
        )
    with pytest.raises(InvalidValue):
        correspondence.change(begin, CONTEXT, thread_id=thread.id, changes={"status": "done"})


def test_administrator_writes_no_messages(clinic: LocalStore) -> None:
    with pytest.raises(PermissionDenied):
        begun(clinic, a_context(role=Role.ADMIN))


def test_files_belong_to_a_patient(clinic: LocalStore) -> None:
    attached: Any = (object(),)
    with pytest.raises(InvalidValue):
        begun(clinic, patient_id=None, said=Said(text="x", attachments=attached))


def test_template_is_filled_and_what_is_unknown_stays_in_braces(clinic: LocalStore) -> None:
    there(clinic, an_appointment(AMARA, starts_at=NOON + timedelta(days=2)))
    with clinic.reader() as reader:
        values = message_templates.values_for(reader, CONTEXT, patient_id=WHOSE, now=NOON)
        nobody = message_templates.values_for(reader, CONTEXT, patient_id=None, now=NOON)
    assert (values.patient, values.first_name, values.user) == ("Amara Okafor", "Amara", "Sara N.")
    assert (values.next_visit, nobody.patient) == (NOON + timedelta(days=2), None)
    text = filled("Dear {patient}, {sum} is open. {CLINIC}", {"patient": values.patient})
    assert text == "Dear Amara Okafor, {sum} is open. {CLINIC}"
    assert open_fields(text) == ("sum",)


def test_templates_in_use_are_offered(clinic: LocalStore) -> None:
    there(clinic, a_record(MessageTemplate, name="Reminder", is_active=False))
    there(clinic, a_record(MessageTemplate, name="Another"))
    with clinic.reader() as reader:
        assert [one.name for one in message_templates.active(reader)] == ["Another"]


def from_elsewhere(store: LocalStore, thread: MessageThread, **facts: Any) -> Message:
    """A message another desk brought."""
    values = {"thread_id": thread.id, "text": "Call back?", "sender_id": NURSE.user_id}
    before = NOON - timedelta(days=1)
    message = a_child(Message, AMARA, **{"sent_at": before, **values, **facts})
    there(store, message)
    return message


def waits(store: LocalStore, thread: MessageThread) -> list[bool]:
    """What of a conversation is marked as waiting: each message, then its line in the list."""
    messages = [one.is_pending for one in whole(store, thread.id).messages]
    return [*messages, *(one.is_pending for one in listed(store, CONTEXT, Box.ALL))]


def test_reading_a_colleagues_words_does_not_make_them_wait(clinic: LocalStore) -> None:
    thread = a_child(MessageThread, AMARA, subject="Refill", status="open")
    there(clinic, thread)
    from_elsewhere(clinic, thread)
    assert read(clinic, CONTEXT, thread) == 1
    assert waits(clinic, thread) == [False, False]
    answered(clinic, thread, CONTEXT)
    assert waits(clinic, thread) == [False, True, True]


def test_colleague_who_reads_ones_words_here_does_not_make_them_wait(clinic: LocalStore) -> None:
    thread = a_child(MessageThread, AMARA, subject="Refill", status="open")
    there(clinic, thread)
    from_elsewhere(clinic, thread, sender_id=CONTEXT.user_id)
    assert read(clinic, NURSE, thread) == 1
    assert waits(clinic, thread) == [False, False]


def test_draft_marked_as_sent_here_waits(clinic: LocalStore) -> None:
    thread = a_child(MessageThread, AMARA, subject="Refill", status="open")
    there(clinic, thread)
    me = CONTEXT.user_id
    draft = from_elsewhere(clinic, thread, sender_id=me, drafted_by=me, channel="sms")
    begin = clinic.unit_of_work
    messages.mark_sent(begin, CONTEXT, message_id=draft.id, text="Hello", channel="sms")
    assert waits(clinic, thread) == [True, True]
