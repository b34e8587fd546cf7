"""Who decides, signs and owns: what the gatekeeper lets through, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.access import BreakGlass
from app.domain.changes import Origin
from app.domain.clinical import Allergy, Condition
from app.domain.conflict import SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.errors import PermissionDenied
from app.domain.ids import PractitionerId, new_id
from app.domain.patient import Patient
from app.domain.permissions import Permission
from app.domain.scheduling import stamp
from app.domain.staff import User
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    a_child,
    a_context,
    a_patient,
    a_practitioner,
    a_user,
    an_appointment,
)
from tests.storage.conftest import CONTEXT
from tests.storage.test_gatekeeper import ADMIN, CLINICIAN, ME, save, the, there

pytestmark = pytest.mark.row("B7", "A3")


@pytest.fixture
def patient(store: LocalStore) -> Patient:
    """Somebody else's patient, with an allergy and a condition."""
    made = a_patient()
    there(store, a_practitioner(id=ME), made, a_child(Allergy, made), a_child(Condition, made))
    return made


def a_conflict(entity: str, record: Record, **changes: Any) -> SyncConflict:
    fields: dict[str, Any] = {"id": new_id(), "created_at": NOON, "updated_at": NOON}
    return SyncConflict(**fields, entity=entity, row_id=record.id, **changes)


def decide(store: LocalStore, context: ExecutionContext, conflict: SyncConflict) -> None:
    by = {"resolved_by": context.user_id, "resolved_at": NOON}
    save(store, context, conflict, "resolve", status="resolved", resolution="theirs", **by)


@pytest.mark.parametrize(("owner", "decides"), [(ME, True), (PractitionerId(new_id()), False)])
def test_clinician_decides_about_their_own_visit_only(
    store: LocalStore, patient: Patient, owner: PractitionerId, decides: bool
) -> None:
    visit = an_appointment(patient, practitioner_id=owner)
    conflict = a_conflict("appointment", visit, ours={"note": "a"}, theirs={"note": "b"})
    there(store, visit, conflict)
    if decides:
        decide(store, CLINICIAN, conflict)
        assert the(store, SyncConflict).status == "resolved"
        return
    with pytest.raises(PermissionDenied) as denied:
        decide(store, CLINICIAN, conflict)
    assert denied.value.permission == Permission.SCHEDULE_EDIT


@pytest.mark.parametrize(("kind", "decides"), [("delete_update", True), ("field", False)])
def test_whoever_may_delete_decides_whether_a_record_is_deleted(
    store: LocalStore, patient: Patient, kind: str, decides: bool
) -> None:
    conflict = a_conflict("patient", patient, patient_id=patient.id, kind=kind)
    there(store, conflict)
    if decides:
        decide(store, ADMIN, conflict)
        assert the(store, SyncConflict).status == "resolved"
        return
    with pytest.raises(PermissionDenied) as denied:
        decide(store, ADMIN, conflict)
    assert (denied.value.permission, denied.value.needs) == (Permission.PATIENT_EDIT, "glass")


def test_deletion_that_was_changed_is_decided_by_who_may_edit_too(
    store: LocalStore, patient: Patient
) -> None:
    conflict = a_conflict("patient", patient, patient_id=patient.id, kind="delete_update")
    there(store, conflict)
    decide(store, CONTEXT, conflict)
    assert the(store, SyncConflict).status == "resolved"


def test_nobody_signs_a_decision_or_a_review_for_somebody_else(
    store: LocalStore, patient: Patient
) -> None:
    conflict, glass = a_conflict("patient", patient), a_child(BreakGlass, patient)
    there(store, conflict, glass)
    with pytest.raises(PermissionDenied) as denied:
        save(store, CONTEXT, conflict, "resolve", status="resolved", resolved_by=ADMIN.user_id)
    assert denied.value.permission == "sync_conflict.resolve"
    with pytest.raises(PermissionDenied) as denied:
        save(store, ADMIN, glass, "review", reviewed_by=new_id(), reviewed_at=NOON)
    assert denied.value.permission == "break_glass.review"
    assert denied.value.row_id == glass.id


def test_colleague_may_be_ended_and_deleted(store: LocalStore) -> None:
    boss, colleague = a_context(role="admin", user_id=new_id()), a_user(id=new_id(), username="eva")
    there(store, colleague)
    save(store, boss, colleague, is_active=False)
    with store.unit_of_work(boss) as uow:
        uow.delete(User, colleague.id)


@pytest.mark.parametrize(("mine", "changes"), [(True, True), (False, False)])
def test_people_edit_their_own_account_and_no_other(
    store: LocalStore, mine: bool, changes: bool
) -> None:
    who = a_context(role="billing", user_id=new_id())
    account = a_user(id=who.user_id if mine else new_id(), role="billing")
    there(store, account)
    if changes:
        save(store, who, account, display_name="Another Name")
        return
    with pytest.raises(PermissionDenied):
        save(store, who, account, display_name="Another Name")


def test_account_that_was_ended_or_deleted_writes_nothing_or_as_unknown(store: LocalStore) -> None:
    who = a_context(user_id=new_id())
    there(store, a_user(id=who.user_id, role="front_desk", is_active=False))
    with pytest.raises(PermissionDenied) as denied, store.unit_of_work(who) as uow:
        uow.add(a_patient())
    assert denied.value.permission == "act as front_desk"


def test_administrators_account_works_at_the_desk(store: LocalStore) -> None:
    who = a_context(user_id=new_id())
    there(store, a_user(id=who.user_id, role="admin"))
    with store.unit_of_work(who) as uow:
        uow.add(a_patient())
        uow.add(a_patient(mrn="MRN-2"))


@pytest.mark.parametrize(("role", "brings"), [("front_desk", True), ("billing", False)])
def test_files_are_brought_in_by_who_may_import(store: LocalStore, role: str, brings: bool) -> None:
    who = a_context(role=role, user_id=new_id())
    if brings:
        with store.unit_of_work(who, origin=Origin.IMPORT) as uow:
            uow.add(a_patient())
        return
    with (
        pytest.raises(PermissionDenied) as denied,
        store.unit_of_work(who, origin=Origin.IMPORT) as uow,
    ):
        uow.add(a_patient())
    assert denied.value.permission == Permission.IMPORT_RECORDS


def test_clinician_without_a_practitioner_owns_no_patient(
    store: LocalStore, patient: Patient
) -> None:
    nobody = a_context(role="clinician")
    with pytest.raises(PermissionDenied) as denied:
        save(store, nobody, the(store, Condition), text="Asthma, mild")
    assert (denied.value.needs, denied.value.patient_id) == ("glass", patient.id)


@pytest.mark.parametrize("status", ["cancelled", "no_show", "entered_in_error"])
def test_visit_that_did_not_take_place_is_no_care(
    store: LocalStore, patient: Patient, status: str
) -> None:
    by = a_context(user_id=new_id())
    stamps = {"booked": stamp(NOON, by)}
    there(store, an_appointment(patient, practitioner_id=ME, status=status, stamps=stamps))
    with pytest.raises(PermissionDenied):
        save(store, CLINICIAN, the(store, Condition), text="Asthma, mild")
