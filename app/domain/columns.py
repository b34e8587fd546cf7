"""How somebody likes the columns of a list: which, in what order, how wide, sorted by what.

What was kept is read with care: of another version's list nothing counts, and no choice hides
the column that says what a line is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

NARROWEST, WIDEST = 40, 1200
"""Pixels of the design a column may be wide."""


def _no_widths() -> Mapping[int, int]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoice:
    """Columns by their number; of what nobody chose, nothing is said."""

    hidden: frozenset[int] = frozenset()
    order: tuple[int, ...] = ()
    """From where reading begins; () as designed."""
    widths: Mapping[int, int] = field(default_factory=_no_widths)
    """Pixels at 100 %."""
    sort: tuple[int, bool] | None = None
    """The column, and whether from the end; None as designed."""

    def showing(self, column: int, *, is_shown: bool) -> ColumnChoice:
        """With a column shown or hidden."""
        hidden = self.hidden - {column} if is_shown else self.hidden | {column}
        return replace(self, hidden=hidden)

    def wide(self, column: int, width: int) -> ColumnChoice:
        """With a column this wide."""
        return replace(self, widths={**self.widths, column: _within(width)})

    def ordered(self, order: Sequence[int]) -> ColumnChoice:
        """With the columns in this order."""
        is_design = list(order) == sorted(order)
        return replace(self, order=() if is_design else tuple(order))

    def moved(self, column: int, by: int, count: int) -> ColumnChoice:
        """With a column so many places further on; the first column stays the first."""
        order = list(self.order or range(count))
        at = order.index(column)
        to = min(max(at + by, 1), count - 1)
        if at in (0, to):
            return self
        order.insert(to, order.pop(at))
        return self.ordered(order)

    def kept(self, count: int) -> dict[str, object] | None:
        """As it is kept; None where nothing was chosen."""
        if self == ColumnChoice():
            return None
        return {
            "count": count,
            "hidden": sorted(self.hidden),
            "order": list(self.order),
            "widths": {str(column): width for column, width in sorted(self.widths.items())},
            "sort": list(self.sort) if self.sort else [],
        }


def read_columns(kept: object, count: int) -> ColumnChoice:
    """What somebody chose for a list of so many columns."""
    if not isinstance(kept, dict):
        return ColumnChoice()
    found = cast("dict[str, object]", kept)
    if found.get("count") != count:
        return ColumnChoice()
    order = tuple(_columns(found.get("order"), count))
    is_whole = sorted(order) == list(range(count)) and order[0] == 0
    return ColumnChoice(
        hidden=frozenset(_columns(found.get("hidden"), count)) - {0},
        order=order if is_whole else (),
        widths=_widths(found.get("widths"), count),
        sort=_sort(found.get("sort"), count),
    )


def _columns(kept: object, count: int) -> list[int]:
    listed = cast("list[object]", kept) if isinstance(kept, list) else []
    return [one for one in listed if _is_column(one, count) and isinstance(one, int)]


def _is_column(value: object, count: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count


def _widths(kept: object, count: int) -> dict[int, int]:
    named = cast("dict[object, object]", kept) if isinstance(kept, dict) else {}
    return {
        int(name): _within(width)
        for name, width in named.items()
        if isinstance(name, str) and name.isdecimal() and _is_column(int(name), count)
        if isinstance(width, int) and not isinstance(width, bool)
    }


def _sort(kept: object, count: int) -> tuple[int, bool] | None:
    pair = cast("list[object]", kept) if isinstance(kept, list) else []
    if len(pair) != 2 or not isinstance(pair[1], bool):
        return None
    column = pair[0]
    return (column, pair[1]) if isinstance(column, int) and _is_column(column, count) else None


def _within(width: int) -> int:
    return min(max(width, NARROWEST), WIDEST)
