"""The queue of operations: what waits for the server, in which state, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec

from app.domain.ids import RecordId
from app.domain.operations import (
    LONGEST_PAUSE,
    SLOW_PAUSE,
    SUPERSEDED,
    Operation,
    OperationResult,
    OperationState,
    Pending,
    QueueCounts,
    RowState,
)
from app.protocol.codec import instant_from_wire, instant_to_wire
from app.protocol.merge import view_of
from app.schema.local_tables import UNSETTLED_SQL
from app.storage.desk_proof import QUEUE_COLUMNS, Moved, Part, is_open, not_heard
from app.storage.fallen import fallen_with, is_held_down
from app.storage.queue_rows import SELECT, chunks, marks, pending_of
from app.storage.session import Row, Session
from app.storage.shadows import ShadowTable, keep_below

_INSERT = (
    f"INSERT OR FAIL INTO outbox ({QUEUE_COLUMNS}, base_version, state) "
    f"VALUES ({', '.join('?' * 17)}, 'queued')"
)
_IN_QUEUE = "merged_into IS NULL AND state IN ('queued', 'retry', 'blocked')"
_OUTLIVED = "WHERE state NOT IN ('acked', 'discarded') AND base_version"
_UNANSWERED = "AND result IS NULL"
_NOTE_SENT = "UPDATE outbox SET attempts = max(attempts, 1)"
_NEEDING = 1000
"""Operations that need a person are listed up to here; nobody decides more at one sitting."""


class OutboxQueue:
    """See app/domain/ports.py: Outbox. touched is called whenever the queue changes."""

    def __init__(
        self, session: Session, touched: Callable[[], None], moved: Moved = not_heard
    ) -> None:
        self._session = session
        self._touched = touched
        self._moved = moved
        self.appended: list[str] = []
        """What was queued here, by identifier; a part that went back may be named, too."""
        self._has_merged: bool | None = None

    def append(self, operation: Operation, patient_id: bytes | None) -> None:
        """Queue a new operation; its place is given by the database."""
        row = (
            operation.op_id,
            operation.tx_id,
            operation.entity,
            operation.id,
            patient_id,
            operation.kind,
            operation.action,
            operation.schema,
            msgspec.json.encode(operation.patch).decode(),
            None if operation.full is None else msgspec.json.encode(operation.full).decode(),
            msgspec.json.encode(operation.depends_on).decode(),
            operation.reason,
            operation.actor_id,
            operation.session_id,
            operation.hlc,
            operation.client_time,
        )
        self.append_rows([row], operation.base_version)

    def append_rows(self, rows: Sequence[Row], base_version: int) -> None:
        """Queue operations that are written as rows already (QUEUE_COLUMNS), in this order."""
        first, *others = rows
        self._session.run(_INSERT, (*first, base_version))
        self._moved(Part.QUEUE, None, first)  # where there was no count yet, it begins here
        if others:
            self._session.run_many(_INSERT, [(*row, base_version) for row in others])
        for row in others:
            self._moved(Part.QUEUE, None, row)
        self.appended += [row[0] for row in rows]
        self._touched()

    def due(self, now: datetime, *, limit: int, after: int = 0) -> tuple[Pending, ...]:
        """Queued, retry-due and blocked operations in the order they were made, after a place.

        An instant further away than the longest pause comes from a clock that was set back since.
        """
        rows = self._session.all(
            f"{SELECT} WHERE {_IN_QUEUE} AND n > ? AND (next_attempt_at IS NULL "
            f"OR next_attempt_at <= ? OR next_attempt_at > ?) ORDER BY n LIMIT {limit:d}",
            (after, instant_to_wire(now), instant_to_wire(now + LONGEST_PAUSE)),
        )
        return tuple(map(pending_of, rows))

    def get(self, op_ids: Iterable[str]) -> dict[str, Pending]:
        """Operations by identifier."""
        found: dict[str, Pending] = {}
        for keys in chunks(list(op_ids)):
            rows = self._session.all(f"{SELECT} WHERE op_id IN ({marks(keys)})", keys)
            found.update((row[0], pending_of(row)) for row in rows)
        return found

    def of_row(self, entity: str, row_id: RecordId) -> tuple[Pending, ...]:
        """Unsettled operations on a record, oldest first."""
        return tuple(self.of_rows([(entity, row_id)]).get((entity, row_id), ()))

    def of_rows(
        self, rows: Iterable[tuple[str, RecordId]]
    ) -> dict[tuple[str, RecordId], list[Pending]]:
        """Unsettled operations on several records at once; records without any are left out."""
        by_entity: dict[str, list[str]] = {}
        for entity, row_id in rows:
            by_entity.setdefault(entity, []).append(row_id)
        found: dict[tuple[str, RecordId], list[Pending]] = {}
        for entity, row_ids in by_entity.items():
            for keys in chunks(row_ids):
                for row in self._session.all(
                    f"{SELECT} WHERE entity = ? AND row_id IN ({marks(keys)}) "
                    f"AND merged_into IS NULL AND state IN ({UNSETTLED_SQL}) ORDER BY n",
                    (entity, *keys),
                ):
                    found.setdefault((entity, RecordId(row[4])), []).append(pending_of(row))
        return found

    def mark(
        self,
        op_ids: Iterable[str],
        state: OperationState,
        *,
        code: str = "",
        next_attempt_at: datetime | None = None,
        count_attempt: bool = False,
        is_doubted: bool = False,
    ) -> None:
        """Move operations to a state, with those merged into them; count_attempt adds one to their
        attempts, is_doubted one to how often they failed alone."""
        when = None if next_attempt_at is None else instant_to_wire(next_attempt_at)
        for keys in chunks(self._with_merged(list(op_ids))):
            self._ended(keys, state)
            self._session.run(
                "UPDATE outbox SET state = ?, last_code = ?, next_attempt_at = ?, "
                "attempts = attempts + ?, sent = sent + ?, doubts = doubts + ? "
                f"WHERE op_id IN ({marks(keys)})",
                (
                    str(state),
                    code or None,
                    when,
                    int(count_attempt),
                    int(state is OperationState.INFLIGHT),
                    int(is_doubted),
                    *keys,
                ),
            )
        self._touched()

    def settle(self, result: OperationResult, state: OperationState) -> None:
        """Keep the server's answer and move the operation to its final state."""
        names = self._with_merged([result.op_id])
        self._ended(names, state)
        self._session.run(
            "UPDATE outbox SET state = ?, last_code = ?, result = ?, acked_seq = ?, "
            f"next_attempt_at = NULL WHERE op_id IN ({marks(names)})",
            (
                str(state),
                result.code or None,
                msgspec.json.encode(result).decode(),
                result.seq or None,
                *names,
            ),
        )
        self._touched()

    def merge(self, whole: Operation, merged: Sequence[str]) -> None:
        """Let a never sent operation say what later ones said; they end as it ends."""
        self.restate(whole)
        names = self._with_merged(merged)
        self._session.run(
            f"UPDATE outbox SET merged_into = ? WHERE op_id IN ({marks(names)})",
            (whole.op_id, *names),
        )
        self._has_merged = True
        self._touched()

    def restate(self, operation: Operation) -> None:
        """Let a never sent operation say this, on this base and made at this time."""
        one = operation
        select = f"SELECT {QUEUE_COLUMNS} FROM outbox WHERE op_id = ?"
        before = self._session.one(select, (one.op_id,))
        full = None if one.full is None else msgspec.json.encode(one.full).decode()
        patch = msgspec.json.encode(one.patch).decode()
        self._session.run(
            'UPDATE outbox SET patch = ?, "full" = ?, base_version = ?, hlc = ?, created_at = ?, '
            "reason = ? WHERE op_id = ?",
            (patch, full, one.base_version, one.hlc, one.client_time, one.reason, one.op_id),
        )
        self._moved(Part.QUEUE, before, self._session.one(select, (one.op_id,)))

    def note_sent(self, op_ids: Iterable[str] | None = None) -> None:
        """Take operations for such as may have reached the server; None: all that are not over."""
        if op_ids is None:
            self._session.run(f"{_NOTE_SENT} WHERE state NOT IN ('acked', 'discarded')")
            return
        for keys in chunks(list(op_ids)):
            self._session.run(f"{_NOTE_SENT} WHERE op_id IN ({marks(keys)})", keys)

    def supersede(self, op_id: str, by: str) -> None:
        """Let go of an operation in favour of the one that a person sends instead."""
        self.mark([op_id], OperationState.DISCARDED, code=SUPERSEDED)
        self._session.run("UPDATE outbox SET supersedes = ? WHERE op_id = ?", (op_id, by))

    def requeue(self, op_ids: Iterable[str]) -> tuple[RowState, ...]:
        """Put operations back that a person had to see to; their records as they then show."""
        names = list(op_ids)
        shadows = ShadowTable(self._session)
        rows = {
            (one.operation.entity, RecordId(one.operation.id)) for one in self.get(names).values()
        }
        for entity, row_id in rows:
            keep_below(self._session, shadows, entity, row_id)
        self.mark(names, OperationState.QUEUED)
        below = {row: shadows.get(*row) for row in sorted(rows)}
        return tuple(
            view_of(shadow, self.of_row(*row))
            for row, shadow in below.items()
            if shadow is not None
        )

    def tell(self, operation: Operation, patient_id: RecordId | None) -> None:
        """Queue a word to the server that changes no record."""
        keep_below(
            self._session, ShadowTable(self._session), operation.entity, RecordId(operation.id)
        )
        self.append(operation, None if patient_id is None else bytes.fromhex(patient_id))

    def overdue(self, now: datetime) -> tuple[Pending, ...]:
        """Operations a person has to see to that are due to be tried by themselves again."""
        rows = self._session.all(
            f"{SELECT} WHERE state = 'quarantined' AND merged_into IS NULL "
            "AND (next_attempt_at <= ? OR next_attempt_at > ?) ORDER BY n",
            (instant_to_wire(now), instant_to_wire(now + SLOW_PAUSE)),
        )
        return tuple(map(pending_of, rows))

    def outlive(self, *, is_new: bool) -> None:
        """What waits was made upon versions of a life of the server that is over, but for what it
        took in that; is_new: the next one begins. Of two lives ago nobody knows which of its
        versions there are: but the first."""
        if is_new:
            self._session.run(f"UPDATE outbox SET base_version = -1 {_OUTLIVED} < -1")
        where = "" if is_new else _UNANSWERED
        self._session.run(f"UPDATE outbox SET base_version = -base_version {_OUTLIVED} > 0 {where}")

    def next_revival_at(self) -> datetime | None:
        """When the first operation that a person has to see to is tried by itself again."""
        row = self._session.one(
            "SELECT min(next_attempt_at) FROM outbox WHERE state = 'quarantined' "
            "AND merged_into IS NULL AND next_attempt_at IS NOT NULL"
        )
        return instant_from_wire(row[0]) if row and row[0] else None

    def fallen_with(self, op_id: str) -> tuple[Pending, ...]:
        """Operations that ended with a person because this one did, and theirs, oldest first."""
        return fallen_with(self._session, op_id)

    def is_held_down(self, pending: Pending) -> bool:
        """Whether an operation fell with another one that still waits for a person."""
        return is_held_down(self._session, pending)

    def _with_merged(self, op_ids: Sequence[str]) -> list[str]:
        """These operations and those that end as they do; mostly there are none."""
        if self._has_merged is None:
            any_merged = "SELECT 1 FROM outbox WHERE merged_into IS NOT NULL LIMIT 1"
            self._has_merged = self._session.one(any_merged) is not None
        names = list(op_ids)
        for keys in chunks(list(op_ids)) if self._has_merged else ():
            names += [
                row[0]
                for row in self._session.all(
                    f"SELECT op_id FROM outbox WHERE merged_into IN ({marks(keys)})", keys
                )
            ]
        return names

    def _ended(self, op_ids: Sequence[str], state: OperationState) -> None:
        """What waits for the server and what does not is counted, too."""
        after = None if is_open(state) else str(state)
        for op_id, before in self._session.all(
            f"SELECT op_id, state FROM outbox WHERE op_id IN ({marks(op_ids)})", op_ids
        ):
            old = None if is_open(before) else before
            if old != after:
                self._moved(Part.SETTLED, old and (op_id, old), after and (op_id, after))

    def rebase(self, op_id: str, base_version: int) -> None:
        """Set the server version a not yet sent operation stands on."""
        self._session.run(
            "UPDATE outbox SET base_version = ? WHERE op_id = ?", (base_version, op_id)
        )

    def dependants(self, op_id: str) -> tuple[Pending, ...]:
        """Unsettled operations that depend on this one, oldest first."""
        rows = self._session.all(
            f"{SELECT} WHERE state IN ({UNSETTLED_SQL}) AND EXISTS "
            "(SELECT 1 FROM json_each(outbox.depends_on) AS one WHERE one.value = ?) ORDER BY n",
            (op_id,),
        )
        return tuple(map(pending_of, rows))

    def release(self) -> None:
        """Put what is marked as on its way back into the queue."""
        if requeue_interrupted(self._session):
            self._touched()

    def end_pauses(self) -> None:
        """Let everything that waits for its next attempt go at once."""
        end_pauses(self._session)

    def next_due_at(self, now: datetime) -> datetime | None:
        """When the first operation that waits for its next attempt may go; None: none waits."""
        row = self._session.one(
            f"SELECT min(next_attempt_at) FROM outbox WHERE {_IN_QUEUE} "
            "AND next_attempt_at > ? AND next_attempt_at <= ?",
            (instant_to_wire(now), instant_to_wire(now + LONGEST_PAUSE)),
        )
        return instant_from_wire(row[0]) if row and row[0] else None


def read_pending(session: Session, *, limit: int, after: int = 0) -> tuple[Pending, ...]:
    """Operations not settled yet or needing a person, oldest first, after a place (n)."""
    rows = session.all(
        f"{SELECT} WHERE state IN ({UNSETTLED_SQL}, 'conflicted', 'quarantined') "
        f"AND merged_into IS NULL AND n > ? ORDER BY n LIMIT {limit:d}",
        (after,),
    )
    return tuple(map(pending_of, rows))


def read_needing(session: Session) -> tuple[Pending, ...]:
    """Operations that need a person, oldest first."""
    rows = session.all(
        f"{SELECT} WHERE state IN ('conflicted', 'quarantined') AND merged_into IS NULL "
        f"ORDER BY n LIMIT {_NEEDING:d}"
    )
    return tuple(map(pending_of, rows))


def read_counts(session: Session) -> QueueCounts:
    """The queue at a glance."""
    row = session.one(
        f"SELECT count(*) FILTER (WHERE state IN ({UNSETTLED_SQL})), "
        "count(*) FILTER (WHERE state = 'conflicted'), "
        "count(*) FILTER (WHERE state = 'quarantined'), "
        f"min(created_at) FILTER (WHERE state IN ({UNSETTLED_SQL})) FROM outbox "
        f"WHERE state IN ({UNSETTLED_SQL}, 'conflicted', 'quarantined') AND merged_into IS NULL"
    )
    waiting, conflicted, quarantined, oldest = row or (0, 0, 0, None)
    return QueueCounts(
        waiting=waiting,
        conflicted=conflicted,
        quarantined=quarantined,
        oldest_at=instant_from_wire(oldest) if oldest else None,
    )


def requeue_interrupted(session: Session) -> bool:
    """What was being sent may or may not have arrived; the server drops repeats."""
    cursor = session.run("UPDATE outbox SET state = 'queued' WHERE state = 'inflight'")
    return bool(cursor.rowcount)


def end_pauses(session: Session) -> None:
    """Nothing waits for its next attempt any more."""
    session.run(
        f"UPDATE outbox SET next_attempt_at = NULL WHERE {_IN_QUEUE} "
        "AND next_attempt_at IS NOT NULL"
    )
