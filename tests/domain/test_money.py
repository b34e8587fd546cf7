"""Money: typed and shown without losing a cent."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidValue
from app.domain.money import Money, read_money

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


def test_amount_is_shown_with_its_minor_digits() -> None:
    shown = [Money(123450).shown, Money(-5).shown, Money(120, "JPY").shown, Money(1, "KWD").shown]
    assert shown == ["1,234.50", "-0.05", "120", "0.001"]
