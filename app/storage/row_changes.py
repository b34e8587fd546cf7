"""What differs between two rows of a record, and whether the record may change like that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.validation import check_begin, check_course
from app.storage.row_codec import ENVELOPE, RowCodec

Row = Sequence[Any]


def check_row_course(
    codec: RowCodec[Any], before: Row | None, after: Row, *, is_free: bool
) -> None:
    """Raise where the record's status may not go there, or where it is no longer edited."""
    if before is None:
        check_begin(codec.spec, codec.status_of(after))
        return
    was, becomes = codec.status_of(before), codec.status_of(after)
    if was is not None and codec.spec.transitions:
        changed = [codec.columns[at] for at in changed_positions(before, after)]
        check_course(codec.spec, was, str(becomes), changed=changed, is_free=is_free)


def filled_fields(codec: RowCodec[Any], row: Row) -> list[str]:
    """The optional fields a new record fills."""
    return [name for name, at in codec.optional if row[at] is not None]


def changed_positions(before: Row | None, after: Row) -> list[int]:
    """Positions of the record's own fields that differ."""
    if before is None:
        return list(range(len(ENVELOPE), len(after)))
    return [at for at in range(len(ENVELOPE), len(after)) if before[at] != after[at]]
