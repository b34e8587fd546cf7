"""What is not at the server yet, told without a single value: what kind, when, by whom, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.context import ExecutionContext
from app.domain.ids import RecordId, UserId
from app.domain.operations import OperationKind, OperationState, Pending
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.services.seeing import may_see
from app.services.staff import users


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingChange:
    """One queued change as the window tells of it.

    fields names what an update changes, never to what. patient_id and patient_name are empty
    where the acting role is not shown the patient or this kind of record. actor_name is "" for
    somebody this desk does not know; code is the server's word for why it waits. op_id names the
    change itself, row_id its record.
    """

    op_id: str = ""
    row_id: RecordId | None = None
    entity: str
    kind: OperationKind
    action: str = ""
    """The typed command of kind "action"."""
    fields: tuple[str, ...]
    state: OperationState
    code: str = ""
    made_at: datetime | None = None
    actor_id: UserId
    actor_name: str = ""
    patient_id: RecordId | None = None
    patient_name: str = ""
    attempts: int = 0
    next_attempt_at: datetime | None = None


def waiting_changes(
    reader: Reader, context: ExecutionContext, *, now: datetime, limit: int
) -> tuple[WaitingChange, ...]:
    """Changes the server has not acknowledged, oldest first, and every one that needs a person."""
    oldest = reader.pending(limit=limit)
    queue = oldest if len(oldest) < limit else _with_needing(oldest, reader)
    if not queue:
        return ()
    names = {user.id: user.display_name for user in users(reader)}
    patients = _patient_names(reader, context, queue, now)
    return tuple(_told(one, names, patients) for one in queue)


def _with_needing(oldest: Sequence[Pending], reader: Reader) -> tuple[Pending, ...]:
    """The list is cut: what needs a person is in it all the same."""
    known = {one.operation.op_id for one in oldest}
    return (*oldest, *(one for one in reader.needing() if one.operation.op_id not in known))


def _told(
    one: Pending, names: dict[RecordId, str], patients: dict[tuple[str, RecordId | None], str]
) -> WaitingChange:
    operation = one.operation
    actor = UserId(RecordId(operation.actor_id))
    name = patients.get((operation.entity, one.patient_id), "")
    return WaitingChange(
        op_id=operation.op_id,
        row_id=RecordId(operation.id),
        entity=operation.entity,
        kind=operation.kind,
        action=operation.action,
        fields=tuple(sorted(operation.patch)),
        state=one.state,
        code=one.last_code,
        made_at=one.created_at,
        actor_id=actor,
        actor_name=names.get(actor, ""),
        patient_id=one.patient_id if name else None,
        patient_name=name,
        attempts=one.sent,
        next_attempt_at=one.next_attempt_at,
    )


def _patient_names(
    reader: Reader, context: ExecutionContext, queue: Sequence[Pending], now: datetime
) -> dict[tuple[str, RecordId | None], str]:
    """Who is named beside which kind of record: whom the acting role is shown, and that of them."""
    found: dict[tuple[str, RecordId | None], str] = {}
    for entity, patient_id in {(one.operation.entity, one.patient_id) for one in queue}:
        if patient_id is None:
            continue
        asked = (
            may_see(reader, context, what, patient_id=patient_id, now=now)
            for what in ("patient", entity)
        )
        if not all(verdict.is_allowed for verdict in asked):
            continue
        patient = reader.records(Patient).get(patient_id)
        if patient is not None:
            found[entity, patient_id] = patient.display_name
    return found
