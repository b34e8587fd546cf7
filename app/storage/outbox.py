"""The queue of operations, the shadows below them and the facts of the synchronisation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from app.domain.ids import RecordId
from app.domain.operations import (
    LONGEST_PAUSE,
    FieldChange,
    Operation,
    OperationResult,
    OperationState,
    Pending,
    QueueCounts,
    RowState,
    Shadow,
    WireBody,
)
from app.protocol.codec import instant_from_wire, instant_to_wire
from app.schema.local_tables import UNSETTLED_SQL
from app.storage.desk_proof import QUEUE_COLUMNS, Moved, Part, is_open, not_heard
from app.storage.row_codec import hex_or_none
from app.storage.session import Row, Session

_COLUMNS = (
    "op_id, tx_id, n, entity, row_id, kind, base_version, actor_id, session_id, created_at, "
    'schema, hlc, action, patch, "full", depends_on, reason, state, attempts, next_attempt_at, '
    "last_code, patient_id"
)
_SELECT = f"SELECT {_COLUMNS} FROM outbox"
_INSERT = (
    f"INSERT OR FAIL INTO outbox ({QUEUE_COLUMNS}, base_version, state) "
    f"VALUES ({', '.join('?' * 17)}, 'queued')"
)
_IN_QUEUE = "state IN ('queued', 'retry', 'blocked')"
_CHUNK = 400
_patch_decoder = msgspec.json.Decoder(dict[str, FieldChange])


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
            f"{_SELECT} WHERE {_IN_QUEUE} AND n > ? AND (next_attempt_at IS NULL "
            f"OR next_attempt_at <= ? OR next_attempt_at > ?) ORDER BY n LIMIT {limit:d}",
            (after, instant_to_wire(now), instant_to_wire(now + LONGEST_PAUSE)),
        )
        return tuple(map(_pending, rows))

    def get(self, op_ids: Iterable[str]) -> dict[str, Pending]:
        """Operations by identifier."""
        found: dict[str, Pending] = {}
        for keys in _chunks(list(op_ids)):
            rows = self._session.all(f"{_SELECT} WHERE op_id IN ({_marks(keys)})", keys)
            found.update((row[0], _pending(row)) for row in rows)
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
            for keys in _chunks(row_ids):
                for row in self._session.all(
                    f"{_SELECT} WHERE entity = ? AND row_id IN ({_marks(keys)}) "
                    f"AND state IN ({UNSETTLED_SQL}) ORDER BY n",
                    (entity, *keys),
                ):
                    found.setdefault((entity, RecordId(row[4])), []).append(_pending(row))
        return found

    def mark(
        self,
        op_ids: Iterable[str],
        state: OperationState,
        *,
        code: str = "",
        next_attempt_at: datetime | None = None,
        count_attempt: bool = False,
    ) -> None:
        """Move operations to a state; count_attempt adds one to their attempts."""
        when = None if next_attempt_at is None else instant_to_wire(next_attempt_at)
        for keys in _chunks(list(op_ids)):
            self._ended(keys, state)
            self._session.run(
                "UPDATE outbox SET state = ?, last_code = ?, next_attempt_at = ?, "
                "attempts = attempts + ?, sent = sent + ? "
                f"WHERE op_id IN ({_marks(keys)})",
                (
                    str(state),
                    code or None,
                    when,
                    int(count_attempt),
                    int(state is OperationState.INFLIGHT),
                    *keys,
                ),
            )
        self._touched()

    def settle(self, result: OperationResult, state: OperationState) -> None:
        """Keep the server's answer and move the operation to its final state."""
        self._ended([result.op_id], state)
        self._session.run(
            "UPDATE outbox SET state = ?, last_code = ?, result = ?, acked_seq = ?, "
            "next_attempt_at = NULL WHERE op_id = ?",
            (
                str(state),
                result.code or None,
                msgspec.json.encode(result).decode(),
                result.seq or None,
                result.op_id,
            ),
        )
        self._touched()

    def _ended(self, op_ids: Sequence[str], state: OperationState) -> None:
        """What waits for the server and what does not is counted, too."""
        after = None if is_open(state) else str(state)
        for op_id, before in self._session.all(
            f"SELECT op_id, state FROM outbox WHERE op_id IN ({_marks(op_ids)})", op_ids
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
            f"{_SELECT} WHERE state IN ({UNSETTLED_SQL}) AND EXISTS "
            "(SELECT 1 FROM json_each(outbox.depends_on) AS one WHERE one.value = ?) ORDER BY n",
            (op_id,),
        )
        return tuple(map(_pending, rows))

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


class ShadowTable:
    """See app/domain/desk_ports.py: Shadows."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, entity: str, row_id: RecordId) -> Shadow | None:
        """The shadow of a record, or None where nothing is pending on it."""
        row = self._session.one(
            "SELECT version, body, deleted FROM shadow WHERE entity = ? AND row_id = ?",
            (entity, row_id),
        )
        if row is None:
            return None
        return Shadow(
            entity=entity,
            row_id=row_id,
            version=row[0],
            body=_body(row[1]),
            is_deleted=bool(row[2]),
        )

    def put(self, shadow: Shadow) -> None:
        """Remember what the server said."""
        self._write("INSERT OR REPLACE", shadow)

    def put_first(
        self, entity: str, row_id: RecordId, version: int, body: Callable[[], WireBody | None]
    ) -> None:
        """Remember the state below a record's first pending operation; later ones keep it."""
        known = self._session.one(
            "SELECT 1 FROM shadow WHERE entity = ? AND row_id = ?", (entity, row_id)
        )
        if known is None:
            state = body()
            self._write(
                "INSERT",
                Shadow(
                    entity=entity,
                    row_id=row_id,
                    version=version,
                    body=state,
                    is_deleted=state is None and version > 0,
                ),
            )

    def put_created(self, entity: str, row_ids: Sequence[RecordId]) -> None:
        """Remember that records did not exist below their first operation; known ones stay."""
        self._session.run_many(
            "INSERT INTO shadow (entity, row_id, version, body, deleted) VALUES (?, ?, 0, NULL, 0) "
            "ON CONFLICT (entity, row_id) DO NOTHING",
            [(entity, row_id) for row_id in row_ids],
        )

    def drop(self, entity: str, row_id: RecordId) -> None:
        """Forget a shadow: nothing is pending any more."""
        self._session.run("DELETE FROM shadow WHERE entity = ? AND row_id = ?", (entity, row_id))

    def kept_aside(self, entities: Iterable[str], *, limit: int) -> tuple[RowState, ...]:
        """Rows of these types that were kept aside while this version did not know them."""
        names = list(entities)
        rows = self._session.all(
            "SELECT entity, row_id, version, seq, deleted, body FROM kept_aside "
            f"WHERE entity IN ({_marks(names)}) ORDER BY seq LIMIT {limit:d}",
            names,
        )
        return tuple(
            RowState(entity, row_id, version, seq, bool(deleted), [], _body(body))
            for entity, row_id, version, seq, deleted, body in rows
        )

    def forget_kept_aside(self, rows: Iterable[RowState]) -> None:
        """Forget rows that were kept aside."""
        self._session.run_many(
            "DELETE FROM kept_aside WHERE entity = ? AND row_id = ?",
            [(row.entity, row.id) for row in rows],
        )

    def _write(self, verb: str, shadow: Shadow) -> None:
        body = None if shadow.body is None else msgspec.json.encode(shadow.body).decode()
        self._session.run(
            f"{verb} INTO shadow (entity, row_id, version, body, deleted) VALUES (?, ?, ?, ?, ?)",
            (shadow.entity, shadow.row_id, shadow.version, body, int(shadow.is_deleted)),
        )


def read_pending(session: Session, *, limit: int) -> tuple[Pending, ...]:
    """Operations not settled yet or needing a person, oldest first."""
    rows = session.all(
        f"{_SELECT} WHERE state IN ({UNSETTLED_SQL}, 'conflicted', 'quarantined') "
        f"ORDER BY n LIMIT {limit:d}"
    )
    return tuple(map(_pending, rows))


def read_counts(session: Session) -> QueueCounts:
    """The queue at a glance."""
    row = session.one(
        f"SELECT count(*) FILTER (WHERE state IN ({UNSETTLED_SQL})), "
        "count(*) FILTER (WHERE state = 'conflicted'), "
        "count(*) FILTER (WHERE state = 'quarantined'), "
        f"min(created_at) FILTER (WHERE state IN ({UNSETTLED_SQL})) FROM outbox "
        f"WHERE state IN ({UNSETTLED_SQL}, 'conflicted', 'quarantined')"
    )
    waiting, conflicted, quarantined, oldest = row or (0, 0, 0, None)
    return QueueCounts(
        waiting=waiting,
        conflicted=conflicted,
        quarantined=quarantined,
        oldest_at=instant_from_wire(oldest) if oldest else None,
    )


def read_pending_rows(session: Session, entity: str) -> frozenset[RecordId]:
    """Records of a type with operations the server has not answered for good."""
    rows = session.all(
        f"SELECT DISTINCT row_id FROM outbox WHERE entity = ? AND state IN ({UNSETTLED_SQL})",
        (entity,),
    )
    return frozenset(RecordId(row[0]) for row in rows)


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


def _pending(row: Row) -> Pending:
    operation = Operation(
        op_id=row[0],
        tx_id=row[1],
        n=row[2],
        entity=row[3],
        id=row[4],
        kind=row[5],
        base_version=row[6],
        actor_id=row[7],
        session_id=row[8],
        client_time=row[9],
        schema=row[10],
        hlc=row[11],
        action=row[12],
        patch=_patch_decoder.decode(row[13]),
        full=_body(row[14]),
        depends_on=msgspec.json.decode(row[15]),
        reason=row[16],
    )
    return Pending(
        operation=operation,
        state=OperationState(row[17]),
        attempts=row[18],
        next_attempt_at=instant_from_wire(row[19]) if row[19] else None,
        last_code=row[20] or "",
        created_at=instant_from_wire(row[9]),
        patient_id=hex_or_none(row[21]),
    )


def _body(text: str | None) -> WireBody | None:
    return None if text is None else msgspec.json.decode(text)


def _chunks(keys: list[Any]) -> Iterable[list[Any]]:
    for at in range(0, len(keys), _CHUNK):
        yield keys[at : at + _CHUNK]


def _marks(keys: Sequence[object]) -> str:
    return ", ".join("?" * len(keys))
