"""Patients of another desk are compared with the clinic's on arrival; a person is asked once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from app.bootstrap import newcomers
from app.bootstrap.headless import Desk
from app.bootstrap.newcomers import Newcomers
from app.domain.changes import Origin
from app.domain.patient import Patient
from app.domain.waiting import Task, TaskSource
from tests.factories import a_patient
from tests.waiting import until

pytestmark = pytest.mark.row("E4", "E1")
BORN = "1971-04-03"
ANNA = a_patient(mrn="P-1", family_name="Kowalski", given_names="Anna", birth_date=BORN)
AGAIN = a_patient(mrn="P-2", family_name="Kowalsky", given_names="Anna", birth_date=BORN)
OTHER = a_patient(mrn="P-3", family_name="Lindqvist", given_names="Bo", phone=None)


@pytest.fixture
async def desk(opened: Callable[..., Desk]) -> AsyncIterator[Desk]:
    made = opened()
    watching = Newcomers(made)
    wrote(made, ANNA, origin=Origin.LOCAL)
    yield made
    await watching.stop()


def wrote(desk: Desk, *records: Patient, origin: Origin = Origin.REMOTE) -> None:
    def write() -> None:
        with desk.store.unit_of_work(desk.context, origin=origin) as uow:
            for one in records:
                uow.add(one)

    desk.worker.submit(write).result()


def tasks(desk: Desk) -> list[Task]:
    def read(reader: Any) -> list[Task]:
        return list(reader.records(Task).values())

    return desk.worker.submit_read(read).result()


async def test_namesake_of_another_desk_becomes_a_question_once(desk: Desk) -> None:
    wrote(desk, OTHER)
    wrote(desk, AGAIN)
    await until(lambda: tasks(desk), what="the question")
    wrote(desk, a_patient(mrn="P-4", family_name="Kowalski", given_names="Ana", phone=None))
    await until(lambda: len(tasks(desk)) > 1, what="the next question")
    asked = [{one.patient_id, one.source_id} for one in tasks(desk)]
    assert asked.count({ANNA.id, AGAIN.id}) == 1
    assert not any(OTHER.id in pair for pair in asked)
    assert {one.source for one in tasks(desk)} == {TaskSource.DUPLICATE}


async def test_first_load_asks_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newcomers, "MOST_AT_ONCE", 1)
    wrote(desk, AGAIN, OTHER)  # too many at once
    alone = a_patient(
        mrn="P-5", family_name="Kowalski", given_names="Anna", birth_date="1971-04-03"
    )
    wrote(desk, alone)
    await until(lambda: tasks(desk), what="the question about the one that came alone")
    assert all(alone.id in (one.patient_id, one.source_id) for one in tasks(desk))
