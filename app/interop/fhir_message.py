"""FHIR R4 Communication to a conversation: the one with a topic is the thread, those that are part
of it are its messages.

Whose conversation it is: the subject, else the patient among sender and recipients. Who of the
clinic wrote a message is kept by name: files bring no accounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.domain.errors import ImportRefused
from app.domain.ids import PatientId, RecordId
from app.domain.message import (
    Channel,
    Direction,
    Message,
    MessageThread,
    ThreadPriority,
    ThreadStatus,
)
from app.interop.fhir_patient import STAMP
from app.interop.fhir_references import Owner, Target, target_of
from app.interop.fhir_values import (
    Json,
    as_map,
    clean,
    concept_text,
    each,
    instant_in,
)
from app.interop.made import Made

_THREAD_STATUS: Mapping[str, ThreadStatus] = {
    "preparation": ThreadStatus.OPEN,
    "in-progress": ThreadStatus.OPEN,
    "on-hold": ThreadStatus.OPEN,
    "unknown": ThreadStatus.OPEN,
    "completed": ThreadStatus.DONE,
    "stopped": ThreadStatus.DONE,
}
_PRIORITY: Mapping[str, ThreadPriority] = {
    "urgent": ThreadPriority.HIGH,
    "asap": ThreadPriority.URGENT,
    "stat": ThreadPriority.URGENT,
}
_REFUSED = {
    "entered-in-error": "was entered in error at the source",
    "not-done": "was never sent",
}


def correspondent(resource: Json, full_urls: dict[str, tuple[str, str]]) -> Target | None:
    """The patient a Communication is with or about."""
    people = (
        as_map(resource.get("subject")),
        *each(resource.get("recipient")),
        as_map(resource.get("sender")),
    )
    for reference in people:
        target = target_of(reference, full_urls, "")
        if target is not None and target.kind == "Patient":
            return target
    return None


def conversation_from(resource: Json, owner: Owner, source_id: str) -> Iterator[Made]:
    """A thread, a message, or both where a Communication stands alone."""
    status = clean(resource.get("status"))
    if status in _REFUSED:
        raise ImportRefused(_REFUSED[status])
    parents = (owner.other(one, "Communication") for one in each(resource.get("partOf")))
    thread_id = next((found for found in parents if found), None)
    if thread_id is None:
        thread_id = owner.own("Communication", source_id)
        yield Made(kind="MessageThread", record=_thread(resource, owner, thread_id), counts=True)
        if not any(_texts(resource)):
            return
        message = _message(resource, owner, owner.own("Message", source_id), thread_id)
        yield Made(kind="Message", record=message, remarks=_left_out(resource))
        return
    message = _message(resource, owner, owner.own("Message", source_id), thread_id)
    yield Made(kind="Message", record=message, remarks=_left_out(resource), counts=True)


def _thread(resource: Json, owner: Owner, thread_id: RecordId) -> MessageThread:
    subject = (
        concept_text(resource.get("topic"), 200)
        or next((t for one in each(resource.get("category")) if (t := concept_text(one, 200))), "")
        or clean(next(_texts(resource), ""), 200)
    )
    if not subject:
        raise ImportRefused("has no topic, no category and no text")
    return MessageThread(
        id=thread_id,
        created_at=STAMP,
        updated_at=STAMP,
        patient_id=PatientId(owner.patient_id),
        subject=subject,
        priority=_PRIORITY.get(clean(resource.get("priority")), ThreadPriority.NORMAL),
        status=_THREAD_STATUS.get(clean(resource.get("status")), ThreadStatus.OPEN),
        last_message_at=instant_in(resource, "sent", zone=owner.zone),
    )


def _message(resource: Json, owner: Owner, record_id: RecordId, thread_id: RecordId) -> Message:
    sent_at = instant_in(resource, "sent", zone=owner.zone) or instant_in(
        resource, "received", zone=owner.zone
    )
    if sent_at is None:
        raise ImportRefused("does not say when it was sent")
    text = "\n".join(_texts(resource))
    if not text:
        raise ImportRefused("says nothing")
    if len(text) > 10_000:
        raise ImportRefused("is too long")
    sender = as_map(resource.get("sender"))
    target = target_of(sender, owner.full_urls, "")
    is_incoming = target is not None and target.kind in ("Patient", "RelatedPerson")
    return Message(
        id=record_id,
        created_at=STAMP,
        updated_at=STAMP,
        thread_id=thread_id,
        patient_id=PatientId(owner.patient_id),
        text=text,
        sent_at=sent_at,
        sender_name=clean(sender.get("display"), 200),
        channel=Channel.NOTE,
        direction=Direction.INCOMING if is_incoming else Direction.OUTGOING,
    )


def _texts(resource: Json) -> Iterator[str]:
    for part in each(resource.get("payload")):
        text = clean(part.get("contentString"))
        text = text or clean(as_map(part.get("contentAttachment")).get("title"))
        text = text or clean(as_map(part.get("contentReference")).get("display"))
        if text:
            yield text


def _left_out(resource: Json) -> tuple[str, ...]:
    is_attached = any("contentAttachment" in part for part in each(resource.get("payload")))
    return ("was taken without its attachments",) if is_attached else ()
