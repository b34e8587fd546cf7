"""The server's housekeeping: once a day it removes files that nothing speaks of."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from sqlalchemy.exc import DBAPIError

from app.server.refusal import Refusal
from app.server.state import ServerState

_log = logging.getLogger(__name__)
FIRST_S = 600.0
EVERY_S = 24 * 3600.0


@asynccontextmanager
async def sweeping(server: ServerState) -> AsyncGenerator[None]:
    """Tidy while the server runs; a server without files has nothing to tidy."""
    if server.files is None:
        yield
        return
    task = asyncio.get_running_loop().create_task(_run(server))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _run(server: ServerState) -> None:
    await asyncio.sleep(FIRST_S)
    while server.files is not None:
        try:
            removed = await server.files.sweep(now=server.now())
        except (DBAPIError, OSError, Refusal) as error:
            _log.warning("files were not tidied: %s", type(error).__name__)
        else:
            _log.info("%d files removed that nothing spoke of", removed)
        await asyncio.sleep(EVERY_S)
