"""Ways around the role matrix that look like ordinary work, each of them closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.access import BreakGlass
from app.domain.appointment import Appointment
from app.domain.changes import Origin
from app.domain.clinical import Allergy, Condition
from app.domain.conflict import SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.errors import InvalidRecord, InvalidValue, PermissionDenied
from app.domain.ids import PractitionerId, new_id
from app.domain.patient import Patient
from app.domain.permissions import Permission
from app.domain.scheduling import stamp
from app.domain.staff import User
from app.services import conflicts
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

pytestmark = pytest.mark.row("B7", "A3")
ME = PractitionerId(new_id())
CLINICIAN = a_context(role="clinician", practitioner_id=ME)
BILLING = a_context(role="billing")
ADMIN = a_context(role="admin")


@pytest.fixture
def patient(store: LocalStore) -> Patient:
    """Somebody else's patient, with an allergy and a condition."""
    made = a_patient()
    there(store, a_practitioner(id=ME), made, a_child(Allergy, made), a_child(Condition, made))
    return made


def there(store: LocalStore, *records: Record) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        for record in records:
            uow.add(record)


def the(store: LocalStore, record_type: type[Any]) -> Any:
    from app.domain.query import Query

    with store.reader() as reader:
        found = reader.records(record_type).find_one(Query(record_type))
    assert found is not None
    return found


def save(
    store: LocalStore, context: ExecutionContext, record: Record, action: str = "", **changes: Any
) -> None:
    with store.unit_of_work(context) as uow:
        stored = uow.records(type(record)).get(record.id)
        assert stored is not None
        uow.save(replace(stored, **changes), action=action)


def actions(store: LocalStore) -> list[str]:
    with store.database.reading() as session:
        return [row[0] for row in session.all("SELECT action FROM audit ORDER BY seq")]


def test_save_without_a_change_is_asked_like_any_other(store: LocalStore, patient: Patient) -> None:
    with pytest.raises(PermissionDenied):
        save(store, BILLING, patient)
    assert actions(store)[-1] == "deny"


def test_record_handed_out_by_an_empty_save_is_a_look(store: LocalStore, patient: Patient) -> None:
    save(store, CONTEXT, patient)
    assert actions(store)[-1] == "view"


def test_record_of_a_chart_stays_with_its_patient(store: LocalStore, patient: Patient) -> None:
    other = a_patient()
    there(store, other)
    with pytest.raises(InvalidValue, match="patient_id"):
        save(store, CONTEXT, the(store, Allergy), patient_id=other.id)


def test_nobody_makes_a_patient_theirs_by_saying_so(store: LocalStore, patient: Patient) -> None:
    with pytest.raises(PermissionDenied) as denied:
        save(store, CLINICIAN, patient, practitioner_id=ME)
    assert (denied.value.permission, denied.value.needs) == (Permission.PATIENT_ASSIGN, "glass")


@pytest.mark.parametrize(
    ("booked_by", "status", "cares"),
    [("me", "booked", False), ("the desk", "booked", True), ("the desk", "cancelled", False)],
)
def test_visit_that_somebody_else_booked_and_that_stands_is_care(
    store: LocalStore, patient: Patient, booked_by: str, status: str, cares: bool
) -> None:
    by = CLINICIAN if booked_by == "me" else a_context(user_id=new_id())
    visit = an_appointment(
        patient, practitioner_id=ME, status=status, stamps={"booked": stamp(NOON, by)}
    )
    there(store, visit)
    if cares:
        save(store, CLINICIAN, the(store, Condition), text="Asthma, mild")
        return
    with pytest.raises(PermissionDenied):
        save(store, CLINICIAN, the(store, Condition), text="Asthma, mild")


@pytest.mark.parametrize(
    "forged",
    [{"user_id": new_id()}, {"role": "admin"}, {"reviewed_at": NOON}, {"reviewed_by": new_id()}],
)
def test_nobody_breaks_the_glass_as_somebody_else_or_reviewed_already(
    store: LocalStore, patient: Patient, forged: dict[str, Any]
) -> None:
    glass = a_child(BreakGlass, patient, **{"user_id": CLINICIAN.user_id, **forged})
    with pytest.raises(PermissionDenied), store.unit_of_work(CLINICIAN) as uow:
        uow.add(glass)


@pytest.mark.parametrize(
    "wrong", [{"reason": "because"}, {"ends_at": NOON + timedelta(days=3650)}, {"ends_at": NOON}]
)
def test_glass_has_a_reason_and_an_hour(
    store: LocalStore, patient: Patient, wrong: dict[str, Any]
) -> None:
    glass = a_child(BreakGlass, patient, **{"user_id": CLINICIAN.user_id, **wrong})
    with pytest.raises(InvalidRecord), store.unit_of_work(CLINICIAN) as uow:
        uow.add(glass)


def test_review_changes_nothing_of_what_it_reviews(store: LocalStore, patient: Patient) -> None:
    glass = a_child(BreakGlass, patient)
    there(store, glass)
    with pytest.raises(PermissionDenied):
        save(store, ADMIN, glass, action="review", reviewed_by=ADMIN.user_id, reason="x" * 20)
    save(store, ADMIN, glass, action="review", reviewed_by=ADMIN.user_id, reviewed_at=NOON)


@pytest.mark.parametrize("action", ["view", "transition", "anything"])
def test_action_that_is_none_of_the_records_writes_nothing(
    store: LocalStore, patient: Patient, action: str
) -> None:
    with pytest.raises(PermissionDenied):
        save(store, BILLING, patient, action=action, family_name="Other")


def test_files_bring_in_no_accounts(store: LocalStore) -> None:
    with (
        pytest.raises(PermissionDenied),
        store.unit_of_work(CONTEXT, origin=Origin.IMPORT) as uow,
    ):
        uow.add(a_user(id=new_id(), role="admin"))


@pytest.mark.parametrize("resolution", ["mine", "theirs"])
def test_whoever_decides_a_conflict_may_change_its_record(
    store: LocalStore, patient: Patient, resolution: str
) -> None:
    condition = the(store, Condition)
    conflict = SyncConflict(
        id=new_id(),
        created_at=NOON,
        updated_at=NOON,
        entity="condition",
        row_id=condition.id,
        patient_id=patient.id,
        ours={"text": "Asthma"},
        theirs={"text": "Asthma, severe"},
    )
    there(store, conflict)
    for context in (BILLING, CONTEXT, CLINICIAN):
        with pytest.raises(PermissionDenied):
            conflicts.resolve(
                store.unit_of_work, context, conflict_id=conflict.id, resolution=resolution
            )
    assert the(store, SyncConflict).status == "open"


def test_edited_decision_is_about_the_fields_that_clashed(
    store: LocalStore, patient: Patient
) -> None:
    conflict = SyncConflict(
        id=new_id(),
        created_at=NOON,
        updated_at=NOON,
        entity="patient",
        row_id=patient.id,
        patient_id=patient.id,
        ours={"city": "Bremen"},
        theirs={"city": "Oslo"},
    )
    there(store, conflict)
    with pytest.raises(InvalidValue, match="phone"):
        conflicts.resolve(
            store.unit_of_work,
            CONTEXT,
            conflict_id=conflict.id,
            resolution="edited",
            values={"phone": "+12125550177"},
        )


def test_role_that_was_taken_away_ends_at_the_next_write(store: LocalStore) -> None:
    there(store, a_user(id=ADMIN.user_id, role="front_desk"))
    with pytest.raises(PermissionDenied), store.unit_of_work(ADMIN) as uow:
        uow.add(a_user(id=new_id(), username="eva"))


def test_nobody_deletes_or_ends_their_own_account(store: LocalStore) -> None:
    me = a_user(id=ADMIN.user_id, role="admin")
    there(store, me)
    with pytest.raises(PermissionDenied), store.unit_of_work(ADMIN) as uow:
        uow.delete(User, me.id)
    with pytest.raises(PermissionDenied):
        save(store, ADMIN, me, is_active=False)


def test_own_visit_is_not_given_to_a_colleague(store: LocalStore, patient: Patient) -> None:
    there(store, an_appointment(patient, practitioner_id=ME))
    visit = the(store, Appointment)
    save(store, CLINICIAN, visit, note="by taxi")
    with pytest.raises(PermissionDenied):
        save(store, CLINICIAN, visit, practitioner_id=PractitionerId(new_id()))
