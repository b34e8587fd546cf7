"""Shows and sets what a clinic may keep at the server and how often its desks may ask, from the
server's own command line."""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import replace

from app.bootstrap.postgres import make_engine, speaking_of_the_database
from app.domain.errors import ConfigurationError
from app.domain.ids import is_record_id
from app.server.quota import Limits, Usage, set_limits
from app.server.refusal import Refusal
from app.server.sequence import lock_clinic
from app.server.tenancy import tenant_transaction
from app.server.trouble import whole
from app.settings import MIB, Settings

NO_LIMIT = "none"


def quota(arguments: argparse.Namespace, settings: Settings) -> int:
    """Set the limits that were given, and print what the clinic keeps and may keep."""
    del settings
    wanted = {
        "records": _number("--records", arguments.records, 1),
        "bytes": _number("--storage", arguments.storage, MIB),
        "file_bytes": _number("--files", arguments.files, MIB),
        "requests": _number("--requests", arguments.requests, 1),
    }
    changes = {name: value for name, value in wanted.items() if value is not ...}
    with speaking_of_the_database("--dsn"):
        usage = asyncio.run(change_limits(arguments.dsn, arguments.clinic, changes))
    sys.stdout.write("\n".join(lines_of(usage)) + "\n")
    return 0


@whole
async def change_limits(dsn: str, clinic_id: str, changes: dict[str, object]) -> Usage:
    """Set some limits (None: no limit) and count; without changes only look.

    Raises ConfigurationError for a clinic that is not there.
    """
    if not is_record_id(clinic_id):
        raise ConfigurationError("--clinic", "is not an identifier of 32 hexadecimal digits")
    engine = make_engine(dsn)
    try:
        async with tenant_transaction(engine, clinic_id) as connection:
            head = await lock_clinic(connection, clinic_id)
            limits: Limits = replace(head.usage.limits, **changes)  # type: ignore[arg-type]
            return await set_limits(connection, clinic_id, limits)
    except Refusal:
        raise ConfigurationError("--clinic", "is not known to this server") from None
    finally:
        await engine.dispose()


def lines_of(usage: Usage) -> list[str]:
    """What is kept, of how much, for people."""
    most = usage.limits
    records = "no limit" if most.records is None else str(most.records)
    kept, files = f"{usage.bytes / MIB:.1f} MiB", f"{usage.file_bytes / MIB:.1f} MiB"
    requests = "as many as the server allows" if most.requests is None else str(most.requests)
    return [
        f"records: {usage.records} of {records}",
        f"records and their history: {kept} of {_mib(most.bytes, 'no limit')}",
        f"files: {files} of {_mib(most.file_bytes, 'what the server allows')}",
        f"requests a minute: {requests}",
    ]


def _mib(size: int | None, without: str) -> str:
    return without if size is None else f"{size / MIB:.0f} MiB"


def _number(name: str, given: str | None, unit: int) -> object:
    """A limit as it was given: a number, None for "none", ... where nothing was given."""
    if given is None:
        return ...
    if given == NO_LIMIT:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= 12):
        raise ConfigurationError(name, f"is a whole number, or {NO_LIMIT}")
    return int(given) * unit
