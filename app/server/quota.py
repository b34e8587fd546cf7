"""What a clinic may keep at the server: records, and bytes of records with their history.

The numbers stand in the row that every write locks anyway (tenant_seq), so that keeping count
costs no statement. What is over a limit waits in the queue of the desk that made it: nothing is
lost, and it goes as soon as there is room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.errors import QuotaExceeded

QUOTA_EXCEEDED = QuotaExceeded.code
_LINE_BYTES = 500
"""About what a line of the history takes beside the record before and after."""
_COUNT = text(
    "SELECT count(*) FILTER (WHERE NOT deleted) AS records FROM (SELECT DISTINCT ON (entity, id) "
    "deleted FROM row_history WHERE tenant_id = CAST(:tenant AS uuid) "
    "ORDER BY entity, id, version DESC) AS latest"
)
_SIZE = text(
    "SELECT coalesce(sum(octet_length(coalesce(before::text, '')) "
    f"+ octet_length(coalesce(after::text, '')) + {_LINE_BYTES}), 0) "
    "FROM row_history WHERE tenant_id = CAST(:tenant AS uuid)"
)
FILES_USED = text(
    "SELECT coalesce(sum(size), 0) FROM blob WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND state <> 'removed'"
)
"""What a clinic's files come to: those that are here, and the room given to those that come."""
_SET = text(
    "UPDATE tenant_seq SET records = :records, bytes = :bytes, max_records = :max_records, "
    "max_bytes = :max_bytes, max_file_bytes = :max_file_bytes, max_requests = :max_requests "
    "WHERE tenant_id = CAST(:tenant AS uuid)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most a clinic may keep; None: as much as it likes.

    file_bytes are those of its documents; requests those of all its desks together in a minute. Of
    these two None means what the server allows every clinic.
    """

    records: int | None = None
    bytes: int | None = None
    file_bytes: int | None = None
    requests: int | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a clinic keeps, and its limits.

    The counts of a clinic older than they are right from when it is first given limits. file_bytes
    are counted where they are asked for (`set_limits`, blobs.py).
    """

    records: int = 0
    bytes: int = 0
    file_bytes: int = 0
    limits: Limits = NO_LIMITS

    def require(self, *, adds_record: bool, more_records: int = 0) -> None:
        """Raise QuotaExceeded where there is no room for one change more; more_records came since
        these were counted."""
        most, records = self.limits, self.records + more_records
        if adds_record and most.records is not None and records >= most.records:
            raise QuotaExceeded("records", most.records, records)
        if most.bytes is not None and self.bytes >= most.bytes:
            raise QuotaExceeded("bytes", most.bytes, self.bytes)

    def with_more(self, *, records: int = 0, bytes_: int = 0) -> Usage:
        """After a change."""
        return Usage(records=self.records + records, bytes=self.bytes + bytes_, limits=self.limits)


def usage_of(row: Any) -> Usage:
    """The usage in a row of tenant_seq."""
    return Usage(
        records=row.records,
        bytes=row.bytes,
        limits=Limits(
            records=row.max_records,
            bytes=row.max_bytes,
            file_bytes=row.max_file_bytes,
            requests=row.max_requests,
        ),
    )


async def set_limits(connection: AsyncConnection, tenant_id: str, limits: Limits) -> Usage:
    """Give a clinic its limits and count what it keeps; its sequence must be held."""
    await connection.execute(text("SET LOCAL statement_timeout = '10min'"))
    wanted: Mapping[str, Any] = {"tenant": tenant_id}
    records = (await connection.execute(_COUNT, wanted)).scalar_one()
    size = (await connection.execute(_SIZE, wanted)).scalar_one()
    files = (await connection.execute(FILES_USED, wanted)).scalar_one()
    usage = Usage(records=int(records), bytes=int(size), file_bytes=int(files), limits=limits)
    await connection.execute(
        _SET,
        {
            **wanted,
            "records": usage.records,
            "bytes": usage.bytes,
            "max_records": limits.records,
            "max_bytes": limits.bytes,
            "max_file_bytes": limits.file_bytes,
            "max_requests": limits.requests,
        },
    )
    return usage
