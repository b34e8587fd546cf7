"""The server's housekeeping: it removes files that nothing speaks of, and empties what is left of
snapshots that nobody loads any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError

from app.server.blobs import ServerFiles
from app.server.refusal import Refusal
from app.server.snapshot_keeping import empty_everywhere
from app.server.state import ServerState

_log = logging.getLogger(__name__)
FIRST_S = 600.0
EVERY_S = 24 * 3600.0


@asynccontextmanager
async def sweeping(server: ServerState) -> AsyncGenerator[None]:
    """Tidy while the server runs; a server without files has none to tidy."""
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(empty_everywhere(server.engine))]
    if server.files is not None:
        tasks.append(loop.create_task(_sweep_files(server, server.files)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _sweep_files(server: ServerState, files: ServerFiles) -> None:
    await asyncio.sleep(FIRST_S)
    while True:
        try:
            removed = await files.sweep(now=server.now())
        except (DBAPIError, OSError, Refusal) as error:
            _log.warning("files were not tidied: %s", type(error).__name__)
        else:
            _log.info("%d files removed that nothing spoke of", removed)
        await asyncio.sleep(EVERY_S)
