"""The demo clinic is believable, and the same for the same seed and clock."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from app.demo.clinic import DemoPlan, demo_records
from app.demo.clock import DemoClock, opening_time
from app.domain.appointment import Appointment
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.ids import ClinicId, RecordId, UserId, WorkstationId
from app.domain.message import Message, MessageThread
from app.domain.patient import Patient
from app.domain.validation import check

NOW = opening_time("2026-11-21T10:23")


def made(seed: int = 7, patients: int = 300) -> list[Record]:
    context = ExecutionContext(
        clinic_id=ClinicId(RecordId("c" * 32)),
        user_id=UserId(RecordId("a" * 32)),
        role="admin",
        workstation_id=WorkstationId(RecordId("b" * 32)),
        session_id=RecordId("d" * 32),
    )
    return list(demo_records(context, plan=DemoPlan(patients=patients, seed=seed, now=NOW)))


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return made()


def todays(records: list[Record]) -> list[Appointment]:
    return [
        record
        for record in records
        if isinstance(record, Appointment) and record.local_start.startswith("2026-11-21")
    ]


def test_same_seed_and_clock_give_the_same_clinic(records: list[Record]) -> None:
    assert made() == records


def test_another_seed_gives_another_clinic(records: list[Record]) -> None:
    assert made(seed=8) != records


def test_every_record_is_valid(records: list[Record]) -> None:
    for record in records:
        check(record, today=NOW.date())


def test_patients_have_their_own_number_and_phone(records: list[Record]) -> None:
    patients = [record for record in records if isinstance(record, Patient)]
    assert len({patient.mrn for patient in patients}) == len(patients) == 300
    assert len({patient.phone for patient in patients}) == 300


def test_today_has_a_full_day_in_every_state(records: list[Record]) -> None:
    visits = todays(records)
    states = Counter(visit.status for visit in visits)
    assert len(visits) == 31
    assert states["arrived"] == 3
    assert states["in_room"] >= 1
    assert states["completed"] >= 5
    assert states["booked"] >= 8


def test_nobody_is_in_two_places_at_once(records: list[Record]) -> None:
    visits = [record for record in records if isinstance(record, Appointment)]
    for key in ("practitioner_id", "room_id", "patient_id"):
        ordered = sorted(visits, key=lambda visit: (getattr(visit, key), visit.starts_at))
        for before, after in pairwise(ordered):
            if getattr(before, key) == getattr(after, key):
                assert before.ends_at <= after.starts_at


def test_conversations_are_with_patients_of_the_clinic_and_among_colleagues(
    records: list[Record],
) -> None:
    known = {record.id for record in records if isinstance(record, Patient)}
    threads = {one.id: one for one in records if isinstance(one, MessageThread)}
    messages = [record for record in records if isinstance(record, Message)]
    about = {thread.patient_id for thread in threads.values()}
    assert None in about
    assert about - {None} <= known
    assert {one.thread_id for one in messages} == threads.keys()
    assert all(one.patient_id == threads[one.thread_id].patient_id for one in messages)
    assert {one.direction for one in messages} == {"incoming", "outgoing"}
    assert all(one.sent_at < NOW for one in messages)


def test_visits_stay_inside_opening_hours(records: list[Record]) -> None:
    for visit in records:
        if isinstance(visit, Appointment):
            assert "08:00" <= visit.local_start[11:] < "17:00"


def test_clock_stands_still_or_runs_on() -> None:
    still = DemoClock(NOW, stands_still=True)
    assert still.now() == NOW == still.now()
    assert DemoClock(NOW).now() >= NOW


def test_time_without_zone_is_the_clinics() -> None:
    assert NOW.astimezone(UTC) == datetime(2026, 11, 21, 15, 23, tzinfo=UTC)
