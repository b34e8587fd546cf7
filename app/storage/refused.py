"""A new record that the server refused, or never heard of: a tombstone here that may be made again.

Some records have one identifier wherever they are made (a day's sheet, an entry taken back): what
stood in their way the first time may be gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.ids import RecordId
from app.domain.ports import Outbox
from app.storage.enqueue import Intent
from app.storage.row_codec import DELETED, VERSION, RowCodec, quoted
from app.storage.session import Session

Row = Sequence[Any]


def is_refused(codec: RowCodec[Any], row: Row, outbox: Outbox) -> bool:
    """Whether a row is of a record that the server never took, with nothing more on its way."""
    is_gone = row[DELETED] is not None and row[VERSION] == 0
    return is_gone and not outbox.of_row(codec.table, RecordId(row[0].hex()))


def brought_back(codec: RowCodec[Any], row: Row, outbox: Outbox, reason: str) -> Intent:
    """What it means to bring a tombstone back: a record the server does not have is made anew."""
    kind = "create" if is_refused(codec, row, outbox) else "restore"
    return Intent(kind=kind, reason=reason)


def make_room(session: Session, codec: RowCodec[Any], before: Row | None, was: Row | None) -> None:
    """Take the tombstone away under which a record was known that is made again."""
    if before is not was and before is not None:
        session.run(f"DELETE FROM {quoted(codec.table)} WHERE id = ?", (before[0],))
