"""Garbage is collected on the window's thread only, between two of Qt's events."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Iterator
from contextlib import suppress

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap.collecting import collected_here, window_runner
from tests.waiting import until


class Ring:
    """Holds itself: only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self


class RingOfWidgets(QWidget):
    """A window that a cycle keeps: only the collector destroys it."""

    def __init__(self, destroyed_on: list[int]) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: destroyed_on.append(threading.get_ident()))


@pytest.fixture
def collected_on() -> Iterator[list[int]]:
    """On which thread each collection began."""
    threads: list[int] = []

    def note(phase: str, _facts: dict[str, int]) -> None:
        if phase == "start":
            threads.append(threading.get_ident())

    gc.callbacks.append(note)
    yield threads
    with suppress(ValueError):
        gc.callbacks.remove(note)


def test_widgets_in_a_cycle_are_destroyed_by_the_window_while_a_thread_makes_garbage(
    qapp: QApplication, collected_on: list[int]
) -> None:
    destroyed_on: list[int] = []
    is_over = threading.Event()

    def make_garbage() -> None:
        while not is_over.is_set():
            for _ in range(5_000):
                Ring()
            is_over.wait(0.001)

    async def a_while_at_the_desk() -> None:
        worker = threading.Thread(target=make_garbage)
        worker.start()
        try:
            RingOfWidgets(destroyed_on)
            await until(lambda: destroyed_on)
        finally:
            is_over.set()
            await asyncio.to_thread(worker.join)

    with window_runner(qapp) as runner:
        runner.run(a_while_at_the_desk())
    here = threading.get_ident()
    assert set(destroyed_on) == {here}
    assert set(collected_on) == {here}


def test_collections_are_as_they_were_once_the_window_is_gone(qapp: QApplication) -> None:
    gc.enable()
    with collected_here():
        assert not gc.isenabled()
    assert gc.isenabled()
