"""Vital signs are read and written for patients in one's care, and never overwrite a colleague."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import PermissionDenied, StaleVersion
from app.domain.history import VitalSigns
from app.domain.ids import PractitionerId, new_id
from app.domain.permissions import Need
from app.domain.staff import Role
from app.services import vitals
from app.storage.store import LocalStore
from tests.factories import NOON, a_child, a_context, a_patient, a_practitioner, a_user

pytestmark = pytest.mark.row("F7")
ME = PractitionerId(new_id())
AMARA, DANIEL = a_patient(practitioner_id=ME), a_patient(family_name="Lindqvist")
CLINICIAN = a_context(role=Role.CLINICIAN, practitioner_id=ME)


@pytest.fixture
def desk(store: LocalStore) -> LocalStore:
    with store.unit_of_work(a_context(role=Role.ADMIN)) as uow:
        uow.add(a_practitioner(id=ME))
    with store.unit_of_work(a_context()) as uow:
        uow.add(AMARA)
        uow.add(DANIEL)
    return store


def a_round(**changes: object) -> VitalSigns:
    fields = {"measured_at": NOON - timedelta(hours=1), "pulse_per_min": 72, **changes}
    return a_child(VitalSigns, AMARA, **fields)


def test_latest_round_comes_first_and_is_put_right(desk: LocalStore) -> None:
    begin = desk.unit_of_work
    early = a_round(measured_at=NOON - timedelta(days=1))
    made = [vitals.save(begin, CLINICIAN, record=one, based_on=None) for one in (early, a_round())]
    right = vitals.save(
        begin, CLINICIAN, record=replace(made[0], pulse_per_min=75), based_on=made[0]
    )
    with desk.reader() as reader:
        shown = vitals.of_patient(reader, CLINICIAN, patient_id=AMARA.id, now=NOON)
    assert [one.id for one in shown.rounds] == [made[1].id, right.id]
    assert [one.pulse_per_min for one in shown.rounds] == [72, 75]
    assert (shown.has_more, shown.at_server) == (False, 0)


def test_rounds_come_with_the_names_of_who_measured_and_wrote_them_down(desk: LocalStore) -> None:
    doctor = a_practitioner(given_names="Kenji", family_name="Ono")
    with desk.unit_of_work(a_context(role=Role.ADMIN)) as uow:
        fields = {"display_name": "Bea Ortiz", "role": Role.CLINICIAN, "practitioner_id": ME}
        uow.add(a_user(id=CLINICIAN.user_id, **fields))
        uow.add(doctor)
    one = a_round(practitioner_id=doctor.id)
    vitals.save(desk.unit_of_work, CLINICIAN, record=one, based_on=None)
    with desk.reader() as reader:
        shown = vitals.of_patient(reader, CLINICIAN, patient_id=AMARA.id, now=NOON)
    assert shown.recorders == {CLINICIAN.user_id: "Bea Ortiz", doctor.id: doctor.display_name}


def test_list_of_a_long_life_says_that_it_is_not_whole(
    desk: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vitals, "MOST", 2)
    for hours in (1, 2, 3):
        one = a_round(measured_at=NOON - timedelta(hours=hours))
        vitals.save(desk.unit_of_work, CLINICIAN, record=one, based_on=None)
    with desk.reader() as reader:
        shown = vitals.of_patient(reader, CLINICIAN, patient_id=AMARA.id, now=NOON)
    assert (len(shown.rounds), shown.has_more) == (2, True)


@pytest.mark.parametrize(
    ("role", "needs"),
    [
        (Role.FRONT_DESK, Need.NOTHING),
        (Role.BILLING, Need.NOTHING),
        (Role.ADMIN, Need.GLASS),
    ],
)
def test_other_roles_neither_read_nor_write(desk: LocalStore, role: Role, needs: Need) -> None:
    with desk.reader() as reader, pytest.raises(PermissionDenied) as denied:
        vitals.of_patient(reader, a_context(role=role), patient_id=AMARA.id, now=NOON)
    assert denied.value.needs == needs
    with pytest.raises(PermissionDenied):
        vitals.save(desk.unit_of_work, a_context(role=role), record=a_round(), based_on=None)


def test_clinician_needs_a_reason_for_somebody_else_s_patient(desk: LocalStore) -> None:
    with desk.reader() as reader, pytest.raises(PermissionDenied) as denied:
        vitals.of_patient(reader, CLINICIAN, patient_id=DANIEL.id, now=NOON)
    assert denied.value.needs == Need.REASON
    theirs = a_child(VitalSigns, DANIEL, measured_at=NOON, pulse_per_min=72)
    with pytest.raises(PermissionDenied):
        vitals.save(desk.unit_of_work, CLINICIAN, record=theirs, based_on=None)


def test_two_who_put_one_round_right_are_told(desk: LocalStore) -> None:
    begin = desk.unit_of_work
    made = vitals.save(begin, CLINICIAN, record=a_round(), based_on=None)
    vitals.save(begin, CLINICIAN, record=replace(made, pulse_per_min=80), based_on=made)
    with pytest.raises(StaleVersion):
        vitals.save(begin, CLINICIAN, record=replace(made, pulse_per_min=90), based_on=made)
    with pytest.raises(StaleVersion):
        vitals.remove(begin, CLINICIAN, record=made)
    both = vitals.save(begin, CLINICIAN, record=replace(made, weight_g=72_500), based_on=made)
    assert (both.pulse_per_min, both.weight_g) == (80, 72_500)


def test_round_taken_out_comes_back_whole(desk: LocalStore) -> None:
    begin = desk.unit_of_work
    made = vitals.save(begin, CLINICIAN, record=a_round(), based_on=None)
    vitals.remove(begin, CLINICIAN, record=made)
    with desk.reader() as reader:
        assert vitals.of_patient(reader, CLINICIAN, patient_id=AMARA.id, now=NOON).rounds == ()
    assert vitals.bring_back(begin, CLINICIAN, record=made).pulse_per_min == 72
