"""What was read ahead is there at once, is never older than the last write, and shows nobody
anything."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.access import GLASS_LASTS
from app.domain.ids import PatientId
from app.domain.patient import Patient
from app.domain.staff import Role
from app.live.read_ahead import HELD_S, MOST_HELD
from app.services.day import DaySchedule
from app.services.patients import update
from tests.factories import (
    NOON,
    a_context,
    a_patient,
    a_practitioner,
    an_allergy,
    an_appointment,
)
from tests.ui.conftest import ScreenDesk, acting, desk, empty_database, in_role
from tests.waiting import PATIENCE_S

__all__ = ["acting", "desk", "empty_database"]
pytestmark = pytest.mark.row("D9")
DAY = date(2026, 11, 21)
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def patient(desk: ScreenDesk) -> Patient:
    made, doctor = a_patient(practitioner_id=None), a_practitioner()
    visit = an_appointment(made, practitioner_id=doctor.id, starts_at=NOON + timedelta(days=1))
    desk.pull(made, doctor, visit)
    return made


class HeldReads:
    """Reads of one kind that stay under way until they may go on, and how many there were."""

    def __init__(self) -> None:
        self.begun, self.go, self.ended = (threading.Event() for _ in range(3))
        self.count = 0

    async def one_is_under_way(self) -> None:
        assert await asyncio.to_thread(self.begun.wait, PATIENCE_S)

    async def goes_on_to_its_end(self) -> None:
        self.go.set()
        assert await asyncio.to_thread(self.ended.wait, PATIENCE_S)


@pytest.fixture
def held_reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], HeldReads]]:
    """A large clinic on an old computer, as slow as a test wants it."""
    made: list[HeldReads] = []

    def hold(name: str) -> HeldReads:
        module, _, function = name.rpartition(".")
        real, held = getattr(__import__(module, fromlist=[function]), function), HeldReads()
        made.append(held)

        def late(*given: Any, **named: Any) -> Any:
            held.count += 1
            held.begun.set()
            assert held.go.wait(PATIENCE_S)
            try:
                return real(*given, **named)
            finally:
                held.ended.set()

        monkeypatch.setattr(name, late)
        return held

    yield hold
    for held in made:
        held.go.set()


async def test_the_next_day_is_there_at_once_where_it_was_read_ahead(
    desk: ScreenDesk, patient: Patient, held_reads: Callable[[str], HeldReads]
) -> None:
    reads = held_reads("app.live.appointments.read_day")
    reads.go.set()
    appointments = desk.data_sync.appointments
    cold = await appointments.day(NEXT)
    appointments.expect(NEXT)
    await desk.data_sync.ahead.settled()
    assert reads.count == 2
    assert await appointments.day(NEXT) == cold
    assert reads.count == 2
    assert [visit.patient_id for visit in cold.visits] == [patient.id]


async def test_a_chart_is_there_at_once_where_it_was_read_ahead(
    desk: ScreenDesk, patient: Patient, held_reads: Callable[[str], HeldReads]
) -> None:
    reads = held_reads("app.live.patients.read_chart")
    reads.go.set()
    patients = desk.data_sync.patients
    cold = await patients.chart(patient.id)
    patients.expect(patient.id)
    await desk.data_sync.ahead.settled()
    assert reads.count == 2
    assert await patients.chart(patient.id) == cold
    assert reads.count == 2


@pytest.mark.row("A3")
async def test_reading_ahead_leaves_no_look_in_the_trail_and_opening_does(
    desk: ScreenDesk, patient: Patient
) -> None:
    before = desk.actions()
    desk.data_sync.patients.expect(patient.id)
    desk.data_sync.appointments.expect(NEXT)
    await desk.data_sync.ahead.settled()
    assert desk.actions() == before
    await desk.data_sync.patients.chart(patient.id)
    assert desk.data_sync.ahead.hits == 1
    assert desk.actions() == [*before, "view"]


@pytest.mark.row("A3", "B7")
@in_role(Role.CLINICIAN)
async def test_chart_read_through_broken_glass_is_held_only_while_it_is_broken(
    desk: ScreenDesk, patient: Patient
) -> None:
    desk.pull(an_allergy(patient))
    patients, ahead = desk.data_sync.patients, desk.data_sync.ahead
    await patients.break_glass(PatientId(patient.id), "She fainted at the desk.")
    desk.clock.passed += GLASS_LASTS - timedelta(seconds=20)
    patients.expect(PatientId(patient.id))
    await ahead.settled()
    desk.clock.passed += timedelta(seconds=40)
    assert not (await patients.chart(PatientId(patient.id))).allergies
    assert ahead.hits == 0


async def test_what_is_being_read_when_the_desk_is_locked_is_held_by_nobody(
    desk: ScreenDesk, patient: Patient, held_reads: Callable[[str], HeldReads]
) -> None:
    reads = held_reads("app.live.patients.read_chart")
    desk.data_sync.patients.expect(patient.id)
    await reads.one_is_under_way()
    desk.data_sync.ahead.clear()
    await reads.goes_on_to_its_end()
    await desk.data_sync.ahead.settled()
    assert not desk.data_sync.ahead._held


@pytest.mark.row("A3")
async def test_nothing_is_read_held_or_wished_behind_the_cover(
    desk: ScreenDesk, patient: Patient, held_reads: Callable[[str], HeldReads]
) -> None:
    reads = held_reads("app.live.appointments.read_day")
    ahead, told = desk.data_sync.ahead, list[DaySchedule]()
    desk.data_sync.appointments.expect(NEXT, then=told.append)
    await reads.one_is_under_way()
    ahead.stop()
    desk.data_sync.patients.expect(patient.id)
    await reads.goes_on_to_its_end()
    assert not told
    assert not ahead._held
    assert not ahead._wishes
    assert ahead._task is None


@pytest.mark.row("A3")
async def test_what_is_being_read_when_a_panel_is_forgotten_is_given_up_and_wishes_go_on(
    desk: ScreenDesk, patient: Patient, held_reads: Callable[[str], HeldReads]
) -> None:
    reads = held_reads("app.live.appointments.read_day")
    ahead, told = desk.data_sync.ahead, list[DaySchedule]()
    desk.data_sync.appointments.expect(NEXT, then=told.append)
    await reads.one_is_under_way()
    under_way = ahead._task
    assert under_way is not None
    desk.data_sync.forget_ahead()
    desk.data_sync.patients.expect(patient.id)
    await asyncio.wait([under_way])
    assert under_way.cancelled()
    await reads.goes_on_to_its_end()
    await ahead.settled()
    assert not told
    assert [key[:2] for key in ahead._held] == [("chart", patient.id)]


async def test_whoever_wished_and_is_gone_does_not_end_the_wishes_of_others(
    desk: ScreenDesk, patient: Patient, caplog: pytest.LogCaptureFixture
) -> None:
    def gone(_schedule: DaySchedule) -> None:
        raise AttributeError("_data_sync")

    desk.data_sync.appointments.expect(NEXT, then=gone)
    desk.data_sync.patients.expect(patient.id)
    await desk.data_sync.ahead.settled()
    assert [key[:2] for key in desk.data_sync.ahead._held] == [("day", NEXT), ("chart", patient.id)]
    assert [one.getMessage() for one in caplog.records] == [
        "what was read ahead was not taken: AttributeError"
    ]
    caplog.clear()


async def test_each_value_goes_when_its_own_minute_is_over(desk: ScreenDesk) -> None:
    ahead, loop = desk.data_sync.ahead, asyncio.get_running_loop()
    for second in (0.0, 50.0):
        desk.clock.gone = second
        ahead.wish(second, lambda _reader: "value")
        await ahead.settled()
    desk.clock.gone = HELD_S
    assert ahead._purge is not None
    ahead._purge.cancel()
    ahead._on_purge()
    assert list(ahead._held) == [50.0]
    assert ahead._purge is not None
    assert ahead._purge.when() - loop.time() <= 50.0  # not with the next round of a timer for all


@in_role(Role.ADMIN)
async def test_what_the_role_is_not_shown_is_not_read_ahead(
    desk: ScreenDesk, patient: Patient
) -> None:
    desk.data_sync.patients.expect(patient.id)
    await desk.data_sync.ahead.settled()
    assert not desk.data_sync.ahead._held
    assert desk.denials() == []


async def test_whoever_saves_and_looks_again_sees_what_was_saved(
    desk: ScreenDesk, patient: Patient
) -> None:
    patients = desk.data_sync.patients
    for city in ("Oslo", "Bergen"):
        patients.expect(patient.id)
        await desk.data_sync.ahead.settled()
        await patients.update(patient.id, {"city": city})
        assert (await patients.chart(patient.id)).patient.city == city


async def test_a_value_read_before_a_write_that_came_meanwhile_is_not_held(
    desk: ScreenDesk, patient: Patient, held_reads: Callable[[str], HeldReads]
) -> None:
    reads = held_reads("app.live.patients.read_chart")
    patients, ahead = desk.data_sync.patients, desk.data_sync.ahead
    patients.expect(patient.id)
    await reads.one_is_under_way()
    begin = desk.store.unit_of_work
    work = lambda: update(begin, a_context(), patient_id=patient.id, changes={"city": "Oslo"})  # noqa: E731
    desk.worker.submit(work).result()
    await reads.goes_on_to_its_end()
    await ahead.settled()
    assert not ahead._held


async def test_it_is_held_for_a_minute_and_only_so_much(desk: ScreenDesk, patient: Patient) -> None:
    ahead = desk.data_sync.ahead
    desk.data_sync.patients.expect(patient.id)
    await ahead.settled()
    desk.clock.gone = HELD_S + 1
    await desk.data_sync.patients.chart(patient.id)
    assert ahead.hits == 0
    for number in range(MOST_HELD + 10):
        ahead.wish(("n", number), lambda _reader: "value")
        await ahead.settled()
    assert len(ahead._held) == MOST_HELD
    desk.data_sync.forget_ahead()
    assert not ahead._held


async def test_the_charts_of_the_next_days_patients_follow(
    desk: ScreenDesk, patient: Patient
) -> None:
    def charts(schedule: DaySchedule) -> None:
        for visit in schedule.visits:
            desk.data_sync.patients.expect(visit.patient_id)

    desk.data_sync.appointments.expect(NEXT, then=charts)
    await desk.data_sync.ahead.settled()
    assert [key[:2] for key in desk.data_sync.ahead._held if key[0] == "chart"] == [
        ("chart", patient.id)
    ]


async def test_a_read_that_fails_is_no_trouble_for_anybody(desk: ScreenDesk) -> None:
    desk.data_sync.patients.expect(a_patient().id)
    desk.data_sync.patients.expect(a_patient().id)
    await desk.data_sync.ahead.settled()
    assert not desk.data_sync.ahead._held


async def test_nothing_is_read_after_the_desk_closed(desk: ScreenDesk, patient: Patient) -> None:
    ahead = desk.data_sync.ahead
    ahead.stop()
    desk.data_sync.patients.expect(patient.id)
    await ahead.settled()
    assert not ahead._held
