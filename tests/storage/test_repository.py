"""Typed questions and keyset pages."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import pytest

from app.domain.aggregate import Aggregate, Group, Match, Measure, Reckon, Sort
from app.domain.appointment import Appointment
from app.domain.errors import InvalidKey, InvalidValue, StoreClosed
from app.domain.ids import RecordId, new_id
from app.domain.patient import Coverage, EmergencyContact, Patient
from app.domain.ports import UnitOfWork
from app.domain.query import (
    Compare,
    Nested,
    Not,
    Operator,
    Order,
    Query,
    all_of,
    any_of,
    eq,
    exists,
    gte,
    matches,
    ne,
    one_of,
    prefix,
)
from app.storage import repository, writing
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


OTHERWISE: dict[str, Callable[[str], Any]] = {
    "capitals": str.upper,
    "dashes": lambda key: str(UUID(key)),
    "blanks": lambda key: bytes.fromhex(key).hex(" "),
    "half": lambda key: key[:16],
    "line end": lambda key: key + "\n",
    "bytes": bytes.fromhex,
    "nothing": lambda _key: None,
}
"""Other ways to write an identifier: none of them is one (app/domain/ids.py)."""
ASKED: dict[str, Callable[[UnitOfWork, RecordId], object]] = {
    "get": lambda uow, key: uow.records(Patient).get(key),
    "has": lambda uow, key: uow.records(Patient).has(key),
    "get_many": lambda uow, key: uow.records(Patient).get_many([key]),
    "delete": lambda uow, key: uow.records(Patient).delete(key),
    "restore": lambda uow, key: uow.restore(Patient, key),
}


@pytest.mark.row("C2")
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("way", OTHERWISE)
def test_only_an_identifier_as_it_is_written_is_a_key(
    store: LocalStore, kept: list[Patient], way: str, asked: str
) -> None:
    key = OTHERWISE[way](kept[0].id)
    with pytest.raises(InvalidKey), store.unit_of_work(ADMIN) as uow:
        ASKED[asked](uow, key)
    with store.reader() as reader:
        assert reader.records(Patient).has(kept[0].id)


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


LATEST_LAST = Query(Patient, order=(Order("updated_at"),))


def test_a_loop_that_rewrites_its_own_order_meets_each_once(
    store: LocalStore, kept: list[Patient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "STREAMED", 2)
    monkeypatch.setattr(repository, "STREAMED", 2)
    orders = (Order("updated_at"), Order("city"), Order("version"), Order("alert"), Order("id"))
    for order in orders:
        met: list[str] = []
        with store.unit_of_work(CONTEXT) as uow:
            patients = uow.records(Patient)
            for one in islice(patients.values(Query(Patient, order=(order,))), 50):
                met.append(one.mrn)
                city = f"{one.city or 'Z'}z"
                uow.save(replace(one, city=city, alert=f"{one.alert or ''}!"))
        assert sorted(met) == [one.mrn for one in kept], order


def test_what_a_loop_adds_is_not_met_and_what_it_deletes_neither(
    store: LocalStore, kept: list[Patient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "STREAMED", 2)
    monkeypatch.setattr(repository, "STREAMED", 2)
    met: list[str] = []
    with store.unit_of_work(CONTEXT) as uow:
        found = islice(uow.records(Patient).values(), 50)
        met.extend(uow.add(patient(mrn=f"{one.mrn}+")).mrn for one in found)
    assert met == [f"{one.mrn}+" for one in kept]
    with store.unit_of_work(ADMIN) as uow:
        patients, met = uow.records(Patient), []
        for one in patients.values(Query(Patient, order=(Order("mrn"),))):
            met.append(one.mrn)
            if one.mrn == "M0":
                patients.delete_many([kept[2].id, kept[5].id])
        assert sorted({"M2", "M5"} ^ set(met)) == sorted(
            f"M{n}{t}" for n in range(7) for t in ("", "+")
        )
        assert len(list(patients.values(Query(Patient, include_deleted=True)))) == 14


def test_a_look_goes_through_what_it_saw_while_somebody_writes(
    store: LocalStore, kept: list[Patient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "STREAMED", 2)
    met: list[str] = []
    with store.reader() as reader:
        for one in islice(reader.records(Patient).values(LATEST_LAST), 50):
            met.append(one.mrn)
            with store.unit_of_work(CONTEXT) as uow:
                uow.save(replace(one, alert="seen"))
    assert sorted(met) == [one.mrn for one in kept]


def test_a_unit_of_work_goes_through_the_same_as_a_look(
    store: LocalStore, kept: list[Patient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "STREAMED", 2)
    by_city = Query(Patient, order=(Order("city", descending=True),))
    with store.reader() as reader:
        key = reader.records(Patient).find(replace(by_city, limit=2)).next_key
    wanted = [
        ALL,
        by_city,
        replace(by_city, after=key),
        replace(by_city, offset=3),
        replace(by_city, offset=1, limit=4),
        replace(by_city, limit=5, after=key),
        Query(Patient, where=eq("city", "Boston")),
        Query(Patient, words="okafor"),
        Query(Patient, words="okafor", limit=3),
    ]
    with store.reader() as reader, store.unit_of_work(CONTEXT) as uow:
        for query in wanted:
            seen, ours = reader.records(Patient), uow.records(Patient)
            assert list(ours.values(query)) == list(seen.values(query)), query
            assert list(ours.keys(query)) == list(seen.keys(query))
            assert list(ours.entries(query)) == list(seen.entries(query))
            assert ours.find_many(query) == seen.find_many(query)
        for wrong in (replace(ALL, limit=0), replace(ALL, limit=1001), replace(ALL, offset=-1)):
            with pytest.raises(InvalidValue):
                list(uow.records(Patient).values(wrong))


@pytest.mark.row("C1")
def test_a_unit_of_work_holds_little_more_than_identifiers(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).bulk_create(
            patient(mrn=f"M{at}", address_line="x" * 300) for at in range(3000)
        )
    with store.unit_of_work(CONTEXT) as uow:
        patients, peaks = uow.records(Patient), list[int]()
        for query in (replace(ALL, limit=1000), ALL):
            tracemalloc.start()
            assert sum(1 for _ in patients.values(query)) == (query.limit or 3000)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3


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


def test_limit_of_a_pages_length_ends_what_is_gone_through_too(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).bulk_create(patient(mrn=f"N{number:02}") for number in range(60))
    with store.reader() as reader:
        patients = reader.records(Patient)
        for limit in (49, 50, 51):
            asked = Query(Patient, limit=limit)
            assert len(list(patients.keys(asked))) == limit
            assert len(list(patients.values(asked))) == limit
            assert len(list(patients.entries(asked))) == limit
        assert len(list(patients.keys(Query(Patient)))) == 60
        page = patients.find(Query(Patient))
        assert (len(page.rows), page.next_key is None) == (50, False)
        assert patients.find(Query(Patient, limit=50)) == page
        asked = Query(Patient, order=(Order("mrn", descending=True),))
        every = patients.find_many(asked)
        assert [one.mrn for one in every] == [f"N{number:02}" for number in range(59, -1, -1)]
        assert patients.find_many(replace(asked, limit=50)) == every[:50]


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


@pytest.mark.row("C3")
def test_question_of_many_conditions_is_answered_and_one_of_too_many_refused(
    store: LocalStore,
) -> None:
    kept = [patient(mrn=f"M-{number}") for number in range(3)]
    with store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).bulk_create(kept)
    many = [f"M-{number}" for number in range(2, 9002)]
    wide = [any_of(*(eq("mrn", one) for one in many)), all_of(*(ne("mrn", one) for one in many))]
    far = ["x" * (number % 7) + str(number) for number in range(3000)]
    with store.reader() as reader:
        patients, visits = reader.records(Patient), reader.records(Appointment)
        assert [patients.count(Query(Patient, where=one)) for one in wide] == [1, 2]
        assert visits.count(Query(Appointment, where=one_of("stamps.arrived.by", far))) == 0
        too_many = [str(number) for number in range(200_001)]
        for odd in (one_of("mrn", too_many), any_of(*(eq("mrn", one) for one in too_many))):
            with pytest.raises(InvalidValue):
                patients.find(Query(Patient, where=odd))


@pytest.mark.row("C3")
def test_lighter_rows_name_their_fields(store: LocalStore) -> None:
    with store.reader() as reader, pytest.raises(InvalidValue):
        reader.records(Patient).rows(Query(Patient))
