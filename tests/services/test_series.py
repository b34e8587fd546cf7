"""Series in a real store: wall times across the clocks change, other days, all or none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.appointment import Appointment
from app.domain.availability import Holiday
from app.domain.errors import InvalidValue, SlotTaken
from app.domain.ids import AppointmentId, PatientId, PractitionerId
from app.domain.query import Query
from app.services import series
from app.services.appointments import NewVisit, Slot
from app.services.reading import every
from app.storage.store import LocalStore
from tests.factories import (
    ZONE,
    a_clinic,
    a_patient,
    a_practitioner,
    a_record,
    an_appointment,
)
from tests.storage.conftest import CONTEXT
from tests.storage.test_gatekeeper import there

AMARA, LENA, WEISS = a_patient(), a_patient(family_name="Kowalska"), a_practitioner()
FIRST = Slot(  # Monday 19 October, 16:00 in New York; the clocks change on 1 November
    starts_at=datetime(2026, 10, 19, 20, tzinfo=UTC),
    length_min=45,
    practitioner_id=PractitionerId(WEISS.id),
)
RULE = "FREQ=WEEKLY;INTERVAL=1;COUNT=8"


@pytest.fixture(autouse=True)
def clinic(store: LocalStore) -> None:
    there(store, a_clinic(), AMARA, LENA, WEISS)


def planned(store: LocalStore) -> tuple[series.Planned, ...]:
    with store.reader() as reader:
        return series.plan(
            reader, patient_id=PatientId(AMARA.id), first=FIRST, rule=RULE, zone=ZONE
        )


def book(store: LocalStore, slots: list[Slot]) -> tuple[Appointment, ...]:
    visit = NewVisit(patient_id=PatientId(AMARA.id), slot=FIRST, reason="Therapy")
    return series.book_series(
        store.unit_of_work, CONTEXT, visit=visit, slots=slots, rule=RULE, zone=ZONE
    )


def stored(store: LocalStore) -> list[Appointment]:
    with store.reader() as reader:
        found = list(every(reader, Query(Appointment)))
    return sorted(found, key=lambda one: one.starts_at)


@pytest.mark.row("F7")
def test_eight_mondays_at_four_stay_at_four_when_the_clocks_change(store: LocalStore) -> None:
    visits = book(store, [one.slot for one in planned(store)])
    assert [one.local_start[11:] for one in visits] == ["16:00"] * 8
    assert {one.starts_at.hour for one in visits} == {20, 21}
    first = visits[0]
    assert {one.series_id for one in stored(store)} == {first.id}
    assert [one.recurrence for one in visits] == [RULE, *[""] * 7]


@pytest.mark.row("F7")
def test_a_closed_day_and_a_taken_time_are_offered_another_day(store: LocalStore) -> None:
    closed = a_record(Holiday, on=date(2026, 10, 26), name="Closed", location_id=None)
    taken = an_appointment(
        LENA, starts_at=datetime(2026, 11, 2, 21, tzinfo=UTC), practitioner_id=WEISS.id
    )
    there(store, closed, taken)
    found = planned(store)
    assert [one.is_free for one in found] == [True, False, False, *[True] * 5]
    assert [one.instead and one.instead.starts_at for one in found[1:3]] == [
        datetime(2026, 10, 27, 20, tzinfo=UTC),
        datetime(2026, 11, 3, 21, tzinfo=UTC),
    ]


def test_a_time_given_away_meanwhile_books_none_of_them(store: LocalStore) -> None:
    slots = [one.slot for one in planned(store)]
    taken = an_appointment(LENA, starts_at=slots[5].starts_at, practitioner_id=WEISS.id)
    there(store, taken)
    with pytest.raises(SlotTaken):
        book(store, slots)
    assert [one.id for one in stored(store)] == [taken.id]


@pytest.mark.row("F7")
def test_the_rest_of_a_series_is_called_off_and_what_was_stays(store: LocalStore) -> None:
    visits = book(store, [one.slot for one in planned(store)])
    gone = series.cancel_from(
        store.unit_of_work, CONTEXT, appointment_id=AppointmentId(visits[5].id), reason=" moved "
    )
    assert [one.id for one in gone] == [one.id for one in visits[5:]]
    assert [one.status for one in stored(store)] == [*["booked"] * 5, *["cancelled"] * 3]
    assert {one.cancel_reason for one in gone} == {"moved"}


def test_a_visit_of_no_series_has_no_rest(store: LocalStore) -> None:
    alone = an_appointment(AMARA, starts_at=FIRST.starts_at + timedelta(days=1))
    there(store, alone)
    with pytest.raises(InvalidValue):
        series.cancel_from(store.unit_of_work, CONTEXT, appointment_id=AppointmentId(alone.id))
