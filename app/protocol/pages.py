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


_json_envelope = msgspec.json.Decoder(_Envelope).decode
_json_row = msgspec.json.Decoder(RowState).decode
_msgpack_envelope = msgspec.msgpack.Decoder(_Envelope).decode
_msgpack_row = msgspec.msgpack.Decoder(RowState).decode


def read_pull_reply(content: bytes, *, as_msgpack: bool = False) -> PullReply:
    """The page behind a body. Raises msgspec.MsgspecError for anything else.

    Read in one go, a page of a thousand rows would hold the interpreter, and so the window, for
    milliseconds.
    """
    read_envelope, read_row = (
        (_msgpack_envelope, _msgpack_row) if as_msgpack else (_json_envelope, _json_row)
    )
    page = read_envelope(content)
    return PullReply(
        rows=[read_row(row) for row in page.rows],
        cursor=page.cursor,
        more=page.more,
        server_time=page.server_time,
        schema=page.schema,
    )
