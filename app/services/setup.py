"""A clinic's set-up as one piece: rooms, visit types, providers, hours, fees, templates.

It goes to a file and comes back from one, at the same clinic or at another: a group of clinics
types it once. Nothing of a patient, nobody's account and no money taken is part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any, TypeVar, cast

from app.domain.audit import AuditAction
from app.domain.batches import SetRecord
from app.domain.context import ExecutionContext
from app.domain.declare import EntitySpec, Record, entity_named
from app.domain.errors import ImportRefused, InvalidValue, PermissionDenied
from app.domain.ids import RecordId, is_record_id
from app.domain.permissions import Permission, decide
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.transaction_ports import BeginTransaction
from app.protocol.codec import from_wire, to_wire

TYPES = (
    "location",
    "organization",
    "room",
    "visit_type",
    "practitioner",
    "practitioner_schedule",
    "holiday",
    "message_template",
    "payer",
    "procedure_code",
    "diagnosis_code",
    "fee_schedule",
    "fee",
)
"""What belongs to the set-up, parents first."""
_AT_ONCE, _TOLD = 1000, 10
Body = Mapping[str, object]
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class SetupCounts:
    """What an import did, in records."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def read_setup(reader: Reader) -> dict[str, dict[str, Any]]:
    """Every record of the set-up in its wire form, by "type/identifier"."""
    return {
        f"{name}/{record_id}": to_wire(record)
        for name in TYPES
        for record_id, record in reader.records(entity_named(name).record_type).entries()
    }


def note_export(begin: UnitOfWorkFactory, context: ExecutionContext, *, count: int) -> None:
    """Put the export into the audit trail; it comes before the file. Raises PermissionDenied."""
    verdict = decide(context.role, Permission.CLINIC_EDIT)
    with begin(context) as uow:
        if not verdict.is_allowed:
            raise PermissionDenied(
                Permission.CLINIC_EDIT, context.role, verdict.needs, entity="clinic"
            )
        uow.note(AuditAction.EXPORT, entity="clinic", result_count=count, fields=["setup"])


def write_setup(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, bodies: Mapping[str, Body]
) -> SetupCounts:
    """Take a set-up over, all or nothing: records are known by their identifiers.

    The same again changes nothing and leaves no line in the trail. Raises ImportRefused naming the
    first entry that is none or refers to what is not here, InvalidRecord for one that breaks a
    rule, ImportRefused naming each where several do, PermissionDenied.
    """
    with begin(context) as uow:
        return _write(uow, bodies)


def rehearse_setup(
    begin: BeginTransaction, context: ExecutionContext, *, bodies: Mapping[str, Body]
) -> SetupCounts:
    """What taking a set-up over would do: all of it is tried, and nothing is kept. Raises as
    write_setup does; where several record types have something wrong, one error says it of each."""
    uow = begin(context)
    told: list[ImportRefused | InvalidValue] = []

    def tried(name: str, work: Callable[[], None]) -> None:
        uow.savepoint(name)
        try:
            work()
        except (ImportRefused, InvalidValue) as error:
            uow.rollback_to(name)
            told.append(error)

    try:
        counts = _write(uow, bodies, tried)
    finally:
        uow.rollback()
    if len(told) == 1:
        raise told[0]
    if told:
        raise ImportRefused("; ".join(map(_reason, told)))
    return counts


def _reason(error: ImportRefused | InvalidValue) -> str:
    return error.reason if isinstance(error, ImportRefused) else str(error)


def _at_once(_name: str, work: Callable[[], None]) -> None:
    work()


def _write(
    uow: UnitOfWork,
    bodies: Mapping[str, Body],
    step: Callable[[str, Callable[[], None]], None] = _at_once,
) -> SetupCounts:
    """Write what a set-up holds, type by type; step does the work of one."""
    wanted = [_entry(key, body) for key, body in bodies.items()]
    wanted.sort(key=lambda entry: TYPES.index(entry[0].name))
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for spec, entries in groupby(wanted, key=lambda entry: entry[0]):
        step(spec.name, partial(_write_type, uow, spec, list(entries), counts))
    if counts["added"] or counts["changed"]:
        fields = ["setup"]
        uow.note(AuditAction.IMPORT, entity="clinic", result_count=len(wanted), fields=fields)
    return SetupCounts(**counts)


def _write_type(
    uow: UnitOfWork,
    spec: EntitySpec,
    entries: list[tuple[EntitySpec, RecordId, Body]],
    counts: dict[str, int],
) -> None:
    records: list[SetRecord[Record]] = []
    for _, row_id, body in entries:
        outcome, record = _compared(uow, spec, row_id, body)
        counts[outcome] += 1
        if outcome != "unchanged":
            records.append(SetRecord(_checked(uow, spec, record)))
    for at in range(0, len(records), _AT_ONCE):
        _keep(uow, spec, records[at : at + _AT_ONCE])


def _keep(uow: UnitOfWork, spec: EntitySpec, records: list[SetRecord[Record]]) -> None:
    """Write records of one type, all or none, and say of each what is wrong with it."""
    result = uow.records(spec.record_type).batch(records)
    if result.is_done:
        return
    denied = [error for error in result.errors if isinstance(error, PermissionDenied)]
    if denied or len(result.errors) == 1:
        raise (denied or result.errors)[0]
    told = [f"{spec.name} {one.key}: {one.error}" for one in result.outcomes if one.error]
    more = f"; and {len(told) - _TOLD} more" if len(told) > _TOLD else ""
    raise ImportRefused("; ".join(told[:_TOLD]) + more)


def _compared(
    uow: UnitOfWork, spec: EntitySpec, row_id: RecordId, body: Body
) -> tuple[str, Record]:
    """The record as it is to be; what the file does not name stays as it is kept here."""
    kept = uow.records(spec.record_type)
    stored = kept.get(row_id, include_deleted=True) if is_record_id(row_id) else None
    if stored is None:
        return "added", _record(spec, row_id, body)
    named = _record(spec, row_id, {**to_wire(stored), **body})
    if named.extra != stored.extra:
        raise ImportRefused(f"{spec.name} {row_id}: has fields that this version does not know")
    wanted = replace(stored, **{one.name: getattr(named, one.name) for one in spec.fields})
    if stored.deleted_at is not None:
        return "added", wanted
    return ("unchanged" if wanted == stored else "changed"), wanted


def _checked(uow: UnitOfWork, spec: EntitySpec, record: R) -> R:
    """The record, where what it refers to is here: the server would not take it otherwise."""
    for one in spec.references:
        records = uow.records(entity_named(str(one.fact.refers_to)).record_type)
        for named in one.named(getattr(record, one.name)):
            if not records.exists(RecordId(str(named))):
                raise ImportRefused(f"{spec.name} {record.id}: {one.name} refers to nothing here")
    return record


def _entry(key: str, body: object) -> tuple[EntitySpec, RecordId, Body]:
    name, _, row_id = key.partition("/")
    if name not in TYPES:
        raise ImportRefused(f"{name[:40]!r} is no part of a set-up")
    if not isinstance(body, Mapping):
        raise ImportRefused(f"{name} {row_id[:40]}: is no record")
    return entity_named(name), RecordId(row_id), cast("Body", body)


def _record(spec: EntitySpec, row_id: RecordId, body: Body) -> Record:
    try:
        return from_wire(spec, row_id, body)
    except InvalidValue as error:
        raise ImportRefused(f"{spec.name} {row_id[:40]}: {error.field} {error.reason}") from None
