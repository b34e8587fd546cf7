"""Who comes without a policy: by all records of a person, and of nobody where none are kept."""

from __future__ import annotations

from datetime import date

from app.domain.patient import Coverage
from app.services.insured import uninsured
from app.services.merging import merge
from app.storage.store import LocalStore
from tests.factories import a_child, a_patient
from tests.storage.conftest import CONTEXT

DAY = date(2026, 10, 14)
AMARA, BO, AGAIN = a_patient(), a_patient(family_name="Bo"), a_patient(family_name="Okaffor")


def put(store: LocalStore, *records: object) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        for one in records:
            uow.add(one)  # type: ignore[type-var]  # records


def asked(store: LocalStore) -> frozenset[str]:
    with store.reader() as reader:
        return frozenset(uninsured(reader, patient_ids=[AMARA.id, BO.id], on=DAY))


def test_who_has_no_policy_of_the_day_is_named(store: LocalStore) -> None:
    put(store, AMARA, BO, a_child(Coverage, AMARA, payer="Aetna"))
    put(store, a_child(Coverage, BO, payer="Aetna", valid_to="2026-10-13"))
    assert asked(store) == {BO.id}


def test_clinic_without_any_policy_is_told_nothing(store: LocalStore) -> None:
    put(store, AMARA, BO)
    assert asked(store) == frozenset()


def test_policy_of_either_record_of_a_merged_person_counts(store: LocalStore) -> None:
    put(store, AMARA, BO, AGAIN, a_child(Coverage, AGAIN, payer="Aetna"))
    assert asked(store) == {AMARA.id, BO.id}
    merge(store.unit_of_work, CONTEXT, survivor_id=AMARA.id, merged_id=AGAIN.id)
    assert asked(store) == {BO.id}
