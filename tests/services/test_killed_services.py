"""Each service that writes several things, killed at every statement: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.domain.access import BreakGlass
from app.domain.appointment import Appointment
from app.domain.availability import Location
from app.domain.billing import (
    Adjustment,
    Allocation,
    CashDrawer,
    Charge,
    DaySheet,
    Fee,
    FeeSchedule,
    Payment,
    Refund,
)
from app.domain.changes import Origin
from app.domain.clinical import Allergy
from app.domain.conflict import ConflictKind, SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import entity_of
from app.domain.drafts import DraftKey
from app.domain.duplicates import compared, traits_of
from app.domain.errors import StorageFull
from app.domain.ids import (
    AppointmentId,
    PatientId,
    PractitionerId,
    RecordId,
    WorkstationId,
    new_id,
)
from app.domain.operations import SERVER_ERROR, Operation, OperationState, RowState
from app.domain.patient import EmergencyContact, Patient
from app.domain.staff import Role, Room
from app.domain.waiting import Task
from app.interop.frames import Group, Limits
from app.interop.session import ReaderSession
from app.protocol.codec import to_wire
from app.services import (
    accounts,
    appointments,
    double_bookings,
    drafts,
    duplicates,
    fees,
    glass,
    imports,
    merging,
    patients,
    tasks,
    tills,
    unsent,
    unsent_files,
)
from app.services.appointments import NewVisit, Slot
from app.services.enrolment import FirstRecord, enrol
from app.services.imports_people import KnownPeople
from app.services.patients import ChartEdit
from app.services.setup import SetupCounts, write_setup
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
from tests.killing import Outcome, fail_at_every_statement, kill_at_every_statement
from tests.services.test_imports_ledger import ledger, line
from tests.storage.conftest import ADMIN, CONTEXT, open_store

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
PAID, UNPAID = (a_child(Charge, AMARA, amount_minor=5_000) for _ in range(2))
MONEY, SPARE = (a_child(Payment, AMARA, amount_minor=4_000) for _ in range(2))
ACCOUNT = (
    *(PAID, UNPAID, MONEY, SPARE),
    a_child(Adjustment, AMARA, amount_minor=100, charge_id=PAID.id),
    a_child(Allocation, AMARA, amount_minor=4_000, payment_id=MONEY.id, charge_id=PAID.id),
)
BILLING = a_context(role=Role.BILLING, user_id=new_id())
DRAWER = a_record(CashDrawer, workstation_id=BILLING.workstation_id, opened_by=BILLING.user_id)
LEFT = a_child(Task, AMARA)
PRICES = a_record(FeeSchedule)
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


@dataclass(frozen=True)
class Deed:
    """One service at work, and the rows it must add to each table."""

    work: Callable[[LocalStore], Any]
    adds: dict[str, int]


def save_chart(store: LocalStore) -> Any:
    context = CONTEXT
    edit = ChartEdit(
        patient_id=AMARA_ID,
        based_on=None,
        changes={"city": "Chicago"},
        children=(
            a_child(EmergencyContact, AMARA, name="Ada"),
            replace(PENICILLIN, reaction="rash"),
        ),
        removed=(LATEX,),
        shown_children={PENICILLIN.id: PENICILLIN},
    )
    work = lambda: patients.save_chart(store.unit_of_work, context, edit=edit)  # noqa: E731
    return drafts.finish(store.unit_of_work, context, work, key=KEY)


def book(store: LocalStore) -> Appointment:
    slot = Slot(starts_at=NOON, length_min=30, practitioner_id=PractitionerId(DOCTOR.id))
    visit = NewVisit(patient_id=AMARA_ID, slot=slot)
    return appointments.book(store.unit_of_work, CONTEXT, visit=visit, zone=ZONE)


def arrive(store: LocalStore) -> Appointment:
    return appointments.set_status(
        store.unit_of_work, CONTEXT, appointment_id=AppointmentId(TO_COME.id), status="arrived"
    )


def hand_over(context: ExecutionContext, handover: str) -> Callable[[LocalStore], Any]:
    return lambda store: transfer(
        store.transaction, context, patient_id=AMARA_ID, location_id=SOUTH.id, handover=handover
    )


def enrolment(store: LocalStore) -> Any:
    edit = ChartEdit(
        patient_id=None,
        based_on=None,
        changes={"family_name": "Weiß", "practitioner_id": DOCTOR.id},
        children=(an_allergy(AMARA),),
    )
    first = FirstRecord(title="First visit", text="Cough", location_id=NORTH.id)
    return enrol(store.transaction, CLINICIAN, edit=edit, first=first)


def broken_glass(store: LocalStore) -> BreakGlass:
    return glass.break_glass(
        store.unit_of_work,
        a_context(role="clinician"),
        patient_id=AMARA_ID,
        reason="unconscious in the waiting room",
    )


def pay(store: LocalStore) -> Payment:
    values = {"amount_minor": 8_000, "received_on": NOON.date()}
    return accounts.take_payment(store.unit_of_work, BILLING, patient_id=AMARA_ID, values=values)


def charge(store: LocalStore) -> Charge:
    values = {"amount_minor": 2_000, "service_on": NOON.date(), "text": "X-ray"}
    return accounts.charge(store.unit_of_work, BILLING, patient_id=AMARA_ID, values=values)


def adjust(store: LocalStore) -> Adjustment:
    values = {"amount_minor": 500, "adjusted_on": NOON.date(), "charge_id": UNPAID.id}
    return accounts.adjust(store.unit_of_work, BILLING, patient_id=AMARA_ID, values=values)


def allocate(store: LocalStore) -> tuple[Allocation, ...]:
    shares = {PAID.id: 900, UNPAID.id: 3_000}
    return accounts.allocate(store.unit_of_work, BILLING, payment_id=SPARE.id, shares=shares)


def give_back(store: LocalStore) -> Refund:
    values = {"amount_minor": 1_500, "refunded_on": NOON.date()}
    return accounts.give_back(store.unit_of_work, BILLING, payment_id=SPARE.id, values=values)


def take_back(entry: type[Any], entry_id: RecordId) -> Callable[[LocalStore], Any]:
    return lambda store: accounts.reverse(
        store.unit_of_work, BILLING, entry=entry, entry_id=entry_id, reason="slip"
    )


def open_till(store: LocalStore) -> CashDrawer:
    there = replace(BILLING, workstation_id=WorkstationId(new_id()))
    return tills.open_drawer(store.unit_of_work, there, float_minor=10_000)


def close_till(store: LocalStore) -> CashDrawer:
    return tills.close_drawer(store.unit_of_work, BILLING, counted={"cash": 9_000})


def close_day(store: LocalStore) -> DaySheet:
    return tills.close_day(store.unit_of_work, BILLING, counted={"cash": 4_000})


def set_price(store: LocalStore) -> Fee:
    """Of a service nobody knew yet."""
    return fees.set_price(
        store.unit_of_work,
        BILLING,
        schedule_id=PRICES.id,
        code="OV20",
        name="Office visit",
        amount_minor=11_000,
    )


def set_up(store: LocalStore) -> SetupCounts:
    east = a_record(Location, name="East")
    room = a_record(Room, name="E1", location_id=east.id)
    bodies = {f"location/{east.id}": to_wire(east), f"room/{room.id}": to_wire(room)}
    return write_setup(store.unit_of_work, ADMIN, bodies=bodies)


def ask_about_two(store: LocalStore) -> Any:
    pairs = [compared(traits_of(AMARA), traits_of(AGAIN))]
    return duplicates.ask(store.unit_of_work, CONTEXT, pairs, keep=True)


def ask_about_a_newcomer(store: LocalStore) -> Any:
    pairs = [compared(traits_of(AMARA), traits_of(AGAIN))]
    return duplicates.ask_about(store.unit_of_work, CONTEXT, pairs)


def keep_two_apart(store: LocalStore) -> Any:
    return duplicates.keep_apart(store.unit_of_work, CONTEXT, AMARA.id, AGAIN.id)


def merge_two(store: LocalStore) -> Any:
    ids = {"survivor_id": AMARA_ID, "merged_id": PatientId(AGAIN.id)}
    return merging.merge(store.unit_of_work, CONTEXT, take=["family_name"], **ids)


def part_two(store: LocalStore) -> Any:
    return merging.unmerge(store.unit_of_work, HERE, merged_id=PatientId(MERGED.id))


def settle_two_visits(store: LocalStore) -> Any:
    slot = Slot(starts_at=TO_COME.starts_at + timedelta(hours=1), length_min=30)
    return double_bookings.move(
        store.unit_of_work,
        CONTEXT,
        conflict_id=TWICE.id,
        visit_id=AppointmentId(TO_COME.id),
        slot=slot,
        subject="Moved",
        text="Dear Amara",
    )


def take_unsent_in(store: LocalStore) -> unsent_files.TakenIn:
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
    return unsent_files.take_in(store.unit_of_work, CONTEXT, raw=raw)


def of_code(store: LocalStore, code: str) -> str:
    """The change that was not taken for that reason."""
    with store.reader() as reader:
        (found,) = (one for one in reader.needing() if one.last_code == code)
    return found.operation.op_id


def send_again(code: str) -> Callable[[LocalStore], str]:
    return lambda store: unsent.retry(store.unit_of_work, CONTEXT, op_id=of_code(store, code))


def put_right(store: LocalStore) -> str:
    op_id = of_code(store, "invalid_value")
    return unsent.edit(store.unit_of_work, CONTEXT, op_id=op_id, values={"alert": "Latex"})


def let_go(store: LocalStore) -> int:
    op_id = of_code(store, "invalid_value")
    return unsent.discard(store.unit_of_work, CONTEXT, op_id=op_id, reason="typed twice")


def finish_task(store: LocalStore) -> Any:
    return tasks.finish(store.unit_of_work, CONTEXT, task_id=LEFT.id, note="It fits.")


DEEDS = {
    "task done": Deed(finish_task, {"task": 1, "audit": 1, "outbox": 1}),
    "refused change sent again": Deed(
        send_again("invalid_value"), {"patient": 1, "audit": 1, "outbox": 2, "shadow": 1}
    ),
    "refused change put right": Deed(put_right, {"patient": 1, "audit": 1, "outbox": 2}),
    "refused change let go": Deed(let_go, {"audit": 1, "outbox": 2}),
    "change the server failed at sent again": Deed(
        send_again(SERVER_ERROR), {"patient": 1, "audit": 1, "outbox": 1, "shadow": 1}
    ),
    "unsent work taken in": Deed(take_unsent_in, {"patient": 1, "allergy": 1, "outbox": 2}),
    "one of two visits at one time moved, and its patient written to": Deed(
        settle_two_visits,
        {
            "sync_conflict": 1,
            "appointment": 1,
            "message_thread": 1,
            "message": 1,
            "audit": 4,
            "outbox": 4,
        },
    ),
    "two records merged": Deed(
        merge_two,
        {"patient_merge": 1, "patient": 2, "patient_identifier": 1, "audit": 5, "outbox": 4},
    ),
    "merge taken back": Deed(
        part_two,
        {"patient_merge": 1, "patient": 2, "patient_identifier": 1, "audit": 5, "outbox": 4},
    ),
    "possible duplicate asked about": Deed(ask_about_two, {"task": 1, "audit": 2, "outbox": 1}),
    "newcomer asked about": Deed(ask_about_a_newcomer, {"task": 1, "audit": 1, "outbox": 1}),
    "two people kept apart": Deed(keep_two_apart, {"task": 1, "audit": 2, "outbox": 2}),
    "drawer opened": Deed(open_till, {"cash_drawer": 1, "audit": 1, "outbox": 1}),
    "drawer closed": Deed(close_till, {"cash_drawer": 1, "audit": 1, "outbox": 1}),
    "price of a new service": Deed(
        set_price, {"procedure_code": 1, "fee": 1, "audit": 2, "outbox": 2}
    ),
    "day closed": Deed(close_day, {"day_sheet": 1, "audit": 1, "outbox": 1}),
    "payment of two charges": Deed(pay, {"payment": 1, "allocation": 2, "audit": 3, "outbox": 3}),
    "charge": Deed(charge, {"charge": 1, "audit": 1, "outbox": 1}),
    "adjustment": Deed(adjust, {"adjustment": 1, "audit": 1, "outbox": 1}),
    "payment that pays two charges later": Deed(
        allocate, {"allocation": 2, "audit": 2, "outbox": 2}
    ),
    "refund": Deed(give_back, {"refund": 1, "audit": 1, "outbox": 1}),
    "charge taken back with what paid it": Deed(
        take_back(Charge, PAID.id),
        {"charge": 1, "allocation": 1, "adjustment": 1, "audit": 3, "outbox": 3},
    ),
    "payment taken back": Deed(
        take_back(Payment, MONEY.id), {"payment": 1, "allocation": 1, "audit": 2, "outbox": 2}
    ),
    "transfer by the front desk": Deed(
        hand_over(CONTEXT, ""), {"task": 1, "audit": 3, "outbox": 2, "patient": 1}
    ),
    "transfer with a clinician's note": Deed(
        hand_over(CLINICIAN, "Walks with a frame."),
        {"task": 1, "health_record": 1, "audit": 4, "outbox": 3, "patient": 1},
    ),
    "enrolment": Deed(
        enrolment, {"patient": 1, "allergy": 1, "health_record": 1, "audit": 3, "outbox": 3}
    ),
    "form with child rows and its draft": Deed(
        save_chart, {"patient": 1, "emergency_contact": 1, "allergy": 2, "audit": 4, "outbox": 4}
    ),
    "booking": Deed(book, {"appointment": 1, "audit": 1, "outbox": 1}),
    "arrival": Deed(arrive, {"appointment": 1, "audit": 1, "outbox": 1}),
    "set-up taken over": Deed(set_up, {"location": 1, "room": 1, "audit": 3, "outbox": 2}),
    "broken glass": Deed(broken_glass, {"break_glass": 1, "audit": 2, "outbox": 1}),
    "put away": Deed(
        lambda store: patients.archive(store.unit_of_work, ADMIN, patient_id=AMARA_ID),
        {"patient": 1, "audit": 1, "outbox": 1},
    ),
}


def start(path: Path) -> None:
    store = open_store(path)
    with store.unit_of_work(CONTEXT) as uow:
        uow.note("sign_in")
        for record in EVERYTHING:
            uow.add(record)
        uow.drafts.put(KEY, {"city": "Chic"})
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.add(TWICE)
    refuse_two(store)
    with store.unit_of_work(BILLING) as uow:
        for record in (*ACCOUNT, DRAWER, PRICES):
            uow.add(record)
    with store.unit_of_work(a_context(role=Role.ADMIN, user_id=new_id())) as uow:
        uow.add(a_clinic())
    ids = {"survivor_id": PatientId(SURVIVOR.id), "merged_id": PatientId(MERGED.id)}
    merging.merge(store.unit_of_work, HERE, **ids)
    store.close()


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


def check(outcome: Outcome, adds: dict[str, int]) -> None:
    """Rows that are new or changed, by table."""
    for table, count in adds.items():
        assert len(outcome.added(table)) == count, table


@pytest.mark.row("B3", "A5")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_kill_at_every_statement_leaves_all_or_nothing(
    deed: Deed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic.db"
    start(path)
    outcome = kill_at_every_statement(lambda: open_store(path), deed.work, monkeypatch)
    check(outcome, deed.adds)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_failure_of_every_statement_leaves_nothing_and_the_desk_goes_on(
    deed: Deed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic.db"
    start(path)
    store = open_store(path)
    assert fail_at_every_statement(store, lambda: deed.work(store), StorageFull, monkeypatch) > 4
    store.close()


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """A patient of two tables with a charge that is paid."""
    files = ledger(tmp_path / "files", line(1), line(2, "PAYMENT"))
    options = imports._options([files], a_clinic(), Limits(), None, takes_money=True)
    with ReaderSession(options) as session:
        groups = [frame for frame in session.frames() if isinstance(frame, Group)]
    return next(one for one in groups if one.is_patient)


@pytest.mark.row("B3")
def test_killed_import_leaves_whole_patients(
    group: Group, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic.db"
    start(path)
    outcome = kill_at_every_statement(
        lambda: open_store(path),
        lambda store: imports.write_group(store.unit_of_work, ADMIN, group, KnownPeople()),
        monkeypatch,
    )
    check(outcome, {"patient": 1, "charge": 1, "payment": 1, "allocation": 1})


@pytest.mark.row("B3")
def test_import_that_meets_a_full_disk_says_so_and_writes_nothing(
    group: Group, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic.db"
    start(path)
    store = open_store(path)
    work = lambda: imports.write_group(  # noqa: E731
        store.unit_of_work, ADMIN, group, KnownPeople()
    )
    assert fail_at_every_statement(store, work, StorageFull, monkeypatch) > 4
    store.close()


def test_control_counts_what_a_service_adds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic.db"
    start(path)
    outcome = kill_at_every_statement(lambda: open_store(path), book, monkeypatch)
    with pytest.raises(AssertionError, match="appointment"):
        check(outcome, {"appointment": 2})
    assert outcome.added(Allergy.__name__.lower()) == []
