"""Two patients side by side: what differs, who has what, and who may look."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.audit_trail import AuditQuestion
from app.domain.billing import Charge
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, PermissionDenied, RecordNotFound
from app.domain.history import HealthRecord
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.staff import Role
from app.services.merge_preview import Preview, compare
from app.storage.store import LocalStore
from tests.factories import a_child, a_clinician, a_context, a_patient, an_allergy
from tests.storage.conftest import ADMIN, CONTEXT

AMARA = a_patient(mrn="A-1", city="Springfield")
AGAIN = a_patient(mrn="A-2", family_name="Okaffor", phone=None)
CLINICIAN = a_clinician(AMARA.id)
BILLING = a_context(role=Role.BILLING, user_id=new_id())


@pytest.fixture(autouse=True)
def people(store: LocalStore) -> None:
    charge = a_child(Charge, AGAIN, amount_minor=5_000)
    note = a_child(HealthRecord, AMARA, title="First visit")
    for context, records in (
        (CONTEXT, (AMARA, AGAIN, an_allergy(AMARA), an_allergy(AGAIN), an_allergy(AGAIN))),
        (BILLING, (charge,)),
        (CLINICIAN, (note,)),
    ):
        with store.unit_of_work(context) as uow:
            for record in records:
                uow.add(record)


def seen(
    store: LocalStore,
    first: RecordId = AMARA.id,
    second: RecordId = AGAIN.id,
    context: ExecutionContext = CONTEXT,
) -> Preview:
    return compare(store.unit_of_work, context, PatientId(first), PatientId(second))


def test_fields_that_differ_stand_side_by_side(store: LocalStore) -> None:
    found: dict[str, Any] = {one.field: one for one in seen(store).differences}
    assert {name: (one.first, one.second) for name, one in found.items()} == {
        "mrn": ("A-1", "A-2"),
        "family_name": ("Okafor", "Okaffor"),
        "phone": ("+12125550100", None),
        "city": ("Springfield", None),
    }


def test_records_are_counted_by_type_and_money_is_named(store: LocalStore) -> None:
    found = seen(store)
    counts = {one.entity: (one.first, one.second, one.is_money) for one in found.holdings}
    assert counts == {"allergy": (1, 2, False), "charge": (0, 1, True)}


def test_what_the_role_is_not_shown_is_not_counted_but_said(store: LocalStore) -> None:
    found = seen(store)
    assert "health_record" not in {one.entity for one in found.holdings}
    assert found.has_hidden


def test_look_is_in_the_trail_of_both(store: LocalStore) -> None:
    seen(store)
    with store.reader() as reader:
        looked = reader.audit.lines(AuditQuestion())[0]
    assert (looked.action, looked.result_count) == ("view", 2)
    assert set(looked.subjects) == {AMARA.id, AGAIN.id}


@pytest.mark.parametrize(
    ("context", "permission"),
    [(CLINICIAN, "patient.merge"), (BILLING, "patient.merge"), (ADMIN, "patient.view")],
    ids=["clinician", "billing", "administrator who has not broken the glass"],
)
def test_only_who_may_merge_and_see_both_compares(
    store: LocalStore, context: ExecutionContext, permission: str
) -> None:
    with pytest.raises(PermissionDenied) as denied:
        seen(store, context=context)
    assert denied.value.permission == permission


def test_one_patient_alone_or_nobody_is_refused(store: LocalStore) -> None:
    with pytest.raises(InvalidValue):
        seen(store, second=AMARA.id)
    with pytest.raises(RecordNotFound):
        seen(store, second=new_id())
