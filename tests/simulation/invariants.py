"""What must hold once everything has come to rest (sync.md, section 4)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.domain.changes import Origin
from app.domain.declare import entities
from app.domain.errors import PatientDeleted
from app.domain.operations import NEVER_SENT, OperationState
from app.domain.query import Query
from app.protocol.codec import to_wire
from app.protocol.merge import fold
from tests.simulation.desk import Desk
from tests.simulation.server_model import Line
from tests.simulation.world import World

_ENDS = {
    OperationState.ACKED: {"applied", "merged", "conflict"},  # held back, and decided since
    OperationState.CONFLICTED: {"conflict"},
    OperationState.QUARANTINED: {"rejected"},
    OperationState.DISCARDED: {"rejected"},
}
_CAUSES = {"invalid_value", "dependency", "already_resolved", "not_found", PatientDeleted.code}


def check(world: World) -> None:
    """Every invariant; the message names seed and invariant."""
    for desk in world.desks:
        _nothing_lost(world, desk)
        views_are_folds(world, desk)
        _same_as_server(world, desk)
        assert desk.cursors == sorted(desk.cursors), f"I6 seed {world.seed}: cursor went back"
    _applied_once(world)
    _nothing_overwritten(world)
    _restored_as_it_was(world)
    _nothing_refused_without_cause(world)
    _reasons_are_kept(world)


def _nothing_lost(world: World, desk: Desk) -> None:
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        kept = uow.outbox.get(sorted(desk.made))
    for op_id in desk.made:
        assert op_id in kept, f"I1 seed {world.seed}: {desk.name} forgot an operation"
        if kept[op_id].last_code == NEVER_SENT:  # made and deleted before anybody heard of it
            assert op_id not in world.server.results, f"I1 seed {world.seed}: sent all the same"
            continue
        known = world.server.results.get(kept[op_id].merged_into or op_id)
        assert known is not None, f"I1 seed {world.seed}: {desk.name} never delivered an operation"
        state, status = kept[op_id].state, known[1].status
        assert status in _ENDS.get(state, ()), f"I1 seed {world.seed}: {state} but {status}"


def _applied_once(world: World) -> None:
    effects = Counter(entry.op.op_id for entry in world.server.history if entry.op is not None)
    twice = [op_id for op_id, count in effects.items() if count > 1]
    assert not twice, f"I2 seed {world.seed}: applied twice"


def _same_as_server(world: World, desk: Desk) -> None:
    expected: dict[tuple[str, str], tuple[int, Any]] = {
        key: (row.version, row.body) for key, row in world.server.rows.items()
    }
    found: dict[tuple[str, str], tuple[int, Any]] = {}
    with desk.store.reader() as reader:
        for spec in entities():
            asked = Query(spec.record_type, limit=1000, include_deleted=True)
            for record in reader.records(spec.record_type).find(asked).rows:
                body = None if record.deleted_at else to_wire(record)
                if record.version or body:  # a refused create leaves a tombstone of version 0
                    found[spec.name, record.id] = (record.version, body)
    for key, (_, body) in list(expected.items()):
        if body is None and key not in found:  # deleted before this desk ever saw it
            del expected[key]
    wrong = [key for key in expected | found if expected.get(key) != found.get(key)]
    assert not wrong, f"I3 seed {world.seed}: {desk.name} differs in {wrong[:3]}"


def views_are_folds(world: World, desk: Desk) -> None:
    """Every record with waiting changes shows them on top of the server's last word."""
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        for spec in entities():
            for row_id in uow.rows_with_pending(spec.name):
                shadow = uow.shadows.get(spec.name, row_id)
                assert shadow is not None, f"I5 seed {world.seed}: no shadow"
                waiting = uow.outbox.of_row(spec.name, row_id)
                body = fold(shadow.body, (pending.operation for pending in waiting))
                record = uow.records(spec.record_type).get(row_id)
                shown = None if record is None else to_wire(record)
                assert shown == body, f"I5 seed {world.seed}: {desk.name} {spec.name}"


def _nothing_overwritten(world: World) -> None:
    """A value that was replaced was seen by whoever replaced it."""
    writers: dict[tuple[str, str, str], Line] = {}
    for entry in world.server.history:
        row, op = entry.row, entry.op
        if op is not None and op.kind == "update":
            for name, change in op.patch.items():
                last = writers.get((row.entity, row.id, name))
                if last is None or last.device == entry.device:
                    continue
                before = (entry.before or {}).get(name)
                has_seen = op.base_version >= last.row.version
                assert has_seen or before in (change.old, change.new), (
                    f"I4 seed {world.seed}: {row.entity}.{name} was overwritten unseen"
                )
        for name in row.changed:
            writers[row.entity, row.id, name] = entry
    for op_id, (_, result) in world.server.results.items():
        if result.status == "conflict":
            known = world.server.rows.get(("sync_conflict", result.conflict_id))
            assert known is not None, f"I4 seed {world.seed}: {op_id} lost without a conflict"


def _restored_as_it_was(world: World) -> None:
    """A deleted record comes back as it last was, whatever its restorer had missed."""
    last_bodies: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in world.server.history:
        row, op = entry.row, entry.op
        if op is not None and op.kind == "restore":
            buried = {**last_bodies[row.entity, row.id], "updated_at": ""}
            brought = {**(row.body or {}), "updated_at": ""}
            if row.entity == "appointment":  # restored into a slot that was taken meanwhile
                brought["needs_resolution"] = buried["needs_resolution"]
            assert brought == buried, f"I4 seed {world.seed}: a restore changed {row.entity}"
        if row.body is not None:
            last_bodies[row.entity, row.id] = row.body


def _nothing_refused_without_cause(world: World) -> None:
    """Only the planted value is refused, what hangs on it or was decided before, and what is new of
    a patient who was deleted."""
    refused = {
        result.code for _, result in world.server.results.values() if result.status == "rejected"
    }
    assert refused <= _CAUSES, f"I4 seed {world.seed}: refused for {refused - _CAUSES}"
    _refused_for_somebody_deleted(world)


def _refused_for_somebody_deleted(world: World) -> None:
    """Whose patient was deleted; and further changes of what was never made because of it."""
    buried = {entry.row.id for entry in world.server.history if entry.row.deleted}
    asked, told = world.server.asked, world.server.results
    refused = {op_id: r.code for op_id, (_, r) in told.items() if r.status == "rejected"}
    unmade = {(o.entity, o.id) for op_id in refused if (o := asked[op_id]).kind == "create"}
    for op_id, code in refused.items():
        op = asked[op_id]
        if code == PatientDeleted.code:
            whose = {**(op.full or {}), **world.server.bodies.get((op.entity, op.id), {})}
            assert whose["patient_id"] in buried, f"I4 seed {world.seed}: nobody was deleted"
        if code == "not_found":
            assert (op.entity, op.id) in unmade, f"I4 seed {world.seed}: {op.entity} is lost"


def _reasons_are_kept(world: World) -> None:
    """Why somebody cancelled is in the history or in a conflict, whoever came second."""
    kept: set[tuple[str, object]] = set()
    for entry in world.server.history:
        body = entry.row.body or {}
        kept.add((entry.row.id, body.get("cancel_reason")))
        if entry.row.entity == "sync_conflict":
            kept.add((body.get("row_id", ""), body.get("theirs", {}).get("cancel_reason")))
    for op_id, (_, result) in world.server.results.items():
        op = world.server.asked[op_id]
        reason = op.patch["cancel_reason"].new if "cancel_reason" in op.patch else ""
        if reason and result.status != "rejected":
            assert (op.id, reason) in kept, f"I4 seed {world.seed}: a reason was lost"
