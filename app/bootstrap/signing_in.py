"""Signing a desk in to its server, with the passphrase or with what was shown there before."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from app.bootstrap.facts import SERVER_KEY_FACT
from app.bootstrap.members import post_due_credentials
from app.domain.errors import ApiError, ConfigurationError, RequestRefused
from app.security.passphrase import KdfParameters, derive_auth_key

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


async def sign_in(
    desk: Desk, passphrase: str, *, username: str, kdf: KdfParameters, is_proven: bool = True
) -> None:
    """Sign in; the server may still know the key of a passphrase that was replaced here.

    is_proven: the passphrase opens this desk. Only then what was shown to the server before may
    stand for it; one that does not may be newer, chosen at another desk. Raises ApiError, and
    ConfigurationError where the desk has no server.
    """
    _, key = await log_in(desk, passphrase, username=username, kdf=kdf, is_proven=is_proven)
    fact = SERVER_KEY_FACT + desk.context.user_id
    if await asyncio.to_thread(desk.fact, fact) != key:
        await asyncio.to_thread(desk.set_fact, fact, key)
    with suppress(ApiError):  # signed in all the same; posted when the desk is next in step
        await post_due_credentials(desk)


async def log_in(
    desk: Desk, passphrase: str, *, username: str, kdf: KdfParameters, is_proven: bool = True
) -> tuple[str, str]:
    """The role the server says somebody has now, and the key it knows; nothing is noted here.

    As sign_in, and raises the same.
    """
    if desk.api is None:
        raise ConfigurationError("server", "this desk has not joined a server")
    clinic_id, fact = desk.context.clinic_id, SERVER_KEY_FACT + desk.context.user_id
    key = await asyncio.to_thread(derive_auth_key, passphrase, clinic_id, username, kdf=kdf)
    known = await asyncio.to_thread(desk.fact, fact)
    token = await asyncio.to_thread(desk.fact, "device_token") or ""
    try:
        reply = await desk.api.login(
            clinic_id=clinic_id, username=username, auth_key=key, device_token=token
        )
    except RequestRefused:
        if known is None or known == key or not is_proven:
            raise
        reply = await desk.api.login(
            clinic_id=clinic_id, username=username, auth_key=known, device_token=token
        )
        return reply.role, known
    return reply.role, key
