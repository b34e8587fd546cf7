"""Conversations as they are read: the list and its lines, one whole, and what nobody has read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.context import ExecutionContext
from app.domain.conversations import ThreadFilter, ThreadRow
from app.domain.ids import RecordId, UserId
from app.domain.message import OUTSIDE, Message, MessageThread
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, eq, one_of
from app.domain.staff import User
from app.domain.treatment import Document
from app.services.documents import FiledDocument, as_filed
from app.services.editing import current
from app.services.seeing import may_see

SHOWN_AT_ONCE = 100
"""Messages of one conversation; who wants to see earlier ones asks for more."""
LOG_LINES = 12
"""Lines of a patient's contact log."""
_MOST_FOUND = 1000
"""Messages, subjects and patients a word leads to; who sees so many types one word more."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class SaidMessage:
    """One message with who wrote it, and its files as far as the acting role is shown them."""

    message: Message
    sender_name: str
    """"" for the patient's own, unless they are named."""
    written_by: str
    """Whose work the sender sent on; "" for their own."""
    is_own: bool
    is_read: bool
    """Whether somebody else of the clinic has read it."""
    is_pending: bool
    """Whether the server does not have it as it stands here; who read it does not count."""
    files: tuple[FiledDocument, ...] = ()
    withheld: int = 0
    """Files the acting role is not shown."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A thread with its newest messages, oldest first; patient is None inside the clinic."""

    thread: MessageThread
    patient: Patient | None
    messages: tuple[SaidMessage, ...]
    earlier: int
    """How many messages stand before these."""
    unread: tuple[RecordId, ...]
    """Messages of these that the user has not read."""
    is_pending: bool
    contacts: tuple[SaidMessage, ...] = ()
    """The latest calls, letters and texts of the patient, in any conversation, newest first."""


def list_ids(
    reader: Reader, context: ExecutionContext, *, wanted: ThreadFilter
) -> tuple[RecordId, ...]:
    """Every conversation the filter lets through, the newest first."""
    listed = reader.thread_ids(wanted, context.user_id)
    words = wanted.text.strip()
    if not words:
        return listed
    found = _found(reader, words)
    return tuple(one for one in listed if one in found)


def list_rows(
    reader: Reader, context: ExecutionContext, *, thread_ids: Sequence[RecordId]
) -> dict[RecordId, ThreadRow]:
    """The lines of some conversations (a page of about 200)."""
    threads = reader.records(MessageThread).get_many(thread_ids)
    last = reader.last_said(tuple(threads), context.user_id)
    about = {RecordId(one.patient_id) for one in threads.values() if one.patient_id}
    people = reader.records(Patient).get_many(about)
    names = user_names(reader)
    waiting = reader.rows_with_pending("message_thread") | _threads_with_unsent(reader)
    return {
        key: _row(thread, people, names)._replace(
            last=(said := last.get(key)),
            sender_name=names.get(said.sender_id or "", "") if said else "",
            is_pending=key in waiting,
        )
        for key, thread in threads.items()
    }


def read_conversation(
    reader: Reader,
    context: ExecutionContext,
    *,
    thread_id: RecordId,
    now: datetime,
    most: int = SHOWN_AT_ONCE,
) -> Conversation:
    """One conversation with its newest messages. Raises RecordNotFound."""
    thread = current(reader, MessageThread, thread_id)
    mine = eq("thread_id", thread_id)
    newest = Query(
        Message,
        where=mine,
        order=(Order("sent_at", descending=True), Order("created_at", descending=True)),
        limit=most,
    )
    found = reader.records(Message).find_many(newest)[::-1]
    total = reader.records(Message).count(Query(Message, where=mine))
    patient = reader.records(Patient).get(thread.patient_id) if thread.patient_id else None
    names, pending = user_names(reader), _unsent_words(reader)
    files = _files(reader, context, found, now=now)
    said = tuple(_said(one, context.user_id, names, pending, files) for one in found)
    return Conversation(
        thread=thread,
        patient=patient,
        messages=said,
        earlier=total - len(found),
        unread=tuple(one.id for one in found if is_unread(one, context.user_id)),
        is_pending=thread.id in reader.rows_with_pending("message_thread"),
        contacts=tuple(
            _said(one, context.user_id, names, pending, {}) for one in _contacts(reader, patient)
        ),
    )


def is_unread(message: Message, user_id: UserId) -> bool:
    """Whether somebody still has to read a message: never their own, and no draft."""
    is_said = message.drafted_by is None and message.sender_id != user_id
    return is_said and user_id not in message.read_by


def count_unread(reader: Reader, context: ExecutionContext) -> int:
    """How many messages the user has not read of what concerns them."""
    return reader.unread(context.user_id)


def user_names(reader: Reader) -> Mapping[str, str]:
    """Who writes here, by identifier; those whose account is closed, too."""
    fields = ("id", "display_name", "username")
    rows = reader.records(User).rows(Query(User, limit=1000), fields)
    return {key: name or username for key, name, username in rows}


def _contacts(reader: Reader, patient: Patient | None) -> tuple[Message, ...]:
    if patient is None:
        return ()
    where = all_of(
        eq("patient_id", patient.id),
        one_of("channel", sorted(map(str, OUTSIDE))),
        eq("drafted_by", None),
    )
    latest = (Order("sent_at", descending=True),)
    return reader.records(Message).find_many(
        Query(Message, where=where, order=latest, limit=LOG_LINES)
    )


def _found(reader: Reader, words: str) -> frozenset[RecordId]:
    threads, messages = reader.records(MessageThread), reader.records(Message)
    subjects = threads.ids(Query(MessageThread, words=words))
    newest = (Order("id", descending=True),)  # by how well they fit would take four times as long
    said = messages.rows(
        Query(Message, words=words, order=newest, limit=_MOST_FOUND), ("thread_id",)
    )
    people = reader.search_patients(words, limit=_MOST_FOUND)
    of_people = Query(MessageThread, where=one_of("patient_id", people))
    theirs = threads.ids(of_people) if people else ()
    return frozenset((*subjects, *(row[0] for row in said), *theirs))


def _row(
    thread: MessageThread, people: Mapping[RecordId, Patient], names: Mapping[str, str]
) -> ThreadRow:
    patient = people.get(RecordId(thread.patient_id)) if thread.patient_id else None
    return ThreadRow(
        id=thread.id,
        subject=thread.subject,
        patient_id=thread.patient_id,
        patient_name=patient.display_name if patient else "",
        mrn=patient.mrn if patient else "",
        birth_date=(patient.birth_date or "") if patient else "",
        category=thread.category,
        priority=thread.priority,
        status=thread.status,
        assignee_id=thread.assignee_id,
        assignee_name=names.get(thread.assignee_id or "", ""),
        last_at=thread.last_message_at,
        last=None,
        sender_name="",
        is_pending=False,
    )


def _threads_with_unsent(reader: Reader) -> frozenset[RecordId]:
    """Conversations one of whose messages the server has not acknowledged."""
    waiting = reader.records(Message).get_many(_unsent_words(reader))
    return frozenset(one.thread_id for one in waiting.values())


def _unsent_words(reader: Reader) -> frozenset[RecordId]:
    """Messages the server does not have as they stand here; who read them is no word of theirs."""
    return reader.rows_with_pending("message", besides="read_by")


def _files(
    reader: Reader, context: ExecutionContext, messages: Iterable[Message], *, now: datetime
) -> Mapping[RecordId, FiledDocument]:
    """The documents of messages whose patients' documents the acting role is shown."""
    named = {RecordId(one): message for message in messages for one in message.document_ids}
    shown = {
        patient: may_see(reader, context, "document", patient_id=patient, now=now).is_allowed
        for patient in {message.patient_id for message in named.values()}
    }
    wanted = [key for key, message in named.items() if shown[message.patient_id]]
    found = reader.records(Document).get_many(wanted)
    return {
        key: as_filed(reader, document)
        for key, document in found.items()
        if document.patient_id == named[key].patient_id
    }


def _said(
    message: Message,
    user_id: UserId,
    names: Mapping[str, str],
    pending: frozenset[RecordId],
    files: Mapping[RecordId, FiledDocument],
) -> SaidMessage:
    shown = tuple(files[key] for one in message.document_ids if (key := RecordId(one)) in files)
    by = message.sender_id
    return SaidMessage(
        message=message,
        sender_name=names.get(by, "") if by else message.sender_name,
        written_by=message.sender_name if by else "",
        is_own=by == user_id,
        is_read=any(one != by for one in message.read_by),
        is_pending=message.id in pending,
        files=shown,
        withheld=len(message.document_ids) - len(shown),
    )


def unread_of(reader: Reader, user_id: UserId, thread_id: RecordId) -> tuple[Message, ...]:
    """The messages of a conversation that somebody has not read."""
    asked = Query(Message, where=all_of(eq("thread_id", thread_id), eq("drafted_by", None)))
    found = reader.records(Message).values(asked)
    return tuple(one for one in found if is_unread(one, user_id))
