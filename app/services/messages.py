"""Messages to patients that somebody drafts, edits and marks as sent: nothing leaves by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.family import Consent, ConsentStatus
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.message import Channel, Message, MessageThread, ThreadCategory, ThreadStatus
from app.domain.patient import Patient
from app.domain.permissions import Permission, decide
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Order, Query, eq, exists
from app.services.clinic_day import clinic_today
from app.services.editing import current
from app.services.reading import every

CHANNELS = (Channel.PHONE, Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.PORTAL)
"""How a patient can be told; none of them is used by the program itself."""
_MEANT = {
    **{one.value: one for one in CHANNELS},
    "text message": Channel.SMS,
    "text messages": Channel.SMS,
    "e-mail": Channel.EMAIL,
    "phone call": Channel.PHONE,
    "phone calls": Channel.PHONE,
}
"""Kinds of consent that are about being told something."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class DraftMessage:
    """A message that waits for a person, with whom it is for and how they are reached."""

    message: Message
    subject: str
    patient_name: str
    phones: tuple[str, ...]
    email: str


def draft(
    uow: UnitOfWork,
    *,
    patient_id: PatientId,
    subject: str,
    text: str,
    channel: str = "",
    category: str = ThreadCategory.APPOINTMENT,
) -> Message:
    """Draft a message as a part of somebody's transaction; "" picks how the patient is reached."""
    user_id = uow.context.user_id
    patient = current(uow, Patient, patient_id)
    thread = uow.add(
        MessageThread(
            id=new_id(),
            created_at=uow.now,
            updated_at=uow.now,
            subject=subject,
            patient_id=patient_id,
            category=category,
            assignee_id=user_id,
            status=ThreadStatus.OPEN.value,
            last_message_at=uow.now,
        )
    )
    return uow.add(
        Message(
            id=new_id(),
            created_at=uow.now,
            updated_at=uow.now,
            thread_id=thread.id,
            text=text,
            sent_at=uow.now,
            patient_id=patient_id,
            sender_id=user_id,
            channel=channel or usual_channel(patient, consents_of(uow, patient)),
            drafted_by=user_id,
        )
    )


def usual_channel(patient: Patient, consents: Iterable[Consent] = ()) -> str:
    """How a patient is best told something soon: a text, a call, a mail or a letter.

    One they agreed to is proposed first, one they refused or took back never; a letter always goes.
    """
    said = {_MEANT.get(one.kind.strip().casefold(), ""): one.status for one in consents}
    ways = [
        way
        for way, is_there in (
            (Channel.SMS, patient.phone_mobile),
            (Channel.PHONE, phones_of(patient)),
            (Channel.EMAIL, patient.email),
        )
        if is_there and said.get(way, ConsentStatus.ACTIVE) == ConsentStatus.ACTIVE
    ]
    agreed = [way for way in ways if way in said]
    return next(iter([*agreed, *ways]), Channel.LETTER).value


def consents_of(reader: UnitOfWork, patient: Patient) -> list[Consent]:
    """What a patient agreed to or refused, the latest last; one whose time is over says no."""
    today = clinic_today(reader, reader.context, now=reader.now)
    mine = Query(Consent, where=eq("patient_id", patient.id), order=(Order("created_at"),))
    return [
        replace(one, status=ConsentStatus.WITHDRAWN)
        if one.ends_on is not None and one.ends_on < today
        else one
        for one in every(reader, mine)
    ]


def phones_of(patient: Patient) -> tuple[str, ...]:
    """A patient's numbers, the one to call first first; each once."""
    numbers = (patient.phone, patient.phone_mobile, patient.phone_work)
    return tuple(dict.fromkeys(one for one in numbers if one))


def edit(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    message_id: RecordId,
    text: str,
    channel: str,
) -> Message:
    """Change a draft. Raises RecordNotFound, or InvalidValue where it was sent meanwhile."""
    with begin(context) as uow:
        return uow.save(replace(_draft(uow, message_id), text=text.strip(), channel=channel))


def mark_sent(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    message_id: RecordId,
    text: str,
    channel: str,
) -> Message:
    """Say that the patient was told so, this way: a person's word, and from here on it stays.

    Raises RecordNotFound, or InvalidValue where it was sent before.
    """
    with begin(context) as uow:
        written = _draft(uow, message_id)
        said = replace(
            written,
            text=text.strip(),
            channel=channel,
            sent_at=uow.now,
            sender_id=context.user_id,
            drafted_by=None,
        )
        thread = current(uow, MessageThread, said.thread_id)
        uow.save(replace(thread, last_message_at=uow.now, status=ThreadStatus.DONE.value))
        return uow.save(said)


def discard(begin: UnitOfWorkFactory, context: ExecutionContext, *, message_id: RecordId) -> None:
    """Throw a draft away, with its thread where that holds nothing else."""
    with begin(context) as uow:
        throw_away(uow, message_id)


def throw_away(uow: UnitOfWork, message_id: RecordId) -> None:
    """Throw a draft away as a part of somebody's transaction. Raises as `discard` does."""
    written = _draft(uow, message_id)
    uow.delete(Message, message_id)
    of_thread = [one for one in drafts_and_said(uow, written.thread_id) if one.id != message_id]
    if not of_thread:
        uow.delete(MessageThread, written.thread_id)


def drafts_and_said(reader: Reader, thread_id: RecordId) -> tuple[Message, ...]:
    """Every message of a thread."""
    return tuple(every(reader, Query(Message, where=eq("thread_id", thread_id))))


def drafts(reader: Reader, context: ExecutionContext) -> tuple[DraftMessage, ...]:
    """Every message that was drafted and not sent, oldest first. Raises PermissionDenied."""
    if not decide(context.role, Permission.MESSAGE_VIEW).is_allowed:
        raise PermissionDenied(Permission.MESSAGE_VIEW, context.role, entity="message")
    found, people = _with_people(reader)
    threads = reader.records(MessageThread).get_many({one.thread_id for one in found})
    return tuple(
        DraftMessage(
            message=one,
            subject=threads[one.thread_id].subject if one.thread_id in threads else "",
            patient_name=person.display_name,
            phones=phones_of(person),
            email=person.email or "",
        )
        for one in found
        if (person := people.get(RecordId(one.patient_id or ""))) is not None
    )


def count_drafts(reader: Reader) -> int:
    """How many messages were drafted and not sent, to patients that are there."""
    found, people = _with_people(reader)
    return sum(one.patient_id in people for one in found)


def _with_people(reader: Reader) -> tuple[list[Message], Mapping[RecordId, Patient]]:
    """Messages that wait, and the patients among those they are for that are not deleted."""
    found = [one for one in every(reader, _waiting()) if one.patient_id]
    asked = {RecordId(one.patient_id or "") for one in found}
    return found, reader.records(Patient).get_many(asked)


def _waiting() -> Query[Message]:
    return Query(Message, where=exists("drafted_by"), order=(Order("created_at"),))


def _draft(uow: UnitOfWork, message_id: RecordId) -> Message:
    message = current(uow, Message, message_id)
    if message.drafted_by is None:
        raise InvalidValue("drafted_by", "says it was sent")
    return message
