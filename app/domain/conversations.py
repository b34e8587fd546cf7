"""What a list of conversations is asked for, and one of its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.domain.ids import PatientId, RecordId, UserId
from app.domain.phi import quiet


class Box(StrEnum):
    """Which conversations somebody looks at."""

    INBOX = "inbox"
    """Not done, and assigned to them, to nobody, or with a word of theirs in it."""
    UNREAD = "unread"
    """Of those, the ones with something they have not read."""
    MINE = "mine"
    """Assigned to them and not done."""
    SENT = "sent"
    """With a word of theirs in it."""
    DONE = "done"
    ALL = "all"


MOST_COUNTED = 100
"""Where more is unread than this, nobody is told how much more."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadFilter:
    """text: words of a subject, of a message or of a patient; category "" is any."""

    box: str = Box.INBOX
    text: str = ""
    category: str = ""
    patient_id: PatientId | None = None


@quiet
class LastSaid(NamedTuple):
    """The newest message of a conversation, and how much of it somebody has not read."""

    text: str
    sender_id: UserId | None
    is_incoming: bool
    is_draft: bool
    has_files: bool
    unread: int


@quiet
class ThreadRow(NamedTuple):
    """One line of the list of conversations."""

    id: RecordId
    subject: str
    patient_id: PatientId | None
    patient_name: str
    """"" inside the clinic."""
    mrn: str
    birth_date: str
    category: str
    priority: str
    status: str
    assignee_id: UserId | None
    assignee_name: str
    last_at: datetime | None
    last: LastSaid | None
    sender_name: str
    """Who of the clinic wrote the newest message; "" for the patient's own."""
    is_pending: bool
    """Has changes the server has not acknowledged."""
