"""Register, find, edit and read patients on a real encrypted store."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.clinical import Allergy
from app.domain.errors import InvalidRecord, InvalidValue, RecordNotFound, StaleVersion
from app.domain.ids import PatientId, new_id
from app.domain.patient import EmergencyContact, Patient
from app.services import patients
from app.services.charts import read_chart
from app.services.patients import ChartEdit, PatientFilter
from app.storage.store import LocalStore
from tests.factories import NOON, a_patient, an_allergy
from tests.storage.conftest import ADMIN, CONTEXT


def register(store: LocalStore, **changes: object) -> Patient:
    fields = {"family_name": "Okafor", "given_names": "Amara", **changes}
    return patients.register(store.unit_of_work, CONTEXT, changes=fields)


def update(store: LocalStore, patient: Patient, **changes: object) -> Patient:
    return patients.update(
        store.unit_of_work,
        CONTEXT,
        patient_id=PatientId(patient.id),
        changes=changes,
        based_on=patient,
    )


def save(store: LocalStore, **fields: Any) -> Patient:
    return patients.save_chart(store.unit_of_work, CONTEXT, edit=ChartEdit(**fields))


def chart(store: LocalStore, patient: Patient) -> Any:
    with store.reader() as reader:
        return read_chart(reader, CONTEXT, patient_id=PatientId(patient.id), now=NOON)


def count(store: LocalStore) -> int:
    with store.reader() as reader:
        return len(patients.list_ids(reader, wanted=PatientFilter()))


@pytest.mark.row("A1", "B1")
def test_a_registered_patient_has_a_number_and_a_tidy_form(store: LocalStore) -> None:
    made = register(store, family_name="  O'Brien  Smith ", phone="(212) 555-0100", email=" ")
    assert made.mrn.startswith("P-")
    assert (made.family_name, made.phone, made.email) == ("O'Brien Smith", "+12125550100", None)


def test_two_patients_cannot_have_one_number(store: LocalStore) -> None:
    register(store, mrn="P-1")
    with pytest.raises(InvalidRecord) as caught:
        register(store, mrn="P-1")
    assert set(caught.value.problems) == {"mrn"}
    assert count(store) == 1


def test_a_phone_that_is_none_is_named_and_nothing_is_saved(store: LocalStore) -> None:
    with pytest.raises(InvalidRecord) as caught:
        register(store, phone="call my sister", phone_work="nope")
    assert set(caught.value.problems) == {"phone", "phone_work"}
    assert count(store) == 0


def test_forms_that_changed_different_fields_both_win(store: LocalStore) -> None:
    shown = register(store)
    update(store, shown, city="Albany")
    saved = update(store, shown, email="a@example.org")
    assert (saved.city, saved.email) == ("Albany", "a@example.org")


def test_forms_that_changed_the_same_field_clash_by_its_name(store: LocalStore) -> None:
    shown = register(store)
    update(store, shown, email="a@example.org", city="Albany")
    with pytest.raises(StaleVersion) as caught:
        update(store, shown, email="b@example.org", state="NY")
    assert caught.value.fields == ("email",)
    assert chart(store, shown).patient.state is None


def test_a_form_is_refused_for_another_patient(store: LocalStore) -> None:
    one, other = register(store), register(store)
    with pytest.raises(InvalidValue):
        save(store, patient_id=other.id, based_on=one, changes={"city": "Albany"})
    assert chart(store, other).patient.city is None


def test_a_child_row_of_another_patient_is_refused(store: LocalStore) -> None:
    one, other = register(store), register(store)
    theirs = an_allergy(other)
    save(store, patient_id=other.id, based_on=other, changes={}, children=(theirs,))
    with pytest.raises(InvalidValue):
        save(store, patient_id=one.id, based_on=one, changes={}, removed=(theirs,))
    assert len(chart(store, other).allergies) == 1


def test_a_changed_child_row_of_another_patient_is_refused(store: LocalStore) -> None:
    one, other = register(store), register(store)
    theirs = an_allergy(other)
    save(store, patient_id=other.id, based_on=other, changes={}, children=(theirs,))
    stored = chart(store, other).allergies[0]
    for forged in (stored, replace(stored, patient_id=one.id)):
        with pytest.raises(InvalidValue):
            save(
                store,
                patient_id=one.id,
                based_on=one,
                changes={},
                children=(replace(forged, reaction="Hives"),),
                shown_children={stored.id: forged},
            )
    assert chart(store, other).allergies == (stored,)
    assert chart(store, one).allergies == ()


def test_a_row_taken_from_another_patient_is_not_removed(store: LocalStore) -> None:
    one, other = register(store), register(store)
    save(store, patient_id=other.id, based_on=other, changes={}, children=(an_allergy(other),))
    forged = replace(chart(store, other).allergies[0], patient_id=one.id)
    with pytest.raises(InvalidValue):
        save(store, patient_id=one.id, based_on=one, changes={}, removed=(forged,))
    assert len(chart(store, other).allergies) == 1


def test_a_child_row_that_is_gone_already_is_removed_without_complaint(store: LocalStore) -> None:
    shown = register(store)
    save(store, patient_id=shown.id, based_on=shown, changes={}, children=(an_allergy(shown),))
    gone = chart(store, shown).allergies
    for city in ("Albany", "Troy"):
        save(store, patient_id=shown.id, based_on=None, changes={"city": city}, removed=gone)
    assert chart(store, shown).allergies == ()
    assert chart(store, shown).patient.city == "Troy"


def test_forms_that_changed_a_field_to_the_same_value_do_not_clash(store: LocalStore) -> None:
    shown = register(store)
    update(store, shown, city="Albany")
    saved = update(store, shown, city=" Albany ", state="NY")
    assert (saved.city, saved.state) == ("Albany", "NY")


@pytest.mark.row("B3")
def test_nothing_of_a_form_is_saved_when_one_child_is_wrong(store: LocalStore) -> None:
    shown = register(store)
    with pytest.raises(InvalidRecord):
        save(
            store,
            patient_id=shown.id,
            based_on=shown,
            changes={"city": "Albany"},
            children=(an_allergy(shown), an_allergy(shown, text=" ")),
        )
    found = chart(store, shown)
    assert (found.patient.city, found.allergies) == (None, ())


def test_child_rows_are_added_changed_and_removed_in_one_form(store: LocalStore) -> None:
    kept, gone = new_id(), new_id()
    shown = register(store)
    first = (an_allergy(shown, id=kept), an_allergy(shown, id=gone, text="Latex"))
    save(store, patient_id=shown.id, based_on=shown, changes={}, children=first)
    listed: dict[str, Allergy] = {one.id: one for one in chart(store, shown).allergies}
    contact = EmergencyContact(
        id=new_id(), created_at=NOON, updated_at=NOON, patient_id=PatientId(shown.id), name="Ada"
    )
    save(
        store,
        patient_id=shown.id,
        based_on=shown,
        changes={},
        children=(replace(listed[kept], reaction="Hives"), contact),
        removed=(listed[gone],),
        shown_children=listed,
    )
    found = chart(store, shown)
    assert [(one.id, one.reaction) for one in found.allergies] == [(kept, "Hives")]
    assert [one.name for one in found.contacts] == ["Ada"]


def test_an_unknown_patient_is_said_to_be_unknown(store: LocalStore) -> None:
    with pytest.raises(RecordNotFound), store.reader() as reader:
        read_chart(reader, CONTEXT, patient_id=PatientId(new_id()), now=NOON)


@pytest.mark.row("B6")
def test_the_list_is_ordered_filtered_and_narrowed(store: LocalStore) -> None:
    adams = register(store, family_name="Adams", birth_date="1990-01-01")
    zhou = register(store, family_name="Zhou", birth_date="1950-01-01")
    gone = register(store, family_name="Gone", status="archived")

    def listed(**wanted: Any) -> list[str]:
        with store.reader() as reader:
            return list(patients.list_ids(reader, wanted=PatientFilter(**wanted)))

    assert listed() == [adams.id, zhou.id]
    assert listed(descending=True) == [zhou.id, adams.id]
    assert listed(order_by="born") == [zhou.id, adams.id]
    assert listed(text="zho") == [zhou.id]
    assert listed(only_ids=frozenset({adams.id})) == [adams.id]
    assert listed(statuses=("archived",)) == [gone.id]


def test_a_text_that_fits_many_still_finds_the_few_of_today(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        for number in range(1100):
            uow.add(a_patient(family_name="Smith", given_names=f"Aaron{number}"))
        last = uow.add(a_patient(family_name="Smith", given_names="Zed"))
        uow.add(a_patient(family_name="Zhou"))
    with store.reader() as reader:
        today = PatientFilter(text="smith", only_ids=frozenset({last.id}))
        assert patients.list_ids(reader, wanted=today) == (last.id,)
        everybody = patients.list_ids(reader, wanted=PatientFilter(text="smith"))
    assert len(everybody) == 1101
    assert everybody[-1] == last.id


def test_unseen_characters_are_left_out_of_a_form(store: LocalStore) -> None:
    assert register(store, family_name="\u202eOkafor\u200b").family_name == "Okafor"


def test_a_list_line_carries_allergies_and_unsent_changes(store: LocalStore) -> None:
    made = register(store, phone=None, phone_mobile="212 555 0101")
    save(
        store,
        patient_id=made.id,
        based_on=made,
        changes={},
        children=(an_allergy(made), an_allergy(made, text="Old", status="resolved")),
    )
    with store.reader() as reader:
        line = patients.list_rows(reader, patient_ids=[made.id], now=NOON)[made.id]
    assert (line.phone, line.allergies, line.is_pending) == ("+12125550101", ("Penicillin",), True)


def test_a_removed_patient_leaves_the_list_and_keeps_a_tombstone(store: LocalStore) -> None:
    made = register(store)
    with store.unit_of_work(ADMIN) as uow:
        uow.delete(Patient, made.id)
    assert count(store) == 0
    with store.reader() as reader:
        assert reader.records(Patient).get(made.id, include_deleted=True) is not None
