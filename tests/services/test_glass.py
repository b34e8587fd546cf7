"""Breaking the glass takes a reason and a role, lasts an hour, and waits for an administrator."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import InvalidValue, PermissionDenied, RecordNotFound
from app.domain.ids import PatientId, new_id
from app.services import glass
from app.storage.store import LocalStore
from tests.factories import a_context, a_patient, a_user
from tests.storage.conftest import CONTEXT

pytestmark = pytest.mark.row("B7", "A3")
CLINICIAN = a_context(role="clinician")
ADMIN = a_context(role="admin")


@pytest.fixture
def patient_id(store: LocalStore) -> PatientId:
    with store.unit_of_work(CONTEXT) as uow:
        return PatientId(uow.add(a_patient()).id)


def broken(store: LocalStore, patient_id: PatientId, reason: str = "covering tonight"):
    return glass.break_glass(store.unit_of_work, CLINICIAN, patient_id=patient_id, reason=reason)


def test_it_lasts_an_hour(store: LocalStore, patient_id: PatientId) -> None:
    made = broken(store, patient_id)
    assert made.ends_at - made.broken_at == timedelta(minutes=60)


@pytest.mark.parametrize("reason", ["", "   ", "because", " " * 40])
def test_reason_that_says_nothing_opens_nothing(
    reason: str, store: LocalStore, patient_id: PatientId
) -> None:
    with pytest.raises(InvalidValue):
        broken(store, patient_id, reason)
    with store.reader() as reader:
        assert glass.unreviewed(reader) == ()


@pytest.mark.parametrize("role", ["front_desk", "billing"])
def test_other_roles_break_no_glass(role: str, store: LocalStore, patient_id: PatientId) -> None:
    with pytest.raises(PermissionDenied):
        glass.break_glass(
            store.unit_of_work, a_context(role=role), patient_id=patient_id, reason="just looking"
        )


def test_unknown_patient_is_named(store: LocalStore) -> None:
    with pytest.raises(RecordNotFound):
        broken(store, PatientId(new_id()))


def test_administrator_reviews_it_once_and_with_their_name(
    store: LocalStore, patient_id: PatientId
) -> None:
    made = broken(store, patient_id)
    with store.reader() as reader:
        assert [one.id for one in glass.unreviewed(reader)] == [made.id]
    seen = glass.review(store.unit_of_work, ADMIN, glass_id=made.id, note="on call that night")
    assert (seen.reviewed_by, seen.review_note) == (ADMIN.user_id, "on call that night")
    with store.reader() as reader:
        assert glass.unreviewed(reader) == ()


def test_nobody_reviews_themselves_without_the_role(
    store: LocalStore, patient_id: PatientId
) -> None:
    made = broken(store, patient_id)
    with pytest.raises(PermissionDenied):
        glass.review(store.unit_of_work, CLINICIAN, glass_id=made.id)


def test_who_broke_it_is_reviewed_by_somebody_else_where_there_is_one(
    store: LocalStore, patient_id: PatientId
) -> None:
    made = glass.break_glass(
        store.unit_of_work, ADMIN, patient_id=patient_id, reason="looked for a duplicate"
    )
    with store.unit_of_work(ADMIN) as uow:
        uow.add(a_user(id=ADMIN.user_id, role="admin"))
        other = uow.add(a_user(id=new_id(), username="eva", role="admin"))
    with pytest.raises(PermissionDenied):
        glass.review(store.unit_of_work, ADMIN, glass_id=made.id)
    glass.review(store.unit_of_work, replace(ADMIN, user_id=other.id), glass_id=made.id)


def test_only_administrator_reviews_themselves(store: LocalStore, patient_id: PatientId) -> None:
    made = glass.break_glass(
        store.unit_of_work, ADMIN, patient_id=patient_id, reason="looked for a duplicate"
    )
    assert glass.review(store.unit_of_work, ADMIN, glass_id=made.id).reviewed_at is not None
