"""Holds two desks and the server beside each other, record by record and operation by operation."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from app.domain.declare import entities
from app.domain.operations import UNSETTLED, OperationState, RowState, WireBody
from app.domain.ports import Reader
from app.domain.query import Query
from app.domain.remote_ports import SyncApi
from app.protocol.codec import to_wire
from app.services.reading import every

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

Holding = dict[str, dict[str, tuple[int, WireBody]]]
"""By record type and identifier: the version and the wire body of each live record."""

_PULL = 2000
_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True)
class Digest:
    """How many live records of a type somebody has, and what they amount to."""

    count: int
    value: str


def desk_holding(reader: Reader) -> Holding:
    """Every live record of a desk."""
    return {
        spec.name: {
            record.id: (record.version, to_wire(record))
            for record in every(reader, Query(spec.record_type))
        }
        for spec in entities()
    }


async def server_holding(api: SyncApi) -> Holding:
    """Every live record of the clinic at the server, read from the beginning of its history."""
    latest: dict[tuple[str, str], RowState] = {}
    cursor, more = "", True
    while more:
        page = await api.pull(cursor, limit=_PULL)
        latest |= {(row.entity, row.id): row for row in page.rows}
        cursor, more = page.cursor, page.more
    holding: Holding = {spec.name: {} for spec in entities()}
    for (entity, row_id), row in latest.items():
        if not row.deleted and row.body is not None:
            holding[entity][row_id] = (row.version, row.body)
    return holding


def digests(holding: Holding) -> Mapping[str, Digest]:
    """One short fingerprint per record type."""
    found: dict[str, Digest] = {}
    for entity, rows in holding.items():
        whole = hashlib.sha256()
        for row_id in sorted(rows):
            version, body = rows[row_id]
            whole.update(_encode((row_id, version, body)))
        found[entity] = Digest(len(rows), whole.hexdigest()[:12])
    return found


def operations(desk: Desk) -> dict[str, int]:
    """How many operations a desk has ever made, by what became of them."""
    with desk.store.database.reading() as session:
        rows = session.all("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state")
    return {str(state): int(count) for state, count in rows}


def unaccounted(states: Mapping[str, int]) -> int:
    """Operations that still wait or that nobody has answered."""
    waiting = {state.value for state in UNSETTLED} | {OperationState.QUARANTINED.value}
    return sum(count for state, count in states.items() if state in waiting)
