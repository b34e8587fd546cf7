"""The desk stays quick while a hundred thousand records arrive from the server."""

from __future__ import annotations

import asyncio
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec

from app.bench import sample
from app.bench.measure import Row, percentile
from app.bench.window import prepare_screen
from app.bench.workbench import CONTEXT, Workbench, batches
from app.bootstrap.home import SystemClock
from app.domain.changes import Origin
from app.domain.patient import Patient
from app.domain.remote_ports import PullPage
from app.protocol.messages import PullReply
from app.protocol.pages import read_pull_reply
from app.storage.store import LocalStore
from app.storage.worker import DatabaseWorker
from app.sync import pull
from app.sync.ahead import PagesAhead
from app.sync.turns import Turns

_PAGE = 1000
_FRAME_MS = 16.0
_EDITS_EVERY_S = 0.02
_REPEATS = 3


def apply_100k(bench: Workbench) -> Iterator[Row]:
    """Records a second on the database thread, against its pages on the window's thread."""
    from app.bootstrap.collecting import settle

    prepare_screen()
    pages = _pages(bench)
    count = bench.sizes.records
    on_ui: list[float] = []
    on_thread: list[float] = []
    stalls: list[float] = []
    idle: list[float] = []
    for turn in range(_REPEATS):
        store = bench.empty_store(f"apply-ui-{turn}", synchronous="NORMAL")
        begun = time.perf_counter()
        for page in pages:
            _apply(store, page)
        on_ui.append(count / (time.perf_counter() - begun))
        store.close()
        idle.append(max(_watch(_nothing, seconds=0.5), default=0.0) * 1000)
        store = bench.empty_store(f"apply-thread-{turn}", synchronous="NORMAL")
        settle()  # as the window does once its database is open
        with _Arriving(store, pages) as arriving:
            begun = time.perf_counter()
            late = _watch(_nothing, until=arriving.is_over)
            on_thread.append(count / (time.perf_counter() - begun))
        stalls.append(max(late, default=0.0) * 1000)
        store.close()
    yield Row(
        scenario="apply_100k",
        variant="records/s",
        floor="page by page on the window's thread",
        value=statistics.median(on_thread) / statistics.median(on_ui),
        worst=min(on_thread) / statistics.median(on_ui),
        goal=0.9,
        higher_is_better=True,
        detail={"records_per_s": round(statistics.median(on_thread))},
    )
    quiet = [stall for stall, control in zip(stalls, idle, strict=True) if control <= _FRAME_MS]
    yield Row(
        scenario="apply_100k",
        variant="longest stall",
        floor="one frame, in repetitions with a quiet idle control",
        value=max(quiet or stalls),
        worst=max(stalls),
        goal=_FRAME_MS,
        unit="ms",
        detail={"idle_worst_ms": round(max(idle), 2), "quiet_repetitions": len(quiet)},
    )


def frame_during_apply(bench: Workbench) -> Iterator[Row]:
    """Painting a busy day while the records arrive, against painting it with nothing going on."""
    from app.bootstrap.collecting import settle

    prepare_screen()
    paint, close = _painter(bench)
    pages = _pages(bench)
    ratios: list[float] = []
    worst_ms: list[float] = []
    idle_p99: list[float] = []
    for turn in range(_REPEATS):
        store = bench.empty_store(f"frames-{turn}", synchronous="NORMAL")
        settle()  # as the window does once its database is open
        idle = _watch(paint, seconds=2.0)
        with _Arriving(store, pages) as arriving:
            busy = _watch(paint, until=arriving.is_over)
        store.close()
        idle_p99.append(percentile(idle, 0.99) * 1000)
        worst_ms.append(percentile(busy, 0.99) * 1000)
        ratios.append(percentile(busy, 0.99) / percentile(idle, 0.99))
    close()
    yield Row(
        scenario="frame_during_apply",
        variant="p99",
        floor="idle frame p99",
        value=statistics.median(ratios),
        worst=max(ratios),
        goal=2.0,
        detail={"idle_p99_ms": round(statistics.median(idle_p99), 2)},
    )
    yield Row(
        scenario="frame_during_apply",
        variant="p99 ms",
        floor="one frame",
        value=statistics.median(worst_ms),
        worst=max(worst_ms),
        goal=_FRAME_MS,
        unit="ms",
    )


def edit_during_apply(bench: Workbench) -> Iterator[Row]:
    """How long a person's edit waits while the records arrive."""
    store = bench.empty_store("edit-during", synchronous="FULL")
    waits: list[float] = []
    with _Arriving(store, _pages(bench)) as arriving:
        arriving.first_page.wait(30)
        number = 0
        while not arriving.is_over():
            number += 1
            begun = time.perf_counter()
            arriving.worker.submit(lambda n=number: _edit(store, n)).result()
            waits.append(time.perf_counter() - begun)
            time.sleep(_EDITS_EVERY_S)
    store.close()
    yield Row(
        scenario="edit_during_apply",
        variant="p99",
        floor="one frame",
        value=percentile(waits, 0.99) * 1000,
        worst=max(waits) * 1000,
        goal=_FRAME_MS,
        unit="ms",
        detail={"p50_ms": round(percentile(waits, 0.5) * 1000, 2), "edits": len(waits)},
    )


class _Arriving:
    """Feeds pages to the writer thread at the pace it takes them, as the sync task does: those that
    arrived while others were being stored are stored together."""

    def __init__(self, store: LocalStore, pages: list[bytes]) -> None:
        self._store = store
        self._pages = pages
        self.worker = DatabaseWorker(store)
        self.first_page = threading.Event()
        self._thread = threading.Thread(target=self._feed, name="arrival", daemon=True)

    def __enter__(self) -> _Arriving:
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._thread.join()
        self.worker.close()

    def is_over(self) -> bool:
        """Whether every page is in."""
        return not self._thread.is_alive()

    def _feed(self) -> None:
        asyncio.run(self._store_all())

    async def _store_all(self) -> None:
        turns, ahead = Turns(self.worker, SystemClock()), PagesAhead(self._fetch)
        cursor, is_more = "0", True
        while is_more:
            page = await ahead.after(cursor)
            if page.more:
                ahead.ask(page.cursor)
            await pull.store(turns, self._store.unit_of_work, CONTEXT, page=page)
            self.first_page.set()
            cursor, is_more = page.cursor, page.more

    async def _fetch(self, cursor: str) -> PullPage:
        number = int(cursor)
        reply = await asyncio.to_thread(read_pull_reply, self._pages[number])
        return PullPage(
            rows=tuple(reply.rows),
            cursor=str(number + 1),
            more=number + 1 < len(self._pages),
            server_time=sample.START,
        )


def _apply(store: LocalStore, page: bytes) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows(read_pull_reply(page).rows)


def _edit(store: LocalStore, number: int) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        patient = uow.records(Patient).get(sample.identifier(1, number % _PAGE))
        if patient is not None:
            uow.save(replace(patient, address_line=f"{number} Willow Street"))


def _pages(bench: Workbench) -> list[bytes]:
    return [
        msgspec.json.encode(PullReply(rows=rows, cursor="c", more=True, server_time="t"))
        for rows in batches(sample.patient_rows(bench.sizes.records), _PAGE)
    ]


def _watch(
    frame: Callable[[], object],
    *,
    seconds: float = 3600.0,
    until: Callable[[], bool] = lambda: False,
) -> list[float]:
    """Run Qt's event loop with a frame every 16 ms; how long each took from when it was due.

    A frame is due 16 ms after the one before it began: Qt's timer keeps no other beat once it
    fired late.
    """
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    from app.bootstrap.collecting import collected_here

    loop, timer = QEventLoop(), QTimer()
    begun = time.perf_counter()
    state: dict[str, float] = {"due": begun + _FRAME_MS / 1000}
    took: list[float] = []

    def tick() -> None:
        began = time.perf_counter()
        frame()
        now = time.perf_counter()
        took.append(now - min(began, state["due"]))
        state["due"] = began + _FRAME_MS / 1000
        if now - begun > seconds or until():
            timer.stop()
            loop.quit()

    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(int(_FRAME_MS))
    with collected_here():
        loop.exec()
    return took[3:]


def _painter(bench: Workbench) -> tuple[Callable[[], object], Callable[[], object]]:
    """Repaints one provider's column of a busy day, as a change in it does; what closes it."""
    from zoneinfo import ZoneInfo

    from app.domain.query import Query
    from app.domain.staff import Clinic
    from app.services.day import read_day
    from app.ui.panels.appointments.calendar_day import calendar_day
    from app.ui.widgets.calendar import DayCalendar

    with bench.store.reader() as reader:
        clinic = reader.records(Clinic).find(Query(Clinic)).rows[0]
        day = sample.START.astimezone(ZoneInfo(sample.ZONE)).date()
        schedule = read_day(reader, wanted=day, clinic=clinic)
    calendar = DayCalendar()
    calendar.resize(1000, 700)
    calendar.set_day(calendar_day(schedule))
    calendar.show()
    # Not the viewport: the canvas covers all of it, so there is nothing of it to paint.
    canvas, columns = calendar.canvas, len(schedule.practitioners)
    seen = canvas.visibleRegion().boundingRect()
    seen.setWidth(max(1, canvas.width() // max(1, columns)))
    return lambda: canvas.repaint(seen), calendar.close


def _nothing() -> None:
    """A frame with nothing to paint: only the loop's own lateness counts."""
