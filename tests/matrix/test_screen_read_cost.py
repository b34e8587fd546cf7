"""What a screen shows, its event committed before, beside one raw commit of that event.

The times are a benchmark. What they are made of is counted every day: statements, pages that the
disk has to take, and calls of another thread.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.bootstrap.desktop import SWITCH_INTERVAL_S
from app.domain.appointment import Appointment
from app.domain.changes import Origin
from app.domain.patient import Patient
from app.domain.ports import Priority, Reader
from app.live.access import Access
from app.live.appointments import AppointmentCollection
from app.live.patients import PatientCollection
from app.live.read_ahead import ReadAhead
from app.storage.worker import DatabaseWorker
from tests.factories import a_clinic, a_context, a_patient, an_allergy, an_appointment
from tests.matrix.material import open_store
from tests.matrix.write_cost import Cost, RawCommit, in_turns_on_a_loop
from tests.storage.conftest import HandClock

T = TypeVar("T")
PAGE = 4096 + 24
"""Bytes of a page in the -wal file, its header included."""
LOOKS = 20
HIGHEST_RATIO = 1.5
"""A chart that nobody pointed at before, too: five reads beside the event's commit."""


@dataclass(slots=True)
class Counts:
    """Of all looks together; pages are those beyond the bare commits of their events."""

    statements: int = 0
    calls: int = 0
    pages: int = 0


class CountedThreads:
    """The database threads, and how often they were called."""

    def __init__(self, worker: DatabaseWorker) -> None:
        self._worker = worker
        self.calls = 0

    async def write(self, work: Callable[[], T], *, priority: Priority = Priority.EDIT) -> T:
        """Count it, and write."""
        self.calls += 1
        return await self._worker.write(work, priority=priority)

    async def read(self, work: Callable[[Reader], T]) -> T:
        """Count it, and read."""
        self.calls += 1
        return await self._worker.read(work)

    async def read_noted(self, note: Callable[..., object], read: Callable[[Reader], T]) -> T:
        """Count it, and do both."""
        self.calls += 1
        return await self._worker.read_noted(note, read)


class Screens:
    """The collections of a window over a store of its own, and a raw floor for their event."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, itertools.count()
        self._store = open_store(folder / "desk.db", is_new=True)
        self._worker = DatabaseWorker(self._store)
        self._loop = asyncio.Runner()
        context, clock = a_context(), HandClock()
        self.patients = [a_patient() for _ in range(2)]
        self.visits = [an_appointment(one) for one in self.patients]
        with self._store.unit_of_work(context, origin=Origin.IMPORT) as uow:
            for patient, visit in zip(self.patients, self.visits, strict=True):
                for record in (patient, an_allergy(patient), visit):
                    uow.add(record)
        begin = self._store.unit_of_work
        self._threads = CountedThreads(self._worker)
        access = Access(self._threads, begin, context, clock)
        self.ahead = ReadAhead(self._worker, self._store.feed, clock)
        self.charts = PatientCollection(self._worker, begin, access, clock, ahead=self.ahead)
        self.calendar = AppointmentCollection(self._worker, begin, access, a_clinic(), self.ahead)

    async def nothing_ahead(self) -> None:
        """As when nobody pointed at anything."""

    async def look_ahead(self) -> None:
        """As when the mouse stands on each patient for a moment."""
        for patient in self.patients:
            self.charts.expect(patient.id)
        await self.ahead.settled()

    def cost(
        self,
        show: Callable[[], Coroutine[Any, Any, Any]],
        before: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> Cost:
        """Of a look, in turns with a raw commit of the very same event."""
        self._loop.run(show())
        raw, last = self.raw()
        numbers = itertools.count(1)
        try:
            measured = in_turns_on_a_loop(
                show,
                lambda: raw.write((next(numbers), *last[1:])),
                before=before or self.nothing_ahead,
            )
            return self._loop.run(measured)
        finally:
            raw.raw.close()

    def raw(self) -> tuple[RawCommit, tuple[Any, ...]]:
        """A bare table like the trail's, and the last event of the trail."""
        session = self._store.database.writer
        last = session.all("SELECT * FROM audit ORDER BY seq DESC LIMIT 1")[0]
        definitions = session.all(
            "SELECT sql FROM sqlite_schema WHERE tbl_name = 'audit' AND type IN "
            "('table', 'index') AND sql IS NOT NULL ORDER BY type DESC"
        )
        path = self._folder / f"raw{next(self._numbers)}.db"
        return RawCommit(path, [one for (one,) in definitions], "audit"), last

    def counts(
        self,
        show: Callable[[], Coroutine[Any, Any, Any]],
        before: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> Counts:
        """What some looks are made of."""
        database, found = self._store.database, Counts()
        self._loop.run(show())
        for _ in range(LOOKS):
            self._loop.run((before or self.nothing_ahead)())
            begun = database.queries.statistics().statements, self._threads.calls
            pages = _pages(database.path)
            self._loop.run(show())
            found.statements += database.queries.statistics().statements - begun[0]
            found.calls += self._threads.calls - begun[1]
            found.pages += _pages(database.path) - pages
        raw, last = self.raw()
        pages = _pages(raw.path)
        for number in range(LOOKS):
            raw.write((number, *last[1:]))
        found.pages -= _pages(raw.path) - pages
        raw.raw.close()
        return found

    def close(self) -> None:
        """End the loop, the threads and the store."""
        self._loop.close()
        self._worker.close()
        self._store.close()


@pytest.fixture
def screens(tmp_path: Path) -> Iterator[Callable[[], Screens]]:
    """Makes windows that hand the interpreter on as often as the program does."""
    before, made = sys.getswitchinterval(), list[Screens]()
    sys.setswitchinterval(SWITCH_INTERVAL_S)

    def make() -> Screens:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Screens(folder))
        return made[-1]

    yield make
    for one in made:
        one.close()
    sys.setswitchinterval(before)


def _pages(database: Path) -> int:
    """How many pages went to the -wal file."""
    return database.with_name(database.name + "-wal").stat().st_size // PAGE


def _best(costs: Iterator[Cost]) -> Cost:
    return min(costs, key=lambda one: one.ratio)


@pytest.mark.benchmark
def test_opening_a_visit_costs_little_more_than_its_event(
    screens: Callable[[], Screens], report: Callable[..., None]
) -> None:
    def cost() -> Cost:
        window = screens()
        turn: Iterator[Appointment] = itertools.cycle(window.visits)

        def show() -> Coroutine[Any, Any, Appointment]:
            visit = next(turn)
            return window.calendar.get(visit.id, patient_id=visit.patient_id)

        return window.cost(show)

    best = _best(cost() for _ in range(3))
    report(8, audited_visit_to_raw_commit=best)
    assert best.ratio <= HIGHEST_RATIO


@pytest.mark.benchmark
@pytest.mark.parametrize("is_ahead", [True, False], ids=["pointed at", "out of the blue"])
def test_opening_a_chart_costs_little_more_than_its_event(
    is_ahead: bool, screens: Callable[[], Screens], report: Callable[..., None]
) -> None:
    def cost() -> Cost:
        window = screens()
        turn: Iterator[Patient] = itertools.cycle(window.patients)
        before = window.look_ahead if is_ahead else None
        return window.cost(lambda: window.charts.chart(next(turn).id), before)

    best = _best(cost() for _ in range(3))
    report(8, chart="ahead" if is_ahead else "unprepared", audited_chart_to_raw_commit=best)
    assert best.ratio <= HIGHEST_RATIO


def _looks(window: Screens, screen: str) -> Callable[[], Coroutine[Any, Any, Any]]:
    """A look at the other patient each time, so that each is a new one."""
    turn = itertools.cycle(window.visits)

    def show() -> Coroutine[Any, Any, Any]:
        visit = next(turn)
        if screen == "visit":
            return window.calendar.get(visit.id, patient_id=visit.patient_id)
        return window.charts.chart(visit.patient_id)

    return show


def test_a_look_is_its_event_and_what_is_read_and_nothing_else(
    screens: Callable[[], Screens], report: Callable[..., None]
) -> None:
    """It begins, reads the trail's end, writes the event and commits; beside that it begins
    again, reads what is shown, and ends."""
    window = screens()
    for screen, before, read in (
        ("visit", None, 1 + 2),
        ("chart", window.look_ahead, 0),
        ("chart", None, 5 + 2),
    ):
        counts = window.counts(_looks(window, screen), before)
        report(8, screen=screen, ahead=bool(before), looks=LOOKS, **asdict(counts))
        assert counts.statements <= LOOKS * (4 + read)
        assert counts.calls == LOOKS
        assert counts.pages < LOOKS // 2  # a page more each time would be all of them
