"""Who listens, held so that listening keeps nobody alive."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from types import MethodType
from typing import Generic, TypeVar, cast

_log = logging.getLogger(__name__)
F = TypeVar("F", bound=Callable[..., object])


class Listeners(Generic[F]):
    """Callbacks in the order they came.

    A method of an object (`self._on_change`) is held weakly: it goes with its object. A function is
    held until its subscription ends. False while nobody listens, so that asking costs nothing.
    """

    __slots__ = ("_holds", "_lock")

    def __init__(self) -> None:
        self._holds: tuple[Callable[[], F | None], ...] = ()
        self._lock = threading.Lock()

    def __bool__(self) -> bool:
        return bool(self._holds)

    def add(self, listener: F) -> Callable[[], None]:
        """Hold a callback; the returned function ends it (ending it twice is fine)."""
        hold = self._hold(listener)
        with self._lock:
            self._holds = (*self._holds, hold)
        return lambda: self._drop(hold)

    def remove(self, listener: F) -> bool:
        """End every subscription of a callback; whether there was one."""
        with self._lock:
            kept = tuple(hold for hold in self._holds if hold() != listener)
            was_there = len(kept) < len(self._holds)
            self._holds = kept
        return was_there

    def all(self) -> list[F]:
        """Who listens now."""
        found = [hold() for hold in self._holds]
        alive = [one for one in found if one is not None]
        if len(alive) < len(found):
            self._tidy()
        return alive

    def tell(self, *facts: object) -> None:
        """Call every listener; one listener's trouble is not another's."""
        for listener in self.all():
            try:
                listener(*facts)
            except Exception as error:
                _log.error("a listener failed: %s", type(error).__name__)

    def _hold(self, listener: F) -> Callable[[], F | None]:
        method: object = listener
        if isinstance(method, MethodType):
            with suppress(TypeError):  # an object of a kind that cannot be referred to weakly
                return cast("Callable[[], F | None]", weakref.WeakMethod(method))
        return lambda: listener

    def _tidy(self) -> None:
        with self._lock:
            self._holds = tuple(hold for hold in self._holds if hold() is not None)

    def _drop(self, hold: Callable[[], F | None]) -> None:
        with self._lock:
            self._holds = tuple(one for one in self._holds if one is not hold)
