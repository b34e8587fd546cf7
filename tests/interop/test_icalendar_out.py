"""Calendar files: read back by the library they hold the same instants, also when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from app.interop.icalendar_out import CalendarEvent, calendar_file, wall_time

NEW_YORK = "America/New_York"
MADE_AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def an_event(starts_at: datetime, **changes: object) -> CalendarEvent:
    fields: dict[str, object] = {
        "uid": f"{starts_at:%Y%m%dT%H%M%S}@test",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "title": "Follow-up",
    }
    return CalendarEvent(**{**fields, **changes})  # type: ignore[arg-type]


def written(*events: CalendarEvent, zone: str = NEW_YORK) -> bytes:
    return calendar_file(events, name="Nordlicht Clinic", zone=zone, made_at=MADE_AT)


@pytest.mark.parametrize("zone", [NEW_YORK, "Europe/Berlin", "Asia/Kolkata", "UTC"])
@pytest.mark.parametrize("month", [3, 10, 11])
def test_every_half_hour_of_the_days_clocks_change_reads_back_as_it_was(
    zone: str, month: int
) -> None:
    first = datetime(2026, month, 1, tzinfo=UTC)
    days = {3: 31, 10: 31, 11: 30}[month]
    events = [an_event(first + timedelta(minutes=30 * at)) for at in range(48 * days)]
    read = Calendar.from_ical(written(*events, zone=zone))
    back = [(one.start.astimezone(UTC), one.end.astimezone(UTC)) for one in read.events]
    assert back == [(one.starts_at, one.ends_at) for one in events]


def test_times_are_the_clinics_wall_times_with_their_zone() -> None:
    text = written(an_event(datetime(2026, 11, 23, 14, 30, tzinfo=UTC))).decode()
    assert "DTSTART;TZID=America/New_York:20261123T093000\r\n" in text
    assert "BEGIN:VTIMEZONE\r\nTZID:America/New_York" in text


def test_only_the_second_of_the_hour_that_comes_twice_is_written_in_utc() -> None:
    first, second = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (5, 6))
    assert wall_time(first, NEW_YORK).tzname() == "EDT"
    assert wall_time(second, NEW_YORK).tzinfo is UTC


def test_odd_words_come_back_whole_and_long_lines_are_folded() -> None:
    title = 'Größe; "Blut", Rücken\\Hals – ' + "ü" * 90
    text = written(an_event(MADE_AT, title=title, place="Zimmer 1, links", is_tentative=True))
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    (one,) = Calendar.from_ical(text).events
    assert str(one["summary"]) == title
    assert str(one["location"]) == "Zimmer 1, links"
    assert str(one["status"]) == "TENTATIVE"


def test_day_without_appointments_is_an_empty_calendar() -> None:
    assert list(Calendar.from_ical(written()).events) == []
