"""Money: whole minor units of an ISO 4217 currency; decimals only where people type and read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from app.domain.errors import InvalidValue

_MINOR_DIGITS = {"BHD": 3, "CLP": 0, "ISK": 0, "JPY": 0, "KRW": 0, "KWD": 3, "TND": 3, "VND": 0}
"""ISO 4217 minor unit exponents that are not 2, for currencies a clinic may use."""
LARGEST_MINOR = 10**12
"""More than any clinic ever takes at once, and far from what a database can add up; a longer number
is a slip of the finger. Every declared amount is held to it (field_shapes.py)."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency."""

    minor: int
    currency: str = "USD"

    @property
    def shown(self) -> str:
        """The amount as a number with its minor digits: "1,234.50", "-0.05"."""
        digits = minor_digits(self.currency)
        return f"{Decimal(self.minor).scaleb(-digits):,.{digits}f}"


def minor_digits(currency: str) -> int:
    """Digits after the point (ISO 4217)."""
    return _MINOR_DIGITS.get(currency, 2)


def read_money(
    text: str, currency: str = "USD", *, field: str = "amount", is_exact: bool = False
) -> Money:
    """What somebody typed, rounded half up to the minor unit. is_exact: not rounded at all, for
    amounts of another system's books. Raises InvalidValue."""
    plain = text.strip().replace(",", "").replace("\N{MINUS SIGN}", "-").lstrip("$€£").strip()
    try:
        amount = Decimal(plain)
        exact = amount.scaleb(minor_digits(currency))
        minor = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError):
        raise InvalidValue(field, "is not an amount") from None
    if is_exact and minor != exact:
        raise InvalidValue(field, "has parts of the smallest coin")
    if abs(minor) > LARGEST_MINOR:
        raise InvalidValue(field, "is too large")
    return Money(minor, currency)


def read_typed(text: str, currency: str = "USD", *, point: str = ".", field: str = "amount") -> int:
    """The minor units of what somebody typed at a desk, exactly. point parts the whole from the
    rest where they are; the other of comma and point may part thousands, in threes only.

    Raises InvalidValue for anything that could be read in two ways.
    """
    comma = "," if point == "." else "."
    plain = text.strip().lstrip("$€£").strip().replace("\N{NO-BREAK SPACE}", "")
    whole, _, rest = plain.partition(point)
    groups = whole.lstrip("-+").split(comma)
    is_grouped = len(groups) == 1 or (
        1 <= len(groups[0]) <= 3 and all(len(one) == 3 for one in groups[1:])
    )
    if not is_grouped or comma in rest or point in rest:
        raise InvalidValue(field, "is not an amount")
    read = f"{whole.replace(comma, '')}.{rest}" if rest else whole.replace(comma, "")
    return read_money(read, currency, field=field, is_exact=True).minor
