"""One batch of operations being decided: the rows as they stand and what the batch writes.

Everything here is in memory and pure; change_log.py reads the rows and writes the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.merging import is_live
from app.domain.operations import Operation, OperationResult, RowState, WireBody
from app.domain.phi import quiet
from app.domain.scheduling import holds_time
from app.server.quota import Usage

Key = tuple[str, str]
"""Record type and identifier."""


@quiet
@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history: a row after a change, the row before, and who caused it."""

    row: RowState
    before: WireBody | None
    operation: Operation | None


@dataclass(frozen=True, slots=True)
class ForeignChange:
    """A change another device made: the version it led to and the fields it touched."""

    version: int
    changed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Account:
    """What the clinic's server knows of somebody who signs in: role, folded name, standing."""

    role: str
    username: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Parent:
    """A record that the batch's name: the patient it is about, and whether it was deleted."""

    patient_id: str | None
    is_deleted: bool = False


@dataclass(kw_only=True)
class Ledger:
    """The rows a batch touches, the answers given so far, and the lines it will write.

    seq is the clinic's sequence number before the batch. since holds what other devices changed
    on the batch's rows. parents holds the referenced records that were ever accepted. money holds
    the entries of accounts that those of the batch stand on. answers holds the stored answers to
    operations that the batch repeats or depends on. accounts holds those of the batch's actors and
    of users whose records it touches; rows their user records.
    principal_id is whose session sends the batch, present who is known at its workstation.
    """

    tenant_id: str
    device_id: str
    principal_id: str
    seq: int
    now: datetime
    rows: dict[Key, RowState] = field(default_factory=dict[Key, RowState])
    last_bodies: dict[Key, WireBody] = field(default_factory=dict[Key, WireBody])
    since: Mapping[Key, tuple[ForeignChange, ...]] = field(
        default_factory=dict[Key, tuple[ForeignChange, ...]]
    )
    accounts: dict[str, Account] = field(default_factory=dict[str, Account])
    present: set[str] = field(default_factory=set[str])
    parents: Mapping[Key, Parent] = field(default_factory=dict[Key, Parent])
    money: Mapping[Key, WireBody] = field(default_factory=dict[Key, WireBody])
    answers: dict[str, OperationResult] = field(default_factory=dict[str, OperationResult])
    survivors: dict[str, str] = field(default_factory=dict[str, str])
    """Into whom everybody is merged who is one person with somebody the batch is about."""
    usage: Usage = field(default_factory=Usage)
    """What the clinic keeps, counted along with what is written here."""
    missing_files: frozenset[str] = frozenset()
    """Files the batch's operations speak of that have not arrived whole."""
    visits: dict[str, WireBody] = field(default_factory=dict[str, WireBody])
    """Visits that hold time near those of the batch, by identifier."""
    open_conflicts: dict[str, WireBody] = field(default_factory=dict[str, WireBody])
    """Undecided conflicts about the batch's rows, by identifier."""
    reopened: set[str] = field(default_factory=set[str])
    """Conflicts that the batch puts before a person again."""
    entries: list[Entry] = field(default_factory=list[Entry])

    def exists(self, key: Key) -> bool:
        """Whether a record was ever accepted (a tombstone counts)."""
        return key in self.rows or key in self.parents

    def patient_of(self, key: Key) -> str | None:
        """The patient a record belongs to; None where to nobody, or it is not known here."""
        body = self.last_bodies.get(key)
        if body is not None:
            return body.get("patient_id")
        parent = self.parents.get(key)
        return parent.patient_id if parent else None

    def is_deleted(self, key: Key) -> bool:
        """Whether a record was there and is a tombstone now."""
        row, parent = self.rows.get(key), self.parents.get(key)
        return row.body is None if row else parent is not None and parent.is_deleted

    def changed_by_others(self, operation: Operation) -> frozenset[str] | None:
        """Fields other devices changed since the operation's base; None when they did nothing."""
        foreign = [
            change.changed
            for change in self.since.get((operation.entity, operation.id), ())
            if change.version > operation.base_version
        ]
        return frozenset[str]().union(*foreign) if foreign else None

    def write(
        self, key: Key, body: WireBody | None, operation: Operation | None = None
    ) -> RowState:
        """Add a line: the row's next version, with the clinic's next sequence number."""
        current = self.rows.get(key)
        before = current.body if current else None
        self.seq += 1
        row = RowState(
            entity=key[0],
            id=key[1],
            version=(current.version if current else 0) + 1,
            seq=self.seq,
            deleted=body is None,
            changed=_changed(before, body) if current else [],
            body=body,
        )
        was_there = current is not None and current.body is not None
        self.usage = self.usage.with_more(records=(body is not None) - was_there)
        self.rows[key] = row
        self.entries.append(Entry(row, before, operation))
        if body is not None:
            self.last_bodies[key] = body
        if key[0] == "patient_merge" and body is not None:
            self._note_merge(body)
        if key[0] == "appointment":
            self._note_visit(key[1], body)
        if key[0] == "sync_conflict":
            self._note_conflict(key[1], body)
            self.reopened |= {key[1]} if operation and operation.action == "reopen" else set()
        return row

    def closable(self) -> list[tuple[str, WireBody]]:
        """Open conflicts that a change may make pointless: not those whose records are on their
        way back one by one, which do not clash before the last."""
        known = self.open_conflicts.items()
        return [(key, body) for key, body in known if key not in self.reopened]

    def in_the_way(self, row_id: str, body: WireBody) -> str | None:
        """A visit that holds the same provider's or room's time, or None."""
        return next(
            (
                other_id
                for other_id, other in sorted(self.visits.items())
                if other_id != row_id and _share_time(body, other)
            ),
            None,
        )

    def _note_conflict(self, row_id: str, body: WireBody | None) -> None:
        if body is not None and body["status"] in ("open", "claimed"):
            self.open_conflicts[row_id] = body
        else:
            self.open_conflicts.pop(row_id, None)

    def _note_merge(self, body: WireBody) -> None:
        if is_live(body):
            self.survivors[body["merged_id"]] = body["patient_id"]
        else:
            self.survivors.pop(body["merged_id"], None)

    def _note_visit(self, row_id: str, body: WireBody | None) -> None:
        if body is not None and holds_time(body):
            self.visits[row_id] = body
        else:
            self.visits.pop(row_id, None)


def _changed(before: WireBody | None, after: WireBody | None) -> list[str]:
    if after is None:
        return []
    old = before or {}
    return [name for name, value in after.items() if old.get(name) != value]


def _share_time(one: WireBody, other: WireBody) -> bool:
    same = any(
        one.get(name) is not None and one.get(name) == other.get(name)
        for name in ("practitioner_id", "room_id")
    )
    return same and one["starts_at"] < other["ends_at"] and other["starts_at"] < one["ends_at"]


def slots_wanted(operations: Iterable[Operation], rows: Mapping[Key, RowState]) -> list[WireBody]:
    """Where the batch's visits are or want to be: bodies with start, end, provider and room."""
    wanted: list[WireBody] = []
    for operation in operations:
        if operation.entity != "appointment" or operation.kind == "delete":
            continue
        current = rows.get((operation.entity, operation.id))
        body: dict[str, Any] = dict((current.body if current else None) or {})
        body |= operation.full or {}
        body |= {name: change.new for name, change in operation.patch.items()}
        # One that is put before a person again overlaps as much as one that is told to hold time.
        is_second = current is not None and current.body and current.body["needs_resolution"]
        if is_second or holds_time(body | {"needs_resolution": False}):
            wanted.append(body)
    return wanted
