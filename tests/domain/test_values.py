"""Values with rules of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidValue
from app.domain.ids import derived_id, is_record_id, new_id
from app.domain.values import (
    age_on,
    check_partial_date,
    day_bounds,
    digits,
    folded,
    instant_of,
    is_surely_before,
    is_valid_npi,
    local_text,
    normalised_phone,
    read_date,
    seen_text,
    shown_phone,
)

TODAY = date(2026, 11, 21)
ZONE = "America/New_York"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1971-05-03", ("1971-05-03",)),
        ("5/3/71", ("1971-05-03", "1971-03-05")),
        ("05.03.1971", ("1971-03-05", "1971-05-03")),
        ("3-Apr-71", ("1971-04-03",)),
        ("3 apr 1971", ("1971-04-03",)),
        ("April 3, 1971", ("1971-04-03",)),
        ("19710503", ("1971-05-03",)),
        ("05031971", ("1971-05-03", "1971-03-05")),
        ("13/2/1971", ("1971-02-13",)),
        ("1971-05", ("1971-05",)),
        ("2/30/1971", ()),
        ("2/3/26", ("2026-02-03", "2026-03-02")),
        ("2/3/27", ("1927-02-03", "1927-03-02")),
        ("12/31/26", ("1926-12-31",)),
        ("11/21/26", ("2026-11-21",)),
        ("11/22/26", ("1926-11-22",)),
        ("2/29/28", ("1928-02-29",)),
        ("١٩٧١-٠٥-٠٣", ("1971-05-03",)),
        ("५/३/१९७१", ("1971-05-03", "1971-03-05")),
        ("hello", ()),
    ],
)
def test_dates_are_read_as_people_write_them(typed: str, meant: tuple[str, ...]) -> None:
    assert read_date(typed, today=TODAY) == meant


@pytest.mark.parametrize(
    "text", ["1971-13-01", "1971-02-30", "71-01-01", "1600-01-01", "١٩٧١-٠٥-٠٣", "x"]
)
def test_impossible_dates_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        check_partial_date("birth_date", text)


def test_a_birth_date_in_the_future_is_refused_and_today_is_not() -> None:
    assert check_partial_date("birth_date", "2026-11-21", today=TODAY) == "2026-11-21"
    with pytest.raises(InvalidValue, match="future"):
        check_partial_date("birth_date", "2026-11-22", today=TODAY)


@pytest.mark.parametrize(
    ("earlier", "later", "surely"),
    [
        ("2026", "2026-05", False),
        ("2026-05", "2026", False),
        ("2026-05-31", "2026-05", False),
        ("2026-04", "2026-05-01", True),
        ("2025", "2026-05", True),
        ("1980-01-01", "1990-01-01", True),
        ("1990-01-01", "1990-01-01", False),
    ],
)
def test_a_partial_date_comes_before_another_only_when_all_of_it_does(
    earlier: str, later: str, surely: bool
) -> None:
    assert is_surely_before(earlier, later) is surely


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\u200b", ""),
        ("\ufeffOkafor\u200e", "Okafor"),
        ("a\u202eb", "ab"),
        ("line\nbreak", "line\nbreak"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_characters_nobody_sees_are_left_out_and_joiners_stay(text: str, seen: str) -> None:
    assert seen_text(text) == seen


def test_digits_of_another_script_are_digits() -> None:
    assert digits("٢١٢-555") == "212555"
    assert not is_valid_npi("١٢٣٤٥٦٧٨٩٣")


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
def test_an_iso_date_always_reads_as_itself(day: date) -> None:
    assert read_date(day.isoformat(), today=TODAY)[0] == day.isoformat()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(212) 555-1234", "+12125551234"),
        ("+49 30 901820", "+4930901820"),
        ("555-325-5612", "555-325-5612"),
    ],
)
def test_phone_numbers_become_e164_where_they_are_valid(typed: str, kept: str) -> None:
    assert normalised_phone(typed) == kept


def test_text_that_is_no_phone_number_is_refused() -> None:
    with pytest.raises(InvalidValue):
        normalised_phone("call my sister")


def test_a_stored_phone_is_shown_as_people_write_it() -> None:
    assert shown_phone("+12125551234") == "(212) 555-1234"
    assert shown_phone("555-325-5612") == "555-325-5612"


def test_npi_needs_its_check_digit() -> None:
    assert is_valid_npi("1234567893")
    assert not is_valid_npi("1234567890")
    assert not is_valid_npi("240")


def test_accents_and_case_are_folded() -> None:
    assert folded("NÚÑEZ") == "nunez"
    assert folded("Weiß") == "weiss"


def test_a_clinic_day_has_23_hours_when_the_clocks_go_forward() -> None:
    begins, ends = day_bounds(date(2026, 3, 8), ZONE)
    assert (ends - begins).total_seconds() == 23 * 3600


def test_a_skipped_wall_time_is_refused_and_a_repeated_one_means_the_first() -> None:
    with pytest.raises(InvalidValue):
        instant_of(datetime(2026, 3, 8, 2, 30), ZONE)  # noqa: DTZ001  (a wall time)
    first = instant_of(datetime(2026, 11, 1, 1, 30), ZONE)  # noqa: DTZ001  (a wall time)
    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert local_text(first, ZONE) == "2026-11-01T01:30"


def test_age_counts_whole_years_and_needs_a_full_date() -> None:
    assert age_on("2000-11-22", TODAY) == 25
    assert age_on("2000-11-21", TODAY) == 26
    assert age_on("2000", TODAY) is None


def test_new_identifiers_are_version_7_unique_and_ascending() -> None:
    made = [new_id() for _ in range(10_000)]
    assert len(set(made)) == len(made)
    assert made == sorted(made)
    assert all(is_record_id(one) and one[12] == "7" and one[16] in "89ab" for one in made)


def test_derived_identifiers_depend_on_every_part() -> None:
    assert derived_id("a", "b") == derived_id("a", "b")
    assert derived_id("a", "b") != derived_id("ab", "")
    assert derived_id("a", "b")[12] == "8"
