"""Many new records as rows, and rows as wire bodies: column by column, which is faster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from app.domain.declare import Record
from app.domain.errors import SerializationFailed
from app.domain.operations import WireBody
from app.protocol.codec import instant_to_wire
from app.schema.types import canonical_json, from_microseconds
from app.storage.row_codec import CREATED, ENVELOPE, EXTRA, UPDATED, Convert, RowCodec, quoted
from app.storage.session import Session

R = TypeVar("R", bound=Record)
Row = Sequence[Any]
_TEXTS = frozenset({str, type(None)})


def new_rows(codec: RowCodec[R], records: Sequence[R], *, now_us: int) -> list[tuple[Any, ...]]:
    """The rows under which new records are kept. Raises SerializationFailed."""
    try:
        ids, *own = zip(*map(codec.values_of, records), strict=True)
        count = len(records)
        columns = [
            list(map(bytes.fromhex, ids)),
            [0] * count,
            [now_us] * count,
            [now_us] * count,
            [None] * count,
            [canonical_json(one.extra) if one.extra else None for one in records],
            *map(_converted, codec.to_columns, own),
        ]
        return list(zip(*columns, strict=True))
    except (TypeError, ValueError, AttributeError, msgspec.MsgspecError):
        pass  # their texts hold the values
    raise SerializationFailed(codec.table)


def insert(session: Session, codec: RowCodec[Any], rows: Sequence[Row]) -> None:
    """Write new rows. What is empty in all of them is not mentioned: to bind it takes time, too."""
    columns = list(zip(*rows, strict=True))
    filled = [at for at, column in enumerate(columns) if column.count(None) < len(rows)]
    names = ", ".join(quoted(codec.columns[at]) for at in filled)
    marks = ", ".join("?" * len(filled))
    session.run_many(
        f"INSERT OR FAIL INTO {quoted(codec.table)} ({names}) VALUES ({marks})",
        zip(*(columns[at] for at in filled), strict=True),
    )


def bodies_of(codec: RowCodec[Any], rows: Sequence[Row]) -> list[WireBody]:
    """What `RowCodec.to_body` makes of each row."""
    columns = list(zip(*rows, strict=True))
    if any(columns[EXTRA]):
        return list(map(codec.to_body, rows))
    names = ("created_at", "updated_at", *(name for name, _ in codec.to_wire))
    own = columns[len(ENVELOPE) :]
    values = [
        _stamps(columns[CREATED]),
        _stamps(columns[UPDATED]),
        *(
            _converted(to_wire, column)
            for (_, to_wire), column in zip(codec.to_wire, own, strict=True)
        ),
    ]
    return [dict(zip(names, one, strict=True)) for one in zip(*values, strict=True)]


def _converted(convert: Convert | None, values: Sequence[Any]) -> Sequence[Any]:
    if convert is None or (convert is str and _TEXTS.issuperset(map(type, values))):
        return values
    return [None if value is None else convert(value) for value in values]


def _stamps(column: Sequence[int]) -> list[str]:
    known = {one: instant_to_wire(from_microseconds(one)) for one in set(column)}
    return [known[one] for one in column]
