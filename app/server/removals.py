"""Patients who are removed: only by three people, and nobody of whom there are records to keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.errors import PatientKept
from app.domain.ids import is_record_id
from app.domain.operations import Operation, WireBody
from app.domain.removing import (
    TRAVELS_FOR,
    Kept,
    RemovalRequest,
    RemovalStatus,
    holds,
    is_third_person,
    kind_held,
)
from app.protocol.codec import instant_from_wire
from app.server.ledger import Key, Ledger
from app.server.many import ids, of_ids

_REQUESTS = text(
    "SELECT id, patient_id FROM removal_request WHERE tenant_id = CAST(:tenant AS uuid) "
    f"AND (patient_id = ANY({of_ids('patients')}) AND status = 'approved' "
    f"OR id = ANY({of_ids('requests')}))"
)
_HELD = (
    "SELECT '{table}' AS entity, id, {field} AS patient_id, '{kind}' AS kind FROM \"{table}\" "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND deleted_at IS NULL "
    f"AND {{field}} = ANY({of_ids('patients')})"
)
_NOT_OVER = " AND status <> ALL(CAST('{{{over}}}' AS text[]))"


async def load_requests(
    connection: AsyncConnection, tenant_id: str, operations: Iterable[Operation]
) -> set[Key]:
    """The requests that a batch's removals of patients rest on, and the patients of those that it
    carries out."""
    some = list(operations)
    patients = _deleted(some)
    requests = [one.id for one in some if one.action == "carry_out" and is_record_id(one.id)]
    if not patients and not requests:
        return set()
    wanted = {"tenant": tenant_id, "patients": ids(patients), "requests": ids(requests)}
    found = await connection.execute(_REQUESTS, wanted)
    return {
        key
        for request, patient in found
        for key in (("removal_request", request.hex), ("patient", patient.hex))
    }


async def load_kept(
    connection: AsyncConnection, tenant_id: str, operations: Iterable[Operation]
) -> dict[str, dict[Key, Kept]]:
    """The records to keep of the patients that a batch removes, by patient."""
    patients = _deleted(operations)
    if not patients:
        return {}
    kept: dict[str, dict[Key, Kept]] = {one: {} for one in patients}
    question = text(" UNION ALL ".join(_questions()))
    found = await connection.execute(question, {"tenant": tenant_id, "patients": ids(patients)})
    for entity, row_id, patient, kind in found:
        if row_id != patient:
            kept[patient.hex][entity, row_id.hex] = Kept(kind)
    return kept


def is_allowed_removal(ledger: Ledger, operation: Operation) -> bool:
    """Whether a patient's removal was allowed: asked for by one person, allowed by another, and
    carried out by a third. Whoever is not there, or not any more, is removed by nobody."""
    row = ledger.rows.get(("patient", operation.id))
    if row is None or row.body is None:
        return True
    return any(
        body.get("patient_id") == operation.id
        and body.get("status") == RemovalStatus.APPROVED
        and body.get("decided_by") not in (None, body.get("requested_by"))
        and is_third_person(operation.actor_id, body.get("requested_by"), body.get("decided_by"))
        and not _is_long_ago(ledger, body)
        for (entity, _), body in _bodies(ledger)
        if entity == "removal_request"
    )


def is_removed(ledger: Ledger, request: WireBody) -> bool:
    """Whether the patient of a request (its body) is removed."""
    return ledger.is_deleted(("patient", str(request.get("patient_id"))))


def refuse_kept(ledger: Ledger, patient_id: str) -> None:
    """Raise PatientKept where there are records to keep of a patient, with what the batch did."""
    untouched = (
        kind for key, kind in ledger.kept.get(patient_id, {}).items() if key not in ledger.rows
    )
    touched = (
        kind_held(entity, row_id, body, patient_id=patient_id)
        for (entity, row_id), body in _bodies(ledger)
    )
    found = {kind for kind in (*untouched, *touched) if kind is not None}
    if found:
        raise PatientKept([one for one in Kept if one in found])


def _is_long_ago(ledger: Ledger, request: WireBody) -> bool:
    """Whether leave was given longer ago than it may be used and be on its way."""
    allowed_at = instant_from_wire(str(request["decided_at"]))
    return ledger.now >= allowed_at + RemovalRequest.approval_lasts + TRAVELS_FOR


def _deleted(operations: Iterable[Operation]) -> list[str]:
    return [
        one.id
        for one in operations
        if (one.entity, one.kind) == ("patient", "delete") and is_record_id(one.id)
    ]


def _bodies(ledger: Ledger) -> Iterator[tuple[Key, WireBody]]:
    return ((key, row.body) for key, row in ledger.rows.items() if row.body is not None)


def _questions() -> Iterator[str]:
    for hold in holds():
        asked = _HELD.format(table=hold.spec.name, field=hold.field, kind=str(hold.kind))
        yield asked + (_NOT_OVER.format(over=",".join(sorted(hold.over))) if hold.over else "")
