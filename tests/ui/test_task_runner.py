"""Work behind a click: kept alive, marked busy, errors presented once."""

from __future__ import annotations

import asyncio
import inspect
import logging
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import delete

from app.domain.errors import InvalidRecord, StorageFull, Unreachable
from app.ui.error_presenter import words_for
from app.ui.task_runner import TaskRunner


async def test_the_result_reaches_done_and_busy_goes_off(qapp: QApplication) -> None:
    tasks = TaskRunner()
    busy: list[bool] = []
    tasks.busy_changed.connect(busy.append)
    results: list[int] = []

    async def work() -> int:
        await asyncio.sleep(0)
        return 7

    tasks.start(work(), done=results.append)
    await tasks.settled()
    await asyncio.sleep(0)
    assert results == [7]
    assert busy == [True, False]


async def test_an_error_nobody_takes_is_presented(qapp: QApplication) -> None:
    tasks = TaskRunner()
    errors: list[Exception] = []
    tasks.failed.connect(errors.append)

    async def fail() -> None:
        raise StorageFull

    tasks.start(fail())
    tasks.start(fail(), failed=lambda _error: True)
    await tasks.settled()
    assert len(errors) == 1
    assert "disk is full" in words_for(errors[0])


async def test_work_that_is_stopped_before_it_began_is_put_away(qapp: QApplication) -> None:
    """Python would warn of it, at some other moment."""
    tasks, done = TaskRunner(), list[int]()

    async def work() -> int:
        return 7

    begun = work()
    tasks.start(begun, done=done.append)
    tasks.stop()
    await tasks.settled()
    await asyncio.sleep(0)
    assert inspect.getcoroutinestate(begun) == inspect.CORO_CLOSED
    assert done == []


async def test_an_unexpected_error_logs_its_kind_and_not_its_text(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    tasks = TaskRunner()

    async def fail() -> None:
        raise ValueError("Okafor")

    with caplog.at_level(logging.ERROR):
        tasks.start(fail())
        await tasks.settled()
    assert "ValueError" in caplog.text
    assert "Okafor" not in caplog.text


def test_errors_become_plain_words() -> None:
    problems = InvalidRecord({"family_name": "is required", "mrn": "is too long"})
    assert words_for(problems) == "Family name is required.\nMRN is too long."
    assert "kept on this computer" in words_for(Unreachable())
    assert "try again" in words_for(RuntimeError("secret"))
    assert "secret" not in words_for(RuntimeError("secret"))


class _Asking(QWidget):
    """A widget that hears of an end by touching a part of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit(self)

    def on_end(self, words: str, _outcome: object) -> bool:
        self.line.setText(words)
        return True


async def test_an_answer_to_a_widget_that_is_gone_is_nobodys_and_its_error_is_presented(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    tasks, widget = TaskRunner(), _Asking()
    errors: list[Exception] = []
    tasks.failed.connect(errors.append)

    async def work(error: Exception | None = None) -> None:
        await asyncio.sleep(0)
        if error is not None:
            raise error

    hears = partial(widget.on_end, "it ended")
    tasks.start(work(), done=hears)
    tasks.start(work(StorageFull()), failed=hears)
    delete(widget)
    await tasks.settled()
    assert [type(one) for one in errors] == [StorageFull]
    assert caplog.records == []


async def test_work_that_ends_after_its_window_is_gone_says_nothing(qapp: QApplication) -> None:
    tasks, wrong = TaskRunner(), list[dict[str, object]]()
    asyncio.get_running_loop().set_exception_handler(lambda _loop, told: wrong.append(told))
    tasks.start(asyncio.sleep(60))
    await asyncio.sleep(0)
    tasks.stop()
    delete(tasks)
    await asyncio.sleep(0.01)
    assert wrong == []
