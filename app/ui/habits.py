"""How the signed-in person writes a time of day and where their week begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from PySide6.QtCore import QLocale, Qt, QTime

from app.domain.liking import ClockFace, WeekStart


@dataclass(slots=True)
class _InForce:
    clock_face: ClockFace = ClockFace.H24
    week_start: WeekStart = WeekStart.LOCALE


_now = _InForce()


def use_habits(clock_face: ClockFace, week_start: WeekStart) -> bool:
    """From here on times and calendars are shown like this; whether they were otherwise before."""
    changed = (_now.clock_face, _now.week_start) != (clock_face, week_start)
    _now.clock_face, _now.week_start = clock_face, week_start
    return changed


def clock_words(moment: datetime | time) -> str:
    """A time of day as this person writes it: "14:30", "2:30 PM"."""
    if _now.clock_face is ClockFace.H24:
        return moment.strftime("%H:%M")
    at, here = QTime(moment.hour, moment.minute), QLocale()
    if _now.clock_face is ClockFace.LOCALE:
        return here.toString(at, QLocale.FormatType.ShortFormat)
    return here.toString(at, "h:mm AP")


def minute_words(minutes: int) -> str:
    """A time given as minutes after midnight; 24:00 is the day's end."""
    return "24:00" if minutes == 24 * 60 else clock_words(time(*divmod(minutes, 60)))


def first_day_of_week() -> Qt.DayOfWeek:
    """Where calendars begin a week."""
    days = {
        WeekStart.MONDAY: Qt.DayOfWeek.Monday,
        WeekStart.SATURDAY: Qt.DayOfWeek.Saturday,
        WeekStart.SUNDAY: Qt.DayOfWeek.Sunday,
    }
    return days.get(_now.week_start, QLocale().firstDayOfWeek())
