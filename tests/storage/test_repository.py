"""Typed questions and keyset pages."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidValue
from app.domain.ids import new_id
from app.domain.patient import Patient
from app.domain.query import (
    Compare,
    Not,
    Operator,
    Order,
    Query,
    any_of,
    eq,
    gte,
    ne,
    one_of,
    prefix,
)
from app.storage.store import LocalStore
from tests.storage.conftest import CONTEXT, patient

CITIES = ("Austin", None, "Boston", "Austin", None, "Chicago", "Boston")


@pytest.fixture
def kept(store: LocalStore) -> list[Patient]:
    with store.unit_of_work(CONTEXT) as uow:
        return [uow.add(patient(mrn=f"M{at}", city=city)) for at, city in enumerate(CITIES)]


def pages(store: LocalStore, query: Query[Patient]) -> list[str]:
    seen: list[str] = []
    with store.reader() as reader:
        for _ in range(20):
            page = reader.records(Patient).find(query)
            seen.extend(one.mrn for one in page.rows)
            if page.next_key is None:
                return seen
            query = query.following(page.next_key)
    raise AssertionError("the pages do not end")


@pytest.mark.row("B6")
@pytest.mark.parametrize("limit", [1, 2, 6, 7, 8])
@pytest.mark.parametrize(
    "order",
    [
        (),
        (Order("mrn"),),
        (Order("mrn", descending=True),),
        (Order("city"), Order("mrn", descending=True)),
        (Order("city", descending=True),),
    ],
)
def test_pages_hold_every_record_once(store, kept, limit: int, order) -> None:
    whole = pages(store, Query(Patient, order=order, limit=1000))
    assert sorted(whole) == [f"M{at}" for at in range(7)]
    assert pages(store, Query(Patient, order=order, limit=limit)) == whole


@pytest.mark.row("B6")
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (eq("city", "Boston"), 2),
        (eq("city", None), 2),
        (ne("city", "Boston"), 5),
        (gte("city", "Boston"), 3),
        (one_of("city", ("Boston", "Chicago")), 3),
        (one_of("city", ()), 0),
        (prefix("city", "Bo"), 2),
        (any_of(eq("city", "Austin"), eq("mrn", "M6")), 3),
        (Not(eq("city", "Boston")), 5),
        (Compare("city", Operator.EXISTS, value=True), 5),
    ],
)
def test_question_counts_what_it_finds(store, kept, where, expected: int) -> None:
    query = Query(Patient, where=where)
    with store.reader() as reader:
        assert reader.records(Patient).count(query) == expected
        assert len(reader.records(Patient).ids(query)) == expected


def test_unknown_field_never_reaches_the_database(store: LocalStore) -> None:
    with store.reader() as reader, pytest.raises(InvalidValue):
        reader.records(Patient).count(Query(Patient, where=eq('city" OR 1 --', "x")))


@pytest.mark.row("B1")
def test_many_records_come_by_identifier(store: LocalStore, kept: list[Patient]) -> None:
    wanted = [kept[3].id, new_id(), kept[1].id]
    with store.reader() as reader:
        found = reader.records(Patient).get_many(wanted)
        assert list(found) == [kept[3].id, kept[1].id]
        assert found[kept[3].id] == kept[3]
        assert reader.records(Patient).exists(kept[0].id)
        assert not reader.records(Patient).exists(wanted[1])


def test_chosen_fields_come_in_their_order(store: LocalStore, kept: list[Patient]) -> None:
    with store.reader() as reader:
        rows = reader.rows(Query(Patient, order=(Order("mrn"),), limit=1), ("mrn", "id"))
    assert rows == [("M0", kept[0].id)]
