"""The first load with a real store: part by part, on after an end, below what waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from app.domain.errors import ApiError, MalformedReply, RateLimited, RequestRefused, Unreachable
from app.domain.ids import RecordId
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.snapshot_ports import Snapshot
from app.protocol.codec import to_wire
from app.services import conflicts
from app.storage.search import search_patients
from app.storage.worker import DatabaseWorker
from app.sync import bootstrap, turns
from app.sync.bootstrap import FirstLoad, LoadProgress
from app.sync.pull import CURSOR, forget_cursor
from tests.factories import NOON, a_patient
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore, WallClock
from tests.sync.snapshot_model import SnapshotModel
from tests.sync.test_push_and_pull import edit, pull_all, push_all
from tests.waiting import until

pytestmark = [pytest.mark.row("A2", "C7")]
NewDesk = Callable[[], DeskStore]
PEOPLE = 7


@pytest.fixture
def people(server: ServerModel) -> list[Patient]:
    made = [a_patient(family_name=f"Weiß{number}", mrn=f"N{number}") for number in range(PEOPLE)]
    server.load([("patient", one.id, to_wire(one)) for one in made], NOON)
    return made


@pytest.fixture
def snapshots(server: ServerModel, people: list[Patient]) -> SnapshotModel:
    return SnapshotModel(server)


@contextmanager
def loading(desk: DeskStore, source: SnapshotModel) -> Iterator[FirstLoad]:
    worker = DatabaseWorker(desk.store)
    try:
        yield FirstLoad(
            threads=worker,
            begin=desk.begin,
            context=desk.context,
            source=source,
            clock=WallClock(),
        )
    finally:
        worker.close()


async def load_all(load: FirstLoad, *, pieces: int = 1000) -> str | None:
    """The cursor once it is over; None where that many pieces were not enough."""
    for _ in range(pieces):
        piece = await load.fetch("")
        assert piece is not None
        cursor = await load.apply(piece)
        if cursor is not None:
            return cursor
    await load.stop()
    return None


def shown(desk: DeskStore) -> set[str]:
    with desk.store.reader() as reader:
        return {
            one.family_name for one in reader.records(Patient).find(Query(Patient, limit=500)).rows
        }


def first_here(desk: DeskStore, people: list[Patient]) -> Patient:
    with desk.begin(desk.context) as uow:
        return next(one for one in people if uow.records(Patient).get(one.id) is not None)


def change(desk: DeskStore, patient: Patient, **changes: Any) -> None:
    with desk.begin(desk.context) as uow:
        stored = uow.records(Patient).get(patient.id)
        assert stored is not None
        uow.save(replace(stored, **changes))


def fact(desk: DeskStore, key: str) -> str | None:
    with desk.begin(desk.context) as uow:
        return uow.meta.get(key)


def found(desk: DeskStore, text: str) -> int:
    with desk.store.database.reading() as session:
        return len(search_patients(session, text))


def indexes(desk: DeskStore) -> set[str]:
    rows = desk.store.database.writer.all("SELECT name FROM sqlite_schema WHERE type = 'index'")
    return {str(row[0]) for row in rows}


async def test_desk_has_everything_and_pulls_from_where_it_was_made(
    server: ServerModel, snapshots: SnapshotModel, new_desk: NewDesk
) -> None:
    desk = new_desk()
    with loading(desk, snapshots) as load:
        assert await load_all(load) == str(server.seq)
        assert await load.fetch(str(server.seq)) is None
    assert len(shown(desk)) == PEOPLE + 1
    assert fact(desk, CURSOR) == str(server.seq)
    assert fact(desk, bootstrap.FACT) is None
    assert (snapshots.made, found(desk, "weiss3")) == (1, 1)


async def test_core_comes_first_and_says_so(snapshots: SnapshotModel, new_desk: NewDesk) -> None:
    told: list[LoadProgress | None] = []
    with loading(new_desk(), snapshots) as load:
        load.on_progress = told.append
        await load_all(load)
    assert told[-1] is None
    usable = [one.is_usable for one in told if one is not None]
    assert usable == sorted(usable)
    assert (usable[0], usable[1]) == (False, True)  # the only core part holds the user
    done = [one.done for one in told if one is not None]
    assert done == sorted(done)


@pytest.mark.parametrize("pieces", range(1, 6))
async def test_desk_that_ended_in_the_middle_goes_on_with_the_next_part(
    snapshots: SnapshotModel, new_desk: NewDesk, pieces: int
) -> None:
    desk = new_desk()
    with loading(desk, snapshots) as load:
        assert await load_all(load, pieces=pieces) is None
    kept = len(shown(desk))
    snapshots.fetched.clear()
    with loading(desk, snapshots) as again:
        assert await load_all(again) is not None
    assert len(shown(desk)) == PEOPLE + 1
    assert snapshots.made == 1
    assert min(snapshots.fetched, default=9) >= pieces
    assert kept <= PEOPLE + 1


async def test_what_follows_is_on_its_way_while_a_part_waits_to_be_stored(
    snapshots: SnapshotModel, new_desk: NewDesk
) -> None:
    snapshots.shown = 1  # the server is still making the rest
    desk = new_desk()
    with loading(desk, snapshots) as load:
        piece = await load.fetch("")
        assert piece is not None
        await until(lambda: snapshots.fetched == [0, 1])
        await load.apply(piece)
        assert await load_all(load) is not None
    assert snapshots.fetched == list(range(len(snapshots.contents[f"{1:032x}"])))
    assert len(shown(desk)) == PEOPLE + 1


@pytest.mark.parametrize("error", [Unreachable(), RequestRefused(410, "snapshot_over")])
async def test_trouble_met_ahead_is_met_when_its_turn_comes(
    snapshots: SnapshotModel, new_desk: NewDesk, error: ApiError, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots.shown = 1
    desk, ask, asked = new_desk(), snapshots.snapshot, list[str]()

    async def fail_once(**wanted: Any) -> Snapshot:
        asked.append(wanted.get("snapshot_id", ""))
        if len(asked) == 2:
            raise error
        return await ask(**wanted)

    monkeypatch.setattr(snapshots, "snapshot", fail_once)
    with loading(desk, snapshots) as load:
        piece = await load.fetch("")
        assert piece is not None
        await until(lambda: len(asked) >= 2)
        await load.apply(piece)
        assert fact(desk, bootstrap.FACT) is not None
        with suppress(Unreachable):
            await load.fetch("")
        assert await load_all(load) is not None
    assert asked[:2] == ["", f"{1:032x}"]
    assert snapshots.made == (2 if isinstance(error, RequestRefused) else 1)
    assert len(shown(desk)) == PEOPLE + 1


async def test_nothing_goes_on_ahead_once_the_load_is_given_up(
    snapshots: SnapshotModel, new_desk: NewDesk
) -> None:
    snapshots.shown = 1
    before = asyncio.all_tasks()
    with loading(new_desk(), snapshots) as load:
        await load.fetch("")
        await load.stop()
        assert asyncio.all_tasks() == before
        assert snapshots.fetched in ([0], [0, 1])


async def test_snapshot_that_is_over_is_begun_anew(
    snapshots: SnapshotModel, new_desk: NewDesk
) -> None:
    desk = new_desk()
    with loading(desk, snapshots) as load:
        await load_all(load, pieces=2)
    snapshots.contents.clear()
    with loading(desk, snapshots) as again:
        assert await load_all(again) is not None
    assert (snapshots.made, len(shown(desk))) == (2, PEOPLE + 1)


async def test_damaged_part_is_fetched_again(snapshots: SnapshotModel, new_desk: NewDesk) -> None:
    snapshots.damaged = {1}
    desk = new_desk()
    with loading(desk, snapshots) as load:
        await load.apply(await load.fetch(""))  # type: ignore[arg-type]
        with pytest.raises(MalformedReply):
            await load.fetch("")
        assert await load_all(load) is not None
    assert len(shown(desk)) == PEOPLE + 1


@pytest.mark.parametrize("is_told_first", [True, False])
async def test_desk_that_sends_before_it_has_loaded_remembers_no_other_life_of_the_server(
    server: ServerModel, snapshots: SnapshotModel, new_desk: NewDesk, is_told_first: bool
) -> None:
    desk = new_desk()
    with desk.begin(desk.context) as uow:
        uow.add(a_patient(family_name="Neu"))
    with loading(desk, snapshots) as load:
        if is_told_first:  # as the runner does
            await load.tell_cursor()
        push_all(desk, server)
        await load_all(load)
    told = desk.store.database.writer.all("SELECT 1 FROM audit WHERE action = 'server_restored'")
    assert bool(told) is not is_told_first
    assert shown(desk) >= {"Neu"}


async def test_trouble_with_its_load_holds_up_nothing_that_a_new_desk_sends(
    snapshots: SnapshotModel, new_desk: NewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(**_: object) -> None:
        raise Unreachable

    monkeypatch.setattr(snapshots, "snapshot", fail)
    with loading(new_desk(), snapshots) as load:
        assert await load.tell_cursor() == ""
        with pytest.raises(Unreachable):
            await load.fetch("")


async def test_work_done_meanwhile_stays_on_top_and_in_the_queue(
    snapshots: SnapshotModel, new_desk: NewDesk, people: list[Patient]
) -> None:
    desk = new_desk()
    with loading(desk, snapshots) as load:
        await load_all(load, pieces=3)
        early = first_here(desk, people)
        change(desk, early, phone="+4930123456")
        with desk.begin(desk.context) as uow:
            uow.add(a_patient(family_name="Neu", mrn="X1"))
        await load_all(load)
    with desk.store.reader() as reader:
        edited = reader.records(Patient).get(early.id)
        assert edited is not None
        assert edited.phone == "+4930123456"
        assert reader.queue_counts().waiting == 2
    assert shown(desk) >= {"Neu", early.family_name}


async def test_loading_again_lays_the_servers_rows_below_what_waits(
    server: ServerModel, snapshots: SnapshotModel, new_desk: NewDesk, people: list[Patient]
) -> None:
    desk = new_desk()
    with loading(desk, snapshots) as load:
        await load_all(load)
        change(desk, people[0], phone="+4930123456")
        newer = replace(people[0], version=1, city="Bremen")
        server.load([("patient", newer.id, to_wire(newer))], NOON)
        assert await load_all(load) is not None
    with desk.store.reader() as reader:
        merged = reader.records(Patient).get(people[0].id)
        assert merged is not None
        assert (merged.phone, merged.city, merged.version) == ("+4930123456", "Bremen", 2)
        assert reader.queue_counts().waiting == 1


async def test_rows_without_indexes_and_words_get_them_at_the_end(
    snapshots: SnapshotModel, new_desk: NewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "BARE_FROM", 1)
    desk = new_desk()
    before = indexes(desk)
    with loading(desk, snapshots) as load:
        await load_all(load, pieces=4)
        assert indexes(desk) < before
        assert found(desk, "weiss") == 0
        assert await load_all(load) is not None
    assert indexes(desk) == before
    assert found(desk, "weiss") == PEOPLE
    assert fact(desk, "bare") is None


async def test_everything_is_here_whoever_works_at_the_desk_meanwhile(
    snapshots: SnapshotModel, new_desk: NewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "BARE_FROM", 1)
    monkeypatch.setattr(turns, "FEW", 2)
    looks: list[bool] = []

    def is_wanted(_: DatabaseWorker) -> bool:
        looks.append(True)
        return True

    monkeypatch.setattr(DatabaseWorker, "is_wanted", is_wanted)
    desk = new_desk()
    before = indexes(desk)
    with loading(desk, snapshots) as load:
        assert await load_all(load) is not None
    assert len(looks) > PEOPLE // 2
    assert indexes(desk) == before
    assert found(desk, "weiss") == PEOPLE
    assert len(shown(desk)) == PEOPLE + 1
    assert desk.store.verify_rows()


async def test_whatever_the_line_does_what_is_here_is_found(
    snapshots: SnapshotModel, new_desk: NewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "BARE_FROM", 1)
    desk = new_desk()
    before = indexes(desk)
    with loading(desk, snapshots) as load:
        await load_all(load, pieces=4)
        snapshots.failures = [Unreachable(), Unreachable()]
        with pytest.raises(Unreachable):
            await load_all(load)
        assert indexes(desk) == before
        assert found(desk, "weiss") == len(shown(desk)) - 1 > 0
        snapshots.failures.clear()
        assert await load_all(load) is not None
    assert found(desk, "weiss") == PEOPLE


async def test_what_was_changed_before_its_words_came_is_found_as_it_is_now(
    snapshots: SnapshotModel,
    new_desk: NewDesk,
    people: list[Patient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "BARE_FROM", 1)
    desk = new_desk()
    with loading(desk, snapshots) as load:
        await load_all(load, pieces=4)
        early = first_here(desk, people)
        change(desk, early, family_name="Anders")
        assert found(desk, "anders") == 1
        await load_all(load)
    assert found(desk, "anders") == 1
    assert found(desk, early.family_name.casefold()) == 0
    assert found(desk, early.mrn) == 1


async def test_server_of_before_is_pulled_from_its_beginning(
    snapshots: SnapshotModel, new_desk: NewDesk
) -> None:
    snapshots.is_old = True
    with loading(new_desk(), snapshots) as load:
        assert await load.fetch("") is None
        snapshots.is_old = False
        assert await load.fetch("") is None


async def test_desk_whose_snapshots_are_over_again_and_again_waits_longer_and_longer(
    server: ServerModel, snapshots: SnapshotModel, new_desk: NewDesk
) -> None:
    desk = new_desk()
    pauses: list[float] = []
    with loading(desk, snapshots) as load:
        while len(pauses) < 4:
            try:
                await load.apply(await load.fetch(""))  # type: ignore[arg-type]
            except RateLimited as limited:
                pauses.append(limited.retry_after_s)
            snapshots.contents.clear()
        assert pauses == [4, 8, 16, 16]
        assert snapshots.made == 5, "the first time it asks at once"
        assert await load_all(load) == str(server.seq)


async def test_conflict_that_was_decided_while_a_desk_loads_needs_nobody_there(
    server: ServerModel, snapshots: SnapshotModel, new_desk: NewDesk
) -> None:
    one, other = new_desk(), new_desk()
    pull_all(one, server)
    with loading(other, snapshots) as load:
        await load_all(load)
    edit(one, phone="+4930111111")
    push_all(one, server)
    edit(other, phone="+4930222222")
    push_all(other, server)
    pull_all(one, server)
    (held,) = [row for row in server.rows.values() if row.entity == "sync_conflict"]
    conflicts.decide(one.begin, one.context, conflict_id=RecordId(held.id), resolution="theirs")
    push_all(one, server)
    forget_cursor(other.begin, other.context)
    with loading(other, snapshots) as load:
        await load_all(load)
    with other.store.reader() as reader:
        assert reader.queue_counts().conflicted == 0
