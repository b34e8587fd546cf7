"""Sync stores many rows in one turn, and few once somebody at the desk waits for the thread."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from app.domain.operations import RowState
from app.domain.patient import Patient
from app.domain.ports import AfterSome, Priority
from app.domain.query import Query
from app.domain.remote_ports import PullPage
from app.protocol.codec import to_wire
from app.sync import pull
from app.sync.turns import CALM_AFTER_S, FEW, FEWEST, MANY, SHORT_S, Turns
from tests.factories import NOON, a_patient
from tests.sync.conftest import DeskStore


class Threads:
    """A writer thread for which an edit waits, or not."""

    def __init__(self) -> None:
        self.edits = 0
        self.done: list[Priority] = []

    async def write(self, work: Callable[[], Any], *, priority: Priority = Priority.EDIT) -> Any:
        self.done.append(priority)
        return work()

    async def read(self, work: Callable[[Any], Any]) -> Any:
        return work(None)

    def is_wanted(self) -> bool:
        return self.edits > 0


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> Any:
        raise NotImplementedError

    def monotonic(self) -> float:
        return self.time


@pytest.fixture
def threads() -> Threads:
    return Threads()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def turns(threads: Threads, clock: Hands) -> Turns:
    return Turns(threads, clock)


def counting(steps: list[int]) -> Callable[[AfterSome], None]:
    def work(after_some: AfterSome) -> None:
        for step in range(3):
            steps.append(step)
            after_some()

    return work


async def test_turn_of_many_rows_is_given_up_where_an_edit_waits(
    turns: Turns, threads: Threads
) -> None:
    steps: list[int] = []
    assert turns.rows == MANY
    threads.edits = 1
    assert not await turns.write(counting(steps))
    assert (steps, threads.done) == ([0], [Priority.SYNC])
    assert turns.rows == FEW


async def test_turn_that_was_given_up_is_done_the_next_time_whoever_waits(
    turns: Turns, threads: Threads, clock: Hands
) -> None:
    threads.edits = 1
    await turns.write(counting([]))
    clock.time += 2 * CALM_AFTER_S
    steps: list[int] = []
    assert await turns.write(counting(steps))
    assert steps == [0, 1, 2]


async def test_few_rows_are_stored_until_nobody_waited_for_a_while(
    turns: Turns, threads: Threads, clock: Hands
) -> None:
    threads.edits = 1
    await turns.write(counting([]))
    clock.time = 1.0
    await turns.write(counting([]))
    threads.edits = 0
    clock.time = 1.0 + CALM_AFTER_S * 0.9
    assert turns.rows == FEW
    clock.time = 1.0 + CALM_AFTER_S
    assert turns.rows == MANY


async def test_few_rows_are_fewer_where_they_take_long_and_slowly_more_where_they_do_not(
    turns: Turns, threads: Threads, clock: Hands
) -> None:
    row_s = SHORT_S / 40  # what a row takes now, and a row's share of what it takes to store any

    async def store() -> int:
        rows, took = turns.rows, turns.rows * row_s

        def work(after_some: AfterSome) -> None:
            clock.time += took
            after_some()

        await turns.write(work)
        return rows

    threads.edits = 1
    assert await store() == MANY
    assert [await store() for _ in range(3)] == [FEW, 40, 40]
    row_s = SHORT_S
    assert [await store() for _ in range(3)] == [40, FEWEST, FEWEST]
    row_s = SHORT_S / 1000
    grown = [await store() for _ in range(20)]
    assert grown[0] == FEWEST
    assert grown == sorted(grown)
    assert all(after <= before * 1.3 + 1 for before, after in pairwise(grown))
    assert grown[-1] == FEW


async def test_turn_that_took_no_time_is_as_short_as_can_be(turns: Turns, threads: Threads) -> None:
    threads.edits = 1
    await turns.write(counting([]))
    await turns.write(counting([]))
    assert turns.rows == FEW


async def test_trouble_of_the_work_goes_to_who_asked_for_it(turns: Turns) -> None:
    def work(_: AfterSome) -> None:
        raise ValueError("of the work")

    with pytest.raises(ValueError, match="of the work"):
        await turns.write(work)


async def test_page_is_stored_once_and_whole_whoever_goes_first_meanwhile(
    turns: Turns, threads: Threads, new_desk: Callable[[], DeskStore]
) -> None:
    desk = new_desk()
    people = [a_patient() for _ in range(2 * FEW + 50)]
    rows = tuple(RowState("patient", one.id, 1, 1, False, [], to_wire(one)) for one in people)
    page = PullPage(rows=rows, cursor="c", more=False, server_time=NOON)
    threads.edits = 1
    await pull.store(turns, desk.begin, desk.context, page=page)
    assert pull.cursor(desk.begin, desk.context) == "c"
    with desk.store.reader() as reader:
        kept = reader.records(Patient).count(Query(Patient))
    with desk.store.database.reading() as session:
        told = session.all("SELECT result_count FROM audit WHERE action = 'sync_apply'")
    assert kept == len(people)
    assert [count for (count,) in told[-3:]] == [FEW, FEW, 50]
    assert sum(count for (count,) in told) == len(people), "what was given up left nothing"
    assert desk.store.verify_rows()
