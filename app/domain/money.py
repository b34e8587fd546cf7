"""Money: whole minor units of an ISO 4217 currency; decimals only where people type and read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from app.domain.errors import InvalidValue

_MINOR_DIGITS = {"BHD": 3, "CLP": 0, "ISK": 0, "JPY": 0, "KRW": 0, "KWD": 3, "TND": 3, "VND": 0}
"""ISO 4217 minor unit exponents that are not 2, for currencies a clinic may use."""
LARGEST_MINOR = 10**12
"""More than any clinic ever takes at once; a longer number is a slip of the finger."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in one currency."""

    minor: int
    currency: str = "USD"

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise InvalidValue("currency", "differs: amounts of two currencies have no sum")
        return other

    @property
    def shown(self) -> str:
        """The amount as a number with its minor digits: "1,234.50", "-0.05"."""
        digits = minor_digits(self.currency)
        return f"{Decimal(self.minor).scaleb(-digits):,.{digits}f}"


def minor_digits(currency: str) -> int:
    """Digits after the point (ISO 4217)."""
    return _MINOR_DIGITS.get(currency, 2)


def read_money(text: str, currency: str = "USD", *, field: str = "amount") -> Money:
    """What somebody typed, rounded half up to the minor unit. Raises InvalidValue."""
    plain = text.strip().replace(",", "").replace("\N{MINUS SIGN}", "-").lstrip("$€£").strip()
    try:
        amount = Decimal(plain)
        exact = amount.scaleb(minor_digits(currency))
        minor = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError):
        raise InvalidValue(field, "is not an amount") from None
    if abs(minor) > LARGEST_MINOR:
        raise InvalidValue(field, "is too large")
    return Money(minor, currency)


def split(minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """An amount in parts as the weights ask, by largest remainder: the parts add up to it.

    Weights are not negative and not all zero; equal remainders go to the earlier part.
    """
    total = sum(weights)
    if total <= 0 or any(weight < 0 for weight in weights):
        raise InvalidValue("weights", "do not say how to share")
    sign = -1 if minor < 0 else 1
    exact = [divmod(abs(minor) * weight, total) for weight in weights]
    parts = [whole for whole, _ in exact]
    by_rest = sorted(range(len(parts)), key=lambda at: -exact[at][1])
    for at in by_rest[: abs(minor) - sum(parts)]:
        parts[at] += 1
    return tuple(sign * part for part in parts)


def total(amounts: Iterable[Money], currency: str = "USD") -> Money:
    """The sum; of nothing, zero in the given currency."""
    result: Money | None = None
    for amount in amounts:
        result = amount if result is None else result + amount
    return result if result is not None else Money(0, currency)
