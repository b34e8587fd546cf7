"""Whose session at the server a desk holds: one for everybody who works there, in one name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from app.domain.errors import RequestRefused
from app.security.lease import holder_of

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

T = TypeVar("T")


def is_own_session(desk: Desk) -> bool:
    """Whether the session is of the person who works at the desk now.

    Records of everybody travel under it, each in its maker's name. What the server does for whoever
    asks (keys, codes, shutting out) is not asked for in another's name. A session that does not say
    whose it is, of an older server, counts as one's own: the server decides.
    """
    tokens = desk.tokens.load()
    if tokens is None:
        return True
    return holder_of(tokens.lease, tokens.server_key) in ("", desk.context.user_id)


async def asked_in_person(desk: Desk, passphrase: str, ask: Callable[[], Awaitable[T]]) -> T:
    """What the server does only for somebody who showed it their passphrase within the hour.

    It is shown where the session is somebody else's, and where the server asks for it; then ask()
    is done once more. Raises what ask raises, and ApiError.
    """
    if not await asyncio.to_thread(is_own_session, desk):
        await desk.sign_in(passphrase)
    try:
        return await ask()
    except RequestRefused as refused:
        if refused.reason != "sign_in_again":
            raise
    await desk.sign_in(passphrase)
    return await ask()
