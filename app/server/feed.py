"""The pull: the clinic's history after an opaque cursor, page by page between transactions."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.cache import Key, SharedCache
from app.domain.operations import RowState, WireBody
from app.protocol.codec import decode_json
from app.protocol.messages import SCHEMA
from app.server.refusal import Refusal

_HEAD = text(
    "SELECT t.seq, t.epoch, t.link AS last, h.link FROM tenant_seq AS t LEFT JOIN row_history AS h "
    "ON h.tenant_id = t.tenant_id AND h.seq = :after WHERE t.tenant_id = CAST(:tenant AS uuid)"
)
_COLUMNS = "entity, id, version, seq, deleted, changed, after, commit_seq"
_LINK = text("SELECT link FROM row_history WHERE tenant_id = CAST(:tenant AS uuid) AND seq = :seq")
_AFTER = text(
    f"SELECT {_COLUMNS} FROM row_history WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND seq > :after AND seq <= :head ORDER BY seq"
)
PAGES = "page"
"""Begins the names of pages in the shared cache; the clinic follows."""
_pages = msgspec.msgpack.Decoder(list[RowState])
PAGE_BYTES = 4 * 1024 * 1024
"""A page ends with the transaction that reaches this. A larger transaction is sent whole, ..."""
HARD_PAGE_BYTES = 32 * 1024 * 1024
"""... up to this: then it is cut, and its rest is the next page."""
_FEW, _MANY = 50, 200
"""Rows fetched from the database at once. With few of 256 KiB no more than 13 MiB wait in memory;
many are fetched after rows that are small on average, as nearly all are."""
_SMALL_BYTES = 8 * 1024


class CursorBody(msgspec.Struct, array_like=True):
    """What a cursor holds: form, tenant, epoch, scope, schema, sequence number.

    link begins the history's link at that number: a server that was put back to an older backup has
    another there, or none. Cursors of before have none.
    """

    form: int
    tenant: str
    epoch: str
    scope: str
    schema: int
    seq: int
    link: str = ""


class OtherHistory(Refusal):
    """The cursor knows a history of this very clinic that is not the server's."""

    def __init__(self, epoch: str) -> None:
        super().__init__(HTTPStatus.CONFLICT, "epoch")
        self.epoch = epoch


def link_of(link: str) -> str:
    """As much of a link as a cursor holds."""
    return link[:16]


class Cursors:
    """Makes and reads cursors: signed, bound to one clinic and one life of its database."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def make(self, body: CursorBody) -> str:
        """The cursor as text for a URL."""
        packed = msgspec.msgpack.encode(body)
        return base64.urlsafe_b64encode(self._mac(packed) + packed).decode().rstrip("=")

    def read(self, cursor: str, *, tenant_id: str) -> CursorBody | None:
        """What a cursor holds; None for an empty one.

        Raises Refusal (410 resync) for a cursor of another clinic or making.
        """
        if not cursor:
            return None
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            body = msgspec.msgpack.decode(raw[16:], type=CursorBody)
        except (ValueError, msgspec.MsgspecError):
            raise _resync() from None
        is_ours = hmac.compare_digest(raw[:16], self._mac(raw[16:]))
        if not is_ours or (body.form, body.tenant) != (1, tenant_id):
            raise _resync()
        return body

    def _mac(self, packed: bytes) -> bytes:
        return hmac.new(self._secret, packed, hashlib.sha256).digest()[:16]


async def read_page(
    connection: AsyncConnection,
    cursors: Cursors,
    cache: SharedCache | None,
    *,
    tenant_id: str,
    cursor: str,
    limit: int,
    is_plain: bool = False,
) -> tuple[list[RowState], str, bool]:
    """Rows after the cursor, the cursor behind them, and whether there is more. is_plain: nobody
    looks into the records, and they are answered as JSON: they go as PostgreSQL spells them.

    Every desk of a clinic asks for the same few rows when it hears of a change, each at another
    process perhaps. The number the clinic is at is read from the database and is part of the
    what is kept: a page of before a change cannot be met after it, whichever process wrote it.
    """
    known = cursors.read(cursor, tenant_id=tenant_id)
    after = known.seq if known else 0
    line = (await connection.execute(_HEAD, {"tenant": tenant_id, "after": after})).one()
    head, epoch = line.seq, line.epoch
    if known is not None:
        check_history(known, line)
    wanted = {"tenant": tenant_id, "after": after, "head": head}
    found: list[RowState] = []
    if after < head:
        key = (PAGES, (tenant_id, (epoch.hex, after, limit)))
        kept = None if cache is None else await cache.find(key, head)
        if kept is None:
            body_of = _as_spelt if is_plain and cache is None else _as_values
            lines = await _until_full(connection, wanted, limit=limit)
            found = [row_of(line, body_of) for line in lines]
            if cache is not None:
                await _keep(cache, key, found, head)
        else:
            found = _pages.decode(kept)
    reached = found[-1].seq if found else int(head)
    link = line.last if reached == head else await _link_at(connection, tenant_id, reached)
    body = CursorBody(1, tenant_id, epoch.hex, "", SCHEMA, reached, link_of(link))
    return found, cursors.make(body), reached < head


async def _keep(cache: SharedCache, key: Key, found: list[RowState], head: int) -> None:
    try:
        packed = msgspec.msgpack.encode(found)
    except OverflowError:  # a number of an earlier version that only JSON can say
        return
    await cache.keep(key, packed, head, holds={row.entity for row in found})


def check_history(known: CursorBody, line: Any) -> None:
    """Raise where a cursor tells of another life of the clinic's records, or of another history:
    Refusal (409 epoch), and OtherHistory where nobody has noticed yet."""
    if known.epoch != line.epoch.hex:
        raise Refusal(HTTPStatus.CONFLICT, "epoch")
    if known.seq > line.seq or (known.link and known.link != link_of(line.link or "")):
        raise OtherHistory(known.epoch)


async def check_cursor(
    connection: AsyncConnection, cursors: Cursors, cursor: str, *, tenant_id: str
) -> None:
    """Raise as `check_history` does for a cursor that comes with something else; one that is none
    of ours says nothing."""
    try:
        known = cursors.read(cursor, tenant_id=tenant_id)
    except Refusal:
        return
    if known is not None:
        asked = {"tenant": tenant_id, "after": known.seq}
        check_history(known, (await connection.execute(_HEAD, asked)).one())


async def _link_at(connection: AsyncConnection, tenant_id: str, seq: int) -> str:
    return (await connection.execute(_LINK, {"tenant": tenant_id, "seq": seq})).scalar_one()


async def _until_full(
    connection: AsyncConnection, wanted: dict[str, Any], *, limit: int
) -> list[Any]:
    """History lines up to the end of the transaction with which the page is full."""
    found: list[Any] = []
    size, at_once = 0, _FEW
    options = {"max_row_buffer": _MANY}
    async with connection.stream(_AFTER, wanted, execution_options=options) as lines:
        while some := await lines.fetchmany(at_once):
            for line in some:
                found.append(line)
                size += len(line.changed.encode()) + len((line.after or "").encode())
                is_full = len(found) >= limit or size >= PAGE_BYTES
                if size >= HARD_PAGE_BYTES or (is_full and line.seq >= line.commit_seq):
                    return found
            at_once = _MANY if size < len(found) * _SMALL_BYTES else _FEW
    return found


def _as_values(text: str) -> WireBody:
    return decode_json(text)


def _as_spelt(text: str) -> WireBody:
    """For who writes it down again as JSON: to read it and to write it takes nine times as long."""
    return cast("WireBody", msgspec.Raw(text))


def row_of(line: Any, body_of: Callable[[str], WireBody] = _as_values) -> RowState:
    """A line of the history as the desks get it."""
    return RowState(
        line.entity,
        line.id.hex,
        line.version,
        line.seq,
        line.deleted,
        [] if line.changed == "[]" else decode_json(line.changed),  # as of every new record
        None if line.after is None else body_of(line.after),
    )


def _resync() -> Refusal:
    return Refusal(HTTPStatus.GONE, "resync")
