"""A change that the server did not take, laid open so that somebody puts it right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.context import ExecutionContext
from app.domain.declare import EntitySpec, FieldKind, FieldSpec, entity_named
from app.domain.errors import InvalidValue, PermissionDenied, RecordNotFound
from app.domain.ids import RecordId
from app.domain.money import Money, read_money
from app.domain.operations import OperationState, Pending
from app.domain.permissions import Permission
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWorkFactory
from app.domain.record_permissions import permission_for
from app.domain.staff import Clinic
from app.domain.values import check_partial_date, read_date
from app.services import unsent
from app.services.naming import name_of
from app.services.seeing import hidden_fields, may_see

_TYPED = frozenset({FieldKind.TEXT, FieldKind.INTEGER, FieldKind.DATE, FieldKind.BOOLEAN})
"""What one line of text says in full; the rest is put right in the record's own form."""
_TOGETHER = frozenset({FieldKind.INSTANT, FieldKind.REFERENCE, FieldKind.JSON})
"""A field that is one value with one of these is not changed without it."""
_WHO_AND_WHERE = frozenset({"user", "workstation"})
_BY_THE_PROGRAM = frozenset(
    {"zone", "local_start", "is_late_cancel", "needs_resolution", "series_id", "recurrence"}
    | {"photo_id", "sha256", "size", "media_type", "content_hash", "entries", "position"}
    | {"source", "source_id", "status_before", "receipt_number", "is_alias"}
)
"""Said by the start of a visit, by a file, or by what was done: nobody types it anywhere."""
_YES, _NO = "yes", "no"
_DATE_LENGTH = len("2026-11-21")
_TO_COME = frozenset({"valid_from", "valid_to", "expires_on", "next_due_on"})
_AHEAD = timedelta(days=20 * 365)
"""How far ahead two figures of a year may mean: a card ends in "29", nobody was born then."""
_FIRST_CURRENCY = "USD"


@quiet
@dataclass(frozen=True, slots=True)
class MendingField:
    """One field of the change: its value as people write it, and the choices where it has some.

    is_open: it may be typed over here. at is the value of an instant: the screen says it in words.
    """

    name: str
    text: str
    choices: tuple[str, ...] = ()
    is_open: bool = False
    at: datetime | None = None


@quiet
@dataclass(frozen=True, slots=True)
class Mending:
    """A change and what of it can be put right. named are other patients whom its values name."""

    op_id: str
    entity: str
    patient_id: RecordId | None
    code: str
    fields: tuple[MendingField, ...]
    row_id: RecordId
    """The record that was to be changed."""
    named: tuple[RecordId, ...] = ()


def mending(reader: Reader, context: ExecutionContext, *, op_id: str, now: datetime) -> Mending:
    """What somebody may put right of a change. Raises RecordNotFound, PermissionDenied."""
    found = _waiting(reader, op_id)
    operation = found.operation
    verdict = may_see(reader, context, operation.entity, patient_id=found.patient_id, now=now)
    if not verdict.is_allowed:
        permission = permission_for(operation.entity, "view") or Permission.PATIENT_VIEW
        raise PermissionDenied(
            permission,
            context.role,
            verdict.needs,
            entity=operation.entity,
            row_id=RecordId(operation.id),
            patient_id=found.patient_id,
        )
    values = unsent.values_of(found)
    hidden = hidden_fields(context, operation.entity)
    spec = entity_named(operation.entity)
    currency = _currency(reader, context, values)
    fields: list[MendingField] = []
    named: list[RecordId] = []
    for name, value in values.items():
        field = spec.by_name.get(name)
        if field is None or name in hidden or not _is_shown(field):
            continue
        if field.kind is FieldKind.REFERENCE and isinstance(value, str):
            entity, key = field.fact.refers_to or "", RecordId(value)
            text = name_of(reader, context, entity, key, now=now)
            fields.append(MendingField(name, text))
            named += [key] if entity == "patient" and text else []
        else:
            fields.append(_field(spec, field, value, currency))
    return Mending(
        op_id,
        operation.entity,
        found.patient_id,
        found.last_code,
        tuple(fields),
        RecordId(operation.id),
        tuple(named),
    )


def put_right(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, op_id: str, texts: Mapping[str, str]
) -> str:
    """Send a change again with what was typed over it; the operation that waits now.

    Raises InvalidValue for what is no amount, date or number, and what `unsent.edit` raises.
    """
    with begin(context) as uow:
        found = _waiting(uow, op_id)
        spec = entity_named(found.operation.entity)
        clinic = uow.records(Clinic).get(context.clinic_id)
        zone = ZoneInfo(clinic.zone) if clinic is not None else None
        today = uow.now.astimezone(zone).date()
        meant = _meant(uow, context, unsent.values_of(found), texts, spec)
        values = {
            name: _typed(spec.by_name[name], text.strip(), currency=meant.currency, today=today)
            for name, text in meant.texts.items()
        }
        return unsent.edit(begin, context, op_id=op_id, values=values)


@dataclass(frozen=True, slots=True)
class _Meant:
    """What is sent: the texts, and the currency its amounts are in."""

    currency: str
    texts: Mapping[str, str]


def _meant(
    reader: Reader,
    context: ExecutionContext,
    values: Mapping[str, object],
    texts: Mapping[str, str],
    spec: EntitySpec,
) -> _Meant:
    """Another currency has other digits: "25" stays 25 of it, typed anew or not."""
    before = _currency(reader, context, values)
    currency = texts.get("currency", before).strip().upper()
    if currency == before:
        return _Meant(before, texts)
    amounts = {
        name: Money(value, before).shown
        for name, value in values.items()
        if isinstance(value, int) and name in spec.by_name and spec.by_name[name].is_money
    }
    return _Meant(currency, {**amounts, **texts, "currency": currency})


def _waiting(reader: Reader, op_id: str) -> Pending:
    found = next((one for one in reader.needing() if one.operation.op_id == op_id), None)
    if found is None or found.state is not OperationState.QUARANTINED:
        raise RecordNotFound("outbox", RecordId(op_id))
    return found


def _currency(reader: Reader, context: ExecutionContext, values: Mapping[str, object]) -> str:
    """The change's own currency, else the clinic's."""
    own = values.get("currency")
    if isinstance(own, str) and own:
        return own
    clinic = reader.records(Clinic).get(context.clinic_id)
    return clinic.currency if clinic is not None else _FIRST_CURRENCY


def _is_shown(field: FieldSpec) -> bool:
    """Without what the program writes by itself: who, at which computer, and times in parts."""
    return (
        field.kind is not FieldKind.JSON
        and field.fact.refers_to not in _WHO_AND_WHERE
        and field.name not in _BY_THE_PROGRAM
    )


def _is_open(spec: EntitySpec, field: FieldSpec) -> bool:
    """A status follows its record's course; half of a value that hangs together is no value."""
    group = spec.groups.get(field.fact.group or "", ())
    is_alone = all(spec.by_name[name].kind not in _TOGETHER for name in group)
    is_step = field.name == "status" and bool(spec.transitions)
    return field.kind in _TYPED and is_alone and not is_step


def _field(spec: EntitySpec, field: FieldSpec, value: object, currency: str) -> MendingField:
    if isinstance(value, datetime):
        return MendingField(field.name, value.isoformat(), at=value)
    if isinstance(value, bool):
        is_open = _is_open(spec, field)
        return MendingField(field.name, _YES if value else _NO, (_YES, _NO), is_open)
    text = value.isoformat() if isinstance(value, date) else value
    if isinstance(value, int) and field.is_money:
        text = Money(value, currency).shown
    is_plain = text is None or isinstance(text, str | int)
    choices = tuple(str(one) for one in field.fact.choices) if field.fact.choices else ()
    shown = "" if text is None else str(text)
    return MendingField(field.name, shown, choices, _is_open(spec, field) and is_plain)


def _typed(field: FieldSpec, text: str, *, currency: str, today: date) -> object:
    if field.kind is FieldKind.BOOLEAN:
        return text == _YES
    if not text:
        return None if field.nullable else ""
    if field.is_money:
        return _amount(field.name, text, currency)
    if field.kind is FieldKind.INTEGER:
        try:
            return int(text)
        except ValueError:
            raise InvalidValue(field.name, "is no whole number") from None
    if field.kind is FieldKind.DATE:
        return _day(field.name, text, today + _AHEAD)
    if _is_partial_date(field):
        is_past = field.name not in _TO_COME
        return _part_of_a_date(field.name, text, today if is_past else today + _AHEAD)
    return text


def _amount(field: str, text: str, currency: str) -> int:
    try:
        return read_money(text, currency, field=field).minor
    except InvalidValue as error:
        if error.reason != "is not an amount":
            raise
        example = Money(2500, currency).shown
        raise InvalidValue(field, f"is no amount like {example}") from None


def _day(field: str, text: str, last: date) -> date:
    found = read_date(text, today=last)
    try:
        return date.fromisoformat(found[0] if found else text)
    except ValueError:
        raise InvalidValue(field, "is no date like 11/21/2026") from None


def _part_of_a_date(field: str, text: str, last: date) -> str:
    found = read_date(text, today=last)
    try:
        return check_partial_date(field, found[0] if found else text)
    except InvalidValue:
        raise InvalidValue(field, "is no date like 5/3/1971, 1971-05 or 1971") from None


def _is_partial_date(field: FieldSpec) -> bool:
    """Only text has room for half a date."""
    is_day = field.name.endswith(("_on", "_date")) or field.name in _TO_COME
    return field.kind is FieldKind.TEXT and field.fact.max_length == _DATE_LENGTH and is_day
