"""Chart detail leaves the disk only where a server has it, and comes back for who is expected."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from app.bootstrap import retaining
from app.bootstrap.doctor import _findings
from app.bootstrap.headless import Desk
from app.bootstrap.retaining import Retention
from app.domain.clinical import Condition
from app.domain.declare import entity_of
from app.domain.ids import RecordId, new_id
from app.domain.merging import PatientMerge
from app.domain.operations import RowState
from app.protocol.codec import to_wire
from app.settings import Settings
from app.storage.retention import find_expected
from app.sync.status import SyncState, SyncStatus
from tests.factories import a_child, an_appointment
from tests.matrix.purge_schedules import HandClock, Person, Schedule
from tests.waiting import until

Opened = Callable[..., Desk]
pytestmark = pytest.mark.row("F2")


class Runner:
    """What retention needs of the sync runner."""

    def __init__(self, state: SyncState = SyncState.SYNCED) -> None:
        self.status = SyncStatus(state=state)
        self.heard: list[Callable[[SyncStatus], None]] = []

    def subscribe(self, heard: Callable[[SyncStatus], None]) -> Callable[[], None]:
        self.heard.append(heard)
        return self.heard.clear


class Charts:
    """A server that has one patient's detail."""

    def __init__(self, person: Person) -> None:
        self.rows = tuple(
            RowState(entity_of(one).name, one.id, 1, 1, False, [], to_wire(one))
            for one in person.detail
        )

    async def patient_rows(
        self, patient_id: RecordId, *, after: str = ""
    ) -> tuple[tuple[RowState, ...], bool]:
        return (() if after else self.rows), False


def a_desk(opened: Opened, **settings: Any) -> tuple[Desk, HandClock, Person]:
    clock = HandClock()
    desk = opened(clock=clock, settings=Settings(**settings))
    schedule = Schedule(desk.store, clock, random.Random(1))
    person = desk.worker.submit(lambda: schedule._person(1, goes=True)).result()
    clock.time += timedelta(days=3650)
    return desk, clock, person


def retention(desk: Desk, runner: Runner, **options: Any) -> Retention:
    return Retention(desk, runner, **options)  # type: ignore[arg-type]  (as much of it as is used)


def is_there(desk: Desk, person: Person) -> bool:
    with desk.store.reader() as reader:
        return reader.records(Condition).get(person.detail[0].id) is not None


async def test_what_nobody_used_is_put_away_with_one_event(opened: Opened) -> None:
    desk, _, person = a_desk(opened)
    assert await retention(desk, Runner()).look() == 3
    assert not is_there(desk, person)
    with desk.store.database.reading() as session:
        events = session.all("SELECT result_count, purpose FROM audit WHERE action = 'purged'")
    assert events == [(3, "system")]
    assert desk.store.verify_audit() is None
    assert desk.store.verify_rows()


async def test_nothing_goes_of_somebody_who_was_merged(opened: Opened) -> None:
    desk, clock, person = a_desk(opened)
    merged = a_child(PatientMerge, person.patient, merged_id=new_id(), merged_by=new_id())
    schedule = Schedule(desk.store, clock, random.Random(2))
    desk.worker.submit(lambda: schedule.pull(merged)).result()
    assert await retention(desk, Runner()).look() == 0
    assert is_there(desk, person)


async def test_doctor_tells_what_is_at_the_server_only(opened: Opened) -> None:
    desk, clock, _ = a_desk(opened)
    before = _findings(desk, desk.settings, None)
    assert (before.at_server, before.last_purge) == (0, "")
    await retention(desk, Runner()).look()
    found = _findings(desk, desk.settings, None)
    assert (found.at_server, found.last_purge[:10]) == (3, clock.time.date().isoformat())
    assert "kept at the server only: 3 records, last put away" in found.as_text()


@pytest.mark.parametrize("state", [one for one in SyncState if one is not SyncState.SYNCED])
async def test_nothing_goes_unless_the_desk_is_in_step(opened: Opened, state: SyncState) -> None:
    desk, _, person = a_desk(opened)
    assert await retention(desk, Runner(state)).look() == 0
    assert is_there(desk, person)


async def test_nothing_goes_where_it_is_switched_off_or_the_trail_is_broken(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _, person = a_desk(opened, retention_chart_h=0)
    assert await retention(desk, Runner()).look() == 0
    desk.settings = Settings()
    monkeypatch.setattr(type(desk.trail), "is_broken", True)
    assert await retention(desk, Runner()).look() == 0
    assert is_there(desk, person)


async def test_who_is_expected_has_a_whole_chart_again(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, clock, person = a_desk(opened)
    look = retention(desk, Runner())
    await look.look()
    monkeypatch.setattr(desk, "api", Charts(person))
    assert not is_there(desk, person)
    await look.look()
    assert not is_there(desk, person)
    visit = an_appointment(person.patient, starts_at=clock.time + timedelta(days=3))
    schedule = Schedule(desk.store, clock, random.Random(2))
    desk.worker.submit(lambda: schedule.pull(visit)).result()
    expected = partial(find_expected, desk.store, now=clock.time)
    assert expected(shown={"condition"}) == (person.patient.id,)
    assert expected(shown={"sync_conflict"}) == ()  # nothing else is asked for again and again
    await look.look()
    assert is_there(desk, person)
    assert await look.look() == 0


@pytest.mark.parametrize(("role", "sees_notes"), [("clinician", True), ("front_desk", False)])
def test_only_what_the_server_gives_to_a_role_is_asked_for(role: str, sees_notes: bool) -> None:
    shown = retaining._shown_to(role)
    assert ("health_record" in shown, "condition" in shown) == (sees_notes, True)


async def test_it_looks_by_itself_and_stops(opened: Opened) -> None:
    desk, _, person = a_desk(opened)
    runner = Runner()
    looking = retention(desk, runner, first_look_s=0.0, look_every_s=0.01)
    for heard in runner.heard:
        heard(runner.status)
    await until(lambda: not is_there(desk, person))
    await looking.stop()
    assert runner.heard == []
