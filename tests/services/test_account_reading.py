"""The list of accounts, and a day's entries of all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.account_lines import lines_of
from app.domain.billing import Charge
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.staff import Role
from app.services import account_reading, accounts
from app.services.merging import merge
from app.storage.session import Session
from app.storage.store import LocalStore
from tests.factories import TODAY, a_child, a_clinic, a_patient
from tests.storage.conftest import ADMIN, CONTEXT

pytestmark = pytest.mark.row("E2")
BILLING = replace(CONTEXT, role=Role.BILLING, user_id=new_id())
AMARA, AGAIN, LENA = (a_patient(mrn=f"A-{at}") for at in range(3))


def test_account_of_a_merged_person_waits_where_an_entry_of_either_record_does(
    store: LocalStore,
) -> None:
    with store.unit_of_work(ADMIN) as uow:
        uow.add(a_clinic(id=CONTEXT.clinic_id))
    with store.unit_of_work(CONTEXT) as uow:
        for one in (AMARA, AGAIN, LENA):
            uow.add(one)
    values = {"amount_minor": 5_000, "service_on": TODAY, "text": "Visit"}
    again = PatientId(AGAIN.id)
    accounts.charge(store.unit_of_work, BILLING, patient_id=again, values=values)
    merge(store.unit_of_work, CONTEXT, survivor_id=PatientId(AMARA.id), merged_id=again)
    ids = [RecordId(AMARA.id), RecordId(LENA.id)]
    with store.reader() as reader:
        rows = account_reading.account_rows(reader, patient_ids=ids, currency="USD")
    assert [rows[one].is_pending for one in ids] == [True, False]


def test_day_says_of_each_entry_what_its_account_says_of_it(store: LocalStore) -> None:
    with store.unit_of_work(ADMIN) as uow:
        uow.add(a_clinic(id=CONTEXT.clinic_id))
    with store.unit_of_work(CONTEXT) as uow:
        for one in (AMARA, AGAIN, LENA):
            uow.add(one)
    begin, before = store.unit_of_work, TODAY - timedelta(days=40)
    for one, on in ((AMARA, before), (AGAIN, TODAY), (LENA, TODAY), (LENA, before)):
        service = {"amount_minor": 5_000, "service_on": on, "text": "Visit"}
        accounts.charge(begin, BILLING, patient_id=PatientId(one.id), values=service)
    merge(begin, CONTEXT, survivor_id=PatientId(AMARA.id), merged_id=PatientId(AGAIN.id))
    for one in (AMARA, LENA):  # pays the older service, wherever in the account it is
        paid = {"amount_minor": 6_000, "received_on": TODAY}
        accounts.take_payment(begin, BILLING, patient_id=PatientId(one.id), values=paid)
    with store.reader() as reader:
        shown = account_reading.read_day(reader, BILLING, on=TODAY, currency="USD")
        told = {
            line.id: line
            for one in (AMARA, LENA)
            for line in lines_of(accounts.ledger_of(reader, patient_id=PatientId(one.id)))
            if line.on == TODAY
        }
    assert len(shown) == len(told) == 4
    assert [replace(one.line, is_pending=False) for one in shown] == [
        told[one.line.id] for one in shown
    ]
    assert {(one.patient_id, one.line.kind) for one in shown} >= {(LENA.id, "payment")}


def test_day_of_many_patients_takes_no_more_statements_than_one_of_few(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = Session.run

    def heard(session: Session, text: str, *values: object) -> object:
        asked.append(text)
        return real(session, text, *values)  # type: ignore[arg-type]

    def statements(patients: int) -> int:
        charged: list[Charge] = []
        with store.unit_of_work(CONTEXT) as uow:
            for one in [a_patient() for _ in range(patients)]:
                uow.add(one)
                charged.append(a_child(Charge, one))
        with store.unit_of_work(BILLING) as uow:
            for one in charged:
                uow.add(one)
        with store.reader() as reader, monkeypatch.context() as patch:
            asked.clear()
            patch.setattr(Session, "run", heard)
            account_reading.read_day(reader, BILLING, on=TODAY, currency="USD")
        return len(asked)

    assert statements(2) == statements(20) > 0
