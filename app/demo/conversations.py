"""The demo's conversations: patients' questions, calls that were noted, words of colleagues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.declare import Record
from app.domain.ids import PatientId, RecordId, UserId, derived_id
from app.domain.message import (
    Channel,
    Direction,
    Message,
    MessageThread,
    Outcome,
    ThreadCategory,
    ThreadPriority,
    ThreadStatus,
)


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    minutes_ago: int
    channel: Channel = Channel.NOTE
    outcome: Outcome = Outcome.NONE
    is_theirs: bool = False
    """Whether the patient said it."""


@dataclass(frozen=True, slots=True)
class _Talk:
    subject: str
    said: tuple[_Said, ...]
    category: ThreadCategory = ThreadCategory.GENERAL
    priority: ThreadPriority = ThreadPriority.NORMAL
    status: ThreadStatus = ThreadStatus.OPEN
    is_inside: bool = False


_PORTAL, _PHONE, _SMS, _LETTER = Channel.PORTAL, Channel.PHONE, Channel.SMS, Channel.LETTER
_TALKS = (
    _Talk(
        "Refill of the blood pressure tablets",
        (
            _Said("I have tablets for three more days. Can I fetch a new box?", 190, _PORTAL,
                  is_theirs=True),
            _Said("I asked the doctor and will call back before noon.", 150),
        ),
        ThreadCategory.PRESCRIPTION,
        ThreadPriority.URGENT,
        ThreadStatus.UNREAD,
    ),
    _Talk(
        "Moving Thursday's visit",
        (
            _Said("Could I come after four o'clock instead?", 260, _PORTAL, is_theirs=True),
            _Said("Called about a later time on Thursday.", 95, _PHONE, Outcome.LEFT_MESSAGE),
        ),
        ThreadCategory.APPOINTMENT,
        status=ThreadStatus.UNREAD,
    ),
    _Talk(
        "Question about the invoice of last month",
        (
            _Said("Why is there a second charge for the same day?", 1_500, _PORTAL,
                  is_theirs=True),
            _Said("Explained: the second one is the laboratory's.", 1_380, _PHONE,
                  Outcome.REACHED),
        ),
        ThreadCategory.BILLING,
        status=ThreadStatus.DONE,
    ),
    _Talk(
        "Laboratory results",
        (
            _Said("The results are here; please make a visit to go through them.", 2_900, _LETTER,
                  Outcome.SENT),
            _Said("Reminded of the visit.", 400, _SMS, Outcome.SENT),
        ),
        ThreadCategory.CLINICAL,
        ThreadPriority.HIGH,
    ),
    _Talk(
        "The lamp in room 2 flickers",
        (
            _Said("Maintenance comes on Monday at eight.", 700),
            _Said("Until then the room is used for talks only.", 640),
        ),
        ThreadCategory.INTERNAL,
        is_inside=True,
    ),
)  # fmt: skip


def conversations(
    *, seed: int, now: datetime, user_id: UserId, patients: Sequence[RecordId]
) -> Iterator[Record]:
    """Threads and their messages about the first of these patients, and one about nobody."""
    about = iter(patients)
    for number, talk in enumerate(_TALKS):
        patient = None if talk.is_inside else next(about, None)
        if patient is None and not talk.is_inside:
            continue
        key = derived_id("demo thread", str(seed), str(number))
        patient_id = PatientId(patient) if patient else None
        yield MessageThread(
            id=key,
            created_at=_ago(now, talk.said[0]),
            updated_at=_ago(now, talk.said[-1]),
            subject=talk.subject,
            patient_id=patient_id,
            category=talk.category,
            priority=talk.priority,
            status=talk.status,
            last_message_at=_ago(now, talk.said[-1]),
        )
        for at, one in enumerate(talk.said):
            yield Message(
                id=derived_id("demo message", str(seed), str(number), str(at)),
                created_at=_ago(now, one),
                updated_at=_ago(now, one),
                thread_id=key,
                text=one.text,
                sent_at=_ago(now, one),
                patient_id=patient_id,
                sender_id=None if one.is_theirs else user_id,
                channel=one.channel,
                direction=Direction.INCOMING if one.is_theirs else Direction.OUTGOING,
                outcome=one.outcome,
            )


def _ago(now: datetime, one: _Said) -> datetime:
    return now - timedelta(minutes=one.minutes_ago)
