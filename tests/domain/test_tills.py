"""What a day's sheet covers, what locks it, and what should be in a drawer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.billing import Adjustment, Allocation, CashDrawer, Charge, Payment, Refund
from app.domain.errors import InvalidValue
from app.domain.ids import UserId, new_id
from app.domain.tills import (
    DayEntry,
    check_closing,
    check_entry_day,
    check_expected,
    check_open_day,
    check_opening,
    check_sheet,
    check_way,
    content_hash,
    has_moved,
    in_drawer,
    misses_drawer,
    over_short,
    taken,
)
from app.domain.validation import check
from tests.factories import (
    CLINIC_ID,
    DESK_ID,
    NOON,
    TODAY,
    USER_ID,
    a_child,
    a_day_sheet,
    a_patient,
    a_record,
)

pytestmark = pytest.mark.row("E2")
PATIENT = a_patient()
CASH = a_child(Payment, PATIENT, amount_minor=2_500)
CARD = a_child(Payment, PATIENT, amount_minor=10_000, method="card")
BACK = a_child(Refund, PATIENT, amount_minor=500, payment_id=CASH.id)
LESS = a_child(Adjustment, PATIENT, amount_minor=300)
DAY: tuple[DayEntry, ...] = (CASH, CARD, BACK, LESS)
WHO: dict[str, Any] = {"clinic_id": CLINIC_ID, "closed_by": USER_ID, "today": TODAY}
DRAWER = a_record(CashDrawer, id=new_id())
COUNTED = replace(
    DRAWER,
    status="closed",
    closed_at=NOON,
    closed_by=USER_ID,
    expected_minor={"card": 10_000, "cash": 12_000},
    counted_minor={"cash": 11_950},
)


def refused(sheet: Any, *entries: DayEntry) -> str:
    with pytest.raises(InvalidValue) as said:
        check_sheet(sheet, entries, **WHO)
    return said.value.field


def test_sheet_of_a_days_entries_is_taken_in_whatever_order_they_are_known() -> None:
    sheet = a_day_sheet(CLINIC_ID, USER_ID, *DAY)
    check_sheet(sheet, reversed(DAY), **WHO)
    assert taken(DAY) == {"card": 10_000, "cash": 2_000}
    assert sheet.entries == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_minor": 2_501},
        {"method": "check"},
        {"currency": "EUR"},
        {"received_on": TODAY - timedelta(days=1)},
        {"patient_id": new_id()},
        {"reverses_id": new_id()},
        {"id": new_id()},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_hash_is_another_where_one_entry_is(changes: dict[str, Any]) -> None:
    assert content_hash((replace(CASH, **changes), CARD)) != content_hash((CASH, CARD))
    assert content_hash((replace(CASH, note="said so"), CARD)) == content_hash((CASH, CARD))


def test_day_that_has_not_come_is_not_closed() -> None:
    today = a_day_sheet(CLINIC_ID, USER_ID, on=TODAY)
    check_sheet(today, (), **WHO)
    tomorrow = a_day_sheet(CLINIC_ID, USER_ID, on=TODAY + timedelta(days=1))
    assert refused(tomorrow) == "on"


def test_sheet_of_other_entries_is_refused() -> None:
    sheet = a_day_sheet(CLINIC_ID, USER_ID, *DAY)
    assert refused(sheet, *DAY[1:]) == "content_hash"
    assert refused(sheet, *DAY, a_child(Payment, PATIENT)) == "content_hash"
    assert refused(replace(sheet, content_hash=content_hash([])), *DAY) == "content_hash"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": new_id()}, "id"),
        ({"on": TODAY}, "id"),
        ({"closed_by": UserId(new_id())}, "closed_by"),
        ({"closed_by": None}, "closed_by"),
        ({"entries": 3}, "expected_minor"),
        ({"expected_minor": {"cash": 2_500}}, "expected_minor"),
    ],
)
def test_sheet_says_the_truth_about_itself(changes: dict[str, Any], field: str) -> None:
    assert refused(replace(a_day_sheet(CLINIC_ID, USER_ID, *DAY), **changes), *DAY) == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"content_hash": ""}, "content_hash"),
        ({"content_hash": "A" * 64}, "content_hash"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"counted_minor": {"cash": "much"}}, "counted_minor"),
        ({"counted_minor": {"cash": True}}, "counted_minor"),
        ({"counted_minor": [5]}, "counted_minor"),
        ({"expected_minor": {"cash": 2**70}}, "expected_minor"),
        ({"counted_minor": {"gold": 5}}, "counted_minor"),
        ({"counted_minor": {"": 5}}, "counted_minor"),
        ({"counted_minor": {"cash": -5}}, "counted_minor"),
        ({"counted_minor": {"cash": -1}, "expected_minor": {"cash": 0}}, "counted_minor"),
        ({"expected_minor": {"cash": 5}}, "counted_minor"),
    ],
)
def test_sheet_without_a_hash_or_with_other_sums_than_numbers_is_none(
    changes: dict[str, Any], field: str
) -> None:
    sheet = a_day_sheet(CLINIC_ID, USER_ID)
    check(sheet, today=TODAY)
    with pytest.raises(InvalidValue) as said:
        check(replace(sheet, **changes), today=TODAY)
    assert said.value.field == field


def test_drawer_holds_its_float_and_what_came_less_what_went() -> None:
    assert in_drawer(10_000, DAY) == {"card": 10_000, "cash": 12_000}
    assert in_drawer(10_000, ()) == {"cash": 10_000}


def test_over_and_short_are_told_of_what_was_counted() -> None:
    expected = {"card": 10_000, "cash": 12_000}
    assert over_short(expected, {"cash": 11_950, "check": 700}) == {"cash": -50, "check": 700}


def test_closed_day_takes_what_has_a_day_no_more() -> None:
    for entry in DAY:
        check_open_day(entry, is_closed=False)
        with pytest.raises(InvalidValue):
            check_open_day(entry, is_closed=True)
    check_open_day(a_child(Charge, PATIENT), is_closed=True)
    check_open_day(a_child(Allocation, PATIENT), is_closed=True)


def test_money_moves_with_payments_and_refunds_and_with_no_correction() -> None:
    turned = replace(CASH, id=new_id(), amount_minor=-2_500, reverses_id=CASH.id)
    assert [has_moved(one) for one in (*DAY, turned)] == [True, True, True, False, False]


def test_count_is_less_than_nothing_only_where_more_went_out() -> None:
    paid_out = {"expected_minor": {"cash": -500}, "counted_minor": {"cash": -450}}
    check(replace(a_day_sheet(CLINIC_ID, USER_ID), **paid_out), today=TODAY)
    newer = {"expected_minor": {"cash": 0, "coins": 5}, "counted_minor": {"cash": 0, "coins": 5}}
    check(replace(a_day_sheet(CLINIC_ID, USER_ID), **newer), today=TODAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expected_minor": {"cash": 1}, "counted_minor": {"cash": 1}}, "status"),
        ({"closed_by": USER_ID}, "status"),
        ({"closed_at": NOON}, "status"),
        ({"status": "closed", "closed_at": NOON}, "closed_by"),
        ({"status": "closed", "closed_by": USER_ID}, "closed_at"),
    ],
    ids=str,
)
def test_drawer_is_either_open_or_counted(changes: dict[str, Any], field: str) -> None:
    for fine in (DRAWER, COUNTED):
        check(fine, today=TODAY)
    with pytest.raises(InvalidValue) as said:
        check(replace(DRAWER, **changes), today=TODAY)
    assert said.value.field == field


@pytest.mark.parametrize("counted", [{}, {"card": 5}, {"cash": -1}, {"cash": 0, "gold": 1}])
def test_drawer_is_closed_over_a_count_of_what_can_be_in_it(counted: dict[str, int]) -> None:
    with pytest.raises(InvalidValue) as said:
        check(replace(COUNTED, counted_minor=counted), today=TODAY)
    assert said.value.field == "counted_minor"


@pytest.mark.parametrize(
    ("changes", "others", "code", "field"),
    [
        ({}, [replace(DRAWER, id=new_id())], "entry_drawer_open", "workstation_id"),
        ({"opened_by": new_id()}, [], "invalid_value", "opened_by"),
        ({"opened_by": None}, [], "invalid_value", "opened_by"),
        ({"workstation_id": new_id()}, [], "entry_other_desk", "workstation_id"),
    ],
)
def test_drawer_is_opened_by_who_acts_as_the_only_one_of_their_desk(
    changes: dict[str, Any], others: list[CashDrawer], code: str, field: str
) -> None:
    check_opening(DRAWER, [DRAWER, replace(COUNTED, id=new_id())], opened_by=USER_ID, at=DESK_ID)
    with pytest.raises(InvalidValue) as said:
        check_opening(replace(DRAWER, **changes), others, opened_by=USER_ID, at=DESK_ID)
    assert (said.value.code, said.value.field) == (code, field)


@pytest.mark.parametrize("field", ["closed_by", "workstation_id"])
def test_drawer_is_closed_by_who_acts_where_it_stands(field: str) -> None:
    check_closing(COUNTED, closed_by=USER_ID, at=DESK_ID)
    with pytest.raises(InvalidValue) as said:
        check_closing(replace(COUNTED, **{field: new_id()}), closed_by=USER_ID, at=DESK_ID)
    assert said.value.field == field


def test_what_a_drawer_should_hold_is_what_went_through_it() -> None:
    through = (CASH, CARD, BACK)
    check_expected(COUNTED, through)
    for entries, drawer in (
        (through[1:], COUNTED),
        (through, replace(COUNTED, float_minor=0)),
        (through, replace(COUNTED, expected_minor={})),
    ):
        with pytest.raises(InvalidValue) as said:
            check_expected(drawer, entries)
        assert said.value.field == "expected_minor"


def through_drawer(**changes: Any) -> Payment:
    return replace(CASH, **{"cash_drawer_id": DRAWER.id, **changes})


def turned(entry: Any, **changes: Any) -> Any:
    facts = {"amount_minor": -entry.amount_minor, "reverses_id": entry.id}
    return replace(entry, id=new_id(), **{**facts, **changes})


def test_money_goes_through_the_open_drawer_of_its_desk_or_none() -> None:
    there = through_drawer()
    check_way(there, DRAWER, at=DESK_ID)
    check_way(replace(there, cash_drawer_id=None), None, at=DESK_ID)
    check_way(turned(there), DRAWER, at=new_id(), of=there)  # taken back from any desk
    check_way(turned(there, cash_drawer_id=None), None, at=DESK_ID, of=there)


@pytest.mark.parametrize(
    ("entry", "drawer", "of", "code"),
    [
        (through_drawer(), COUNTED, None, "entry_drawer_closed"),
        (through_drawer(), None, None, "entry_other_drawer"),
        (through_drawer(), replace(DRAWER, workstation_id=new_id()), None, "entry_other_drawer"),
        (turned(through_drawer()), COUNTED, through_drawer(), "entry_drawer_closed"),
        (turned(through_drawer()), DRAWER, CASH, "entry_other_drawer"),
        (turned(through_drawer()), DRAWER, None, "entry_other_drawer"),
        (through_drawer(method="transfer"), DRAWER, None, "entry_other_drawer"),
        (through_drawer(method="insurance"), DRAWER, None, "entry_other_drawer"),
        (through_drawer(), replace(DRAWER, currency="EUR"), None, "entry_other_drawer"),
    ],
)
def test_money_goes_through_no_closed_drawer_and_no_other_one(
    entry: Payment, drawer: CashDrawer | None, of: Payment | None, code: str
) -> None:
    with pytest.raises(InvalidValue) as said:
        check_way(entry, drawer, at=DESK_ID, of=of)
    assert (said.value.code, said.value.field) == (code, "cash_drawer_id")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 0),
        ({"received_on": TODAY + timedelta(days=1)}, 2_500),
        ({"cash_drawer_id": None}, 2_500),
        ({"reverses_id": CARD.id}, 2_500),
    ],
    ids=["both open", "day closed", "drawer closed", "of another entry"],
)
def test_entry_taken_back_counts_the_same_in_the_drawer_and_on_the_day(
    changes: dict[str, Any], expected: int
) -> None:
    first = through_drawer()
    both = (first, turned(first, **changes))
    of_day = [one for one in both if one.received_on == first.received_on]
    of_drawer = [one for one in both if one.cash_drawer_id == first.cash_drawer_id]
    assert taken(both) == taken(of_day) == taken(of_drawer) == {"cash": expected}
    assert taken([one for one in both if one is not first]) == {}


@pytest.mark.parametrize(
    ("entry", "drawer", "expected"),
    [
        (CASH, DRAWER, True),
        (replace(CASH, method="check"), DRAWER, True),
        (BACK, DRAWER, True),
        (CARD, DRAWER, False),
        (through_drawer(), DRAWER, False),
        (turned(CASH), DRAWER, False),
        (CASH, COUNTED, False),
        (CASH, replace(DRAWER, currency="EUR"), False),
    ],
    ids=["cash", "check", "refund", "card", "through it", "taken back", "closed", "other money"],
)
def test_cash_goes_beside_no_open_drawer(entry: Any, drawer: CashDrawer, expected: bool) -> None:
    assert misses_drawer(entry, [drawer]) == expected


@pytest.mark.parametrize("days", [-3661, 8])
@pytest.mark.parametrize("kind", [Payment, Refund, Adjustment, Charge])
def test_nothing_is_entered_on_a_day_far_off_unless_it_takes_back_what_is(
    kind: type[Any], days: int
) -> None:
    names = {Payment: "received_on", Refund: "refunded_on", Adjustment: "adjusted_on"}
    name = names.get(kind, "service_on")
    far = a_child(kind, PATIENT, **{name: TODAY + timedelta(days=days)})
    near = replace(far, **{name: TODAY + timedelta(days=7)})
    with pytest.raises(InvalidValue) as said:
        check_entry_day(far, today=TODAY)
    assert (said.value.code, said.value.field) == ("entry_odd_day", name)
    with pytest.raises(InvalidValue):
        check_entry_day(turned(far), today=TODAY, of=near)
    check_entry_day(turned(far), today=TODAY, of=far)
    check_entry_day(near, today=TODAY)
