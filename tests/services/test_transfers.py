"""Transferring a patient: the row, the colleagues' note, the visits left behind, the trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.availability import Location
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, PermissionDenied, RecordNotFound, StaleVersion
from app.domain.history import HealthRecord
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.staff import Room
from app.domain.waiting import Task
from app.services.transfers import transfer
from app.storage.store import LocalStore
from tests.factories import a_clinician, a_patient, a_practitioner, a_record, an_appointment
from tests.storage.conftest import CONTEXT, HandClock

NORTH, SOUTH = a_record(Location, name="North"), a_record(Location, name="South")
CLOSED = a_record(Location, name="Closed", is_active=False)
NORTH_ROOM = a_record(Room, name="N1", location_id=NORTH.id)
SOUTH_ROOM = a_record(Room, name="S1", location_id=SOUTH.id)
DOCTOR = a_practitioner()
AMARA = a_patient(location_id=NORTH.id)


@pytest.fixture(autouse=True)
def places(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        for record in (NORTH, SOUTH, CLOSED, NORTH_ROOM, SOUTH_ROOM, DOCTOR, AMARA):
            uow.add(record)


def move(
    store: LocalStore,
    goal: RecordId = SOUTH.id,
    context: ExecutionContext = CONTEXT,
    **more: Any,
) -> Patient:
    return transfer(
        store.transaction, context, patient_id=PatientId(AMARA.id), location_id=goal, **more
    )


def found(store: LocalStore, kind: type[Any]) -> list[Any]:
    with store.reader() as reader:
        return list(reader.records(kind).find(Query(kind)).rows)


def visit(store: LocalStore, clock: HandClock, days: int, room: Room) -> None:
    starts_at = clock.now() + timedelta(days=days)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(an_appointment(AMARA, starts_at=starts_at, room_id=room.id))


@pytest.mark.row("B3")
def test_patient_is_moved_and_the_trail_says_so(store: LocalStore) -> None:
    assert move(store).location_id == SOUTH.id
    (patient,) = found(store, Patient)
    assert patient.location_id == SOUTH.id
    with store.reader() as reader:
        actions = [row[0] for row in reader._session.all("SELECT action FROM audit ORDER BY seq")]
    assert actions[-2:] == ["update", "transfer"]
    assert found(store, Task) == []


def test_visits_left_behind_become_one_task(store: LocalStore, clock: HandClock) -> None:
    visit(store, clock, 3, NORTH_ROOM)
    visit(store, clock, 5, NORTH_ROOM)
    visit(store, clock, 7, SOUTH_ROOM)
    visit(store, clock, -3, NORTH_ROOM)
    move(store)
    (task,) = found(store, Task)
    assert (task.patient_id, task.assignee_id) == (AMARA.id, CONTEXT.user_id)
    assert task.title.endswith(": 2")
    assert task.due_on == (clock.now() + timedelta(days=3)).date()


def test_clinicians_note_goes_along(store: LocalStore) -> None:
    clinician = a_clinician(AMARA.id, practitioner_id=DOCTOR.id)
    move(store, context=clinician, handover=" Walks with a frame. ")
    (note,) = found(store, HealthRecord)
    assert (note.text, note.location_id, note.practitioner_id) == (
        "Walks with a frame.",
        SOUTH.id,
        DOCTOR.id,
    )


@pytest.mark.row("B3", "B7")
def test_note_that_may_not_be_written_keeps_the_patient_where_they_are(store: LocalStore) -> None:
    with pytest.raises(PermissionDenied):
        move(store, handover="Front desk writes no notes.")
    assert found(store, Patient)[0].location_id == NORTH.id
    with store.reader() as reader:
        assert reader._session.one("SELECT action FROM audit ORDER BY seq DESC LIMIT 1") == (
            "deny",
        )


@pytest.mark.parametrize("goal", [CLOSED.id, NORTH.id])
def test_goal_must_be_open_and_another_one(store: LocalStore, goal: RecordId) -> None:
    with pytest.raises(InvalidValue) as error:
        move(store, goal)
    assert error.value.field == "location_id"


def test_goal_must_exist(store: LocalStore) -> None:
    with pytest.raises(RecordNotFound):
        move(store, RecordId(new_id()))


@pytest.mark.row("A5")
def test_second_transfer_from_an_old_look_is_refused(store: LocalStore) -> None:
    (shown,) = found(store, Patient)
    move(store, seen_at=shown.location_id)
    with pytest.raises(StaleVersion) as error:
        move(store, NORTH.id, seen_at=shown.location_id)
    assert error.value.fields == ("location_id",)
    assert found(store, Patient)[0].location_id == SOUTH.id


def test_other_edits_meanwhile_do_not_hold_a_transfer_up(store: LocalStore) -> None:
    (shown,) = found(store, Patient)
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(shown, city="Chicago"))
    moved = move(store, seen_at=shown.location_id)
    assert (moved.city, moved.location_id) == ("Chicago", SOUTH.id)
