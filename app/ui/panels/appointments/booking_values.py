"""What stands in the booking form, and what it means: pure, so that every case can be tested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QLocale

from app.domain.appointment import Appointment
from app.domain.errors import InvalidValue
from app.domain.ids import PractitionerId, RecordId, RoomId, VisitTypeId
from app.domain.phi import quiet
from app.domain.scheduling import LONGEST_MIN, SHORTEST_MIN
from app.domain.values import instant_of
from app.services.appointments import Slot
from app.services.next_free import FreeWish
from app.ui.language import day_pattern
from app.ui.models.day_words import said
from app.ui.panels.appointments.typed_times import YEARS_AHEAD, is_in_reach, read_day, read_time


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingValues:
    """The form's fields as typed; identifiers are "" where nothing is chosen."""

    visit_type: str = ""
    provider: str = ""
    room: str = ""
    day: str = ""
    start: str = ""
    length: str = ""
    reason: str = ""
    note: str = ""
    priority: str = "routine"


FIELDS = tuple(field.name for field in fields(BookingValues))
SLOT_FIELDS = ("provider", "room", "day", "start", "length")


@dataclass(frozen=True, slots=True)
class Understood:
    """What the slot fields mean, or what is wrong with each."""

    slot: Slot | None
    problems: Mapping[str, str]


def values_of(visit: Appointment) -> BookingValues:
    """A stored visit as the form shows it."""
    local = visit.starts_at.astimezone(ZoneInfo(visit.zone))
    return BookingValues(
        visit_type=visit.visit_type_id or "",
        provider=visit.practitioner_id or "",
        room=visit.room_id or "",
        day=shown_day(local.date()),
        start=f"{local:%H:%M}",
        length=str(visit.length_min),
        reason=visit.reason,
        note=visit.note,
        priority=visit.priority,
    )


def day_of(visit: Appointment) -> date:
    """The clinic's day of a visit."""
    return visit.starts_at.astimezone(ZoneInfo(visit.zone)).date()


def shown_day(day: date) -> str:
    """A day as the form writes it, and reads it back: "Tue 24 Nov 2026"."""
    at = QDate(day.year, day.month, day.day)
    return QLocale().toString(at, day_pattern("ddd d MMM yyyy"))


def understood(values: BookingValues, *, zone: str, today: date) -> Understood:
    """Read day, start and length. The slot is None as soon as one of them is wrong."""
    problems: dict[str, str] = {}
    day, minutes = read_day(values.day, today), read_time(values.start)
    length = int(values.length) if values.length.strip().isdecimal() else 0
    if day is None:
        problems["day"] = said("Write a day like 24 Nov, tue or +7.")
    elif not is_in_reach(day, today):
        problems["day"] = said("At most {0} years ahead.").format(YEARS_AHEAD)
    if minutes is None:
        problems["start"] = said("Write a time like 9:30.")
    if not SHORTEST_MIN <= length <= LONGEST_MIN:
        problems["length"] = said("{0}–{1} minutes.").format(SHORTEST_MIN, LONGEST_MIN)
    if problems or day is None or minutes is None:
        return Understood(None, problems)
    wall = datetime.combine(day, time(minutes // 60, minutes % 60))
    try:
        # The form knows the wall time only; the clinic's zone is added by instant_of.
        starts_at = instant_of(wall, zone)
    except InvalidValue:
        return Understood(None, {"start": said("The clocks skip this time on that day.")})
    return Understood(_slot(values, starts_at, length), {})


def free_wish(values: BookingValues, *, today: date) -> FreeWish | None:
    """What kind of time the fields ask for; without a day from today on, None without a length."""
    text = values.length.strip()
    length = int(text) if text.isdecimal() else 0
    if not SHORTEST_MIN <= length <= LONGEST_MIN:
        return None
    return FreeWish(
        from_on=max(read_day(values.day, today) or today, today),
        length_min=length,
        practitioner_id=PractitionerId(RecordId(values.provider)) if values.provider else None,
        room_id=RoomId(RecordId(values.room)) if values.room else None,
    )


def slot_hint(slot: Slot, *, zone: str, now: datetime, hours: tuple[int, int]) -> str:
    """What is unusual about a slot, "" for nothing; hours: opening and closing wall minutes."""
    lines: list[str] = []
    if slot.starts_at < now:
        lines.append(said("This time has passed."))
    start = slot.starts_at.astimezone(ZoneInfo(zone))
    minute = start.hour * 60 + start.minute
    opens, closes = hours
    if minute < opens or minute + slot.length_min > closes:
        words = said("Outside opening hours, {0}–{1}.")
        lines.append(words.format(_wall(opens), _wall(closes)))
    return "\n".join(lines)


def _wall(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def merged(
    shown: BookingValues, typed: frozenset[str], fresh: BookingValues, before: BookingValues
) -> tuple[BookingValues, tuple[str, ...]]:
    """Bring a change from elsewhere into an open form without touching what was typed.

    Returns the fields to show and the names of typed fields that changed elsewhere too.
    """
    values: dict[str, str] = {}
    clashing: list[str] = []
    for name in FIELDS:
        mine, theirs = getattr(shown, name), getattr(fresh, name)
        values[name] = mine if name in typed else theirs
        if name in typed and theirs not in (getattr(before, name), mine):
            clashing.append(name)
    return BookingValues(**values), tuple(clashing)


def changed_fields(values: BookingValues, before: BookingValues) -> dict[str, object]:
    """What the visit's own fields become; the slot is not among them."""
    named = {
        "visit_type": "visit_type_id",
        "reason": "reason",
        "note": "note",
        "priority": "priority",
    }
    return {
        field: (getattr(values, name) or None) if name == "visit_type" else getattr(values, name)
        for name, field in named.items()
        if getattr(values, name) != getattr(before, name)
    }


def slot_differs(values: BookingValues, before: BookingValues) -> bool:
    """Whether day, time, length, provider or room changed."""
    return any(getattr(values, name) != getattr(before, name) for name in SLOT_FIELDS)


def field_title(name: str) -> str:
    """A field's caption."""
    return {
        "visit_type": said("Visit type"),
        "provider": said("Provider"),
        "room": said("Room"),
        "day": said("Day"),
        "start": said("Start"),
        "length": said("Minutes"),
        "reason": said("Reason"),
        "note": said("Note"),
        "priority": said("Priority"),
    }[name]


def _slot(values: BookingValues, starts_at: datetime, length: int) -> Slot:
    return Slot(
        starts_at=starts_at,
        length_min=length,
        practitioner_id=PractitionerId(RecordId(values.provider)) if values.provider else None,
        room_id=RoomId(RecordId(values.room)) if values.room else None,
    )


def visit_type_id(values: BookingValues) -> VisitTypeId | None:
    """The chosen visit type, None for none."""
    return VisitTypeId(RecordId(values.visit_type)) if values.visit_type else None
