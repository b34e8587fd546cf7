"""Reading and writing the clinic's history: few statements per batch, whatever its size.

Rows travel as one JSON parameter per statement; PostgreSQL turns it into typed rows.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Container, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.declare import EntitySpec, entity_named
from app.domain.operations import Operation, RowState, WireBody
from app.protocol.codec import decode_json, encode_json, instant_to_wire, known_names, usual_values
from app.server.ledger import Account, ChangeSince, Entry, Key, Parent
from app.server.lines import Lines
from app.server.many import each_text, ids, of_ids, texts
from app.server.meanwhile import LINES_AT_ONCE, Pause, groups_of, under_way
from app.server.new_rows import new_among, write_new

_ROWS = text(
    "SELECT k.entity, h.id, h.version, h.seq, h.deleted, h.changed, h.after, h.before "
    f"FROM ROWS FROM ({each_text('entities')}, unnest({of_ids('ids')})) AS k(entity, id), "
    "LATERAL (SELECT * FROM row_history WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND entity = k.entity AND id = k.id ORDER BY version DESC LIMIT 1) AS h"
)
_ACCOUNTS = text(
    "SELECT user_id, role, username, is_active FROM credential "
    "WHERE tenant_id = CAST(:tenant AS uuid) "
    f"AND (user_id = ANY({of_ids('ids')}) OR role = 'admin')"
)
_EXISTING = text(
    "SELECT k.entity, k.id, coalesce(h.after, h.before) ->> 'patient_id', h.deleted "
    f"FROM ROWS FROM ({each_text('entities')}, unnest({of_ids('ids')})) AS k(entity, id), "
    "LATERAL (SELECT after, before, deleted FROM row_history "
    "WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND entity = k.entity AND id = k.id ORDER BY version DESC LIMIT 1) AS h"
)
# Each record is looked up by itself: where nobody has counted the table yet, PostgreSQL would
# rather read all of a clinic's history than join.
_SINCE = text(
    "SELECT k.entity, k.id, h.version, h.changed, h.device_id, h.hlc, h.seq "
    f"FROM ROWS FROM ({each_text('entities')}, unnest({of_ids('ids')}), "
    f"unnest({of_ids('bases', 'bigint')})) AS k(entity, id, base), "
    "LATERAL (SELECT version, changed, device_id, hlc, seq FROM row_history "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND entity = k.entity AND id = k.id "
    "AND version > k.base ORDER BY version OFFSET 0) AS h"
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
    f"AND (c.row_id = ANY({of_ids('ids', 'text')}) "
    f"OR c.other_row_id = ANY({of_ids('ids', 'text')}))"
)
_NUMBERS = text(
    f"WITH wanted AS (SELECT DISTINCT unnest({of_ids('ids')}) AS id), "
    "made AS (INSERT INTO resource_number (tenant_id, resource_id) "
    "SELECT CAST(:tenant AS uuid), id FROM wanted ON CONFLICT DO NOTHING "
    "RETURNING resource_id, number) "
    "SELECT resource_id, number FROM made UNION ALL "
    "SELECT r.resource_id, r.number FROM resource_number AS r JOIN wanted "
    "ON wanted.id = r.resource_id WHERE r.tenant_id = CAST(:tenant AS uuid)"
)
# What all lines of a batch have in common is not read from each of them.
_ADD_HISTORY = text(
    "INSERT INTO row_history (tenant_id, device_id, principal_id, commit_seq, at, seq, entity, "
    "id, version, deleted, changed, before, after, op_id, actor_id, hlc, link, reason) "
    "SELECT CAST(:tenant AS uuid), "
    "CASE WHEN h.op_id IS NOT NULL THEN CAST(:device AS uuid) END, CAST(:principal AS uuid), "
    "CAST(:commit_seq AS bigint), CAST(:at AS timestamptz), h.seq, h.entity, h.id, h.version, "
    "h.deleted, h.changed, h.before, h.after, h.op_id, h.actor_id, h.hlc, h.link, h.reason "
    "FROM jsonb_populate_recordset(CAST(NULL AS row_history), CAST(:rows AS jsonb)) AS h"
)
_AT_ONCE = 500
"""Lines to a statement, as many as a batch mostly has: PostgreSQL would wait between two for a
process that already reads the next batch. Where there are more, they are made meanwhile."""


@dataclass(frozen=True, slots=True)
class Written:
    """The last link of the chain, and how many bytes were written; pause is to be awaited now and
    then by who goes on meanwhile. answered names the operations whose answers are kept, too."""

    link: str
    size: int
    pause: Pause
    answered: frozenset[str] = frozenset()


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
    wanted = {"tenant": tenant_id, "ids": ids(user_ids)}
    found = await connection.execute(_ACCOUNTS, wanted)
    return {user_id.hex: Account(role, name, active) for user_id, role, name, active in found}


async def load_existing(
    connection: AsyncConnection, tenant_id: str, keys: Iterable[Key]
) -> dict[Key, Parent]:
    """Those of the records that were ever accepted."""
    named = list(keys)
    if not named:
        return {}
    wanted = _keyed(tenant_id, named)
    found = await connection.execute(_EXISTING, wanted)
    return {(entity, row_id.hex): Parent(*known) for entity, row_id, *known in found}


def bases_of(operations: Iterable[Operation], here: Container[Key]) -> dict[Key, int]:
    """The oldest version each record was changed upon; nobody changed what is not here yet."""
    bases: dict[Key, int] = {}
    for operation in operations:
        key = (operation.entity, operation.id)
        if key in here:
            bases[key] = min(operation.base_version, bases.get(key, operation.base_version))
    return bases


async def load_since(
    connection: AsyncConnection, tenant_id: str, bases: Mapping[Key, int]
) -> dict[Key, tuple[ChangeSince, ...]]:
    """What changed on records after the given versions."""
    if not bases:
        return {}
    wanted = {**_keyed(tenant_id, bases), "bases": ids(map(str, bases.values()))}
    since: dict[Key, tuple[ChangeSince, ...]] = {}
    for entity, row_id, version, changed, device_id, hlc, seq in await connection.execute(
        _SINCE, wanted
    ):
        key = (entity, row_id.hex)
        device = device_id.hex if device_id is not None else ""
        change = ChangeSince(version, frozenset(_json(changed)), device, hlc, seq)
        since[key] = (*since.get(key, ()), change)
    return since


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
    named = ids(row_ids)
    if named == ids(()):
        return {}
    wanted = {"tenant": tenant_id, "ids": named}
    found = await connection.execute(_CONFLICTS, wanted)
    return {row_id.hex: _json(body) for row_id, body in found}


@asynccontextmanager
async def writing_entries(
    connection: AsyncConnection,
    tenant_id: str,
    entries: Sequence[Entry],
    *,
    device_id: str,
    principal_id: str | None,
    link: str,
    now: datetime,
    begun: Callable[[], None] = lambda: None,
    applied: Mapping[str, str] | None = None,
) -> AsyncGenerator[Written]:
    """Write records and history while the caller makes what comes after them; it asks nothing on
    the connection before the end. Only the last state of a row is written to its table. begun is
    called once PostgreSQL has all lines to work at. applied holds the hashes of what was asked by
    operations that were simply applied: where they made a record, their answers are kept with it.
    """
    shared = {
        "tenant": tenant_id,
        "device": device_id or None,
        "principal": principal_id,
        "commit_seq": entries[-1].row.seq,
        "at": now,
    }
    new, size = new_among(entries), 0
    others = [entry for entry in entries if entry.row.seq not in new]
    work = _write_all_records(connection, tenant_id, others, now)
    for some in groups_of(entries, _AT_ONCE):
        async with under_way(work) as pause:
            lines = await _lines_of(some, new, Lines(link, applied), pause)
        link, size = lines.link, size + lines.size
        work = _write_lines(connection, shared, lines)
    async with under_way(work) as pause:
        begun()
        yield Written(link, size, pause, _answered(entries, new, applied or {}))


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
    """Write records and history; the last link of the chain, and how many bytes were written."""
    writing = writing_entries(
        connection,
        tenant_id,
        entries,
        device_id=device_id,
        principal_id=principal_id,
        link=link,
        now=now,
    )
    async with writing as written:
        return written.link, written.size


def _answered(
    entries: Sequence[Entry], new: Container[int], applied: Mapping[str, str]
) -> frozenset[str]:
    made = (one.operation for one in entries if one.row.seq in new)
    return frozenset(one.op_id for one in made if one is not None and one.op_id in applied)


async def _lines_of(
    entries: Sequence[Entry], new: Container[int], lines: Lines, pause: Pause
) -> Lines:
    for some in groups_of(entries, LINES_AT_ONCE):
        for entry in some:
            lines.add(entry, is_new=entry.row.seq in new)
        await pause()
    return lines


async def _write_lines(
    connection: AsyncConnection, shared: Mapping[str, Any], lines: Lines
) -> None:
    for rows in lines.new.values():
        await write_new(connection, shared, rows)
    if lines.later:
        rows = b"[" + b",".join(lines.later) + b"]"
        await connection.execute(_ADD_HISTORY, {**shared, "rows": rows.decode()})


async def _write_all_records(
    connection: AsyncConnection, tenant_id: str, entries: Sequence[Entry], now: datetime
) -> None:
    latest: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        latest.setdefault(entry.row.entity, {})[entry.row.id] = entry
    for entity, rows in latest.items():
        await _write_records(connection, tenant_id, entity_named(entity), [*rows.values()], now)


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
    are_new = all(entry.row.version == 1 for entry in entries)  # nothing is there to be replaced
    await connection.execute(
        _insert(spec) if are_new else _upsert(spec), {"rows": encode_json(lines).decode()}
    )


@cache
def _insert(spec: EntitySpec) -> TextClause:
    return text(_inserted(_columns(spec), spec.name))


@cache
def _upsert(spec: EntitySpec) -> TextClause:
    columns = _columns(spec)
    taken = ", ".join(f"{name} = excluded.{name}" for name in columns[2:])
    return text(
        f"{_inserted(columns, spec.name)} ON CONFLICT (tenant_id, id) DO UPDATE SET {taken}"
    )


def _inserted(columns: Sequence[str], table: str) -> str:
    names = ", ".join(columns)
    return (
        f'INSERT INTO "{table}" ({names}) SELECT {names} '
        f'FROM jsonb_populate_recordset(CAST(NULL AS "{table}"), CAST(:rows AS jsonb))'
    )


def _columns(spec: EntitySpec) -> list[str]:
    columns = ["tenant_id", "id", "version", "created_at", "updated_at", "deleted_at", "extra"]
    columns += [field.name for field in spec.fields]
    if spec.name == "appointment":
        columns += ["provider_number", "room_number"]
    return [f'"{name}"' for name in columns]


def _record_line(
    tenant_id: str, spec: EntitySpec, entry: Entry, numbers: Mapping[str, int], now: datetime
) -> dict[str, Any]:
    """A record's columns; those without a value are left out, but what an older desk did not say
    of a field that is never empty has its usual one."""
    body = entry.row.body if entry.row.body is not None else entry.before or {}
    line = {name: value for name, value in body.items() if value is not None}
    line = {**usual_values(spec), **line}
    extra = body.keys() - known_names(spec)
    for name in extra:
        line.pop(name, None)
    line |= {"tenant_id": tenant_id, "id": entry.row.id, "version": entry.row.version}
    if extra:
        line["extra"] = {name: body[name] for name in extra}
    if entry.row.deleted:
        line["deleted_at"] = instant_to_wire(now)
    if spec.name == "appointment":
        line["provider_number"] = numbers.get(body.get("practitioner_id") or "")
        line["room_number"] = numbers.get(body.get("room_id") or "")
    return line


async def _resource_numbers(
    connection: AsyncConnection, tenant_id: str, entries: Sequence[Entry]
) -> dict[str, int]:
    bodies = [entry.row.body or {} for entry in entries]
    named = {body.get(name) for body in bodies for name in ("practitioner_id", "room_id")}
    wanted = {"tenant": tenant_id, "ids": ids(sorted(one for one in named if one))}
    found = await connection.execute(_NUMBERS, wanted)
    return {resource_id.hex: number for resource_id, number in found}


def _keyed(tenant_id: str, keys: Iterable[Key]) -> dict[str, Any]:
    pairs = list(keys)
    return {
        "tenant": tenant_id,
        "entities": texts([entity for entity, _ in pairs]),
        "ids": ids(row_id for _, row_id in pairs),
    }


def _json(value: Any) -> Any:
    """A jsonb column as Python values: the driver hands plain statements the text."""
    return decode_json(value) if isinstance(value, str | bytes) else value
