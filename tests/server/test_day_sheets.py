"""A day of money at the server: closed once, over the entries it knows; what comes late is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.billing import Adjustment, CashDrawer, Charge, Payment, Refund
from app.domain.ids import new_id
from app.domain.tills import sheet_id
from app.server.entries import LATE
from tests.factories import TODAY, a_child, a_day_sheet, a_record, a_workstation
from tests.server.people import colleague, record_of
from tests.server.test_entries import Desks, desks, said, turned
from tests.server_fixtures import RunningServer, TestDesk

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


async def test_second_sheet_of_a_day_waits_for_a_person(tills: Desks) -> None:
    one, two = tills.one, tills.two
    await one.saved(sheet(one))
    again = await two.push_one(two.create(sheet(two, counted_minor={"cash": 5})))
    assert again.status == "conflict"
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


async def test_front_desk_closes_a_drawer_once(
    desks: Desks, server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk", username="fay") as fay:
        await record_of(fay, clinic)
        await fay.saved(a_workstation(id=fay.device_id))
        drawer = a_record(CashDrawer, workstation_id=fay.device_id)
        born_closed = replace(drawer, id=new_id(), status="closed", closed_at=drawer.opened_at)
        results = await fay.push(fay.create(drawer), fay.create(born_closed))
        assert [one.field for one in results if one.status == "rejected"] == ["status"]
        row = await fay.row(drawer.id)
        over = await fay.push_one(fay.update(row, float_minor=0))
        assert (over.status, over.code) == ("rejected", "permission")
        counted = {"counted_minor": {"cash": 10_000}, "expected_minor": {"cash": 10_000}}
        stamps = {"closed_at": "2026-11-21T22:00:00.000000Z", "closed_by": fay.user_id}
        closing = fay.update(row, status="closed", **counted, **stamps)
        assert (await fay.push_one(closing)).status == "applied"
        again = fay.update(await fay.row(drawer.id), counted_minor={"cash": 0})
        assert (await fay.push_one(again)).field == "status"
