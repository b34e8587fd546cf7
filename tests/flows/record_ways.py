"""How the record types that are not just written go round, and how files come to two desks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from app.bootstrap.comparing import Comparison, compare
from app.bootstrap.headless import Desk, open_desk
from app.bootstrap.inviting import invite
from app.bootstrap.joining import join_home
from app.bootstrap.server import make_invitation
from app.domain.conflict import UNDECIDED, SyncConflict
from app.domain.declare import Record, entities, entity_named, entity_of
from app.domain.ids import PatientId, RecordId
from app.domain.merging import PatientMerge
from app.domain.patient import Patient
from app.domain.query import Query, one_of
from app.domain.staff import Clinic, Role, User, Workstation
from app.services import conflicts, exports, glass, imports, merging, removals, setup, staff
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.flows.record_files import write_files
from tests.flows.record_handover import a_clash, handed_over
from tests.flows.record_walk import ROLES, VERBS, Table, Walk, in_step, kept_type, wire
from tests.record_edits import edit_of
from tests.server_fixtures import RunningServer


async def walked(server: RunningServer, folder: Path) -> Table:
    """Found a clinic of five desks, take every record everywhere, and bring the table back."""
    async with AsyncExitStack() as stack:
        desks: dict[str, Desk] = {}
        code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
        for name, role in ROLES.items():
            if desks:
                code = (await invite(desks["sara"], username=name, role=role)).code
            home = folder / name
            await join_home(home, server.url, code, name, PASSPHRASE, kdf=CHEAP)
            desks[name] = await asyncio.to_thread(open_desk, home, PASSPHRASE, kdf=CHEAP)
            stack.push_async_callback(desks[name].aclose)
            await in_step(desks[name])
            await in_step(desks["sara"])
        walk = Walk(desks, folder)
        for verb in VERBS:
            await walk.each(verb)
        for way in OWN_WAYS:
            await way(walk)
        await handed_over(walk)
        await _workstation_and_user(walk)
        await _import(walk)
    walk.table.counted = await asyncio.to_thread(_counted_at_both, folder / "sara")
    return walk.table


def _counted_at_both(home: Path) -> Comparison:
    """What `doctor --at-server` says in the end."""
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)
    try:
        return compare(desk, PASSPHRASE)
    finally:
        desk.close()


async def _clinic(walk: Walk) -> None:
    """Made with the first desk, changed by an administrator."""
    desk = walk.desks["sara"]
    row_id = walk.ids["clinic"]
    noted = desk.store.database.writer.one(
        "SELECT count(*) FROM audit WHERE action = 'create' AND row_id = ?",
        (bytes.fromhex(row_id),),
    )
    walk.table.note("clinic", "create", noted == (1,))
    begin, context = desk.store.unit_of_work, walk.context(desk, Role.ADMIN)
    changed = staff.change_clinic(begin, context, changes={"name": "Südlicht"})
    await _travels(walk, desk, Clinic, changed, "update")


async def _workstation_and_user(walk: Walk) -> None:
    """Both came with tim's invitation; an administrator changes, removes and brings them back."""
    desk, other = walk.desks["sara"], walk.desks["bill"].context
    context = walk.context(desk, Role.ADMIN)
    subjects: tuple[tuple[type[Record], RecordId], ...] = (
        (Workstation, RecordId(other.workstation_id)),
        (User, RecordId(other.user_id)),
    )
    for record_type, row_id in subjects:
        entity = "workstation" if record_type is Workstation else "user"
        with walk.desks["eva"].store.reader() as reader:
            arrived = reader.records(record_type).get(row_id)
        walk.table.note(entity, "create", arrived is not None)
        for verb in ("update", "delete", "restore"):
            with desk.store.unit_of_work(context) as uow:
                record = uow.records(record_type).get(row_id)
                if verb == "update":
                    assert record is not None
                    record = uow.save(replace(record, **edit_of(entity)))
                elif verb == "delete":
                    uow.delete(record_type, row_id)
                    record = None
                else:
                    record = uow.restore(record_type, row_id)
            await _travels(walk, desk, record_type, record, verb, row_id=row_id)


async def _break_glass(walk: Walk) -> None:
    """Made by breaking the glass, changed by its review."""
    desk, admin = walk.desks["cara"], walk.desks["sara"]
    broken = glass.break_glass(
        desk.store.unit_of_work,
        desk.context,
        patient_id=PatientId(walk.patient.id),
        reason="covering for a colleague",
    )
    await _travels(walk, desk, type(broken), broken, "create")
    await in_step(admin)
    seen = glass.review(
        admin.store.unit_of_work, walk.context(admin, Role.ADMIN), glass_id=broken.id, note="ok"
    )
    await _travels(walk, admin, type(seen), seen, "review")


async def _export_request(walk: Walk) -> None:
    """Made by asking for a file, changed by a second person's word and by writing it."""
    desk, admin = walk.desks["cara"], walk.desks["sara"]
    begin, context = desk.store.unit_of_work, walk.context(desk, Role.CLINICIAN)
    new = exports.NewExport(kind="own_patients", recipient="the auditor", reason="a yearly review")
    asked = exports.ask(begin, context, new=new)
    await _travels(walk, desk, type(asked), asked, "create")
    await in_step(admin)
    allowed = exports.decide_on(
        admin.store.unit_of_work,
        walk.context(admin, Role.ADMIN),
        request_id=asked.id,
        is_allowed=True,
        note="they may",
    )
    await _travels(walk, admin, type(allowed), allowed, "decide")
    await in_step(desk)
    table = exports.Table(titles=(), lines=(), subjects=frozenset())
    written = exports.note_written(begin, context, request_id=asked.id, written=table)
    await _travels(walk, desk, type(written), written, "write")


async def _removal_request(walk: Walk) -> None:
    """Made by asking for a patient's removal, changed by a clinician's word and by the removal; the
    patient, of whom there is nothing to keep, goes and comes back."""
    desk, clinician, admin = walk.desks["eva"], walk.desks["cara"], walk.desks["tim"]
    patient = a_patient(mrn="W-REMOVED")
    context = walk.context(desk, Role.FRONT_DESK)
    with desk.store.unit_of_work(context) as uow:
        uow.add(patient)
    asked = removals.ask(
        desk.store.unit_of_work,
        context,
        patient_id=PatientId(patient.id),
        reason="registered twice by mistake",
    )
    await _travels(walk, desk, type(asked), asked, "create")
    await in_step(clinician)
    allowed = removals.decide_on(
        clinician.store.unit_of_work,
        walk.context(clinician, Role.CLINICIAN),
        request_id=asked.id,
        is_allowed=True,
        note="nobody was seen",
    )
    await _travels(walk, clinician, type(allowed), allowed, "decide")
    await in_step(admin)
    begin, context = admin.store.unit_of_work, walk.context(admin, Role.ADMIN)
    done = removals.carry_out(begin, context, request_id=asked.id)
    walk.noted_and_queued(admin, "patient", patient.id, "delete")
    await _travels(walk, admin, type(done), done, "carry_out")
    await _travels_by_now(walk, admin, Patient, None, "delete", row_id=patient.id)
    back = removals.bring_back(begin, context, request_id=asked.id)
    await _travels(walk, admin, Patient, back, "restore")


async def _patient_merge(walk: Walk) -> None:
    """Made by merging the patient's record with another one, changed by taking that back."""
    desk = walk.desks["sara"]
    begin, context = desk.store.unit_of_work, walk.context(desk, Role.FRONT_DESK)
    other = PatientId(a_patient().id)
    with begin(context) as uow:
        uow.add(a_patient(id=other))
    survivor = PatientId(walk.patient.id)
    made = merging.merge(begin, context, survivor_id=survivor, merged_id=other)
    await _travels(walk, desk, PatientMerge, made, "create")
    over = merging.unmerge(begin, context, merged_id=other).merge
    await _travels(walk, desk, PatientMerge, over, "unmerge")


async def _sync_conflict(walk: Walk) -> None:
    """Made by the server where two desks say two things, changed by who decides."""
    opened = await a_clash(walk, "Here", "There")
    desk = walk.desks["sara"]
    walk.table.note("sync_conflict", "create", opened.version > 0)
    context = walk.context(desk, Role.FRONT_DESK)
    decided = conflicts.resolve(
        desk.store.unit_of_work, context, conflict_id=opened.id, resolution="mine"
    )
    await _travels(walk, desk, SyncConflict, decided, "resolve")


async def _travels(
    walk: Walk,
    desk: Desk,
    record_type: type[Record],
    record: Record | None,
    verb: str,
    *,
    row_id: RecordId | None = None,
) -> None:
    """A change that was just made stands in the trail and the outbox, and comes to eva's desk."""
    entity = entity_of(record_type).name
    row_id = record.id if record is not None else row_id
    assert row_id is not None
    walk.noted_and_queued(desk, entity, row_id, verb)
    await _travels_by_now(walk, desk, record_type, record, verb, row_id=row_id)


async def _travels_by_now(
    walk: Walk,
    desk: Desk,
    record_type: type[Record],
    record: Record | None,
    verb: str,
    *,
    row_id: RecordId,
) -> None:
    """A change comes to eva's desk, sent already or not."""
    entity = entity_of(record_type).name
    await in_step(desk)
    walk.pushed(desk, entity, row_id)
    kept, walk.ids[entity] = walk.ids.get(entity), row_id
    await walk.arrived({entity: record}, verb if verb in VERBS else "update")
    if kept is not None:
        walk.ids[entity] = kept


OWN_WAYS: Sequence[Callable[[Walk], Awaitable[None]]] = (
    _clinic,
    _break_glass,
    _export_request,
    _removal_request,
    _patient_merge,
    _sync_conflict,
)


async def _import(walk: Walk) -> None:
    """The same files, brought in at two workstations that have not met since: once everywhere."""
    first, second = walk.desks["sara"], walk.desks["tim"]
    await in_step(first)
    await in_step(second)
    with first.store.unit_of_work(walk.context(first, Role.ADMIN)) as uow:
        for name in setup.TYPES:
            spec = entity_named(name)
            uow.add(walk.made(spec))
    with first.store.reader() as reader:
        bodies = setup.read_setup(reader)
    setup.write_setup(second.store.unit_of_work, walk.context(second, Role.ADMIN), bodies=bodies)
    paths = write_files(walk.folder / "files")
    for desk in (first, second):
        report = await asyncio.to_thread(
            imports.run,
            paths,
            begin=desk.store.unit_of_work,
            context=walk.context(desk, Role.ADMIN),
            clinic=desk.clinic,
            files=desk.files,
            takes_money=True,
        )
        walk.table.wrong += [f"import: {one.kind} {one.reason}" for one in report.refused]
    for desk in (first, second, first):
        await in_step(desk)
    _same_at_both(walk, first, second)


def _same_at_both(walk: Walk, first: Desk, second: Desk) -> None:
    with first.store.reader() as here, second.store.reader() as there:
        brought = {spec.name: _imported(first, spec.name) for spec in entities()}
        for entity, ids in brought.items():
            record_type = kept_type(entity)
            one, other = here.records(record_type), there.records(record_type)
            for row_id in ids:
                record = one.get(row_id)
                is_same = record is not None and record.version > 0
                is_same = is_same and wire(record) == wire(other.get(row_id))
                walk.table.note(entity, "files", is_same)
        open_ones = Query(SyncConflict, where=one_of("status", sorted(UNDECIDED)))
        walk.table.note(
            "sync_conflict", "no clash", here.records(SyncConflict).count(open_ones) == 0
        )


def _imported(desk: Desk, entity: str) -> list[RecordId]:
    """What files brought of a type: by the import's own notes, or as part of the set-up."""
    rows = desk.store.database.writer.all(
        "SELECT row_id FROM import_source WHERE entity = ?", (entity,)
    )
    ids = [RecordId(row[0].hex()) for row in rows]
    if entity in setup.TYPES:
        with desk.store.reader() as reader:
            ids += reader.records(kept_type(entity)).ids(Query(kept_type(entity)))
    return ids
