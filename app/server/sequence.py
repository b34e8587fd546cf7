"""The clinic's sequence: one lock for everything that writes records or ends accounts.

Whoever holds it decides alone: about merging and double booking, and who administers the clinic.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.server.change_notice import NOTIFY, notice
from app.server.quota import Usage, usage_of
from app.server.refusal import not_found

_LOCK = text(
    "SELECT seq, link, epoch_seq, epoch_at > now() - interval '30 days' AS is_refilled, "
    "records, bytes, max_records, max_bytes, max_file_bytes, max_requests FROM tenant_seq "
    "WHERE tenant_id = CAST(:tenant AS uuid) FOR UPDATE"
)
_HOLD = text("SELECT set_config('app.seq_held', 'on', true)")
# A statement of its own: the one that waits for the lock sees the clinic as it was before.
_BEGIN = text(
    "SELECT set_config('app.seq_held', 'on', true), "
    "EXISTS (SELECT 1 FROM sync_conflict WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND status IN ('open', 'claimed') AND deleted_at IS NULL) AS conflicts, "
    "EXISTS (SELECT 1 FROM patient_merge WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND status = 'merged' AND deleted_at IS NULL) AS merges"
)
_ADVANCE = text(
    "UPDATE tenant_seq SET seq = :seq, link = :link, records = :records, bytes = :bytes "
    f"WHERE tenant_id = CAST(:tenant AS uuid) RETURNING {NOTIFY}"
)


@dataclass(kw_only=True)
class Head:
    """The last number given, the last link of the chain, and what the clinic keeps so far."""

    seq: int
    link: str
    usage: Usage
    is_refilled: bool = False
    """Whether the server lost something that desks may still bring back (epochs.py)."""
    life_began: int = 0
    """The last number of the life of its records before this one."""


@dataclass(frozen=True, slots=True)
class Rare:
    """Whether a clinic has any undecided conflict, and anybody who is merged with somebody: what
    is not there is not looked for."""

    conflicts: bool = True
    merges: bool = True


async def lock_clinic(connection: AsyncConnection, tenant_id: str) -> Head:
    """Wait until nobody else decides; until the transaction ends. Raises Refusal (404)."""
    found = (await connection.execute(_LOCK, {"tenant": tenant_id})).one_or_none()
    if found is None:
        raise not_found()
    return Head(
        seq=found.seq,
        link=found.link,
        usage=usage_of(found),
        is_refilled=bool(found.is_refilled),
        life_began=found.epoch_seq,
    )


async def allow_writing(connection: AsyncConnection) -> None:
    """Tell the tables' guard that the sequence is held."""
    await connection.execute(_HOLD)


async def begin_deciding(connection: AsyncConnection, tenant_id: str) -> Rare:
    """Tell the tables' guard that the sequence is held; what there is to be looked for."""
    found = (await connection.execute(_BEGIN, {"tenant": tenant_id})).one()
    return Rare(conflicts=found.conflicts, merges=found.merges)


async def advance(connection: AsyncConnection, tenant_id: str, head: Head) -> None:
    """Keep the new end of the sequence and tell every desk."""
    usage = head.usage
    await connection.execute(
        _ADVANCE,
        {
            "seq": head.seq,
            "link": head.link,
            "records": usage.records,
            "bytes": usage.bytes,
            "tenant": tenant_id,
            **notice(tenant_id, seq=head.seq),
        },
    )
