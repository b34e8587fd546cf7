"""The next batch is on its way behind the one before it, and nothing comes of that but speed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta

import pytest

from app.domain.changes import Origin
from app.domain.errors import ApiError, RequestRefused, Unreachable
from app.domain.operations import Operation, OperationState
from app.domain.remote_ports import PushOutcome
from app.protocol.messages import OUT_OF_TURN
from app.storage.worker import DatabaseWorker
from app.sync.events import Batch
from app.sync.sending import Sender
from tests.factories import NOON, a_patient
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore
from tests.sync.test_push import pending
from tests.sync.test_push_and_pull import pull_all

pytestmark = pytest.mark.row("E8")
NewDesk = Callable[..., DeskStore]
KEEPS_TURNS = PushOutcome(results=(), server_time=NOON, seq=1, keeps_turns=True)


class Wire:
    """A way to the server that tells what is asked, and fails where it is told to."""

    def __init__(self, desk: DeskStore, server: ServerModel) -> None:
        self._desk, self._server = desk, server
        self.asked: list[tuple[str, ...]] = []
        """What every push named: the batch before it, or nothing; and how many it held."""
        self.fails: dict[str, list[ApiError]] = {"": [], "behind": []}
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.broken_off = 0

    async def push(
        self, operations: Sequence[Operation], batch_id: str, *, after: str = ""
    ) -> PushOutcome:
        self.asked.append((batch_id, after))
        try:
            await self.may_answer.wait()
        except asyncio.CancelledError:
            self.broken_off += 1
            raise
        failures = self.fails["behind" if after else ""]
        if failures:
            raise failures.pop()
        answered = self._server.push(self._desk.id, operations, NOON)
        return PushOutcome(
            results=answered.results, server_time=NOON, seq=answered.seq, keeps_turns=True
        )


@pytest.fixture
def desk(server: ServerModel, new_desk: NewDesk) -> DeskStore:
    desk = new_desk()
    pull_all(desk, server)
    for _ in range(5):
        with desk.begin(desk.context) as uow:
            uow.add(a_patient())
    return desk


@pytest.fixture
def wire(desk: DeskStore, server: ServerModel) -> Wire:
    return Wire(desk, server)


@pytest.fixture
async def sender(desk: DeskStore, wire: Wire) -> AsyncIterator[Sender]:
    worker = DatabaseWorker(desk.store)
    sender = Sender(threads=worker, begin=desk.begin, context=desk.context, api=wire)  # type: ignore[arg-type]
    yield sender
    sender.forget()
    worker.close()


async def taken(sender: Sender) -> Batch | None:
    return (await sender.take(limit=2, is_forced=False)).batch


async def sent(sender: Sender, batch: Batch, *, next_limit: int = 2) -> int:
    """How many were sent and settled."""
    outcome = await sender.send(batch, next_limit=next_limit)
    await sender.settle(batch, outcome, luck=0.5)
    return len(outcome.results)


async def all_sent(sender: Sender) -> list[int]:
    sizes: list[int] = []
    while batch := await taken(sender):
        sizes.append(await sent(sender, batch))
    return sizes


def left(desk: DeskStore) -> list[OperationState]:
    return [one.state for one in pending(desk)]


async def test_next_batch_names_the_one_before_once_the_server_keeps_turns(
    sender: Sender, wire: Wire, desk: DeskStore
) -> None:
    assert await all_sent(sender) == [2, 2, 1]
    first, second, third = [name for name, _ in wire.asked]
    assert wire.asked == [(first, ""), (second, ""), (third, second)]
    assert left(desk) == []


async def test_somebody_who_asks_ends_all_pauses_though_the_next_batch_is_chosen(
    sender: Sender, desk: DeskStore
) -> None:
    for _ in range(4):
        with desk.begin(desk.context) as uow:
            uow.add(a_patient())
    for _ in range(2):  # from the second on the server keeps turns: the third is chosen
        batch = await taken(sender)
        assert batch is not None
        await sent(sender, batch)
    assert sender.has_next
    last = pending(desk)[-1].operation.op_id
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        soon = uow.now + timedelta(minutes=4)
        uow.outbox.mark([last], OperationState.RETRY, code="busy", next_attempt_at=soon)
    await sender.take(limit=2, is_forced=True)
    assert [one.next_attempt_at for one in pending(desk)] == [None] * len(pending(desk))


async def test_server_that_says_nothing_of_turns_gets_one_batch_at_a_time(
    sender: Sender, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    push = wire.push

    async def silent(*facts: object, after: str = "") -> PushOutcome:
        outcome = await push(*facts, after=after)  # type: ignore[arg-type]
        return PushOutcome(results=outcome.results, server_time=NOON, seq=outcome.seq)

    monkeypatch.setattr(wire, "push", silent)
    assert await all_sent(sender) == [2, 2, 1]
    assert {after for _, after in wire.asked} == {""}


async def test_batch_out_of_turn_goes_again_alone_and_so_do_those_after_it(
    sender: Sender, wire: Wire, desk: DeskStore
) -> None:
    for _ in range(4):
        with desk.begin(desk.context) as uow:
            uow.add(a_patient())
    wire.fails["behind"] = [RequestRefused(425, OUT_OF_TURN)]
    assert await all_sent(sender) == [2, 2, 2, 2, 1]
    behind = [name for name, after in wire.asked if after]
    assert len(behind) == 2  # the second was on its way when the first came back
    assert [after for name, after in wire.asked if name == behind[0]][1:] == [""]
    assert wire.asked[-1][1] == ""
    assert left(desk) == []


async def test_batch_behind_one_that_failed_is_let_go_of_and_taken_again(
    sender: Sender, wire: Wire, desk: DeskStore, server: ServerModel
) -> None:
    known = server.seq
    first = await taken(sender)
    assert first is not None
    await sent(sender, first)
    second = await taken(sender)
    assert second is not None
    wire.may_answer.clear()
    sending = asyncio.create_task(sender.send(second, next_limit=2))
    while len(wire.asked) < 3:  # the third is on its way  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    wire.fails[""] = [Unreachable()]
    wire.may_answer.set()
    with pytest.raises(Unreachable):
        await sending
    assert not sender.has_next
    assert await all_sent(sender) == [2, 1]
    assert (left(desk), server.seq - known) == ([], 5)


async def test_failure_of_the_batch_ahead_is_its_own(
    sender: Sender, wire: Wire, desk: DeskStore
) -> None:
    wire.fails["behind"] = [Unreachable()]
    for _ in range(2):
        batch = await taken(sender)
        assert batch is not None
        await sent(sender, batch)
    third = await taken(sender)
    assert third is not None
    with pytest.raises(Unreachable):
        await sender.send(third, next_limit=2)
    assert left(desk) == [OperationState.INFLIGHT]
    assert await all_sent(sender) == [1]


async def test_nothing_is_ahead_after_answers_are_missing(
    sender: Sender, wire: Wire, desk: DeskStore
) -> None:
    first = await taken(sender)
    assert first is not None
    await sent(sender, first)
    second = await taken(sender)
    assert second is not None
    await sender.send(second, next_limit=2)
    assert sender.has_next
    settled = await sender.settle(second, KEEPS_TURNS, luck=0.5)
    assert (settled.unanswered, sender.has_next) == (2, False)
    assert await all_sent(sender) == [2, 1]
    assert left(desk) == []


async def test_working_offline_breaks_off_what_is_ahead(
    sender: Sender, wire: Wire, desk: DeskStore
) -> None:
    first = await taken(sender)
    assert first is not None
    await sent(sender, first)
    second = await taken(sender)
    assert second is not None
    wire.may_answer.clear()
    sending = asyncio.create_task(sender.send(second, next_limit=2))
    while len(wire.asked) < 3:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    sender.forget()
    wire.may_answer.set()
    assert len((await sending).results) == 2
    assert (wire.broken_off, sender.has_next) == (1, False)
