"""Row 15, played in a process of its own by test_row_15_lock.py: a program has one Qt loop."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.ids import PatientId, RecordId
from app.security.lock_state import Moment, Seen
from app.security.passphrase import KEYRING_KDF
from app.settings import Settings
from tests.bootstrap.lock_desk import PINS, Person, make_desk, marker, run_journey
from tests.matrix.lock_census import Census
from tests.matrix.lock_planting import plant
from tests.matrix.lock_screens import SCREENS, SHOWS_NOBODY, Open, classes_declared, together

MANUAL = "manual"
CAUSES = ("idle", MANUAL, "suspend", "logout")
OUT = os.environ.get("CLINIC_DESK_ROW_15", "")
SECONDS = 1080.0
"""For all of it. What is timed has its own bounds; a busy computer takes minutes for the rest."""
LEAKY = "leaky"


@pytest.fixture(autouse=True)
def _windows_end_with_their_test(qapp: QApplication) -> Iterator[None]:
    yield
    for window in QApplication.topLevelWidgets():
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def shower(screens: dict[str, Open]) -> Callable[[Person, str], Any]:
    """Brings a screen up with planted patients on it."""

    async def show(who: Person, screen: str) -> None:
        main = await who.main()
        rows = await main._data_sync.patients.search(marker(), limit=1)
        await screens[screen](who, main, PatientId(RecordId(rows[0].id)))
        await (await who.main()).tasks.settled()

    return show


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


class Kept:
    """The control of the names: a screen of which something stays for good."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def show(self, who: Person, main: Any, patient: PatientId) -> None:
        """A list of patients, one of whom is remembered by the program for ever."""
        await SCREENS["list"](who, main, patient)
        self.texts.append(f"{marker()} number {len(self.texts)}")


async def every_screen(who: Person, census: Census) -> None:
    """Every screen behind every lock; who goes on is another than was locked out."""
    for cause in CAUSES:
        for screens in together():
            await census.take(who, screens, cause)
            await census.unlock(who)


async def a_leak(who: Person, census: Census) -> list[str]:
    """What is said of screens one of which leaves a name behind."""
    named, census.found, census.patience_s = census.found, [], 0.0
    await census.take(who, ("day", LEAKY, "conversations"), MANUAL)
    await census.unlock(who)
    said, census.found = census.found, named
    return said


@pytest.mark.timeout(SECONDS + 30)
def test_every_screen_behind_every_lock(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    keystore = make_desk(tmp_path / "desk", pin_kdf=dict.fromkeys(PINS, KEYRING_KDF))
    plant(tmp_path / "desk", keystore)
    kept, known, found = Kept(), set[Any](), dict[str, Any]()
    census = Census(shower({**SCREENS, LEAKY: kept.show}), lock, lambda: known)
    begun: list[float] = []
    ended: list[float] = []

    async def person(who: Person) -> None:
        await who.main()
        known.update(_lasting_tasks())
        await every_screen(who, census)
        found.update(census.figures(), leak=await a_leak(who, census))
        await census._show(who, "chart")
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
    found |= {
        "screens": sorted(SCREENS),
        "shows_nobody": sorted(SHOWS_NOBODY),
        "causes": CAUSES,
        "declared": sorted(classes_declared()),
        "hard_ms": (ended[0] - begun[0]) * 1000,
    }
    if OUT:
        Path(OUT).write_text(json.dumps(found), "utf-8")
    assert not census.found, census.found[:20]


def _lasting_tasks() -> set[Any]:
    """The program and the person at it; everything else belongs to a window."""
    return {one for one in asyncio.all_tasks() if not one.get_name().startswith("window")}
