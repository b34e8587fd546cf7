"""New records, the first line of each one's history and the answers, in one statement for each
record type.

The record's columns are read from the line that was just written: a batch of new records travels
and is parsed once, where two statements had it twice. The answer to an operation that was simply
applied says nothing that its line does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.declare import EntitySpec, FieldKind, entity_named
from app.protocol.codec import known_names, usual_values
from app.server.ledger import Entry
from app.server.many import bodies, each_json, each_text, ids, of_ids, texts

_NUMBERED = frozenset({"appointment"})
"""Record types with columns that no record has: the numbers of providers and rooms."""
_LINE_BYTES = 580
"""About what a line takes besides its record, as it is written in words."""
_TYPES: Mapping[FieldKind, str] = {
    FieldKind.INTEGER: "bigint",
    FieldKind.BOOLEAN: "boolean",
    FieldKind.DATE: "date",
    FieldKind.INSTANT: "timestamptz",
    FieldKind.REFERENCE: "uuid",
}
_IN_JSON = frozenset({FieldKind.LIST, FieldKind.JSON})
_NEW = (
    f"SELECT * FROM ROWS FROM (unnest({of_ids('seqs', 'bigint')}, {of_ids('ids')}, "
    f"{of_ids('op_ids', 'text')}, {of_ids('actors', 'text')}, {of_ids('links', 'text')}, "
    f"{of_ids('hashes', 'text')}), {each_json('bodies')}, {each_text('hlcs')}, "
    f"{each_text('reasons')}) AS n(seq, id, op_id, actor_id, link, hash, after, hlc, reason)"
)
# What all lines of a batch have in common is not sent with each of them.
_FIRST_LINES = (
    "INSERT INTO row_history (tenant_id, device_id, principal_id, commit_seq, at, seq, entity, "
    "id, version, deleted, changed, after, op_id, actor_id, hlc, link, reason) "
    "SELECT CAST(:tenant AS uuid), "
    "CASE WHEN n.op_id IS NOT NULL THEN CAST(:device AS uuid) END, CAST(:principal AS uuid), "
    "CAST(:commit_seq AS bigint), CAST(:at AS timestamptz), n.seq, '{entity}', n.id, 1, false, "
    "'[]', CAST(n.after AS jsonb), CAST(n.op_id AS uuid), CAST(n.actor_id AS uuid), n.hlc, "
    "n.link, n.reason FROM n RETURNING id, after"
)
_ANSWERS = (
    "INSERT INTO op_result "
    "(tenant_id, device_id, at, op_id, request_hash, status, result, actor_id) "
    "SELECT CAST(:tenant AS uuid), CAST(:device AS uuid), CAST(:at AS timestamptz), "
    "CAST(n.op_id AS uuid), n.hash, 'applied', jsonb_build_object('op_id', n.op_id, "
    "'status', 'applied', 'version', 1, 'seq', n.seq), n.actor_id FROM n WHERE n.hash IS NOT NULL"
)


@dataclass(slots=True)
class NewRows:
    """Some new records of one type, column by column."""

    entity: str
    seqs: list[int] = field(default_factory=list[int])
    ids: list[str] = field(default_factory=list[str])
    bodies: list[bytes] = field(default_factory=list[bytes])
    op_ids: list[str | None] = field(default_factory=list[str | None])
    actors: list[str | None] = field(default_factory=list[str | None])
    hlcs: list[str] = field(default_factory=list[str])
    links: list[str] = field(default_factory=list[str])
    reasons: list[str] = field(default_factory=list[str])
    hashes: list[str | None] = field(default_factory=list[str | None])

    def add(self, entry: Entry, body: bytes, link: str, asked: str | None) -> int:
        """One more; body is the record's, as JSON, asked the hash of what was asked where the
        answer is kept with it. About how many bytes that takes."""
        row, operation = entry.row, entry.operation
        self.seqs.append(row.seq)
        self.ids.append(row.id)
        self.bodies.append(body)
        self.links.append(link)
        self.op_ids.append(operation.op_id if operation else None)
        self.actors.append(operation.actor_id if operation else None)
        self.hlcs.append(operation.hlc if operation else "")
        self.reasons.append(operation.reason if operation else "")
        self.hashes.append(asked)
        return len(body) + len(self.reasons[-1]) + _LINE_BYTES


def new_among(entries: Sequence[Entry]) -> frozenset[int]:
    """The numbers of the lines whose records are new and stay as the line has them: nothing of
    them is there yet, nothing else of the batch changes them, all they say has a column, and what
    is never empty is said."""
    rows = [entry.row for entry in entries]
    times = Counter([(row.entity, row.id) for row in rows])
    specs = [entity_named(entity) for entity in {row.entity for row in rows}]
    known = {spec.name: known_names(spec) for spec in specs}
    needed = {spec.name: usual_values(spec).keys() for spec in specs}
    return frozenset(
        [
            row.seq
            for row in rows
            if row.version == 1
            and times[row.entity, row.id] == 1
            and row.entity not in _NUMBERED
            and row.body is not None
            and needed[row.entity] <= row.body.keys() <= known[row.entity]
        ]
    )


async def write_new(connection: AsyncConnection, shared: Mapping[str, Any], rows: NewRows) -> None:
    """Write them, record and line; shared is what all lines of a batch have in common."""
    columns = {
        "seqs": ids(map(str, rows.seqs)),
        "ids": ids(rows.ids),
        "op_ids": ids(rows.op_ids),
        "actors": ids(rows.actors),
        "links": ids(rows.links),
        "hashes": ids(rows.hashes),
        "bodies": bodies(rows.bodies),
        "hlcs": texts(rows.hlcs),
        "reasons": texts(rows.reasons),
    }
    await connection.execute(_both(entity_named(rows.entity)), {**shared, **columns})


@cache
def _both(spec: EntitySpec) -> TextClause:
    values = {name: _value(name, FieldKind.INSTANT) for name in ("created_at", "updated_at")}
    values |= {one.name: _value(one.name, one.kind) for one in spec.fields}
    names = ", ".join(f'"{name}"' for name in values)
    return text(
        f"WITH n AS ({_NEW}), h AS ({_FIRST_LINES.replace('{entity}', spec.name)}), "
        f"a AS ({_ANSWERS}) "
        f'INSERT INTO "{spec.name}" (tenant_id, id, version, {names}) '
        f"SELECT CAST(:tenant AS uuid), h.id, 1, {', '.join(values.values())} FROM h"
    )


def _value(name: str, kind: FieldKind) -> str:
    if kind in _IN_JSON:
        return f"nullif(h.after -> '{name}', CAST('null' AS jsonb))"
    value = f"h.after ->> '{name}'"
    return f"CAST({value} AS {_TYPES[kind]})" if kind in _TYPES else value
