"""What can be made of a batch before it has the clinic's sequence: others write meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from app.domain.declare import Record, entity_named
from app.domain.ids import is_record_id
from app.domain.json_values import numbers_fit
from app.domain.operations import Operation
from app.protocol.codec import encode_json, instant_from_wire
from app.protocol.columns import checked_records
from app.protocol.messages import MAX_OPERATION_BYTES, MIN_SCHEMA
from app.protocol.upcasters import as_said, upcast
from app.server.bodies import MAX_DEPTH, is_too_deep
from app.server.commands import latest_day
from app.server.fingerprints import asked, hash_of
from app.server.meanwhile import LINES_AT_ONCE, Pause, groups_of, no_pause
from app.server.refusal import Refusal, bad_request

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
    first. Raises Refusal (400, 413) for a batch with an operation that nobody's desk would send."""
    first: dict[str, Operation] = {}
    for one in operations:
        first.setdefault(one.op_id, one)
    meant: dict[str, Operation] = {}
    hashes: dict[str, str] = {}
    checked: dict[str, Record] = {}
    for some in groups_of(first.values(), 2 * LINES_AT_ONCE):
        hashes |= {one.op_id: hash_of(_written(one)) for one in some}
        understood = {one.op_id: upcast(as_said(one)) for one in _well_formed(some)}
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


def _written(operation: Operation) -> bytes:
    """What an operation asks for, written down once: for its fingerprint and its limits."""
    try:
        wanted = asked(operation)
    except RecursionError:
        raise bad_request("too_deep") from None
    size = len(wanted) + (len(encode_json(operation.depends_on)) if operation.depends_on else 0)
    if size > MAX_OPERATION_BYTES:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "operation_too_large")
    # Nothing is nested deeper than there are brackets; mostly there are hardly any.
    if wanted.count(b"{") + wanted.count(b"[") > MAX_DEPTH and _is_too_deep(operation):
        raise bad_request("too_deep")
    return wanted


def _is_too_deep(operation: Operation) -> bool:
    return any(map(is_too_deep, _values(operation)))


def _values(operation: Operation) -> list[object]:
    values: list[object] = list((operation.full or {}).values())
    for change in operation.patch.values():
        values += [change.old, change.new]
    return values


def _well_formed(operations: Sequence[Operation]) -> Sequence[Operation]:
    """Those that name what they should; mostly all do, and share most names."""
    names = {one.actor_id for one in operations}
    names.update([one.op_id for one in operations], [one.id for one in operations])
    is_usual = (
        all(map(is_record_id, names))
        and all(map(_is_instant, {one.client_time for one in operations}))
        and min(one.schema for one in operations) >= MIN_SCHEMA
        and numbers_fit([value for one in operations for value in _values(one)])
    )
    return operations if is_usual else [one for one in operations if _is_well_formed(one)]


def _is_well_formed(operation: Operation) -> bool:
    ids = (operation.op_id, operation.id, operation.actor_id)
    is_understood = operation.schema >= MIN_SCHEMA and _is_instant(operation.client_time)
    return is_understood and all(map(is_record_id, ids)) and numbers_fit(_values(operation))


def _is_instant(text: str) -> bool:
    try:
        instant_from_wire(text)
    except ValueError:
        return False
    return True
