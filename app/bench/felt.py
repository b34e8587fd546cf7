"""How quick the whole window feels over the big database: from a key or a click to the picture that
answers it."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.bench import sample
from app.bench.measure import Row, percentile
from app.bench.window import empty_window_s, prepare_screen
from app.bench.workbench import CONTEXT, Workbench
from app.domain.query import Query
from app.domain.staff import Clinic, User
from app.storage.store import LocalStore
from app.storage.worker import DatabaseWorker

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QPoint
    from PySide6.QtWidgets import QWidget

    from app.live.live_query import LiveQuery
    from app.ui.main_window import MainWindow

_SEARCHES, _CHARTS, _DAYS, _WINDOWS, _STEPS = 60, 40, 40, 5, 240
_LETTERS = 4

_PATIENCE_S, _LOOK_S, _REST_S = 30.0, 0.001, 0.02
_SIZE = (1440, 900)
_TODAY = sample.START.astimezone(ZoneInfo(sample.ZONE)).date()


class _NoonClock:
    """The sample's day, which does not end while it is timed."""

    def now(self) -> datetime:
        """The moment the sample was made for."""
        return sample.START

    def monotonic(self) -> float:
        """Seconds, as they pass."""
        return time.monotonic()


def search_to_paint(bench: Workbench) -> Iterator[Row]:
    """From the last letter typed into the search to the painted matches."""
    yield _in_time("search_to_paint", _run(bench.store, _searches), goal=50.0, share=0.95)


def open_chart(bench: Workbench) -> Iterator[Row]:
    """From choosing the patient with the longest history to their painted chart."""
    visits = f"{sample.CHART_VISITS:,} visits"
    yield _in_time("open_chart", _run(bench.store, _charts), goal=200.0, variant=visits)


def open_day(bench: Workbench) -> Iterator[Row]:
    """From turning to the busiest day to its painted calendar."""
    visits = f"{sample.BUSY_DAY_VISITS} visits"
    yield _in_time("open_day", _run(bench.store, _days), goal=150.0, variant=visits)


def drag(bench: Workbench) -> Iterator[Row]:
    """A visit carried over the busiest day, a picture for every move of the mouse."""
    frames = _run(bench.store, _dragged)
    slow = percentile(frames, 0.95)
    yield Row(
        scenario="drag",
        variant=f"{sample.BUSY_DAY_VISITS} visits",
        floor="a steady picture",
        value=1 / slow,
        worst=1 / max(frames),
        goal=30.0,
        unit="frames/s",
        higher_is_better=True,
        detail={"p50_ms": round(statistics.median(frames) * 1_000, 2), "frames": len(frames)},
    )


def unlock_to_usable(bench: Workbench) -> Iterator[Row]:
    """From the key at hand to a window that shows today, against starting an empty window."""
    store = bench.store
    _run(store, _opened)  # what is imported behind the unlock screen
    floors = [empty_window_s(bench) for _ in range(_WINDOWS)]
    spent = [statistics.median(_run(store, _opened)) for _ in range(_WINDOWS)]
    floor = statistics.median(floors)
    yield Row(
        scenario="unlock_to_usable",
        floor="an empty PySide6 window",
        value=statistics.median(spent) / floor,
        worst=max(spent) / floor,
        goal=2.5,
        detail={
            "work_ms": round(statistics.median(spent) * 1_000, 1),
            "floor_ms": round(floor * 1_000, 1),
        },
    )


def _in_time(
    scenario: str, spent: Sequence[float], *, goal: float, share: float = 0.95, variant: str = ""
) -> Row:
    return Row(
        scenario=scenario,
        variant=f"{variant}, p95" if variant else "p95",
        floor="what feels like at once",
        value=percentile(spent, share) * 1_000,
        worst=max(spent) * 1_000,
        goal=goal,
        unit="ms",
        detail={"p50_ms": round(statistics.median(spent) * 1_000, 2), "times": len(spent)},
    )


Felt = Callable[["_Seat"], Awaitable[list[float]]]


class _Seat:
    """A window with somebody at it."""

    def __init__(self, window: MainWindow, begun: float) -> None:
        self.window = window
        self.begun = begun
        """When the database's key was at hand."""

    async def until(self, holds: Callable[[], object]) -> None:
        """Let the window run until something holds. Raises TimeoutError."""
        end = time.monotonic() + _PATIENCE_S
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError("the window never answered")
            await asyncio.sleep(_LOOK_S)  # the database's threads take the interpreter meanwhile

    async def rest(self) -> None:
        """Until nothing is on its way to the screen, nor what that sets going."""
        for _ in range(3):
            questions = _questions(self.window)
            await self.until(lambda asked=questions: not self._is_reading(asked))
            await asyncio.sleep(_REST_S)

    def _is_reading(self, questions: Sequence[LiveQuery[Any]]) -> bool:
        return self.window.tasks.is_busy or any(map(_is_coming, questions))


def _questions(panel: QWidget) -> list[LiveQuery[Any]]:
    from app.live.live_query import LiveQuery

    return panel.findChildren(LiveQuery)


def _is_coming(question: LiveQuery[Any]) -> bool:
    return question.is_loading or question.is_refreshing


def _run(store: LocalStore, felt: Felt) -> list[float]:
    application = prepare_screen()
    from app.bootstrap.collecting import window_runner

    async def measure() -> list[float]:
        async with _seat(store) as seat:
            return await felt(seat)

    with window_runner(application) as runner:
        return runner.run(measure())


@asynccontextmanager
async def _seat(store: LocalStore) -> AsyncGenerator[_Seat]:
    from app.bootstrap.collecting import settle
    from app.live.data_sync import DataSync
    from app.live.desk_parts import DeskParts
    from app.ui.main_window import MainWindow
    from app.ui.panel_registry import APPOINTMENTS

    begun = time.perf_counter()
    with store.reader() as reader:
        clinic = reader.records(Clinic).find(Query(Clinic)).rows[0]
    worker = DatabaseWorker(store)
    parts = DeskParts(
        threads=worker,
        begin=store.unit_of_work,
        publisher=store.feed,
        context=CONTEXT,
        clinic=clinic,
        user=_somebody(),
        clock=_NoonClock(),
    )
    data_sync = DataSync(parts, sync=None)
    window = MainWindow(data_sync)
    window.resize(*_SIZE)
    window.open_panel(APPOINTMENTS)
    window.show()
    window.activateWindow()
    settle()
    seat = _Seat(window, begun)
    try:
        yield seat
    finally:
        for panel in window.panels:
            panel.stop()
        window.tasks.stop()
        window.close()
        window.deleteLater()
        await asyncio.sleep(_REST_S)
        data_sync.close()
        worker.close()


async def _searches(seat: _Seat) -> list[float]:
    box, dice = seat.window.search, random.Random(7)
    heard: list[None] = []
    box.model.modelReset.connect(lambda: heard.append(None))
    await seat.rest()
    spent: list[float] = []
    for number in range(_SEARCHES):
        box.open_up()
        await seat.until(box.hasFocus)
        letters = _typed_name(number, dice)
        for letter in letters[:-1]:
            _press(box, letter)
        await seat.rest()
        before = len(heard)
        begun = time.perf_counter()
        _press(box, letters[-1])
        await seat.until(lambda before=before: len(heard) > before)
        box.results.viewport().repaint()
        spent.append(time.perf_counter() - begun)
        await seat.rest()
    return spent


async def _charts(seat: _Seat) -> list[float]:
    window, side = seat.window, seat.window.patients.side
    longest = sample.identifier(1, 0)
    window.open_panel("patients")
    await seat.rest()
    spent: list[float] = []
    for number in range(_CHARTS):
        window.show_patient(sample.identifier(1, 1 + number))
        await seat.rest()
        begun = time.perf_counter()
        window.show_patient(longest)
        asked = _questions(window.patients)
        await seat.until(lambda: side.chart and side.chart.patient.id == longest)
        await seat.until(lambda asked=asked: not any(map(_is_coming, asked)))
        side.repaint()
        spent.append(time.perf_counter() - begun)
        await seat.rest()
    return spent


async def _days(seat: _Seat) -> list[float]:
    panel = seat.window.appointments
    await seat.rest()
    spent: list[float] = []
    for _ in range(_DAYS):
        panel.show_day(_TODAY - timedelta(days=40))
        await seat.rest()
        begun = time.perf_counter()
        panel.show_day(_TODAY)
        await seat.until(lambda: panel.schedule and panel.schedule.day == _TODAY)
        panel.repaint()
        spent.append(time.perf_counter() - begun)
        await seat.rest()
    return spent


async def _dragged(seat: _Seat) -> list[float]:
    from PySide6.QtCore import QEvent, QPoint

    panel = seat.window.appointments
    panel.show_day(_TODAY)
    await seat.rest()
    canvas = panel.views.calendar.canvas
    day = canvas.day
    if day is None:
        raise RuntimeError("there is no day to drag over")
    later = max(day.visits, key=lambda one: one.start)
    at = canvas.visit_rect(later.key).center()
    _mouse(canvas, QEvent.Type.MouseButtonPress, at)
    spent: list[float] = []
    for number in range(_STEPS):
        there = at - QPoint(number * 4 % max(1, at.x()), 20 + number * 3 % 400)
        begun = time.perf_counter()
        _mouse(canvas, QEvent.Type.MouseMove, there)
        canvas.repaint()  # all that is in view: Qt itself would paint what changed
        spent.append(time.perf_counter() - begun)
        await asyncio.sleep(0.004)
    if canvas.ghost is None:
        raise RuntimeError("nothing was dragged")
    canvas.cancel()
    return spent


async def _opened(seat: _Seat) -> list[float]:
    panel = seat.window.appointments
    await seat.until(lambda: panel.schedule and panel.schedule.day == _TODAY)
    panel.repaint()
    return [time.perf_counter() - seat.begun]


def _typed_name(number: int, dice: random.Random) -> str:
    """The first letters of somebody's name, as a person begins to type it."""
    name = sample.patient(number, dice).family_name
    return name[:_LETTERS]


def _press(box: QWidget, letter: str) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    none = Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(box, QKeyEvent(kind, 0, none, letter))


def _mouse(canvas: QWidget, kind: QEvent.Type, at: QPoint) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent

    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place, whole = QPointF(at), QPointF(canvas.mapToGlobal(at))
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
    QCoreApplication.sendEvent(canvas, QMouseEvent(kind, place, whole, button, left, none))


def _somebody() -> User:
    return User(
        id=CONTEXT.user_id,
        created_at=sample.START,
        updated_at=sample.START,
        username="bench",
        display_name="Bench",
        role=CONTEXT.role,
    )
