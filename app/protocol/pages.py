"""Reading a page of a pull row by row."""

from __future__ import annotations

import msgspec

from app.domain.operations import RowState
from app.protocol.messages import SCHEMA, PullReply


class _Envelope(msgspec.Struct):
    rows: list[msgspec.Raw]
    cursor: str
    more: bool
    server_time: str
    schema: int = SCHEMA


_read_envelope = msgspec.json.Decoder(_Envelope).decode
_read_row = msgspec.json.Decoder(RowState).decode


def read_pull_reply(content: bytes) -> PullReply:
    """The page behind a body. Raises msgspec.MsgspecError for anything else.

    Read in one go, a page of a thousand rows would hold the interpreter, and so the window, for
    milliseconds.
    """
    page = _read_envelope(content)
    return PullReply(
        rows=[_read_row(row) for row in page.rows],
        cursor=page.cursor,
        more=page.more,
        server_time=page.server_time,
        schema=page.schema,
    )
