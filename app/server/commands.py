"""What the typed commands may change, what no change of a record may, and what a record must be."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.domain.conflict import UNDECIDED, ConflictStatus, check_decision
from app.domain.declare import EntitySpec, Record, entity_named
from app.domain.errors import InvalidValue
from app.domain.merging import MergeStatus, is_live
from app.domain.operations import Operation, RowState, WireBody
from app.domain.record_permissions import ACTIONS, DRAFTED, TWO_PERSON
from app.domain.validation import check, is_locked
from app.protocol.codec import check_spelling, from_wire
from app.server.ledger import Ledger
from app.server.removals import is_removed, refuse_kept

_EARLIEST_ZONE = timedelta(hours=14)
"""Somewhere it is already this much later: a date of today there is not in the future."""
_OVER = "already_resolved"
"""Somebody else decided first: the desk lets its own decision go."""
STANDS = "stands"
"""Somebody else did the same: what follows from it holds."""
_SENT = "already_sent"
"""Somebody marked the message as sent: what was said stays said."""


def misshapen(operation: Operation) -> str:
    """Why an operation is none at all, whatever the record says; "" where it is one."""
    is_action = bool(operation.action) or operation.kind == "action"
    if is_action and (operation.entity, operation.action) not in ACTIONS:
        return "unknown_action"
    if operation.entity == "sync_conflict" and not operation.action:
        return "not_allowed"
    if operation.full is not None and operation.kind not in ("create", "restore"):
        return "malformed"
    if operation.patch and operation.kind not in ("update", "action"):
        return "malformed"
    return ""


def check_command(ledger: Ledger, operation: Operation, body: WireBody) -> str:
    """Why a decision or a review comes too late; "" where it does not. Raises InvalidValue for one
    that changes more than it decides."""
    if operation.entity == "sync_conflict":
        return _check_conflict(operation, body)
    if operation.entity == "message" and body.get("drafted_by") is None:
        return _SENT if DRAFTED & operation.patch.keys() else ""
    if operation.action == "unmerge":
        return _check_unmerge(operation, body)
    if operation.entity in TWO_PERSON:
        over = _check_course(operation, body)
        if operation.action == "carry_out" and not is_removed(ledger, body):
            return STANDS
        return over
    if operation.entity == "break_glass":
        if body["reviewed_at"] is not None:
            return _OVER
        _check_review(operation)
    return ""


def check_deletion(ledger: Ledger, spec: EntitySpec, operation: Operation, body: WireBody) -> None:
    """Raise InvalidValue for a record that stays: signed, or of a patient with records to keep."""
    if is_locked(spec, body.get("status")):
        raise InvalidValue("status", "says it is signed; mark it as entered in error")
    if operation.entity == "patient":
        refuse_kept(ledger, operation.id)


def check_patient(spec: EntitySpec, row: RowState | None, body: WireBody) -> None:
    """What belongs to a patient stays theirs: moved, it would be missed in a chart. Raises
    InvalidValue."""
    before = row.body if row else None
    if before is None or spec.patient_field in (None, "id"):
        return
    if before.get(spec.patient_field) != body.get(spec.patient_field):
        raise InvalidValue(spec.patient_field, "is never another patient")


def checked_record(
    ledger: Ledger, spec: EntitySpec, operation: Operation, body: WireBody
) -> Record:
    """The record behind a body; an update answers for what it touches. Raises InvalidValue."""
    check_spelling(spec, body, body if operation.kind == "create" else operation.patch)
    record = from_wire(spec, operation.id, body)
    check(record, today=latest_day(ledger.now), before=lambda: _kept(ledger, spec, operation))
    return record


def latest_day(now: datetime) -> date:
    """The day that has begun somewhere: no date up to it is in the future."""
    return (now + _EARLIEST_ZONE).date()


def _kept(ledger: Ledger, spec: EntitySpec, operation: Operation) -> Record | None:
    """The record as it stands, or stood before it was deleted; None where it is new or cannot be
    read any more."""
    key = (operation.entity, operation.id)
    row = ledger.rows.get(key)
    body = (row.body if row else None) or ledger.last_bodies.get(key)
    if body is None:
        return None
    try:
        return from_wire(spec, operation.id, body)
    except InvalidValue:
        return None


def _check_conflict(operation: Operation, body: WireBody) -> str:
    """Whether somebody else was first: with the decision, with taking it on, with another one."""
    is_open = body["status"] in UNDECIDED
    match operation.action:
        case "claim":
            _check_claim(operation)
            seen = operation.patch.get("claimed_by")
            known = (seen.old, seen.new) if seen else (operation.actor_id,)
            return "" if is_open and body.get("claimed_by") in known else _OVER
        case "reopen":
            _check_reopening(operation)
            names = ("resolution", "resolved_by")
            seen = {name: operation.patch[name].old for name in names if name in operation.patch}
            is_as_seen = all(body.get(name) == value for name, value in seen.items())
            return "" if body["status"] == ConflictStatus.RESOLVED and is_as_seen else _OVER
        case _:
            if is_open:
                _check_decision(operation, body)
            return "" if is_open else _OVER


def _check_claim(operation: Operation) -> None:
    new = _checked(operation, "sync_conflict", "claim")
    if new.get("claimed_by") not in (None, operation.actor_id):
        raise InvalidValue("claimed_by", "is not who takes it on")
    is_taken = new.get("claimed_by") is not None
    wanted = ConflictStatus.CLAIMED if is_taken else ConflictStatus.OPEN
    if new.get("status", wanted) != wanted:
        raise InvalidValue("status", "is not what taking it on makes of it")


def _check_reopening(operation: Operation) -> None:
    new = _checked(operation, "sync_conflict", "reopen")
    if new.get("status") != ConflictStatus.OPEN:
        raise InvalidValue("status", "is not open again")
    for name in ("resolution", "resolved_by", "resolved_at"):
        if new.get(name) is not None:
            raise InvalidValue(name, "is no part of an open conflict")


def _check_unmerge(operation: Operation, body: WireBody) -> str:
    new = _checked(operation, "patient_merge", "unmerge")
    if new.get("unmerged_by") != operation.actor_id or new.get("unmerged_at") is None:
        raise InvalidValue("unmerged_by", "is not who takes it back")
    if new.get("status") != MergeStatus.UNMERGED:
        raise InvalidValue("status", "is not taken back")
    return "" if is_live(body) else STANDS


def _check_decision(operation: Operation, body: WireBody) -> None:
    new = _checked(operation, "sync_conflict", "resolve")
    check_decision(body["entity"], new.get("resolution"))
    if new.get("status") != ConflictStatus.RESOLVED:
        raise InvalidValue("status", "is not a decision")
    if new.get("resolved_by") != operation.actor_id:
        raise InvalidValue("resolved_by", "is not who decides")


def _check_course(operation: Operation, body: WireBody) -> str:
    new = _checked(operation, operation.entity, operation.action)
    course = entity_named(operation.entity).transitions or {}
    return "" if new.get("status") in course.get(body["status"], ()) else _OVER


def _check_review(operation: Operation) -> None:
    new = _checked(operation, "break_glass", "review")
    if new.get("reviewed_by") != operation.actor_id:
        raise InvalidValue("reviewed_by", "is not who reviews")
    if new.get("reviewed_at") is None:
        raise InvalidValue("reviewed_at", "is missing from a review")


def _checked(operation: Operation, entity: str, action: str) -> WireBody:
    for name in sorted(operation.patch.keys() - ACTIONS[entity, action]):
        raise InvalidValue(name, f"is no part of a {action}")
    return {name: change.new for name, change in operation.patch.items()}
