"""Where a visit could be instead, in a real store: hours, closed days, blocks, room and patient."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.availability import Block, Holiday, PractitionerSchedule
from app.domain.declare import Record
from app.services.free_slots import nearest_free
from app.storage.store import LocalStore
from tests.factories import a_clinic, a_patient, a_practitioner, a_record, a_room, an_appointment
from tests.storage.test_gatekeeper import there

AMARA, LENA = a_patient(), a_patient(family_name="Kowalska")
WEISS, ONO = a_practitioner(), a_practitioner(family_name="Ono")
ROOM = a_room()
NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


def at(hour: float, *, days: int = 0) -> datetime:
    """A time of Monday 23 November 2026 at the clinic in New York (UTC-5)."""
    return datetime(2026, 11, 23, 5, tzinfo=UTC) + timedelta(hours=hour, days=days)


def a_visit(hour: float, **changes: Any) -> Appointment:
    fields = {"starts_at": at(hour), "practitioner_id": WEISS.id, "room_id": ROOM.id}
    patient = changes.pop("patient", AMARA)
    return an_appointment(patient, **{**fields, **changes})


@pytest.fixture(autouse=True)
def clinic(store: LocalStore) -> None:
    there(store, a_clinic(), AMARA, LENA, WEISS, ONO, ROOM)


def free(store: LocalStore, visit: Appointment, *records: Record) -> list[float]:
    """Hours from the Monday's midnight."""
    there(store, visit, *records)
    with store.reader() as reader:
        found = nearest_free(reader, visit, clinic=a_clinic(), now=NOW)
    assert all(slot.length_min == visit.length_min for slot in found)
    assert all((slot.practitioner_id, slot.room_id) == (WEISS.id, ROOM.id) for slot in found)
    return [(slot.starts_at - at(0)).total_seconds() / 3600 for slot in found]


def test_nearest_first_without_the_time_it_has(store: LocalStore) -> None:
    assert free(store, a_visit(10)) == [10.25, 9.75, 10.5]


@pytest.mark.parametrize(
    "other",
    [
        {"patient": LENA, "room_id": None},
        {"patient": LENA, "practitioner_id": ONO.id},
        {"practitioner_id": ONO.id, "room_id": None},
    ],
    ids=["provider", "room", "patient"],
)
def test_provider_room_and_patient_must_all_be_free(
    store: LocalStore, other: dict[str, Any]
) -> None:
    busy = a_visit(8, length_min=240, **other)
    assert free(store, a_visit(10), busy) == [12.0, 12.25, 12.5]


def test_visits_that_do_not_take_place_hold_no_time(store: LocalStore) -> None:
    off = a_visit(8, length_min=240, patient=LENA, status="cancelled")
    assert free(store, a_visit(10), off)[0] == 10.25


def test_provider_s_own_hours_count_and_closed_days_do_not(store: LocalStore) -> None:
    hours = [
        a_record(
            PractitionerSchedule,
            practitioner_id=WEISS.id,
            weekday=day,
            begins_at=9 * 60,
            ends_at=10 * 60 + 30,
            **more,
        )
        for day, more in (("MO", {}), ("TU", {}), ("WE", {"valid_to": date(2026, 1, 1)}))
    ]
    closed = a_record(Holiday, on=MONDAY + timedelta(days=1), name="Closed")
    assert free(store, a_visit(10), *hours, closed) == [9.75, 9.5, 9.25]


def test_blocked_time_is_not_offered_however_long_ago_it_began(store: LocalStore) -> None:
    ours = {"reason": "Away", "practitioner_id": WEISS.id}
    weeks = a_record(Block, starts_at=at(0, days=-21), ends_at=at(13), **ours)
    others = a_record(Block, starts_at=at(13), ends_at=at(18), reason="x", practitioner_id=ONO.id)
    assert free(store, a_visit(10), weeks, others) == [13.0, 13.25, 13.5]


def test_full_days_are_passed_over_and_nothing_free_is_nothing(store: LocalStore) -> None:
    ours = {"reason": "Away", "practitioner_id": WEISS.id}
    week = a_record(Block, starts_at=at(0, days=-2), ends_at=at(0, days=7), **ours)
    visit = a_visit(10)
    assert free(store, visit, week) == [7 * 24 + 8.0, 7 * 24 + 8.25, 7 * 24 + 8.5]
    there(store, a_record(Block, starts_at=at(0), ends_at=at(0, days=60), **ours))
    with store.reader() as reader:
        assert nearest_free(reader, visit, clinic=a_clinic(), now=NOW) == ()
