"""Names at the server: nobody new is called what a colleague seems to be called."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.user_names import looks_like
from app.server.refusal import conflict
from app.server.sign_in import folded_name

_NAMES = text(
    "SELECT username FROM credential WHERE tenant_id = CAST(:tenant AS uuid) "
    'UNION SELECT username FROM "user" WHERE tenant_id = CAST(:tenant AS uuid)'
)


async def refuse_look_alike(connection: AsyncConnection, tenant_id: str, username: str) -> None:
    """Raise Refusal (409) for a name nobody has that the eye takes for one somebody has."""
    names = (await connection.execute(_NAMES, {"tenant": tenant_id})).scalars().all()
    if folded_name(username) in map(folded_name, names):
        return
    if any(looks_like(username, name) for name in names):
        raise conflict("username_taken")
