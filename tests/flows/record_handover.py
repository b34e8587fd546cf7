"""One more record of every type, made where no line is: handed out as a file of unsent work, and
read in at a second workstation, which shows it at once and sends it.

What nobody makes at a desk (an account, a computer, the clinic, a clash) comes as the change of it
that somebody makes there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from app.bootstrap.headless import Desk
from app.bootstrap.signing_in import sign_in
from app.bootstrap.unsent_files import UnsentFiles
from app.domain.billing import DaySheet
from app.domain.conflict import SyncConflict
from app.domain.declare import EntitySpec, Record, entity_of
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.staff import Role, User, Workstation
from app.domain.tills import sheet_id
from app.services import conflicts, exports, glass, merging, removals, staff, tills, unsent
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.flows.record_walk import PLAIN, ROLES, Walk, allowed_at, in_step, kept_type, wire
from tests.record_edits import edit_of

_AT = "tim"
"""The second workstation."""


async def handed_over(walk: Walk) -> None:
    """Take one record of every type out of the desk it was made at, and into tim's."""
    walk.ids["clash"] = (await a_clash(walk, "Up", "Down")).id
    _close_the_drawer(walk, walk.desks["sara"])
    known = dict(walk.ids)
    for name in ("sara", "cara", "bill"):
        desk = walk.desks[name]
        for one in (desk, walk.desks[_AT]):
            await in_step(one)
        made = _written(walk, desk, name)
        for way in _OWN.get(name, ()):
            record = way(walk, desk)
            made[entity_of(record).name] = record
        walk.ids = dict(known)
        await _over(walk, desk, made)


async def a_clash(walk: Walk, one: str, other: str) -> SyncConflict:
    """Two desks say two things about a patient, and nobody has decided yet."""
    for name in ("sara", "cara"):
        await in_step(walk.desks[name])
    for name, city in (("sara", one), ("cara", other)):
        desk = walk.desks[name]
        with desk.store.unit_of_work(walk.context(desk, ROLES[name])) as uow:
            patient = uow.records(Patient).get(walk.patient.id)
            assert patient is not None
            uow.save(replace(patient, city=city))
    for name in ("sara", "cara", "sara"):
        await in_step(walk.desks[name])
    with walk.desks["sara"].store.reader() as reader:
        (opened,) = conflicts.undecided(reader)
    return opened


async def _over(walk: Walk, desk: Desk, made: Mapping[str, Record]) -> None:
    """Hand a desk's work out, read it in at the other, and send it from both."""
    place = walk.folder / f"{desk.user.username}.cdu"
    other = walk.desks[_AT]
    count = await asyncio.to_thread(UnsentFiles(desk).write, place)
    taken = await asyncio.to_thread(UnsentFiles(other).read, place)
    is_all = taken.added == count >= len(made)
    walk.table.note("patient", "import", is_all, f"{taken.added} of {count}")
    _shown(walk, other, made, "before it is sent")
    await _sent_there(other, desk)
    if "cash_drawer" in made:
        await _at_its_own_desk(walk, other, desk)
    await in_step(desk)
    for entity, record in made.items():
        for one in (other, desk):
            walk.pushed(one, entity, record.id)
    with desk.store.reader() as reader:
        sent = {name: reader.records(kept_type(name)).get(made[name].id) for name in made}
    _shown(walk, other, sent, "after it was sent")
    await in_step(walk.desks["eva"])
    _shown(walk, walk.desks["eva"], sent, "at a third desk")


async def _sent_there(other: Desk, made_by: Desk) -> None:
    """Whoever made it signs in at the second workstation, too: the server believes a name where its
    bearer was seen, and what only administrators do in their own session."""
    await sign_in(other, PASSPHRASE, username=made_by.user.username, kdf=CHEAP)
    await in_step(other)
    await sign_in(other, PASSPHRASE, username=_AT, kdf=CHEAP)


async def _at_its_own_desk(walk: Walk, other: Desk, made_by: Desk) -> None:
    """Cash is counted where it lies: another desk shows a drawer, and the server takes its opening
    from no other than its own."""
    for desk in (other, made_by):
        await in_step(desk)
        with desk.store.reader() as reader:
            (refused,) = reader.needing()
        is_told = refused.last_code == "entry_other_desk"
        walk.table.note("cash_drawer", "import", is_told, refused.last_code)
        begin, op_id = desk.store.unit_of_work, refused.operation.op_id
        if desk is other:
            who = walk.context(desk, Role.ADMIN)
            unsent.discard(begin, who, op_id=op_id, reason="another desk's")
        else:
            unsent.retry(begin, desk.context, op_id=op_id)
        await in_step(desk)
    await in_step(other)


def _shown(walk: Walk, desk: Desk, made: Mapping[str, Record | None], when: str) -> None:
    with desk.store.reader() as reader:
        for entity, record in made.items():
            held = reader.records(kept_type(entity)).get(record.id) if record else None
            is_same = held is not None and wire(held) == wire(record)
            walk.table.note(entity, "import", is_same, when)


def _close_the_drawer(walk: Walk, desk: Desk) -> None:
    """A desk has one open drawer: the first round's makes room for the next one."""
    begin, context = desk.store.unit_of_work, walk.context(desk, Role.FRONT_DESK)
    tills.close_drawer(begin, context, counted={"cash": 0})


def _written(walk: Walk, desk: Desk, name: str) -> dict[str, Record]:
    """A new record of each type that is written at a desk; who may make patients begins with one
    that nobody has yet."""
    made: dict[str, Record] = {}
    kept = walk.patient
    walk.patient = a_patient(practitioner_id=None) if name == "sara" else kept
    for spec in PLAIN:
        place = allowed_at(spec, "create")
        if place is not None and place[0] == name:
            with desk.store.unit_of_work(walk.context(desk, place[1])) as uow:
                made[spec.name] = uow.add(_another(walk, spec))
    walk.patient = kept
    return made


def _another(walk: Walk, spec: EntitySpec) -> Record:
    """A day is closed once: this one is the day before."""
    record = walk.made(spec)
    if isinstance(record, DaySheet):
        on = record.on - timedelta(days=1)
        own_id = sheet_id(walk.ids["clinic"], on, record.currency)
        record = replace(record, id=own_id, on=on)
    return record


def _clinic(walk: Walk, desk: Desk) -> Record:
    begin, context = desk.store.unit_of_work, walk.context(desk, Role.ADMIN)
    return staff.change_clinic(begin, context, changes={"name": "Westlicht"})


def _account(walk: Walk, desk: Desk) -> Record:
    return _changed(walk, desk, User, RecordId(walk.desks["eva"].context.user_id))


def _computer(walk: Walk, desk: Desk) -> Record:
    return _changed(walk, desk, Workstation, RecordId(walk.desks["eva"].context.workstation_id))


def _changed(walk: Walk, desk: Desk, record_type: type[Record], row_id: RecordId) -> Record:
    with desk.store.unit_of_work(walk.context(desk, Role.ADMIN)) as uow:
        record = uow.records(record_type).get(row_id)
        assert record is not None
        name = next(iter(edit_of(entity_of(record).name)))
        return uow.save(replace(record, **{name: "Another"}))


def _broken_glass(walk: Walk, desk: Desk) -> Record:
    return glass.break_glass(
        desk.store.unit_of_work,
        desk.context,
        patient_id=PatientId(walk.patient.id),
        reason="covering once more",
    )


def _asked_for(walk: Walk, desk: Desk) -> Record:
    new = exports.NewExport(kind="own_patients", recipient="the auditor", reason="one more review")
    return exports.ask(desk.store.unit_of_work, walk.context(desk, Role.CLINICIAN), new=new)


def _to_be_removed(walk: Walk, desk: Desk) -> Record:
    begin, context = desk.store.unit_of_work, walk.context(desk, Role.FRONT_DESK)
    patient = a_patient()
    with begin(context) as uow:
        uow.add(patient)
    return removals.ask(
        begin, context, patient_id=PatientId(patient.id), reason="registered once too often"
    )


def _merged(walk: Walk, desk: Desk) -> Record:
    begin, context = desk.store.unit_of_work, walk.context(desk, Role.FRONT_DESK)
    other = PatientId(a_patient().id)
    with begin(context) as uow:
        uow.add(a_patient(id=other))
    return merging.merge(begin, context, survivor_id=PatientId(walk.patient.id), merged_id=other)


def _decided(walk: Walk, desk: Desk) -> Record:
    begin, context = desk.store.unit_of_work, walk.context(desk, Role.FRONT_DESK)
    clash = walk.ids["clash"]
    return conflicts.resolve(begin, context, conflict_id=clash, resolution="theirs")


_OWN: Mapping[str, tuple[Callable[[Walk, Desk], Record], ...]] = {
    "sara": (_clinic, _account, _computer, _to_be_removed, _merged, _decided),
    "cara": (_broken_glass, _asked_for),
}
