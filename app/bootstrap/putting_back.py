"""After the server's database was put back to an older backup: the desks are told to refill it."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from sqlalchemy import text

from app.bootstrap.postgres import make_engine, speaking_of_the_database
from app.domain.errors import ConfigurationError
from app.domain.ids import is_record_id
from app.server.epochs import begin_epoch
from app.server.refusal import Refusal
from app.settings import Settings

_CLINICS = text("SELECT id FROM tenant ORDER BY created_at")


def say_restored(arguments: argparse.Namespace, settings: Settings) -> int:
    """Begin another life of one clinic's records, or of every clinic's."""
    del settings
    if arguments.clinic is not None and not is_record_id(arguments.clinic):
        raise ConfigurationError("--clinic", "is not an identifier of 32 hexadecimal digits")
    with speaking_of_the_database("--dsn"):
        count = asyncio.run(begin_anew(arguments.dsn, clinic_id=arguments.clinic))
    clinics = "1 clinic" if count == 1 else f"{count} clinics"
    sys.stdout.write(
        f"{clinics}: each desk sends again what this server said yes to within its memory, "
        "and fetches the rest.\n"
    )
    return 0


async def begin_anew(dsn: str, *, clinic_id: str | None = None) -> int:
    """Tell the desks of every clinic, or of one; how many clinics. Raises ConfigurationError."""
    engine = make_engine(dsn)
    try:
        async with engine.connect() as connection:
            every = [one.hex for one in (await connection.execute(_CLINICS)).scalars()]
        if clinic_id is not None and clinic_id not in every:
            raise ConfigurationError("--clinic", "is not known to this server")
        wanted = every if clinic_id is None else [clinic_id]
        for one in wanted:
            await begin_epoch(engine, one, now=datetime.now(UTC))
        return len(wanted)
    except Refusal:
        raise ConfigurationError("--clinic", "is not known to this server") from None
    finally:
        await engine.dispose()
