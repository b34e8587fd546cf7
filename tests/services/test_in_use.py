"""What the clinic is set up with stays while something stands on it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.availability import Location
from app.domain.declare import Record
from app.domain.errors import InvalidValue
from app.domain.staff import Room
from app.services.in_use import STANDS_ON, refuse_while_used
from app.storage.store import LocalStore
from tests.factories import a_patient, a_practitioner, a_record, a_visit_type, an_appointment
from tests.storage.conftest import CONTEXT, HandClock

NORTH = a_record(Location, name="North")
ROOM = a_record(Room, name="N1", location_id=NORTH.id)
DOCTOR, KIND = a_practitioner(), a_visit_type()
AMARA = a_patient(practitioner_id=DOCTOR.id)


@pytest.fixture(autouse=True)
def rules(store: LocalStore) -> None:
    for entity in STANDS_ON:
        store.feed.on(
            "before:delete",
            lambda one: refuse_while_used(one.reader, one.entity, one.row_id),
            entity=entity,
        )
    with store.unit_of_work(CONTEXT) as uow:
        for record in (NORTH, ROOM, DOCTOR, KIND, AMARA):
            uow.add(record)


def visit(store: LocalStore, clock: HandClock, *, days: int) -> None:
    starts_at = clock.now() + timedelta(days=days)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(an_appointment(AMARA, starts_at=starts_at, room_id=ROOM.id, visit_type_id=KIND.id))


def take_away(store: LocalStore, record: Record) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.delete(type(record), record.id)


@pytest.mark.row("C6", "B1")
@pytest.mark.parametrize("record", [NORTH, ROOM, DOCTOR, KIND], ids=lambda one: type(one).__name__)
def test_it_stays_while_it_is_used(record: Record, store: LocalStore, clock: HandClock) -> None:
    visit(store, clock, days=1)
    with pytest.raises(InvalidValue, match="is still used by"):
        take_away(store, record)


def test_it_goes_once_nothing_stands_on_it(store: LocalStore, clock: HandClock) -> None:
    visit(store, clock, days=-1)
    for record in (ROOM, NORTH, KIND):
        take_away(store, record)
    assert store.statistics().rows["room"] == 1
    with store.reader() as reader:
        assert not reader.records(Room).exists(ROOM.id)
