"""A change that the server did not take, laid open so that somebody puts it right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.context import ExecutionContext
from app.domain.declare import FieldKind, FieldSpec, entity_named
from app.domain.errors import InvalidValue, PermissionDenied, RecordNotFound
from app.domain.ids import RecordId
from app.domain.operations import OperationState
from app.domain.permissions import Permission
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.record_permissions import permission_for
from app.services import unsent
from app.services.seeing import hidden_fields, may_see

_TYPED = frozenset({FieldKind.TEXT, FieldKind.INTEGER, FieldKind.DATE})
"""What one line of text says in full; the rest is put right in the record's own form."""


@quiet
@dataclass(frozen=True, slots=True)
class MendingField:
    """One field of the change: its value as typed, and the choices where it has some.

    is_open: it may be typed over here.
    """

    name: str
    text: str
    choices: tuple[str, ...]
    is_open: bool


@quiet
@dataclass(frozen=True, slots=True)
class Mending:
    """A change and what of it can be put right."""

    op_id: str
    entity: str
    patient_id: RecordId | None
    code: str
    fields: tuple[MendingField, ...]


def mending(reader: Reader, context: ExecutionContext, *, op_id: str, now: datetime) -> Mending:
    """What somebody may put right of a change. Raises RecordNotFound, PermissionDenied."""
    found = next((one for one in reader.needing() if one.operation.op_id == op_id), None)
    if found is None or found.state is not OperationState.QUARANTINED:
        raise RecordNotFound("outbox", RecordId(op_id))
    operation = found.operation
    verdict = may_see(reader, context, operation.entity, patient_id=found.patient_id, now=now)
    if not verdict.is_allowed:
        permission = permission_for(operation.entity, "view") or Permission.PATIENT_VIEW
        raise PermissionDenied(permission, context.role, verdict.needs)
    values = unsent.values_of(found)
    hidden = hidden_fields(context, operation.entity)
    spec = entity_named(operation.entity)
    fields = tuple(
        _field(spec.by_name[name], value)
        for name, value in values.items()
        if name in spec.by_name and name not in hidden
    )
    return Mending(op_id, operation.entity, found.patient_id, found.last_code, fields)


def typed(entity: str, texts: dict[str, str]) -> dict[str, object]:
    """Typed texts as field values. Raises InvalidValue for what is no number."""
    spec = entity_named(entity)
    return {name: _typed(spec.by_name[name], text.strip()) for name, text in texts.items()}


def _typed(field: FieldSpec, text: str) -> object:
    if not text:
        return None if field.nullable else ""
    try:
        if field.kind is FieldKind.INTEGER:
            return int(text)
        return date.fromisoformat(text) if field.kind is FieldKind.DATE else text
    except ValueError:
        is_number = field.kind is FieldKind.INTEGER
        reason = "is a whole number" if is_number else "is a date like 2026-11-21"
        raise InvalidValue(field.name, reason) from None


def _field(spec: FieldSpec, value: object) -> MendingField:
    text = value.isoformat() if isinstance(value, date) else value
    is_plain = text is None or isinstance(text, str | int)
    choices = tuple(spec.fact.choices) if spec.fact.choices else ()
    return MendingField(
        spec.name,
        "" if text is None else str(text),
        tuple(str(one) for one in choices),
        spec.kind in _TYPED and is_plain and not isinstance(value, bool),
    )
