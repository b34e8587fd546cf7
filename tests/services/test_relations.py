"""Who is around a patient, for whoever may see them, through what and how near."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.context import ExecutionContext
from app.domain.family import CareTeamMember, Household
from app.domain.ids import PatientId, RecordId
from app.domain.staff import Role
from app.services.relations import read_relations
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    a_child,
    a_context,
    a_patient,
    a_practitioner,
    a_record,
)

pytestmark = pytest.mark.row("E2")
HOME = a_record(Household)
DOCTOR, OTHERS_DOCTOR = a_practitioner(family_name="Grey"), a_practitioner(family_name="Yang")
MOTHER = a_patient(family_name="Weiß", given_names="Ada", mrn="M-1")
CHILD = a_patient(
    family_name="Weiß",
    given_names="Eva",
    mrn="M-2",
    household_id=HOME.id,
    guarantor_id=MOTHER.id,
    practitioner_id=DOCTOR.id,
)
BROTHER = a_patient(family_name="Weiß", given_names="Tom", mrn="M-3", household_id=HOME.id)
STRANGER = a_patient(family_name="Nobody", mrn="M-4", practitioner_id=OTHERS_DOCTOR.id)
CHILD_ID = PatientId(CHILD.id)


@pytest.fixture
def family(store: LocalStore) -> LocalStore:
    with store.unit_of_work(a_context(role=Role.ADMIN)) as uow:
        for record in (DOCTOR, OTHERS_DOCTOR):
            uow.add(record)
    with store.unit_of_work(a_context()) as uow:
        for record in (HOME, MOTHER, CHILD, BROTHER, STRANGER):
            uow.add(record)
    return store


def around(
    store: LocalStore, context: ExecutionContext, patient_id: PatientId = CHILD_ID
) -> dict[RecordId, str]:
    with store.reader() as reader:
        found = read_relations(reader, context, patient_id=patient_id, now=NOON)
    return {one.record_id: one.name for one in found}


def test_family_and_practitioner_are_named_and_strangers_are_not(family: LocalStore) -> None:
    assert around(family, a_context()) == {
        one.id: one.display_name for one in (MOTHER, BROTHER, DOCTOR)
    }


def test_administrator_is_shown_only_patients_of_an_open_glass(family: LocalStore) -> None:
    admin = a_context(role=Role.ADMIN)
    assert around(family, admin).keys() == {DOCTOR.id}
    until = NOON + timedelta(hours=1)
    opened = replace(admin, glass={PatientId(BROTHER.id): until})
    assert around(family, opened).keys() == {DOCTOR.id, BROTHER.id}


def test_nearest_come_first_with_the_link_they_stand_by(family: LocalStore) -> None:
    with family.reader() as reader:
        found = read_relations(reader, a_context(), patient_id=PatientId(MOTHER.id), now=NOON)
    steps = [len(one.kinds) for one in found.people]
    assert steps == sorted(steps)
    assert found.people[0].record_id == CHILD.id
    assert {one.record_id for one in found.people if len(one.kinds) == 2} == {BROTHER.id, DOCTOR.id}


def test_care_team_is_around_a_patient(family: LocalStore) -> None:
    member = a_child(CareTeamMember, CHILD, practitioner_id=OTHERS_DOCTOR.id)
    with family.unit_of_work(a_context()) as uow:
        uow.add(member)
    assert around(family, a_context())[OTHERS_DOCTOR.id] == OTHERS_DOCTOR.display_name
