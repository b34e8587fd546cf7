"""What a person does with a change that did not get through: send it again, put it right, let go.

What is sent anew goes the way of every change, with the rights of whoever sends it; what fell with
a change goes and ends with it. Nothing is deleted: the queue keeps what became of each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import EntitySpec, Record, entity_named
from app.domain.errors import InvalidValue, PermissionDenied, RecordNotFound
from app.domain.ids import RecordId, new_id
from app.domain.operations import (
    BY_IMPORT,
    DISCARD,
    DISCARDED_CODE,
    DISCARDED_OPERATION,
    FILE_MISSING,
    ROW_LOST,
    SERVER_ERROR,
    TOO_LARGE,
    FieldChange,
    Operation,
    OperationState,
    Pending,
    stated,
)
from app.domain.permissions import Permission, Scope, decide
from app.domain.ports import UnitOfWork, UnitOfWorkFactory
from app.domain.scheduling import TransitionClash, merge_transition
from app.protocol.codec import from_wire, instant_to_wire, to_wire, value_from_wire
from app.protocol.messages import SCHEMA
from app.protocol.upcasters import upcast
from app.services.editing import current, tidied
from app.services.own_name import PERSONAL, in_own_name

SHORTEST_REASON = 3
_NEVER_ANSWERED = frozenset({TOO_LARGE, SERVER_ERROR, FILE_MISSING, ROW_LOST})
"""The desk's own codes: the server has stored no answer, so the same operation may go again."""
_PERSONAL = defaultdict(frozenset[str], message=PERSONAL)
"""Fields that say what somebody did themselves: sent anew, they name whoever sends it."""


def retry(begin: UnitOfWorkFactory, context: ExecutionContext, *, op_id: str) -> str:
    """Send it again, with what fell with it; the operation that waits now.

    What the server refused for good goes as a new operation: the old one would get its old answer.
    Either way it is judged as what it is, a change made then: what was written since stays, and
    where the two touch one another a person decides.
    Raises RecordNotFound, InvalidValue for one that needs nobody, and what the write raises.
    """
    with begin(context, origin=Origin.REMOTE) as uow:
        one = _needing(uow, op_id)
        if one.last_code in _NEVER_ANSWERED:
            fallen = uow.outbox.fallen_with(op_id)
            names = [op_id, *(later.operation.op_id for later in fallen)]
            uow.apply_rows(uow.outbox.requeue(names))
            if one.last_code == SERVER_ERROR:  # it goes alone, so that it delays nobody
                uow.outbox.mark([op_id], OperationState.RETRY, code=SERVER_ERROR)
            return op_id
    return edit(begin, context, op_id=op_id, values={})


def edit(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    op_id: str,
    values: Mapping[str, object],
) -> str:
    """Send it as a new operation with these field values over its own, with what fell with it.

    It stands on what the first one stood on: what was written since is nowhere written over.

    The new operation says which one it supersedes; its identifier is returned, "" where the record
    says all of it already. Raises RecordNotFound, InvalidValue, PermissionDenied, InvalidRecord.
    """
    with begin(context) as uow:
        one = _needing(uow, op_id)
        _require_parents(uow, one)
        sent = [
            _send(uow, _in_todays_words(pending), values if pending is one else {})
            for pending in (one, *uow.outbox.fallen_with(op_id))
        ]
        return sent[0]


def discard(begin: UnitOfWorkFactory, context: ExecutionContext, *, op_id: str, reason: str) -> int:
    """Let go of it, with what fell with it; how many. The audit trail and the server are told.

    Raises InvalidValue without a reason, RecordNotFound, PermissionDenied for others' work.
    """
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise InvalidValue("reason", "says why it is let go")
    with begin(context) as uow:
        family = (_needing(uow, op_id), *uow.outbox.fallen_with(op_id))
        for pending in family:
            _require_right(context, pending)
        for pending in family:
            _let_go(uow, pending, reason)
    return len(family)


def values_of(pending: Pending) -> dict[str, object]:
    """The field values an operation sets: what a form that puts it right begins with."""
    operation = upcast(pending.operation)
    spec = entity_named(operation.entity)
    wire = dict(operation.full or {})
    wire |= {name: change.new for name, change in operation.patch.items()}
    return _known(spec, wire)


def _needing(uow: UnitOfWork, op_id: str) -> Pending:
    found = uow.outbox.get([op_id]).get(op_id)
    if found is None:
        raise RecordNotFound("outbox", RecordId(op_id))
    if found.state is not OperationState.QUARANTINED:
        raise InvalidValue("operation", "does not wait for anybody")
    return found


def _in_todays_words(pending: Pending) -> Pending:
    """An older version may have written it; what is sent anew is of this one."""
    return replace(pending, operation=upcast(pending.operation))


def _require_parents(uow: UnitOfWork, one: Pending) -> None:
    """What needs another change goes when that one goes."""
    if uow.outbox.is_held_down(one):
        raise InvalidValue("operation", "needs another one that did not get through")


def _require_right(context: ExecutionContext, pending: Pending) -> None:
    operation = pending.operation
    scope = Scope.OWN if operation.actor_id == context.user_id else Scope.OTHER
    verdict = decide(context.role, Permission.OUTBOX_DISCARD, scope)
    if not verdict.is_allowed:
        raise PermissionDenied(
            Permission.OUTBOX_DISCARD,
            context.role,
            verdict.needs,
            entity=operation.entity,
            row_id=RecordId(operation.id),
            patient_id=pending.patient_id,
        )


def _send(uow: UnitOfWork, pending: Pending, values: Mapping[str, object]) -> str:
    """Write what an operation was about once more; the new operation, "" where nothing changes."""
    spec = entity_named(pending.operation.entity)
    for name in values:
        if name not in spec.by_name:
            raise InvalidValue(name, "is no field of this record")
    before = len(uow.outbox.appended)
    _write(uow, pending, spec, tidied(spec.record_type, values))
    queued = uow.outbox.appended[before:]
    new = queued[-1] if queued else ""
    if new:
        _stand_as_before(uow, pending.operation, new, values.keys() | _PERSONAL[spec.name])
    uow.outbox.supersede(pending.operation.op_id, by=new)
    return new


def _write(uow: UnitOfWork, pending: Pending, spec: EntitySpec, values: dict[str, Any]) -> None:
    operation = pending.operation
    row_id, reason = RecordId(operation.id), _reason_of(operation, values)
    match operation.kind:
        case "create":
            record = from_wire(spec, row_id, operation.full or {})
            uow.add(in_own_name(uow, replace(record, **values)), reason=reason)
        case "delete":
            uow.delete(spec.record_type, row_id, reason=reason)
        case "restore":
            uow.restore(spec.record_type, row_id, reason=reason, values=values)
        case _:
            record = current(uow, spec.record_type, row_id)
            wanted: dict[str, Any] = {**_wanted(spec, record, pending), **values}
            made = in_own_name(uow, replace(record, **wanted), record)
            uow.save(made, action=operation.action, reason=reason)


def _reason_of(operation: Operation, values: Mapping[str, Any]) -> str:
    """What it was first done for; where nothing says so, what is stated now goes with it.

    Nothing that a person typed is an import's.
    """
    is_typed = operation.reason == BY_IMPORT and bool(values)
    return "" if is_typed else stated(operation.reason)


def _wanted(spec: EntitySpec, record: Record, pending: Pending) -> dict[str, object]:
    """What a change sets; a visit's status as it fits the visit that may have moved on."""
    operation = pending.operation
    if operation.action != "transition":
        return values_of(pending)
    said = {name: change.new for name, change in operation.patch.items()}
    made_on = str(operation.patch["status"].old)
    fits = merge_transition(to_wire(record), said, made_on=made_on)
    return _known(spec, said if isinstance(fits, TransitionClash) else fits.fields)


def _stand_as_before(uow: UnitOfWork, first: Operation, op_id: str, typed: Collection[str]) -> None:
    """Let what is sent in an operation's place say what that one said, of what it was made on.

    What of it was typed anew is new. Where the server has no such record there is nothing to judge.
    """
    new = uow.outbox.get([op_id])[op_id].operation
    if first.kind == "create" or not new.base_version:
        return
    said = {name: change for name, change in first.patch.items() if name not in typed}
    olds = {name: change.old for name, change in first.patch.items()}
    anew = {
        name: FieldChange(olds.get(name, change.old), change.new)
        for name, change in new.patch.items()
        if name in typed
    }
    is_brought = first.reason == BY_IMPORT and not typed
    uow.outbox.restate(
        replace(
            new,
            patch={**said, **anew},
            base_version=first.base_version,
            hlc=first.hlc,
            reason=BY_IMPORT if is_brought else new.reason,
        )
    )


def _let_go(uow: UnitOfWork, pending: Pending, reason: str) -> None:
    operation, code = pending.operation, pending.last_code
    uow.outbox.mark([operation.op_id], OperationState.DISCARDED, code=code)
    uow.note(
        AuditAction.DISCARD,
        entity=operation.entity,
        row_id=RecordId(operation.id),
        patient_id=pending.patient_id,
        fields=sorted(operation.patch),
    )
    word = Operation(
        op_id=new_id(),
        tx_id=new_id(),
        n=0,
        entity=operation.entity,
        id=operation.id,
        kind="action",
        action=DISCARD,
        base_version=0,
        actor_id=uow.context.user_id,
        session_id=uow.context.session_id,
        client_time=instant_to_wire(uow.now),
        schema=SCHEMA,
        hlc=operation.hlc,
        patch={
            DISCARDED_OPERATION: FieldChange(operation.op_id, None),
            DISCARDED_CODE: FieldChange(code, None),
        },
        reason=reason,
    )
    uow.outbox.tell(word, pending.patient_id)


def _known(spec: EntitySpec, wire: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value_from_wire(spec.by_name[name], value)
        for name, value in wire.items()
        if name in spec.by_name
    }
