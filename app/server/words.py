"""The words by which the server's records are found, caught up when somebody asks.

Writing them with every push would slow the desks down for the sake of a rare question. So each
record type remembers up to which sequence number of the clinic its words are known; a search first
reads what the history has beyond that, and then finds everything that was ever accepted.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.declare import EntitySpec
from app.protocol.codec import decode_json, encode_json
from app.schema.search_tokens import record_words
from app.security.server_tokens import Principal
from app.server.refusal import Refusal
from app.server.standing import check_standing
from app.server.tenancy import tenant_transaction
from app.server.trouble import whole

AT_ONCE = 2000
MOST_ROUNDS = 20
"""Per question; a clinic with more to catch up answers "busy" a few times, and goes on."""
_RETRY_S = 2.0
_BEGIN = text(
    "INSERT INTO record_words_at (tenant_id, entity, seq) "
    "VALUES (CAST(:tenant AS uuid), :entity, 0) ON CONFLICT DO NOTHING"
)
# Locked, so that two who catch up at once cannot overwrite newer words with older ones.
_KNOWN = text(
    "SELECT seq FROM record_words_at WHERE tenant_id = CAST(:tenant AS uuid) AND entity = :entity "
    "FOR UPDATE"
)
_HEAD = text("SELECT seq FROM tenant_seq WHERE tenant_id = CAST(:tenant AS uuid)")
_NEW = text(
    "SELECT seq, id, after FROM row_history WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND entity = :entity AND seq > :known AND seq <= :head ORDER BY seq LIMIT :limit"
)
_KEEP = text(
    "INSERT INTO record_words (tenant_id, entity, id, words) "
    "SELECT CAST(:tenant AS uuid), :entity, r.id, array_to_tsvector(r.words) "
    "FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id uuid, words text[]) "
    "ON CONFLICT (tenant_id, entity, id) DO UPDATE SET words = excluded.words"
)
_REACHED = text(
    "UPDATE record_words_at SET seq = :seq WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND entity = :entity"
)


@whole
async def catch_up(engine: AsyncEngine, who: Principal, spec: EntitySpec) -> None:
    """Bring the words of a record type to the clinic's present state.

    Raises Refusal (401, 403; 503 where there is too much for one question: ask again).
    """
    for _ in range(MOST_ROUNDS):
        async with tenant_transaction(engine, who.tenant_id) as connection:
            await check_standing(connection, who)
            if await _one_round(connection, who.tenant_id, spec):
                return
    raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "busy", retry_after_s=_RETRY_S)


async def _one_round(connection: AsyncConnection, tenant_id: str, spec: EntitySpec) -> bool:
    """Catch up with one stretch of the history; whether that was the last."""
    mine: dict[str, Any] = {"tenant": tenant_id, "entity": spec.name}
    head = (await connection.execute(_HEAD, {"tenant": tenant_id})).scalar_one_or_none() or 0
    await connection.execute(_BEGIN, mine)
    known = (await connection.execute(_KNOWN, mine)).scalar_one()
    if known >= head:
        return True
    wanted = {**mine, "known": known, "head": head, "limit": AT_ONCE}
    found = (await connection.execute(_NEW, wanted)).all()
    # A record that changed twice keeps its last words; a tombstone has none.
    words = {row_id.hex: _words(spec, after) for _, row_id, after in found}
    if words:
        rows = [{"id": row_id, "words": some} for row_id, some in words.items()]
        await connection.execute(_KEEP, {**mine, "rows": encode_json(rows).decode()})
    is_last = len(found) < AT_ONCE
    await connection.execute(_REACHED, {**mine, "seq": head if is_last else found[-1].seq})
    return is_last


def _words(spec: EntitySpec, after: str | None) -> list[str]:
    return [] if after is None else sorted(record_words(spec, decode_json(after)))
