"""How fast pulled pages are read and operations are written, against the same bytes as msgspec's
own structs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
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
    row_type = _struct(RowState._fields, body=_body(rows), array_like=True)
    reply_type = _struct(PullReply.__struct_fields__, rows=list[row_type])
    read = msgspec.json.Decoder(PullReply).decode
    read_bare = msgspec.json.Decoder(reply_type).decode
    times = in_turns(
        lambda: [len(read(page).rows) for page in pages],
        lambda: [len(read_bare(page).rows) for page in pages],
    )
    yield times.row("decode", variant="pull pages", floor="msgspec Struct", goal=2.5)
    spec = entity_named("patient")
    times = in_turns(
        lambda: [
            [from_wire(spec, row.id, row.body or {}) for row in read(page).rows] for page in pages
        ],
        lambda: [len(read_bare(page).rows) for page in pages],
        repeats=3,
    )
    yield times.row("decode", variant="checked records", floor="msgspec Struct", goal=None)


def encode(bench: Workbench) -> Iterator[Row]:
    """Operations to the bytes of a push."""
    rows = list(sample.patient_rows(bench.sizes.records))
    operations = [_operation(number, row) for number, row in enumerate(rows)]
    write = msgspec.json.Encoder().encode
    batches = [
        write(PushRequest(device_id="d", batch_id="b", ops=operations[at : at + _PAGE]))
        for at in range(0, len(operations), _PAGE)
    ]
    names = [field.name for field in dataclasses.fields(Operation)]
    operation_type = _struct(names, full=_body(rows))
    bare_type = _struct(PushRequest.__struct_fields__, ops=list[operation_type])
    ours, bare = (
        [msgspec.json.decode(b, type=t) for b in batches] for t in (PushRequest, bare_type)
    )
    times = in_turns(
        lambda: [len(write(batch)) for batch in ours],
        lambda: [len(write(batch)) for batch in bare],
    )
    yield times.row("encode", variant="push batches", floor="msgspec Struct", goal=1.8)


def _reply(rows: list[RowState]) -> bytes:
    return msgspec.json.encode(PullReply(rows=rows, cursor="c", more=True, server_time="t"))


def _struct(names: Iterable[str], *, array_like: bool = False, **types: Any) -> Any:
    """A struct type with these fields, of any type but where one is given."""
    fields = [(name, types.get(name, Any)) for name in names]
    return msgspec.defstruct("Bare", fields, array_like=array_like)


def _body(rows: Sequence[RowState]) -> Any:
    """A struct type with the fields of a patient."""
    return _struct(rows[0].body or {})


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
