"""Typed questions and keyset pages."""

from __future__ import annotations

import tracemalloc
from datetime import datetime

import pytest

from app.domain.aggregate import Aggregate, Group, Match, Measure, Reckon, Sort
from app.domain.appointment import Appointment
from app.domain.errors import InvalidValue, StoreClosed
from app.domain.ids import new_id
from app.domain.patient import Coverage, EmergencyContact, Patient
from app.domain.query import (
    Compare,
    Nested,
    Not,
    Operator,
    Order,
    Query,
    any_of,
    eq,
    exists,
    gte,
    matches,
    ne,
    one_of,
    prefix,
)
from app.storage import repository
from app.storage.store import LocalStore
from tests.factories import a_child, an_appointment
from tests.storage.conftest import ADMIN, CONTEXT, patient

ALL = Query(Patient)
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


@pytest.mark.row("C1")
def test_everything_is_gone_through_in_constant_memory(store: LocalStore) -> None:
    """Twice as many records do not take twice the memory."""
    peaks: list[int] = []
    for round_number in range(2):
        with store.unit_of_work(CONTEXT) as uow:
            uow.records(Patient).bulk_create(
                patient(mrn=f"M{round_number}-{at}", address_line="x" * 300) for at in range(1500)
            )
        with store.reader() as reader:
            patients = reader.records(Patient)
            tracemalloc.start()
            count = sum(1 for _ in patients.entries())
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            assert count == patients.size() == 1500 * (round_number + 1)
    assert peaks[1] < peaks[0] * 1.3


@pytest.mark.row("C1", "A1")
def test_keys_values_and_entries_tell_the_same(store: LocalStore, kept: list[Patient]) -> None:
    with store.reader() as reader:
        patients = reader.records(Patient)
        assert list(patients.entries()) == list(
            zip(patients.keys(), patients.values(), strict=True)
        )
        assert sorted(patients.keys()) == sorted(one.id for one in kept)
        wanted = Query(Patient, where=eq("city", "Boston"), order=(Order("mrn", descending=True),))
        assert [one.mrn for one in patients.values(wanted)] == ["M6", "M2"]


def test_limit_ends_what_is_gone_through(
    store: LocalStore, kept: list[Patient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "STREAMED", 2)
    with store.reader() as reader:
        patients = reader.records(Patient)
        for limit in (1, 2, 5, 7, 9):
            query = Query(Patient, order=(Order("mrn"),), limit=limit)
            assert [one.mrn for one in patients.values(query)] == [one.mrn for one in kept[:limit]]
            assert len(list(patients.keys(query))) == len(list(patients.entries(query)))
            assert len(list(patients.keys(query))) == min(limit, 7)
        assert len(list(patients.values(Query(Patient)))) == 7
        for limit in (0, -1, 1001):
            with pytest.raises(InvalidValue):
                list(patients.values(Query(Patient, limit=limit)))


def test_nothing_is_read_on_after_the_look_is_over(
    store: LocalStore, kept: list[Patient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "STREAMED", 2)
    with store.reader() as reader:
        patients = reader.records(Patient)
        left = patients.values()
        next(left)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="LATER"))
    seen: list[str] = []
    with pytest.raises(StoreClosed):
        seen.extend(one.mrn for one in left)
    assert "LATER" not in seen
    for ask in (patients.size, lambda: patients.get(kept[0].id), lambda: patients.find_one(ALL)):
        with pytest.raises(StoreClosed):
            ask()


@pytest.mark.row("C3")
def test_one_and_many_are_found(store: LocalStore, kept: list[Patient]) -> None:
    wanted = Query(Patient, where=eq("city", "Boston"), order=(Order("mrn"),))
    with store.reader() as reader:
        patients = reader.records(Patient)
        assert patients.find_one(wanted) == kept[2]
        assert patients.find_many(wanted) == (kept[2], kept[6])
        assert patients.find_one(Query(Patient, where=eq("city", "Rome"))) is None


@pytest.mark.row("C3")
def test_lines_are_counted_by_group(store: LocalStore, kept: list[Patient]) -> None:
    asked = Aggregate(
        Patient,
        (
            Match(exists("city")),
            Group(
                ("city",), (Measure("patients", Reckon.COUNT), Measure("first", Reckon.MIN, "mrn"))
            ),
            Match(gte("patients", 2)),
            Sort((Order("city", descending=True),)),
        ),
    )
    with store.reader() as reader:
        assert reader.records(Patient).aggregate(asked) == (
            {"city": "Boston", "patients": 2, "first": "M2"},
            {"city": "Austin", "patients": 2, "first": "M0"},
        )


@pytest.mark.row("C3")
def test_full_text_finds_patients_through_the_search_index(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        whole = uow.add(patient(mrn="A-10", family_name="Núñez", given_names="Ana"))
        begun = uow.add(patient(mrn="A-11", family_name="Nunezova", given_names="Ana"))
        gone = uow.add(patient(mrn="A-12", family_name="Nunez"))
        uow.add(patient(mrn="B-1", family_name="Okafor"))
        uow.add(a_child(Coverage, whole, member_id="NUNEZ-77"))
    with store.unit_of_work(ADMIN) as uow:
        uow.delete(Patient, gone.id)
    with store.reader() as reader:
        patients, policies = reader.records(Patient), reader.records(Coverage)
        found = patients.hits(Query(Patient, words="nunez an", include_deleted=True))
        assert [(one.key, one.score) for one in found] == [(whole.id, 0.75), (begun.id, 0.5)]
        assert patients.count(Query(Patient, words="a11")) == 1
        assert [one.score for one in policies.hits(Query(Coverage, words="nunez77"))] == [1.0]
        assert [one.score for one in policies.hits(Query(Coverage, words="nunez"))] == [0.5]
        first = patients.find(Query(Patient, words="an", limit=1))
        assert first.next_key is not None
        rest = patients.find(Query(Patient, words="an", limit=5, after=first.next_key))
        assert {one.id for one in (*first.rows, *rest.rows)} == {whole.id, begun.id}
        assert patients.rows(Query(Patient, words="a10", select=("mrn",))) == [("A-10",)]


@pytest.mark.row("C3")
def test_words_of_records_without_searchable_fields_are_refused(store: LocalStore) -> None:
    with store.reader() as reader, pytest.raises(InvalidValue):
        reader.records(EmergencyContact).find(Query(EmergencyContact, words="ada"))


@pytest.mark.row("C3")
def test_nested_fields_are_asked_selected_and_sorted(store: LocalStore) -> None:
    person = patient()
    stamps = [{}, {"arrived": {"by": "tom"}}, {"arrived": {"by": "ana"}}]
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(person)
        visits = [uow.add(an_appointment(person, stamps=one)) for one in stamps]
    by = Order("stamps.arrived.by")
    with store.reader() as reader:
        found = reader.records(Appointment)
        assert found.find_many(Query(Appointment, where=eq("stamps.arrived.by", "ana"))) == (
            visits[2],
        )
        rows = found.rows(Query(Appointment, order=(by,), select=("stamps.arrived.by", "id")))
        assert rows == [(None, visits[0].id), ("ana", visits[2].id), ("tom", visits[1].id)]
        first = found.find(Query(Appointment, order=(by,), limit=2))
        assert first.next_key == ("ana", visits[2].id)
        rest = found.find(Query(Appointment, order=(by,), limit=2, after=first.next_key))
        assert rest.rows == (visits[1],)


@pytest.mark.row("C3")
@pytest.mark.parametrize(
    "query",
    [
        Query(Patient, limit=0),
        Query(Patient, limit=1001),
        Query(Patient, offset=-1),
        Query(Patient, where=eq("mrn", 5)),
        Query(Patient, where=eq("birth_date_is_estimated", 1)),
        Query(Patient, where=eq("practitioner_id", "' OR 1")),
        Query(Patient, where=eq("version", 2**63)),
        Query(Patient, where=eq("created_at", datetime(2026, 1, 1))),  # noqa: DTZ001
        Query(Patient, where=gte("mrn", "\ud800")),
        Query(Patient, where=matches("mrn", "(a")),
        Query(Patient, where=matches("mrn", "(?=a)")),
        Query(Patient, where=matches("mrn", r"(a)\1")),
        Query(Patient, where=matches("mrn", "(?:a{100}){100}")),
        Query(Patient, where=matches("version", "1")),
        Query(Patient, where=eq("mrn.x", "1")),
        Query(Patient, where=Nested("mrn", eq("x", 1))),
        Query(Patient, select=("colour",)),
        Query(Patient, order=(Order("colour"),)),
        Query(Patient, after=("x",) * 3),
        Query(Appointment, where=eq('stamps.a"b', "1")),
        Query(Appointment, where=eq("stamps", {"a": 1})),
        Query(Appointment, order=(Order("stamps"),)),
    ],
    ids=str,
)
def test_what_a_question_may_not_be_is_refused(store: LocalStore, query) -> None:
    with store.reader() as reader, pytest.raises(InvalidValue):
        reader.records(query.record_type).rows(query, query.select or ("id",))
