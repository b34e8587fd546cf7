"""One batch of operations being decided: the rows as they stand and what the batch writes.

Everything here is in memory and pure; change_log.py reads the rows and writes the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.declare import Record
from app.domain.merging import is_live
from app.domain.operations import (
    BY_IMPORT,
    Operation,
    OperationResult,
    RowState,
    WireBody,
    files_of,
)
from app.domain.phi import quiet
from app.domain.removing import Kept
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


_DESK_OF_HLC = 8
"""The end of a hybrid logical time: the last digits of the workstation that made it."""


@dataclass(frozen=True, slots=True)
class ChangeSince:
    """A change of a record: the version it led to, the fields it touched, which device sent it,
    when and at which desk it was made, and its place among the clinic's changes."""

    version: int
    changed: frozenset[str]
    device_id: str = ""
    hlc: str = ""
    seq: int = 0


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

    seq is the clinic's sequence number before the batch. since holds what changed on the batch's
    rows after its operations' bases. parents holds the referenced records that were ever accepted.
    money holds the entries of accounts that those of the batch stand on. answers holds the stored
    answers to operations that the batch repeats or depends on. accounts holds those of the batch's
    actors and of users whose records it touches; rows their user records.
    principal_id is whose session sends the batch, present who is known at its workstation.
    """

    tenant_id: str
    device_id: str
    principal_id: str
    seq: int
    now: datetime
    rows: dict[Key, RowState] = field(default_factory=dict[Key, RowState])
    last_bodies: dict[Key, WireBody] = field(default_factory=dict[Key, WireBody])
    since: Mapping[Key, tuple[ChangeSince, ...]] = field(
        default_factory=dict[Key, tuple[ChangeSince, ...]]
    )
    accounts: dict[str, Account] = field(default_factory=dict[str, Account])
    present: set[str] = field(default_factory=set[str])
    parents: Mapping[Key, Parent] = field(default_factory=dict[Key, Parent])
    money: Mapping[Key, WireBody] = field(default_factory=dict[Key, WireBody])
    answers: dict[str, OperationResult] = field(default_factory=dict[str, OperationResult])
    by_people: dict[Key, tuple[ChangeSince, ...]] = field(
        default_factory=dict[Key, tuple[ChangeSince, ...]]
    )
    """What was no import's of the records that the batch says to change as one."""
    survivors: dict[str, str] = field(default_factory=dict[str, str])
    """Into whom everybody is merged who is one person with somebody the batch is about."""
    numbers: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Who has the record numbers that the batch gives."""
    is_currency_used: bool = False
    """Whether anything is in the clinic's currency; asked where a batch changes the clinic."""
    usage: Usage = field(default_factory=Usage)
    """What the clinic kept before the batch."""
    more_records: int = 0
    """How many records there are more by what is written here."""
    checked: Mapping[str, Record] = field(default_factory=dict[str, Record])
    """The records of those of the batch's operations that were found right beforehand."""
    missing_files: frozenset[str] = frozenset()
    """Files the batch's operations speak of that have not arrived whole."""
    visits: dict[str, WireBody] = field(default_factory=dict[str, WireBody])
    """Visits that hold time near those of the batch, by identifier."""
    open_conflicts: dict[str, WireBody] = field(default_factory=dict[str, WireBody])
    """Undecided conflicts about the batch's rows, by identifier."""
    reopened: set[str] = field(default_factory=set[str])
    """Conflicts that the batch puts before a person again."""
    kept: Mapping[str, Mapping[Key, Kept]] = field(default_factory=dict[str, Mapping[Key, Kept]])
    """Records to keep of the patients that the batch removes, by patient, before the batch."""
    life_began: int = 0
    """Where the present life of the clinic's records begins (epochs.py)."""
    entries: list[Entry] = field(default_factory=list[Entry])

    def exists(self, key: Key) -> bool:
        """Whether a record was ever accepted (a tombstone counts)."""
        return key in self.rows or key in self.parents

    def misses_file(self, operation: Operation) -> bool:
        """Whether an operation begins to speak of a file that has not arrived whole."""
        missing = self.missing_files
        return bool(missing) and not missing.isdisjoint(files_of(operation))

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
        """Fields that changed since the operation's base, unknown to the desk that made it; None
        when nothing did."""
        unknown = [change.changed for change in self.unknown_to(operation)]
        return frozenset[str]().union(*unknown) if unknown else None

    def unknown_to(self, operation: Operation) -> list[ChangeSince]:
        """What changed since the operation's base, unknown to the desk that made it. What that desk
        did later is unknown to it, too: this one was sent late."""
        return [
            change
            for change in self.since.get((operation.entity, operation.id), ())
            if not self._is_below(change, operation) and not self._is_known(change, operation)
        ]

    def _is_below(self, change: ChangeSince, operation: Operation) -> bool:
        """Whether an operation was made upon a change. What others wrote in the present life is not
        below what was made in one before: its versions are numbered anew. A record's beginning is.
        """
        if operation.base_version >= 0:
            return change.version <= operation.base_version
        is_of_then = change.seq <= self.life_began or change.version == 1
        return is_of_then and change.version <= -operation.base_version

    def _is_known(self, change: ChangeSince, operation: Operation) -> bool:
        """Whether the desk that made an operation had made that change before."""
        maker = operation.hlc or self.device_id
        if (change.hlc or change.device_id)[-_DESK_OF_HLC:] != maker[-_DESK_OF_HLC:]:
            return False
        return not operation.hlc or not change.hlc or change.hlc < operation.hlc

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
        self.more_records += (body is not None) - (before is not None)
        self.rows[key] = row
        if key in self.by_people and (operation is None or operation.reason != BY_IMPORT):
            line = ChangeSince(row.version, frozenset(row.changed))
            self.by_people[key] = (*self.by_people[key], line)
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


def rows_of_conflicts(conflicts: Mapping[str, WireBody]) -> set[Key]:
    """The records that conflicts are about."""
    return {
        (str(conflict["entity"]), row_id)
        for conflict in conflicts.values()
        for row_id in (conflict["row_id"], conflict.get("other_row_id"))
        if isinstance(row_id, str)
    }


def slots_of_conflicts(
    conflicts: Mapping[str, WireBody], rows: Mapping[Key, RowState]
) -> list[WireBody]:
    """Where the visits of undecided double bookings are, to see whether they still overlap."""
    bodies = [rows[key].body for key in rows_of_conflicts(conflicts) if key in rows]
    return [body for body in bodies if body is not None and "starts_at" in body]


def new_users(ledger: Ledger) -> list[str]:
    """Users whose records the batch made: whoever makes one has them work at the desk."""
    return [
        entry.row.id
        for entry in ledger.entries
        if entry.row.entity == "user" and entry.operation and entry.operation.kind == "create"
    ]
