"""Row 15: several screens behind one lock, what is left of them, and whose it was."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from PySide6.QtCore import QStringListModel
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from shiboken6 import isValid

from app.security.passphrase import KEYRING_KDF, stretch
from tests.bootstrap.lock_desk import PINS, Person, marker
from tests.matrix.lock_screens import SHOWS_NOBODY, classes_on_screen
from tests.matrix.phi_census import models_with, says, values_with, visible_with, widgets_with

ENDS_WITHIN_S = 120.0
"""After this what was under way has ended behind any lock, also on a busy computer; the second that
a hard lock has is timed by itself."""
LEFT = "left on purpose: "
Show = Callable[[Person, str], Awaitable[None]]
Lock = Callable[[Person, str], None]


class Planted:
    """The control of each walk: for every screen a label and a value, and one model, are left."""

    def __init__(self, screens: Sequence[str]) -> None:
        self.labels = [QLabel(f"{marker()} of {screen}") for screen in screens]
        for label, screen in zip(self.labels, screens, strict=True):
            label.setObjectName(LEFT + screen)
        self.values = [_kind(screen)(f"{marker()} held of {screen}") for screen in screens]
        self.model: QStringListModel | None = QStringListModel([f"{marker()} in a line"])
        self._screens = screens

    def seen(self, widgets: Counter[str], models: Counter[str], values: Counter[str]) -> int:
        """How many of them a walk found; they are taken out of what it found."""
        count = models.pop("QStringListModel", 0)
        for screen in self._screens:
            count += widgets.pop(f"QLabel#{LEFT}{screen}", 0) + values.pop(LEFT + screen, 0)
        return count

    @property
    def count(self) -> int:
        """How many there are to be found."""
        return 2 * len(self._screens) + 1

    def take_away(self) -> None:
        """Leave nothing."""
        for label in self.labels:
            label.deleteLater()
        self.labels.clear()
        self.values.clear()
        self.model = None


class _Held:
    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


_KINDS: dict[str, type[_Held]] = {}


def _kind(screen: str) -> type[_Held]:
    """A class for each screen, so that a walk over the heap names it."""
    if screen not in _KINDS:
        _KINDS[screen] = type(LEFT + screen, (_Held,), {"__slots__": ()})
    return _KINDS[screen]


class Census:
    """The counts of the row. patience_s: how long a walk waits for what was under way."""

    def __init__(self, show: Show, lock: Lock, known: Callable[[], set[Any]]) -> None:
        self._show, self._lock, self._known = show, lock, known
        self._before: Counter[str] = Counter()
        self.patience_s = ENDS_WITHIN_S
        self.found: list[str] = []
        self.seen: set[str] = set()
        self.covered: list[str] = []
        """Screens of which nothing was left by the time of the lock, for another had its place."""
        self.cells = self.locks = self.shown = self.planted = self.planted_seen = 0
        self.cover_ms: list[float] = []
        self.cover_cpu_ms: list[float] = []
        self.gone_ms: list[float] = []
        self.pin_ms: list[float] = []
        self.pin_cpu_ms: list[float] = []
        self.argon2id_ms: list[float] = []
        self.argon2id_cpu_ms: list[float] = []
        self.switch_ms: list[float] = []

    async def take(self, who: Person, screens: Sequence[str], cause: str) -> None:
        """Lock a window in which these screens are open; what is left is said of which it is."""
        left = await self._behind(who, screens, cause)
        self.cells += len(screens)
        if left and len(screens) > 1:
            left = await self._one_by_one(who, screens, cause) or left
        self.found += left

    async def _one_by_one(self, who: Person, screens: Sequence[str], cause: str) -> list[str]:
        """Which of several screens it was: each is locked alone."""
        left: list[str] = []
        for screen in screens:
            await self.unlock(who)
            left += await self._behind(who, (screen,), cause)
        return left

    async def _behind(self, who: Person, screens: Sequence[str], cause: str) -> list[str]:
        """What is left behind one lock and was not left before."""
        await self._show_all(who, screens)
        begun, done = time.perf_counter(), asyncio.Event()
        # Outside of any task: a key lets Qt run events, and no task runs inside another.
        asyncio.get_running_loop().call_soon(self._timed_lock, who, cause, done)
        await done.wait()
        visible = {o.objectName() for o in QApplication.topLevelWidgets() if o.isVisible()}
        left = [f"to be seen: {visible}"] if visible != {"lock_screen"} else []
        await who.until(lambda: who.shift._place is None, what="put away")
        await who.until(who.shift._inbox.empty)
        await who.until(
            lambda: not any(o.objectName() == "main_window" for o in QApplication.allWidgets()),
            what="the window destroyed",
        )
        self.gone_ms.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.05)
        ending = self._tasks()
        if ending:  # what was asked before the lock, the lease say
            await asyncio.wait(ending, timeout=self.patience_s)
        left += self._look(who) + await self._walk(screens)
        self.locks += 1
        cell = f"{', '.join(screens)}/{cause}"
        print(cell, left, flush=True)
        return [f"{cell}: {one}" for one in left]

    async def _show_all(self, who: Person, screens: Sequence[str]) -> None:
        """One screen after the other in one window; none takes away what another shows."""
        on: dict[str, list[QWidget]] = {}
        for screen in screens:
            await self._show(who, screen)
            await _give_keyboard(who)
            self.seen |= classes_on_screen()
            if screen not in SHOWS_NOBODY:
                await who.until(lambda: visible_with(marker()), what=f"a patient: {screen}")
                self.shown += 1
            visible = visible_with(marker())
            others = {id(one) for some in on.values() for one in some}
            on[screen] = [one for one in visible if id(one) not in others] or visible
        for screen, some in on.items():
            is_up = not some or any(isValid(one) and says(one, marker()) for one in some)
            self.covered.extend([] if is_up else [screen])

    def _timed_lock(self, who: Person, cause: str, done: asyncio.Event) -> None:
        begun, cpu = time.perf_counter(), time.thread_time()
        self._lock(who, cause)
        self.cover_ms.append((time.perf_counter() - begun) * 1000)
        self.cover_cpu_ms.append((time.thread_time() - cpu) * 1000)
        done.set()

    def _tasks(self) -> set[asyncio.Task[Any]]:
        """What runs for a window: the desk looks at its lease behind a lock, too."""
        running = asyncio.all_tasks() - self._known()
        return {one for one in running if one.get_coro().__name__ != "_look_at_lease"}

    def _look(self, who: Person) -> list[str]:
        left = ["clipboard"] if QGuiApplication.clipboard().text() else []
        left += [f"task {one.get_coro()}" for one in self._tasks()]
        out = who.shift._desk.store.database.engine.pool.checkedout()
        return [*left, f"{out} connections checked out"] if out else left

    async def _walk(self, screens: Sequence[str]) -> list[str]:
        """Widgets, models and the whole heap, with something of each screen left on purpose."""
        planted = Planted(screens)
        seen, left = _census(planted)
        end, pause_s = time.monotonic() + self.patience_s, 0.1
        while left - self._before and time.monotonic() < end:  # a read that was under way
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, 10.0)
            seen, left = _census(planted)
        self.planted += planted.count
        self.planted_seen += seen
        planted.take_away()
        new, self._before = left - self._before, left
        return [f"{name} x{count}" for name, count in new.items()]

    async def unlock(self, who: Person) -> None:
        """Go on by PIN, with the real cost of its derivation, as another than was here before."""
        real, here = who.shift._prove, who.shift._desk.user.username

        def timed(attempt: Any) -> Any:
            begun, cpu = time.perf_counter(), time.thread_time()
            try:
                return real(attempt)
            finally:
                self.pin_ms.append((time.perf_counter() - begun) * 1000)
                self.pin_cpu_ms.append((time.thread_time() - cpu) * 1000)

        who.shift._prove = timed  # type: ignore[method-assign]
        other = next(name for name in PINS if name != here)
        begun = time.perf_counter()
        await who.unlock(PINS[other], user=other)
        await who.window("main_window")
        self.switch_ms.append((time.perf_counter() - begun) * 1000)
        await asyncio.to_thread(self._time_the_floor)
        del who.shift._prove

    def _time_the_floor(self) -> None:
        """What the derivation alone takes on this computer just now, in a thread as it runs in."""
        begun, cpu = time.perf_counter(), time.thread_time()
        stretch(PINS["kim"], b"s" * 16, kdf=KEYRING_KDF)
        self.argon2id_ms.append((time.perf_counter() - begun) * 1000)
        self.argon2id_cpu_ms.append((time.thread_time() - cpu) * 1000)

    def figures(self) -> dict[str, Any]:
        """For the parent process."""
        return {
            "cells": self.cells,
            "locks": self.locks,
            "covered": self.covered,
            "planted": self.planted,
            "planted_seen": self.planted_seen,
            "seen": sorted(self.seen),
            "shown": self.shown,
            "found": self.found,
            "cover_ms": _p95(self.cover_ms),
            "cover_cpu_ms": max(self.cover_cpu_ms),
            "cover_median_ms": statistics.median(self.cover_ms),
            "gone_ms": _p95(self.gone_ms),
            "pin_ms": _p95(self.pin_ms),
            "pin_cpu_ms": _p95(self.pin_cpu_ms),
            "pin_unlocks": len(self.pin_ms),
            "argon2id_ms": _p95(self.argon2id_ms),
            "argon2id_cpu_ms": _p95(self.argon2id_cpu_ms),
            "switch_ms": _p95(self.switch_ms),
            "switch_median_ms": statistics.median(self.switch_ms),
        }


async def _give_keyboard(who: Person) -> None:
    """To the dialog that is in front, as every desktop does; a test's has none to do it."""
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        dialog.activateWindow()
        await who.until(
            lambda: QGuiApplication.focusWindow() == dialog.windowHandle(), what="the keyboard"
        )


def _census(planted: Planted) -> tuple[int, Counter[str]]:
    """How much of what was planted is found, and everything else that is."""
    widgets, models = widgets_with(marker()), models_with(marker())
    values = values_with(marker())
    seen = planted.seen(widgets, models, values)
    left: Counter[str] = Counter()
    for kind, some in (("widget", widgets), ("model", models), ("value in", values)):
        left.update({f"{kind} {name}": count for name, count in some.items()})
    return seen, left


def _p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
