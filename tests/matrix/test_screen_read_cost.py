"""Opening a chart, its event committed before it is shown, beside one raw commit of that event."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.changes import Origin
from app.live.access import Access
from app.live.patients import PatientCollection
from app.storage.worker import DatabaseWorker
from tests.factories import a_context, a_patient, an_allergy, an_appointment
from tests.matrix.material import open_store
from tests.matrix.write_cost import Cost, RawCommit, in_turns
from tests.storage.conftest import HandClock

HIGHEST_RATIO = 1.5


@pytest.mark.benchmark
def test_opening_a_chart_costs_little_more_than_its_event(
    tmp_path: Path, report: Callable[..., None]
) -> None:
    cost = min((_opened_charts(tmp_path / str(n)) for n in range(3)), key=lambda one: one.ratio)
    report(8, audited_chart_to_raw_commit=cost)
    assert cost.ratio <= HIGHEST_RATIO


def _opened_charts(folder: Path) -> Cost:
    folder.mkdir()
    store = open_store(folder / "desk.db", is_new=True)
    worker = DatabaseWorker(store)
    context = a_context()
    patients = [a_patient() for _ in range(2)]
    with store.unit_of_work(context, origin=Origin.IMPORT) as uow:
        for patient in patients:
            uow.add(patient)
            uow.add(an_allergy(patient))
            uow.add(an_appointment(patient))
    clock = HandClock()
    access = Access(worker, store.unit_of_work, context, clock)
    charts = PatientCollection(
        worker, store.unit_of_work, access, clock, transact=store.transaction
    )
    turn = itertools.cycle(patients)
    with asyncio.Runner() as loop:

        def shown() -> None:
            loop.run(charts.chart(next(turn).id))

        shown()
        session = store.database.writer
        last = session.all("SELECT * FROM audit ORDER BY seq DESC LIMIT 1")[0]
        definitions = session.all(
            "SELECT sql FROM sqlite_schema WHERE tbl_name = 'audit' AND type IN "
            "('table', 'index') AND sql IS NOT NULL ORDER BY type DESC"
        )
        raw = RawCommit(folder / "raw.db", [one for (one,) in definitions], "audit")
        numbers = itertools.count(1)
        cost = in_turns(shown, lambda: raw.write((next(numbers), *last[1:])))
        raw.raw.close()
    worker.close()
    store.close()
    return cost
