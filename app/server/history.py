"""Reading and writing the clinic's history: few statements per batch, whatever its size.

Rows travel as one JSON parameter per statement; PostgreSQL turns it into typed rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.declare import EntitySpec, entity_named
from app.domain.operations import Operation, OperationResult, RowState, WireBody
from app.protocol.codec import decode_json, encode_json, instant_to_wire, known_names
from app.server.ledger import Account, Entry, ForeignChange, Key, Parent

_ROWS = text(
    "SELECT k.entity, h.id, h.version, h.seq, h.deleted, h.changed, h.after, h.before "
    "FROM unnest(CAST(:entities AS text[]), CAST(:ids AS uuid[])) AS k(entity, id), "
    "LATERAL (SELECT * FROM row_history WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND entity = k.entity AND id = k.id ORDER BY version DESC LIMIT 1) AS h"
)
_ACCOUNTS = text(
    "SELECT user_id, role, username, is_active FROM credential "
    "WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND (user_id = ANY(CAST(:ids AS uuid[])) OR role = 'admin')"
)
_EXISTING = text(
    "SELECT k.entity, k.id, coalesce(h.after, h.before) ->> 'patient_id', h.deleted "
    "FROM unnest(CAST(:entities AS text[]), CAST(:ids AS uuid[])) AS k(entity, id), "
    "LATERAL (SELECT after, before, deleted FROM row_history "
    "WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND entity = k.entity AND id = k.id ORDER BY version DESC LIMIT 1) AS h"
)
_DESK_OF_HLC = 8
"""The end of a hybrid logical time: the last digits of the workstation that made it."""
_SINCE = text(
    "SELECT h.entity, h.id, h.version, h.changed "
    "FROM unnest(CAST(:entities AS text[]), CAST(:ids AS uuid[]), CAST(:bases AS bigint[]), "
    "CAST(:mine AS boolean[])) "
    "AS k(entity, id, base, mine) JOIN row_history AS h ON h.tenant_id = CAST(:tenant AS uuid) "
    "AND h.entity = k.entity AND h.id = k.id AND h.version > k.base "
    "WHERE NOT k.mine OR h.device_id IS DISTINCT FROM CAST(:device AS uuid)"
)
_ANSWERS = text(
    "SELECT op_id, request_hash, result FROM op_result "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND op_id = ANY(CAST(:ids AS uuid[]))"
)
_VISITS = text(
    "SELECT DISTINCT ON (a.id) a.id, h.after FROM jsonb_to_recordset(CAST(:slots AS jsonb)) "
    "AS s(starts_at timestamptz, ends_at timestamptz, practitioner_id uuid, room_id uuid) "
    "JOIN appointment AS a ON a.tenant_id = CAST(:tenant AS uuid) AND a.deleted_at IS NULL "
    "AND a.status IN ('booked', 'arrived', 'in_room') AND NOT a.is_overbook "
    "AND NOT a.needs_resolution AND a.starts_at < s.ends_at AND a.ends_at > s.starts_at "
    "AND (a.practitioner_id = s.practitioner_id OR a.room_id = s.room_id) "
    "JOIN row_history AS h ON h.tenant_id = a.tenant_id AND h.entity = 'appointment' "
    "AND h.id = a.id AND h.version = a.version"
)
_CONFLICTS = text(
    "SELECT c.id, h.after FROM sync_conflict AS c JOIN row_history AS h "
    "ON h.tenant_id = c.tenant_id AND h.entity = 'sync_conflict' AND h.id = c.id "
    "AND h.version = c.version WHERE c.tenant_id = CAST(:tenant AS uuid) "
    "AND c.status IN ('open', 'claimed') AND c.deleted_at IS NULL "
    "AND (c.row_id = ANY(:ids) OR c.other_row_id = ANY(:ids))"
)
_NUMBERS = text(
    "WITH wanted AS (SELECT DISTINCT unnest(CAST(:ids AS uuid[])) AS id), "
    "made AS (INSERT INTO resource_number (tenant_id, resource_id) "
    "SELECT CAST(:tenant AS uuid), id FROM wanted ON CONFLICT DO NOTHING "
    "RETURNING resource_id, number) "
    "SELECT resource_id, number FROM made UNION ALL "
    "SELECT r.resource_id, r.number FROM resource_number AS r JOIN wanted "
    "ON wanted.id = r.resource_id WHERE r.tenant_id = CAST(:tenant AS uuid)"
)
_ADD_HISTORY = text(
    "INSERT INTO row_history SELECT * "
    "FROM jsonb_populate_recordset(CAST(NULL AS row_history), CAST(:rows AS jsonb))"
)
_ADD_ANSWERS = text(
    "INSERT INTO op_result SELECT * "
    "FROM jsonb_populate_recordset(CAST(NULL AS op_result), CAST(:rows AS jsonb))"
)
_decode_result = msgspec.json.Decoder(OperationResult).decode


async def load_rows(
    connection: AsyncConnection, tenant_id: str, keys: Iterable[Key]
) -> tuple[dict[Key, RowState], dict[Key, WireBody]]:
    """The present state of records, and for tombstones the last body they had."""
    found = await connection.execute(_ROWS, _keyed(tenant_id, keys))
    rows: dict[Key, RowState] = {}
    last: dict[Key, WireBody] = {}
    for entity, row_id, version, seq, deleted, changed, after, before in found:
        key = (entity, row_id.hex)
        body = _json(after)
        rows[key] = RowState(entity, row_id.hex, version, seq, deleted, _json(changed), body)
        last_body = body if body is not None else _json(before)
        if last_body is not None:
            last[key] = last_body
    return rows, last


async def load_accounts(
    connection: AsyncConnection, tenant_id: str, user_ids: Iterable[str]
) -> dict[str, Account]:
    """The accounts of those users who have one, and of everybody who administers the clinic."""
    wanted = {"tenant": tenant_id, "ids": list(user_ids)}
    found = await connection.execute(_ACCOUNTS, wanted)
    return {user_id.hex: Account(role, name, active) for user_id, role, name, active in found}


async def load_existing(
    connection: AsyncConnection, tenant_id: str, keys: Iterable[Key]
) -> dict[Key, Parent]:
    """Those of the records that were ever accepted."""
    found = await connection.execute(_EXISTING, _keyed(tenant_id, keys))
    return {(entity, row_id.hex): Parent(*known) for entity, row_id, *known in found}


def made_elsewhere(operations: Iterable[Operation], device_id: str) -> frozenset[Key]:
    """Records with a change that another desk made than the one that sends it, as its clock says:
    unsent work that was taken in."""
    own = device_id[-_DESK_OF_HLC:]
    return frozenset(
        (one.entity, one.id) for one in operations if one.hlc and one.hlc.rpartition("-")[2] != own
    )


async def load_since(
    connection: AsyncConnection,
    tenant_id: str,
    device_id: str,
    bases: Mapping[Key, int],
    handed_over: Container[Key],
) -> dict[Key, tuple[ForeignChange, ...]]:
    """What other devices changed on records after the given versions; of records with a change that
    was made at another desk than the one that sends it, what any device changed."""
    wanted = {
        **_keyed(tenant_id, bases),
        "bases": list(bases.values()),
        "mine": [key not in handed_over for key in bases],
        "device": device_id,
    }
    since: dict[Key, tuple[ForeignChange, ...]] = {}
    for entity, row_id, version, changed in await connection.execute(_SINCE, wanted):
        key = (entity, row_id.hex)
        change = ForeignChange(version, frozenset(_json(changed)))
        since[key] = (*since.get(key, ()), change)
    return since


async def load_answers(
    connection: AsyncConnection, tenant_id: str, op_ids: Iterable[str]
) -> dict[str, tuple[str, OperationResult]]:
    """Stored answers by operation, each with the hash of what was asked."""
    wanted = {"tenant": tenant_id, "ids": list(op_ids)}
    found = await connection.execute(_ANSWERS, wanted)
    return {op_id.hex: (asked, _decode_result(result)) for op_id, asked, result in found}


async def load_visits(
    connection: AsyncConnection, tenant_id: str, slots: Sequence[WireBody]
) -> dict[str, WireBody]:
    """Visits that hold a provider's or room's time during any of the slots."""
    if not slots:
        return {}
    wanted = {"tenant": tenant_id, "slots": encode_json(slots).decode()}
    found = await connection.execute(_VISITS, wanted)
    return {row_id.hex: _json(body) for row_id, body in found}


async def load_conflicts(
    connection: AsyncConnection, tenant_id: str, row_ids: Iterable[str]
) -> dict[str, WireBody]:
    """Undecided conflicts about any of the records."""
    wanted = {"tenant": tenant_id, "ids": list(row_ids)}
    found = await connection.execute(_CONFLICTS, wanted)
    return {row_id.hex: _json(body) for row_id, body in found}


async def write_entries(
    connection: AsyncConnection,
    tenant_id: str,
    entries: Sequence[Entry],
    *,
    device_id: str,
    principal_id: str | None,
    link: str,
    now: datetime,
) -> tuple[str, int]:
    """Write records and history; the last link of the chain, and how many bytes were written.
    Only the last state of a row is written to its table."""
    commit_seq = entries[-1].row.seq
    lines: list[dict[str, Any]] = []
    for entry in entries:
        link = _next_link(link, entry)
        line = _history_line(entry, device_id, principal_id, now)
        lines.append({**line, "tenant_id": tenant_id, "commit_seq": commit_seq, "link": link})
    latest = {(entry.row.entity, entry.row.id): entry for entry in entries}
    for entity in {key[0] for key in latest}:
        of_entity = [entry for key, entry in latest.items() if key[0] == entity]
        await _write_records(connection, tenant_id, entity_named(entity), of_entity, now)
    rows = encode_json(lines)
    await connection.execute(_ADD_HISTORY, {"rows": rows.decode()})
    return link, len(rows)


async def write_answers(
    connection: AsyncConnection,
    tenant_id: str,
    answers: Sequence[tuple[Operation, str, OperationResult]],
    *,
    device_id: str,
    now: datetime,
) -> None:
    """Keep the answers beside their effect."""
    if not answers:
        return
    lines = [
        {
            "tenant_id": tenant_id,
            "op_id": operation.op_id,
            "request_hash": asked,
            "status": result.status,
            "result": result,
            "device_id": device_id,
            "actor_id": operation.actor_id,
            "at": instant_to_wire(now),
        }
        for operation, asked, result in answers
    ]
    await connection.execute(_ADD_ANSWERS, {"rows": encode_json(lines).decode()})


async def _write_records(
    connection: AsyncConnection,
    tenant_id: str,
    spec: EntitySpec,
    entries: Sequence[Entry],
    now: datetime,
) -> None:
    numbers: dict[str, int] = {}
    if spec.name == "appointment":
        numbers = await _resource_numbers(connection, tenant_id, entries)
    lines = [_record_line(tenant_id, spec, entry, numbers, now) for entry in entries]
    await connection.execute(_upsert(spec), {"rows": encode_json(lines).decode()})


def _upsert(spec: EntitySpec) -> Any:
    columns = ["tenant_id", "id", "version", "created_at", "updated_at", "deleted_at", "extra"]
    columns += [field.name for field in spec.fields]
    if spec.name == "appointment":
        columns += ["provider_number", "room_number"]
    quoted = [f'"{name}"' for name in columns]
    taken = ", ".join(f"{name} = excluded.{name}" for name in quoted[2:])
    return text(
        f'INSERT INTO "{spec.name}" ({", ".join(quoted)}) SELECT {", ".join(quoted)} '
        f'FROM jsonb_populate_recordset(CAST(NULL AS "{spec.name}"), CAST(:rows AS jsonb)) '
        f"ON CONFLICT (tenant_id, id) DO UPDATE SET {taken}"
    )


def _record_line(
    tenant_id: str, spec: EntitySpec, entry: Entry, numbers: Mapping[str, int], now: datetime
) -> dict[str, Any]:
    body = entry.row.body if entry.row.body is not None else entry.before or {}
    line: dict[str, Any] = {name: body.get(name) for name in known_names(spec)}
    extra = {name: value for name, value in body.items() if name not in line}
    line |= {
        "tenant_id": tenant_id,
        "id": entry.row.id,
        "version": entry.row.version,
        "deleted_at": instant_to_wire(now) if entry.row.deleted else None,
        "extra": extra or None,
    }
    if spec.name == "appointment":
        line["provider_number"] = numbers.get(body.get("practitioner_id") or "")
        line["room_number"] = numbers.get(body.get("room_id") or "")
    return line


async def _resource_numbers(
    connection: AsyncConnection, tenant_id: str, entries: Sequence[Entry]
) -> dict[str, int]:
    bodies = [entry.row.body or {} for entry in entries]
    ids = {body.get(name) for body in bodies for name in ("practitioner_id", "room_id")}
    wanted = {"tenant": tenant_id, "ids": sorted(one for one in ids if one)}
    found = await connection.execute(_NUMBERS, wanted)
    return {resource_id.hex: number for resource_id, number in found}


def _history_line(
    entry: Entry, device_id: str, principal_id: str | None, now: datetime
) -> dict[str, Any]:
    row, operation = entry.row, entry.operation
    return {
        "seq": row.seq,
        "entity": row.entity,
        "id": row.id,
        "version": row.version,
        "deleted": row.deleted,
        "changed": row.changed,
        "before": entry.before,
        "after": row.body,
        "op_id": operation.op_id if operation else None,
        "actor_id": operation.actor_id if operation else None,
        "device_id": device_id if operation else None,
        "principal_id": principal_id,
        "hlc": operation.hlc if operation else "",
        "at": instant_to_wire(now),
    }


def _next_link(link: str, entry: Entry) -> str:
    """SHA-256 over the previous link and this line: an edited line breaks every later one."""
    row = entry.row
    line = [row.seq, row.entity, row.id, row.version, row.deleted, row.body]
    canonical = msgspec.json.encode(line, order="sorted")
    return hashlib.sha256(link.encode() + canonical).hexdigest()


def _keyed(tenant_id: str, keys: Iterable[Key]) -> dict[str, Any]:
    pairs = list(keys)
    return {
        "tenant": tenant_id,
        "entities": [entity for entity, _ in pairs],
        "ids": [row_id for _, row_id in pairs],
    }


def _json(value: Any) -> Any:
    """A jsonb column as Python values: the driver hands plain statements the text."""
    return decode_json(value) if isinstance(value, str | bytes) else value
