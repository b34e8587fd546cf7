"""Each service that writes several things, killed at every statement: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.domain.availability import Location
from app.domain.changes import Origin
from app.domain.conflict import ConflictKind, SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import entity_of
from app.domain.drafts import DraftKey
from app.domain.duplicates import compared, traits_of
from app.domain.errors import InvalidValue, SlotTaken
from app.domain.ids import PatientId, PractitionerId, RecordId, new_id
from app.domain.operations import SERVER_ERROR, Operation, OperationState, RowState
from app.domain.patient import EmergencyContact, Patient
from app.domain.staff import Role, Room
from app.domain.waiting import Task
from app.protocol.codec import to_wire
from app.services import (
    appointments,
    double_bookings,
    drafts,
    duplicates,
    glass,
    mending,
    merge_preview,
    merging,
    patients,
    tasks,
    unsent,
    unsent_files,
)
from app.services.appointments import NewVisit, Slot
from app.services.enrolment import FirstRecord, enrol
from app.services.patients import ChartEdit
from app.services.setup import rehearse_setup, write_setup
from app.services.transfers import transfer
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    ZONE,
    a_child,
    a_clinic,
    a_clinician,
    a_context,
    a_patient,
    a_practitioner,
    a_record,
    an_allergy,
    an_appointment,
)
from tests.services.killing import ROW, Deed, done, fail, kill, prepared, refusable, refuse
from tests.storage.conftest import ADMIN, CONTEXT

NORTH, SOUTH = a_record(Location, name="North"), a_record(Location, name="South")
NORTH_ROOM = a_record(Room, name="N1", location_id=NORTH.id)
DOCTOR = a_practitioner()
AMARA = a_patient(location_id=NORTH.id)
AGAIN = a_patient(family_name="Okaffor")
NOT_TAKEN = (a_patient(mrn="R1"), a_patient(mrn="R2"))
"""Each with a change that the server did not take."""
SURVIVOR, MERGED = a_patient(email=None), a_patient(email="bo@example.org")
HERE = a_context()
PENICILLIN, LATEX = an_allergy(AMARA), an_allergy(AMARA, text="Latex")
CLINICIAN = a_clinician(AMARA.id, practitioner_id=DOCTOR.id)
KEY = DraftKey(user_id=CONTEXT.user_id, form="patient", subject=AMARA.id)
TO_COME = an_appointment(AMARA, room_id=NORTH_ROOM.id, starts_at=NOON.replace(year=2027))
LEFT = a_child(Task, AMARA)
PEOPLE = (AMARA, AGAIN, SURVIVOR, MERGED)
EVERYTHING = (NORTH, SOUTH, NORTH_ROOM, DOCTOR, *PEOPLE, PENICILLIN, LATEX, TO_COME, LEFT)
AMARA_ID = PatientId(AMARA.id)
TWICE = SyncConflict(
    id=new_id(),
    created_at=NOON,
    updated_at=NOON,
    entity="appointment",
    row_id=TO_COME.id,
    other_row_id=new_id(),
    patient_id=AMARA_ID,
    kind=ConflictKind.DOUBLE_BOOKING.value,
)
EDIT = ChartEdit(
    patient_id=AMARA_ID,
    based_on=None,
    changes={"city": "Chicago"},
    children=(a_child(EmergencyContact, AMARA, name="Ada"), replace(PENICILLIN, reaction="rash")),
    removed=(LATEX,),
    shown_children={PENICILLIN.id: PENICILLIN},
)
NEWCOMER = ChartEdit(
    patient_id=None,
    based_on=None,
    changes={"family_name": "Weiß", "practitioner_id": DOCTOR.id},
    children=(an_allergy(AMARA),),
)
EAST = a_record(Location, name="East")
SET_UP = {
    f"{entity_of(one).name}/{one.id}": to_wire(one)
    for one in (EAST, a_record(Room, name="E1", location_id=EAST.id))
}
ALIKE = [compared(traits_of(AMARA), traits_of(AGAIN))]
DISMISSED = a_child(Task, AMARA, status="cancelled")
CHART = {"patient": 1, "emergency_contact": 1, "allergy": 2, "audit": 4, "outbox": 4}
LOOK = {"audit": 1, "outbox": 0}


def save_form(store: LocalStore, context: ExecutionContext) -> Any:
    begin = store.unit_of_work
    return drafts.finish(
        begin, context, lambda: patients.save_chart(begin, context, edit=EDIT), key=KEY
    )


def type_over(store: LocalStore, context: ExecutionContext) -> str:
    op_id = of_code(store, "invalid_value")
    return mending.put_right(store.unit_of_work, context, op_id=op_id, texts={"alert": "Latex"})


def let_go(store: LocalStore, context: ExecutionContext) -> int:
    op_id = of_code(store, "invalid_value")
    return unsent.discard(store.unit_of_work, context, op_id=op_id, reason="typed twice")


def take_unsent_in(store: LocalStore, context: ExecutionContext) -> unsent_files.TakenIn:
    """A file of another desk: a patient and one of her allergies."""
    made = a_patient(family_name="Bello")
    lines = tuple(
        unsent_files.UnsentLine(
            Operation(
                op_id=new_id(),
                tx_id=new_id(),
                n=number,
                entity=entity_of(record).name,
                id=record.id,
                kind="create",
                base_version=0,
                actor_id=CONTEXT.user_id,
                session_id=new_id(),
                client_time="2026-11-21T17:00:00.000000Z",
                schema=1,
                hlc="1795280400000-00000-" + "b" * 8,
                full=to_wire(record),
            ),
            RecordId(made.id),
        )
        for number, record in enumerate((made, an_allergy(made)))
    )
    work = unsent_files.UnsentWork(
        format=1,
        schema=1,
        clinic_id=CONTEXT.clinic_id,
        workstation_id=new_id(),
        made_at="",
        lines=lines,
    )
    raw = msgspec.json.encode(work)
    return unsent_files.take_in(store.unit_of_work, context, raw=raw)


def of_code(store: LocalStore, code: str) -> str:
    """The change that was not taken for that reason."""
    with store.reader() as reader:
        (found,) = (one for one in reader.needing() if one.last_code == code)
    return found.operation.op_id


def send_again(code: str) -> Callable[[LocalStore, ExecutionContext], str]:
    def again(store: LocalStore, context: ExecutionContext) -> str:
        return unsent.retry(store.unit_of_work, context, op_id=of_code(store, code))

    return again


def put_right(store: LocalStore, context: ExecutionContext) -> str:
    op_id = of_code(store, "invalid_value")
    return unsent.edit(store.unit_of_work, context, op_id=op_id, values={"alert": "Latex"})


DEEDS = {
    "tasks looked at": done(tasks.open_tasks, LOOK, CONTEXT),
    "task done": done(
        tasks.finish, {"task": 1, **ROW}, CONTEXT, again=InvalidValue, task_id=LEFT.id, note="Fits."
    ),
    "refused change sent again": Deed(
        unsent.retry,
        send_again("invalid_value"),
        {"patient": 1, "audit": 1, "outbox": 2, "shadow": 1},
        CONTEXT,
    ),
    "refused change put right": Deed(
        unsent.edit, put_right, {"patient": 1, "audit": 1, "outbox": 2}, CONTEXT
    ),
    "refused change typed over": Deed(
        mending.put_right, type_over, {"patient": 1, "audit": 1, "outbox": 2}, CONTEXT
    ),
    "refused change let go": Deed(unsent.discard, let_go, {"audit": 1, "outbox": 2}, CONTEXT),
    "change the server failed at sent again": Deed(
        unsent.retry,
        send_again(SERVER_ERROR),
        {"patient": 1, "audit": 1, "outbox": 1, "shadow": 1},
        CONTEXT,
        is_anybodys=True,  # the same operation, its author's
    ),
    "unsent work taken in": Deed(
        unsent_files.take_in, take_unsent_in, {"patient": 1, "allergy": 1, "outbox": 2}, CONTEXT
    ),
    "one of two visits at one time moved, and its patient written to": done(
        double_bookings.move,
        {
            "sync_conflict": 1,
            "appointment": 1,
            "message_thread": 1,
            "message": 1,
            "audit": 4,
            "outbox": 4,
        },
        CONTEXT,
        again=InvalidValue,
        conflict_id=TWICE.id,
        visit_id=TO_COME.id,
        slot=Slot(starts_at=TO_COME.starts_at + timedelta(hours=1), length_min=30),
        subject="Moved",
        text="Dear Amara",
    ),
    "two records put side by side": done(merge_preview.compare, LOOK, CONTEXT, AMARA.id, AGAIN.id),
    "two records merged": done(
        merging.merge,
        {"patient_merge": 1, "patient": 2, "patient_identifier": 1, "audit": 5, "outbox": 4},
        CONTEXT,
        again=InvalidValue,
        survivor_id=AMARA.id,
        merged_id=AGAIN.id,
        take=["family_name"],
    ),
    "merge taken back": done(
        merging.unmerge,
        {"patient_merge": 1, "patient": 2, "patient_identifier": 1, "audit": 5, "outbox": 4},
        HERE,
        again=InvalidValue,
        merged_id=MERGED.id,
    ),
    "possible duplicate asked about": done(
        duplicates.ask, {"task": 1, "audit": 2, "outbox": 1}, CONTEXT, ALIKE, keep=True
    ),
    "newcomer asked about": done(duplicates.ask_about, {"task": 1, **ROW}, CONTEXT, ALIKE),
    "two people kept apart": done(
        duplicates.keep_apart, {"task": 1, "audit": 2, "outbox": 2}, CONTEXT, AMARA.id, AGAIN.id
    ),
    "two people asked about again": done(
        duplicates.ask_again, {"task": 1, **ROW}, CONTEXT, DISMISSED, again=InvalidValue
    ),
    "transfer by the front desk": done(
        transfer,
        {"task": 1, "audit": 3, "outbox": 2, "patient": 1},
        CONTEXT,
        begun="transaction",
        again=InvalidValue,
        patient_id=AMARA_ID,
        location_id=SOUTH.id,
    ),
    "transfer with a clinician's note": done(
        transfer,
        {"task": 1, "health_record": 1, "audit": 4, "outbox": 3, "patient": 1},
        CLINICIAN,
        begun="transaction",
        again=InvalidValue,
        patient_id=AMARA_ID,
        location_id=SOUTH.id,
        handover="Walks with a frame.",
    ),
    "enrolment": done(
        enrol,
        {"patient": 1, "allergy": 1, "health_record": 1, "audit": 3, "outbox": 3},
        CLINICIAN,
        begun="transaction",
        edit=NEWCOMER,
        first=FirstRecord(title="First visit", text="Cough", location_id=NORTH.id),
    ),
    "form with child rows": done(patients.save_chart, CHART, CONTEXT, edit=EDIT),
    "form with child rows and its draft": Deed(drafts.finish, save_form, CHART, CONTEXT),
    "booking with a doctor": done(
        appointments.book,
        {"appointment": 1, **ROW},
        CONTEXT,
        again=SlotTaken,
        visit=NewVisit(
            patient_id=AMARA_ID,
            slot=Slot(starts_at=NOON, length_min=30, practitioner_id=PractitionerId(DOCTOR.id)),
        ),
        zone=ZONE,
    ),
    "set-up taken over": done(
        write_setup, {"location": 1, "room": 1, "audit": 3, "outbox": 2}, ADMIN, bodies=SET_UP
    ),
    "set-up tried and not kept": done(
        rehearse_setup,
        {"location": 0, "room": 0, "audit": 0, "outbox": 0},
        ADMIN,
        begun="begin",
        keeps_nothing=True,
        bodies=SET_UP,
    ),
    "broken glass": done(
        glass.break_glass,
        {"break_glass": 1, "audit": 2, "outbox": 1},
        a_context(role=Role.CLINICIAN),
        patient_id=AMARA_ID,
        reason="unconscious in the waiting room",
    ),
}


def fill(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.note("sign_in")
        for record in EVERYTHING:
            uow.add(record)
        uow.drafts.put(KEY, {"city": "Chic"})
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.add(TWICE)
        uow.add(DISMISSED)
    refuse_two(store)
    with store.unit_of_work(a_context(role=Role.ADMIN, user_id=new_id())) as uow:
        uow.add(a_clinic())
    ids = {"survivor_id": PatientId(SURVIVOR.id), "merged_id": PatientId(MERGED.id)}
    merging.merge(store.unit_of_work, HERE, **ids)


def refuse_two(store: LocalStore) -> None:
    """Two patients the server has, each with an edit it did not take."""
    known = [RowState("patient", one.id, 3, 1, False, [], to_wire(one)) for one in NOT_TAKEN]
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows(known)
    for one, row, code in zip(NOT_TAKEN, known, ("invalid_value", SERVER_ERROR), strict=True):
        with store.unit_of_work(CONTEXT) as uow:
            shown = uow.records(Patient).get(one.id)
            assert shown is not None
            uow.save(replace(shown, alert="Peanuts", city="Kiel"))
            names = list(uow.outbox.appended)
        with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
            uow.outbox.mark(names, OperationState.QUARANTINED, code=code)
            uow.shadows.drop("patient", one.id)
            uow.apply_rows([row])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("desk"), fill)


@pytest.mark.row("B3", "A5")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_kill_at_every_statement_leaves_all_or_nothing(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_failure_of_every_statement_leaves_nothing_and_the_desk_goes_on(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", refusable(DEEDS))
def test_refusal_leaves_nothing_but_its_line_in_the_trail(
    deed: Deed, desk: Path, tmp_path: Path
) -> None:
    refuse(deed, desk, tmp_path)


def test_control_counts_what_a_service_adds(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deed = replace(DEEDS["booking with a doctor"], adds={"appointment": 2})
    with pytest.raises(AssertionError, match="appointment"):
        kill(deed, desk, tmp_path, monkeypatch)


def test_control_a_service_is_not_killed_by_being_at_work_inside_another(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deed = replace(DEEDS["form with child rows and its draft"], service=patients.save_chart)
    with pytest.raises(AssertionError, match=r"drafts\.finish"):
        kill(deed, desk, tmp_path, monkeypatch)
