"""What a screen shows, its event committed before, beside one raw commit of that event."""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.desktop import SWITCH_INTERVAL_S
from app.domain.appointment import Appointment
from app.domain.changes import Origin
from app.domain.patient import Patient
from app.live.access import Access
from app.live.appointments import AppointmentCollection
from app.live.patients import PatientCollection
from app.live.read_ahead import ReadAhead
from app.storage.worker import DatabaseWorker
from tests.factories import a_clinic, a_context, a_patient, an_allergy, an_appointment
from tests.matrix.material import open_store
from tests.matrix.write_cost import Cost, RawCommit, in_turns_on_a_loop
from tests.storage.conftest import HandClock

pytestmark = pytest.mark.benchmark
HIGHEST_RATIO = 1.5
HIGHEST_UNPREPARED = 4.0
"""A chart that nobody pointed at before it was opened: nine reads beside the event."""


class Screens:
    """The collections of a window over a store of its own, and a raw floor for their event."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
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
        access = Access(self._worker, begin, context, clock)
        self.ahead = ReadAhead(self._worker, self._store.feed, clock)
        self.charts = PatientCollection(
            self._worker, begin, access, clock, transact=self._store.transaction, ahead=self.ahead
        )
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
        session = self._store.database.writer
        last = session.all("SELECT * FROM audit ORDER BY seq DESC LIMIT 1")[0]
        definitions = session.all(
            "SELECT sql FROM sqlite_schema WHERE tbl_name = 'audit' AND type IN "
            "('table', 'index') AND sql IS NOT NULL ORDER BY type DESC"
        )
        raw = RawCommit(self._folder / "raw.db", [one for (one,) in definitions], "audit")
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


def _best(costs: Iterator[Cost]) -> Cost:
    return min(costs, key=lambda one: one.ratio)


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
    assert best.ratio <= (HIGHEST_RATIO if is_ahead else HIGHEST_UNPREPARED)
