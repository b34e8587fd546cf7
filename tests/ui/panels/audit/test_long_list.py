"""A hundred thousand events on the real list: the first and the last page come at once."""

from __future__ import annotations

import asyncio
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.staff import Role
from tests.factories import a_patient
from tests.storage.test_audit_reading import fill
from tests.ui.conftest import ScreenDesk, until
from tests.ui.panels.audit.conftest import AuditScreen, act_as, open_panel

MANY = 100_000
MOST_MS, MOST_STALL_MS = 200, 60


class Beat:
    """Notices how long the window's thread worked without coming back to its events."""

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while True:
            began = time.thread_time()
            await asyncio.sleep(0.002)
            self.longest_ms = max(self.longest_ms, 1000 * (time.thread_time() - began))

    def stop(self) -> None:
        self._task.cancel()


def shows(screen: AuditScreen, row: int) -> bool:
    return screen.panel.model.entry_at(row) is not None


@pytest.mark.row("B7")
async def test_a_hundred_thousand_events_scroll_from_top_to_bottom(
    desk: ScreenDesk, qtbot: QtBot, record_property: object
) -> None:
    await asyncio.to_thread(lambda: desk.worker.submit(lambda: fill(desk.store, MANY)).result())
    act_as(desk, Role.ADMIN)
    began = time.thread_time()
    screen = await open_panel(desk, qtbot, a_patient())
    opened_ms = 1000 * (time.thread_time() - began)
    view, last = screen.panel.view, screen.panel.model.rowCount() - 1
    assert last >= MANY - 1
    beat = Beat()
    began = time.thread_time()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: shows(screen, last), what="the oldest event")
    end_ms = 1000 * (time.thread_time() - began)
    for row in range(0, MANY, 9_973):
        view.scrollTo(screen.panel.model.index(row, 0))
        await until(lambda row=row: shows(screen, row))
    beat.stop()
    print(f"opened={opened_ms:.0f} end={end_ms:.0f} longest stall={beat.longest_ms:.0f} ms")
    assert end_ms < MOST_MS
    assert beat.longest_ms < MOST_STALL_MS
    assert len(screen.panel.model._pages) <= 20
