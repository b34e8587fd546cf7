"""What a day's sheet covers, what locks it, and what should be in a drawer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.billing import Adjustment, Allocation, Charge, Payment, Refund
from app.domain.errors import InvalidValue
from app.domain.ids import UserId, new_id
from app.domain.tills import (
    DayEntry,
    check_open_day,
    check_sheet,
    content_hash,
    has_moved,
    in_drawer,
    over_short,
    taken,
)
from app.domain.validation import check
from tests.factories import CLINIC_ID, TODAY, USER_ID, a_child, a_day_sheet, a_patient

pytestmark = pytest.mark.row("E2")
PATIENT = a_patient()
CASH = a_child(Payment, PATIENT, amount_minor=2_500)
CARD = a_child(Payment, PATIENT, amount_minor=10_000, method="card")
BACK = a_child(Refund, PATIENT, amount_minor=500, payment_id=CASH.id)
LESS = a_child(Adjustment, PATIENT, amount_minor=300)
DAY: tuple[DayEntry, ...] = (CASH, CARD, BACK, LESS)


def refused(sheet: Any, *entries: DayEntry) -> str:
    with pytest.raises(InvalidValue) as said:
        check_sheet(sheet, entries, clinic_id=CLINIC_ID, closed_by=USER_ID)
    return said.value.field


def test_sheet_of_a_days_entries_is_taken_in_whatever_order_they_are_known() -> None:
    sheet = a_day_sheet(CLINIC_ID, USER_ID, *DAY)
    check_sheet(sheet, reversed(DAY), clinic_id=CLINIC_ID, closed_by=USER_ID)
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
