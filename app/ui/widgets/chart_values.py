"""What a painted chart shows, and the round numbers its axis is marked with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.phi import quiet

_ROUND = (1, 2, 5)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: a whole number, what stands below and above it, and what a screen reader says.

    of: what it is part of, drawn as an outline; None where it is part of nothing.
    """

    label: str
    value: int
    words: str
    spoken: str
    of: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether it is more than what it is part of."""
        return self.of is not None and self.value > self.of


@dataclass(frozen=True, slots=True)
class ChartData:
    """The bars of a chart in their order.

    unit: the smallest step its axis is marked by. tick_words: a mark of the axis in words.
    is_ordered: days or months, of which some labels may be left out where they are many.
    """

    bars: tuple[Bar, ...] = ()
    unit: int = 1
    tick_words: Callable[[int], str] = str
    is_ordered: bool = False


def ticks(low: int, high: int, *, unit: int = 1, most: int = 5) -> tuple[int, ...]:
    """Round marks from at or below the lowest value to at or above the highest, zero among them.

    Each is a multiple of 1, 2, 5, 10, 20, … units; at most `most` steps lie above zero or below.
    """
    low, high = min(low, 0), max(high, 0)
    reach = max(high, -low, unit)
    step, at = unit, 0
    while step * most < reach:
        at += 1
        step = unit * _ROUND[at % 3] * 10 ** (at // 3)
    first, last = low // step * step, -(-high // step) * step
    return tuple(range(first, (last if first < last else first + step) + 1, step))
