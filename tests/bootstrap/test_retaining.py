"""Chart detail leaves the disk only where somebody asked for it and a server has it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.bootstrap.headless import Desk
from app.bootstrap.retaining import RetentionSchedule, fetch_everything, is_whole
from app.domain.clinical import Condition
from app.settings import Settings
from tests.matrix.purge_schedules import HandClock, Person, Schedule

Opened = Callable[..., Desk]
pytestmark = pytest.mark.row("F2")


def _desk(opened: Opened, **settings: Any) -> tuple[Desk, HandClock, Person]:
    clock = HandClock()
    desk = opened(clock=clock, settings=Settings(**settings))
    desk.server_url = "http://127.0.0.1:1"
    schedule = Schedule(desk.store, clock, random.Random(1))
    person = desk.worker.submit(lambda: schedule._person(1, goes=True)).result()
    clock.time += timedelta(days=3650)
    return desk, clock, person


def _is_there(desk: Desk, person: Person) -> bool:
    with desk.store.reader() as reader:
        return reader.records(Condition).get(person.detail[0].id) is not None


def test_what_nobody_used_is_put_away_and_the_chart_says_so(opened: Opened):
    desk, _, person = _desk(opened, retention_h=72)
    assert is_whole(desk, person.patient.id)
    assert RetentionSchedule(desk, is_in_step=lambda: True).look() == 2
    assert not _is_there(desk, person)
    assert not is_whole(desk, person.patient.id)


def test_nothing_goes_unless_asked_for_joined_and_in_step(opened: Opened):
    desk, _, person = _desk(opened, retention_h=72)
    assert RetentionSchedule(desk, is_in_step=lambda: False).look() == 0
    desk.server_url = ""
    assert RetentionSchedule(desk, is_in_step=lambda: True).look() == 0
    desk.server_url = "http://127.0.0.1:1"
    desk.settings = Settings()
    schedule = RetentionSchedule(desk, is_in_step=lambda: True)
    assert schedule.look() == 0
    schedule.start()
    assert schedule._thread is None
    assert _is_there(desk, person)


def test_reading_everything_again_gives_it_time(opened: Opened):
    desk, clock, person = _desk(opened, retention_h=72)
    schedule = RetentionSchedule(desk, is_in_step=lambda: True)
    schedule.look()
    desk.set_fact("cursor", "somewhere")
    fetch_everything(desk)
    assert desk.fact("cursor") is None
    assert is_whole(desk, person.patient.id)
    again = Schedule(desk.store, clock, random.Random(1))
    desk.worker.submit(lambda: again.pull(*person.detail)).result()
    assert schedule.look() == 0
    clock.time += timedelta(hours=73)
    assert schedule.look() == 2


def test_it_looks_on_its_own_thread_and_stops(opened: Opened):
    desk, _, person = _desk(opened, retention_h=72)
    schedule = RetentionSchedule(desk, is_in_step=lambda: True, look_every_s=0.01)
    schedule.start()
    for _ in range(500):
        if not _is_there(desk, person):
            break
        schedule._ended.wait(0.01)
    schedule.stop()
    schedule.stop()
    assert not _is_there(desk, person)
