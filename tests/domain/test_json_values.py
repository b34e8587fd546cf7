"""What nested values may hold, so that both databases and both forms on the wire can say it."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest

from app.domain.json_values import MOST_LEVELS, json_problem, numbers_fit

TOO_LARGE: list[Any] = [
    *(1 << 63, -(1 << 63) - 1, 10**400, 1e19, -1e19, 1e308),
    *(math.inf, -math.inf, math.nan),
]


def nested(value: object, levels: int) -> object:
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


@pytest.mark.parametrize("number", TOO_LARGE)
@pytest.mark.parametrize("levels", [0, 1, 2, 7])
def test_number_that_not_every_form_can_say_is_refused_however_deep(
    number: float, levels: int
) -> None:
    value = nested(number, levels)
    assert json_problem(value) == "holds a number that is too large"
    assert not numbers_fit(["a", 1, value])


@pytest.mark.parametrize(
    "value",
    [
        *({}, [], "", "line\nline", None, True, 0.5, -1e18),
        *((1 << 63) - 1, -(1 << 63), nested("x", MOST_LEVELS - 1)),
        {"arrived": {"at": "2026-11-21T09:30:00+00:00", "by": "ana"}, "of": ["a", 7]},
    ],
)
def test_what_every_form_can_say_is_kept_and_comes_back(value: object) -> None:
    assert json_problem(value) is None
    assert numbers_fit([value])
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(value)) == value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"a": ["b\x00"]}, "contains a control character"),
        ({"b\x00": 1}, "contains a control character"),
        (["\ud800"], "contains a control character"),
        ([b"bytes"], "holds what cannot be written down"),
        (nested("x", MOST_LEVELS), "is nested too deep"),
    ],
)
def test_what_no_database_keeps_is_refused(value: object, reason: str) -> None:
    assert json_problem(value) == reason
