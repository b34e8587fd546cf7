"""Shuts a user or a workstation out from the server's own command line, whoever is at the desks."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.bootstrap.postgres import make_engine, speaking_of_the_database
from app.domain.errors import ConfigurationError
from app.domain.ids import is_record_id
from app.server.refusal import Refusal
from app.server.sign_in import folded_name
from app.server.standing import revoke_device, revoke_user
from app.server.tenancy import tenant_transaction
from app.server.trouble import whole
from app.settings import Settings

_USER = text(
    "SELECT user_id FROM credential WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND username = :username"
)


def revoke(arguments: argparse.Namespace, settings: Settings) -> int:
    """Shut a user or a workstation of a clinic out."""
    del settings
    with speaking_of_the_database("--dsn"):
        asyncio.run(
            shut_out(arguments.dsn, arguments.clinic, user=arguments.user, device=arguments.device)
        )
    sys.stdout.write("Shut out: tokens and leases of that sign-in end with the next contact.\n")
    return 0


@whole
async def shut_out(dsn: str, clinic_id: str, *, user: str | None, device: str | None) -> None:
    """End an account or a workstation at once. Raises ConfigurationError where there is none."""
    if not is_record_id(clinic_id):
        raise ConfigurationError("--clinic", "is not an identifier of 32 hexadecimal digits")
    if device is not None and not is_record_id(device):
        raise ConfigurationError("--device", "is not an identifier of 32 hexadecimal digits")
    engine = make_engine(dsn)
    try:
        async with tenant_transaction(engine, clinic_id) as connection:
            await _end(connection, clinic_id, user, device)
    except Refusal:
        name = "--device" if device else "--user"
        raise ConfigurationError(name, "is not known to this clinic") from None
    finally:
        await engine.dispose()


async def _end(
    connection: AsyncConnection, clinic_id: str, user: str | None, device: str | None
) -> None:
    now = datetime.now(UTC)
    if device is not None:
        await revoke_device(connection, clinic_id, device, by=None, now=now)
        return
    wanted = {"tenant": clinic_id, "username": folded_name(user or "")}
    user_id = (await connection.execute(_USER, wanted)).scalar_one_or_none()
    if user_id is None:
        raise ConfigurationError("--user", "is not known to this clinic")
    await revoke_user(connection, clinic_id, user_id.hex, by=None, now=now)
