"""What the typed commands may change, and what no change of a record may."""

from __future__ import annotations

from app.domain.conflict import UNDECIDED, ConflictStatus
from app.domain.declare import EntitySpec
from app.domain.errors import InvalidValue
from app.domain.operations import Operation, RowState, WireBody
from app.domain.record_permissions import ACTIONS

_OVER = "already_resolved"
"""Somebody else decided first: the desk lets its own decision go."""


def check_command(operation: Operation, body: WireBody) -> str:
    """Why a decision or a review comes too late; "" where it does not. Raises InvalidValue for one
    that changes more than it decides."""
    if operation.action == "resolve":
        if body["status"] not in UNDECIDED:
            return _OVER
        _check_decision(operation)
    if operation.entity == "break_glass":
        if body["reviewed_at"] is not None:
            return _OVER
        _check_review(operation)
    return ""


def check_patient(spec: EntitySpec, row: RowState | None, body: WireBody) -> None:
    """What belongs to a patient stays theirs: moved, it would be missed in a chart. Raises
    InvalidValue."""
    before = row.body if row else None
    if before is None or spec.patient_field in (None, "id"):
        return
    if before.get(spec.patient_field) != body.get(spec.patient_field):
        raise InvalidValue(spec.patient_field, "is never another patient")


def _check_decision(operation: Operation) -> None:
    new = _checked(operation, "sync_conflict", "resolve")
    if new.get("status") != ConflictStatus.RESOLVED:
        raise InvalidValue("status", "is not a decision")
    if new.get("resolved_by") != operation.actor_id:
        raise InvalidValue("resolved_by", "is not who decides")


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
