"""What the painted day shows: frozen values without patients' records or database rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from app.domain.phi import quiet
from app.ui.theme.tokens import Tone
from app.ui.widgets.calendar_geometry import DayAxis

COLUMN_MIN_WIDTH, DAY_MIN_WIDTH = 168, 116
"""Pixels for a provider or a room, and for one day of a week."""


class CalendarColumn(NamedTuple):
    """One provider's column. key is "" for visits that nobody has taken."""

    key: str
    title: str
    subtitle: str
    tone: Tone
    is_bookable: bool = True
    """Whether the acting role may give this column's time away."""


@quiet
class CalendarVisit(NamedTuple):
    """One block of the day. start and end are elapsed minutes since the clinic's midnight."""

    key: str
    column: str
    start: int
    end: int
    time: str
    name: str
    detail: str
    status: str
    tone: Tone
    icon: str
    spoken: str
    """The whole visit in one sentence, for screen readers and the tooltip."""
    is_tentative: bool = False
    """Drawn hatched: not yet accepted by the server."""
    is_waiting: bool = False
    """Carries the mark of changes still to be sent."""
    is_conflict: bool = False
    has_allergy: bool = False
    is_movable: bool = True
    is_locked: bool = False
    """It could be moved, but not by the acting role."""


@quiet
class CalendarShade(NamedTuple):
    """Time of a column in which nobody is to be booked."""

    column: str
    start: int
    end: int
    words: str = ""
    """Why; "" where it is only outside somebody's hours."""
    key: str = ""
    """The block it stands for, "" for none that could be opened."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day to draw, or a week with a column for each day.

    opens and closes are minutes on the axis; outside of them is shaded.
    """

    axis: DayAxis
    opens: int
    closes: int
    columns: tuple[CalendarColumn, ...]
    visits: tuple[CalendarVisit, ...]
    is_read: bool = True
    """False while the day is still being read: the grid alone is shown."""
    shades: tuple[CalendarShade, ...] = ()
    column_width: int = COLUMN_MIN_WIDTH
    """No column is drawn narrower: with more of them the day scrolls sideways."""

    def shade_of(self, column: str, minute: int) -> CalendarShade | None:
        """What closes a minute of a column, with its words where several do."""
        there = (s for s in self.shades if s.column == column and s.start <= minute < s.end)
        return max(there, key=lambda shade: bool(shade.words), default=None)

    def is_bookable(self, column: str) -> bool:
        """Whether the acting role may put a visit into a column."""
        return all(one.is_bookable for one in self.columns if one.key == column)

    def place_of(self, column: str) -> int:
        """Where a column stands, -1 where it is not on this day."""
        return next((at for at, one in enumerate(self.columns) if one.key == column), -1)


class Ghost(NamedTuple):
    """Where something would go: a visit under way (its key) or a new booking (key "").

    column is the column's key: a place among columns would mean somebody else once they change.
    """

    key: str
    column: str
    start: int
    length: int
