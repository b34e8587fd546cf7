"""A value on screen stays true, with as few reads as possible."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.changes import Changed, ChangeSet, Origin
from app.domain.ids import new_id
from app.live.change_feed import ChangeFeed
from app.live.live_query import LiveQuery


class Publisher:
    """A commit feed driven by the test."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[ChangeSet], None]] = []

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def commit(self, entity: str) -> None:
        self.tell(Changed(entity, new_id()))

    def tell(self, changed: Changed) -> None:
        for listener in self.listeners:
            listener(ChangeSet(frozenset({changed}), Origin.REMOTE))


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


@pytest.fixture
def feed(publisher: Publisher, qtbot: QtBot) -> ChangeFeed:
    return ChangeFeed(publisher)


def hear(feed: ChangeFeed, qtbot: QtBot, publisher: Publisher, entity: str) -> None:
    with qtbot.waitSignal(feed.changed):
        publisher.commit(entity)


@pytest.mark.row("E3")
async def test_a_commit_makes_the_query_read_again(
    feed: ChangeFeed, publisher: Publisher, qtbot: QtBot
) -> None:
    answers = iter(["before", "after"])

    async def fetch() -> str:
        return next(answers)

    query = LiveQuery(feed, fetch, entities=["patient"])
    query.ask()
    assert await query.settled() == "before"
    hear(feed, qtbot, publisher, "patient")
    assert await query.settled() == "after"


async def test_a_commit_of_something_else_reads_nothing(
    feed: ChangeFeed, publisher: Publisher, qtbot: QtBot
) -> None:
    reads = 0

    async def fetch() -> int:
        nonlocal reads
        reads += 1
        return reads

    query = LiveQuery(feed, fetch, entities=["patient"])
    query.ask()
    await query.settled()
    hear(feed, qtbot, publisher, "room")
    await query.settled()
    assert reads == 1


async def test_many_commits_during_a_read_cause_exactly_one_more(feed: ChangeFeed) -> None:
    reads = 0
    gate = asyncio.Event()

    async def fetch() -> int:
        nonlocal reads
        reads += 1
        await gate.wait()
        return reads

    query = LiveQuery(feed, fetch, entities=["patient"])
    query.ask()
    await asyncio.sleep(0)
    for _ in range(5):
        query.ask()
    gate.set()
    await query.settled()
    assert reads == 2


async def test_a_late_answer_to_an_earlier_question_is_not_announced(feed: ChangeFeed) -> None:
    gate = asyncio.Event()

    async def earlier() -> str:
        await gate.wait()
        return "earlier"

    async def later() -> str:
        return "later"

    heard: list[object] = []
    query = LiveQuery(feed, earlier, entities=["patient"])
    query.value_changed.connect(heard.append)
    query.ask()
    await asyncio.sleep(0)
    query.ask(later)
    gate.set()
    assert await query.settled() == "later"
    assert heard == ["later"]


async def test_an_equal_answer_is_not_announced_again(feed: ChangeFeed) -> None:
    async def fetch() -> str:
        return "same"

    heard: list[object] = []
    query = LiveQuery(feed, fetch, entities=["patient"])
    query.value_changed.connect(heard.append)
    query.ask()
    await query.settled()
    query.ask()
    await query.settled()
    assert heard == ["same"]


async def test_a_failed_read_is_told_and_the_next_one_works(feed: ChangeFeed) -> None:
    answers: list[str | Exception] = [ValueError("no"), "yes"]

    async def fetch() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    failures: list[object] = []
    query = LiveQuery(feed, fetch, entities=["patient"])
    query.failed.connect(failures.append)
    query.ask()
    await query.settled()
    assert len(failures) == 1
    query.ask()
    assert await query.settled() == "yes"


@pytest.mark.row("E6")
async def test_a_query_hears_its_record_type_until_it_is_stopped(
    feed: ChangeFeed, publisher: Publisher, qtbot: QtBot
) -> None:
    fetch = Counter()
    query = LiveQuery(feed, fetch, watching=["patient/*"])
    query.ask()
    await query.settled()
    for entity, reads in (("patient", 2), ("room", 2), ("patient", 3)):
        hear(feed, qtbot, publisher, entity)
        await query.settled()
        assert fetch.asked == reads
    query.stop()
    query.stop()
    hear(feed, qtbot, publisher, "patient")
    await query.settled()
    assert fetch.asked == 3


class Counter:
    """Answers with how often it was asked; open() lets a waiting answer go."""

    def __init__(self) -> None:
        self.asked = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> int:
        self.asked += 1
        await self.gate.wait()
        return self.asked


@pytest.mark.row("E7", "D9")
async def test_an_answer_is_read_again_in_the_background_when_its_time_is_over(
    publisher: Publisher, qtbot: QtBot
) -> None:
    fetch = Counter()
    query = LiveQuery(ChangeFeed(publisher, answers_last_s=0.05), fetch, entities=["patient"])
    query.ask()
    assert await query.settled() == 1
    assert query.is_fresh
    with qtbot.waitSignal(query._end_of_life.timeout):
        pass
    assert query.is_refreshing
    assert query.value == 1  # what was read stays shown meanwhile
    assert await query.settled() == 2
    query.stop()


@pytest.mark.row("E7")
async def test_answers_are_good_for_five_minutes_unless_set_otherwise(feed: ChangeFeed) -> None:
    query = LiveQuery(feed, Counter(), entities=["patient"])
    query.ask()
    await query.settled()
    assert query._end_of_life.isActive()
    assert query._end_of_life.interval() == 300_000


@pytest.mark.row("E7")
async def test_a_fresh_answer_is_not_read_again_and_an_old_one_is(publisher: Publisher) -> None:
    fetch = Counter()
    query = LiveQuery(ChangeFeed(publisher, answers_last_s=60), fetch, entities=["patient"])
    query.refresh()
    assert query.is_loading
    await query.settled()
    assert not query.is_loading
    query.refresh()
    assert await query.settled() == 1
    query._read_at = (query._read_at or 0) - 61
    query.refresh()
    assert query.is_refreshing
    assert await query.settled() == 2


@pytest.mark.row("E7")
async def test_a_change_does_not_wait_for_the_time_to_be_over(
    feed: ChangeFeed, publisher: Publisher, qtbot: QtBot
) -> None:
    query = LiveQuery(feed, Counter(), entities=["patient"])
    query.ask()
    await query.settled()
    hear(feed, qtbot, publisher, "patient")
    assert await query.settled() == 2


@pytest.mark.row("E7")
async def test_another_question_is_not_answered_by_the_old_answer(feed: ChangeFeed) -> None:
    query = LiveQuery(feed, Counter(), entities=["patient"])
    query.ask()
    await query.settled()
    query.ask(Counter())
    assert query.is_loading
    assert not query.is_fresh
    await query.settled()


@pytest.mark.row("E7", "A3")
async def test_nobody_looks_behind_a_panel_that_is_hidden(
    publisher: Publisher, qtbot: QtBot
) -> None:
    panel = QWidget()
    qtbot.addWidget(panel)
    fetch = Counter()
    feed = ChangeFeed(publisher, answers_last_s=0.05)
    query = LiveQuery(feed, fetch, entities=["patient"], parent=QObject(panel))
    query.ask()
    await query.settled()
    with qtbot.waitSignal(query._end_of_life.timeout):
        pass
    assert not query.is_refreshing
    assert fetch.asked == 1
    panel.show()
    query.refresh()  # as the panel does when it is opened
    assert await query.settled() == 2


@pytest.mark.row("E7")
async def test_what_is_out_of_sight_is_read_after_what_a_person_looks_at(
    feed: ChangeFeed, publisher: Publisher, qtbot: QtBot
) -> None:
    order: list[str] = []
    gate = asyncio.Event()

    async def seen() -> None:
        await gate.wait()
        order.append("in sight")

    async def unseen() -> None:
        order.append("out of sight")

    front, hidden = QWidget(), QWidget()
    for widget in (front, hidden):
        qtbot.addWidget(widget)
    front.show()
    behind = LiveQuery(feed, unseen, entities=["patient"], parent=hidden)
    ahead = LiveQuery(feed, seen, entities=["patient"], parent=front)
    behind.ask()
    await behind.settled()
    ahead.ask()
    gate.set()
    await ahead.settled()
    order.clear()
    gate.clear()
    hear(feed, qtbot, publisher, "patient")
    for _ in range(5):
        await asyncio.sleep(0)
    assert order == []
    gate.set()
    await behind.settled()
    assert order == ["in sight", "out of sight"]


async def test_a_failed_refresh_keeps_the_old_answer_and_is_told(publisher: Publisher) -> None:
    answers: list[str | Exception] = ["yes", ValueError("no")]

    async def fetch() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    told: list[object] = []
    query = LiveQuery(ChangeFeed(publisher, answers_last_s=60), fetch, entities=["patient"])
    query.failed.connect(told.append)
    query.ask()
    await query.settled()
    query.ask()
    assert await query.settled() == "yes"
    assert len(told) == 1


@pytest.mark.row("E7")
async def test_what_was_stopped_is_not_read_again(feed: ChangeFeed) -> None:
    fetch = Counter()
    query = LiveQuery(feed, fetch, entities=["patient"])
    query.ask()
    await query.settled()
    query.stop()
    query._read_at = None
    query.refresh()
    await query.settled()
    assert fetch.asked == 1
    assert not query._end_of_life.isActive()


@pytest.mark.row("C6")
async def test_a_destroyed_widget_hears_nothing_more(
    feed: ChangeFeed, publisher: Publisher, qtbot: QtBot
) -> None:
    fetch, label = Counter(), QLabel()
    qtbot.addWidget(label)
    label.show()
    query = LiveQuery(feed, fetch, watching=["patient/*"], parent=label)
    query.ask()
    await query.settled()
    shiboken6.delete(label)
    hear(feed, qtbot, publisher, "patient")
    await asyncio.sleep(0)
    assert not shiboken6.isValid(query)
    assert fetch.asked == 1


@pytest.mark.row("C6", "E3")
async def test_a_query_reads_again_when_what_it_watches_changes(
    feed: ChangeFeed, publisher: Publisher, qtbot: QtBot
) -> None:
    reads: list[int] = []

    async def fetch() -> int:
        reads.append(len(reads))
        return len(reads)

    amara, lena = new_id(), new_id()
    query = LiveQuery(feed, fetch, watching=(f"patient/{amara}", f"patient/{amara}/*"))
    query.ask()
    await query.settled()
    for changed, count in (
        (Changed("patient", lena, lena), 1),
        (Changed("patient", amara, amara), 2),
        (Changed("allergy", new_id(), amara), 3),
        (Changed("allergy", new_id(), lena), 3),
    ):
        with qtbot.waitSignal(feed.changed):
            publisher.tell(changed)
        await query.settled()
        assert len(reads) == count
    query.stop()
    with qtbot.waitSignal(feed.changed):
        publisher.tell(Changed("patient", amara, amara))
    assert len(reads) == 3


@pytest.mark.row("E9")
async def test_once_the_feed_is_closed_nothing_is_read_and_a_read_under_way_is_given_up(
    feed: ChangeFeed, publisher: Publisher
) -> None:
    reads, begun, gate = 0, asyncio.Event(), asyncio.Event()

    async def fetch() -> str:
        nonlocal reads
        reads += 1
        begun.set()
        await gate.wait()
        return "somebody"

    query = LiveQuery(feed, fetch, entities=["patient"])
    query.ask()
    await begun.wait()
    publisher.commit("patient")  # on its way when the screen is covered
    feed.close()
    feed.close()
    gate.set()
    heard: list[object] = []
    control = ChangeFeed(publisher)
    control.changed.connect(heard.append)
    publisher.commit("patient")
    while not heard:
        QCoreApplication.processEvents()
        await asyncio.sleep(0)
    query.ask()
    query.refresh()
    late = LiveQuery(feed, fetch)
    late.ask()
    for one in (query, late):
        with suppress(asyncio.CancelledError):
            assert await one.settled() is None
    assert reads == 1
