"""Several questions in one statement are answered as each is by itself."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.changes import Origin
from app.domain.clinical import Allergy
from app.domain.errors import InvalidValue
from app.domain.patient import Patient, PatientIdentifier
from app.domain.query import Order, Query, any_of, eq, exists, prefix
from app.services import reading
from app.services.reading import every_of
from app.storage.commit_feed import Event
from app.storage.store import LocalStore
from tests.factories import an_allergy
from tests.storage.conftest import CONTEXT, patient

pytestmark = pytest.mark.row("B6", "C3")


@pytest.fixture
def kept(store: LocalStore) -> list[Patient]:
    with store.unit_of_work(CONTEXT) as uow:
        patients = [uow.add(patient(mrn=f"M{at}", city=f"C{at % 3}")) for at in range(7)]
        for at, one in enumerate(patients):
            for number in range(at):
                uow.add(an_allergy(one, text=f"A{number}"))
    return patients


def questions(kept: list[Patient]) -> list[Query[Any]]:
    return [
        Query(Allergy, where=eq("patient_id", kept[6].id), order=(Order("text", descending=True),)),
        Query(Patient, where=eq("city", "C1"), order=(Order("mrn"),), limit=1),
        Query(PatientIdentifier, where=eq("patient_id", kept[0].id)),
        Query(Patient, where=any_of(eq("mrn", "M3"), prefix("mrn", "M5")), order=(Order("mrn"),)),
        Query(Allergy, where=eq("patient_id", kept[3].id), limit=2, offset=1),
        Query(Patient, where=exists("city"), order=(Order("city"), Order("mrn")), limit=4),
    ]


def test_each_page_is_as_its_repository_finds_it(store: LocalStore, kept: list[Patient]) -> None:
    asked = questions(kept)
    with store.reader() as reader:
        alone = tuple(reader.records(one.record_type).find(one) for one in asked)
        for some in (asked, asked[:1], asked[::-1], [asked[2]] * 3, []):
            expected = tuple(alone[asked.index(one)] for one in some)
            assert reader.find_all(some) == expected
    assert [len(one.rows) for one in alone] == [6, 1, 0, 2, 2, 4]
    with store.unit_of_work(CONTEXT) as uow:
        assert uow.find_all(asked) == alone


def test_all_of_them_are_one_statement(store: LocalStore, kept: list[Patient]) -> None:
    queries = store.database.queries
    with store.reader() as reader:
        reader.find_all(questions(kept))  # asks once whether anybody is merged
        before = queries.statistics().statements
        reader.find_all(questions(kept))
        assert queries.statistics().statements == before + 1


def test_a_longer_answer_is_read_to_its_end(
    store: LocalStore, kept: list[Patient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    asked = [
        Query(Allergy, where=eq("patient_id", kept[5].id), limit=2),
        Query(Patient, order=(Order("mrn"),), limit=1),
        Query(Allergy, where=eq("patient_id", kept[0].id), limit=2),
    ]
    with store.reader() as reader:
        allergies, first, none = every_of(reader, asked)
    assert sorted(one.text for one in allergies) == [f"A{number}" for number in range(5)]
    assert (first, none) == ((kept[0],), ())


def test_whoever_hears_of_reads_hears_of_each(store: LocalStore, kept: list[Patient]) -> None:
    heard: list[str] = []
    store.feed.on(Event.AFTER_GET, lambda one: heard.append(one.row_id), entity="patient")
    with store.reader() as reader:
        reader.find_all(questions(kept)[1:4])
    assert heard == [kept[1].id, kept[3].id, kept[5].id]


def test_a_question_that_may_not_be_refuses_them_all(
    store: LocalStore, kept: list[Patient]
) -> None:
    with store.reader() as reader, pytest.raises(InvalidValue):
        reader.find_all([*questions(kept), Query(Patient, where=eq("nothing", 1))])


def test_a_record_with_unsent_changes_is_known(store: LocalStore, kept: list[Patient]) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        of_server = uow.add(patient(mrn="M9"))
    with store.reader() as reader:
        pending = reader.rows_with_pending("patient")
        for one in (*kept, of_server):
            assert reader.has_pending("patient", one.id) is (one.id in pending)
        assert pending == {one.id for one in kept}
        assert not reader.has_pending("appointment", kept[0].id)
