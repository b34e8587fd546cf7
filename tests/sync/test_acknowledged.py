"""A write returns when it is as far as its consistency level says, and says honestly how far."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from random import Random
from typing import TypeVar

import pytest

from app.domain.consistency import Acknowledgement, Consistency, Written
from app.domain.errors import ConfigurationError, InvalidValue, NeedsLogin, Unreachable
from app.domain.nodes import Nodes
from app.domain.patient import Patient
from app.domain.ports import UnitOfWorkFactory
from app.domain.query import Query
from app.storage.worker import DatabaseWorker
from app.sync.acknowledged import LONGEST_PATIENCE_S, STANDBYS_BEHIND, WriteThrough
from app.sync.runner import SyncRunner
from app.sync.status import SyncState
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore, WallClock
from tests.waiting import until

pytestmark = [pytest.mark.row("D5"), pytest.mark.row("C7")]
T = TypeVar("T")
NewDesk = Callable[[], DeskStore]


class LaterClock(WallClock):
    """The real time, and some."""

    later_s = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.later_s


class LongWait(WriteThrough):
    """Waits for as long as it may where a test is not about the time."""

    async def write(
        self,
        work: Callable[[UnitOfWorkFactory], T],
        *,
        level: Consistency = Consistency.LOCAL,
        timeout_s: float = LONGEST_PATIENCE_S,
    ) -> Written[T]:
        return await super().write(work, level=level, timeout_s=timeout_s)


@asynccontextmanager
async def running(
    desk: DeskStore, quick: Random, clock: WallClock | None = None
) -> AsyncIterator[tuple[WriteThrough, SyncRunner]]:
    worker = DatabaseWorker(desk.store)
    runner = SyncRunner(
        threads=worker,
        begin=desk.begin,
        context=desk.context,
        api=desk.api,
        feed=desk.store.feed,
        clock=clock or WallClock(),
        random=quick,
    )
    runner.start()
    through = LongWait(worker, desk.begin, desk.context, feed=desk.store.feed, sender=runner)
    try:
        await until(lambda: runner.status.state is SyncState.SYNCED)
        yield through, runner
    finally:
        await runner.stop()
        worker.close()


def city(desk: DeskStore, name: str) -> Callable[[UnitOfWorkFactory], str]:
    """A service: the patient moves to another city."""

    def work(begin: UnitOfWorkFactory) -> str:
        with begin(desk.context) as uow:
            known = uow.records(Patient).find_one(Query(Patient))
            assert known is not None
            return uow.save(replace(known, city=name)).id

    return work


def at_server(server: ServerModel) -> set[str]:
    return {str(body["city"]) for (entity, _), body in server.bodies.items() if entity == "patient"}


async def test_one_returns_when_the_server_has_it(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as (through, _):
        written = await through.write(city(desk, "Kiel"), level=Consistency.ONE)
        assert "Kiel" in at_server(server)
    assert written.got is Acknowledgement.SERVER


async def test_local_returns_before_anything_is_sent(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as (through, runner):
        runner.set_offline(True)
        written = await through.write(city(desk, "Kiel"))
    assert written.got is Acknowledgement.LOCAL
    assert "Kiel" not in at_server(server)


async def test_without_an_answer_it_is_unknown_and_stays_queued(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk, clock = new_desk(), LaterClock()
    async with running(desk, quick, clock) as (through, _):
        desk.api.failures = [Unreachable() for _ in range(10_000)]
        begun = time.monotonic()
        written = await through.write(city(desk, "Kiel"), level=Consistency.ONE, timeout_s=0.4)
        assert time.monotonic() - begun > 0.3
        assert written.got is Acknowledgement.UNKNOWN
        with desk.store.reader() as reader:
            assert [one.operation.op_id for one in reader.pending()]
        desk.api.failures = []
        clock.later_s = 60  # the pause after many failures is over
        again = await through.write(city(desk, "Bonn"), level=Consistency.ONE)
    assert again.got is Acknowledgement.SERVER
    assert at_server(server) == {"Bonn"}


async def test_a_reply_that_was_lost_is_asked_for_again(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as (through, _):
        desk.api.drop_replies = 1
        written = await through.write(city(desk, "Kiel"), level=Consistency.ONE)
    assert written.got is Acknowledgement.SERVER
    assert len(desk.api.pushed) >= 2


async def test_nobody_waits_where_no_answer_can_come(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as (through, runner):
        runner.set_offline(True)
        begun = time.monotonic()
        written = await through.write(city(desk, "Kiel"), level=Consistency.ONE)
        assert time.monotonic() - begun < LONGEST_PATIENCE_S - 1
    assert written.got is Acknowledgement.UNKNOWN


async def test_a_session_that_ended_meanwhile_ends_the_waiting(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as (through, _):
        desk.api.failures = [NeedsLogin()]
        begun = time.monotonic()
        written = await through.write(city(desk, "Kiel"), level=Consistency.ONE)
        assert time.monotonic() - begun < LONGEST_PATIENCE_S - 1
    assert written.got is Acknowledgement.UNKNOWN


async def test_another_value_at_the_server_is_told_as_a_conflict(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    one, two = new_desk(), new_desk()
    async with running(one, quick) as (first, _), running(two, quick) as (second, _):
        await first.write(city(one, "Kiel"), level=Consistency.ONE)
        written = await second.write(city(two, "Jena"), level=Consistency.ONE)
    assert written.got is Acknowledgement.CONFLICT


async def test_what_the_server_does_not_take_is_told(
    server: ServerModel, new_desk: NewDesk, quick: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.domain.operations import OperationResult

    desk = new_desk()
    async with running(desk, quick) as (through, _):
        monkeypatch.setattr(
            server,
            "_answer",
            lambda ledger, operation: OperationResult(
                op_id=operation.op_id, status="rejected", code="forbidden"
            ),
        )
        written = await through.write(city(desk, "Kiel"), level=Consistency.ONE)
    assert written.got is Acknowledgement.REFUSED
    assert written.codes == ("forbidden",)


async def test_a_write_that_changes_nothing_needs_no_answer(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as (through, _):
        await through.write(city(desk, "Kiel"), level=Consistency.ONE)
        desk.api.failures = [Unreachable() for _ in range(1000)]
        written = await through.write(city(desk, "Kiel"), level=Consistency.ONE)
    assert written.got is Acknowledgement.SERVER


async def test_a_service_that_fails_has_written_nothing(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()

    def work(begin: UnitOfWorkFactory) -> None:
        city(desk, "Kiel")(begin)  # a part of the whole
        raise ZeroDivisionError

    def whole(begin: UnitOfWorkFactory) -> None:
        with begin(desk.context):
            work(begin)

    async with running(desk, quick) as (through, _):
        with pytest.raises(ZeroDivisionError):
            await through.write(whole, level=Consistency.ONE)
    assert "Kiel" not in at_server(server)


@pytest.mark.parametrize(
    ("level", "error"),
    [
        ("QUORUM", ConfigurationError),
        ("ALL", ConfigurationError),
        ("EACH", InvalidValue),
        ("one", InvalidValue),
    ],
)
async def test_a_level_that_is_not_to_be_had_is_never_quietly_another(
    new_desk: NewDesk, quick: Random, level: str, error: type[Exception]
) -> None:
    desk = new_desk()
    async with running(desk, quick) as (through, _):
        with pytest.raises(error):
            await through.write(city(desk, "Kiel"), level=level)  # type: ignore[arg-type]
        with desk.store.reader() as reader:
            assert not reader.pending()


async def test_a_desk_without_a_server_says_so_before_it_writes(new_desk: NewDesk) -> None:
    desk = new_desk()
    worker = DatabaseWorker(desk.store)
    through = WriteThrough(worker, desk.begin, desk.context, feed=desk.store.feed, sender=None)
    try:
        with pytest.raises(ConfigurationError):
            await through.write(lambda begin: pytest.fail("written"), level=Consistency.ONE)
    finally:
        worker.close()


@pytest.mark.parametrize("timeout_s", [0, -1, 121, float("nan")])
async def test_a_time_that_is_none_is_refused(new_desk: NewDesk, timeout_s: float) -> None:
    desk = new_desk()
    worker = DatabaseWorker(desk.store)
    through = WriteThrough(worker, desk.begin, desk.context, feed=desk.store.feed, sender=None)
    try:
        with pytest.raises(InvalidValue):
            await through.write(lambda begin: None, level=Consistency.ONE, timeout_s=timeout_s)
    finally:
        worker.close()


class Standbys:
    """The server's word about its standbys."""

    def __init__(self, count: int, *, is_there: bool = True) -> None:
        self.count, self.is_there = count, is_there
        self.failure: Exception | None = None
        self.confirmed: list[Consistency] = []

    async def nodes(self) -> Nodes:
        if self.failure is not None and not self.confirmed:
            raise self.failure
        return Nodes(nodes=(), standbys=self.count)

    async def confirm(self, level: Consistency) -> bool:
        self.confirmed.append(level)
        if self.failure is not None:
            raise self.failure
        return self.is_there


@pytest.mark.parametrize(
    ("level", "is_there", "got", "codes"),
    [
        (Consistency.QUORUM, True, Acknowledgement.QUORUM, ()),
        (Consistency.ALL, True, Acknowledgement.ALL, ()),
        (Consistency.ALL, False, Acknowledgement.SERVER, (STANDBYS_BEHIND,)),
    ],
)
async def test_a_write_that_waits_for_standbys_says_how_far_it_got(
    server: ServerModel,
    new_desk: NewDesk,
    quick: Random,
    level: Consistency,
    is_there: bool,
    got: Acknowledgement,
    codes: tuple[str, ...],
) -> None:
    desk = new_desk()
    async with running(desk, quick) as (through, _):
        through._nodes = nodes = Standbys(2, is_there=is_there)
        written = await through.write(city(desk, "Kiel"), level=level)
    assert "Kiel" in at_server(server)
    assert (written.got, written.codes, nodes.confirmed) == (got, codes, [level])


async def test_where_the_server_cannot_say_that_it_has_standbys_nothing_is_written(
    new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as (through, runner):
        through._nodes = nodes = Standbys(0)
        with pytest.raises(ConfigurationError):
            await through.write(city(desk, "Kiel"), level=Consistency.QUORUM)
        nodes.count, nodes.failure = 2, Unreachable()
        with pytest.raises(Unreachable):
            await through.write(city(desk, "Kiel"), level=Consistency.ALL)
        nodes.failure = None
        runner.set_offline(True)
        with pytest.raises(ConfigurationError):
            await through.write(city(desk, "Kiel"), level=Consistency.ALL)
        with desk.store.reader() as reader:
            assert not reader.pending()


async def test_a_server_that_falls_silent_after_the_write_leaves_it_at_the_server(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as (through, _):
        through._nodes = nodes = Standbys(2)
        nodes.confirmed.append(Consistency.ALL)  # the first question is answered
        nodes.failure = Unreachable()
        written = await through.write(city(desk, "Kiel"), level=Consistency.ALL)
    assert written.got is Acknowledgement.SERVER
    assert written.codes == (Unreachable.code,)
