"""A row of the queue and the operation behind it, and which records have one that waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from app.domain.ids import RecordId
from app.domain.operations import FieldChange, Operation, OperationState, Pending
from app.protocol.codec import instant_from_wire
from app.schema.local_tables import UNSETTLED_SQL
from app.storage.row_codec import hex_or_none
from app.storage.session import Row, Session
from app.storage.shadows import body_of

COLUMNS = (
    "op_id, tx_id, n, entity, row_id, kind, base_version, actor_id, session_id, created_at, "
    'schema, hlc, action, patch, "full", depends_on, reason, state, attempts, next_attempt_at, '
    "last_code, patient_id, supersedes, merged_into, doubts, sent"
)
SELECT = f"SELECT {COLUMNS} FROM outbox"
_CHUNK = 400
_patch_decoder = msgspec.json.Decoder(dict[str, FieldChange])


def pending_of(row: Row) -> Pending:
    """A row of the queue as it is handed out."""
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
        full=body_of(row[14]),
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
        supersedes=row[22] or "",
        merged_into=row[23] or "",
        doubts=row[24],
        sent=row[25],
    )


def chunks(keys: list[Any]) -> Iterable[list[Any]]:
    """Keys in pieces that fit into a statement."""
    for at in range(0, len(keys), _CHUNK):
        yield keys[at : at + _CHUNK]


def marks(keys: Sequence[object]) -> str:
    """A place for each key in an IN (…) list."""
    return ", ".join("?" * len(keys))


def read_pending_rows(session: Session, entity: str, besides: str = "") -> frozenset[RecordId]:
    """Records of a type with operations the server has not answered for good.

    Those that change nothing besides this one field do not count.
    """
    rows = session.all(
        f"SELECT DISTINCT row_id FROM outbox WHERE entity = ? AND state IN ({UNSETTLED_SQL}) "
        "AND (? = '' OR kind <> 'update' OR EXISTS "
        "(SELECT 1 FROM json_each(patch) WHERE key <> ?))",
        (entity, besides, besides),
    )
    return frozenset(RecordId(row[0]) for row in rows)


def read_is_pending(session: Session, entity: str, row_id: RecordId) -> bool:
    """Whether a record has an operation the server has not answered for good."""
    asked = f"SELECT 1 FROM outbox WHERE entity = ? AND row_id = ? AND state IN ({UNSETTLED_SQL})"
    return session.one(asked, (entity, row_id)) is not None
