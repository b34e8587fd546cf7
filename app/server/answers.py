"""The answers to operations, kept beside their effect: what is sent again is answered the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.declare import entities
from app.domain.ids import is_record_id
from app.domain.operations import Operation, OperationResult, RowState
from app.protocol.codec import encode_json
from app.server.history import load_rows
from app.server.many import ids, of_ids

_ANSWERS = text(
    f"SELECT r.op_id, r.request_hash, r.result FROM unnest({of_ids('ids')}) AS wanted(id), "
    "LATERAL (SELECT op_id, request_hash, result FROM op_result "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND op_id = wanted.id LIMIT 1) AS r"
)
_ADD_ANSWERS = text(
    "INSERT INTO op_result "
    "(tenant_id, device_id, at, op_id, request_hash, status, result, actor_id) "
    "SELECT CAST(:tenant AS uuid), CAST(:device AS uuid), CAST(:at AS timestamptz), "
    "r.op_id, r.request_hash, r.status, r.result, r.actor_id "
    "FROM jsonb_populate_recordset(CAST(NULL AS op_result), CAST(:rows AS jsonb)) AS r"
)
_decode_result = msgspec.json.Decoder(OperationResult).decode
Answer = tuple[Operation, str, OperationResult]
"""An operation, the hash of what was asked, and what was answered."""


async def load_answers(
    connection: AsyncConnection, tenant_id: str, op_ids: Iterable[str]
) -> dict[str, tuple[str, OperationResult]]:
    """Stored answers by operation, each with the hash of what was asked."""
    wanted = {"tenant": tenant_id, "ids": ids(op_ids)}
    found = await connection.execute(_ANSWERS, wanted)
    return {op_id.hex: (asked, _decode_result(result)) for op_id, asked, result in found}


def given_again(result: OperationResult, row: RowState | None) -> OperationResult:
    """A stored answer, with the record as it stands where it went on since: who asks may have read
    past all of that before, as the desk has that sends what another one made."""
    went_on = row is not None and row.version > result.version
    return replace(result, row=row if went_on else result.row, replay=True)


async def give_again(
    connection: AsyncConnection, tenant_id: str, stored: Iterable[tuple[Operation, OperationResult]]
) -> dict[str, OperationResult]:
    """Stored answers to operations that were sent again."""
    known = {answer.op_id: ((one.entity, one.id), answer) for one, answer in stored}
    names = {spec.name for spec in entities()}
    keys = {key for key, _ in known.values() if key[0] in names and is_record_id(key[1])}
    rows, _ = await load_rows(connection, tenant_id, keys) if keys else ({}, {})
    return {op_id: given_again(answer, rows.get(key)) for op_id, (key, answer) in known.items()}


def answer_lines(answers: Iterable[Answer]) -> str:
    """Answers as the lines of their table; "" where there are none."""
    lines = [
        {
            "op_id": operation.op_id,
            "request_hash": asked,
            "status": result.status,
            "result": _shortest(result),
            "actor_id": operation.actor_id,
        }
        for operation, asked, result in answers
    ]
    return encode_json(lines).decode() if lines else ""


def is_plain(result: OperationResult) -> bool:
    """Whether an answer says only that the operation was applied, and as which version."""
    return result.status == "applied" and not _says_more(result)


def _says_more(result: OperationResult) -> bool:
    more = result.code or result.field or result.row or result.conflict_id
    return bool(more) or result.replay


def _shortest(result: OperationResult) -> object:
    """What most answers say, without the rest that there is nothing to say of."""
    if _says_more(result):
        return result
    names = ("op_id", "status", "version", "seq")
    return {name: getattr(result, name) for name in names}


async def write_answers(
    connection: AsyncConnection, tenant_id: str, lines: str, *, device_id: str, now: datetime
) -> None:
    """Keep answers; lines are those of `answer_lines`."""
    if lines:
        shared = {"tenant": tenant_id, "device": device_id, "at": now}
        await connection.execute(_ADD_ANSWERS, {**shared, "rows": lines})
