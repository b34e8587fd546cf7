"""Where things stand on a painted day: minutes to pixels, lanes for visits that overlap.

Minutes are elapsed minutes since the clinic's midnight, so that a day of 23 or 25 hours is drawn
as long as it is; words for a minute are the clinic's wall time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.ui.habits import clock_words
from app.ui.theme.sizes import px

PIXELS_PER_HOUR = 96
"""Ten minutes are 16 pixels: one line of words, and half an hour two."""
SHORTEST_SHOWN_MIN = 12
"""A shorter visit is drawn, and kept apart from its neighbours, as if it lasted this long."""
TOP_SPACE = 10
SNAP_MIN, FINE_SNAP_MIN = 15, 5


class Span(NamedTuple):
    """A stretch of the day that belongs to something."""

    key: str
    start: int
    end: int


class Lane(NamedTuple):
    """The part of a column's width a visit gets: from lane `lane`, `width` lanes of `of`."""

    lane: int
    width: int
    of: int


@dataclass(frozen=True, slots=True)
class DayAxis:
    """The shown part of a clinic day. begins_at is the UTC instant of the clinic's midnight."""

    zone: str
    begins_at: datetime
    first: int
    last: int

    def local(self, minute: int) -> datetime:
        """The clinic's wall time of a minute."""
        return (self.begins_at + timedelta(minutes=minute)).astimezone(ZoneInfo(self.zone))

    def instant(self, minute: int) -> datetime:
        """The UTC instant of a minute."""
        return self.begins_at + timedelta(minutes=minute)

    def words(self, minute: int) -> str:
        """A minute as people read it: "09:30"."""
        return clock_words(self.local(minute))

    def minute_of(self, instant: datetime) -> int:
        """Elapsed minutes since the clinic's midnight."""
        return int((instant - self.begins_at).total_seconds() // 60)

    def y_of(self, minute: int) -> int:
        """The pixel line of a minute."""
        return TOP_SPACE + (minute - self.first) * px(PIXELS_PER_HOUR) // 60

    def minute_at(self, y: int) -> int:
        """The minute under a pixel line, inside the shown part."""
        minute = self.first + (y - TOP_SPACE) * 60 // px(PIXELS_PER_HOUR)
        return min(max(minute, self.first), self.last)

    def height(self) -> int:
        """Pixels the shown part needs."""
        return self.y_of(self.last) + TOP_SPACE

    def lines(self) -> list[tuple[int, bool]]:
        """Minutes with a line, and whether it is a full hour of the clinic's clock."""
        first = self.first + -self.first % 15
        marked = ((m, self.local(m).minute) for m in range(first, self.last + 1, 15))
        return [(minute, wall == 0) for minute, wall in marked if wall in (0, 30)]


def wall_minute(day: date, zone: str, wall: int) -> int:
    """Elapsed minutes since the clinic's midnight at a wall time given as minutes after it."""
    here = ZoneInfo(zone)
    midnight = datetime.combine(day, time(), tzinfo=here).astimezone(UTC)
    if wall >= 24 * 60:
        moment = datetime.combine(day + timedelta(days=1), time(), tzinfo=here)
    else:
        moment = datetime.combine(day, time(wall // 60, wall % 60), tzinfo=here)
    return int((moment.astimezone(UTC) - midnight).total_seconds() // 60)


def shown_range(
    opens: int, closes: int, spans: Iterable[tuple[int, int]], *, length: int
) -> tuple[int, int]:
    """Which part of a day of `length` minutes is drawn: opening hours, an hour around, all visits.

    Whole hours, so that lines and words begin cleanly.
    """
    first, last = opens - 60, closes + 60
    for start, end in spans:
        first, last = min(first, start), max(last, end)
    return max(0, first // 60 * 60), min(length, -(-last // 60) * 60)


def snapped(minute: int, *, step: int = SNAP_MIN) -> int:
    """The nearest minute people book at."""
    return (minute + step // 2) // step * step


def lanes(spans: Iterable[Span]) -> dict[str, Lane]:
    """Side-by-side places for visits of one column; those that overlap never share a lane.

    Each gets the leftmost free lane and then widens to the right as far as nobody is in the way.
    """
    placed: dict[str, Lane] = {}
    cluster: list[Span] = []
    ends = 0
    for span in sorted(_shown(spans), key=lambda span: (span.start, -span.end, span.key)):
        if cluster and span.start >= ends:
            placed |= _placed(cluster)
            cluster = []
        ends = max(ends, span.end) if cluster else span.end
        cluster.append(span)
    return placed | _placed(cluster)


def _shown(spans: Iterable[Span]) -> Iterable[Span]:
    return (span._replace(end=max(span.end, span.start + SHORTEST_SHOWN_MIN)) for span in spans)


def _placed(cluster: Sequence[Span]) -> dict[str, Lane]:
    rows: list[list[Span]] = []
    chosen: dict[str, int] = {}
    for span in cluster:
        index = next((i for i, row in enumerate(rows) if row[-1].end <= span.start), len(rows))
        if index == len(rows):
            rows.append([])
        rows[index].append(span)
        chosen[span.key] = index
    return {
        span.key: Lane(chosen[span.key], _width(span, chosen[span.key], rows), len(rows))
        for span in cluster
    }


def _width(span: Span, index: int, rows: Sequence[Sequence[Span]]) -> int:
    width = 1
    for row in rows[index + 1 :]:
        if any(other.start < span.end and span.start < other.end for other in row):
            break
        width += 1
    return width
