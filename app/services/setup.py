"""A clinic's set-up as one piece: rooms, visit types, providers, hours, fees, templates.

It goes to a file and comes back from one, at the same clinic or at another: a group of clinics
types it once. Nothing of a patient, nobody's account and no money taken is part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.declare import EntitySpec, Record, entity_named
from app.domain.errors import ImportRefused, InvalidValue
from app.domain.ids import RecordId
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Query
from app.protocol.codec import from_wire, to_wire
from app.services.reading import every

TYPES = (
    "location",
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
Body = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SetupCounts:
    """What an import did, in records."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def read_setup(reader: Reader) -> dict[str, dict[str, Any]]:
    """Every record of the set-up in its wire form, by "type/identifier"."""
    return {
        f"{name}/{record.id}": to_wire(record)
        for name in TYPES
        for record in every(reader, Query(entity_named(name).record_type))
    }


def note_export(begin: UnitOfWorkFactory, context: ExecutionContext, *, count: int) -> None:
    """Put the export into the audit trail; it comes before the file."""
    with begin(context) as uow:
        uow.note(AuditAction.EXPORT, entity="clinic", result_count=count, fields=["setup"])


def write_setup(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, bodies: Mapping[str, Body]
) -> SetupCounts:
    """Take a set-up over, all or nothing: records are known by their identifiers.

    The same again changes nothing. Raises ImportRefused naming the first entry that is none,
    InvalidRecord, PermissionDenied.
    """
    records = [_record(key, body) for key, body in bodies.items()]
    records.sort(key=lambda pair: TYPES.index(pair[0].name))
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    with begin(context) as uow:
        for spec, record in records:
            counts[_keep(uow, spec, record)] += 1
        uow.note(AuditAction.IMPORT, entity="clinic", result_count=len(records), fields=["setup"])
    return SetupCounts(**counts)


def _keep(uow: UnitOfWork, spec: EntitySpec, record: Record) -> str:
    kept = uow.records(spec.record_type)
    stored = kept.get(record.id, include_deleted=True)
    if stored is None:
        kept.set(record)
        return "added"
    wanted = replace(stored, **{one.name: getattr(record, one.name) for one in spec.fields})
    is_back = stored.deleted_at is not None
    if is_back or wanted != stored:
        kept.set(wanted)
    return "added" if is_back else "unchanged" if wanted == stored else "changed"


def _record(key: str, body: Body) -> tuple[EntitySpec, Record]:
    name, _, row_id = key.partition("/")
    if name not in TYPES:
        raise ImportRefused(f"{name[:40]!r} is no part of a set-up")
    spec = entity_named(name)
    try:
        return spec, from_wire(spec, RecordId(row_id), body)
    except InvalidValue as error:
        raise ImportRefused(f"{name} {row_id[:40]}: {error.field} {error.reason}") from None
