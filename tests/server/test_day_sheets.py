"""A day of money at the server: closed once, over the entries it knows; what comes late is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain.billing import Adjustment, Charge, Payment, Refund
from app.domain.ids import new_id
from app.domain.tills import sheet_id
from app.server.entries import LATE
from tests.factories import TODAY, ZONE, a_child, a_day_sheet
from tests.server.people import record_of
from tests.server.test_entries import Desks, desks, said, turned
from tests.server_fixtures import TestDesk

__all__ = ["desks"]
pytestmark = pytest.mark.row("E2", "B1", "F5")
DAY = TODAY - timedelta(days=1)
APPLIED = ("applied", "")


@pytest.fixture
async def tills(desks: Desks, clinic: TestDesk) -> Desks:
    """The two desks, and the records of who works there: a sheet names who closed the day."""
    for desk in (desks.one, desks.two):
        await record_of(desk, clinic, role="billing")
    return desks


def paid(desks: Desks, minor: int = 500, **changes: Any) -> Payment:
    return a_child(Payment, desks.patient, amount_minor=minor, received_on=DAY, **changes)


def sheet(desk: TestDesk, *entries: Any, **changes: Any) -> Any:
    return a_day_sheet(desk.clinic_id, desk.user_id, *entries, **changes)


async def test_day_is_closed_over_the_entries_the_server_knows(tills: Desks) -> None:
    one, two = tills.one, tills.two
    mine, theirs = paid(tills), paid(tills, method="card")
    await two.saved(theirs)
    unaware = await one.push(one.create(mine), one.create(sheet(one, mine)))
    assert said(unaware) == [APPLIED, ("rejected", "entry_other_entries")]
    for wrong, field in (
        (sheet(one), "content_hash"),
        (sheet(one, mine, theirs, content_hash=""), "content_hash"),
        (sheet(one, mine, theirs, entries=1), "expected_minor"),
        (sheet(two, mine, theirs), "closed_by"),
        (sheet(one, mine, theirs, id=new_id()), "id"),
        (sheet(one, currency="EUR"), "currency"),
    ):
        result = await one.push_one(one.create(wrong))
        assert (result.status, result.field) == ("rejected", field)
    whole = sheet(one, mine, theirs)
    assert said(await one.push_one(one.create(whole))) == [APPLIED]
    assert (await two.body(whole.id))["expected_minor"] == {"card": 500, "cash": 500}


async def test_day_that_has_not_come_and_counts_that_cannot_be_are_refused(tills: Desks) -> None:
    one = tills.one
    today = datetime.now(ZoneInfo(ZONE)).date()
    for wrong, field in (
        (sheet(one, on=today + timedelta(days=1)), "on"),
        (sheet(one, counted_minor={"gold": 5}), "counted_minor"),
        (sheet(one, counted_minor={"cash": -5}), "counted_minor"),
        (sheet(one, counted_minor={"cash": -5}, expected_minor={"cash": -9}), "expected_minor"),
    ):
        result = await one.push_one(one.create(wrong))
        assert (result.status, result.field) == ("rejected", field)
    await one.saved(sheet(one, on=today))


async def test_second_sheet_of_a_day_waits_for_a_person_who_leaves_it_as_it_stands(
    tills: Desks,
) -> None:
    one, two = tills.one, tills.two
    await one.saved(sheet(one))
    again = await two.push_one(two.create(sheet(two, counted_minor={"cash": 5})))
    assert again.status == "conflict"
    conflict = await two.row(again.conflict_id)
    for resolution in ("mine", "edited", "both"):
        result = await two.push_one(two.decision(conflict, resolution))
        assert (result.status, result.field) == ("rejected", "resolution")
    assert (await two.push_one(two.decision(conflict, "theirs"))).status == "applied"
    assert (await two.body(sheet_id(one.clinic_id, DAY, "USD")))["counted_minor"] == {}


async def test_money_of_a_closed_day_stays_and_somebody_looks_at_its_sheet(tills: Desks) -> None:
    one, two = tills.one, tills.two
    known = paid(tills)
    await one.saved(known, sheet(one, known))
    late = [paid(tills), a_child(Refund, tills.patient, refunded_on=DAY, payment_id=known.id)]
    assert said(await two.push(*map(two.create, late))) == [APPLIED] * 2
    tasks = [row.body for row in await one.everything() if row.entity == "task" and row.body]
    assert [task["title"] for task in tasks] == [LATE] * 2
    assert {task["source_id"] for task in tasks} == {entry.id for entry in late}


async def test_bookkeeping_of_a_closed_day_is_entered_on_another(tills: Desks) -> None:
    one, two = tills.one, tills.two
    known = paid(tills)
    await one.saved(known, sheet(one, known))
    refused = ("rejected", "entry_day_closed")
    less = a_child(Adjustment, tills.patient, adjusted_on=DAY)
    results = await two.push(
        two.create(less),
        two.create(turned(known)),
        two.create(replace(less, adjusted_on=TODAY)),
        two.create(turned(known, received_on=TODAY)),
        two.create(a_child(Charge, tills.patient, service_on=DAY)),
    )
    assert said(results) == [refused, refused, APPLIED, APPLIED, APPLIED]
    # The other desk took it back before it heard of the sheet: the same entry on another day.
    same = await one.push_one(one.create(turned(known, received_on=TODAY + timedelta(days=1))))
    assert same.status == "merged"
