"""The next free times, in a real store: provider, room and patient, hours, blocks, closed days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.availability import Block, Holiday, PractitionerSchedule
from app.domain.declare import Record
from app.domain.ids import AppointmentId, PatientId, PractitionerId
from app.services.appointments import Slot
from app.services.merging import merge
from app.services.next_free import FreeWish, next_free
from app.storage.store import LocalStore
from tests.factories import a_clinic, a_patient, a_practitioner, a_record, a_room, an_appointment
from tests.storage.conftest import CONTEXT
from tests.storage.test_gatekeeper import there

AMARA, LENA = a_patient(), a_patient(family_name="Kowalska")
ONO, WEISS = a_practitioner(family_name="Ono"), a_practitioner()
FIRST, SECOND = a_room(), a_room(name="Room 2")
NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


def at(hour: float, *, days: int = 0) -> datetime:
    """A time of Monday 23 November 2026 at the clinic in New York (UTC-5)."""
    return datetime(2026, 11, 23, 5, tzinfo=UTC) + timedelta(hours=hour, days=days)


def a_visit(hour: float, minutes: int, **changes: Any) -> Appointment:
    patient = changes.pop("patient", AMARA)
    fields = {"starts_at": at(hour), "length_min": minutes, "practitioner_id": WEISS.id}
    return an_appointment(patient, **{**fields, **changes})


def hours(begins: int, ends: int, **changes: Any) -> PractitionerSchedule:
    fields = {"practitioner_id": WEISS.id, "weekday": "MO", "begins_at": begins, "ends_at": ends}
    empty = dict.fromkeys(("location_id", "room_id", "valid_from", "valid_to"))
    return a_record(PractitionerSchedule, **{**fields, **empty, **changes})


@pytest.fixture(autouse=True)
def clinic(store: LocalStore) -> None:
    there(store, a_clinic(), AMARA, LENA, WEISS, ONO, FIRST, SECOND)


def search(store: LocalStore, *records: Record, count: int = 3, **wish: Any) -> list[Slot]:
    there(store, *records)
    fields: dict[str, Any] = {"from_on": MONDAY, "length_min": 60}
    with store.reader() as reader:
        wanted = FreeWish(**{**fields, **wish})
        return list(next_free(reader, wanted, clinic=a_clinic(), now=NOW, count=count))


def starts(found: list[Slot]) -> list[float]:
    """Hours from the Monday's midnight."""
    return [(slot.starts_at - at(0)).total_seconds() / 3600 for slot in found]


@pytest.mark.row("F7")
def test_with_one_provider_the_first_times_follow_each_other(store: LocalStore) -> None:
    found = search(store, practitioner_id=PractitionerId(WEISS.id))
    assert starts(found) == [8, 9, 10]
    assert {(slot.practitioner_id, slot.room_id) for slot in found} == {(WEISS.id, FIRST.id)}


def test_with_anybody_whoever_is_free_first_is_offered(store: LocalStore) -> None:
    found = search(store, a_visit(8, 60, room_id=None))
    assert [
        (one, slot.practitioner_id) for one, slot in zip(starts(found), found, strict=True)
    ] == [
        (8, ONO.id),
        (9, ONO.id),
        (9, WEISS.id),
    ]


def test_a_patient_who_is_elsewhere_is_not_booked_twice(store: LocalStore) -> None:
    busy = a_visit(8, 120, practitioner_id=ONO.id, room_id=None)
    wish = {"practitioner_id": PractitionerId(WEISS.id), "patient_id": PatientId(AMARA.id)}
    assert starts(search(store, busy, **wish)) == [10, 11, 12]


def test_another_room_is_taken_where_the_first_is_in_use(store: LocalStore) -> None:
    busy = a_visit(8, 60, practitioner_id=ONO.id, patient=LENA, room_id=FIRST.id)
    found = search(store, busy, practitioner_id=PractitionerId(WEISS.id), count=2)
    assert [slot.room_id for slot in found] == [SECOND.id, FIRST.id]


def test_no_time_is_offered_while_every_room_is_in_use(store: LocalStore) -> None:
    full = [
        a_visit(8, 60, practitioner_id=ONO.id, patient=LENA, room_id=room.id)
        for room in (FIRST, SECOND)
    ]
    found = search(store, *full, practitioner_id=PractitionerId(WEISS.id))
    assert starts(found) == [9, 10, 11]


def test_the_providers_own_hours_and_room_count(store: LocalStore) -> None:
    found = search(
        store,
        hours(9 * 60, 11 * 60, room_id=SECOND.id),
        practitioner_id=PractitionerId(WEISS.id),
    )
    assert starts(found) == [9, 10, 7 * 24 + 9]
    assert {slot.room_id for slot in found} == {SECOND.id}


def test_blocks_and_closed_days_are_left_out(store: LocalStore) -> None:
    closed = a_record(Holiday, on=MONDAY + timedelta(days=1), name="Closed", location_id=None)
    block = a_record(
        Block,
        starts_at=at(8),
        ends_at=at(17),
        reason="Course",
        practitioner_id=WEISS.id,
        room_id=None,
    )
    found = search(store, closed, block, practitioner_id=PractitionerId(WEISS.id))
    assert starts(found) == [17, 48 + 8, 48 + 9]


@pytest.mark.parametrize(
    ("after", "before", "expected"), [(0, 720, [8, 9, 10]), (720, 1440, [12, 13, 14])]
)
def test_mornings_and_afternoons(
    store: LocalStore, after: int, before: int, expected: list[float]
) -> None:
    wish = {"after_minute": after, "before_minute": before}
    assert starts(search(store, practitioner_id=PractitionerId(WEISS.id), **wish)) == expected


def test_the_time_of_the_visit_that_is_moved_counts_as_free(store: LocalStore) -> None:
    mine = a_visit(8, 60, room_id=FIRST.id)
    found = search(
        store,
        mine,
        practitioner_id=PractitionerId(WEISS.id),
        patient_id=PatientId(AMARA.id),
        instead_of=AppointmentId(mine.id),
    )
    assert starts(found)[0] == 8


def test_nothing_is_offered_in_the_past(store: LocalStore) -> None:
    found = search(store, from_on=date(2026, 11, 2), practitioner_id=PractitionerId(WEISS.id))
    assert starts(found)[0] == 8


def test_an_hour_that_the_clocks_skip_is_none(store: LocalStore) -> None:
    """8 March 2027 is the Monday after; times stay those of the wall."""
    found = search(store, from_on=date(2027, 3, 15), practitioner_id=PractitionerId(WEISS.id))
    assert found[0].starts_at == datetime(2027, 3, 15, 12, tzinfo=UTC)


def test_visit_of_the_patients_other_record_takes_its_time_once_they_are_merged(
    store: LocalStore,
) -> None:
    visit = a_visit(8, 60, patient=LENA, practitioner_id=ONO.id)
    wish = {"practitioner_id": PractitionerId(WEISS.id), "patient_id": PatientId(AMARA.id)}
    assert starts(search(store, visit, **wish)) == [8, 9, 10]
    ids = {"survivor_id": PatientId(AMARA.id), "merged_id": PatientId(LENA.id)}
    merge(store.unit_of_work, CONTEXT, **ids)
    assert starts(search(store, **wish)) == [9, 10, 11]
