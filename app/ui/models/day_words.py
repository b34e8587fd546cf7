"""Words, colours and icons for a visit's status: the same in calendar, list, chips and form."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from app.domain.day_visit import DayVisit, is_long_wait, waited_min
from app.domain.errors import SlotTaken
from app.ui.theme.tokens import Tone


class StatusLook(NamedTuple):
    """How a status is shown; colour never stands alone."""

    key: str
    word: str
    tone: Tone
    icon: str


def said(text: str) -> str:
    """A text in the user's language."""
    return QCoreApplication.translate("Appointments", text)


def status_look(status: str, confirmation: str = "none") -> StatusLook:
    """How a visit's status is shown; a scheduled visit that was confirmed says so."""
    if status == "booked" and confirmation == "confirmed":
        return StatusLook("confirmed", said("Confirmed"), Tone.INFO, "check")
    if status == "booked" and confirmation == "left_message":
        return StatusLook("booked", said("Scheduled"), Tone.NEUTRAL, "mail")
    looks = {look.key: look for look in all_looks()}
    return looks.get(status) or StatusLook(
        status, said("Other ({0})").format(status), Tone.NEUTRAL, "circle"
    )


def all_looks() -> tuple[StatusLook, ...]:
    """Every status in the order a visit goes through them."""
    return (
        StatusLook("requested", said("Requested"), Tone.NEUTRAL, "clock"),
        StatusLook("booked", said("Scheduled"), Tone.NEUTRAL, "circle"),
        StatusLook("confirmed", said("Confirmed"), Tone.INFO, "check"),
        StatusLook("arrived", said("Arrived"), Tone.WARN, "circle-dot"),
        StatusLook("in_room", said("In room"), Tone.VIOLET, "play"),
        StatusLook("completed", said("Completed"), Tone.OK, "circle-check"),
        StatusLook("no_show", said("No-show"), Tone.DANGER, "x"),
        StatusLook("cancelled", said("Cancelled"), Tone.NEUTRAL, "circle-x"),
    )


def look_of(visit: DayVisit) -> StatusLook:
    """How this visit's status is shown."""
    return status_look(visit.status, visit.confirmation)


def waiting_look(visit: DayVisit, now: datetime | None) -> StatusLook:
    """How a status is shown where the minutes of who waits count, too; now: None where they do
    not."""
    look = look_of(visit)
    if now is None or visit.waiting_since is None:
        return look
    minutes = waited_min(visit.waiting_since, now)
    word = " · ".join((look.word, said("{0} min").format(minutes)))
    if is_long_wait(minutes):
        return look._replace(word=word, tone=Tone.DANGER, icon="triangle-alert")
    return look._replace(word=word)


def marks_of(visit: DayVisit) -> tuple[str, ...]:
    """What else is to be known of a visit, in words, most pressing first."""
    marks = (
        (visit.needs_resolution, said("double booked, needs a decision")),
        (visit.has_allergy, said("allergy")),
        (visit.priority == "asap", said("wants an earlier time")),
        (visit.is_overbook, said("booked over another visit on purpose")),
        (visit.is_tentative, said("tentative until sent")),
        (visit.is_pending and not visit.is_tentative, said("waiting to be sent")),
        (visit.confirmation == "left_message", said("message left")),
    )
    return tuple(words for holds, words in marks if holds)


def taken_words(error: SlotTaken, sentence: str) -> str:
    """A sentence about a time that cannot be had, and every reason against it."""
    reasons = ", ".join(reason_words(one) for one in error.reasons)
    return f"{sentence} ({reasons})" if reasons else sentence


def reason_words(reason: str) -> str:
    """What is taken or closed, in words, of an overlap's or a refusal's reason."""
    return {
        "practitioner": said("provider busy"),
        "room": said("room taken"),
        "patient": said("patient has another visit"),
        "block": said("time blocked"),
        "holiday": said("clinic closed"),
    }.get(reason, reason)
