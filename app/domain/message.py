"""Conversations: with patients and inside the clinic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from app.domain.declare import Fact, Keeping, PhiClass, Record, Settling, entity
from app.domain.ids import PatientId, RecordId, UserId

_CLINICAL = PhiClass.CLINICAL


class ThreadStatus(StrEnum):
    """Whether somebody has to look at a thread."""

    UNREAD = "unread"
    OPEN = "open"
    DONE = "done"


THREAD_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "unread": frozenset({"open", "done"}),
    "open": frozenset({"unread", "done"}),
    "done": frozenset({"open", "unread"}),
}


class ThreadCategory(StrEnum):
    """What a thread is about."""

    GENERAL = "general"
    APPOINTMENT = "appointment"
    BILLING = "billing"
    PRESCRIPTION = "prescription"
    CLINICAL = "clinical"
    INTERNAL = "internal"
    CONSENT = "consent"
    """About what somebody agrees to; a template of it is a text to be signed."""


class ThreadPriority(StrEnum):
    """How soon it wants an answer."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Channel(StrEnum):
    """How a message travelled."""

    NOTE = "note"
    PORTAL = "portal"
    PHONE = "phone"
    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"


OUTSIDE = frozenset({Channel.PHONE, Channel.EMAIL, Channel.SMS, Channel.LETTER})
"""Ways that lead outside of the program: what went by them is noted with what came of it."""


class Direction(StrEnum):
    """Who wrote it."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Outcome(StrEnum):
    """What came of a call, a letter or a text; nothing where nothing can be said of it."""

    NONE = ""
    REACHED = "reached"
    LEFT_MESSAGE = "left_message"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    SENT = "sent"
    RETURNED = "returned"


@entity(
    "message_thread",
    order=6,
    patient_field="patient_id",
    indexes=(("patient_id",), ("status", "last_message_at"), ("assignee_id", "status")),
    transitions=THREAD_TRANSITIONS,
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class MessageThread(Record):
    """A conversation about one matter; without a patient it is inside the clinic."""

    subject: Annotated[str, Fact(phi=_CLINICAL, searchable=True, max_length=200)]
    patient_id: Annotated[PatientId | None, Fact(refers_to="patient")] = None
    category: Annotated[str, Fact(choices=ThreadCategory, max_length=40)] = ThreadCategory.GENERAL
    priority: Annotated[str, Fact(choices=ThreadPriority, max_length=40)] = ThreadPriority.NORMAL
    assignee_id: Annotated[UserId | None, Fact(refers_to="user")] = None
    status: Annotated[str, Fact(choices=ThreadStatus, max_length=40)] = ThreadStatus.UNREAD
    last_message_at: Annotated[
        datetime | None, Fact(phi=PhiClass.SCHEDULE, settling=Settling.LATEST)
    ] = None


@entity(
    "message",
    order=7,
    patient_field="patient_id",
    indexes=(
        ("thread_id", "sent_at"),
        ("sender_id", "thread_id"),
        ("patient_id",),
        ("drafted_by",),
    ),
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Record):
    """One message of a thread. What was said is not changed afterwards, who read it is.

    A draft (drafted_by) was not said yet: it is edited until a person marks it as sent.
    """

    thread_id: Annotated[RecordId, Fact(refers_to="message_thread")]
    text: Annotated[str, Fact(phi=_CLINICAL, searchable=True, max_length=10_000)]
    sent_at: Annotated[datetime, Fact(phi=PhiClass.SCHEDULE)]
    patient_id: Annotated[PatientId | None, Fact(refers_to="patient")] = None
    sender_id: Annotated[UserId | None, Fact(refers_to="user")] = None
    """Who of the clinic wrote it; None: the patient or somebody outside."""
    sender_name: Annotated[str, Fact(phi=PhiClass.DEMOGRAPHIC, max_length=200)] = ""
    """Who it is from where that is nobody of the clinic; beside a sender, whose work they sent."""
    channel: Annotated[str, Fact(choices=Channel, max_length=40)] = Channel.NOTE
    direction: Annotated[str, Fact(choices=Direction, max_length=40)] = Direction.OUTGOING
    outcome: Annotated[str, Fact(phi=_CLINICAL, choices=Outcome, max_length=40)] = Outcome.NONE
    """What came of it, where it tells of a call, a letter or a text."""
    document_ids: Annotated[tuple[str, ...], Fact(refers_to="document")] = ()
    """Identifiers of attached documents."""
    template_id: Annotated[RecordId | None, Fact(refers_to="message_template")] = None
    read_by: Annotated[tuple[str, ...], Fact(settling=Settling.UNION, refers_to="user")] = ()
    """Identifiers of the users who have read it."""
    drafted_by: Annotated[UserId | None, Fact(refers_to="user")] = None
    """Who wrote it, as long as it is a draft; None: it was sent, or came in."""


@entity("message_template", order=1)
@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTemplate(Record):
    """A text that is used again, with fields in braces: "Dear {patient}, …"."""

    name: Annotated[str, Fact(max_length=200)]
    subject: Annotated[str, Fact(max_length=200)] = ""
    text: Annotated[str, Fact(max_length=10_000)] = ""
    category: Annotated[str, Fact(choices=ThreadCategory, max_length=40)] = ThreadCategory.GENERAL
    is_active: bool = True
