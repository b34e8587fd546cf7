"""PINs: which ones may be chosen, and how long a failure makes the next attempt wait.

Pure rules; what remembers the failures is in app/security/attempts.py. A PIN is short because the
keyring's device secret stands beside it: without this computer it opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from app.domain.errors import InvalidValue

MIN_DIGITS = 6
MAX_DIGITS = 12
MIN_DIFFERENT = 3
FIRST_DELAY_AFTER, FIRST_DELAY_S = 3, 1.0
LONG_DELAY_AFTER, LONG_DELAY_S = 5, 30.0
DISABLED_AFTER = 10

_COMMON = frozenset(
    """
    102030 131415 134679 135790 135791 142536 147258 147852 159357 159753 159951 192837 200000
    213141 246810 246813 258369 258456 314159 321654 369258 420420 456123 520131 5201314 583583
    696969 741852 753159 753951 789123 789456 798465 852456 852963 951753 963852 987123
    """.split()  # noqa: SIM905 - a list to be read in columns
)
_DATE_FORMS = ("%d%m%y", "%m%d%y", "%y%m%d", "%d%m%Y", "%m%d%Y", "%Y%m%d", "%Y%m", "%m%Y")
_YEARS = range(1900, 2036)


@dataclass(frozen=True, slots=True)
class Tally:
    """Failures in a row, and when the last was counted by both of the computer's clocks.

    told: how many of them the audit trail holds already, because the desk was open. Below zero: so
    many were forgiven before anybody could write them down.
    """

    failures: int
    wall_s: float
    monotonic_s: float
    told: int = 0

    @property
    def untold(self) -> int:
        """How many the audit trail has still to be told of."""
        return max(0, self.failures - self.told)


NEVER_FAILED = Tally(0, 0.0, 0.0)


def check_pin(pin: str) -> None:
    """Refuse a PIN that is short or among the first anybody would try. Raises InvalidValue."""
    if not pin.isascii() or not pin.isdigit():
        raise InvalidValue("pin", "has digits only")
    if not MIN_DIGITS <= len(pin) <= MAX_DIGITS:
        raise InvalidValue("pin", f"has {MIN_DIGITS} to {MAX_DIGITS} digits")
    if any(rule(pin) for rule in (_is_pattern, _is_sequence, _is_date)) or pin in _COMMON:
        raise InvalidValue("pin", "is too easy to guess")


def delay_s(failures: int) -> float:
    """How long after this many failures in a row nothing is tried."""
    if failures >= LONG_DELAY_AFTER:
        return LONG_DELAY_S
    return FIRST_DELAY_S if failures >= FIRST_DELAY_AFTER else 0.0


def remaining_s(tally: Tally, *, wall_s: float, monotonic_s: float) -> float:
    """How long still to wait; 0.0: now. A wall clock that was set makes it no shorter."""
    elapsed = wall_s - tally.wall_s
    if monotonic_s >= tally.monotonic_s:  # else the computer has started anew meanwhile
        since = monotonic_s - tally.monotonic_s
        elapsed = since if elapsed < 0 else min(since, elapsed)
    return max(0.0, delay_s(tally.failures) - max(0.0, elapsed))


def worse_of(one: Tally, other: Tally) -> Tally:
    """The memory with more failures; of two alike the later one. Told is what both call told."""
    worse = max(one, other, key=lambda tally: (tally.failures, tally.wall_s))
    return replace(worse, told=worse.failures - max(one.untold, other.untold))


def _is_pattern(pin: str) -> bool:
    halves = pin[: len(pin) // 2], pin[len(pin) // 2 :]
    pairs = pin[::2] == pin[1::2]  # 112233
    repeats = any(pin == (pin[:width] * len(pin))[: len(pin)] for width in (3, 4))
    few = len(set(pin)) < MIN_DIFFERENT
    return few or pairs or repeats or halves[0] == halves[1] or pin == pin[::-1]


def _is_sequence(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return len(steps) == 1


def _is_date(pin: str) -> bool:
    return any(_reads_as_date(pin, form) for form in _DATE_FORMS)


def _reads_as_date(pin: str, form: str) -> bool:
    if len(pin) != len(datetime(2000, 1, 1).strftime(form)):  # noqa: DTZ001 - only its length
        return False
    try:
        return datetime.strptime(pin, form).year in _YEARS  # noqa: DTZ007 - a date on no clock
    except ValueError:
        return False
