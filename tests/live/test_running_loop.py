"""What Qt tells after a window's loop has ended starts nothing, and says nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.changes import Changed, ChangeSet, Origin
from app.domain.ids import new_id
from app.live.change_feed import ChangeFeed
from app.live.live_query import LiveQuery
from app.live.missing_parts import Fetching, MissingParts
from app.live.running_loop import running_loop
from app.ui.task_runner import TaskRunner
from tests.ui.conftest import FixedClock


class Publisher:
    """A commit feed driven by the test."""

    def __init__(self) -> None:
        self.listener: Callable[[ChangeSet], None] | None = None

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        self.listener = listener
        return lambda: None

    def commit(self) -> None:
        assert self.listener is not None
        self.listener(ChangeSet(frozenset({Changed("patient", new_id())}), Origin.REMOTE))


def in_a_loop(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """A loop that runs, and is over: as a window's."""
    asyncio.run(work())


def a_query(publisher: Publisher, asked: list[str], *, lasts_s: float = 300) -> LiveQuery[str]:
    async def fetch() -> str:
        asked.append("asked")
        return "answer"

    feed = ChangeFeed(publisher, answers_last_s=lasts_s)
    query = LiveQuery(feed, fetch, entities=["patient"])
    feed.setParent(query)
    return query


def test_a_commit_after_the_loop_has_ended_is_read_when_a_loop_runs_again(qtbot: QtBot) -> None:
    publisher, asked = Publisher(), list[str]()
    query = a_query(publisher, asked)

    async def ask() -> None:
        query.refresh()
        await query.settled()

    in_a_loop(ask)
    publisher.commit()
    qtbot.wait(20)
    assert len(asked) == 1
    in_a_loop(ask)
    assert len(asked) == 2


def test_the_end_of_an_answers_life_after_the_loop_has_ended_is_quiet(qtbot: QtBot) -> None:
    asked: list[str] = []
    query = a_query(Publisher(), asked, lasts_s=0.02)

    async def ask() -> None:
        query.ask()
        await query.settled()

    in_a_loop(ask)
    qtbot.wait(60)
    assert (len(asked), query.value, query.is_fresh) == (1, "answer", False)


@pytest.mark.parametrize("is_failing", [False, True])
async def test_an_answer_for_a_panel_that_died_meanwhile_is_dropped(
    qtbot: QtBot, is_failing: bool
) -> None:
    panel, gate = QWidget(), asyncio.Event()

    async def fetch() -> str:
        await gate.wait()
        if is_failing:
            raise ValueError
        return "answer"

    query = LiveQuery(ChangeFeed(Publisher(), panel), fetch, parent=panel)
    query.ask()
    await asyncio.sleep(0)
    reading = query._task
    assert reading is not None
    shiboken6.delete(panel)
    gate.set()
    await reading
    assert query.value is None


def test_work_behind_a_click_after_the_loop_has_ended_is_not_begun(qtbot: QtBot) -> None:
    runner, done = TaskRunner(), list[str]()

    async def work() -> str:
        return "done"

    async def click() -> None:
        runner.start(work(), done=done.append)
        await runner.settled()

    runner.start(work(), done=done.append)  # before any loop
    in_a_loop(click)
    runner.start(work(), done=done.append)  # after it
    assert (done, runner.is_busy) == (["done"], False)


def test_missing_parts_wanted_without_a_loop_wait_for_one(qtbot: QtBot) -> None:
    fetched: list[str] = []

    async def fetch(patient_id: str) -> None:
        fetched.append(patient_id)

    parts, patient_id = MissingParts(fetch, lambda: True, FixedClock()), new_id()
    parts.want(patient_id)
    assert parts.state_of(patient_id) is Fetching.WAITS

    async def look() -> None:
        parts.look_again()
        await asyncio.sleep(0.01)

    in_a_loop(look)
    assert fetched == [patient_id]


async def test_the_loop_known_from_before_is_taken_while_it_is_open() -> None:
    assert running_loop() is asyncio.get_running_loop()
    other = asyncio.new_event_loop()
    assert running_loop(other) is other
    other.close()
    assert running_loop(other) is None
