"""The columns of the painted calendar: providers, rooms, or the days of a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from PySide6.QtCore import QDate, QLocale

from app.domain.day_visit import DayVisit
from app.ui.language import day_pattern
from app.ui.models.day_words import said
from app.ui.panels.appointments.places import Places, Split
from app.ui.theme.tokens import PERSON_TONES, Tone
from app.ui.widgets.calendar_values import CalendarColumn


def columns_of(places: Places, visits: Sequence[DayVisit]) -> tuple[CalendarColumn, ...]:
    """What is shown, in order, with how much there is in each."""
    match places.split:
        case Split.PROVIDERS:
            return _providers(places, visits)
        case Split.ROOMS:
            return _rooms(places, visits)
        case Split.WEEK:
            return tuple(_day(places, visits, day) for day in places.schedule.days)


def visits_words(count: int) -> str:
    """ "1 visit", "9 visits"."""
    return said("1 visit") if count == 1 else said("{0} visits").format(count)


def _providers(places: Places, visits: Sequence[DayVisit]) -> tuple[CalendarColumn, ...]:
    by_provider = _grouped(visits, lambda visit: visit.practitioner_id or "")
    columns = [
        CalendarColumn(
            one.id,
            one.display_name,
            _subtitle(
                by_provider.get(one.id, []), lambda visit: visit.room_name, said("{0} rooms")
            ),
            PERSON_TONES[one.colour % len(PERSON_TONES)],
        )
        for one in places.schedule.practitioners
    ]
    known = {column.key for column in columns}
    nobody = [visit for visit in visits if (visit.practitioner_id or "") not in known]
    if nobody:
        words = _subtitle(nobody, _room, said("{0} rooms"))
        columns.append(CalendarColumn("", said("Unassigned"), words, Tone.NEUTRAL))
    return tuple(columns)


def _rooms(places: Places, visits: Sequence[DayVisit]) -> tuple[CalendarColumn, ...]:
    by_room = _grouped(visits, lambda visit: visit.room_id or "")
    columns = [
        CalendarColumn(
            one.id,
            one.name,
            _subtitle(by_room.get(one.id, []), _provider, said("{0} providers")),
            PERSON_TONES[place % len(PERSON_TONES)],
        )
        for place, one in enumerate(places.schedule.rooms)
    ]
    known = {column.key for column in columns}
    nowhere = [visit for visit in visits if (visit.room_id or "") not in known]
    if nowhere:
        words = _subtitle(nowhere, _provider, said("{0} providers"))
        columns.append(CalendarColumn("", said("Without a room"), words, Tone.NEUTRAL))
    return tuple(columns)


def _day(places: Places, visits: Sequence[DayVisit], day: date) -> CalendarColumn:
    key = day.isoformat()
    here = [visit for visit in visits if places.column_of(visit) == key]
    title = QLocale().toString(QDate(day.year, day.month, day.day), day_pattern("ddd d MMM"))
    tone = Tone.INFO if day == places.schedule.day else Tone.NEUTRAL
    return CalendarColumn(key, title, visits_words(len(here)), tone)


def _room(visit: DayVisit) -> str:
    return visit.room_name


def _provider(visit: DayVisit) -> str:
    return visit.practitioner_name


def _grouped(
    visits: Iterable[DayVisit], key: Callable[[DayVisit], str]
) -> dict[str, list[DayVisit]]:
    found: dict[str, list[DayVisit]] = {}
    for visit in visits:
        found.setdefault(key(visit), []).append(visit)
    return found


def _subtitle(visits: Sequence[DayVisit], place_of: Callable[[DayVisit], str], many: str) -> str:
    found = Counter(place_of(visit) for visit in visits if place_of(visit))
    if len(found) > 2:
        place = many.format(len(found))
    else:
        place = ", ".join(name for name, _count in found.most_common())
    return " · ".join(part for part in (place, visits_words(len(visits))) if part)
