"""What somebody chose is read as chosen, and what nobody could have chosen as not chosen."""

from __future__ import annotations

import pytest

from app.domain.liking import (
    LIKINGS,
    ClockFace,
    Density,
    Liking,
    Scale,
    Scheme,
    WeekStart,
    read_liking,
)

pytestmark = pytest.mark.row("F7")


def test_nothing_chosen_is_the_design() -> None:
    assert read_liking({}) == Liking()
    assert set(LIKINGS) == {"scheme", "density", "scale", "week_start", "clock_face", "language"}


def test_every_choice_comes_back_from_what_is_kept_of_it() -> None:
    for name, kind in (
        ("scheme", Scheme),
        ("density", Density),
        ("scale", Scale),
        ("week_start", WeekStart),
        ("clock_face", ClockFace),
    ):
        for value in kind:
            assert getattr(read_liking({name: value.value}), name) is value


@pytest.mark.parametrize(
    "garbage", [None, "", "neon", 3, 1000, True, 99.5, [], {"dark": 1}, "150", b"dark"]
)
def test_what_nobody_could_have_chosen_counts_as_not_chosen(garbage: object) -> None:
    assert read_liking(dict.fromkeys(LIKINGS, garbage)) == Liking()
