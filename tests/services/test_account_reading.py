"""The list of accounts: what is told of somebody of whom two records were merged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.ids import PatientId, RecordId, new_id
from app.domain.staff import Role
from app.services import account_reading, accounts
from app.services.merging import merge
from app.storage.store import LocalStore
from tests.factories import TODAY, a_clinic, a_patient
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
