"""The day sheet: who is on it, by which name, and in whose part."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.availability import Block, Holiday
from app.domain.ids import PatientId, PractitionerId, RoomId
from app.services.day_list import DayList, read_day_list
from app.services.merging import merge
from app.storage.store import LocalStore
from tests.factories import a_clinic, a_record
from tests.services.test_appointments import (
    AMARA,
    CONTEXT,
    DAY,
    DOCTOR,
    LENA,
    NOON,
    ROOM,
    ZONE,
    book,
    people,
    set_status,
)
from tests.storage.test_gatekeeper import there

__all__ = ["people"]
pytestmark = pytest.mark.row("F1", "F7")
CLINIC = a_clinic(name="Nordlicht", zone=ZONE)


def sheet(store: LocalStore, of: PractitionerId | None = None, day: date = DAY) -> DayList:
    with store.reader() as reader:
        return read_day_list(reader, wanted=day, clinic=CLINIC, practitioner_id=of)


def test_each_line_names_its_patient_and_cancelled_visits_are_not_on_it(store: LocalStore) -> None:
    held = book(store)
    set_status(store, book(store, LENA, starts_at=NOON + timedelta(hours=1)), "cancelled")
    (part,) = sheet(store).parts
    (line,) = part.visits
    assert part.practitioner_name == DOCTOR.display_name
    assert line.visit.id == held.id
    known_by = (line.patient_name, line.birth_date, line.mrn)
    assert known_by == (AMARA.display_name, AMARA.birth_date, AMARA.mrn)
    assert sheet(store).patient_ids == {AMARA.id}


def test_visits_of_nobody_have_a_part_of_their_own_and_one_provider_has_theirs_alone(
    store: LocalStore,
) -> None:
    book(store)
    book(store, LENA, practitioner_id=None, room_id=None)
    assert [part.practitioner_name for part in sheet(store).parts] == [DOCTOR.display_name, ""]
    (only,) = sheet(store, PractitionerId(DOCTOR.id)).parts
    assert [one.patient_name for one in only.visits] == [AMARA.display_name]


def test_an_empty_day_has_no_parts_and_who_was_asked_for_has_an_empty_one(
    store: LocalStore,
) -> None:
    assert sheet(store).parts == ()
    (only,) = sheet(store, PractitionerId(DOCTOR.id)).parts
    assert only.visits == ()


def test_blocks_of_the_provider_and_the_clinics_closed_day_are_on_it(store: LocalStore) -> None:
    book(store)
    lunch = a_record(
        Block,
        starts_at=NOON + timedelta(hours=1),
        ends_at=NOON + timedelta(hours=2),
        reason="Lunch",
        practitioner_id=PractitionerId(DOCTOR.id),
        room_id=None,
    )
    room = a_record(
        Block,
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=2),
        reason="Paint",
        practitioner_id=None,
        room_id=RoomId(ROOM.id),
    )
    there(store, lunch, room, a_record(Holiday, on=DAY, name="Founders' day", location_id=None))
    found = sheet(store)
    assert [one.reason for one in found.parts[0].blocks] == ["Lunch"]
    assert [one.name for one in found.holidays] == ["Founders' day"]


def test_a_late_visit_is_on_the_sheet_of_the_clinics_day(store: LocalStore) -> None:
    """Half past ten in the evening there is the next day in UTC."""
    late = book(store, starts_at=NOON + timedelta(hours=10, minutes=30))
    assert late.starts_at.date() == DAY + timedelta(days=1)
    assert [one.visit.id for one in sheet(store).parts[0].visits] == [late.id]
    assert sheet(store, day=DAY + timedelta(days=1)).parts == ()


def test_whoever_was_merged_is_named_by_the_record_that_goes_on(store: LocalStore) -> None:
    book(store, LENA)
    ids = {"survivor_id": PatientId(AMARA.id), "merged_id": PatientId(LENA.id)}
    merge(store.unit_of_work, CONTEXT, **ids)
    found = sheet(store)
    assert found.parts[0].visits[0].mrn == AMARA.mrn
    assert found.patient_ids == {AMARA.id, LENA.id}
