"""Relations as a graph: who is reached, through what, within how many steps."""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import InvalidValue
from app.domain.family import CareTeamMember, Household
from app.domain.ids import RecordId, new_id
from app.domain.patient import EmergencyContact, Patient
from app.domain.relations import Connection, LinkKind
from app.domain.staff import Role
from app.storage.store import LocalStore
from tests.factories import a_child, a_context, a_patient, a_practitioner, a_record

pytestmark = pytest.mark.row("C8")


def add(store: LocalStore, *records: Any) -> None:
    with store.unit_of_work(a_context()) as uow:
        for record in records:
            uow.add(record)


def reached(store: LocalStore, patient: Patient, steps: int = 2) -> dict[RecordId, Connection]:
    with store.reader() as reader:
        found = reader.connections(patient.id, steps=steps)
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
    from datetime import date

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


def test_big_family_in_a_ring_is_walked_in_time(store: LocalStore) -> None:
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
    st.integers(1, 4),
)
def test_nearest_ways_are_those_of_a_breadth_first_walk(
    store: LocalStore, answers_for: list[tuple[int, int]], steps: int
) -> None:
    ids = [new_id() for _ in range(7)]
    edges = {(one, other) for one, other in answers_for if one != other}
    guarantors = dict(edges)
    add(
        store,
        *(
            a_patient(id=ids[at], guarantor_id=ids[guarantors[at]] if at in guarantors else None)
            for at in range(7)
        ),
    )
    with store.reader() as reader:
        found = {one.record_id: one.steps for one in reader.connections(ids[0], steps=steps)}
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


def test_kinds_of_links_have_words() -> None:
    assert len(LinkKind) == 7
