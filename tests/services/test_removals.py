"""A patient registered in error: asked for, allowed, removed by three people, and brought back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.billing import Charge, Payment
from app.domain.changes import Origin
from app.domain.claim import InsuranceClaim
from app.domain.clinical import Allergy
from app.domain.conflict import SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.errors import InvalidRecord, InvalidValue, PatientKept, PermissionDenied
from app.domain.family import CareTeamMember, Consent
from app.domain.history import HealthRecord
from app.domain.ids import PatientId, UserId, new_id
from app.domain.merging import PatientMerge
from app.domain.message import MessageThread
from app.domain.operations import RowState
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.domain.removing import Kept, RemovalRequest, RemovalStatus
from app.domain.staff import Role
from app.domain.treatment import Document
from app.domain.waiting import Recall, Task, WaitlistEntry
from app.protocol.codec import to_wire
from app.services import removals
from app.storage.store import LocalStore
from tests.factories import CHILDREN, a_child, a_context, a_patient, a_user, an_appointment
from tests.storage.conftest import HandClock, open_store

pytestmark = pytest.mark.row("B7")
DESK = a_context()
CLINICIAN = a_context(role=Role.CLINICIAN, user_id=UserId(new_id()))
ADMIN = a_context(role=Role.ADMIN, user_id=UserId(new_id()))
BILLING = a_context(role=Role.BILLING, user_id=UserId(new_id()))
PATIENT = a_patient(mrn="R-1")
PATIENT_ID = PatientId(PATIENT.id)
WHY = "registered twice by mistake"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> LocalStore:
    store = open_store(tmp_path / "clinic.db", clock)
    pull(store, PATIENT)
    return store


def pull(store: LocalStore, *records: Record) -> None:
    rows = [
        RowState(entity_of(one).name, one.id, one.version or 1, at, False, [], to_wire(one))
        for at, one in enumerate(records, 1)
    ]
    with store.unit_of_work(DESK, origin=Origin.REMOTE) as uow:
        uow.apply_rows(rows)


def asked(store: LocalStore, context: ExecutionContext = DESK) -> RemovalRequest:
    return removals.ask(store.unit_of_work, context, patient_id=PATIENT_ID, reason=WHY)


def decided(
    store: LocalStore,
    request: RemovalRequest,
    *,
    is_allowed: bool = True,
    context: ExecutionContext = CLINICIAN,
    note: str = "nobody was seen",
) -> RemovalRequest:
    return removals.decide_on(
        store.unit_of_work, context, request_id=request.id, is_allowed=is_allowed, note=note
    )


def allowed(store: LocalStore) -> RemovalRequest:
    return decided(store, asked(store))


def carried_out(
    store: LocalStore, request: RemovalRequest, context: ExecutionContext = ADMIN
) -> RemovalRequest:
    return removals.carry_out(store.unit_of_work, context, request_id=request.id)


def is_there(store: LocalStore) -> bool:
    with store.reader() as reader:
        return reader.records(Patient).has(PATIENT.id)


def events(store: LocalStore) -> list[tuple[str, str]]:
    with store.database.reading() as session:
        return [
            (str(one), str(two)) for one, two in session.all("SELECT action, entity FROM audit")
        ]


def queued(store: LocalStore) -> list[tuple[str, str]]:
    with store.reader() as reader:
        found = [one.operation for one in reader.pending()]
    return [(one.entity, one.action or one.kind) for one in found]


def test_three_people_remove_a_patient_and_each_step_is_in_the_trail_and_the_queue(
    store: LocalStore,
) -> None:
    done = carried_out(store, allowed(store))
    assert not is_there(store)
    assert done.status == RemovalStatus.CARRIED_OUT
    people = (done.requested_by, done.decided_by, done.carried_out_by)
    assert people == (DESK.user_id, CLINICIAN.user_id, ADMIN.user_id)
    steps = [
        ("removal_request", "create"),
        ("removal_request", "decide"),
        ("patient", "delete"),
        ("removal_request", "carry_out"),
    ]
    assert queued(store) == steps
    assert events(store)[-4:] == [(verb, entity) for entity, verb in steps]
    with store.reader() as reader:
        assert {one.operation.reason for one in reader.pending()} == {WHY, "nobody was seen"}


def test_the_removal_waits_for_the_servers_word_on_the_leave_and_its_request_for_the_removal(
    store: LocalStore,
) -> None:
    """What it rests on may still be on its way: refused for want of it, it would be lost."""
    carried_out(store, allowed(store))
    with store.reader() as reader:
        request, leave, removal, done = (one.operation for one in reader.pending())
    assert {request.op_id, leave.op_id} <= set(removal.depends_on)
    assert removal.op_id in done.depends_on


def test_removed_patient_comes_back_with_what_hung_on_them_and_the_leave_is_used_up(
    store: LocalStore,
) -> None:
    pull(store, a_child(Coverage, PATIENT), a_child(PatientIdentifier, PATIENT))
    done = carried_out(store, allowed(store))
    back = removals.bring_back(store.unit_of_work, DESK, request_id=done.id)
    assert (back.id, is_there(store)) == (PATIENT.id, True)
    with store.reader() as reader:
        assert reader.records(Coverage).size() == 1
    with pytest.raises(InvalidValue):
        carried_out(store, done)
    with pytest.raises(InvalidValue):
        removals.bring_back(store.unit_of_work, DESK, request_id=done.id)
    assert asked(store).status == RemovalStatus.REQUESTED  # a new one may be asked for


@pytest.mark.parametrize("context", [CLINICIAN, BILLING, ADMIN], ids=lambda one: one.role)
def test_only_the_front_desk_asks(store: LocalStore, context: ExecutionContext) -> None:
    with pytest.raises(PermissionDenied):
        asked(store, context)
    assert events(store)[-1] == ("deny", "removal_request")


@pytest.mark.parametrize(
    "context",
    [
        replace(DESK, user_id=UserId(new_id())),
        BILLING,
        ADMIN,
        replace(DESK, role=Role.CLINICIAN),
    ],
    ids=["another at the desk", "billing", "admin", "who asked, as clinician"],
)
@pytest.mark.parametrize("is_allowed", [True, False])
def test_only_a_clinician_who_did_not_ask_decides(
    store: LocalStore, context: ExecutionContext, is_allowed: bool
) -> None:
    request = asked(store)
    with pytest.raises(PermissionDenied):
        decided(store, request, context=context, is_allowed=is_allowed)
    assert events(store)[-1] == ("deny", "removal_request")


@pytest.mark.parametrize(
    "context",
    [
        DESK,
        CLINICIAN,
        BILLING,
        replace(DESK, role=Role.ADMIN),
        replace(CLINICIAN, role=Role.ADMIN),
    ],
    ids=["front desk", "clinician", "billing", "who asked, as admin", "who allowed, as admin"],
)
def test_only_an_administrator_who_neither_asked_nor_allowed_removes(
    store: LocalStore, context: ExecutionContext
) -> None:
    request = allowed(store)
    with pytest.raises(PermissionDenied):
        carried_out(store, request, context)
    assert events(store)[-1] == ("deny", "removal_request")
    assert is_there(store)


@pytest.mark.parametrize("context", [CLINICIAN, BILLING], ids=lambda one: one.role)
def test_who_restores_nobody_brings_nobody_back(
    store: LocalStore, context: ExecutionContext
) -> None:
    done = carried_out(store, allowed(store))
    with pytest.raises(PermissionDenied):
        removals.bring_back(store.unit_of_work, context, request_id=done.id)
    assert events(store)[-1] == ("deny", "patient")


def test_nobody_is_removed_before_a_clinician_said_so_nor_after_they_took_it_back(
    store: LocalStore,
) -> None:
    request = asked(store)
    with pytest.raises(InvalidValue):
        carried_out(store, request)
    decided(store, decided(store, request), is_allowed=False)
    with pytest.raises(InvalidValue):
        carried_out(store, request)
    with pytest.raises(InvalidValue):
        decided(store, request)
    assert is_there(store)


def test_request_and_leave_end_after_a_month(store: LocalStore, clock: HandClock) -> None:
    request = asked(store)
    clock.move(days=29)
    decided(store, request)
    clock.move(days=31)
    with pytest.raises(InvalidValue):
        carried_out(store, request)
    again = asked(store)
    clock.move(days=31)
    with pytest.raises(InvalidValue):
        decided(store, again)


def test_it_is_asked_once_with_a_reason_and_answered_with_one(store: LocalStore) -> None:
    with pytest.raises(InvalidRecord) as refused:
        removals.ask(store.unit_of_work, DESK, patient_id=PATIENT_ID, reason="error")
    assert "reason" in refused.value.problems
    request = asked(store)
    with pytest.raises(InvalidValue):
        asked(store)
    with pytest.raises(InvalidValue):
        decided(store, request, note=" ")


def test_nobody_writes_the_others_names_below_the_service(store: LocalStore) -> None:
    request = asked(store)
    at = request.requested_at
    said = replace(request, status="approved", decided_at=at, decision_note="x")
    for who in (DESK.user_id, CLINICIAN.user_id):
        for context in (DESK, replace(DESK, role=Role.CLINICIAN)):
            with (
                pytest.raises((PermissionDenied, InvalidRecord)),
                store.unit_of_work(context) as uow,
            ):
                uow.save(replace(said, decided_by=who), action="decide", reason="mine alone")
    leave = decided(store, request)
    done = replace(leave, status="carried_out", carried_out_at=at)
    for who in (DESK.user_id, CLINICIAN.user_id, UserId(new_id())):
        for context in (replace(CLINICIAN, role=Role.ADMIN), ADMIN):
            with (
                pytest.raises((PermissionDenied, InvalidRecord)),
                store.unit_of_work(context) as uow,
            ):
                uow.save(replace(done, carried_out_by=who), action="carry_out", reason="mine")


OTHER = a_patient(mrn="R-2")
KEPT: list[tuple[Record, Kept | None]] = [
    (an_appointment(PATIENT), Kept.VISITS),
    (an_appointment(PATIENT, status="completed"), Kept.VISITS),
    (an_appointment(PATIENT, status="no_show"), Kept.VISITS),
    (an_appointment(PATIENT, status="cancelled"), None),
    (an_appointment(PATIENT, status="entered_in_error"), None),
    (a_child(WaitlistEntry, PATIENT), Kept.WAITING),
    (a_child(WaitlistEntry, PATIENT, status="booked"), Kept.WAITING),
    (a_child(WaitlistEntry, PATIENT, status="closed"), None),
    (a_child(Recall, PATIENT), Kept.WAITING),
    (a_child(Recall, PATIENT, status="done"), Kept.WAITING),
    (a_child(Allergy, PATIENT), Kept.CHART),
    (a_child(HealthRecord, PATIENT), Kept.CHART),
    (a_child(CareTeamMember, PATIENT), Kept.CHART),
    (a_child(Charge, PATIENT), Kept.MONEY),
    (a_child(Payment, PATIENT), Kept.MONEY),
    (a_child(InsuranceClaim, PATIENT), Kept.MONEY),
    (a_child(Document, PATIENT), Kept.PAPERS),
    (a_child(Consent, PATIENT), Kept.PAPERS),
    (a_child(MessageThread, PATIENT), Kept.MESSAGES),
    (a_child(Task, PATIENT), Kept.TASKS),
    (a_child(Task, PATIENT, status="done"), None),
    (a_child(PatientMerge, PATIENT, merged_id=OTHER.id), Kept.MERGED),
    (a_child(PatientMerge, OTHER, merged_id=PATIENT.id), Kept.MERGED),
    (a_child(PatientMerge, OTHER, merged_id=PATIENT.id, status="unmerged"), None),
    (a_child(Coverage, PATIENT), None),
    (a_child(PatientIdentifier, PATIENT), None),
    (a_child(EmergencyContact, PATIENT), None),
    (a_child(EmergencyContact, OTHER, related_patient_id=PATIENT.id), Kept.OTHERS),
    (replace(OTHER, guarantor_id=PATIENT.id), Kept.OTHERS),
    (replace(PATIENT, guarantor_id=PATIENT.id, version=2), None),
    (a_child(Allergy, OTHER), None),
]


@pytest.mark.parametrize(
    ("record", "kind"),
    KEPT,
    ids=lambda one: entity_of(one).name if isinstance(one, Record) else str(one),
)
def test_what_is_to_be_kept_is_looked_for_at_every_step(
    store: LocalStore, record: Record, kind: Kept | None
) -> None:
    pull(store, OTHER)
    request = asked(store)
    removals.decide_on(
        store.unit_of_work, CLINICIAN, request_id=request.id, is_allowed=True, note="nobody"
    )
    waits = replace(request, id=new_id())
    pull(store, record)
    if kind is None:
        carried_out(store, request)
        assert not is_there(store)
        return
    for step in (
        lambda: carried_out(store, request),
        lambda: decided(store, waits),
        lambda: asked(store),
    ):
        pull(store, waits)
        with pytest.raises(PatientKept) as refused:
            step()
        assert refused.value.kinds == (kind,)
    assert is_there(store)
    decided(store, waits, is_allowed=False)  # refusing stays possible


def test_every_record_about_a_patient_keeps_them_unless_it_is_said_to_hang_on_them(
    store: LocalStore,
) -> None:
    """A new record type keeps somebody until somebody decides that it does not."""
    hangs = {"patient_identifier", "coverage", "emergency_contact", "break_glass"}
    hangs |= {"removal_request"}
    for record_type in CHILDREN:
        changes: dict[str, Any] = {}
        if record_type is PatientMerge:
            changes["merged_id"] = OTHER.id
        patient = a_patient()
        pull(store, OTHER, patient, a_child(record_type, patient, **changes))
        with store.reader() as reader:
            found = removals.kept_by(reader, patient_id=PatientId(patient.id))
        assert bool(found) is (entity_of(record_type).name not in hangs), record_type


def test_open_conflict_keeps_a_patient_and_a_decided_one_does_not(store: LocalStore) -> None:
    open_one = SyncConflict(
        id=new_id(),
        created_at=PATIENT.created_at,
        updated_at=PATIENT.created_at,
        entity="patient",
        row_id=PATIENT.id,
        patient_id=PATIENT_ID,
    )
    pull(store, open_one)
    with store.reader() as reader:
        assert removals.kept_by(reader, patient_id=PATIENT_ID) == (Kept.TASKS,)
    pull(store, replace(open_one, status="auto_obsolete", version=2))
    with store.reader() as reader:
        assert removals.kept_by(reader, patient_id=PATIENT_ID) == ()


def test_list_names_the_people_and_says_what_each_may_do(
    store: LocalStore, clock: HandClock
) -> None:
    pull(store, a_user(id=DESK.user_id, display_name="Fay Ito", role=Role.FRONT_DESK))

    def seen(context: ExecutionContext) -> removals.ShownRemoval:
        with store.reader() as reader:
            (one,) = removals.listed(reader, context, now=clock.now())
        return one

    def may(context: ExecutionContext) -> tuple[bool, bool, bool]:
        one = seen(context)
        return one.may_decide, one.may_carry_out, one.may_bring_back

    request = asked(store)
    one = seen(CLINICIAN)
    assert (one.patient, one.mrn, one.asked_by) == (PATIENT.display_name, "R-1", "Fay Ito")
    assert [may(who) for who in (DESK, CLINICIAN, ADMIN)] == [
        (False, False, False),
        (True, False, False),
        (False, False, False),
    ]
    decided(store, request)
    assert [may(who) for who in (DESK, CLINICIAN, ADMIN)] == [
        (False, False, False),
        (True, False, False),
        (False, True, False),
    ]
    assert may(replace(CLINICIAN, role=Role.ADMIN)) == (False, False, False)
    carried_out(store, request)
    assert [may(who) for who in (DESK, CLINICIAN, ADMIN)] == [
        (False, False, True),
        (False, False, False),
        (False, False, True),
    ]
    assert seen(ADMIN).patient == PATIENT.display_name
    with store.reader() as reader, pytest.raises(PermissionDenied):
        removals.listed(reader, BILLING, now=clock.now())


def test_visit_that_took_place_meanwhile_at_another_desk_keeps_the_patient(
    store: LocalStore,
) -> None:
    request = allowed(store)
    pull(store, an_appointment(PATIENT, status="completed"))
    with pytest.raises(PatientKept):
        carried_out(store, request)
    with store.reader() as reader:
        assert reader.records(Appointment).size() == 1
        kept = reader.records(RemovalRequest).get(request.id)
    assert kept is not None
    assert kept.status == RemovalStatus.APPROVED
