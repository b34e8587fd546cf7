"""Starts the work behind a click: keeps it alive, shows that it runs, presents what failed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.domain.errors import ClinicError
from app.domain.telemetry import Area, Meter, measured
from app.live.running_loop import running_loop

T = TypeVar("T")
_log = logging.getLogger(__name__)


class TaskRunner(QObject):
    """Runs coroutines on the window's loop.

    busy_changed(bool): whether anything runs. failed(Exception): an error nobody else took.
    """

    busy_changed = Signal(bool)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None, *, meter: Meter | None = None) -> None:
        super().__init__(parent)
        self._meter = meter
        self._running: set[asyncio.Task[Any]] = set()
        self._is_stopped = False
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def is_busy(self) -> bool:
        """Whether anything runs."""
        return bool(self._running)

    @property
    def is_stopped(self) -> bool:
        """Whether the window has closed."""
        return self._is_stopped

    def start(
        self,
        work: Coroutine[Any, Any, T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], bool] | None = None,
    ) -> None:
        """Run work; call done with its result. failed may take an error by returning True.

        Neither is called where it is a method of a widget that is gone by then.
        """
        loop = None if self._is_stopped else running_loop(self._loop)
        if loop is None:
            work.close()
            return
        self._loop = loop
        task = loop.create_task(self._run(work, done, failed))
        self._running.add(task)
        task.add_done_callback(self._forget)
        task.add_done_callback(lambda _: work.close())  # it may end before it began
        if len(self._running) == 1:
            self.busy_changed.emit(True)

    async def settled(self) -> None:
        """Wait until nothing runs."""
        while self._running:
            await asyncio.wait(set(self._running))

    def stop(self) -> None:
        """Wait for nothing more and start nothing more (the window closes).

        Reads end here; a write that was taken on is done all the same (see LastingWrites).
        """
        self._is_stopped = True
        for task in self._running:
            task.cancel()

    async def _run(
        self,
        work: Coroutine[Any, Any, T],
        done: Callable[[T], None] | None,
        failed: Callable[[Exception], bool] | None,
    ) -> None:
        try:
            with measured(self._meter, Area.ACTION, name_of(work)):
                result = await work
            if done is not None and not _is_gone(done):
                done(result)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self._present(error, failed)

    def _present(self, error: Exception, failed: Callable[[Exception], bool] | None) -> None:
        if not isinstance(error, ClinicError):
            # The type only: an unexpected error's text may hold what was typed.
            _log.error("task failed: %s", type(error).__name__)
        if failed is None or _is_gone(failed) or not failed(error):
            self.failed.emit(error)

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not self._running and isValid(self):  # it may have gone with its window
            self.busy_changed.emit(False)


def _is_gone(callback: Callable[..., object]) -> bool:
    """Whether what would hear of the end was a widget that is deleted."""
    method = callback.func if isinstance(callback, partial) else callback
    owner = getattr(method, "__self__", None)
    return isinstance(owner, QObject) and not isValid(owner)


def name_of(work: Coroutine[Any, Any, Any]) -> str:
    """What is done, in the program's own words: the function's name, never what it was given."""
    return work.__qualname__.replace(".<locals>", "")
