"""Small days for the calendar's tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.ui.theme.tokens import Tone
from app.ui.widgets.calendar_geometry import DayAxis
from app.ui.widgets.calendar_values import CalendarColumn, CalendarDay, CalendarVisit

AXIS = DayAxis("America/New_York", datetime(2026, 11, 21, 5, tzinfo=UTC), 420, 1140)


def a_visit(key: str, start: int, length: int = 30, **changes: Any) -> CalendarVisit:
    fields: dict[str, Any] = {
        "key": key,
        "column": "one",
        "start": start,
        "end": start + length,
        "time": AXIS.words(start),
        "name": "Okafor, Amara",
        "detail": "Follow-up",
        "status": "Scheduled",
        "tone": Tone.NEUTRAL,
        "icon": "circle",
        "spoken": f"visit {key}",
    }
    return CalendarVisit(**{**fields, **changes})


def a_day(*visits: CalendarVisit, columns: int = 2) -> CalendarDay:
    keys = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    return CalendarDay(
        axis=AXIS,
        opens=480,
        closes=1080,
        columns=tuple(CalendarColumn(key, key, "", Tone.INFO) for key in keys[:columns]),
        visits=tuple(sorted(visits, key=lambda visit: visit.start)),
    )
