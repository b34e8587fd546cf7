"""What can be made of a batch before it has the clinic's sequence: others write meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.declare import Record, entity_named
from app.domain.ids import is_record_id
from app.domain.operations import Operation
from app.protocol.codec import instant_from_wire
from app.protocol.columns import checked_records
from app.protocol.messages import MIN_SCHEMA
from app.protocol.upcasters import upcast
from app.server.commands import latest_day
from app.server.fingerprints import request_hash
from app.server.meanwhile import LINES_AT_ONCE, Pause, groups_of, no_pause

_FEW = 4
"""Records of one type that are as fast one by one."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch's operations as they are understood here, by identifier, those that are malformed
    left out; the fingerprints of all; and the records of those new ones that can be kept as they
    are. Of two with one identifier the first counts."""

    operations: Mapping[str, Operation]
    hashes: Mapping[str, str]
    checked: Mapping[str, Record]


async def prepare(
    operations: Sequence[Operation], *, now: datetime, pause: Pause = no_pause
) -> Prepared:
    """Look at a batch for what needs nothing of the clinic's records; pause is where others may go
    first."""
    first: dict[str, Operation] = {}
    for one in operations:
        first.setdefault(one.op_id, one)
    meant: dict[str, Operation] = {}
    hashes: dict[str, str] = {}
    checked: dict[str, Record] = {}
    for some in groups_of(first.values(), 2 * LINES_AT_ONCE):
        hashes |= {one.op_id: request_hash(one) for one in some}
        understood = {one.op_id: upcast(one) for one in some if _is_well_formed(one)}
        meant |= understood
        checked |= _checked(list(understood.values()), now)
        if len(first) > len(some):
            await asyncio.sleep(0)
            await pause()
    return Prepared(meant, hashes, checked)


def _checked(operations: Sequence[Operation], now: datetime) -> dict[str, Record]:
    """The records of new ones, of which there are many of a type."""
    new: dict[str, list[Operation]] = {}
    for one in operations:
        if one.kind == "create" and one.full is not None:
            new.setdefault(one.entity, []).append(one)
    checked: dict[str, Record] = {}
    for entity, ones in new.items():
        try:
            spec = entity_named(entity)
        except KeyError:
            continue
        if len(ones) < _FEW:
            continue
        bodies = [one.full or {} for one in ones]
        records = checked_records(spec, [one.id for one in ones], bodies, today=latest_day(now))
        checked |= zip((one.op_id for one in ones[: len(records)]), records, strict=True)
    return checked


def _is_well_formed(operation: Operation) -> bool:
    ids = (operation.op_id, operation.id, operation.actor_id)
    try:
        instant_from_wire(operation.client_time)
    except ValueError:
        return False
    return operation.schema >= MIN_SCHEMA and all(is_record_id(one) for one in ids)
