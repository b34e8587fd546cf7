"""Who wrote something of a patient's history down: whoever did, named by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.availability import Location
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidRecord, PermissionDenied
from app.domain.history import HealthRecord, Screening, VitalSigns
from app.domain.ids import PatientId, UserId, new_id
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.validation import check
from app.protocol.codec import to_wire
from app.services import charts, conflicts, unsent, vitals
from app.services.patients import ChartEdit, save_chart
from app.services.reading import every
from app.services.transfers import transfer
from app.storage.store import LocalStore
from tests.factories import NOON, a_child, a_clinician, a_patient, a_record, a_user, an_allergy
from tests.services.test_conflicts import meet
from tests.services.test_own_name import refuse
from tests.simulation.server_model import ServerModel
from tests.storage.conftest import CONTEXT
from tests.sync.conftest import DeskStore
from tests.sync.test_push_and_pull import pull_all, push_all, the_patient

OTHER = UserId(new_id())
WHEN = {"onset_on": "2004", "onset_text": "as a child"}


@pytest.fixture
def patient(store: LocalStore) -> Patient:
    with store.unit_of_work(CONTEXT) as uow:
        return uow.add(a_patient())


def doctor(patient: Patient) -> ExecutionContext:
    return a_clinician(patient.id)


def put(store: LocalStore, context: ExecutionContext, edit: ChartEdit) -> None:
    save_chart(store.unit_of_work, context, edit=edit)


@pytest.mark.parametrize("record_type", [Allergy, Condition, MedicationStatement, Screening])
def test_new_line_of_a_form_says_who_wrote_it_whatever_it_said_before(
    store: LocalStore, patient: Patient, record_type: type[Allergy]
) -> None:
    me, line = doctor(patient), a_child(record_type, patient, recorded_by=OTHER)
    changes = {"patient_id": PatientId(patient.id), "based_on": None, "changes": {}}
    put(store, me, ChartEdit(**changes, children=(line,)))
    with store.reader() as reader:
        (kept,) = every(reader, Query(record_type))
    assert kept.recorded_by == me.user_id
    colleague = doctor(patient)
    edited = replace(kept, text="Another")
    put(store, colleague, ChartEdit(**changes, children=(edited,), shown_children={kept.id: kept}))
    with store.reader() as reader:
        assert [one.recorded_by for one in every(reader, Query(record_type))] == [me.user_id]


def test_measurements_and_handovers_say_who_wrote_them(store: LocalStore, patient: Patient) -> None:
    me, place = doctor(patient), a_record(Location, name="North")
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(place)
    measured = a_child(VitalSigns, patient, pulse_per_min=60, recorded_by=OTHER)
    made = vitals.save(store.unit_of_work, me, record=measured, based_on=None)
    assert made.recorded_by == me.user_id
    corrected = replace(made, pulse_per_min=61, recorded_by=OTHER)
    kept = vitals.save(store.unit_of_work, doctor(patient), record=corrected, based_on=made)
    assert (kept.pulse_per_min, kept.recorded_by) == (61, me.user_id)
    whose = PatientId(patient.id)
    transfer(store.transaction, me, patient_id=whose, location_id=place.id, handover="Insulin")
    with store.reader() as reader:
        notes = list(every(reader, Query(HealthRecord)))
    assert {one.title: one.recorded_by for one in notes}["Transfer"] == me.user_id


def test_nobody_writes_in_the_name_of_somebody_else(store: LocalStore, patient: Patient) -> None:
    me = doctor(patient)
    with pytest.raises(PermissionDenied), store.unit_of_work(me) as uow:
        uow.add(an_allergy(patient, recorded_by=OTHER))
    with store.unit_of_work(me) as uow:
        kept = uow.add(an_allergy(patient, recorded_by=me.user_id))
    for who in (None, OTHER):
        with pytest.raises(PermissionDenied), store.unit_of_work(me) as uow:
            uow.save(replace(kept, recorded_by=who))


def test_since_when_may_be_partial_and_is_no_day_that_never_was(patient: Patient) -> None:
    check(an_allergy(patient, severity="severe", **WHEN), today=NOON.date())
    for day in ("2004-02-30", "04", "long ago"):
        with pytest.raises(InvalidRecord) as refused:
            check(an_allergy(patient, onset_on=day), today=NOON.date())
        assert set(refused.value.problems) == {"onset_on"}


def test_severity_of_a_newer_version_is_kept(patient: Patient) -> None:
    check(an_allergy(patient, severity="life-threatening"), today=NOON.date())
    with pytest.raises(InvalidRecord) as refused:
        check(an_allergy(patient, severity="x" * 101, onset_text="y" * 501), today=NOON.date())
    assert set(refused.value.problems) == {"severity", "onset_text"}


def test_chart_says_who_recorded_what(store: LocalStore, patient: Patient) -> None:
    nurse = a_user(username="bea", display_name="Bea Ortiz", role="clinician")
    me = a_clinician(patient.id, user_id=nurse.id)
    with store.unit_of_work(a_record_keeper()) as uow:
        uow.add(nurse)
    with store.unit_of_work(me) as uow:
        uow.add(an_allergy(patient, recorded_by=nurse.id))
    with store.reader() as reader:
        whose = PatientId(patient.id)
        chart = charts.read_chart(reader, me, patient_id=whose, now=NOON + timedelta(hours=1))
    assert chart.recorders == {nurse.id: "Bea Ortiz"}
    assert chart.team_names == {}


def a_record_keeper() -> ExecutionContext:
    return replace(CONTEXT, role="admin")


def test_line_of_a_colleague_is_sent_again_in_ones_own_name(
    server: ServerModel, new_desk: Callable[..., DeskStore]
) -> None:
    desk = new_desk()
    server.load([("user", OTHER, to_wire(a_user(id=OTHER, username="kim")))], NOON)
    pull_all(desk, server)
    allergy = an_allergy(the_patient(desk), recorded_by=OTHER)
    with desk.begin(replace(desk.context, user_id=OTHER)) as uow:
        uow.add(allergy)
    unsent.retry(desk.begin, desk.context, op_id=refuse(desk))
    push_all(desk, server)
    body = server.rows["allergy", allergy.id].body
    assert body is not None
    assert body["recorded_by"] == desk.context.user_id


def test_second_of_two_versions_that_are_both_kept_is_recorded_by_who_keeps_it(
    server: ServerModel, new_desk: Callable[..., DeskStore]
) -> None:
    one, two = new_desk(), new_desk()
    server.load([("user", OTHER, to_wire(a_user(id=OTHER, username="kim")))], NOON)
    meet(server, one, two)
    with one.begin(replace(one.context, user_id=OTHER)) as uow:
        allergy = uow.add(an_allergy(the_patient(one), recorded_by=OTHER))
    meet(server, one, two)
    for desk, text in ((one, "Amoxicillin"), (two, "Ampicillin")):
        with desk.begin(desk.context) as uow:
            there = uow.records(Allergy).get(allergy.id)
            assert there is not None
            uow.save(replace(there, text=text))
    meet(server, one, two)
    with one.store.reader() as reader:
        (conflict,) = conflicts.undecided(reader)
    conflicts.decide(one.begin, one.context, conflict_id=conflict.id, resolution="both")
    meet(server, one, two)
    with two.store.reader() as reader:
        found = {line.text: line.recorded_by for line in every(reader, Query(Allergy))}
    assert found == {"Amoxicillin": OTHER, "Ampicillin": one.context.user_id}
