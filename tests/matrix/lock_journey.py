"""Row 15, played in a process of its own by test_row_15_lock.py: a program has one Qt loop."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.ids import PatientId, RecordId
from app.security.lock_state import Moment, Seen
from app.security.passphrase import KEYRING_KDF, stretch
from app.settings import Settings
from tests.bootstrap.lock_desk import PINS, Person, make_desk, marker, run_journey
from tests.matrix.lock_planting import plant
from tests.matrix.lock_screens import SCREENS, classes_declared, classes_on_screen
from tests.matrix.phi_census import models_with, values_with, widgets_with

CAUSES = ("idle", "suspend", "logout")
MANUAL = "manual"
IS_WHOLE = bool(os.environ.get("CLINIC_DESK_ROW_15_WHOLE"))
OUT = os.environ.get("CLINIC_DESK_ROW_15", "")
ENDS_WITHIN_S = 120
"""After this what was under way has ended behind any lock, also on a busy computer; the second that
a hard lock has is timed by itself."""
SECONDS = 1080.0
"""For all of it. What is timed has its own bounds; a busy computer takes minutes for the rest."""


@pytest.fixture(autouse=True)
def _windows_end_with_their_test(qapp: QApplication) -> Iterator[None]:
    yield
    for window in QApplication.topLevelWidgets():
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


async def show(who: Person, screen: str) -> None:
    """Bring a screen up with planted patients on it."""
    main = await who.main()
    rows = await main._data_sync.patients.search(marker(), limit=1)
    await SCREENS[screen](who, main, PatientId(RecordId(rows[0].id)))
    await asyncio.sleep(0.15)
    await (await who.main()).tasks.settled()


def lock(who: Person, cause: str) -> None:
    """What happens, until the moment the call returns: by then nothing is to be seen."""
    watch = who.shift.watch
    if cause == "idle":
        at, real = watch.state.at, watch._look
        watch._look = lambda: Moment(at.monotonic_s + 181, at.wall_s + 181)
        watch.tick()
        watch._look = real
    elif cause == MANUAL:
        QTest.keyClick(
            QGuiApplication.focusWindow(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier
        )
    elif cause == "suspend":
        who.shift._system.on_sleep(True)
    else:
        who.shift._system._on_logout()


class Census:
    """The counts of the row."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.seen: set[str] = set()
        self.cells = self.heaps = 0
        self.cover_ms: list[float] = []
        self.cover_cpu_ms: list[float] = []
        self.gone_ms: list[float] = []
        self.pin_ms: list[float] = []
        self.pin_cpu_ms: list[float] = []
        self.argon2id_ms: list[float] = []
        self.argon2id_cpu_ms: list[float] = []
        self.switch_ms: list[float] = []
        self.hard_ms = -1.0
        self.shown_before = 0
        self.control: dict[str, int] = {}

    async def take(self, who: Person, screen: str, cause: str, known: set[Any]) -> None:
        """One cell: lock this screen in this way, and look for what is left."""
        await show(who, screen)
        self.seen |= classes_on_screen()
        self.shown_before += bool(widgets_with(marker()) or models_with(marker()))
        begun = time.perf_counter()
        # Outside of any task: a key lets Qt run events, and no task runs inside another.
        done = asyncio.Event()
        asyncio.get_running_loop().call_soon(self._timed_lock, who, cause, done)
        await done.wait()
        visible = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        names = {one.objectName() for one in visible}
        if names != {"lock_screen"}:
            self.found.append(f"{screen}/{cause}: visible {names}")
        await who.until(lambda: who.shift._place is None, what="put away")
        await who.until(who.shift._inbox.empty)
        main = [one for one in QApplication.topLevelWidgets() if one.objectName() == "main_window"]
        await who.until(
            lambda: not any(o.objectName() == "main_window" for o in QApplication.allWidgets()),
            what=f"{len(main)} windows destroyed",
        )
        self.gone_ms.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.05)
        ending = asyncio.all_tasks() - known
        if ending:  # what was asked before the lock, the lease say
            await asyncio.wait(ending, timeout=ENDS_WITHIN_S)
        self._look(who, f"{screen}/{cause}", known)
        self.heaps += 1
        left, looks = values_with(marker()), 0
        while left and looks < ENDS_WITHIN_S * 10:  # a read that was under way
            await asyncio.sleep(0.1)
            left, looks = values_with(marker()), looks + 1
        self.found += [
            f"{screen}/{cause}: value in {name} x{count}" for name, count in left.items()
        ]

    def _timed_lock(self, who: Person, cause: str, done: asyncio.Event) -> None:
        begun, cpu = time.perf_counter(), time.thread_time()
        lock(who, cause)
        self.cover_ms.append((time.perf_counter() - begun) * 1000)
        self.cover_cpu_ms.append((time.thread_time() - cpu) * 1000)
        done.set()

    def _look(self, who: Person, cell: str, known: set[Any]) -> None:
        self.cells += 1
        mark = marker()
        for kind, left in (("widget", widgets_with(mark)), ("model", models_with(mark))):
            self.found += [f"{cell}: {kind} {name} x{count}" for name, count in left.items()]
        if QGuiApplication.clipboard().text():
            self.found.append(f"{cell}: clipboard")
        tasks = asyncio.all_tasks() - known
        self.found += [f"{cell}: task {task.get_coro()}" for task in tasks]
        print(cell, len(self.found), flush=True)
        engine = who.shift._desk.store.database.engine
        if engine.pool.checkedout():
            self.found.append(f"{cell}: {engine.pool.checkedout()} connections checked out")

    async def unlock(self, who: Person, name: str) -> None:
        """Go on by PIN, with the real cost of its derivation for kim."""
        real = who.shift._prove

        def timed(attempt: Any) -> Any:
            begun, cpu = time.perf_counter(), time.thread_time()
            try:
                return real(attempt)
            finally:
                if name == "kim":
                    self.pin_ms.append((time.perf_counter() - begun) * 1000)
                    self.pin_cpu_ms.append((time.thread_time() - cpu) * 1000)

        who.shift._prove = timed
        begun = time.perf_counter()
        await who.unlock(PINS[name], user=name)
        await who.window("main_window")
        if name == "kim":
            self.switch_ms.append((time.perf_counter() - begun) * 1000)
            await asyncio.to_thread(self._time_the_floor)
        del who.shift._prove

    def _time_the_floor(self) -> None:
        """What the derivation alone takes on this computer just now, in a thread as it runs in."""
        begun, cpu = time.perf_counter(), time.thread_time()
        stretch(PINS["kim"], b"s" * 16, kdf=KEYRING_KDF)
        self.argon2id_ms.append((time.perf_counter() - begun) * 1000)
        self.argon2id_cpu_ms.append((time.thread_time() - cpu) * 1000)

    def controls(self) -> None:
        """The census finds what is left on purpose."""
        label = QLabel(f"{marker()}00")
        label.setObjectName("left_behind")
        held = [f"{marker()} held"]
        self.control = {
            "label": sum(widgets_with(marker()).values()),
            "value": sum(values_with(marker()).values()),
        }
        held.clear()
        label.deleteLater()

    def as_json(self) -> str:
        """For the parent process."""
        return json.dumps(
            {
                "cells": self.cells,
                "heaps": self.heaps,
                "screens": len(SCREENS),
                "seen": sorted(self.seen),
                "declared": sorted(classes_declared()),
                "shown_before": self.shown_before,
                "found": self.found,
                "control": self.control,
                "cover_ms": _p95(self.cover_ms),
                "cover_cpu_ms": max(self.cover_cpu_ms),
                "gone_ms": _p95(self.gone_ms),
                "hard_ms": self.hard_ms,
                "pin_ms": _p95(self.pin_ms),
                "pin_cpu_ms": _p95(self.pin_cpu_ms),
                "pin_unlocks": len(self.pin_ms),
                "argon2id_ms": _p95(self.argon2id_ms),
                "argon2id_cpu_ms": _p95(self.argon2id_cpu_ms),
                "switch_ms": _p95(self.switch_ms),
                "switch_median_ms": statistics.median(self.switch_ms),
                "cover_median_ms": statistics.median(self.cover_ms),
            }
        )


def _p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


@pytest.mark.timeout(SECONDS + 30)
def test_every_screen_behind_every_lock(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    keystore = make_desk(tmp_path / "desk", pin_kdf={"kim": KEYRING_KDF})
    plant(tmp_path / "desk", keystore)
    census = Census()
    begun: list[float] = []
    ended: list[float] = []

    async def person(who: Person) -> None:
        await who.main()
        known = _lasting_tasks()
        for number, screen in enumerate(SCREENS):
            for cause in (*_others(number), MANUAL):
                await census.take(who, screen, cause, known)
                await census.unlock(who, "kim" if cause == MANUAL else "sara")
        await show(who, "chart")
        begun.append(time.perf_counter())
        who.shift.watch.see(Seen.LID)

    run_journey(
        tmp_path / "desk",
        keystore,
        person,
        monkeypatch,
        qapp,
        settings=Settings(),
        begin_anew=lambda _cause: ended.append(time.perf_counter()),
    )
    census.hard_ms = (ended[0] - begun[0]) * 1000
    census.controls()
    if OUT:
        Path(OUT).write_text(census.as_json(), "utf-8")
    assert not census.found, census.found[:20]


def _others(number: int) -> tuple[str, ...]:
    """The other ways to lock a screen: all of them, or one after the other in turn."""
    return CAUSES if IS_WHOLE else (CAUSES[number % len(CAUSES)],)


def _lasting_tasks() -> set[Any]:
    """The program and the person at it; everything else belongs to a window."""
    wanted: Callable[[Any], bool] = lambda task: not task.get_name().startswith("window")  # noqa: E731
    return {task for task in asyncio.all_tasks() if wanted(task)}
