"""What must hold of patients at rest: their record numbers, and who was merged with whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.domain.conflict import UNDECIDED
from app.domain.merging import MergeStatus
from app.domain.operations import Operation, WireBody
from tests.simulation.clinic_model import Line
from tests.simulation.world import World

Field = tuple[str, str]
"""A patient and the name of a field."""


def check_people(world: World, seen: Any) -> None:
    """Everything that must hold of a clinic's patients."""
    _no_number_twice(world, seen)
    _parted_as_they_were(world, seen)


def is_without_leave(seen: Any, operation: Operation, code: str) -> bool:
    """Whether a patient was not removed because the request for it was refused, or used before."""
    if (code, operation.entity, operation.kind) != ("permission", "patient", "delete"):
        return False
    return any(
        seen.results[op_id][1].status == "rejected" or _is_used(seen, one.id)
        for op_id, one in seen.asked.items()
        if one.entity == "removal_request" and (one.full or {}).get("patient_id") == operation.id
    )


def _is_used(seen: Any, request_id: str) -> bool:
    row = seen.rows.get(("removal_request", request_id))
    return row is not None and (row.body or {}).get("status") == "carried_out"


def is_about_merged(seen: Any, operation: Operation, code: str) -> bool:
    """Whether a refusal is for the sake of people who were merged: no record of theirs goes by
    itself, and a merge that could not be is not taken back."""
    if code == "permission":
        return (
            operation.entity == "patient"
            and operation.kind == "delete"
            and any(
                operation.id in (row.body["patient_id"], row.body["merged_id"])
                for (entity, _), row in seen.rows.items()
                if entity == "patient_merge" and row.body is not None
            )
        )
    return code == "not_found" and operation.entity == "patient_merge"


def _no_number_twice(world: World, seen: Any) -> None:
    """No record number was ever given to two patients."""
    owner: dict[str, str] = {}
    for entry in seen.history:
        if entry.row.entity == "patient" and entry.row.body is not None:
            number = str(entry.row.body["mrn"])
            first = owner.setdefault(number, entry.row.id)
            assert first == entry.row.id, f"I12 seed {world.seed}: two patients have {number}"


def _parted_as_they_were(world: World, seen: Any) -> None:
    """Where two patients are two again, neither keeps what the merge had given them, unless that
    waits for somebody's decision."""
    pairs: dict[str, list[WireBody]] = {}
    for (entity, _), row in sorted(seen.rows.items()):
        if entity == "patient_merge" and row.body is not None:
            for name in ("patient_id", "merged_id"):
                pairs.setdefault(row.body[name], []).append(row.body)
    merges = {
        one.tx_id
        for one in seen.asked.values()
        if one.entity == "patient_merge" and one.kind == "create"
    }
    kept = {
        (patient, name)
        for (patient, name), entry in _last_writers(seen)
        if entry.op is not None and entry.op.tx_id in merges
    }
    asked = {
        row.body["row_id"]
        for key, row in seen.rows.items()
        if key[0] == "sync_conflict" and row.body and row.body["status"] in UNDECIDED
    }
    for patient, name in sorted(kept):
        is_over = all(one["status"] == MergeStatus.UNMERGED for one in pairs.get(patient, []))
        assert not is_over or patient in asked, (
            f"I13 seed {world.seed}: {name} stayed as the merge had made it"
        )


def _last_writers(seen: Any) -> Iterator[tuple[Field, Line]]:
    """The last line of the history that changed a field of a patient."""
    last: dict[Field, Line] = {}
    for entry in seen.history:
        if entry.row.entity == "patient" and entry.row.body is not None:
            for name in entry.row.changed:
                if name != "updated_at":
                    last[entry.row.id, name] = entry
    yield from last.items()
