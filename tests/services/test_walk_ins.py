"""Walk-ins in a real store: who waits since when, who is next, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.errors import InvalidTransition, InvalidValue, SlotTaken, StaleVersion
from app.domain.ids import PatientId, PractitionerId, RecordId
from app.domain.waiting import WaitlistEntry
from app.services import appointments, waitlist, walk_ins
from app.services.appointments import Slot
from app.services.waitlist import NewWish
from app.services.walk_ins import NewWalkIn, started_at
from app.storage.store import LocalStore
from tests.factories import NOON, ZONE, a_clinic, a_patient, a_practitioner, a_room
from tests.storage.conftest import CONTEXT, START, HandClock
from tests.storage.test_gatekeeper import there

AMARA, LENA = a_patient(phone_mobile="+12125550100"), a_patient(family_name="Kowalska")
WEISS, ROOM = a_practitioner(), a_room()
pytestmark = pytest.mark.row("F7")


@pytest.fixture(autouse=True)
def clinic(store: LocalStore) -> None:
    there(store, a_clinic(), AMARA, LENA, WEISS, ROOM)


def a_walk_in(store: LocalStore, patient: Any = AMARA, **changes: Any) -> WaitlistEntry:
    wanted = NewWalkIn(patient_id=PatientId(patient.id), **changes)
    return walk_ins.add(store.unit_of_work, CONTEXT, walk_in=wanted, zone=ZONE)


def queue(store: LocalStore, clock: HandClock) -> list[str]:
    with store.reader() as reader:
        return [one.entry.id for one in waitlist.here(reader, zone=ZONE, now=clock.now())]


def seat(store: LocalStore, entry: WaitlistEntry, clock: HandClock, **more: Any) -> Appointment:
    slot = Slot(
        starts_at=started_at(clock.now()),
        length_min=15,
        practitioner_id=PractitionerId(WEISS.id),
    )
    wanted: dict[str, Any] = {"slot": slot, "is_taken_in": True, **more}
    return walk_ins.seat(
        store.unit_of_work, CONTEXT, entry_id=RecordId(entry.id), zone=ZONE, **wanted
    )


def stored(store: LocalStore, entry: WaitlistEntry) -> WaitlistEntry:
    with store.reader() as reader:
        found = reader.records(WaitlistEntry).get(entry.id)
    assert found is not None
    return found


def test_urgent_ones_are_next_and_of_equals_who_came_first(
    store: LocalStore, clock: HandClock
) -> None:
    first = a_walk_in(store)
    clock.move(minutes=1)
    urgent = a_walk_in(store, LENA, is_urgent=True)
    assert queue(store, clock) == [urgent.id, first.id]
    walk_ins.set_urgent(store.unit_of_work, CONTEXT, entry_id=RecordId(urgent.id), is_urgent=False)
    assert queue(store, clock) == [first.id, urgent.id]


def test_nobody_waits_twice(store: LocalStore) -> None:
    a_walk_in(store)
    with pytest.raises(InvalidValue, match="waits already"):
        a_walk_in(store)


def test_a_walk_in_is_not_on_the_list_of_who_is_called(store: LocalStore) -> None:
    a_walk_in(store)
    at_home = waitlist.add(store.unit_of_work, CONTEXT, wish=NewWish(patient_id=PatientId(LENA.id)))
    with store.reader() as reader:
        assert [one.entry.id for one in waitlist.waiting(reader)] == [at_home.id]


def test_the_queue_is_of_the_clinics_day(store: LocalStore, clock: HandClock) -> None:
    """Half past eleven in the evening there is the next day in UTC; at midnight it is over."""
    clock.move(hours=14, minutes=30)
    entry = a_walk_in(store)
    assert str(entry.earliest_on) == "2026-11-21"
    assert queue(store, clock) == [entry.id]
    clock.move(minutes=31)
    assert queue(store, clock) == []


def test_whoever_is_taken_in_has_waited_since_they_came(
    store: LocalStore, clock: HandClock
) -> None:
    entry = a_walk_in(store, note="Cut finger", is_urgent=True)
    clock.move(minutes=22)
    visit = seat(store, entry, clock)
    assert (visit.status, visit.reason, visit.priority) == ("in_room", "Cut finger", "asap")
    assert visit.starts_at == START + timedelta(minutes=20)
    assert visit.stamps["arrived"]["at"] == START.isoformat(timespec="seconds")
    kept = stored(store, entry)
    assert (kept.status, kept.appointment_id) == ("booked", visit.id)
    assert queue(store, clock) == []
    with pytest.raises(InvalidTransition):
        seat(store, entry, clock, over="again")


def test_whoever_is_given_a_time_goes_on_waiting_as_arrived(
    store: LocalStore, clock: HandClock
) -> None:
    later = Slot(starts_at=NOON + timedelta(hours=1), length_min=15)
    visit = seat(store, a_walk_in(store), clock, slot=later, is_taken_in=False)
    assert visit.status == "arrived"
    assert visit.stamps["arrived"]["at"] == START.isoformat(timespec="seconds")


def test_a_taken_time_is_refused_and_they_wait_on(store: LocalStore, clock: HandClock) -> None:
    seat(store, a_walk_in(store, LENA), clock)
    entry = a_walk_in(store)
    with pytest.raises(SlotTaken):
        seat(store, entry, clock)
    assert queue(store, clock) == [entry.id]
    assert seat(store, entry, clock, over="bleeds").override_reason == "bleeds"


def test_taking_it_back_makes_them_wait_as_long_as_before(
    store: LocalStore, clock: HandClock
) -> None:
    entry = a_walk_in(store)
    visit = seat(store, entry, clock)
    back = walk_ins.unseat(store.unit_of_work, CONTEXT, entry_id=RecordId(entry.id))
    assert (back.status, back.appointment_id, back.arrived_at) == (
        "waiting",
        None,
        entry.arrived_at,
    )
    with store.reader() as reader:
        gone = appointments.get(reader, appointment_id=visit.id)  # pyright: ignore[reportArgumentType]
    assert gone.status == "entered_in_error"
    assert queue(store, clock) == [entry.id]
    with pytest.raises(StaleVersion):
        walk_ins.unseat(store.unit_of_work, CONTEXT, entry_id=RecordId(entry.id))


def test_a_freed_time_that_goes_to_a_walk_in_finds_them_arrived(store: LocalStore) -> None:
    entry = a_walk_in(store)
    slot = Slot(
        starts_at=NOON + timedelta(hours=2),
        length_min=30,
        practitioner_id=PractitionerId(WEISS.id),
    )
    with store.reader() as reader:
        (found,) = waitlist.matching(reader, slot, zone=ZONE, now=NOON)
    assert found.entry.id == entry.id
    visit = waitlist.book_freed(
        store.unit_of_work,
        CONTEXT,
        entry_id=RecordId(entry.id),
        slot=slot,
        zone=ZONE,
        release=False,
    )
    assert visit.status == "arrived"
