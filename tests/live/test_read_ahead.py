"""What was read ahead is there at once, is never older than the last write, and shows nobody
anything."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
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

__all__ = ["acting", "desk", "empty_database"]
pytestmark = pytest.mark.row("D9")
DAY = date(2026, 11, 21)
NEXT = DAY + timedelta(days=1)
SLOW_S = 0.25


@pytest.fixture
def patient(desk: ScreenDesk) -> Patient:
    made, doctor = a_patient(practitioner_id=None), a_practitioner()
    visit = an_appointment(made, practitioner_id=doctor.id, starts_at=NOON + timedelta(days=1))
    desk.pull(made, doctor, visit)
    return made


@pytest.fixture
def slow_reads(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A large clinic on an old computer: a read takes a quarter of a second."""

    def slow(name: str) -> None:
        module, _, function = name.rpartition(".")
        real = getattr(__import__(module, fromlist=[function]), function)

        def late(*given: Any, **named: Any) -> Any:
            time.sleep(SLOW_S)
            return real(*given, **named)

        monkeypatch.setattr(name, late)

    return slow


async def waited(work: Any) -> tuple[float, Any]:
    began = time.monotonic()
    value = await work
    return time.monotonic() - began, value


async def test_the_next_day_is_there_at_once_where_it_was_read_ahead(
    desk: ScreenDesk, patient: Patient, slow_reads: Callable[[str], None]
) -> None:
    slow_reads("app.live.appointments.read_day")
    appointments = desk.data_sync.appointments
    cold_s, cold = await waited(appointments.day(NEXT))
    appointments.expect(NEXT)
    await desk.data_sync.ahead.settled()
    warm_s, warm = await waited(appointments.day(NEXT))
    assert cold_s >= SLOW_S
    assert warm_s < SLOW_S / 2
    assert warm == cold
    assert [visit.patient_id for visit in warm.visits] == [patient.id]


async def test_a_chart_is_there_at_once_where_it_was_read_ahead(
    desk: ScreenDesk, patient: Patient, slow_reads: Callable[[str], None]
) -> None:
    slow_reads("app.live.patients.read_chart")
    patients = desk.data_sync.patients
    cold_s, cold = await waited(patients.chart(patient.id))
    patients.expect(patient.id)
    await desk.data_sync.ahead.settled()
    warm_s, warm = await waited(patients.chart(patient.id))
    assert cold_s >= SLOW_S
    assert warm_s < SLOW_S / 2
    assert warm == cold


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
    desk: ScreenDesk, patient: Patient, slow_reads: Callable[[str], None]
) -> None:
    slow_reads("app.live.patients.read_chart")
    desk.data_sync.patients.expect(patient.id)
    await asyncio.sleep(SLOW_S / 3)
    desk.data_sync.ahead.clear()
    await desk.data_sync.ahead.settled()
    assert not desk.data_sync.ahead._held


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
    desk: ScreenDesk, patient: Patient, slow_reads: Callable[[str], None]
) -> None:
    slow_reads("app.live.patients.read_chart")
    patients, ahead = desk.data_sync.patients, desk.data_sync.ahead
    patients.expect(patient.id)
    await asyncio.sleep(SLOW_S / 3)
    begin = desk.store.unit_of_work
    work = lambda: update(begin, a_context(), patient_id=patient.id, changes={"city": "Oslo"})  # noqa: E731
    desk.worker.submit(work).result()
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
