"""Waiting in tests: for what is to happen, however slow the computer is, and never for a time.

What never happens fails here long before pytest ends the test, and says what it was.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, TypeVar

from pytestqt.qtbot import QtBot

T = TypeVar("T")
PATIENCE_S = 120.0
"""For anything that is to happen: many times what the slowest computer needs."""
_LOOK_EVERY_S = 0.01
_WISH_EVERY_S = 10.0
_WAITING = (
    "SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) "
    "WHERE NOT l.granted AND a.datname = current_database()"
)


async def until(
    holds: Callable[[], Any], *, what: object = "", patience_s: float | None = None
) -> Any:
    """The answer of a question, asked again until it is true; an awaitable one is awaited."""
    end = time.monotonic() + (patience_s or PATIENCE_S)
    while True:
        answer = holds()
        if isawaitable(answer):
            answer = await answer
        if answer:
            return answer
        assert time.monotonic() < end, f"never happened: {what or holds}"
        await asyncio.sleep(_LOOK_EVERY_S)


def wait_until(holds: Callable[[], T], *, what: object = "") -> T:
    """The same without a loop; nothing else goes on in this thread meanwhile."""
    end = time.monotonic() + PATIENCE_S
    while not (answer := holds()):
        assert time.monotonic() < end, f"never happened: {what or holds}"
        time.sleep(_LOOK_EVERY_S)
    return answer


def now_and_then(wish: Callable[[], object]) -> Callable[[], None]:
    """What makes a wish when it is called, and ever more seldom: what one brings needs its time
    before the next, on a slow computer more of it."""
    due, pause_s = time.monotonic(), 0.05

    def ask() -> None:
        nonlocal due, pause_s
        if time.monotonic() >= due:
            wish()
            due, pause_s = time.monotonic() + pause_s, min(2 * pause_s, _WISH_EVERY_S)

    return ask


async def soon(work: Awaitable[T]) -> T:
    """The outcome of what ends by itself."""
    return await asyncio.wait_for(work, PATIENCE_S)


async def until_waiting(connection: Any, count: int = 1) -> None:
    """Until so many sessions of this PostgreSQL database wait for a lock."""

    async def enough() -> bool:
        # Inside a transaction PostgreSQL shows for ever who was there at the first look.
        await connection.execute("SELECT pg_stat_clear_snapshot()")
        return await connection.fetchval(_WAITING) >= count

    await until(enough, what=f"{count} sessions that wait for a lock")


class PatientBot(QtBot):
    """pytest-qt's own, waiting as long as everything else here unless a test says otherwise."""

    def waitSignal(self, signal: Any, *, timeout: int = int(PATIENCE_S * 1000), **how: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitUntil(self, callback: Any, *, timeout: int = int(PATIENCE_S * 1000)) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitActive(self, widget: Any, *, timeout: int = int(PATIENCE_S * 1000)) -> Any:
        return super().waitActive(widget, timeout=timeout)
