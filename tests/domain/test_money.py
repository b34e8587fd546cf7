"""Money: typed, split and shown without losing a cent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidValue
from app.domain.money import Money, read_money, split, total

pytestmark = pytest.mark.row("E2")


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12", "USD", 1200),
        ("12.345", "USD", 1235),
        ("12.344", "USD", 1234),
        ("-0.005", "USD", -1),
        ("$1,234.50", "USD", 123450),
        (" \N{MINUS SIGN}3 ", "USD", -300),
        ("120", "JPY", 120),
        ("1.2345", "KWD", 1235),
    ],
)
def test_typed_amount_is_rounded_half_up(text: str, currency: str, minor: int) -> None:
    assert read_money(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", "twelve", "NaN", "Infinity", "1e99", "1.2.3", "9" * 30])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        read_money(text)


def test_two_currencies_have_no_sum() -> None:
    with pytest.raises(InvalidValue):
        Money(1, "USD") + Money(1, "EUR")


def test_amount_is_shown_with_its_minor_digits() -> None:
    shown = [Money(123450).shown, Money(-5).shown, Money(120, "JPY").shown, Money(1, "KWD").shown]
    assert shown == ["1,234.50", "-0.05", "120", "0.001"]


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_parts_add_up_and_differ_from_their_share_by_less_than_one(
    minor: int, weights: list[int]
) -> None:
    if not any(weights):
        with pytest.raises(InvalidValue):
            split(minor, weights)
        return
    parts = split(minor, weights)
    assert sum(parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - minor * weight) < sum(weights)


def test_equal_remainders_go_to_the_earlier_part() -> None:
    assert split(100, [1, 1, 1]) == (34, 33, 33)
    assert split(-100, [1, 1, 1]) == (-34, -33, -33)


def test_sum_of_nothing_is_zero() -> None:
    assert total([]) == Money(0)
    assert total([Money(2), Money(3)]) == Money(5)
