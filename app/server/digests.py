"""What a clinic's records come to, type by type, for desks that compare it with what they have."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.declare import entities
from app.protocol.snapshots import SUM_MODULUS, DigestReply, TypeDigest
from app.security.server_tokens import Principal
from app.server.feed import Cursors, check_history
from app.server.standing import check_standing
from app.server.tenancy import ONE_LOOK, tenant_transaction

_HEAD = text(
    "SELECT t.seq, t.epoch, h.link FROM tenant_seq AS t LEFT JOIN row_history AS h "
    "ON h.tenant_id = t.tenant_id AND h.seq = :after WHERE t.tenant_id = CAST(:tenant AS uuid)"
)
# The same as storage/digests.py: eight bytes of SHA-256 over identifier and version.
_OF_TYPE = (
    "SELECT '{table}' AS entity, count(*) AS n, coalesce(sum(CAST(CAST(CAST('x' || encode("
    "substr(sha256(uuid_send(id) || int8send(version)), 1, 8), 'hex') AS bit(64)) AS bigint) "
    'AS numeric)), 0) AS total FROM "{table}" '
    "WHERE tenant_id = CAST(:tenant AS uuid) AND deleted_at IS NULL"
)
_ALL = text(" UNION ALL ".join(_OF_TYPE.format(table=spec.name) for spec in entities()))


async def read_digests(
    engine: AsyncEngine, cursors: Cursors, who: Principal, cursor: str
) -> DigestReply:
    """The sums where the cursor is at the clinic's latest change. Raises Refusal (401, 403, 409,
    410)."""
    async with tenant_transaction(engine, who.tenant_id, options=ONE_LOOK) as connection:
        await check_standing(connection, who)
        known = cursors.read(cursor, tenant_id=who.tenant_id)
        asked: dict[str, Any] = {"tenant": who.tenant_id, "after": known.seq if known else 0}
        head = (await connection.execute(_HEAD, asked)).one()
        if known is not None:
            check_history(known, head)
        if known is None or known.seq != head.seq:
            return DigestReply(is_current=False, types={})
        found = await connection.execute(_ALL, {"tenant": who.tenant_id})
        types = {name: TypeDigest(count, int(total) % SUM_MODULUS) for name, count, total in found}
    return DigestReply(is_current=True, types=types)
