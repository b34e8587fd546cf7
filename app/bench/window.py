"""What the window costs: its first picture, a scrolled list, a painted day."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.bench import sample
from app.bench.measure import Paired, Row, in_turns, percentile
from app.bench.workbench import Workbench
from app.domain.ids import RecordId
from app.domain.query import Query
from app.domain.staff import Clinic
from app.services import patients
from app.services.day import read_day
from app.services.patients import PatientFilter, PatientRow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

Coming = Future[dict[RecordId, PatientRow]]
_STARTS, _FRAMES = 5, 150
_FRAME_MS = 16.0
_PAINTED = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print("painted", flush=True)
            QTimer.singleShot(0, QApplication.quit)
        return False
"""
_EMPTY_WINDOW = (
    _PAINTED
    + """
application = QApplication(sys.argv[:1])
window = QWidget()
window.resize(560, 420)
"""
)
_UNLOCK_WINDOW = (
    """
import app.cli
from app.settings import load_settings
load_settings()
from app.bootstrap.desktop import make_application
application = make_application()
from app.ui.unlock_window import UnlockWindow
window = UnlockWindow("Benchmark Clinic")
"""
    + _PAINTED
)
_SHOW = """
painted = Painted()
window.installEventFilter(painted)
window.show()
application.exec()
"""


def start_to_first_paint(bench: Workbench) -> Iterator[Row]:
    """From starting Python to the first picture of the unlock window."""
    environment = _compiled(bench)
    for script in (_EMPTY_WINDOW, _UNLOCK_WINDOW):
        _start(script, environment)  # compiles what it imports
    pairs = [
        (_start(_EMPTY_WINDOW, environment), _start(_UNLOCK_WINDOW, environment))
        for _ in range(_STARTS)
    ]
    times = Paired(tuple(pair[1] for pair in pairs), tuple(pair[0] for pair in pairs))
    yield times.row("start_to_first_paint", floor="an empty PySide6 window", goal=1.5)


def table_scroll(bench: Workbench) -> Iterator[Row]:
    """The patients list scrolled three rows a frame, its pages read as they come into view."""
    prepare_screen()
    from app.storage.worker import DatabaseWorker

    with bench.store.reader() as reader:
        ids = patients.list_ids(reader, wanted=PatientFilter())
        first = dict(_rows(bench, ids[: 3 * _FRAMES + 400]))
    worker = DatabaseWorker(bench.store)

    def read(wanted: list[RecordId]) -> Coming:
        return worker.submit_read(
            lambda reader: patients.list_rows(reader, patient_ids=wanted, now=sample.START)
        )

    windowed = _Scrolled(ids, read)
    full = _Scrolled(ids, None)
    full.model.put_rows(first)
    in_memory, paged = full.frames(), windowed.frames()
    worker.close()
    yield Row(
        scenario="table_scroll",
        variant="p50",
        floor="the same rows already in memory",
        value=percentile(paged, 0.5) / percentile(in_memory, 0.5),
        worst=max(paged) / percentile(in_memory, 0.5),
        goal=1.25,
        detail={"p50_ms": percentile(paged, 0.5) * 1000},
    )
    yield Row(
        scenario="table_scroll",
        variant="p99",
        floor="one frame",
        value=percentile(paged, 0.99) * 1000,
        worst=max(paged) * 1000,
        goal=_FRAME_MS,
        unit="ms",
    )


def calendar_paint(bench: Workbench) -> Iterator[Row]:
    """The busiest day: what is in view, against painting all of it."""
    prepare_screen()
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QImage, QRegion

    from app.ui.panels.appointments.calendar_day import calendar_day
    from app.ui.widgets.calendar import DayCalendar

    with bench.store.reader() as reader:
        clinic = reader.records(Clinic).find(Query(Clinic)).rows[0]
        day = sample.START.astimezone(ZoneInfo(sample.ZONE)).date()
        schedule = read_day(reader, wanted=day, clinic=clinic)
    calendar = DayCalendar()
    calendar.resize(1600, 600)
    calendar.set_day(calendar_day(schedule))
    calendar.show()
    _process_events()
    canvas = calendar.canvas
    image = QImage(canvas.size(), QImage.Format.Format_RGB32)
    seen = QRegion(canvas.visibleRegion().boundingRect())
    times = in_turns(
        lambda: [canvas.render(image, QPoint(), seen) for _ in range(20)],
        lambda: [canvas.render(image) for _ in range(20)],
    )
    calendar.close()
    variant = f"{len(schedule.visits)} visits"
    yield times.row("calendar_paint", variant=variant, floor="the whole day, unclipped", goal=0.7)


class _Scrolled:
    """The real list view on the real model; rows come at once or from the database."""

    def __init__(
        self, ids: tuple[RecordId, ...], read: Callable[[list[RecordId]], Coming] | None
    ) -> None:
        from app.ui.models.patient_list import PatientListModel
        from app.ui.panels.patients.list_delegate import PatientListDelegate
        from app.ui.widgets.table import ListView

        self.model = PatientListModel(zone=sample.ZONE)
        self.view = ListView(name="bench_list", accessible="Patients")
        self.view.setModel(self.model)
        self.view.setItemDelegate(PatientListDelegate(self.view))
        self.view.resize(1000, 760)
        self._read = read
        self._coming: list[Coming] = []
        self.model.rows_wanted.connect(self._on_wanted)
        self.model.set_ids(ids)
        self.view.show()
        _process_events()

    def frames(self) -> list[float]:
        """How long each frame took, rows that arrived included."""
        bar, spent = self.view.verticalScrollBar(), list[float]()
        step = max(1, 3 * self.view.rowHeight(0)) if bar.maximum() > 10_000 else 3
        for _ in range(_FRAMES):
            time.sleep(0.004)  # the rest of a frame, in which the reader threads get their turn
            begun = time.perf_counter()
            self._take()
            bar.setValue(bar.value() + step)
            self.view.viewport().repaint()
            spent.append(time.perf_counter() - begun)
            _process_events()
        self.view.close()
        return spent

    def _on_wanted(self, ids: list[RecordId]) -> None:
        if self._read is not None:
            self._coming.append(self._read(list(ids)))

    def _take(self) -> None:
        for future in list(self._coming):
            if future.done():
                self._coming.remove(future)
                self.model.put_rows(future.result())


def _rows(bench: Workbench, ids: tuple[RecordId, ...]) -> Mapping[RecordId, PatientRow]:
    with bench.store.reader() as reader:
        return patients.list_rows(reader, patient_ids=ids, now=sample.START)


def empty_window_s(bench: Workbench) -> float:
    """Seconds from starting Python to the first picture of a window with nothing in it."""
    return _start(_EMPTY_WINDOW, _compiled(bench))


def _start(script: str, environment: Mapping[str, str]) -> float:
    begun = time.perf_counter()
    with subprocess.Popen(  # noqa: S603  (our own script)
        [sys.executable, "-c", script + _SHOW],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None  # noqa: S101
        painted = process.stdout.readline()
        spent = time.perf_counter() - begun
        process.wait(30)
    if painted.strip() != b"painted":
        raise RuntimeError("a window did not paint")
    return spent


def _compiled(bench: Workbench) -> dict[str, str]:
    """An environment in which Python keeps what it compiles, as an installed program does."""
    environment = dict(os.environ)
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment["PYTHONPYCACHEPREFIX"] = str(bench.folder / "compiled")
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment


def prepare_screen() -> QApplication:
    """The one application, with the theme; offscreen where there is no display."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.bootstrap.desktop import make_application
    from app.ui.theme.style import theme

    application = make_application()
    theme()
    return application


def _process_events() -> None:
    from PySide6.QtCore import QCoreApplication

    QCoreApplication.processEvents()
