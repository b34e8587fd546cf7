"""What can stand inside a field of nested values, and in what newer versions sent along.

Both databases and both forms on the wire (JSON, MessagePack) must be able to say it: a whole number
of 64 bits, a number that stays one when it is written out, a text that can be stored. One number
that a form cannot say would keep a whole clinic from reading its page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, cast

TOO_LARGE = "holds a number that is too large"
MOST_LEVELS = 32
_MOST = 1 << 63
_PLAIN = frozenset({bool, type(None)})
_NOTHING_TO_LOOK_AT = _PLAIN | {str}
_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def json_problem(value: object) -> str | None:
    """Why nested values cannot be kept; None where they can."""
    level: list[Any] = [value]
    for _ in range(MOST_LEVELS):
        inner: list[Any] = []
        for one in level:
            if isinstance(one, Mapping):
                inner += [*cast("Mapping[Any, Any]", one).keys(), *one.values()]
            elif isinstance(one, list | tuple):
                inner += cast("Collection[Any]", one)
            elif problem := _scalar_problem(one):
                return problem
        if not inner:
            return None
        level = inner
    return "is nested too deep"


def numbers_fit(values: Collection[Any]) -> bool:
    """Whether every number in these values, however deep, can be kept; quick where there is
    nothing to look at, as in most records."""
    odd = [one for one in values if type(one) not in _NOTHING_TO_LOOK_AT]
    if set(map(type, odd)) <= {int}:
        return not odd or (min(odd) >= -_MOST and max(odd) < _MOST)
    return all(json_problem(one) != TOO_LARGE for one in odd)


def _scalar_problem(one: Any) -> str | None:
    kind = cast("type[Any]", type(one))
    if isinstance(one, str):
        return "contains a control character" if _UNKEPT.search(one) else None
    if kind in (int, float):  # nor infinite, nor no number at all
        return None if -_MOST <= one < _MOST else TOO_LARGE
    return None if kind in _PLAIN else "holds what cannot be written down"
