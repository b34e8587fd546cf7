"""What a snapshot is made of: which records, in which order, cut into parts and packed.

Rows go from the history to the part as the text they are kept as: nothing is read or written anew.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.declare import entities
from app.domain.phi import quiet
from app.protocol.messages import SCHEMA
from app.protocol.upcasters import UNHEARD
from app.protocol.wire import ZSTD, packed

PART_ROWS = 5000
PART_BYTES = 4 * 1024 * 1024
"""Unpacked; a part ends with the record that reaches it."""
_ROWS_AT_ONCE = 500
_FIRST = "0" * 32
CORE_BEFORE, CORE_AFTER = timedelta(days=14), timedelta(days=60)
"""Whose visits lie between, before and after now, are loaded first."""
_CATALOGUES = frozenset({"diagnosis_code", "procedure_code", "fee", "fee_schedule"})
"""Settings that nobody needs in order to begin, and that can be many."""
_IS_SOON = (
    "(deleted_at IS NULL AND starts_at BETWEEN CAST(:soon_from AS timestamptz) "
    "AND CAST(:soon_to AS timestamptz))"
)
_IS_CORE = {
    "patient": "(r.id = ANY(CAST(:expected AS uuid[])))",
    "appointment": f"coalesce({_IS_SOON}, false)",
}
_HEARD = {"message": " AND r.drafted_by IS NULL"}
"""To a desk that speaks no schema of now (protocol/upcasters.py: UNHEARD)."""
_EXPECTED = text(
    "SELECT DISTINCT patient_id FROM appointment WHERE tenant_id = CAST(:tenant AS uuid) "
    f"AND patient_id IS NOT NULL AND {_IS_SOON}"
)
"""Who comes: asked once, since a database that has no statistics yet would join row by row."""

_IN_ORDER = text("SELECT set_config('enable_sort', 'off', true)")
"""Records are read along their key, part after part. A database that has no statistics yet takes
every table for a small one, and would sort all that is left of it for each part."""


@quiet
@dataclass(frozen=True, slots=True)
class Portion:
    """Records of one type, or those of them that hold or do not hold a condition."""

    entity: str
    is_core: bool
    where: str = ""
    values: dict[str, Any] = field(default_factory=dict[str, Any])


@quiet
@dataclass(frozen=True, slots=True)
class Part:
    """One part, packed."""

    entity: str
    is_core: bool
    count: int
    sha256: str
    content: bytes


def plan_of(
    wanted: Sequence[str], *, now: datetime | None = None, spoken: int = SCHEMA
) -> list[Portion]:
    """The portions in their order: what a desk needs first, then parents before children; for
    desks that speak a schema."""
    now = now or datetime.now(UTC)
    soon = {"soon_from": now - CORE_BEFORE, "soon_to": now + CORE_AFTER}
    first: list[Portion] = []
    rest: list[Portion] = []
    for spec in entities():
        name = spec.name
        if wanted and name not in wanted:
            continue
        if name in _IS_CORE:
            values = soon if name == "appointment" else {}
            first.append(Portion(name, True, f" AND {_IS_CORE[name]}", values))
            rest.append(Portion(name, False, f" AND NOT {_IS_CORE[name]}", values))
        elif spec.patient_field is None and name not in _CATALOGUES:
            first.append(Portion(name, True))
        else:
            is_told = spoken >= UNHEARD.get(name, 0)
            rest.append(Portion(name, False, "" if is_told else _HEARD[name]))
    return [*first, *rest]


async def count_rows(connection: AsyncConnection, tenant_id: str, plan: Sequence[Portion]) -> int:
    """About how many rows the parts will hold; conditions divide, and leave nothing out."""
    parts = [
        f'(SELECT count(*) FROM "{table}" WHERE tenant_id = CAST(:tenant AS uuid))'
        for table in sorted({each.entity for each in plan})
    ]
    statement = text(f"SELECT {' + '.join(parts) or '0'}")
    return int((await connection.execute(statement, {"tenant": tenant_id})).scalar_one())


async def parts_of(
    connection: AsyncConnection, tenant_id: str, plan: Sequence[Portion]
) -> AsyncGenerator[Part]:
    """Every part in its order, packed on another thread while the next one is read."""
    await connection.execute(_IN_ORDER)
    soon = next((each.values for each in plan if each.values), None)
    expected: list[Any] = []
    if soon is not None:
        found = await connection.execute(_EXPECTED, {"tenant": tenant_id, **soon})
        expected = list(found.scalars())
    async for portion, lines in _pieces(connection, tenant_id, plan, expected):
        yield await asyncio.to_thread(_packed, portion, lines)


async def _pieces(
    connection: AsyncConnection, tenant_id: str, plan: Sequence[Portion], expected: list[Any]
) -> AsyncGenerator[tuple[Portion, list[Any]]]:
    for portion in plan:
        after, is_more = _FIRST, True
        while is_more:
            wanted = {"tenant": tenant_id, "after": after, **portion.values}
            wanted |= {"expected": expected} if portion.entity == "patient" else {}
            lines = await _lines(connection, portion, wanted)
            is_more = len(lines) >= PART_ROWS or _size(lines) >= PART_BYTES
            if lines:
                after = lines[-1].id.hex
                yield portion, lines


async def _lines(
    connection: AsyncConnection, portion: Portion, wanted: dict[str, Any]
) -> list[Any]:
    found: list[Any] = []
    size = 0
    options = {"max_row_buffer": _ROWS_AT_ONCE}
    statement = _statement(portion.entity, portion.where)
    async with connection.stream(statement, wanted, execution_options=options) as lines:
        async for some in lines.partitions(_ROWS_AT_ONCE):
            found += some
            size += _size(some)
            if size >= PART_BYTES:
                break
    return found


@cache
def _statement(table: str, where: str) -> TextClause:
    # Cut to the part before the history is looked at: only its own lines are.
    return text(
        "SELECT h.id, h.version, h.seq, h.deleted, h.after FROM ("
        f'SELECT r.tenant_id, r.id, r.version FROM "{table}" AS r '
        "WHERE r.tenant_id = CAST(:tenant AS uuid) AND r.id > CAST(:after AS uuid)"
        f"{where} ORDER BY r.id LIMIT {PART_ROWS:d}) AS r, "
        "LATERAL (SELECT * FROM row_history WHERE tenant_id = r.tenant_id "
        f"AND entity = '{table}' AND id = r.id AND version = r.version LIMIT 1) AS h ORDER BY r.id"
    )


def _size(lines: Sequence[Any]) -> int:
    return sum(len(line.after or "") for line in lines)


def _packed(portion: Portion, lines: Sequence[Any]) -> Part:
    raw = "\n".join(
        f'["{portion.entity}","{line.id.hex}",{line.version},{line.seq},'
        f"{'true' if line.deleted else 'false'},[],{line.after or 'null'}]"
        for line in lines
    )
    content = packed(raw.encode(), ZSTD)
    digest = hashlib.sha256(content).hexdigest()
    return Part(portion.entity, portion.is_core, len(lines), digest, content)
