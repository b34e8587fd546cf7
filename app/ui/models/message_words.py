"""Conversations in words: what they are about, how something was said, what came of it, when."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.domain.conversations import Box, ThreadRow
from app.domain.message import (
    OUTSIDE,
    Channel,
    Direction,
    Message,
    Outcome,
    ThreadCategory,
    ThreadPriority,
)
from app.ui.habits import clock_words
from app.ui.language import day_pattern
from app.ui.theme.tokens import Tone
from app.ui.wording import shown_other


def said(text: str) -> str:
    """A text of the Messages panel in the user's language."""
    return QCoreApplication.translate("messages", text)


def box_words(box: str) -> str:
    """A chip over the list."""
    return {
        Box.INBOX: said("Inbox"),
        Box.UNREAD: said("Unread"),
        Box.MINE: said("Mine"),
        Box.SENT: said("Sent"),
        Box.DONE: said("Done"),
        Box.ALL: said("All"),
    }[Box(box)]


def category_words(category: str) -> str:
    """What a conversation is about."""
    return {
        str(ThreadCategory.GENERAL): said("General"),
        str(ThreadCategory.APPOINTMENT): said("Appointment"),
        str(ThreadCategory.CONSENT): said("Consent"),
        str(ThreadCategory.BILLING): said("Billing"),
        str(ThreadCategory.PRESCRIPTION): said("Prescription"),
        str(ThreadCategory.CLINICAL): said("Clinical"),
        str(ThreadCategory.INTERNAL): said("Internal"),
    }.get(category, shown_other(category))


def priority_words(priority: str) -> str:
    """How soon it wants an answer."""
    return {
        str(ThreadPriority.NORMAL): said("Normal"),
        str(ThreadPriority.HIGH): said("High"),
        str(ThreadPriority.URGENT): said("Urgent"),
    }.get(priority, shown_other(priority))


def priority_tone(priority: str) -> Tone | None:
    """The chip of a priority; a usual one has none."""
    return {ThreadPriority.HIGH: Tone.WARN, ThreadPriority.URGENT: Tone.DANGER}.get(
        ThreadPriority(priority) if priority in set(ThreadPriority) else ThreadPriority.NORMAL
    )


def channel_words(channel: str) -> str:
    """How something was said."""
    return {
        str(Channel.NOTE): said("Message"),
        str(Channel.PORTAL): said("Patient portal"),
        str(Channel.PHONE): said("Phone call"),
        str(Channel.EMAIL): said("E-mail"),
        str(Channel.SMS): said("Text message"),
        str(Channel.LETTER): said("Letter"),
    }.get(channel, shown_other(channel))


def direction_words(direction: str) -> str:
    """Who spoke to whom."""
    return {
        str(Direction.OUTGOING): said("To the patient"),
        str(Direction.INCOMING): said("From the patient"),
    }.get(direction, shown_other(direction))


def outcome_words(outcome: str) -> str:
    """What came of it."""
    return {
        str(Outcome.NONE): said("No outcome"),
        str(Outcome.REACHED): said("Reached"),
        str(Outcome.LEFT_MESSAGE): said("Left a message"),
        str(Outcome.NO_ANSWER): said("No answer"),
        str(Outcome.WRONG_NUMBER): said("Wrong number"),
        str(Outcome.SENT): said("Sent"),
        str(Outcome.RETURNED): said("Came back"),
    }.get(outcome, shown_other(outcome))


def contact_words(message: Message) -> str:
    """A contact in a line: "Phone call to the patient · Left a message"; "" for a message."""
    if message.channel not in OUTSIDE:
        return ""
    parts = [channel_words(message.channel), direction_words(message.direction)]
    if message.outcome:
        parts.append(outcome_words(message.outcome))
    return " · ".join(parts)


def day_words(moment: datetime, now: datetime, zone: str) -> str:
    """ "Today", "Yesterday", else the day as the clinic counts it."""
    place = ZoneInfo(zone)
    day, today = moment.astimezone(place).date(), now.astimezone(place).date()
    if day == today:
        return said("Today")
    if day == today - timedelta(days=1):
        return said("Yesterday")
    pattern = day_pattern("d MMM") if day.year == today.year else day_pattern("d MMM yyyy")
    return QLocale().toString(QDate(day.year, day.month, day.day), pattern)


def when_words(moment: datetime | None, now: datetime, zone: str) -> str:
    """In a list: the time of today, else the day."""
    if moment is None:
        return ""
    place = ZoneInfo(zone)
    local = moment.astimezone(place)
    is_today = local.date() == now.astimezone(place).date()
    return clock_words(local) if is_today else day_words(moment, now, zone)


def title_words(row: ThreadRow) -> str:
    """Whom a line is about: the patient, or that it is inside the clinic."""
    return row.patient_name or said("In the clinic")


def last_words(row: ThreadRow) -> str:
    """The newest message in a line, with who wrote it."""
    if row.last is None:
        return ""
    text = " ".join(row.last.text.split()) or said("A file")
    if row.last.is_draft:
        return said("Not sent yet: {0}").format(text)
    return f"{row.sender_name}: {text}" if row.sender_name else text


def read_aloud(row: ThreadRow, when: str) -> str:
    """A line as a screen reader says it."""
    unread = row.last.unread if row.last else 0
    parts = [
        title_words(row),
        row.subject,
        last_words(row),
        when,
        said("{0} unread").format(unread) if unread else "",
        priority_words(row.priority) if priority_tone(row.priority) else "",
        said("Waiting to sync") if row.is_pending else "",
    ]
    return ", ".join(part for part in parts if part)
