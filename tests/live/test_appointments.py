"""A look at a visit is written down for the patient it is of, whoever the screen thought it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.domain.appointment import Appointment
from app.domain.ids import PatientId, RecordId
from app.live.access import Access
from app.live.appointments import AppointmentCollection
from app.live.read_ahead import ReadAhead
from app.storage.store import LocalStore
from app.storage.worker import DatabaseWorker
from tests.factories import a_clinic, a_patient, an_appointment
from tests.storage.conftest import CONTEXT, HandClock, open_store

Desk = tuple[LocalStore, AppointmentCollection, Appointment, PatientId]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A store with a visit, and a patient whose visit it is not."""
    store = open_store(tmp_path / "desk.db")
    patient, other = a_patient(), a_patient(mrn="MRN-other")
    visit = an_appointment(patient)
    with store.unit_of_work(CONTEXT) as uow:
        for record in (patient, other, visit):
            uow.add(record)
    worker, clock = DatabaseWorker(store), HandClock()
    begin = store.unit_of_work
    access, ahead = Access(worker, begin, CONTEXT, clock), ReadAhead(worker, store.feed, clock)
    yield (
        store,
        AppointmentCollection(worker, begin, access, a_clinic(), ahead),
        visit,
        PatientId(RecordId(other.id)),
    )
    worker.close()
    store.close()


def seen(store: LocalStore) -> list[str]:
    """Whose visits were looked at, in order."""
    with store.database.reading() as session:
        rows = session.all(
            "SELECT lower(hex(patient_id)) FROM audit WHERE action = 'view' ORDER BY seq"
        )
    return [str(row[0]) for row in rows]


@pytest.mark.row("A3", "B7")
@pytest.mark.parametrize("is_known", [True, False])
async def test_look_at_a_visit_names_its_patient_once(desk: Desk, is_known: bool) -> None:
    store, visits, visit, _ = desk
    known = visit.patient_id if is_known else None
    assert (await visits.get(visit.id, patient_id=known)).id == visit.id
    assert seen(store) == [visit.patient_id]


@pytest.mark.row("A3", "B7")
async def test_visit_that_is_of_somebody_else_names_them_too(desk: Desk) -> None:
    store, visits, visit, other = desk
    assert (await visits.get(visit.id, patient_id=other)).patient_id == visit.patient_id
    assert set(seen(store)) == {visit.patient_id, other}
