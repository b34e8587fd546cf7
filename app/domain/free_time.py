"""Free time: where a visit would fit, nearest first; pure, over stretches of open and busy time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

STEP = timedelta(minutes=15)
"""Visits begin this far apart."""


class Stretch(NamedTuple):
    """From one instant up to another."""

    begins_at: datetime
    ends_at: datetime


def nearest_starts(
    near: datetime,
    length: timedelta,
    *,
    open_time: Iterable[Stretch],
    busy: Sequence[Stretch],
    not_before: datetime,
    count: int = 3,
    step: timedelta = STEP,
) -> tuple[datetime, ...]:
    """When a visit of some length could begin instead, the nearest to `near` first.

    A start is so many steps after its stretch of open time begins, the whole visit lies in that
    stretch, in no busy one, and begins neither before not_before nor at `near` itself. Of two
    equally near the later comes first: nobody has to come sooner than they were told.
    """
    found = [
        start
        for stretch in open_time
        for start in _starts(stretch, length, step)
        if start >= not_before and start != near and not _is_taken(start, length, busy)
    ]
    found.sort(key=lambda start: (abs(start - near), start < near))
    return tuple(dict.fromkeys(found))[:count]


def _starts(stretch: Stretch, length: timedelta, step: timedelta) -> Iterable[datetime]:
    start = stretch.begins_at
    while start + length <= stretch.ends_at:
        yield start
        start += step


def _is_taken(start: datetime, length: timedelta, busy: Sequence[Stretch]) -> bool:
    return any(one.begins_at < start + length and start < one.ends_at for one in busy)
