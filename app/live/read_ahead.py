"""What is likely to be asked for next is read before anybody asks: the day after, a chart under the
mouse.

Nothing is shown by that, so nothing is written down: whoever then opens it is asked for their role,
and the look is in the trail before the value is handed out, as ever. A value is held for a minute,
and only while nothing at all was written since it was read: whoever saves and looks again sees what
was saved.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.domain.changes import ChangeSet
from app.domain.errors import ClinicError
from app.domain.phi import quiet
from app.domain.ports import ChangePublisher, Clock, DatabaseThreads, Reader
from app.live.running_loop import running_loop

T = TypeVar("T")
HELD_S = 60.0
MOST_HELD = 64
MOST_WISHES = 64
_log = logging.getLogger(__name__)


@quiet
@dataclass(frozen=True, slots=True)
class _Held:
    value: object
    until: float


@dataclass(frozen=True, slots=True)
class _Wish:
    key: Hashable
    read: Callable[[Reader], Any]
    then: Callable[[Any], None] | None


class ReadAhead:
    """Reads one wish after the other, beside what people wait for. wish and clear are called on
    the window's loop; taken and hits may be asked from any thread."""

    def __init__(self, threads: DatabaseThreads, publisher: ChangePublisher, clock: Clock) -> None:
        self._threads = threads
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, _Held] = OrderedDict()
        self._wishes: OrderedDict[Hashable, _Wish] = OrderedDict()
        self._number = 0
        """Counts what was written: a value read before the last write is not held."""
        self._task: asyncio.Task[None] | None = None
        self._purge: asyncio.TimerHandle | None = None
        self._is_stopped = False
        self.hits = 0
        """How often somebody was handed a value that was read ahead."""
        self._end = publisher.subscribe(self._on_commit)

    def wish(
        self,
        key: Hashable,
        read: Callable[[Reader], T],
        *,
        then: Callable[[T], None] | None = None,
    ) -> None:
        """Have this read as soon as nothing else is; then hears the value on the loop."""
        loop = None if self._is_stopped else running_loop()
        if loop is None or self._has(key):
            return
        self._wishes[key] = _Wish(key, read, then)
        while len(self._wishes) > MOST_WISHES:
            self._wishes.popitem(last=False)
        if self._task is None:
            self._task = loop.create_task(self._run())

    def take(self, key: Hashable) -> Any:
        """What was read ahead, once, for `Access.show` to hand out; None where nothing is held."""
        held = self._take(key)
        return None if held is None else held.value

    def clear(self) -> None:
        """Hold nothing any more; what is being read now is nobody's, and nothing follows it."""
        with self._lock:
            self._number += 1
            self._held.clear()
        self._wishes.clear()
        under_way, self._task = self._task, None
        if under_way is not None:
            under_way.cancel()
        if self._purge is not None:
            self._purge.cancel()
            self._purge = None

    def stop(self) -> None:
        """The window is covered or closes: read nothing more, hold nothing, hear no wish."""
        self._is_stopped = True
        self._end()
        self.clear()

    async def settled(self) -> None:
        """Wait until every wish was read."""
        while self._task is not None:
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        try:
            while self._wishes and not self._is_stopped:
                _, wish = self._wishes.popitem(last=False)
                await self._read(wish)
        finally:
            if self._task is asyncio.current_task():  # clear may have begun another since
                self._task = None

    async def _read(self, wish: _Wish) -> None:
        number = self._number
        try:
            value = await self._threads.read(wish.read)
            if self._keep(wish.key, value, number) and wish.then is not None:
                wish.then(value)
        except ClinicError as error:
            _log.info("not read ahead: %s", error.code)
        except Exception as error:  # whoever wished may be gone: the other wishes are read
            _log.warning("what was read ahead was not taken: %s", type(error).__name__)

    def _keep(self, key: Hashable, value: object, number: int) -> bool:
        with self._lock:
            if number != self._number or self._is_stopped:
                return False
            self._held[key] = _Held(value, self._clock.monotonic() + HELD_S)
            self._held.move_to_end(key)
            while len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
        if self._purge is None:
            self._purge = asyncio.get_running_loop().call_later(HELD_S, self._on_purge)
        return True

    def _on_purge(self) -> None:
        """What nobody asked for does not stay: each value goes when its minute is over."""
        self._purge = None
        now = self._clock.monotonic()
        with self._lock:
            for key in [key for key, held in self._held.items() if held.until <= now]:
                del self._held[key]
            oldest = next(iter(self._held.values()), None)
        if oldest is not None and not self._is_stopped:
            loop = asyncio.get_running_loop()
            self._purge = loop.call_later(oldest.until - now, self._on_purge)

    def _has(self, key: Hashable) -> bool:
        with self._lock:
            held = self._held.get(key)
            return held is not None and held.until > self._clock.monotonic()

    def _take(self, key: Hashable) -> _Held | None:
        with self._lock:
            held = self._held.pop(key, None)
            if held is None or held.until <= self._clock.monotonic():
                return None
            self.hits += 1
            return held

    def _on_commit(self, changes: ChangeSet) -> None:
        """Runs on the thread that committed, before whoever wrote hears of it."""
        if not changes.changes and not changes.pending_changed:
            return
        with self._lock:
            self._number += 1
            self._held.clear()
