"""How fast pulled pages are read and operations are written, against msgspec's own structs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from app.bench import sample
from app.bench.measure import Row, in_turns
from app.bench.workbench import Workbench
from app.domain.declare import entity_named
from app.domain.operations import Operation, RowState
from app.protocol.codec import from_wire
from app.protocol.messages import PullReply, PushRequest

_PAGE = 1000


def decode(bench: Workbench) -> Iterator[Row]:
    """Pages of a pull from bytes to rows; a page at a time, as the desk does."""
    rows = list(sample.patient_rows(bench.sizes.records))
    pages = [_reply(rows[at : at + _PAGE]) for at in range(0, len(rows), _PAGE)]
    floor_type, bare = _structs(rows)
    bare_pages = [msgspec.json.encode(bare[at : at + _PAGE]) for at in range(0, len(bare), _PAGE)]
    read = msgspec.json.Decoder(PullReply).decode
    read_bare = msgspec.json.Decoder(list[floor_type]).decode
    times = in_turns(
        lambda: [len(read(page).rows) for page in pages],
        lambda: [len(read_bare(page)) for page in bare_pages],
    )
    yield times.row("decode", variant="pull pages", floor="msgspec Struct", goal=2.5)
    spec = entity_named("patient")
    times = in_turns(
        lambda: [
            [from_wire(spec, row.id, row.body or {}) for row in read(page).rows] for page in pages
        ],
        lambda: [len(read_bare(page)) for page in bare_pages],
        repeats=3,
    )
    yield times.row("decode", variant="checked records", floor="msgspec Struct", goal=None)


def encode(bench: Workbench) -> Iterator[Row]:
    """Operations to the bytes of a push."""
    rows = list(sample.patient_rows(bench.sizes.records))
    _, bare = _structs(rows)
    operations = [_operation(number, row) for number, row in enumerate(rows)]
    write = msgspec.json.Encoder().encode
    times = in_turns(
        lambda: [
            len(write(PushRequest(device_id="d", batch_id="b", ops=operations[at : at + _PAGE])))
            for at in range(0, len(operations), _PAGE)
        ],
        lambda: [len(write(bare[at : at + _PAGE])) for at in range(0, len(bare), _PAGE)],
    )
    yield times.row("encode", variant="push batches", floor="msgspec Struct", goal=1.8)


def _reply(rows: list[RowState]) -> bytes:
    return msgspec.json.encode(PullReply(rows=rows, cursor="c", more=True, server_time="t"))


def _structs(rows: Sequence[RowState]) -> tuple[Any, list[Any]]:
    """A struct type with the fields of a patient, and the rows as such structs."""
    names = list(rows[0].body or {})
    struct = msgspec.defstruct("BarePatient", [("id", str), *((name, Any) for name in names)])
    return struct, [struct(row.id, **(row.body or {})) for row in rows]


def _operation(number: int, row: RowState) -> Operation:
    return Operation(
        op_id=sample.identifier(9, number),
        tx_id=sample.identifier(9, number),
        n=number,
        entity=row.entity,
        id=row.id,
        kind="create",
        base_version=0,
        actor_id="a" * 32,
        session_id="b" * 32,
        client_time="2026-11-21T15:23:00.000000Z",
        schema=1,
        full=row.body,
    )
