"""Which PINs may be chosen, and how long failures make somebody wait."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidValue
from app.security.pin_policy import _COMMON, Tally, check_pin, delay_s, remaining_s, worse_of

pytestmark = pytest.mark.row("F3")
ONE_DAY_S = 86_400.0


@pytest.mark.parametrize(
    "pin",
    [
        "", "12345", "1234567890123", "12a456", "١٢٣٤٥٦", "４８２９１５",
        "000000", "121212", "112233", "123123", "123321", "772772", "277277",
        "123456", "654321", "890123", "135791", "13579135",
        "240871", "082471", "710824", "24081971", "08241971", "19710824", "197108", "081971",
        "159753", "147258", "246810",
        "484884", "448811", "483384", "483483483", "483948394839", "4839148391",
        "081936", "19000723", "20350723",
    ],
)  # fmt: skip
def test_pin_that_would_be_tried_first_is_refused(pin: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        check_pin(pin)
    assert pin == "" or pin not in str(refused.value)


@pytest.mark.parametrize(
    "pin", ["483915", "904627", "70416283", "395806172648", "448148", "20360723"]
)
def test_ordinary_pin_is_taken(pin: str) -> None:
    check_pin(pin)


@pytest.mark.parametrize(
    ("failures", "delay"), [(0, 0), (2, 0), (3, 1), (4, 1), (5, 30), (9, 30), (12, 30)]
)
def test_delay_grows_with_the_failures(failures: int, delay: float) -> None:
    assert delay_s(failures) == delay


@pytest.mark.parametrize(
    ("wall_s", "monotonic_s", "left"),
    [
        (1010.0, 510.0, 20.0),
        (1031.0, 531.0, 0.0),
        (1000.0 - ONE_DAY_S, 510.0, 20.0),  # set back
        (1000.0 + ONE_DAY_S, 510.0, 20.0),  # set forward
        (1010.0, 3.0, 20.0),  # the computer has started anew
        (1000.0 - ONE_DAY_S, 3.0, 30.0),  # both
        (1031.0, 500.0, 30.0),  # one clock stands still, or the other
        (1000.0, 531.0, 30.0),
    ],
)
def test_setting_the_clock_makes_no_delay_shorter(
    wall_s: float, monotonic_s: float, left: float
) -> None:
    assert remaining_s(Tally(5, 1000.0, 500.0), wall_s=wall_s, monotonic_s=monotonic_s) == left


def test_worse_memory_counts() -> None:
    few, many = Tally(2, 900.0, 0.0), Tally(7, 100.0, 0.0)
    assert worse_of(few, many) == worse_of(many, few) == many
    assert worse_of(Tally(2, 1.0, 0.0), few) == few


def test_failures_are_told_once_both_memories_say_so() -> None:
    few, many = Tally(2, 900.0, 0.0, told=2), Tally(7, 100.0, 0.0, told=1)
    assert worse_of(few, many) == worse_of(many, few) == many


def test_what_one_memory_forgave_untold_is_not_counted_twice() -> None:
    forgiven, failed = Tally(0, 0.0, 0.0, told=-3), Tally(3, 900.0, 0.0)
    assert worse_of(forgiven, failed) == worse_of(failed, forgiven) == failed
    assert (forgiven.untold, Tally(2, 1.0, 0.0, told=-3).untold) == (3, 5)


def test_pins_many_people_choose_are_refused_one_by_one() -> None:
    assert len(_COMMON) == 38
    assert all(one.isdigit() and 6 <= len(one) <= 12 for one in _COMMON)
    for one in sorted(_COMMON):
        with pytest.raises(InvalidValue):
            check_pin(one)
