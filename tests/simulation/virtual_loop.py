"""An event loop in virtual time: whoever waits is woken at once, and the clock leaps there."""

from __future__ import annotations

import asyncio
from typing import Any


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs asyncio code without a second of real waiting, in the same order every time."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._selector = self  # what a loop asks how long it may sleep

    def time(self) -> float:
        return self._now

    def select(self, timeout: float | None) -> list[Any]:
        """Nothing outside this loop ever happens: sleeping is moving the clock."""
        if timeout is None:
            raise AssertionError("everybody waits for something that never comes")
        self._now += timeout
        return []

    def run_to(self, instant: float) -> None:
        """Let everything happen that is due until then."""
        if instant > self._now:
            self.call_at(instant, self.stop)
            self.run_forever()

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]
        """Work for another thread is done at once: no thread knows virtual time."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done

    def _process_events(self, _events: list[Any]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody sleeps who would have to be woken."""
