"""What people do at a desk, through the program's own services; and what befalls the desk."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.domain.appointment import TRANSITIONS, Appointment
from app.domain.clinical import Allergy
from app.domain.conflict import SyncConflict
from app.domain.declare import Record, entity_named
from app.domain.errors import InvalidValue
from app.domain.ids import PatientId
from app.domain.message import Message, MessageThread
from app.domain.patient import Patient
from app.domain.staff import Role, User
from app.protocol.messages import SCHEMA
from app.services import accounts, appointments, conflicts, removals, unsent
from app.services.appointments import NewVisit
from tests.factories import TODAY, ZONE, a_child, a_patient, an_allergy
from tests.simulation import rare_deeds
from tests.simulation.clinic_model import REFUSED
from tests.simulation.deeds import Deed
from tests.simulation.quick_file import QuickFile

_FIELDS = ("phone", "city", "alert")


def edit(deed: Deed) -> None:
    patient = deed.some(Patient)
    if patient is None:
        return
    names = deed.luck.sample(_FIELDS, k=deed.luck.choice([1, 2]))
    values: dict[str, Any] = {name: f"{name} {deed.word}" for name in names}
    if deed.luck.random() < 0.1:
        values["alert"] = REFUSED
    with deed.desk.begin(deed.desk.acting(Role.FRONT_DESK)) as uow:
        uow.save(replace(patient, **values))


def edit_twice(deed: Deed) -> None:
    edit(deed)
    edit(replace(deed, word=f"{deed.word} again"))


def register(deed: Deed) -> None:
    patient = a_patient(family_name=f"New {deed.word}")
    with deed.desk.begin(deed.desk.acting(Role.FRONT_DESK)) as uow:
        uow.add(patient)
        for _ in range(deed.luck.choice([0, 1, 12])):  # a dozen hang on one create
            uow.add(an_allergy(patient))


def _remove_patient(deed: Deed, patient: Record) -> None:
    """Three people, one after the other; the desk itself says where there is something to keep."""
    begin, acting = deed.desk.begin, deed.desk.acting
    with suppress(InvalidValue):
        request = removals.ask(
            begin,
            acting(Role.FRONT_DESK),
            patient_id=PatientId(patient.id),
            reason=f"an error {deed.word}",
        )
        clinician = acting(Role.CLINICIAN)
        removals.decide_on(begin, clinician, request_id=request.id, is_allowed=True, note=deed.word)
        removals.carry_out(begin, acting(Role.ADMIN), request_id=request.id)


def remove(deed: Deed) -> None:
    kind = deed.luck.choice([Patient, Appointment, Appointment, Appointment, Allergy, Allergy])
    record = deed.some(kind)
    if kind is Patient and record is not None:
        _remove_patient(deed, record)
    elif record is not None:
        with deed.desk.begin(deed.desk.acting(Role.FRONT_DESK)) as uow:
            uow.delete(kind, record.id)


def restore(deed: Deed) -> None:
    kind = deed.luck.choice([Patient, Appointment, Appointment])
    record = deed.some(kind, deleted=True)
    if record is not None:
        with deed.desk.begin(deed.desk.acting(Role.FRONT_DESK)) as uow:
            uow.restore(kind, record.id)


def book(deed: Deed) -> None:
    patient = deed.some(Patient)
    if patient is not None:
        visit = NewVisit(patient_id=patient.id, slot=deed.slot)
        context = deed.desk.acting(Role.FRONT_DESK)
        appointments.book(deed.desk.begin, context, visit=visit, zone=ZONE)


def move(deed: Deed) -> None:
    visit = deed.some(Appointment)
    if visit is not None:
        context = deed.desk.acting(Role.FRONT_DESK)
        appointments.move(deed.desk.begin, context, appointment_id=visit.id, slot=deed.slot)


def status(deed: Deed) -> None:
    visit = deed.some(Appointment)
    choices = sorted(TRANSITIONS[visit.status] - {"entered_in_error"}) if visit else []
    if visit and choices:
        appointments.set_status(
            deed.desk.begin,
            deed.desk.acting(Role.FRONT_DESK),
            appointment_id=visit.id,
            status=deed.luck.choice(choices),
            reason=deed.luck.choice(["", f"reason {deed.word}"]),
        )


def pay(deed: Deed) -> None:
    """Charge, or take money: the oldest open charges are paid by it."""
    patient = deed.some(Patient)
    if patient is None:
        return
    amount = deed.luck.choice([1_000, 2_500, 6_000])
    desk, context = deed.desk, deed.desk.acting(Role.BILLING)
    if deed.luck.random() < 0.5:
        values = {"amount_minor": amount, "service_on": TODAY, "text": f"Visit {deed.word}"}
        accounts.charge(desk.begin, context, patient_id=patient.id, values=values)
    else:
        values = {"amount_minor": amount, "received_on": TODAY, "method": "card"}
        accounts.take_payment(desk.begin, context, patient_id=patient.id, values=values)


def write(deed: Deed) -> None:
    """Begin a conversation, or say more in one."""
    patient, thread = deed.some(Patient), deed.some(MessageThread)
    if patient is None:
        return
    with deed.desk.begin(deed.desk.acting(Role.FRONT_DESK)) as uow:
        if thread is None or deed.luck.random() < 0.4:
            thread = uow.add(a_child(MessageThread, patient, subject=f"About {deed.word}"))
        fields = {"thread_id": thread.id, "patient_id": thread.patient_id, "text": deed.word}
        uow.add(a_child(Message, patient, **fields))


def answer(deed: Deed) -> None:
    """Take a conversation on, or end it."""
    thread = deed.some(MessageThread)
    if thread is not None:
        with deed.desk.begin(deed.desk.acting(Role.FRONT_DESK)) as uow:
            uow.save(replace(thread, status=deed.luck.choice(["open", "done", "unread"])))


def decide(deed: Deed) -> None:
    """Decide a conflict somehow."""
    with deed.desk.store.reader() as reader:
        found = conflicts.undecided(reader)
    if not found:
        return
    conflict = deed.luck.choice(found)
    _see_both_sides(deed, conflict)
    resolution = deed.luck.choice(["mine", "theirs", "both"])
    deletes = (conflict.entity, conflict.op_kind, resolution) == ("patient", "delete", "mine")
    # Nobody is removed without leave, or who got something to keep meanwhile.
    with suppress(InvalidValue) if deletes else nullcontext():
        conflicts.resolve(
            deed.desk.begin,
            deed.desk.acting(Role.ADMIN if deletes else Role.FRONT_DESK),
            conflict_id=conflict.id,
            resolution=resolution,
        )


def _see_both_sides(deed: Deed, conflict: SyncConflict) -> None:
    key = (conflict.entity, str(conflict.row_id))
    for side in (conflict.base, conflict.ours, conflict.theirs):
        deed.desk.eyes.see(key, side)
    record_type = entity_named(conflict.entity).record_type
    with deed.desk.store.reader() as reader:
        for row_id in (conflict.row_id, conflict.other_row_id):
            record = reader.records(record_type).get(row_id) if row_id else None
            if record is not None:
                deed.see(record)


def see_to(deed: Deed) -> None:
    """Send again, put right or let go of a change that did not get through."""
    with deed.desk.store.reader() as reader:
        found = [one for one in reader.pending(limit=200) if one.state == "quarantined"]
    if not found:
        return
    begin, one = deed.desk.begin, deed.luck.choice(found)
    context, op_id = deed.desk.acting(Role.FRONT_DESK), one.operation.op_id
    what = deed.luck.choice(["retry", "edit", "discard"])
    if what == "retry":
        unsent.retry(begin, context, op_id=op_id)
    elif what == "edit" and "alert" in one.operation.patch:
        unsent.edit(begin, context, op_id=op_id, values={"alert": f"right {deed.word}"})
    else:
        unsent.discard(begin, context, op_id=op_id, reason=f"not needed {deed.word}")


def change_role(deed: Deed) -> None:
    """The administrator gives the one from billing another role, or the old one again."""
    with deed.desk.store.reader() as reader:
        found = reader.records(User).get(deed.desk.acting(Role.BILLING).user_id)
    if found is not None:
        role = Role.CLINICIAN if found.role == Role.BILLING else Role.BILLING
        with deed.desk.begin(deed.desk.acting(Role.ADMIN)) as uow:
            uow.save(replace(found, role=role))


def jump(deed: Deed) -> None:
    """Somebody sets the computer's clock wrong, by up to a day."""
    deed.desk.clock.skew = timedelta(hours=deed.luck.choice([-24, -3, 1, 24]))


def set_right(deed: Deed) -> None:
    deed.desk.clock.skew = timedelta()


def upgrade(deed: Deed) -> None:
    """The program is brought up to date; what waits was written by the one before."""
    if deed.desk.kept is not None:
        return  # its backup has the same work in today's words
    deed.desk.crash()
    database = QuickFile(deed.desk.path)
    unsent = database.writer.all(
        "SELECT n, patch, full FROM outbox WHERE entity = 'patient' AND state = 'queued' "
        "AND attempts = 0"
    )
    for n, patch, full in unsent:
        written = [_as_before(patch), _as_before(full), SCHEMA - 1, n]
        database.writer.run(
            'UPDATE outbox SET patch = ?, "full" = ?, schema = ? WHERE n = ?', written
        )
    deed.desk.world.note(deed.desk.name, "is upgraded", len(unsent))
    database.close()


def _as_before(body: str | None) -> str | None:
    """What the program before wrote: the city was called town (playing.py)."""
    if body is None:
        return None
    fields = json.loads(body)
    return json.dumps({"town" if name == "city" else name: fields[name] for name in fields})


def back_up(deed: Deed) -> None:
    deed.desk.clinic.server.back_up()


def put_back(deed: Deed) -> None:
    """The clinic's server is lost; its last backup takes its place."""
    clinic = deed.desk.clinic  # who loads no snapshots knows of no lives of a database
    if clinic.has_snapshots and clinic.server.put_back():
        deed.desk.world.note("server", "is put back", clinic.server.seq)


DEEDS: dict[str, Callable[[Deed], None]] = {
    "edit": edit,
    "edit_twice": edit_twice,
    "register": register,
    "remove": remove,
    "restore": restore,
    "book": book,
    "move": move,
    "status": status,
    "pay": pay,
    "write": write,
    "answer": answer,
    "decide": decide,
    "see to": see_to,
    "change role": change_role,
    "clock jumps": jump,
    "clock is set right": set_right,
    "upgrade": upgrade,
    "backup is made": back_up,
    "backup is put back": put_back,
    "desk is backed up": lambda deed: deed.desk.back_up(),
    "desk is restored": lambda deed: deed.desk.restore(),
    "hand out": rare_deeds.hand_out,
    "read in": rare_deeds.read_in,
    "register with number": rare_deeds.register_with_number,
    "fetch numbers": rare_deeds.fetch_numbers,
    "merge": rare_deeds.merge,
    "part": rare_deeds.part,
    "cut": lambda deed: deed.desk.cut(is_cut=True),
    "mend": lambda deed: deed.desk.cut(is_cut=False),
    "work offline": lambda deed: deed.desk.switch_offline(is_offline=True),
    "work online": lambda deed: deed.desk.switch_offline(is_offline=False),
    "crash": lambda deed: deed.desk.crash(),
    "die at a statement": lambda deed: deed.desk.arm(
        deed.luck.randint(1, 60), is_after=deed.luck.random() < 0.5
    ),
    "session ends": lambda deed: deed.desk.lose_session(),
    "switch user": lambda deed: deed.desk.sign_in(deed.luck.choice(deed.desk.clinic.users)),
}
"""Every kind of step."""
_AT_THE_SERVER = ("backup is made", "backup is put back")
ON_A_CLOSED_DESK = frozenset({"mend", "work online", "clock is set right", "cut", *_AT_THE_SERVER})
"""Steps that need no running program."""
