"""What must hold: all along, and once everything has come to rest (sync.md, section 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import cache
from typing import Any

from app.domain.changes import Origin
from app.domain.conflict import UNDECIDED
from app.domain.declare import FieldKind, Settling, entities, entity_named
from app.domain.operations import Operation, OperationState, WireBody
from app.domain.query import Query
from app.domain.scheduling import PROGRESS, holds_time
from app.protocol.codec import to_wire
from app.protocol.merge import fold
from app.sync.realign import REALIGN, newer_here
from tests.simulation.clinic_model import Line
from tests.simulation.desk import Desk
from tests.simulation.eyes import said
from tests.simulation.invariants_people import check_people, is_about_merged, is_without_leave
from tests.simulation.world import Clinic, World

_ENDS = {
    OperationState.ACKED: {"applied", "merged"},
    OperationState.CONFLICTED: {"conflict"},
    OperationState.QUARANTINED: {"rejected"},
    OperationState.DISCARDED: {"rejected"},
}
_CAUSES = {"invalid_value", "dependency", "already_resolved", "patient_deleted", "patient_kept"}
_AT_THE_DESK = {"too_large", "dependency", "never_sent", "discarded", "superseded"}
"""Why operations ended that the server never judged."""
_PARKED = (OperationState.QUARANTINED, OperationState.DISCARDED)
_MONEY_CAUSE = "entry_"
_BOOKKEEPING = {"created_at", "updated_at", "needs_resolution"}
"""What the server says of a record by itself; I8 looks after the last."""
_CHILDREN = ("allergy", "appointment", "message", "message_thread", "charge", "payment")
_UNSETTLED = "('queued', 'inflight', 'retry', 'blocked')"


def check(world: World) -> None:
    """Everything that must hold at rest; the message names seed and invariant."""
    for clinic in world.clinics:
        seen = clinic.server.observe()
        for desk in clinic.desks:
            _nothing_lost(world, seen, desk)
            views_are_folds(world, desk)
            _same_as_server(world, seen, desk)
            _read_in_order(world, desk)
            _no_orphans(world, desk)
            _nobody_elses(world, clinic, desk)
            _trail_fits(world, desk)
        _applied_once(world, seen)
        _nothing_overwritten(world, seen)
        _restored_as_it_was(world, seen)
        _nothing_refused_without_cause(world, seen)
        _reasons_are_kept(world, seen)
        _no_double_booking_unmarked(world, seen)
        check_people(world, seen)


def watch(world: World, desk: Desk) -> None:
    """What must hold after every commit of the synchronisation."""
    if len(desk.cursors) > desk.checked:
        desk.checked = len(desk.cursors)
        _no_orphans(world, desk, to_come=desk.named_by_hand)
    if world.events % 3 == 0:
        views_are_folds(world, desk)


def _nothing_lost(world: World, seen: Any, desk: Desk) -> None:
    """Every operation ever made is where the server's answer to it left it."""
    asked = desk.store.database.writer.raw.execute("SELECT * FROM outbox")
    names = [column[0] for column in asked.description]
    decided = {
        row.body["op_id"]
        for key, row in seen.rows.items()
        if key[0] == "sync_conflict" and row.body and row.body["status"] not in UNDECIDED
    }
    kept = {row["op_id"]: row for row in (dict(zip(names, one, strict=True)) for one in asked)}
    for op_id in sorted(desk.made):
        assert op_id in kept, f"I1 seed {world.seed}: {desk.name} forgot an operation"
        one = kept[op_id]
        while one.get("merged_into"):  # it was said by another before it was sent
            one = kept[one["merged_into"]]
        state, code = OperationState(one["state"]), one["last_code"]
        known = seen.results.get(one["op_id"])
        if known is None:
            # An answer of before the server was put back is known to the desk alone.
            is_known = seen.life > 1 or code in _AT_THE_DESK
            assert is_known and state in _PARKED, (  # noqa: PT018  (one thing to say)
                f"I1 seed {world.seed}: {desk.name}: {state} {code}, never delivered"
            )
            continue
        status = known[1].status
        if one["op_id"] in decided and state is OperationState.ACKED:
            status = "applied"  # the conflict it became was decided: nothing is left to do
        assert status in _ENDS.get(state, ()), (
            f"I1 seed {world.seed}: {desk.name}: {state} {code} but {status}"
        )


def _trail_fits(world: World, desk: Desk) -> None:
    """Where the program ended in the middle of something, its audit trail is whole nevertheless."""
    if desk.life > 1:
        is_whole = desk.store.verify_audit() is None and desk.store.verify_rows()
        assert is_whole, f"I1 seed {world.seed}: the audit trail of {desk.name} does not fit"


def _applied_once(world: World, seen: Any) -> None:
    effects = Counter(line.op.op_id for line in seen.history if line.op is not None)
    twice = [op_id for op_id, count in effects.items() if count > 1]
    assert not twice, f"I2 seed {world.seed}: applied twice"


def _same_as_server(world: World, seen: Any, desk: Desk) -> None:
    expected: dict[tuple[str, str], tuple[int, Any]] = {
        key: (row.version, row.body) for key, row in seen.rows.items()
    }
    found: dict[tuple[str, str], tuple[int, Any]] = {}
    with desk.store.reader() as reader:
        for name in sorted({key[0] for key in expected} | set(_CHILDREN)):
            record_type = entity_named(name).record_type
            asked = Query(record_type, limit=1000, include_deleted=True)
            for record in reader.records(record_type).find(asked).rows:
                body = None if record.deleted_at else to_wire(record)
                if record.version or body:  # a refused create leaves a tombstone of version 0
                    found[name, record.id] = (record.version, body)
    for key in _kept_for_somebody(desk) if seen.life > 1 else ():
        if key not in expected:  # of a life that is over: an administrator decides about it
            found.pop(key, None)
    for key, (_, body) in list(expected.items()):
        if body is None and key not in found:  # deleted before this desk ever saw it
            del expected[key]
    wrong = [key for key in sorted(expected | found) if expected.get(key) != found.get(key)]
    assert not wrong, f"I3 seed {world.seed}: {desk.name} differs in {wrong[:3]}"


def _kept_for_somebody(desk: Desk) -> set[tuple[str, str]]:
    """What a server that was put back does not have, nor ever gets again by itself."""
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        return {(entity, str(row_id)) for entity, row_id in newer_here(uow)}


def views_are_folds(world: World, desk: Desk) -> None:
    """Every record with waiting changes shows them on top of the server's last word."""
    with desk.begin(desk.context, origin=Origin.REMOTE) as uow:
        rows = desk.store.database.writer.raw.execute(
            f"SELECT DISTINCT entity, row_id FROM outbox WHERE state IN {_UNSETTLED}"
        ).fetchall()
        for entity, row_id in rows:
            shadow = uow.shadows.get(entity, row_id)
            if shadow is None and uow.meta.get(REALIGN) is not None:
                continue  # the server was put back: its word is laid below what waits, by and by
            assert shadow is not None, f"I5 seed {world.seed}: no shadow"
            waiting = uow.outbox.of_row(entity, row_id)
            body = fold(shadow.body, (pending.operation for pending in waiting))
            record = uow.records(entity_named(entity).record_type).get(row_id)
            shown = None if record is None else to_wire(record)
            assert shown == body, f"I5 seed {world.seed}: {desk.name} {entity}"


def _read_in_order(world: World, desk: Desk) -> None:
    assert desk.cursors == sorted(desk.cursors), f"I6 seed {world.seed}: cursor went back"
    gaps = [(last, first) for last, first in desk.pages if first > last + 1]
    assert not gaps, f"I6 seed {world.seed}: {desk.name} was not told of {gaps[:3]}"


@cache
def _orphans() -> str:
    """Children whose parent is not there, not even as a tombstone: the parent's type and name."""
    asked = [
        f"SELECT '{field.fact.refers_to}', lower(hex(c.\"{field.name}\")) "
        f'FROM "{spec.name}" c LEFT JOIN "{field.fact.refers_to}" p ON p.id = c."{field.name}" '
        f'WHERE c."{field.name}" IS NOT NULL AND p.id IS NULL'
        for spec in entities()
        if spec.name in _CHILDREN
        for field in spec.fields
        if field.fact.refers_to and field.kind is not FieldKind.LIST
    ]
    return " UNION ".join(asked)


def _no_orphans(world: World, desk: Desk, *, to_come: Collection[str] = ()) -> None:
    """At a checkpoint (a cursor's commit) every record has what it belongs to, unless that was
    deleted before this desk ever saw it, or is yet to come for what was read in by hand."""
    found = desk.store.database.writer.raw.execute(_orphans()).fetchall()
    rows = desk.clinic.server.observe().rows if found else {}
    strange = [
        key
        for key in found
        if key[1] not in to_come and (key not in rows or rows[key].body is not None)
    ]
    assert not strange, f"I7 seed {world.seed}: {desk.name} misses {strange[:3]}"


def _nobody_elses(world: World, clinic: Clinic, desk: Desk) -> None:
    """Nothing of another clinic is at this desk, nor was it ever sent to it."""
    others = {
        row_id
        for other in world.clinics
        if other is not clinic
        for _, row_id in other.server.observe().rows
    }
    leaked = others & desk.received
    assert not leaked, f"I10 seed {world.seed}: {desk.name} got another clinic's records"


def _nothing_overwritten(world: World, seen: Any) -> None:
    """A value that was replaced was before the eyes of whoever made the change that replaced it,
    when they made it; whichever desk wrote it, and whichever sends it."""
    written: set[tuple[str, str, str]] = set()
    for entry in seen.history:
        row, op, before = entry.row, entry.op, entry.before or {}
        names = _replaced(entry, before)
        if op is not None and op.action != "resolve":
            upon = world.upon[op.op_id].seen
            unseen = [
                name
                for name in sorted(names)
                if (row.entity, row.id, name) in written
                and said(before.get(name)) not in upon.get(name, ())
            ]
            assert not unseen, (
                f"I4 seed {world.seed}: {row.entity}.{unseen[0]} was overwritten unseen"
            )
        if op is not None:
            written.update((row.entity, row.id, name) for name in row.changed)


def _replaced(entry: Line, before: WireBody) -> set[str]:
    """The fields of which a line of the history replaced a value by another; a deletion all."""
    row, op = entry.row, entry.op
    if op is None or entry.before is None:
        return set()
    if op.kind == "delete":
        return before.keys() - _BOOKKEEPING
    fields = entity_named(row.entity).by_name
    clashing = {name for name, one in fields.items() if one.fact.settling is Settling.CLASH}
    after = row.body or {}
    return {
        name
        for name in (op.patch.keys() & clashing) - _BOOKKEEPING
        if not _holds(after.get(name), before.get(name)) and not _goes_on(before, op, name)
    }


def _holds(after: Any, before: Any) -> bool:
    """Whether all of a value is in the one that replaced it."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.items() <= after.items()
    return after == before


def _goes_on(before: WireBody, operation: Operation, name: str) -> bool:
    """A visit that moves ahead on its course keeps the time of every step it took, but that a
    step taken again has the later one."""
    was, new = before.get(name), operation.patch[name].new
    if operation.action != "transition" or name not in ("status", "stamps"):
        return False
    return name == "stamps" or PROGRESS.get(was, 99) < PROGRESS.get(new, -1)


def _restored_as_it_was(world: World, seen: Any) -> None:
    """A deleted record comes back as it last was, whatever its restorer had missed."""
    last_bodies: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in seen.history:
        row, op = entry.row, entry.op
        if op is not None and op.kind == "restore":
            buried = {**last_bodies[row.entity, row.id], "updated_at": ""}
            brought = {**(row.body or {}), "updated_at": ""}
            if row.entity == "appointment":  # restored into a slot that was taken meanwhile
                brought["needs_resolution"] = buried["needs_resolution"]
            assert brought == buried, f"I4 seed {world.seed}: a restore changed {row.entity}"
        if row.body is not None:
            last_bodies[row.entity, row.id] = row.body


def _nothing_refused_without_cause(world: World, seen: Any) -> None:
    """Only the planted value is refused, what hangs on it or was decided before, money that does
    not add up with what came first, what cannot be of people who were merged, and the work of
    somebody who was given another role."""
    causes = _CAUSES | ({"permission"} if _has_new_roles(seen) else set())
    refused = {
        result.code
        for op_id, (_, result) in seen.results.items()
        if result.status == "rejected"
        and not result.code.startswith(_MONEY_CAUSE)
        and not is_about_merged(seen, seen.asked[op_id], result.code)
        and not is_without_leave(seen, seen.asked[op_id], result.code)
        and not _fell_with_its_create(seen, seen.asked[op_id], result.code)
    }
    assert refused <= causes, f"I4 seed {world.seed}: refused for {refused - causes}"


def _fell_with_its_create(seen: Any, operation: Operation, code: str) -> bool:
    """Whether a change is of a record that was refused itself."""
    return code == "not_found" and any(
        known.status == "rejected"
        and (seen.asked[op_id].kind, seen.asked[op_id].id) == ("create", operation.id)
        for op_id, (_, known) in seen.results.items()
    )


def _has_new_roles(seen: Any) -> bool:
    return any(entry.row.entity == "user" and "role" in entry.row.changed for entry in seen.history)


def _reasons_are_kept(world: World, seen: Any) -> None:
    """Why somebody cancelled is in the history or in a conflict, whoever came second."""
    kept: set[tuple[str, object]] = set()
    for entry in seen.history:
        body = entry.row.body or {}
        kept.add((entry.row.id, body.get("cancel_reason")))
        if entry.row.entity == "sync_conflict":
            kept.add((body.get("row_id", ""), body.get("theirs", {}).get("cancel_reason")))
    for op_id, (_, result) in seen.results.items():
        op = seen.asked[op_id]
        reason = op.patch["cancel_reason"].new if "cancel_reason" in op.patch else ""
        if reason and result.status != "rejected":
            assert (op.id, reason) in kept, f"I4 seed {world.seed}: a reason was lost"


def _no_double_booking_unmarked(world: World, seen: Any) -> None:
    """No two visits hold the same time unmarked, and every clash there ever was has a conflict."""
    visits = [
        (key[1], row.body)
        for key, row in seen.rows.items()
        if key[0] == "appointment" and row.body is not None and holds_time(row.body)
    ]
    for number, (_, one) in enumerate(visits):
        for _, other in visits[number + 1 :]:
            same = one["practitioner_id"] == other["practitioner_id"]
            overlap = one["starts_at"] < other["ends_at"] and other["starts_at"] < one["ends_at"]
            assert not (same and overlap), f"I8 seed {world.seed}: two visits at one time"
    marked = {
        entry.row.id
        for entry in seen.history
        if entry.row.entity == "appointment" and (entry.row.body or {}).get("needs_resolution")
    }
    known = {
        (entry.row.body or {}).get("row_id")
        for entry in seen.history
        if entry.row.entity == "sync_conflict"
    }
    assert marked <= known, f"I8 seed {world.seed}: a double booking without a conflict"
