"""A record names none of another patient's; a claim begins at its beginning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.domain.billing import Charge, Payment
from app.domain.changes import Origin
from app.domain.claim import ClaimLine, InsuranceClaim, Remittance
from app.domain.declare import Record
from app.domain.errors import InvalidRecord, InvalidValue
from app.domain.ids import new_id
from app.domain.patient import Patient
from app.domain.staff import Role
from app.domain.waiting import Recall
from app.storage.store import LocalStore
from tests.factories import a_child, a_context, a_patient, an_appointment

pytestmark = pytest.mark.row("E2", "A5")
ONE, OTHER = a_patient(mrn="S-1"), a_patient(mrn="S-2")
BILLING = a_context(role=Role.BILLING, user_id=new_id())
VISIT = an_appointment(ONE)
CHARGE = a_child(Charge, ONE)
PAYMENT = a_child(Payment, ONE)
CLAIM = a_child(InsuranceClaim, ONE)
NAMING: dict[str, tuple[Callable[[Patient], Record], str]] = {
    "claim line": (lambda one: a_child(ClaimLine, one, insurance_claim_id=CLAIM.id),
                   "insurance_claim_id"),
    "remittance": (lambda one: a_child(Remittance, one, insurance_claim_id=CLAIM.id),
                   "insurance_claim_id"),
    "claim of a visit": (lambda one: a_child(InsuranceClaim, one, appointment_id=VISIT.id),
                         "appointment_id"),
    "charge of a visit": (lambda one: a_child(Charge, one, appointment_id=VISIT.id),
                          "appointment_id"),
}  # fmt: skip


@pytest.fixture
def clinic(store: LocalStore) -> LocalStore:
    add(store, a_context(), ONE, OTHER, VISIT)
    add(store, BILLING, CHARGE, PAYMENT, CLAIM)
    return store


def add(store: LocalStore, context: Any, *records: Record) -> None:
    with store.unit_of_work(context) as uow:
        for record in records:
            uow.add(record)


@pytest.mark.parametrize("naming", NAMING.values(), ids=NAMING)
def test_record_names_its_own_patients_records_only(
    clinic: LocalStore, naming: tuple[Callable[[Patient], Record], str]
) -> None:
    make, field = naming
    with pytest.raises(InvalidValue, match="another patient's") as refused:
        add(clinic, BILLING, make(OTHER))
    assert refused.value.field == field
    add(clinic, BILLING, make(ONE))


def test_edit_names_no_other_patients_record_either(clinic: LocalStore) -> None:
    recall = a_child(Recall, OTHER)
    add(clinic, a_context(), recall)
    with clinic.unit_of_work(a_context()) as uow:
        stored = uow.records(Recall).get(recall.id)
        assert stored is not None
        with pytest.raises(InvalidValue, match="another patient's"):
            uow.save(replace(stored, appointment_id=VISIT.id))
        assert uow.save(replace(stored, reason="Control")).reason == "Control"


@pytest.mark.parametrize("status", ["paid", "closed", "exported", "something newer"])
def test_claim_is_not_made_as_decided_here(clinic: LocalStore, status: str) -> None:
    claim = a_child(InsuranceClaim, ONE, status=status)
    with pytest.raises(InvalidRecord, match="not where it begins"):
        add(clinic, BILLING, claim)
    with clinic.unit_of_work(a_context(), origin=Origin.IMPORT) as uow:
        uow.add(claim)
    add(clinic, BILLING, a_child(InsuranceClaim, ONE, status="ready"))
