"""Relations as a graph: who is reached, through what, within how many steps."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.changes import Origin
from app.domain.errors import InvalidValue
from app.domain.family import CareTeamMember, Household
from app.domain.ids import RecordId, new_id
from app.domain.patient import EmergencyContact, Patient
from app.domain.relations import Connection, LinkKind
from app.domain.staff import Role
from app.storage.gatekeeper import cares_for
from app.storage.graph import MOST_FOUND, read_connections
from app.storage.store import LocalStore
from tests.factories import (
    USER_ID,
    ZONE,
    a_child,
    a_clinic,
    a_clinician,
    a_context,
    a_patient,
    a_practitioner,
    a_record,
)

pytestmark = pytest.mark.row("C8")


def add(store: LocalStore, *records: Any) -> None:
    with store.unit_of_work(a_context()) as uow:
        for record in records:
            uow.add(record)


def at_home(store: LocalStore) -> None:
    """The clinic in New York."""
    with store.unit_of_work(a_context(), origin=Origin.REMOTE) as uow:
        uow.add(a_clinic())


def reached(store: LocalStore, patient: Patient, steps: int = 2) -> dict[RecordId, Connection]:
    with store.reader() as reader:
        found = reader.connections(patient.id, steps=steps).people
    return {one.record_id: one for one in found}


def words(connection: Connection) -> list[str]:
    return [link.kind.value for link in connection.way]


def test_family_and_care_team_are_reached_and_named(store: LocalStore) -> None:
    home, doctor, second = a_record(Household), a_practitioner(), a_practitioner()
    mother = a_patient(household_id=home.id, practitioner_id=doctor.id)
    child = a_patient(household_id=home.id, guarantor_id=mother.id)
    uncle, stranger = a_patient(), a_patient(practitioner_id=doctor.id)
    add(
        store,
        *(home, doctor, second, mother, child, uncle, stranger),
        a_child(EmergencyContact, child, related_patient_id=uncle.id),
        a_child(CareTeamMember, child, practitioner_id=second.id),
    )
    found = reached(store, child)
    assert set(found) == {mother.id, uncle.id, doctor.id, second.id}
    assert words(found[uncle.id]) == ["contact"]
    assert words(found[second.id]) == ["care_team"]
    assert words(found[doctor.id])[1:] == ["practitioner"]
    assert found[doctor.id].steps == 2
    assert found[mother.id].entity == "patient"
    assert words(found[mother.id]) == ["guarantor"]
    assert words(reached(store, mother)[child.id]) == ["dependant"]
    assert words(reached(store, uncle)[child.id]) == ["called_for"]


def test_same_doctor_makes_nobody_related(store: LocalStore) -> None:
    doctor = a_practitioner()
    patients = [a_patient(practitioner_id=doctor.id) for _ in range(3)]
    add(store, doctor, *patients)
    assert set(reached(store, patients[0], steps=4)) == {doctor.id}


def test_who_was_deleted_or_left_the_team_is_not_reached(store: LocalStore) -> None:
    doctor, patient = a_practitioner(), a_patient()
    other = a_patient(guarantor_id=patient.id)
    add(
        store,
        *(doctor, patient, other),
        a_child(CareTeamMember, patient, practitioner_id=doctor.id, ends_on=date(2020, 1, 1)),
    )
    with store.unit_of_work(a_context(role=Role.ADMIN, user_id=new_id())) as uow:
        uow.delete(Patient, other.id)
    assert reached(store, patient, steps=4) == {}


@pytest.mark.parametrize("steps", [0, 5, -1])
def test_other_numbers_of_steps_are_refused(store: LocalStore, steps: int) -> None:
    with store.reader() as reader, pytest.raises(InvalidValue):
        reader.connections(new_id(), steps=steps)


def test_big_family_in_a_ring_is_walked_to_its_end(store: LocalStore) -> None:
    """Everybody answers for the next one, and forty live together."""
    home = a_record(Household)
    ring = [a_patient(household_id=home.id) for _ in range(40)]
    add(store, home, *ring)
    found = reached(store, ring[0], steps=4)
    assert len(found) == 39
    assert {one.steps for one in found.values()} == {1}


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=7, unique_by=lambda e: e[0]),
    st.lists(st.sampled_from([None, 0, 1]), min_size=7, max_size=7),
    st.integers(1, 4),
)
def test_nearest_ways_are_those_of_a_breadth_first_walk(
    store: LocalStore, answers_for: list[tuple[int, int]], lives_in: list[int | None], steps: int
) -> None:
    ids = [new_id() for _ in range(7)]
    edges = {(one, other) for one, other in answers_for if one != other}
    with store.unit_of_work(a_context()) as uow:
        homes = [uow.add(a_record(Household)).id for _ in range(2)]
        known = [
            uow.add(a_patient(id=one, household_id=None if at is None else homes[at]))
            for one, at in zip(ids, lives_in, strict=True)
        ]
        for one, other in edges:
            uow.save(replace(known[one], guarantor_id=ids[other]))
    edges |= {
        (one, other)
        for one, other in combinations(range(7), 2)
        if lives_in[one] is not None and lives_in[one] == lives_in[other]
    }
    with store.reader() as reader:
        found = {one.record_id: one.steps for one in reader.connections(ids[0], steps=steps).people}
    assert found == {ids[at]: far for at, far in _walk(edges, steps).items()}


def _walk(edges: set[tuple[int, int]], steps: int) -> dict[int, int]:
    far, todo = {0: 0}, deque([0])
    while todo:
        at = todo.popleft()
        for one, other in edges:
            for here, there in ((one, other), (other, one)):
                if here == at and there not in far and far[at] < steps:
                    far[there] = far[at] + 1
                    todo.append(there)
    return {at: distance for at, distance in far.items() if at}


def test_a_household_of_120_hides_nobody_further_away(store: LocalStore) -> None:
    home, guarantor, doctor = a_record(Household), a_patient(), a_practitioner()
    members = [a_patient(household_id=home.id) for _ in range(118)]
    last = a_patient(household_id=home.id, guarantor_id=guarantor.id, practitioner_id=doctor.id)
    add(store, home, guarantor, doctor, *members, last)
    found = reached(store, members[0], steps=4)
    assert len(found) == 120
    assert words(found[guarantor.id]) == ["household", "guarantor"]
    assert words(found[doctor.id]) == ["household", "practitioner"]
    assert guarantor.id in reached(store, members[0])


def test_a_walk_is_one_recursive_statement(store: LocalStore) -> None:
    asked: list[str] = []
    child = a_patient()
    add(store, child)
    with store.database.reading() as session:
        session.raw.set_trace_callback(asked.append)
        read_connections(session, child.id, steps=4)
        session.raw.set_trace_callback(None)
    person, day, walk = asked
    assert "patient_merge" in person
    assert "FROM clinic" in day
    assert walk.startswith("WITH RECURSIVE walk")


def test_the_work_grows_with_a_household_and_not_with_its_square(store: LocalStore) -> None:
    """Counted in steps of SQLite's machine; somebody answers for everybody of the household."""
    small, big = (_steps_of_the_machine(store, size) for size in (40, 120))
    assert big < 4 * small


def _steps_of_the_machine(store: LocalStore, size: int) -> int:
    home, head = a_record(Household), a_patient()
    members = [a_patient(household_id=home.id, guarantor_id=head.id) for _ in range(size)]
    add(store, home, head, *members)
    looks = 0

    def look() -> int:
        nonlocal looks
        looks += 1
        return 0

    with store.database.reading() as session:
        session.raw.set_progress_handler(look, 100)
        circle = read_connections(session, members[0].id, steps=4)
        session.raw.set_progress_handler(None, 0)
    assert len(circle.people) == size
    return looks


def test_more_than_five_hundred_are_said_to_be_more(store: LocalStore) -> None:
    home = a_record(Household)
    members = [a_patient(household_id=home.id) for _ in range(MOST_FOUND + 1)]
    add(store, home, *members)
    with store.reader() as reader:
        just_all = reader.connections(members[0].id)
    assert (len(just_all.people), just_all.has_more) == (MOST_FOUND, False)
    add(store, a_patient(household_id=home.id))
    with store.reader() as reader:
        cut = reader.connections(members[0].id)
    assert (len(cut.people), cut.has_more) == (MOST_FOUND, True)


@pytest.mark.parametrize(
    ("days", "is_on_it"),
    [
        ({"starts_on": 0, "ends_on": 0}, True),
        ({"starts_on": 2}, False),
        ({"ends_on": -2}, False),
        ({"starts_on": -2}, True),
    ],
)
def test_the_team_is_who_is_on_it_today(
    store: LocalStore, days: dict[str, int], is_on_it: bool
) -> None:
    today = datetime.now(ZoneInfo(ZONE)).date()
    span = {name: today + timedelta(days=away) for name, away in days.items()}
    doctor, patient = a_practitioner(), a_patient()
    member = a_child(CareTeamMember, patient, practitioner_id=doctor.id, **span)
    at_home(store)
    add(store, doctor, patient, member)
    context = a_clinician(practitioner_id=doctor.id)
    with store.reader() as reader:
        assert (doctor.id in reached(store, patient)) is is_on_it
        assert reader.cares_for(context, patient.id) is is_on_it


@pytest.mark.parametrize(("hour", "is_on_it"), [(3, True), (12, False)])
def test_the_last_day_ends_at_the_clinics_midnight(
    store: LocalStore, hour: int, is_on_it: bool
) -> None:
    """At three in Greenwich on the 22nd it is still the evening of the 21st in New York."""
    doctor, patient = a_practitioner(), a_patient()
    member = a_child(CareTeamMember, patient, practitioner_id=doctor.id, ends_on=date(2026, 11, 21))
    at_home(store)
    add(store, doctor, patient, member)
    now = datetime(2026, 11, 22, hour, tzinfo=UTC)
    mine = bytes.fromhex(doctor.id)
    with store.database.reading() as session:
        circle = read_connections(session, patient.id, steps=1, now=now)
        assert bool(circle.people) is is_on_it
        assert cares_for(session, mine, patient.id, user_id=USER_ID, now=now) is is_on_it


def test_kinds_of_links_have_words() -> None:
    assert len(LinkKind) == 7
