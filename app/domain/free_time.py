"""Free time: where a visit would fit, nearest first; pure, over stretches of open and busy time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
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
    taken = _merged(busy)
    ends = [one.ends_at for one in taken]
    wanted = {
        start
        for stretch in open_time
        for start in _starts(stretch, length, step)
        if start >= not_before and start != near
    }
    nearest = sorted(wanted, key=lambda start: (abs(start - near), start < near))
    free = (one for one in nearest if not _is_taken(one, one + length, taken, ends))
    return tuple(islice(free, count))


def first_starts(
    length: timedelta,
    *,
    open_time: Iterable[Stretch],
    busy: Sequence[Stretch],
    not_before: datetime,
    step: timedelta = STEP,
) -> Iterator[datetime]:
    """When a visit of some length could begin, each after the one before has ended.

    Open time comes in order; a start is so many steps after its stretch of it begins, the whole
    visit lies in that stretch and in no busy one.
    """
    taken = _merged(busy)
    ends = [one.ends_at for one in taken]
    free_from = not_before
    for stretch in open_time:
        for start in _starts(stretch, length, step):
            if start >= free_from and not _is_taken(start, start + length, taken, ends):
                yield start
                free_from = start + length


def meets(wanted: Stretch, others: Iterable[Stretch]) -> bool:
    """Whether any of some stretches overlaps the wanted one."""
    return any(one.begins_at < wanted.ends_at and wanted.begins_at < one.ends_at for one in others)


def _starts(stretch: Stretch, length: timedelta, step: timedelta) -> Iterable[datetime]:
    start = stretch.begins_at
    while start + length <= stretch.ends_at:
        yield start
        start += step


def _merged(busy: Iterable[Stretch]) -> list[Stretch]:
    """The same time in order, without overlaps."""
    merged: list[Stretch] = []
    for one in sorted(busy):
        if merged and one.begins_at <= merged[-1].ends_at:
            merged[-1] = Stretch(merged[-1].begins_at, max(merged[-1].ends_at, one.ends_at))
        else:
            merged.append(one)
    return merged


def _is_taken(
    start: datetime, end: datetime, busy: Sequence[Stretch], ends: Sequence[datetime]
) -> bool:
    """Whether the first busy stretch that is not over by then has begun before the end."""
    at = bisect_right(ends, start)
    return at < len(busy) and busy[at].begins_at < end
