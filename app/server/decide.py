"""What becomes of one operation: the server's rules, pure, over a ledger.

See design sync.md 3.3 for the statuses. The rules of merging, of visits and of valid records are
the desks' own (protocol/merge.py, domain/scheduling.py, domain/validation.py).
"""

from __future__ import annotations

from typing import Any

from app.domain.conflict import ConflictKind, ConflictStatus, SyncConflict
from app.domain.declare import EntitySpec, entity_named
from app.domain.errors import InvalidTransition, InvalidValue, QuotaExceeded
from app.domain.ids import PatientId, RecordId, derived_id
from app.domain.operations import (
    FILE_MISSING,
    Operation,
    OperationResult,
    ResultStatus,
    RowState,
    WireBody,
)
from app.domain.scheduling import (
    TRANSITION_FIELDS,
    TransitionClash,
    holds_time,
    merge_transition,
)
from app.protocol.codec import instant_from_wire, instant_to_wire, to_wire
from app.protocol.merge import Clash, merge_patch
from app.server.authority import (
    ACTOR_NOT_HERE,
    is_allowed,
    missing_session,
    note_account,
)
from app.server.commands import (
    STANDS,
    check_command,
    check_deletion,
    check_patient,
    checked_record,
    misshapen,
)
from app.server.course import check_start, check_update
from app.server.discards import answer_discard, is_discard
from app.server.drawers import put_right
from app.server.entries import check_money, says_the_same
from app.server.ledger import Key, Ledger
from app.server.money_rows import moves_money
from app.server.people import with_all_taken
from app.server.references import check_references

DENIED = "permission"
_FAILED = ("conflict", "rejected")
_BOOKKEEPING = ("created_at", "updated_at")


def decide(ledger: Ledger, operation: Operation) -> OperationResult:
    """Answer one operation and write what follows from it into the ledger."""
    waiting = _dependency(ledger, operation)
    if waiting is not None:
        return waiting
    if is_discard(operation):
        return answer_discard(ledger, operation)
    try:
        spec = entity_named(operation.entity)
    except KeyError:
        return _rejected(ledger, operation, "unknown_entity")
    try:
        return _applied(ledger, spec, operation)
    except InvalidValue as error:
        return _rejected(ledger, operation, error.code, field=error.field)
    except InvalidTransition as error:
        return _rejected(ledger, operation, error.code, field="status")


def _dependency(ledger: Ledger, operation: Operation) -> OperationResult | None:
    for op_id in operation.depends_on:
        answer = ledger.answers.get(op_id)
        if answer is None or answer.status in ("blocked", "retry"):
            return OperationResult(op_id=operation.op_id, status="blocked", code="dependency")
        if answer.status in _FAILED and not _is_answered_anyway(operation):
            return _rejected(ledger, operation, "dependency")
    return None


def _is_answered_anyway(operation: Operation) -> bool:
    """Whether something is looked at though what it rests on was refused: money that was taken, and
    a request for a removal that was not carried out after all: it stays as it stands."""
    return moves_money(operation) or operation.action == "carry_out"


def _applied(ledger: Ledger, spec: EntitySpec, operation: Operation) -> OperationResult:
    current = ledger.rows.get((operation.entity, operation.id))
    objection = _objection(ledger, operation)
    if objection is not None:
        return objection
    if operation.kind == "create":
        return _create(ledger, spec, operation, current)
    if current is None:
        return _rejected(ledger, operation, "not_found")
    if operation.kind == "delete":
        return _delete(ledger, spec, operation, current)
    if operation.kind == "restore":
        return _restore(ledger, spec, operation, current)
    if current.body is None:
        return _conflict(ledger, spec, operation, ConflictKind.DELETE_UPDATE)
    over = check_command(ledger, operation, current.body)
    if over == STANDS:
        return _as_it_stands(operation, current)
    if over:
        return _rejected(ledger, operation, over)
    changed = _transition if operation.action == "transition" else _update
    return changed(ledger, spec, operation, current.body)


def _objection(ledger: Ledger, operation: Operation) -> OperationResult | None:
    """Why an operation is not even looked at, or not yet."""
    problem = misshapen(operation)
    if problem:
        return _rejected(ledger, operation, problem)
    missing = missing_session(ledger, operation)
    if missing != ACTOR_NOT_HERE and not is_allowed(ledger, operation):
        return _rejected(ledger, operation, DENIED)
    if not missing and ledger.misses_file(operation):
        missing = FILE_MISSING
    if missing:
        return OperationResult(op_id=operation.op_id, status="blocked", code=missing)
    if operation.kind != "delete":  # making room is always allowed
        try:
            adds_record = operation.kind in ("create", "restore")
            ledger.usage.require(adds_record=adds_record, more_records=ledger.more_records)
        except QuotaExceeded as error:
            return OperationResult(op_id=operation.op_id, status="retry", code=error.code)
    return None


def _create(
    ledger: Ledger, spec: EntitySpec, operation: Operation, current: RowState | None
) -> OperationResult:
    body = dict(operation.full or {})
    if current is None:
        return _accept(ledger, spec, operation, body, is_clean=True)
    if current.body is None:
        return _conflict(ledger, spec, operation, ConflictKind.DELETE_UPDATE)
    is_same = _without_stamps(current.body) == _without_stamps(body)
    if is_same or says_the_same(operation, current.body):
        return _as_it_stands(operation, with_all_taken(ledger, operation, current))
    return _conflict(ledger, spec, operation, ConflictKind.FIELD)


def _delete(
    ledger: Ledger, spec: EntitySpec, operation: Operation, current: RowState
) -> OperationResult:
    if current.body is None:
        return _as_it_stands(operation, current)
    check_deletion(ledger, spec, operation, current.body)
    if ledger.changed_by_others(operation) is not None:
        return _conflict(ledger, spec, operation, ConflictKind.DELETE_UPDATE)
    row = ledger.write((operation.entity, operation.id), None, operation)
    if operation.entity == "user":
        note_account(ledger, row.id, None, operation)
    _after_write(ledger, row)
    return _answer(operation, "applied", row)


def _restore(
    ledger: Ledger, spec: EntitySpec, operation: Operation, current: RowState
) -> OperationResult:
    """Bring back what the server last held; the desk may have missed edits before the deletion."""
    if current.body is not None:
        return _as_it_stands(operation, current)
    last = ledger.last_bodies.get((operation.entity, operation.id))
    if last is None:
        return _rejected(ledger, operation, "not_found")
    return _accept(ledger, spec, operation, dict(last), is_clean=False)


def _update(
    ledger: Ledger, spec: EntitySpec, operation: Operation, body: WireBody
) -> OperationResult:
    others = ledger.changed_by_others(operation)
    if operation.entity == "sync_conflict":  # check_command let it pass, whoever took it on since
        wanted = {**body, **{name: change.new for name, change in operation.patch.items()}}
        return _accept(ledger, spec, operation, wanted, is_clean=others is None)
    merged = merge_patch(spec, body, operation.patch, changed_since_base=others or ())
    if isinstance(merged, Clash):
        return _conflict(ledger, spec, operation, ConflictKind.FIELD)
    check_update(ledger, spec, operation, body, merged)
    return _accept(ledger, spec, operation, merged.body, is_clean=others is None)


def _transition(
    ledger: Ledger, spec: EntitySpec, operation: Operation, body: WireBody
) -> OperationResult:
    for name in sorted(operation.patch.keys() - TRANSITION_FIELDS):
        raise InvalidValue(name, "is no part of a status change")
    wanted = {name: change.new for name, change in operation.patch.items()}
    if not isinstance(wanted.get("stamps", {}), dict):
        raise InvalidValue("stamps", "is not a json")
    if not isinstance(wanted.get("status"), str):
        raise InvalidValue("status", "is not a status")
    fits = merge_transition(body, wanted, made_on=str(operation.patch["status"].old))
    if isinstance(fits, TransitionClash):
        return _conflict(ledger, spec, operation, ConflictKind.STATE)
    is_clean = ledger.changed_by_others(operation) is None and fits.fields == wanted
    return _accept(ledger, spec, operation, {**body, **fits.fields}, is_clean=is_clean)


def _accept(
    ledger: Ledger, spec: EntitySpec, operation: Operation, body: WireBody, *, is_clean: bool
) -> OperationResult:
    """Write a body after checking it; a visit over another one is kept and marked."""
    if operation.kind != "create":
        body["updated_at"] = operation.client_time
    check_patient(spec, ledger.rows.get((operation.entity, operation.id)), body)
    is_clean &= not _check(ledger, spec, operation, body)
    other, conflict_id = None, ""
    if operation.entity == "appointment" and holds_time(body):
        other = ledger.in_the_way(operation.id, body)
        if other is not None:
            body["needs_resolution"] = True
    row = ledger.write((operation.entity, operation.id), body, operation)
    if operation.entity == "user":
        note_account(ledger, row.id, body, operation)
    if other is not None:
        conflict_id = _open_conflict(
            ledger, spec, operation, ConflictKind.DOUBLE_BOOKING, body, other_row_id=other
        )
    _after_write(ledger, row)
    if is_clean and other is None:
        return _answer(operation, "applied", row)
    return _answer(operation, "merged", row, with_row=True, conflict_id=conflict_id)


def _check(ledger: Ledger, spec: EntitySpec, operation: Operation, body: WireBody) -> bool:
    """Raise for a body that cannot be kept; whether something was put right in it."""
    record = ledger.checked.get(operation.op_id) or checked_record(ledger, spec, operation, body)
    is_put_right = put_right(ledger, operation, record, body)
    if is_put_right:
        record = checked_record(ledger, spec, operation, body)
    check_references(ledger, spec, operation, body)
    check_start(spec, operation, body)
    check_money(ledger, operation, record)
    return is_put_right


def _conflict(
    ledger: Ledger, spec: EntitySpec, operation: Operation, kind: ConflictKind
) -> OperationResult:
    """Keep both values: the row stays as it is, the operation becomes a conflict record."""
    current = ledger.rows[operation.entity, operation.id]
    conflict_id = _open_conflict(ledger, spec, operation, kind, current.body)
    return OperationResult(
        op_id=operation.op_id,
        status="conflict",
        code=kind,
        version=current.version,
        seq=current.seq,
        row=current,
        conflict_id=conflict_id,
    )


def _open_conflict(
    ledger: Ledger,
    spec: EntitySpec,
    operation: Operation,
    kind: ConflictKind,
    body: WireBody | None,
    *,
    other_row_id: str | None = None,
) -> str:
    base, theirs = _both_sides(operation)
    is_booking = kind is ConflictKind.DOUBLE_BOOKING
    conflict = SyncConflict(
        id=derived_id("conflict", ledger.tenant_id, operation.op_id),
        created_at=ledger.now,
        updated_at=ledger.now,
        entity=operation.entity,
        row_id=operation.id,
        other_row_id=other_row_id,
        patient_id=_patient_of(ledger, spec, operation, body),
        kind=kind,
        base={} if is_booking else base,
        ours={} if is_booking else {name: (body or {}).get(name) for name in theirs},
        theirs={} if is_booking else theirs,
        op_id=operation.op_id,
        op_kind=operation.kind,
        actor_id=operation.actor_id,
        device_id=ledger.device_id,
        happened_at=instant_from_wire(operation.client_time),
    )
    wire = to_wire(conflict)
    ledger.write(("sync_conflict", conflict.id), wire)
    return conflict.id


def _both_sides(operation: Operation) -> tuple[dict[str, Any], dict[str, Any]]:
    if operation.full is not None:
        return {}, _without_stamps(operation.full)
    base = {name: change.old for name, change in operation.patch.items()}
    return base, {name: change.new for name, change in operation.patch.items()}


def _patient_of(
    ledger: Ledger, spec: EntitySpec, operation: Operation, body: WireBody | None
) -> PatientId | None:
    if spec.patient_field == "id":
        return PatientId(RecordId(operation.id))
    if spec.patient_field is None:
        return None
    known = body or ledger.last_bodies.get((operation.entity, operation.id)) or {}
    return known.get(spec.patient_field)


def _after_write(ledger: Ledger, row: RowState) -> None:
    """Conflicts that a newer change made pointless are closed by themselves."""
    for conflict_id, conflict in ledger.closable() if ledger.open_conflicts else ():
        if row.id not in (conflict["row_id"], conflict.get("other_row_id")):
            continue
        if _is_pointless(ledger, conflict, row):
            closed = {**conflict, "status": str(ConflictStatus.AUTO_OBSOLETE)}
            closed["updated_at"] = instant_to_wire(ledger.now)
            ledger.write(("sync_conflict", conflict_id), closed)
            _release(ledger, conflict)


def _is_pointless(ledger: Ledger, conflict: WireBody, row: RowState) -> bool:
    if conflict["kind"] == ConflictKind.DOUBLE_BOOKING:
        return not _still_overlap(ledger, conflict)
    if conflict["kind"] != ConflictKind.FIELD or row.body is None:
        return False
    return all(row.body.get(name) == value for name, value in conflict["theirs"].items())


def _still_overlap(ledger: Ledger, conflict: WireBody) -> bool:
    second = ledger.rows.get(("appointment", conflict["row_id"]))
    if second is None or second.body is None:
        return second is None
    wanted = {**second.body, "needs_resolution": False}
    return holds_time(wanted) and ledger.in_the_way(second.id, wanted) is not None


def _release(ledger: Ledger, conflict: WireBody) -> None:
    """A visit that no longer overlaps holds its time like any other."""
    key: Key = ("appointment", conflict["row_id"])
    second = ledger.rows.get(key)
    if conflict["kind"] != ConflictKind.DOUBLE_BOOKING or second is None or second.body is None:
        return
    if second.body["needs_resolution"]:
        ledger.write(key, {**second.body, "needs_resolution": False})


def _without_stamps(body: WireBody) -> WireBody:
    return {name: value for name, value in body.items() if name not in _BOOKKEEPING}


def _as_it_stands(operation: Operation, row: RowState) -> OperationResult:
    """The server already holds what the operation wants."""
    return _answer(operation, "merged", row, with_row=True)


def _rejected(
    ledger: Ledger, operation: Operation, code: str, *, field: str = ""
) -> OperationResult:
    row = ledger.rows.get((operation.entity, operation.id))
    return OperationResult(
        op_id=operation.op_id,
        status="rejected",
        code=code,
        field=field,
        version=row.version if row else 0,
        row=row,
    )


def _answer(
    operation: Operation,
    status: ResultStatus,
    row: RowState,
    *,
    with_row: bool = False,
    conflict_id: str = "",
) -> OperationResult:
    return OperationResult(
        op_id=operation.op_id,
        status=status,
        version=row.version,
        seq=row.seq,
        row=row if with_row else None,
        conflict_id=conflict_id,
    )
