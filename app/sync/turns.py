"""Storing what arrives without keeping anybody at the desk waiting.

Many rows to a transaction are stored faster: each page of the file that they touch is enciphered
once for all of them. So there are many while nobody works at the desk, and few once somebody does.
How few they have to be is seen: the more is here already, the more pages a row touches.
"""

from __future__ import annotations

from collections.abc import Callable

from app.domain.ports import AfterSome, Clock, DatabaseThreads, Priority

MANY, FEW, FEWEST = 5000, 100, 10
"""Rows to a transaction."""
CALM_AFTER_S = 2.0
SHORT_S = 0.008
"""How long few rows may take: an edit waits for them, and is to be seen in the next frame."""
_MORE_AT_ONCE = 1.25


class Turns:
    """Sync's turns at the writer thread. One that takes long is given up for an edit."""

    def __init__(self, threads: DatabaseThreads, clock: Clock) -> None:
        self._threads = threads
        self._clock = clock
        self._busy_until = clock.monotonic()
        self._was_given_up = False
        self._few = float(FEW)

    @property
    def rows(self) -> int:
        """How many rows to store in the next turn."""
        return round(self._few) if self._is_busy else MANY

    async def write(self, work: Callable[[AfterSome], object]) -> bool:
        """Do work on the writer thread, which calls what it is given after some rows each time.

        False where somebody's edit had to go first: nothing of it is kept, do less of it again.
        """
        return await self._threads.write(lambda: self._do(work), priority=Priority.SYNC)

    @property
    def _is_busy(self) -> bool:
        return self._was_given_up or self._clock.monotonic() < self._busy_until

    def _do(self, work: Callable[[AfterSome], object]) -> bool:
        is_short, begun = self._is_busy, self._clock.monotonic()

        def after_some() -> None:
            if self._threads.is_wanted():
                self._busy_until = self._clock.monotonic() + CALM_AFTER_S
                if not is_short:
                    raise _GivenUp

        try:
            work(after_some)
        except _GivenUp:
            self._was_given_up = True
            return False
        self._was_given_up = False
        if is_short:
            self._fit(self._clock.monotonic() - begun)
        return True

    def _fit(self, took_s: float) -> None:
        """Fewer rows at once where these took too long; slowly more again where they did not."""
        change = min(SHORT_S / took_s, _MORE_AT_ONCE) if took_s > 0 else _MORE_AT_ONCE
        self._few = min(max(self._few * change, FEWEST), FEW)


class _GivenUp(Exception):
    """Ends a turn for the sake of an edit."""
