"""What the engine remembers over a restart, and when the watchdog barks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random

import pytest

from app.domain.changes import Origin
from app.domain.errors import Unreachable, UpgradeRequired
from app.domain.ids import RecordId, new_id
from app.domain.message import Message
from app.domain.operations import QueueCounts, RowState
from app.protocol.codec import to_wire
from app.protocol.upcasters import widened
from app.sync import keeping
from app.sync.connectivity import Breaker
from app.sync.keeping import BREAKER, STALLED_AFTER, Watchdog, keep_breaker, load_breaker
from app.sync.lanes import EngineState, Halt, Phase
from app.sync.pull import CURSOR
from app.sync.realign import REALIGN, store_anew
from app.sync.status import SyncState, SyncStatus
from tests.factories import NOON, a_child, a_patient
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore, HandClock
from tests.sync.test_push_and_pull import edit, pull_all, push_all, the_patient
from tests.sync.test_runner import is_synced, running, until

NewDesk = Callable[..., DeskStore]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(new_desk: NewDesk, clock: HandClock) -> DeskStore:
    return new_desk(clock)


def keep(desk: DeskStore, clock: HandClock, open_until: float | None) -> None:
    breaker = Breaker(failures=6, open_until=open_until)
    keep_breaker(desk.begin, desk.context, breaker, clock=clock)


def kept(desk: DeskStore, clock: HandClock) -> Breaker | None:
    return load_breaker(desk.begin, desk.context, clock=clock)


def test_rest_of_a_wait_is_waited_for_after_a_restart(desk: DeskStore, clock: HandClock) -> None:
    keep(desk, clock, 120.0)
    clock.move(seconds=50)
    assert kept(desk, clock) == Breaker(failures=6, open_until=70.0)


@pytest.mark.parametrize(("jump", "left"), [({"days": 3}, 0.0), ({"days": -3}, 300.0)])
def test_clock_that_jumped_keeps_the_server_from_being_asked_for_no_longer_than_ever(
    desk: DeskStore, clock: HandClock, jump: dict[str, float], left: float
) -> None:
    keep(desk, clock, 120.0)
    clock.move(**jump)
    found = kept(desk, clock)
    assert found is not None
    assert found.open_until == left


@pytest.mark.parametrize(
    "text", [None, "", "no", '{"failures":1}', '{"failures":1,"open_until":9}']
)
def test_fact_that_says_nothing_leaves_the_breaker_closed(
    desk: DeskStore, clock: HandClock, text: str | None
) -> None:
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        uow.meta.set(BREAKER, text)
    assert kept(desk, clock) is None


def test_closed_breaker_is_kept_closed(desk: DeskStore, clock: HandClock) -> None:
    keep(desk, clock, 120.0)
    keep(desk, clock, None)
    assert kept(desk, clock) is None


@pytest.mark.row("E5")
async def test_desk_that_is_opened_again_does_not_ask_a_server_that_gave_no_answer(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    desk.api.failures += [Unreachable()] * 40
    async with running(desk, quick) as runner:
        await until(runner, lambda _: kept_text(desk) is not None)
    left = len(desk.api.failures)
    async with running(desk, quick) as runner:
        await asyncio.sleep(0.2)
        assert len(desk.api.failures) == left
        desk.api.failures.clear()
        runner.sync_now()
        await until(runner, is_synced)
    assert '"open_until":null' in str(kept_text(desk))


def kept_text(desk: DeskStore) -> str | None:
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        return uow.meta.get(BREAKER)


OLD = QueueCounts(waiting=1, oldest_at=NOON - STALLED_AFTER - timedelta(seconds=1))
WELL = EngineState(phase=Phase.IDLE)


def test_change_that_waits_for_too_long_is_asked_about_once_in_five_minutes() -> None:
    class Clock(HandClock):
        def monotonic(self) -> float:
            return (self.time - NOON).total_seconds()

    clock, dog = Clock(), Watchdog()
    assert dog.barks(WELL, OLD, clock=clock)
    clock.move(seconds=299)
    assert not dog.barks(WELL, OLD, clock=clock)
    clock.move(seconds=1)
    assert dog.barks(WELL, OLD, clock=clock)


@pytest.mark.parametrize(
    "state",
    [
        EngineState(phase=Phase.PUSHING),
        EngineState(phase=Phase.IDLE, halt=Halt.NEEDS_LOGIN),
        EngineState(phase=Phase.IDLE, is_offline=True),
        EngineState(phase=Phase.IDLE, is_unreachable=True),
        EngineState(phase=Phase.IDLE, breaker=Breaker(failures=6, open_until=1.0)),
    ],
)
def test_watchdog_is_quiet_where_it_is_known_why_something_waits(
    state: EngineState, clock: HandClock
) -> None:
    assert not Watchdog().barks(state, OLD, clock=clock)


def test_watchdog_is_quiet_while_nothing_is_old(clock: HandClock) -> None:
    fresh = QueueCounts(waiting=1, oldest_at=NOON - STALLED_AFTER)
    assert not Watchdog().barks(WELL, fresh, clock=clock)
    assert not Watchdog().barks(WELL, QueueCounts(), clock=clock)


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that speaks schema 3, in which 2 and 3 each said more of some records."""
    said = {2: frozenset({"patient"}), 3: frozenset({"allergy"})}
    monkeypatch.setattr(keeping, "SCHEMA", 3)
    monkeypatch.setattr(keeping, "widened", partial(widened, now=3, steps=said))


def facts(desk: DeskStore, **known: str | None) -> tuple[str | None, str | None]:
    """Start once on a desk with these facts; the schema it speaks now, and what it asks for."""
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        for name, value in known.items():
            uow.meta.set(name, value)
    keeping.note_schema(desk.begin, desk.context)
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        return uow.meta.get(keeping.SPOKEN), uow.meta.get(REALIGN)


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({}, None),
        ({"cursor": "c"}, "allergy,patient"),
        ({"cursor": "c", "schema": "2"}, "allergy"),
        ({"cursor": "c", "schema": "3"}, None),
        ({"cursor": "c", "schema": "2", REALIGN: "room"}, "allergy,room"),
        ({"cursor": "c", "schema": "2", REALIGN: ""}, ""),
        ({"cursor": "c", "schema": "?"}, "allergy,patient"),
    ],
)
def test_desk_that_was_brought_up_to_date_asks_for_what_it_could_not_hear_before(
    desk: DeskStore, known: dict[str, str], asked: str | None
) -> None:
    assert facts(desk, **known) == ("3", asked)
    assert facts(desk)[1] == asked, "once"


def test_field_an_older_version_kept_aside_is_known_once_the_record_is_laid_anew(
    desk: DeskStore, server: ServerModel
) -> None:
    pull_all(desk, server)
    old = the_patient(desk)
    (state,) = [row for key, row in server.rows.items() if key[0] == "patient"]
    told = state._replace(body={**(state.body or {}), "preferred_name": "Amy", "aura": "blue"})
    as_before = told._replace(body={**(state.body or {}), "aura": "blue"})
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        uow.apply_rows([as_before])
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        store_anew(uow, [told])
    patient = the_patient(desk)
    assert (patient.preferred_name, patient.version) == ("Amy", old.version)
    assert patient.extra == {"aura": "blue"}, "what is newer still is kept"


def test_unknown_field_goes_back_untouched_with_an_edit(
    desk: DeskStore, server: ServerModel
) -> None:
    (state,) = [row for key, row in server.rows.items() if key[0] == "patient"]
    server.rows["patient", state.id] = state._replace(body={**(state.body or {}), "aura": "blue"})
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        uow.apply_rows([server.rows["patient", state.id]])
    edit(desk, phone="2")
    push_all(desk, server)
    body = server.rows["patient", state.id].body
    assert body is not None
    assert (body["aura"], body["phone"]) == ("blue", "2")
    assert the_patient(desk).extra == {"aura": "blue"}


@pytest.mark.parametrize(("offset_s", "is_off"), [(300, False), (-301, True), (301, True)])
def test_clock_that_is_five_minutes_off_is_told(offset_s: float, is_off: bool) -> None:
    assert SyncStatus(clock_offset_s=offset_s).clock_is_off is is_off


async def test_server_that_needs_a_newer_program_leaves_the_desk_usable(
    server: ServerModel, new_desk: NewDesk, quick: Random
) -> None:
    desk = new_desk()
    async with running(desk, quick) as runner:
        await until(runner, is_synced)
        desk.api.failures.append(UpgradeRequired())
        edit(desk, phone="2")
        await until(runner, lambda status: status.state is SyncState.UPGRADE)
        edit(desk, city="Kiel")
        await until(runner, lambda status: status.waiting == 2)
        assert desk.api.pushed == []
        runner.sync_now()  # the program was brought up to date
        await until(runner, lambda status: is_synced(status) and status.waiting == 0)


def test_desk_knows_after_its_update_what_it_kept_aside(desk: DeskStore) -> None:
    patient = a_patient()
    message = a_child(Message, patient, thread_id=new_id(), drafted_by=None)
    claimed = a_child(Message, patient, thread_id=new_id(), drafted_by=new_id())
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        uow.meta.set(CURSOR, "c")
        bodies = {one.id: to_wire(one) for one in (message, claimed)}
        uow.apply_rows([RowState("message", key, 1, 0, False, [], bodies[key]) for key in bodies])
    kept = '{"colour":"red","drafted_by":"' + (writer := new_id()) + '"}'
    desk.store.database.writer.run("UPDATE write_gate SET is_open = 1")
    desk.store.database.writer.run("UPDATE message SET extra = ?", (kept,))
    desk.store.database.writer.run("UPDATE write_gate SET is_open = 0")
    keeping.note_schema(desk.begin, desk.context)
    with desk.store.reader() as reader:
        found = {key: reader.records(Message).get(RecordId(key)) for key in bodies}
    said = {key: one and (one.drafted_by, dict(one.extra)) for key, one in found.items()}
    assert said == {
        message.id: (writer, {"colour": "red"}),
        claimed.id: (claimed.drafted_by, {"colour": "red"}),
    }
