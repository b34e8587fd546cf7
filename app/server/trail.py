"""What the server itself has to tell: sign-ins, refusals, revocations. No patient data, ever.

The table is only added to: the application's role may not change it, and a trigger stops its
owner. What calls for somebody's attention is logged as well.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_log = logging.getLogger(__name__)


class Deed(StrEnum):
    """Everything the server writes into its trail."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    REFRESH_REUSE = "refresh_reuse"
    JOIN = "join"
    INVITE = "invite"
    CREDENTIAL_SET = "credential_set"
    REVOKE = "revoke"
    ALLOW_AGAIN = "allow_again"
    DENY = "deny"
    FETCH = "fetch"
    BOOTSTRAP = "bootstrap"
    EPOCH = "epoch"
    IMPORT = "import"
    HEAD_REJECTED = "head_rejected"
    HEADS_ANEW = "heads_anew"
    DEVICE_KEY = "device_key"
    FILE_STORED = "file_stored"
    FILE_READ = "file_read"
    QUERY = "query"
    AGGREGATE = "aggregate"
    REPORT = "report"
    DISCARD = "discard"
    RECORD_NUMBERS = "record_numbers"


_ALERTS = frozenset(
    {Deed.REFRESH_REUSE, Deed.HEAD_REJECTED, Deed.HEADS_ANEW, Deed.REVOKE, Deed.EPOCH}
)
# A clinic that does not exist has no trail: strangers' guesses must not fill the table.
_ADD = text(
    "INSERT INTO server_audit (tenant_id, at, action, actor_id, device_id, entity, row_id, code, "
    "principal_id) "
    "SELECT CAST(:tenant AS uuid), :at, :action, CAST(:actor AS uuid), CAST(:device AS uuid), "
    ":entity, CAST(:row AS uuid), :code, CAST(:principal AS uuid) "
    "WHERE EXISTS (SELECT 1 FROM tenant WHERE id = CAST(:tenant AS uuid))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One line: who did what at which workstation, to which record, and the code of why.

    principal_id is whose session brought it, where an operation names its own actor.
    """

    deed: Deed
    actor_id: str | None = None
    device_id: str | None = None
    entity: str = ""
    row_id: str | None = None
    code: str = ""
    principal_id: str | None = None


async def write_notes(
    connection: AsyncConnection, tenant_id: str, notes: Sequence[Note], *, now: datetime
) -> None:
    """Add lines to a clinic's trail, in the caller's transaction."""
    if not notes:
        return
    for note in notes:
        if note.deed in _ALERTS:
            _log.warning("%s %s %s", note.deed, note.entity, note.code)
    await connection.execute(
        _ADD,
        [
            {
                "tenant": tenant_id,
                "at": now,
                "action": str(note.deed),
                "actor": note.actor_id,
                "device": note.device_id,
                "entity": note.entity,
                "row": note.row_id,
                "code": note.code,
                "principal": note.principal_id,
            }
            for note in notes
        ],
    )
