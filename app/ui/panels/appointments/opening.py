"""Where a new booking begins: at a place of the calendar, or at a day alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from app.services.day import DaySchedule
from app.ui.widgets.calendar_values import CalendarDay, Ghost


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a new booking starts with; "" where the form should choose."""

    day: date
    start: str = "09:00"
    length_min: int = 30
    practitioner_id: str = ""
    room_id: str = ""
    patient_id: str = ""


def opening_at(
    place: Ghost | None, shown: CalendarDay | None, schedule: DaySchedule, *, patient_id: str = ""
) -> Opening:
    """A booking at a place of the shown day, in the room where its provider works."""
    if place is None or shown is None or shown.place_of(place.column) < 0:
        return Opening(day=schedule.day, patient_id=patient_id)
    return Opening(
        day=schedule.day,
        start=shown.axis.words(place.start),
        length_min=place.length,
        practitioner_id=place.column,
        room_id=_usual_room(schedule, place.column),
        patient_id=patient_id,
    )


def _usual_room(schedule: DaySchedule, provider: str) -> str:
    """Where the provider works on this day; "" where that is not clear."""
    rooms = Counter(
        visit.room_id
        for visit in schedule.visits
        if visit.room_id and provider and visit.practitioner_id == provider
    )
    return rooms.most_common(1)[0][0] if rooms else ""
