"""A value on screen that stays true: it is read again whenever what it shows changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.domain.changes import ChangeSet, KeyPattern
from app.live.change_feed import ChangeFeed
from app.live.running_loop import running_loop

T = TypeVar("T")


class LiveQuery(QObject, Generic[T]):
    """One question to the database and its latest answer.

    value_changed(value) fires on the UI thread when a new answer differs from the one before;
    failed(error) when the question could not be answered; loading_changed(bool) around reads.
    However many commits arrive while a read is under way, exactly one more read follows. It is
    read again when a record of one of the entities changes, or one that a pattern in watching
    covers ("patient/0190…/*": everything of one patient).

    An answer is good for the time the feed names (five minutes): then it is read again in the
    background while its panel is seen, and stays shown meanwhile; a hidden panel's is read when
    the panel is opened, by refresh(). Nobody's look is written down that nobody took: it ends, and
    gives up a read under way, once the feed is closed because the screen is covered. Before the
    first refresh() or ask() nothing is read, whatever changes.

    What is out of sight is read once the reads for what is in sight, under way by then, are done.
    """

    value_changed = Signal(object)
    loading_changed = Signal(bool)
    failed = Signal(object)

    def __init__(
        self,
        feed: ChangeFeed,
        fetch: Callable[[], Awaitable[T]],
        *,
        entities: Iterable[str] = (),
        watching: Iterable[str] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._feed, self._fetch = feed, fetch
        self._entities = frozenset(entities)
        self._task: asyncio.Task[None] | None = None
        self._is_dirty, self._is_stopped = False, feed.is_closed
        self._was_asked = False
        self._value: T | None = None
        self._read_at: float | None = None
        self._lasts_s = feed.answers_last_s
        self._end_of_life = QTimer(self)
        self._end_of_life.setSingleShot(True)
        self._end_of_life.setInterval(round(1000 * self._lasts_s))
        self._end_of_life.timeout.connect(self._on_end_of_life)
        self._patterns = tuple(KeyPattern(one) for one in watching)
        feed.changed.connect(self._on_changed)  # ends with this object
        feed.closed.connect(self.stop)

    @property
    def value(self) -> T | None:
        """The latest answer, None before the first."""
        return self._value

    @property
    def is_loading(self) -> bool:
        """Whether the first answer is on its way: there is nothing to show yet."""
        return self._task is not None and self._read_at is None

    @property
    def is_refreshing(self) -> bool:
        """Whether a newer answer is on its way while the latest is shown."""
        return self._task is not None and self._read_at is not None

    @property
    def is_fresh(self) -> bool:
        """Whether the latest answer is young enough not to be read again."""
        return self._read_at is not None and time.monotonic() - self._read_at < self._lasts_s

    def refresh(self) -> None:
        """Read if there is no answer yet, or none that is fresh."""
        if not self.is_fresh and self._task is None and not self._is_stopped:
            self.ask()

    def ask(self, fetch: Callable[[], Awaitable[T]] | None = None) -> None:
        """Read now; with a function given, that is the question from here on."""
        if fetch is not None:
            self._fetch, self._read_at = fetch, None
        self._was_asked = True
        self._is_dirty = not self._is_stopped
        if self._is_dirty and self._task is None:
            self._begin()

    async def settled(self) -> T | None:
        """Wait until no read is under way; the latest answer."""
        while self._task is not None:
            await asyncio.shield(self._task)
        return self._value

    def stop(self) -> None:
        """Give up a read under way and read no more."""
        self._entities = frozenset()
        self._patterns = ()
        self._is_dirty, self._is_stopped = False, True
        self._end_of_life.stop()
        if self._task is not None:
            self._task.cancel()

    def _on_changed(self, change_set: ChangeSet) -> None:
        is_asked_of = not self._entities.isdisjoint(change_set.entities)
        if not self._was_asked:
            return  # nobody has looked here yet, and nobody's look is written down
        if is_asked_of or any(one.narrow(change_set) for one in self._patterns):
            self.ask()

    def _begin(self) -> None:
        loop = running_loop()
        if loop is None:
            self._read_at = None  # whoever opens the panel later has it read
            return
        self._task = loop.create_task(self._read_while_dirty())
        if self._is_seen():
            self._feed.reads_in_sight.add(self._task)
            self._task.add_done_callback(self._feed.reads_in_sight.discard)

    async def _read_while_dirty(self) -> None:
        self.loading_changed.emit(True)
        try:
            first = self._feed.reads_in_sight
            if first and self._task not in first:
                await asyncio.wait(tuple(first))
            while self._is_dirty:
                self._is_dirty = False
                await self._read_once()
        finally:
            self._task = None
            if isValid(self):
                self.loading_changed.emit(False)

    async def _read_once(self) -> None:
        fetch = self._fetch
        try:
            value = await fetch()
        except asyncio.CancelledError:
            raise
        except Exception as error:
            if isValid(self):
                self.failed.emit(error)
            return
        if fetch is not self._fetch or not isValid(self):  # the panel may have died meanwhile
            return
        self._read_at = time.monotonic()
        if not self._is_stopped:
            self._end_of_life.start()
        if value != self._value:
            self._value = value
            self.value_changed.emit(value)

    def _on_end_of_life(self) -> None:
        if self._read_at is not None:  # the timer may be a little early
            self._read_at -= self._lasts_s
        if self._is_seen():
            self.refresh()

    def _is_seen(self) -> bool:
        """Whether the panel this belongs to is on the screen."""
        holder = self.parent()
        while holder is not None and not isinstance(holder, QWidget):
            holder = holder.parent()
        return holder is None or holder.isVisible()
