"""What of a patient a role is shown: by whose patient it is, broken glass, and codes on money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from app.domain.changes import Origin
from app.domain.conflict import ConflictKind, SyncConflict
from app.domain.context import ExecutionContext
from app.domain.ids import PatientId, PractitionerId, RecordId, new_id
from app.domain.permissions import Need, Permission, Verdict
from app.domain.staff import Role
from app.services.merging import merge
from app.services.seeing import (
    hidden_fields,
    is_glass_broken,
    may_do,
    may_see,
    seen_patients,
    shown_conflict,
)
from app.storage.reader import LocalReader
from app.storage.store import LocalStore
from tests.factories import NOON, a_context, a_patient, a_practitioner, as_rows

pytestmark = pytest.mark.row("B7")
SIDES = {"diagnosis_codes": ["F32.1"], "amount_minor": 500}
DOCTOR = PractitionerId(RecordId(new_id()))
CHART = "health_record"
YES, NO = Verdict(is_allowed=True), Verdict(is_allowed=False)
AFTER = NOON + timedelta(hours=1)


def conflict(entity: str) -> SyncConflict:
    return SyncConflict(
        id=new_id(),
        created_at=NOON,
        updated_at=NOON,
        entity=entity,
        row_id=new_id(),
        kind=ConflictKind.FIELD,
        base=SIDES,
        ours=SIDES,
        theirs=SIDES,
    )


@dataclass(frozen=True)
class People:
    """A doctor's own patient with a second record, and somebody else with two."""

    mine: PatientId
    mine_too: PatientId
    other: PatientId
    other_too: PatientId


@pytest.fixture
def people(store: LocalStore) -> People:
    made = [a_patient(practitioner_id=DOCTOR), a_patient(), a_patient(), a_patient()]
    context = a_context()
    with store.unit_of_work(context, origin=Origin.REMOTE) as uow:
        uow.apply_rows(as_rows([a_practitioner(id=DOCTOR), *made]))
    ids = [PatientId(one.id) for one in made]
    for survivor_id, merged_id in (ids[:2], ids[2:]):
        merge(store.unit_of_work, context, survivor_id=survivor_id, merged_id=merged_id)
    return People(*ids)


def a_doctor(*glass: PatientId, role: Role = Role.CLINICIAN) -> ExecutionContext:
    return a_context(role=role, practitioner_id=DOCTOR, glass=dict.fromkeys(glass, AFTER))


Asked = Callable[[LocalReader, ExecutionContext, PatientId | None], Verdict]


def asked_of_the_chart(reader: LocalReader, context: ExecutionContext,
                       patient_id: PatientId | None) -> Verdict:  # fmt: skip
    return may_see(reader, context, CHART, patient_id=patient_id, now=NOON)


def asked_by_permission(reader: LocalReader, context: ExecutionContext,
                        patient_id: PatientId | None) -> Verdict:  # fmt: skip
    return may_do(reader, context, Permission.NOTE_VIEW, patient_id=patient_id, now=NOON)


@pytest.mark.parametrize("asked", [asked_of_the_chart, asked_by_permission])
def test_clinician_sees_their_own_patients_and_others_behind_glass(
    store: LocalStore, people: People, asked: Asked
) -> None:
    with store.reader() as reader:
        for patient_id in (people.mine, people.mine_too):
            assert asked(reader, a_doctor(), patient_id) == YES
        for patient_id in (people.other, people.other_too, None):
            assert asked(reader, a_doctor(), patient_id) == replace(NO, needs=Need.REASON)
        for patient_id in (people.other, people.other_too):
            assert asked(reader, a_doctor(people.other), patient_id) == YES
        assert not asked(reader, a_doctor(people.other), None).is_allowed
        other = replace(a_doctor(), practitioner_id=None)
        assert not asked(reader, other, people.mine).is_allowed


def test_role_alone_decides_where_whose_it_is_does_not_matter(
    store: LocalStore, people: People
) -> None:
    with store.reader() as reader:
        for patient_id in (people.mine, people.other, None):
            see = {"patient_id": patient_id, "now": NOON}
            assert may_see(reader, a_context(), "allergy", **see) == YES
            assert may_see(reader, a_context(), CHART, **see) == NO
            assert may_see(reader, a_context(role=Role.ADMIN), "no such thing", **see) == NO


def test_glass_is_open_for_a_person_by_whichever_of_their_records(
    store: LocalStore, people: People
) -> None:
    with store.reader() as reader:
        for opened in (people.other, people.other_too):
            for asked in (people.other, people.other_too):
                assert is_glass_broken(reader, a_doctor(opened), asked, now=NOON) is True
                assert is_glass_broken(reader, a_doctor(opened), asked, now=AFTER) is False
            assert is_glass_broken(reader, a_doctor(opened), people.mine, now=NOON) is False
            assert is_glass_broken(reader, a_doctor(opened), None, now=NOON) is False
        assert is_glass_broken(reader, a_doctor(), people.other, now=NOON) is False
        assert is_glass_broken(reader, a_doctor(), None, now=NOON) is False


def test_whose_records_a_role_is_shown(store: LocalStore, people: People) -> None:
    def seen(context: ExecutionContext, entity: str = CHART) -> frozenset[RecordId] | None:
        return seen_patients(reader, context, entity, now=NOON)

    own, others = {people.mine, people.mine_too}, {people.other, people.other_too}
    with store.reader() as reader:
        assert seen(a_context(), "allergy") is None
        assert seen(a_context()) == frozenset()
        assert seen(a_context(role=Role.ADMIN), "no such thing") == frozenset()
        assert seen(a_doctor()) == own
        assert seen(a_doctor(people.other_too)) == own | others
        assert seen_patients(reader, a_doctor(people.other), CHART, now=AFTER) == own
        assert seen(a_doctor(role=Role.ADMIN)) == frozenset(), "no chart is an administrator's own"
        assert seen(a_doctor(people.other, role=Role.ADMIN)) == others


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.BILLING])
def test_conflict_about_money_shows_codes_to_who_may_see_codes(
    store: LocalStore, role: Role
) -> None:
    kept = SIDES if role is Role.BILLING else {"amount_minor": 500}
    with store.reader() as reader:
        shown = shown_conflict(reader, a_context(role=role), conflict("charge"), now=NOON)
    assert (shown.base, shown.ours, shown.theirs) == (kept, kept, kept)


def test_conflict_about_what_a_role_is_not_shown_has_no_values(store: LocalStore) -> None:
    with store.reader() as reader:
        shown = shown_conflict(reader, a_context(), conflict("health_record"), now=NOON)
    assert (shown.base, shown.ours, shown.theirs) == ({}, {}, {})


def test_conflict_that_hides_nothing_is_shown_as_it_is(store: LocalStore) -> None:
    made = conflict("allergy")
    with store.reader() as reader:
        assert shown_conflict(reader, a_context(), made, now=NOON) is made


def test_codes_on_money_are_hidden_from_who_may_not_see_codes() -> None:
    front, billing = a_context(), a_context(role=Role.BILLING)
    assert "diagnosis_codes" in hidden_fields(front, "charge")
    assert hidden_fields(billing, "charge") == frozenset()
    for context in (front, billing):
        assert hidden_fields(context, "patient") == frozenset()


def test_what_a_payer_said_is_hidden_from_who_may_not_see_it() -> None:
    newer = a_context(role="of a newer version")
    assert hidden_fields(newer, "coverage") == {"eligibility", "eligibility_on"}
    assert hidden_fields(newer, "patient") == frozenset()
    assert hidden_fields(a_context(), "coverage") == frozenset()
