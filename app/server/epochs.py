"""A server that was put back to an older backup begins another life, and every desk is told.

What the desks were told after that backup is lost here, and kept there: a desk that hears of the
new life sends again what the server said yes to in the one before, and lays what the server has now
below it (design sync.md 3.6). It is noticed by itself, by the first cursor that knows another
history than the server does; an operator who has just restored says so and spares the doubt.
"""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.ids import new_id
from app.server.change_notice import notify
from app.server.numbers import skipped_numbers
from app.server.sequence import lock_clinic
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

_log = logging.getLogger(__name__)
_EPOCH = text("SELECT epoch FROM tenant_seq WHERE tenant_id = CAST(:tenant AS uuid)")
_BEGIN = text(
    "UPDATE tenant_seq SET epoch = CAST(:epoch AS uuid), epoch_at = :now, epoch_seq = seq "
    "WHERE tenant_id = CAST(:tenant AS uuid)"
)


@whole
async def begin_epoch(
    engine: AsyncEngine, tenant_id: str, *, now: datetime, ended: str = ""
) -> None:
    """Begin another life of a clinic's records, unless the one named as ended is over already.

    Raises Refusal (404).
    """
    async with tenant_transaction(engine, tenant_id) as connection:
        head = await lock_clinic(connection, tenant_id)
        present = (await connection.execute(_EPOCH, {"tenant": tenant_id})).scalar_one()
        if ended and present.hex != ended:
            return
        values = {"tenant": tenant_id, "epoch": new_id(), "now": now}
        await connection.execute(_BEGIN, values)
        skipped = await skipped_numbers(connection, tenant_id, now=now)
        await write_notes(connection, tenant_id, [Note(deed=Deed.EPOCH), skipped], now=now)
        await notify(connection, tenant_id, seq=head.seq)
    _log.warning("a clinic begins another life after an older backup")
