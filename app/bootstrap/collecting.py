"""Python's garbage, collected on the window's thread only.

By itself the collector runs on whichever thread makes the object that is one too many, and in the
middle of whatever Qt is doing. A widget caught in a cycle would then be destroyed by the database
thread, or while Qt walks through its family: a crash, hours later or at once. Other programs on Qt
(calibre, pyqtgraph) collect by a timer, too.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Generator
from contextlib import contextmanager

import qasync
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

THRESHOLDS = (2_000, 20, 100)
"""New objects before a young collection, young before a middle one, middle before a full one."""
EVERY_MS = 200
"""Often enough that a young collection stays far below a frame while a clinic arrives."""


@contextmanager
def window_runner(application: QApplication) -> Generator[asyncio.Runner]:
    """Run coroutines in Qt's loop, with the garbage collected by it."""
    with (
        collected_here(),
        asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner,
    ):
        yield runner


@contextmanager
def collected_here() -> Generator[None]:
    """Collect on this thread alone, whenever its Qt loop comes to it."""
    was_enabled = gc.isenabled()
    gc.disable()
    timer = QTimer()
    timer.timeout.connect(collect_due)
    timer.start(EVERY_MS)
    try:
        yield
    finally:
        timer.stop()
        if was_enabled:
            gc.enable()


def collect_due() -> None:
    """Collect what the collector would have collected by itself by now."""
    due = [
        generation
        for generation, (count, most) in enumerate(
            zip(gc.get_count(), gc.get_threshold(), strict=True)
        )
        if count > most
    ]
    if due:
        gc.collect(due[-1])


def settle() -> None:
    """Leave what is loaded by now out of later garbage collections, and make full ones rare.

    A full collection looks at every object with the interpreter held: 50 ms in an open window.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
