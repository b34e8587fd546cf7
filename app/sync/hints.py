"""The listener for the server's hints: a connection that is made again whenever it is lost."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from app.domain.ports import Clock, Random
from app.domain.remote_ports import RealtimeApi
from app.sync.connectivity import backoff_s
from app.sync.events import Event, HintHeard, HintsDown, HintsUp

_log = logging.getLogger(__name__)
_LOOK_AGAIN_S = 2.0


class HintListener:
    """Keeps the connection for hints; losing it costs nothing but a slower poll.

    The first hint of a connection says that it works.
    """

    def __init__(
        self,
        realtime: RealtimeApi,
        *,
        hear: Callable[[Event], None],
        clock: Clock,
        random: Random,
    ) -> None:
        self._realtime = realtime
        self._hear = hear
        self._clock = clock
        self._random = random
        self._is_up = False
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """The server answers again: connect now, whatever pause was left."""
        self._woken.set()

    async def run(self, may_connect: Callable[[], bool]) -> None:
        """Connect again and again, until cancelled, while the network may be used."""
        failures = 0
        while True:
            if not may_connect():
                await asyncio.sleep(_LOOK_AGAIN_S)
                continue
            self._woken.clear()  # heard while it connects, too: that attempt may have come too soon
            was_up = await self._connection(may_connect)
            failures = 1 if was_up else failures + 1
            await self._pause(backoff_s(failures, self._luck()))

    async def _pause(self, longest_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), longest_s)

    async def _connection(self, may_connect: Callable[[], bool]) -> bool:
        """One connection from start to end; whether it ever worked."""
        listening = asyncio.create_task(self._realtime.listen(self._on_hint))
        try:
            while not listening.done() and may_connect():
                await asyncio.wait([listening], timeout=_LOOK_AGAIN_S)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
        if not listening.cancelled() and (error := listening.exception()) is not None:
            _log.info("hints ended: %s", getattr(error, "code", type(error).__name__))
        was_up, self._is_up = self._is_up, False
        if was_up:
            self._hear(HintsDown(at=self._clock.monotonic(), luck=self._luck()))
        return was_up

    def _on_hint(self, _seq: int) -> None:
        kind = HintHeard if self._is_up else HintsUp
        self._is_up = True
        self._hear(kind(at=self._clock.monotonic(), luck=self._luck()))

    def _luck(self) -> float:
        return self._random.uniform(0.0, 1.0)
