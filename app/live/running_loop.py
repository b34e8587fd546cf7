"""The loop that work is started on: there is none before the window opens and after it closed."""

from __future__ import annotations

import asyncio


def running_loop(
    known: asyncio.AbstractEventLoop | None = None,
) -> asyncio.AbstractEventLoop | None:
    """The loop known from before, or the one that runs here; None where nothing can be started.

    Qt goes on telling of clicks, timers and commits when a window's loop has ended: whoever starts
    work on what Qt tells asks here.
    """
    if known is not None:
        return None if known.is_closed() else known
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
