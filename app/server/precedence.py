"""Within a clinic, deciding goes before preparing.

A batch cannot be decided before the one that holds the sequence is through. To read and check it
meanwhile costs nothing while PostgreSQL writes the other one, and delays both while that one still
is being decided: one process thinks of one thing at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

_LONGEST_S = 2.0
"""Nobody waits longer: it is a matter of speed only."""


class Precedence:
    """Whose batches are being decided in this process, by clinic."""

    def __init__(self) -> None:
        self._deciding: dict[str, asyncio.Event] = {}

    @contextmanager
    def deciding(self, clinic_id: str) -> Generator[Callable[[], None]]:
        """While a batch is decided: until what it gives is called (it is being written), or the
        end."""
        through = asyncio.Event()
        self._deciding[clinic_id] = through
        try:
            yield through.set
        finally:
            through.set()
            if self._deciding.get(clinic_id) is through:
                del self._deciding[clinic_id]

    async def wait(self, clinic_id: str) -> None:
        """Let who decides go first."""
        through = self._deciding.get(clinic_id)
        if through is not None and not through.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_LONGEST_S):
                    await through.wait()
