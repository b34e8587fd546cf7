"""A new record of a patient is of one who is there."""

from __future__ import annotations

import pytest

from app.domain.changes import Origin
from app.domain.clinical import Allergy, Condition
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.patient import Patient
from app.domain.staff import Role
from app.storage.store import LocalStore
from tests.factories import a_child, a_context, a_patient, an_allergy, who_deletes

pytestmark = pytest.mark.row("A1")


def test_a_record_of_nobody_is_refused(store: LocalStore) -> None:
    allergy = an_allergy(a_patient())
    with pytest.raises(InvalidValue) as refused, store.unit_of_work(a_context()) as uow:
        uow.add(allergy)
    assert refused.value.field == "patient_id"
    with store.reader() as reader:
        assert reader.records(Allergy).get(allergy.id) is None


def test_a_record_of_a_deleted_patient_is_refused_and_an_older_one_stays(
    store: LocalStore,
) -> None:
    patient = a_patient()
    allergy = an_allergy(patient)
    with store.unit_of_work(a_context()) as uow:
        uow.add(patient)
        kept = uow.add(allergy)
    with store.unit_of_work(who_deletes(Patient)) as uow:
        uow.delete(Patient, patient.id)
    with pytest.raises(InvalidValue, match="patient_id"), store.unit_of_work(a_context()) as uow:
        uow.add(an_allergy(patient))
    with store.reader() as reader:
        assert reader.records(Allergy).get(allergy.id) == kept


def test_a_patient_made_in_the_same_unit_of_work_is_there(store: LocalStore) -> None:
    patient = a_patient()
    with store.unit_of_work(a_context()) as uow:
        uow.add(patient)
        uow.add(an_allergy(patient))


@pytest.mark.parametrize("origin", [Origin.IMPORT, Origin.REMOTE])
def test_what_comes_in_a_batch_may_come_before_its_patient(
    store: LocalStore, origin: Origin
) -> None:
    patient, admin = a_patient(), a_context(role=Role.ADMIN)
    with store.unit_of_work(admin, origin=origin) as uow:
        uow.add(an_allergy(patient))
        uow.add(patient)


def test_who_may_not_write_is_not_told_who_is_there(store: LocalStore) -> None:
    with pytest.raises(PermissionDenied), store.unit_of_work(a_context()) as uow:
        uow.add(a_child(Condition, a_patient()))
