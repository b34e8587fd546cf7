"""Changes that were never sent, said in fewer words: several edits of one record by one person go
as one, and what was made and deleted again is not sent at all. Pure.

Nothing that may have reached the server is touched. Where each edit counts (clinical notes,
prescriptions, money, accounts, decisions) everything goes as it was made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.appointment import Appointment
from app.domain.declare import entity_named, entity_of
from app.domain.operations import FieldChange, Operation, OperationState, Pending, files_of
from app.domain.record_permissions import LEDGER
from app.sync.batch_plan import Row, row_of

_EACH_COUNTS = frozenset(
    {
        *LEDGER,
        "break_glass",
        "claim_line",
        "consent",
        "export_request",
        "health_record",
        "insurance_claim",
        "message",
        "patient_merge",
        "prescription",
        "removal_request",
        "sync_conflict",
    }
)

_HOLDING = frozenset({*entity_of(Appointment).groups["slot"], "needs_resolution"})


@dataclass(frozen=True, slots=True)
class Joined:
    """One operation that says it all, and those that need not go any more."""

    whole: Operation
    merged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A record that was made and deleted before the server heard of it."""

    create: Operation
    delete: Operation


def shorter(due: Iterable[Pending]) -> Iterator[Joined | Dropped]:
    """What of a piece of the queue can be said shorter; user actions are whole in it."""
    sizes: Counter[str] = Counter()
    by_row: dict[Row, list[Pending]] = {}
    for pending in due:
        sizes[pending.operation.tx_id] += 1
        by_row.setdefault(row_of(pending.operation), []).append(pending)
    for rows in by_row.values():
        if len(rows) > 1 and _may_join(rows[0].operation):
            yield from _of_row(rows, sizes)


def _of_row(rows: Sequence[Pending], sizes: Counter[str]) -> Iterator[Joined | Dropped]:
    whole: Operation | None = None
    merged: list[str] = []
    for pending in rows:
        later = pending.operation
        if not _is_unsent(pending):
            whole = None
        elif whole is not None and _cancels(whole, later, sizes):
            if merged:
                yield Joined(whole, tuple(merged))
            yield Dropped(whole, later)
            return
        joined = _join(whole, later, sizes) if whole is not None and _is_unsent(pending) else None
        if joined is None:
            if whole is not None and merged:
                yield Joined(whole, tuple(merged))
            whole, merged = (later if _is_unsent(pending) else None), []
        else:
            whole, merged = joined, [*merged, later.op_id]
    if whole is not None and merged:
        yield Joined(whole, tuple(merged))


def _may_join(operation: Operation) -> bool:
    try:
        spec = entity_named(operation.entity)
    except KeyError:
        return False
    is_somebodys = spec.patient_field is not None and not spec.is_append_only
    return is_somebodys and spec.name not in _EACH_COUNTS


def _is_unsent(pending: Pending) -> bool:
    return pending.state is OperationState.QUEUED and not pending.attempts


def _cancels(whole: Operation, later: Operation, sizes: Counter[str]) -> bool:
    is_alone = sizes[later.tx_id] == 1 and not later.depends_on
    is_same = whole.actor_id == later.actor_id
    return whole.kind == "create" and later.kind == "delete" and is_alone and is_same


def _join(whole: Operation, later: Operation, sizes: Counter[str]) -> Operation | None:
    """Both as one operation in the first one's place; None where they stay two."""
    if later.kind != "update" or "status" in later.patch or files_of(later):
        return None  # a status has a course: a step left out would be refused
    if _takes_time(later):
        return None  # another visit may have made room for it in between
    is_same = (whole.actor_id, whole.reason, whole.schema) == (
        later.actor_id,
        later.reason,
        later.schema,
    )
    if not is_same or sizes[later.tx_id] != 1:
        return None
    said = {"hlc": later.hlc, "client_time": later.client_time}
    if whole.kind == "create" and set(later.depends_on) <= set(whole.depends_on):
        new = {name: change.new for name, change in later.patch.items()}
        full = {**(whole.full or {}), **new, "updated_at": later.client_time}
        return replace(whole, full=full, **said)
    is_alike = (whole.base_version, whole.depends_on) == (later.base_version, later.depends_on)
    if whole.kind != "update" or sizes[whole.tx_id] != 1 or not is_alike:
        return None
    patch = _both(whole, later)
    return replace(whole, patch=patch, **said) if patch else None


def _takes_time(operation: Operation) -> bool:
    """Whether it is about the time a visit holds."""
    if operation.entity != "appointment":
        return False
    return not _HOLDING.isdisjoint(operation.patch)


def _both(whole: Operation, later: Operation) -> dict[str, FieldChange]:
    """The old values of the first and the new ones of the last; empty where they do not follow one
    another, or nothing would be left to say."""
    patch = dict(whole.patch)
    for name, change in later.patch.items():
        first = patch.get(name, change)
        if first is not change and first.new != change.old:
            return {}
        patch[name] = FieldChange(first.old, change.new)
    return {name: change for name, change in patch.items() if change.old != change.new}
