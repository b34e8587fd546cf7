"""Words, dates and addresses that are nearly the same are told from those that are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.likeness import (
    is_one_slip,
    is_short_for,
    is_swapped_date,
    likeness,
    overlap,
    sound,
)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("martha", "marhta", 0.961),
        ("dixon", "dicksonx", 0.813),
        ("dwayne", "duane", 0.840),
        ("okafor", "okafor", 1.0),
        ("okafor", "", 0.0),
        ("abc", "xyz", 0.0),
    ],
)
def test_likeness_is_that_of_jaro_and_winkler(one: str, other: str, expected: float) -> None:
    assert likeness(one, other) == pytest.approx(expected, abs=0.001)


@given(st.text("abcde", max_size=8), st.text("abcde", max_size=8))
def test_likeness_is_a_share_and_one_only_of_the_same(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert (likeness(one, other) == 1) == (one == other)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("robert", "r163"),
        ("rupert", "r163"),
        ("ashcraft", "a261"),
        ("tymczak", "t522"),
        ("pfister", "p236"),
        ("lee", "l000"),
        ("王", "王"),
        ("", ""),
    ],
)
def test_sound_is_the_soundex_of_the_national_archives(word: str, code: str) -> None:
    assert sound(word) == code


@pytest.mark.parametrize(
    ("one", "other", "is_so"),
    [
        ("bob", "robert", True),
        ("r", "robert", True),
        ("sandy", "alexander", True),
        ("robert", "richard", False),
        ("bob", "bill", False),
    ],
)
def test_short_name_is_known_both_ways(one: str, other: str, is_so: bool) -> None:
    assert is_short_for(one, other) is is_so
    assert is_short_for(other, one) is is_so


@pytest.mark.parametrize(
    ("one", "other", "is_so"),
    [
        ("19710503", "19710508", True),
        ("4305", "4350", True),
        ("4305", "4503", False),
        ("19710503", "19710503", False),
        ("19710503", "19720504", False),
        ("430", "4305", False),
    ],
)
def test_slip_is_one_figure_or_two_that_changed_places(one: str, other: str, is_so: bool) -> None:
    assert is_one_slip(one, other) is is_so


def test_day_and_month_may_have_changed_places() -> None:
    assert is_swapped_date("1971-05-03", "1971-03-05")
    assert not is_swapped_date("1971-05-03", "1972-03-05")
    assert not is_swapped_date("1971-05", "1971-05")


def test_address_counts_in_any_order_of_its_words() -> None:
    assert overlap("flt 68 woralul street", "woralul street flt 68") > 0.85
    assert overlap("6 willaroo street", "150 shean place") < 0.3
