"""Takes one record of every type everywhere it can go, and notes each station it came to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.bootstrap.comparing import Comparison
from app.bootstrap.headless import Desk
from app.domain.appointment import Appointment
from app.domain.billing import DaySheet, Payment, Refund
from app.domain.declare import EntitySpec, FieldKind, Record, entities, entity_named
from app.domain.ids import PatientId, RecordId, UserId, new_id
from app.domain.patient import Coverage, Patient
from app.domain.permissions import decide
from app.domain.ports import UnitOfWork
from app.domain.query import Query, all_of, eq
from app.domain.record_permissions import permission_for
from app.domain.staff import Role
from app.domain.tills import sheet_id
from app.protocol.codec import to_wire
from app.schema.search_tokens import PHONE_FIELDS
from tests.factories import CHILDREN, a_child, a_patient, a_record, an_appointment
from tests.record_edits import edit_of
from tests.waiting import until

VERBS = ("create", "update", "delete", "restore")
COLUMNS = (*VERBS, "read", "search", "audit", "outbox", "push", "pull", "import", "files")
ROLES = {
    "sara": Role.ADMIN,
    "cara": Role.CLINICIAN,
    "bill": Role.BILLING,
    "eva": Role.FRONT_DESK,
    "tim": Role.ADMIN,
}
"""Five desks of one clinic; eva only looks, tim's is the second workstation files come to."""
FAR = datetime(9999, 1, 1, tzinfo=UTC)
STAMPS = {"created_at", "updated_at"}
OWN_WAY = frozenset(
    {
        *("clinic", "workstation", "user", "sync_conflict", "break_glass", "patient_merge"),
        *("export_request", "removal_request"),
    }
)
"""Record types that are not made by writing one; each is walked by a way of its own."""
BY_THREE = frozenset({("patient", "delete"), ("patient", "restore")})
"""What takes three people, and a patient of whom nothing is to be kept: a way of its own, too."""
_NUMBERS = (*PHONE_FIELDS, "birth_date")
PLAIN = tuple(spec for spec in entities() if spec.name not in OWN_WAY)


@dataclass
class Table:
    """Which record type came to which station, and what went wrong on the way."""

    seen: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    wrong: list[str] = field(default_factory=list[str])
    counted: Comparison | None = None

    def note(self, entity: str, column: str, is_right: bool, told: str = "") -> None:
        """Note that a record came to a station, or did not."""
        if is_right:
            self.seen.add((entity, column))
        else:
            self.wrong.append(f"{entity} {column} {told}".strip())


class Walk:
    """Five open desks, one record of each type, and what the desks are to hold of it."""

    def __init__(self, desks: dict[str, Desk], folder: Path) -> None:
        self.desks = desks
        self.folder = folder
        self.table = Table()
        context = desks["sara"].context
        self.ids: dict[str, RecordId] = {
            "user": RecordId(context.user_id),
            "workstation": RecordId(context.workstation_id),
            "clinic": RecordId(context.clinic_id),
        }
        self.patient = a_patient(practitioner_id=None)

    def made(self, spec: EntitySpec) -> Record:
        """A new record that names those made before it."""
        record_type: type[Record] = spec.record_type
        if record_type is Patient:
            record: Record = self.patient
        elif record_type is Appointment:
            record = an_appointment(self.patient)
        elif record_type in CHILDREN:
            record = a_child(record_type, self.patient)
        else:
            record = a_record(record_type, id=new_id())
        if isinstance(record, Payment | Refund):  # cash would go through the drawer that is open
            record = replace(record, method="card")
        if isinstance(record, Coverage):
            record = replace(record, member_id="W-77-A")
        if isinstance(record, DaySheet):
            clinic_id, closed_by = self.ids["clinic"], UserId(self.ids["user"])
            own_id = sheet_id(clinic_id, record.on, record.currency)
            record = replace(record, id=own_id, closed_by=closed_by)
        self.ids[spec.name] = record.id
        return self.linked(record, spec)

    def linked(self, record: Record, spec: EntitySpec) -> Record:
        """The record with references to what is there, in lists, too."""
        named: dict[str, Any] = {
            one.name: self.ids[str(one.fact.refers_to)]
            for one in spec.references
            if getattr(record, one.name) is not None
        }
        for one in spec.references:
            if one.name == "read_by":
                named[one.name] = ()  # each says for themselves that they read it, later
            elif one.kind is FieldKind.LIST:
                named[one.name] = (named[one.name],)
        return replace(record, **named)

    async def each(self, verb: str) -> None:
        """Do something to a record of each type where it may be done, and bring it everywhere."""
        expected: dict[str, Record | None] = {}
        for name in ("sara", "cara", "bill"):
            desk = self.desks[name]
            await in_step(desk)
            for spec in PLAIN:
                place = allowed_at(spec, verb)
                is_here = place is not None and place[0] == name
                if place is not None and is_here and (spec.name, verb) not in BY_THREE:
                    context = self.context(desk, place[1])
                    with desk.store.unit_of_work(context) as uow:
                        expected[spec.name] = self._step(uow, spec, verb)
                    self.noted_and_queued(desk, spec.name, self.ids[spec.name], verb)
            await in_step(desk)
            for entity in expected:
                self.pushed(desk, entity, self.ids[entity])
        await self.arrived(expected, verb)

    def context(self, desk: Desk, role: str) -> Any:
        """Somebody at a desk in a role, with every reason to look."""
        opened = {PatientId(self.patient.id): FAR}
        return replace(desk.context, role=role, reason="walking over every record", glass=opened)

    def _step(self, uow: UnitOfWork, spec: EntitySpec, verb: str) -> Record | None:
        if verb == "create":
            return uow.add(self.made(spec))
        record_id = self.ids[spec.name]
        if verb == "delete":
            uow.delete(spec.record_type, record_id)
            return None
        if verb == "restore":
            return uow.restore(spec.record_type, record_id)
        record = uow.records(spec.record_type).get(record_id)
        assert record is not None
        edit = edit_of(spec.name)
        if "read_by" in edit:  # nobody says it for somebody else
            edit = {"read_by": (uow.context.user_id,)}
        return uow.save(replace(record, **edit))

    def noted_and_queued(self, desk: Desk, entity: str, row_id: RecordId, verb: str) -> None:
        """The change stands in the trail, and waits to be sent."""
        kind = verb if verb in VERBS else "action"
        with desk.store.reader() as reader:
            queued = {(one.operation.id, one.operation.kind) for one in reader.pending()}
            noted = desk.store.database.writer.one(
                "SELECT count(*) FROM audit WHERE action = ? AND row_id = ?",
                (verb, bytes.fromhex(row_id)),
            )
        self.table.note(entity, "outbox", (row_id, kind) in queued, verb)
        self.table.note(entity, "audit", noted == (1,), verb)

    def pushed(self, desk: Desk, entity: str, row_id: RecordId) -> None:
        """The server took it: nothing of it waits, and the record has the server's version."""
        with desk.store.reader() as reader:
            waits = [one for one in reader.pending() if one.operation.id == row_id]
            kept = reader.records(entity_named(entity).record_type)
            record = kept.get(row_id, include_deleted=True)
        is_taken = not waits and record is not None and record.version > 0
        self.table.note(entity, "push", is_taken)

    async def arrived(self, expected: dict[str, Record | None], verb: str) -> None:
        """A desk that did nothing holds the same, and finds it, or no longer does."""
        desk = self.desks["eva"]
        await in_step(desk)
        with desk.store.reader() as reader:
            for entity, record in expected.items():
                kept = reader.records(entity_named(entity).record_type)
                held = kept.get(self.ids[entity])
                is_same = wire(held) == wire(record)
                for column in ("pull", "read", verb):
                    self.table.note(entity, column, is_same, verb)
                if verb == "delete" or record is None:
                    found = kept.ids(Query(kept_type(entity), where=eq("id", self.ids[entity])))
                    self.table.note(entity, "search", not found, verb)
                else:
                    for query in questions(record, entity):
                        found = kept.ids(query)
                        told = f"{verb} {query.words}"
                        self.table.note(entity, "search", record.id in found, told)
                    for typed in numbers_of(record):
                        is_found = record.id in reader.search_patients(typed)
                        self.table.note(entity, "search", is_found, verb)


def kept_type(entity: str) -> type[Record]:
    return entity_named(entity).record_type


def numbers_of(record: Record) -> list[str]:
    """What of a patient only the search of patients finds."""
    values = (getattr(record, name) for name in _NUMBERS) if isinstance(record, Patient) else ()
    return [str(value) for value in values if value]


def questions(record: Record, entity: str) -> list[Query[Any]]:
    """How somebody looks for a record: by words where its fields hold any, and by a field."""
    spec, record_type = entity_named(entity), kept_type(entity)
    words = [
        str(value).split()[0]
        for one in spec.fields
        if one.fact.searchable and one.name not in _NUMBERS
        if (value := getattr(record, one.name))
    ]
    name = next(iter(edit_of(entity)))
    by_field = all_of(eq(name, getattr(record, name)), eq("id", record.id))
    if isinstance(getattr(record, name), tuple):
        by_field = all_of(eq("id", record.id))
    asked = [Query(record_type, where=by_field)]
    return [*asked, *(Query(record_type, words=one) for one in words)]


def allowed_at(spec: EntitySpec, verb: str) -> tuple[str, str] | None:
    """Whose desk and which role may do something to a record type; None: nobody may."""
    permission = permission_for(spec.name, verb)
    if permission is None or (spec.is_append_only and verb != "create"):
        return None
    for name, role in (("sara", Role.FRONT_DESK), *ROLES.items()):
        if decide(role, permission, has_reason=True, is_glass_broken=True).is_allowed:
            return name, role
    raise AssertionError(f"nobody may {verb} {spec.name}")


def wire(record: Record | None) -> dict[str, Any] | None:
    """What two desks have to agree on."""
    if record is None:
        return None
    return {name: value for name, value in to_wire(record).items() if name not in STAMPS}


async def in_step(desk: Desk) -> None:
    """Send everything, fetch everything."""
    runner = desk.make_runner()
    runner.start()
    try:
        await until(
            lambda: runner.status.waiting == 0 and runner.status.last_synced_at is not None,
            what="the desk comes into step",
        )
    finally:
        await runner.stop()
