"""Receipts and statements of merged records and of money that went back: nobody is told wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.billing import Charge, Payment, Refund
from app.domain.declare import Record
from app.domain.errors import InvalidValue
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Patient
from app.domain.staff import Role
from app.services import accounts, receipts
from app.services.merging import merge
from app.services.receipts import Receipt, StatementPaper
from app.storage.store import LocalStore
from tests.factories import NOON, TODAY, a_clinic, a_patient
from tests.storage.conftest import ADMIN, CONTEXT

pytestmark = pytest.mark.row("E2")
BILLING = replace(CONTEXT, role=Role.BILLING, user_id=new_id())
AMARA, AGAIN = a_patient(mrn="A-1"), a_patient(mrn="A-2", family_name="Okaffor")
CHILD = a_patient(mrn="A-3", given_names="Zoe", guarantor_id=AGAIN.id)


@pytest.fixture(autouse=True)
def people(store: LocalStore) -> None:
    with store.unit_of_work(ADMIN) as uow:
        uow.add(a_clinic(id=CONTEXT.clinic_id))
    put(store, AMARA, AGAIN, CHILD)


def put(store: LocalStore, *records: Record) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        for record in records:
            uow.add(record)


def merged(store: LocalStore) -> None:
    ids = {"survivor_id": PatientId(AMARA.id), "merged_id": PatientId(AGAIN.id)}
    merge(store.unit_of_work, CONTEXT, **ids)


def charged(store: LocalStore, patient: Patient, minor: int) -> Charge:
    values = {"amount_minor": minor, "service_on": TODAY, "text": "Visit"}
    who = PatientId(patient.id)
    return accounts.charge(store.unit_of_work, BILLING, patient_id=who, values=values)


def statements(store: LocalStore, *patients: Patient) -> tuple[StatementPaper, ...]:
    ids = [RecordId(one.id) for one in patients]
    with store.reader() as reader:
        return receipts.read_statements(reader, CONTEXT, patient_ids=ids, now=NOON)


def test_person_who_was_merged_is_sent_one_statement_by_either_record(store: LocalStore) -> None:
    charged(store, AMARA, 1_000)
    charged(store, AGAIN, 5_000)
    merged(store)
    (alone,) = statements(store, AGAIN)
    (together,) = statements(store, AGAIN, AMARA)
    assert (alone.to.id, alone.total) == (together.to.id, together.total) == (AMARA.id, 6_000)


def test_statement_goes_to_the_guarantor_whose_record_was_merged(store: LocalStore) -> None:
    charged(store, CHILD, 5_000)
    merged(store)
    (paper,) = statements(store, CHILD)
    assert paper.to.id == AMARA.id
    assert [part.patient.id for part in paper.parts] == [CHILD.id]


def paid(store: LocalStore, minor: int) -> Payment:
    values = {"amount_minor": minor, "received_on": TODAY}
    who = PatientId(AMARA.id)
    return accounts.take_payment(store.unit_of_work, BILLING, patient_id=who, values=values)


def receipt(store: LocalStore, payment_id: RecordId) -> Receipt:
    who = PatientId(AMARA.id)
    with store.reader() as reader:
        return receipts.read_receipt(
            reader, CONTEXT, patient_id=who, payment_id=payment_id, now=NOON
        )


@pytest.mark.parametrize(
    ("refunded", "told"),
    [
        (0, [("Visit", 4_000, False), ("", 6_000, False)]),
        (2_500, [("Visit", 4_000, False), ("", 2_500, True), ("", 3_500, False)]),
        (6_000, [("Visit", 4_000, False), ("", 6_000, True)]),
    ],
    ids=["none", "some", "all"],
)
def test_receipt_tells_what_was_given_back_from_what_is_credit(
    store: LocalStore, refunded: int, told: list[tuple[str, int, bool]]
) -> None:
    charged(store, AMARA, 4_000)
    payment = paid(store, 10_000)
    if refunded:
        values = {"amount_minor": refunded, "refunded_on": TODAY}
        accounts.give_back(store.unit_of_work, BILLING, payment_id=payment.id, values=values)
    made = receipt(store, payment.id)
    assert [(one.text, one.amount, one.is_given_back) for one in made.lines] == told
    assert made.total == 10_000


def test_refund_that_was_taken_back_is_credit_again(store: LocalStore) -> None:
    payment = paid(store, 10_000)
    values = {"amount_minor": 10_000, "refunded_on": TODAY}
    refund = accounts.give_back(store.unit_of_work, BILLING, payment_id=payment.id, values=values)
    accounts.reverse(
        store.unit_of_work, BILLING, entry=Refund, entry_id=refund.id, reason="never handed over"
    )
    (line,) = receipt(store, payment.id).lines
    assert (line.amount, line.is_given_back) == (10_000, False)


def test_payment_that_was_taken_back_has_no_receipt_nor_has_what_took_it_back(
    store: LocalStore,
) -> None:
    payment = paid(store, 10_000)
    reversal = accounts.reverse(
        store.unit_of_work, BILLING, entry=Payment, entry_id=payment.id, reason="typed wrong"
    )
    for one in (payment, reversal):
        with pytest.raises(InvalidValue, match="taken back"):
            receipt(store, RecordId(one.id))
