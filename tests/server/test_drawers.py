"""Drawers at the server: what a desk's program would never send is refused or put right, and money
is kept whatever became of its drawer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.billing import CashDrawer, Payment, Refund
from app.domain.ids import RecordId, UserId, WorkstationId, new_id
from app.domain.operations import Operation, RowState
from app.protocol.codec import to_wire
from app.server.drawers import LATE_DRAWER, NO_DRAWER, RECOUNTED
from tests.factories import NOON, a_child, a_record, a_workstation
from tests.server.people import colleague, record_of
from tests.server.test_entries import Desks, desks, said, turned
from tests.server_fixtures import RunningServer, TestDesk

__all__ = ["desks"]
pytestmark = pytest.mark.row("E2", "B1", "F5")
APPLIED, MERGED = ("applied", ""), ("merged", "")


@pytest.fixture
async def tills(desks: Desks, clinic: TestDesk) -> Desks:
    """The two desks with the records that drawers name: who works there, and where."""
    for desk in (desks.one, desks.two):
        await record_of(desk, clinic, role="billing")
        await desk.saved(a_workstation(id=desk.device_id))
    return desks


def drawer(desk: TestDesk, **changes: Any) -> CashDrawer:
    """A drawer with a float of 100.00, opened at a desk by who works there."""
    place = WorkstationId(RecordId(desk.device_id)), UserId(RecordId(desk.user_id))
    facts = {"workstation_id": place[0], "opened_by": place[1], "id": new_id()}
    return a_record(CashDrawer, **{**facts, **changes})


def paid(tills: Desks, through: CashDrawer, minor: int = 500, **changes: Any) -> Payment:
    facts = {"amount_minor": minor, "cash_drawer_id": through.id, **changes}
    return a_child(Payment, tills.patient, **facts)


def closing(desk: TestDesk, row: RowState, expected: int, **changes: Any) -> Operation:
    """The drawer is counted: as much cash as is said to be expected."""
    sums = {"expected_minor": {"cash": expected}, "counted_minor": {"cash": expected}}
    stamps = {"closed_at": "2026-11-21T22:00:00.000000Z", "closed_by": desk.user_id}
    return desk.update(row, status="closed", **{**sums, **stamps, **changes})


async def closed(desk: TestDesk, opened: CashDrawer, expected: int) -> None:
    done = await desk.push_one(closing(desk, await desk.row(opened.id), expected))
    assert said(done) == [APPLIED]


async def tasks(desk: TestDesk) -> list[tuple[str, str]]:
    """What somebody is asked to look at, and about which record."""
    rows = [row.body for row in await desk.everything() if row.entity == "task" and row.body]
    return [(task["title"], task["source_id"]) for task in rows]


async def test_desk_has_one_open_drawer(tills: Desks) -> None:
    one, two = tills.one, tills.two
    first, second = drawer(one), drawer(one)
    await one.saved(first)
    refused = ("rejected", "entry_drawer_open")
    assert said(await one.push_one(one.create(second))) == [refused]
    both = await two.push(*(two.create(drawer(two)) for _ in range(2)))
    assert said(both) == [APPLIED, refused]
    await closed(one, first, 10_000)
    assert said(await one.push_one(one.create(second))) == [APPLIED]


async def test_drawer_is_opened_and_closed_in_ones_own_name_where_it_stands(tills: Desks) -> None:
    one, two = tills.one, tills.two
    stranger = UserId(RecordId(two.user_id))
    for wrong, field in (
        (drawer(one, opened_by=stranger), "opened_by"),
        (drawer(one, opened_by=None), "opened_by"),
        (drawer(two, opened_by=drawer(one).opened_by), "workstation_id"),
        (drawer(one, counted_minor={"cash": 5}), "status"),
    ):
        result = await one.push_one(one.create(wrong))
        assert (result.status, result.field) == ("rejected", field)
    mine = drawer(one)
    await one.saved(mine)
    row = await one.row(mine.id)
    for desk, changes, field in (
        (one, {"closed_by": two.user_id}, "closed_by"),
        (one, {"closed_by": None}, "closed_by"),
        (two, {}, "workstation_id"),
        (one, {"counted_minor": {"gold": 5, "cash": 0}}, "counted_minor"),
        (one, {"counted_minor": {"cash": -5}}, "counted_minor"),
        (one, {"counted_minor": {"card": 5}}, "counted_minor"),
        (one, {"counted_minor": {"cash": -5}, "expected_minor": {"cash": -5}}, "counted_minor"),
    ):
        result = await desk.push_one(closing(desk, row, 10_000, **changes))
        assert (result.status, result.field) == ("rejected", field), changes
    await closed(one, mine, 10_000)
    assert await tasks(one) == []


async def test_what_a_drawer_should_hold_is_added_up_and_never_taken_as_said(tills: Desks) -> None:
    one = tills.one
    mine = drawer(one)
    into = paid(tills, mine, 500)
    gone = a_child(
        Refund, tills.patient, amount_minor=200, payment_id=into.id, cash_drawer_id=mine.id
    )
    await one.saved(mine, into, gone)
    done = await one.push_one(closing(one, await one.row(mine.id), 9_000))
    assert said(done) == [MERGED]
    assert done.row is not None
    assert done.row.body == await one.body(mine.id)
    body = await one.body(mine.id)
    assert (body["expected_minor"], body["counted_minor"]) == ({"cash": 10_300}, {"cash": 9_000})
    assert await tasks(one) == [(RECOUNTED, mine.id)]


async def test_drawer_opened_used_and_closed_before_anything_was_sent(tills: Desks) -> None:
    one = tills.one
    mine = drawer(one)
    row = RowState("cash_drawer", mine.id, 1, 0, deleted=False, changed=[], body=to_wire(mine))
    results = await one.push(
        one.create(mine), one.create(paid(tills, mine)), closing(one, row, 10_500)
    )
    assert said(results) == [APPLIED] * 3
    assert await tasks(one) == []


async def test_money_that_comes_after_its_drawer_was_closed_is_kept_counted_and_looked_at(
    tills: Desks,
) -> None:
    one = tills.one
    mine = drawer(one)
    await one.saved(mine, paid(tills, mine))
    await closed(one, mine, 10_500)
    late = paid(tills, mine, 700), paid(tills, mine, 40, method="card")
    assert said(await one.push(*map(one.create, late))) == [APPLIED] * 2
    assert (await one.body(late[0].id))["cash_drawer_id"] == mine.id
    body = await one.body(mine.id)
    assert body["expected_minor"] == {"card": 40, "cash": 11_200}
    assert (body["counted_minor"], body["status"]) == ({"cash": 10_500}, "closed")
    assert await tasks(one) == [(LATE_DRAWER, entry.id) for entry in late]


async def test_money_is_kept_though_its_drawer_was_refused_or_is_anothers(tills: Desks) -> None:
    one, two = tills.one, tills.two
    mine, again, theirs = drawer(one), drawer(one), drawer(two)
    await one.saved(mine)
    await two.saved(theirs)
    opening, forged = one.create(again), drawer(one)
    into = [paid(tills, through) for through in (again, theirs, forged)]
    first = one.create(into[0], depends_on=[opening.op_id])
    results = await one.push(opening, first, *map(one.create, into[1:]))
    assert said(results) == [("rejected", "entry_drawer_open"), MERGED, MERGED, MERGED]
    for entry in into:
        body = await two.body(entry.id)
        assert (body["cash_drawer_id"], body["amount_minor"]) == (None, 500)
    assert await tasks(one) == [(LATE_DRAWER, entry.id) for entry in into]
    await closed(two, theirs, 10_000)  # nothing of it was theirs


async def test_entry_is_taken_back_through_its_own_open_drawer_or_none(tills: Desks) -> None:
    one, two = tills.one, tills.two
    mine, theirs = drawer(one), drawer(two)
    wrong, slip, other = paid(tills, mine), paid(tills, mine), paid(tills, mine)
    await one.saved(mine, wrong, slip, other)
    await two.saved(theirs)
    moved = await two.push_one(two.create(turned(other, cash_drawer_id=theirs.id)))
    assert said(moved) == [("rejected", "entry_other_drawer")]
    assert said(await two.push_one(two.create(turned(slip)))) == [APPLIED]
    await closed(one, mine, 11_000)
    late = await two.push_one(two.create(turned(wrong)))
    assert said(late) == [("rejected", "entry_drawer_closed")]
    assert said(await two.push_one(two.create(turned(wrong, cash_drawer_id=None)))) == [APPLIED]
    # The other desk took it back before it heard of the count: the same entry, through the drawer.
    assert said(await one.push_one(one.create(turned(wrong)))) == [MERGED]
    assert await tasks(one) == []


async def test_front_desk_closes_a_drawer_once(
    desks: Desks, server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk", username="fay") as fay:
        await record_of(fay, clinic)
        await fay.saved(a_workstation(id=fay.device_id))
        mine = drawer(fay)
        born_closed = drawer(fay, status="closed", closed_at=NOON, closed_by=fay.user_id)
        born_closed = replace(born_closed, counted_minor={"cash": 0})
        results = await fay.push(fay.create(born_closed), fay.create(mine))
        assert [one.field for one in results if one.status == "rejected"] == ["status"]
        row = await fay.row(mine.id)
        over = await fay.push_one(fay.update(row, float_minor=0))
        assert (over.status, over.code) == ("rejected", "permission")
        assert (await fay.push_one(closing(fay, row, 10_000))).status == "applied"
        again = fay.update(await fay.row(mine.id), counted_minor={"cash": 0})
        assert (await fay.push_one(again)).field == "status"


async def test_cash_beside_an_open_drawer_is_kept_and_somebody_looks_at_its_count(
    tills: Desks, clinic: TestDesk
) -> None:
    one, two = tills.one, tills.two
    mine = drawer(one)
    await one.saved(mine)
    beside, card = (a_child(Payment, tills.patient, method=way) for way in ("cash", "card"))
    there = a_child(Payment, tills.patient)
    assert said(await one.push(one.create(beside), one.create(card))) == [APPLIED] * 2
    assert said(await two.push_one(two.create(there))) == [APPLIED]  # none is open there
    assert await tasks(one) == [(NO_DRAWER, beside.id)]


async def test_drawer_takes_its_own_currency_and_what_passes_a_till(tills: Desks) -> None:
    one = tills.one
    mine = drawer(one, currency="EUR")
    await one.saved(mine)
    other = paid(tills, mine)
    assert said(await one.push_one(one.create(other))) == [MERGED]
    home = drawer(tills.two)
    await tills.two.saved(home)
    bank = paid(tills, home, method="transfer")
    assert said(await tills.two.push_one(tills.two.create(bank))) == [MERGED]
    for entry in (other, bank):
        assert (await one.body(entry.id))["cash_drawer_id"] is None
    assert await tasks(one) == [(LATE_DRAWER, other.id), (LATE_DRAWER, bank.id)]
