"""The runner with real stores and database threads; only the wire is left out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random

import pytest

from app.domain.errors import DeviceRevoked, NeedsLogin, Unreachable
from app.domain.telemetry import Area, Telemetry
from app.storage.worker import DatabaseWorker
from app.sync.runner import SyncRunner
from app.sync.status import SyncState, SyncStatus
from tests import waiting
from tests.factories import a_patient
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore, WallClock
from tests.sync.test_push import add_family, park, pending
from tests.sync.test_push_and_pull import edit, keep_aside, kept_aside, states, the_patient

NewDesk = Callable[[], DeskStore]


class Hints:
    """Hints without a socket."""

    def __init__(self) -> None:
        self.ends = asyncio.Event()
        self.tell: Callable[[int], None] | None = None

    async def listen(self, on_hint: Callable[[int], None]) -> None:
        self.tell = on_hint
        on_hint(0)
        await self.ends.wait()


@asynccontextmanager
async def running(
    desk: DeskStore, quick: Random, hints: Hints | None = None
) -> AsyncIterator[SyncRunner]:
    worker = DatabaseWorker(desk.store)
    runner = SyncRunner(
        threads=worker,
        begin=desk.begin,
        context=desk.context,
        api=desk.api,
        feed=desk.store.feed,
        clock=WallClock(),
        random=quick,
        realtime=hints,
    )
    runner.start()
    try:
        yield runner
    finally:
        await runner.stop()
        worker.close()


async def until(runner: SyncRunner, holds: Callable[[SyncStatus], bool]) -> SyncStatus:
    await waiting.until(lambda: holds(runner.status), what="the runner's status")
    return runner.status


def is_synced(status: SyncStatus) -> bool:
    return status.state is SyncState.SYNCED


@pytest.mark.row("F5", "A2")
async def test_change_made_at_one_desk_reaches_the_other(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    one, two = new_desk(), new_desk()
    async with running(one, quick) as first, running(two, quick) as second:
        await until(first, is_synced)
        await until(second, is_synced)
        await asyncio.to_thread(edit, one, phone="2")
        await until(first, lambda status: status.progress.pushed == 1)
        await until(first, lambda status: is_synced(status) and status.waiting == 0)
        second.sync_now()
        await until(second, lambda status: status.progress.pulled == 3)
    assert the_patient(two).phone == "2"


@pytest.mark.row("F4")
async def test_lost_reply_is_asked_for_again_and_applied_once(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as runner:
        await until(runner, is_synced)
        desk.api.drop_replies = 2
        await asyncio.to_thread(edit, desk, phone="2")
        await until(runner, lambda status: status.progress.pushed == 1)
    assert len(desk.api.pushed) == 3
    assert server.seq == 3


@pytest.mark.row("A2")
async def test_work_offline_sends_nothing_until_switched_back(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as runner:
        await until(runner, is_synced)
        runner.set_offline(True)
        await asyncio.to_thread(edit, desk, phone="2")
        status = await until(runner, lambda status: status.waiting == 1)
        assert status.state is SyncState.PAUSED
        assert status.offline_since is not None
        assert desk.api.pushed == []
        runner.set_offline(False)
        await until(runner, lambda status: status.waiting == 0)


@pytest.mark.parametrize(
    ("error", "word"),
    [(NeedsLogin(), SyncState.NEEDS_LOGIN), (DeviceRevoked(), SyncState.REVOKED)],
)
async def test_closed_door_keeps_the_queue_until_somebody_acts(
    error: NeedsLogin, word: SyncState, server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as runner:
        await until(runner, is_synced)
        desk.api.failures.append(error)
        await asyncio.to_thread(edit, desk, phone="2")
        await until(runner, lambda status: status.state is word)
        assert len(states(desk)) == 1
        runner.sync_now()
        await until(runner, lambda status: is_synced(status) and status.waiting == 0)


@pytest.mark.row("A2", "E5")
async def test_unreachable_server_is_shown_and_tried_again(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    desk.api.failures += [Unreachable(), Unreachable()]
    heard: list[SyncState] = []
    async with running(desk, quick) as runner:
        runner.subscribe(lambda status: heard.append(status.state))
        await until(runner, is_synced)
    assert SyncState.OFFLINE in heard


async def test_hint_brings_a_pull_without_waiting_for_the_poll(
    server: ServerModel, new_desk: NewDesk, quick: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.sync.connectivity.POLL_S", 3600.0)
    desk, hints = new_desk(), Hints()
    async with running(desk, quick, hints) as runner:
        await until(runner, lambda status: is_synced(status) and status.hears_hints)
        before = desk.api.pulls
        assert hints.tell is not None
        hints.tell(5)
        await waiting.until(lambda: desk.api.pulls != before)


class NoLine(Hints):
    """Whoever listens finds nobody until the line is there."""

    def __init__(self) -> None:
        super().__init__()
        self.is_there = False
        self.tried = 0

    async def listen(self, on_hint: Callable[[int], None]) -> None:
        self.tried += 1
        if not self.is_there:
            raise Unreachable
        await super().listen(on_hint)


@pytest.mark.row("A2", "F5")
async def test_hints_are_heard_again_as_soon_as_the_server_answers(
    server: ServerModel, new_desk: NewDesk, quick: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.sync.hints.backoff_s", lambda *_: 3600.0)
    desk, line = new_desk(), NoLine()
    desk.api.failures = [Unreachable() for _ in range(10_000)]
    async with running(desk, quick, line) as runner:
        # It begins as offline: two requests that failed are one failure that was heard.
        await waiting.until(lambda: len(desk.api.failures) <= 10_000 - 2 and line.tried == 1)
        await until(runner, lambda status: status.state is SyncState.OFFLINE)
        desk.api.failures, line.is_there = [], True
        runner.sync_now()
        await until(runner, lambda status: status.hears_hints)
    assert line.tried == 2


async def test_stop_leaves_nothing_running(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk, hints = new_desk(), Hints()
    before = asyncio.all_tasks()
    async with running(desk, quick, hints) as runner:
        await until(runner, is_synced)
    assert asyncio.all_tasks() == before


async def test_commits_of_the_engine_do_not_wake_the_engine(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as runner:
        await until(runner, is_synced)
        await asyncio.to_thread(edit, desk, phone="2")
        await until(runner, lambda status: is_synced(status) and status.waiting == 0)
        pulls = desk.api.pulls
        await asyncio.sleep(0.3)
    assert desk.api.pulls == pulls
    assert len(desk.api.pushed) == 1


@pytest.mark.row("E5", "E8")
async def test_request_that_is_refused_holds_up_only_what_needs_it(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as runner:
        await until(runner, is_synced)
        runner.set_offline(True)
        desk.api.refuses.add(await asyncio.to_thread(add_family, desk, children=9))
        patient = await asyncio.to_thread(edit, desk, phone="2")
        runner.set_offline(False)
        await until(runner, lambda status: status.progress.pushed == 1)
        await until(runner, lambda status: status.waiting == 10)
    assert server.rows["patient", patient.id].body["phone"] == "2"


@pytest.mark.row("A2", "E5")
async def test_back_online_everything_goes_that_waited_for_its_next_attempt(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as runner:
        await until(runner, is_synced)
        runner.set_offline(True)
        await asyncio.to_thread(edit, desk, phone="2")
        await asyncio.to_thread(park, desk, pending(desk)[0].operation.op_id, minutes=4)
        await until(runner, lambda status: status.waiting == 1)
        runner.set_offline(False)
        await until(runner, lambda status: status.waiting == 0)


async def test_rows_an_older_version_kept_aside_are_shown_after_the_start(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    keep_aside(desk, a_patient(city="Kiel"), 3)
    async with running(desk, quick) as runner:
        await until(runner, lambda _: kept_aside(desk) == 1)
    assert kept_aside(desk) == 1


@pytest.mark.row("E13")
async def test_each_step_is_measured_with_how_it_ended(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk, telemetry = new_desk(), Telemetry()
    desk.api.failures = [Unreachable()]
    async with running(desk, quick) as runner:
        runner._meter = telemetry
        await until(runner, is_synced)
        await asyncio.to_thread(edit, desk, phone="2")
        await until(runner, lambda status: status.progress.pushed == 1)
    steps = telemetry.figures()[Area.SYNC]
    assert {"TakeBatch", "SendBatch", "SettleBatch", "FetchPage", "ApplyPage"} <= set(steps)
    assert steps["SendBatch"].outcomes == {"ok": 1}
    ended = [name for figure in steps.values() for name in figure.outcomes]
    assert Unreachable.code in ended
