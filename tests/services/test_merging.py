"""Two records of one person become one, and two again: nothing is moved, lost or guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.audit_trail import AuditQuestion
from app.domain.billing import Allocation, Charge, Payment
from app.domain.clinical import Allergy
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.duplicates import Pair, pair_id
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.family import CareTeamMember
from app.domain.history import HealthRecord
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.merging import PatientMerge
from app.domain.message import Message, MessageThread
from app.domain.patient import Patient, PatientIdentifier
from app.domain.query import Query, eq
from app.domain.staff import Role
from app.domain.waiting import Task
from app.services import accounts, duplicates
from app.services.merging import Unmerged, live_merge, merge, picked, unmerge
from app.services.patients import list_rows, search
from app.services.seeing import may_see
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    a_child,
    a_clinic,
    a_clinician,
    a_context,
    a_patient,
    a_practitioner,
    an_allergy,
    an_appointment,
)
from tests.storage.conftest import ADMIN, CONTEXT

AMARA = a_patient(mrn="A-1", city="Springfield", email=None)
AGAIN = a_patient(
    mrn="A-2", family_name="Okaffor", email="amara@example.org", city="Chicago", alert="Faints"
)
DOCTOR = a_practitioner()
CLINICIAN = a_clinician(AMARA.id, AGAIN.id, practitioner_id=DOCTOR.id, clinic_id=CONTEXT.clinic_id)
BILLING = replace(CONTEXT, role=Role.BILLING, user_id=new_id())
SIGNED = a_child(HealthRecord, AGAIN, title="First visit", practitioner_id=DOCTOR.id)


@pytest.fixture(autouse=True)
def people(store: LocalStore) -> None:
    put(store, ADMIN, a_clinic(id=CONTEXT.clinic_id))
    put(store, CONTEXT, DOCTOR, AMARA, AGAIN, an_allergy(AMARA), an_allergy(AGAIN, text="Latex"))
    put(store, CLINICIAN, SIGNED)


def put(store: LocalStore, context: ExecutionContext, *records: Record) -> None:
    with store.unit_of_work(context) as uow:
        for record in records:
            uow.add(record)


def merged(store: LocalStore, *take: str, context: ExecutionContext = CONTEXT) -> PatientMerge:
    ids = {"survivor_id": PatientId(AMARA.id), "merged_id": PatientId(AGAIN.id)}
    return merge(store.unit_of_work, context, take=take, **ids)


def parted(store: LocalStore) -> Unmerged:
    return unmerge(store.unit_of_work, CONTEXT, merged_id=PatientId(AGAIN.id))


def of(store: LocalStore, patient: RecordId, kind: type[Record]) -> list[Any]:
    with store.reader() as reader:
        return list(reader.records(kind).values(Query(kind, where=eq("patient_id", patient))))


def patient(store: LocalStore, record_id: RecordId = AMARA.id) -> Patient:
    with store.reader() as reader:
        found = reader.records(Patient).get(record_id)
    assert found is not None
    return found


def test_whoever_asks_for_one_is_given_the_records_of_both(store: LocalStore) -> None:
    merged(store)
    for asked in (AMARA.id, AGAIN.id):
        assert {one.text for one in of(store, asked, Allergy)} == {"Penicillin", "Latex"}
        assert {one.patient_id for one in of(store, asked, HealthRecord)} == {AGAIN.id}


def test_nothing_is_written_to_what_was_there(store: LocalStore) -> None:
    before = of(store, AGAIN.id, HealthRecord) + of(store, AGAIN.id, Allergy)
    merged(store)
    after = of(store, AGAIN.id, HealthRecord) + of(store, AGAIN.id, Allergy)
    assert [one for one in after if one.patient_id == AGAIN.id] == before


def test_gaps_are_filled_and_what_is_asked_for_is_taken_with_its_group(store: LocalStore) -> None:
    kept = merged(store, "family_name")
    found = patient(store)
    assert (found.email, found.family_name, found.city) == (AGAIN.email, "Okaffor", "Springfield")
    assert kept.taken["email"] == [None, AGAIN.email]
    assert kept.taken["family_name"] == ["Okafor", "Okaffor"]


def test_warning_of_the_other_is_shown_beside_ones_own(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(patient(store), alert="Deaf in one ear"))
    merged(store)
    assert patient(store).alert == "Deaf in one ear | Faints"


def test_number_and_name_of_the_other_find_the_survivor(store: LocalStore) -> None:
    merged(store)
    with store.reader() as reader:
        for words in ("A-2", "Okaffor", "A-1"):
            assert [one.id for one in search(reader, text=words, limit=9, now=NOON)] == [AMARA.id]
        aliases = reader.records(PatientIdentifier).find_many(Query(PatientIdentifier))
    assert [(one.value, one.patient_id, one.is_alias) for one in aliases] == [
        ("A-2", AMARA.id, True)
    ]


def test_list_shows_the_allergies_and_visits_of_both(store: LocalStore) -> None:
    put(store, CONTEXT, an_appointment(AGAIN, starts_at=NOON + timedelta(days=1)))
    merged(store)
    with store.reader() as reader:
        line = list_rows(reader, patient_ids=[AMARA.id], now=NOON)[AMARA.id]
    assert set(line.allergies) == {"Penicillin", "Latex"}
    assert line.next_visit_at == NOON + timedelta(days=1)


def test_day_marks_the_allergies_of_both(store: LocalStore) -> None:
    plain = a_patient()
    put(store, CONTEXT, plain, an_appointment(plain))
    ids = {"survivor_id": PatientId(plain.id), "merged_id": PatientId(AGAIN.id)}
    merge(store.unit_of_work, CONTEXT, **ids)
    with store.reader() as reader:
        visits = reader.visits_between(NOON, NOON + timedelta(hours=1))
    assert [one.has_allergy for one in visits] == [True]


def test_account_is_the_sum_and_one_payment_pays_for_both(store: LocalStore) -> None:
    charges = [a_child(Charge, one, amount_minor=3_000) for one in (AMARA, AGAIN)]
    put(store, BILLING, *charges)
    merged(store)
    paid = {"amount_minor": 6_000, "received_on": NOON.date()}
    accounts.take_payment(store.unit_of_work, BILLING, patient_id=PatientId(AMARA.id), values=paid)
    with store.reader() as reader:
        account = reader.account(AMARA.id, "USD")
        assert reader.account(AGAIN.id, "USD") == account
    assert (account.charged, account.balance, account.credit) == (6_000, 0, 0)


def test_unread_messages_about_one_are_counted_for_the_person(store: LocalStore) -> None:
    for one in (AMARA, AGAIN):
        thread = a_child(MessageThread, one, status="open", subject="A refill")
        said = {"thread_id": thread.id, "text": "Is it ready?", "sent_at": NOON}
        put(store, CONTEXT, thread, a_child(Message, one, **said))

    def unread() -> list[int]:
        with store.reader() as reader:
            return [reader.unread(CONTEXT.user_id, one.id) for one in (AMARA, AGAIN)]

    assert unread() == [1, 1]
    merged(store)
    assert unread() == [2, 2]


def test_family_has_one_account_of_somebody_who_was_merged(store: LocalStore) -> None:
    child = a_patient(guarantor_id=PatientId(AGAIN.id))
    put(store, CONTEXT, child)
    merged(store)
    with store.reader() as reader:
        family = accounts.family_of(reader, patient_id=PatientId(AMARA.id))
    assert set(family) == {AMARA.id, child.id}


def test_merge_is_not_taken_back_while_one_pays_for_the_other(store: LocalStore) -> None:
    charge = a_child(Charge, AGAIN, amount_minor=3_000)
    put(store, BILLING, charge)
    merged(store)
    paid = {"amount_minor": 3_000, "received_on": NOON.date()}
    accounts.take_payment(store.unit_of_work, BILLING, patient_id=PatientId(AMARA.id), values=paid)
    with pytest.raises(InvalidValue, match="pay for charges of the other"):
        parted(store)
    (share,) = of(store, AMARA.id, Allocation)
    accounts.reverse(
        store.unit_of_work, BILLING, entry=Allocation, entry_id=share.id, reason="not hers"
    )
    parted(store)
    with store.reader() as reader:
        assert reader.account(AMARA.id, "USD").credit == 3_000
        assert reader.account(AGAIN.id, "USD").balance == 3_000
    assert [one.patient_id for one in of(store, AMARA.id, Payment)] == [AMARA.id]


def test_nor_while_it_does_in_a_currency_that_was_the_clinics(store: LocalStore) -> None:
    merged(store)
    charge = a_child(Charge, AGAIN, amount_minor=3_000)
    payment = a_child(Payment, AMARA, amount_minor=3_000)
    named = {"payment_id": payment.id, "charge_id": charge.id, "amount_minor": 3_000}
    euros = [charge, payment, a_child(Allocation, AMARA, **named)]
    put(store, BILLING, *(replace(one, currency="EUR") for one in euros))
    with pytest.raises(InvalidValue, match="pay for charges of the other"):
        parted(store)


def test_who_cares_for_the_one_cares_for_the_other(store: LocalStore) -> None:
    put(store, CONTEXT, a_child(CareTeamMember, AGAIN, practitioner_id=DOCTOR.id))
    doctor = replace(CLINICIAN, glass={})
    with store.reader() as reader:
        assert not reader.cares_for(doctor, AMARA.id)
    merged(store)
    with store.reader() as reader:
        assert reader.cares_for(doctor, AMARA.id)


def test_glass_broken_for_one_record_is_broken_for_the_person(store: LocalStore) -> None:
    merged(store)
    looking = a_context(role=Role.ADMIN, glass={PatientId(AGAIN.id): NOON.replace(year=9999)})
    with store.reader() as reader:
        asked: dict[str, Any] = {"patient_id": AMARA.id, "now": NOON}
        assert may_see(reader, looking, "allergy", **asked).is_allowed
        assert not may_see(reader, replace(looking, glass={}), "allergy", **asked).is_allowed


def test_trail_of_one_is_the_trail_of_both_as_long_as_it_holds(store: LocalStore) -> None:
    def events(one: Patient) -> int:
        with store.reader() as reader:
            return reader.audit.count(AuditQuestion(patient_id=one.id))

    merged(store)
    assert events(AMARA) == events(AGAIN) > 4
    parted(store)
    assert events(AMARA) != events(AGAIN)


def test_panel_of_the_one_hears_of_the_other(store: LocalStore) -> None:
    heard: list[str] = []
    merged(store)
    end = store.feed.subscribe(lambda told: heard.extend(one.key for one in told.changes))
    put(store, CONTEXT, allergy := an_allergy(AGAIN, text="Nuts"))
    end()
    assert sorted(heard) == sorted(
        f"patient/{one.id}/allergy/{allergy.id}" for one in (AMARA, AGAIN)
    )


def test_question_whether_they_are_one_is_answered(store: LocalStore) -> None:
    first, second = sorted((AMARA.id, AGAIN.id))
    duplicates.ask(
        store.unit_of_work, CONTEXT, [Pair(RecordId(first), RecordId(second), 20.0, ())], keep=True
    )
    merged(store)
    with store.reader() as reader:
        task = reader.records(Task).get(pair_id(AMARA.id, AGAIN.id))
    assert task is not None
    assert (task.status, task.done_by) == ("done", CONTEXT.user_id)


def test_unmerge_leaves_everything_as_it_was(store: LocalStore) -> None:
    before = [fields(patient(store, one.id)) for one in (AMARA, AGAIN)]
    merged(store, "family_name")
    done = parted(store)
    assert [fields(patient(store, one.id)) for one in (AMARA, AGAIN)] == before
    assert (done.kept, done.later) == ((), 0)
    assert of(store, AMARA.id, PatientIdentifier) == []
    assert [one.text for one in of(store, AMARA.id, Allergy)] == ["Penicillin"]
    assert of(store, AMARA.id, Task) == []


def fields(one: Patient) -> Patient:
    return replace(one, updated_at=NOON)


def test_what_was_changed_since_stays_and_is_told(store: LocalStore) -> None:
    merged(store)
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(patient(store), email="new@example.org"))
    done = parted(store)
    assert done.kept == ("email",)
    found = patient(store)
    assert (found.email, found.alert) == ("new@example.org", None)
    (task,) = of(store, AMARA.id, Task)
    assert "email" in task.note


def test_records_made_meanwhile_are_asked_about(store: LocalStore) -> None:
    merged(store)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(an_allergy(AMARA, created_at=uow.now + timedelta(seconds=1)))
    assert parted(store).later == 1
    (task,) = of(store, AMARA.id, Task)
    assert "made while they were one: 1" in task.note


def test_merged_again_after_it_was_taken_back(store: LocalStore) -> None:
    first = merged(store)
    parted(store)
    again = merged(store)
    assert again.id != first.id
    with store.reader() as reader:
        assert live_merge(reader, AGAIN.id).id == again.id
    assert len(of(store, AMARA.id, Allergy)) == 2


def test_taken_back_once(store: LocalStore) -> None:
    merged(store)
    parted(store)
    with pytest.raises(InvalidValue, match="is not merged"):
        parted(store)


@pytest.mark.parametrize(
    ("survivor", "other", "words"),
    [
        (AMARA, AMARA, "same record"),
        (AMARA, AGAIN, "already"),
        (AGAIN, AMARA, "survivor is merged into"),
    ],
)
def test_merges_that_cannot_be(
    store: LocalStore, survivor: Patient, other: Patient, words: str
) -> None:
    merged(store)
    ids = {"survivor_id": PatientId(survivor.id), "merged_id": PatientId(other.id)}
    with pytest.raises(InvalidValue, match=words):
        merge(store.unit_of_work, CONTEXT, **ids)


def test_chain_is_one_person_and_parts_where_it_is_parted(store: LocalStore) -> None:
    third = a_patient()
    put(store, CONTEXT, third, an_allergy(third, text="Nuts"))
    merged(store)
    ids = {"survivor_id": PatientId(third.id), "merged_id": PatientId(AMARA.id)}
    merge(store.unit_of_work, CONTEXT, **ids)
    assert len(of(store, AGAIN.id, Allergy)) == 3
    with store.reader() as reader:
        assert reader.person(AGAIN.id)[0] == third.id
    parted(store)
    assert [one.text for one in of(store, AGAIN.id, Allergy)] == ["Latex"]
    assert {one.text for one in of(store, AMARA.id, Allergy)} == {"Nuts", "Penicillin"}


def test_record_of_somebody_merged_is_not_deleted_by_itself(store: LocalStore) -> None:
    merged(store)
    for one in (AMARA.id, AGAIN.id):
        with pytest.raises(InvalidValue), store.unit_of_work(ADMIN) as uow:
            uow.delete(Patient, one)


@pytest.mark.parametrize("context", [CLINICIAN, BILLING])
def test_only_those_who_may_merge_do(store: LocalStore, context: ExecutionContext) -> None:
    with pytest.raises(PermissionDenied):
        merged(store, context=context)
    merged(store)
    with pytest.raises(PermissionDenied):
        unmerge(store.unit_of_work, context, merged_id=PatientId(AGAIN.id))


def test_merge_is_only_ever_taken_back(store: LocalStore) -> None:
    kept = merged(store)
    with pytest.raises(PermissionDenied), store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(kept, merged_id=PatientId(new_id())))
    with pytest.raises(PermissionDenied), store.unit_of_work(CONTEXT) as uow:
        uow.delete(PatientMerge, kept.id)
    with pytest.raises(PermissionDenied), store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(kept, status="unmerged"), action="unmerge")


def test_visit_in_the_chart_of_one_may_name_the_records_of_the_other(store: LocalStore) -> None:
    merged(store)
    put(store, CONTEXT, visit := an_appointment(AGAIN))
    put(store, BILLING, a_child(Charge, AMARA, appointment_id=visit.id))
    assert len(of(store, AMARA.id, Appointment)) == len(of(store, AMARA.id, Charge)) == 1


def test_two_warnings_too_long_together_are_not_cut(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(patient(store), alert="x" * 995))
    with pytest.raises(InvalidValue) as said:
        merged(store)
    assert said.value.field == "alert"
    assert patient(store).alert == "x" * 995
    merged(store, "alert")
    assert patient(store).alert == "Faints"


@pytest.mark.row("F7")
def test_parting_that_is_taken_back_joins_warnings_and_picks_alike(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(uow.records(Patient).get(AMARA.id), alert="Penicillin!"))
    begin = store.unit_of_work
    both = {"survivor_id": AMARA.id, "merged_id": AGAIN.id}
    first = merge(begin, CONTEXT, **both, take=["city"])
    unmerge(begin, CONTEXT, merged_id=AGAIN.id)
    again = merge(begin, CONTEXT, **both, take=picked(first))
    assert again.taken == first.taken
    assert again.taken["alert"] == ["Penicillin!", "Penicillin! | Faints"]
    assert again.taken["city"] == ["Springfield", "Chicago"]
    assert "email" not in picked(first)
