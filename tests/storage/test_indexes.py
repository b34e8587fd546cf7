"""Indexes made, listed with what they hold, dropped; and plans that say whether they are used."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidKey, InvalidValue, PermissionDenied
from app.domain.indexes import IndexField
from app.domain.patient import Patient
from app.domain.query import Order, Query, eq
from app.storage.store import LocalStore
from tests.storage.conftest import ADMIN, CONTEXT, patient

IN_AUSTIN = Query(Patient, where=eq("city", "Austin"))


def plan(store: LocalStore, query: Query[Patient]):
    with store.reader() as reader:
        return reader.records(Patient).explain(query)


@pytest.mark.row("C4", "A5")
def test_an_index_of_ones_own_is_used_and_dropped(store: LocalStore) -> None:
    assert plan(store, IN_AUSTIN).is_scan
    with store.unit_of_work(ADMIN) as uow:
        name = uow.records(Patient).create_index("by_city", [IndexField("city")])
    assert name == "own_patient_by_city"
    assert plan(store, IN_AUSTIN).indexes == (name,)
    assert not plan(store, IN_AUSTIN).is_scan
    with store.unit_of_work(ADMIN) as uow:
        assert uow.records(Patient).drop_index("by_city")
        assert not uow.records(Patient).drop_index(name)
    assert plan(store, IN_AUSTIN).is_scan


@pytest.mark.row("C4")
def test_an_index_is_listed_with_what_it_holds(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).bulk_create(patient(mrn=f"M{at}", city="Austin") for at in range(3))
    with store.unit_of_work(ADMIN) as uow:
        fields = [IndexField("city"), IndexField("mrn", descending=True)]
        uow.records(Patient).create_index("by_city", fields)
    with store.reader() as reader:
        (own,) = [one for one in reader.records(Patient).list_indexes() if one.is_own]
    assert [(one.name, one.descending) for one in own.fields] == [
        ("city", False),
        ("mrn", True),
        ("id", False),
    ]
    assert (own.entries, own.size_bytes) == (3, 3 * (6 + 2 + 16))


@pytest.mark.row("C4")
def test_the_programs_own_indexes_are_listed_and_never_dropped(store: LocalStore) -> None:
    with store.reader() as reader:
        names = {one.name for one in reader.records(Patient).list_indexes()}
    assert "ix_patient_mrn" in names
    with store.unit_of_work(ADMIN) as uow:
        assert not uow.records(Patient).drop_index("ix_patient_mrn")
    by_name = Query(Patient, order=(Order("family_name"), Order("given_names")))
    assert plan(store, by_name).indexes == ("ix_patient_family_name_given_names",)


@pytest.mark.row("C4")
@pytest.mark.parametrize(
    ("name", "fields", "error"),
    [
        ("By city", [IndexField("city")], InvalidKey),
        ('x" ON patient (mrn); --', [IndexField("city")], InvalidKey),
        ("x", [], InvalidValue),
        ("x", [IndexField("city"), IndexField("city")], InvalidValue),
        ("x", [IndexField("colour")], InvalidValue),
        ("x", [IndexField("city", kind="hash")], InvalidValue),
        ("x", [IndexField("city", kind="spatial")], InvalidValue),
        ("x", [IndexField("city", kind="fulltext")], InvalidValue),
    ],
)
def test_what_is_no_index_is_refused(store: LocalStore, name: str, fields, error) -> None:
    with pytest.raises(error), store.unit_of_work(ADMIN) as uow:
        uow.records(Patient).create_index(name, fields)


@pytest.mark.row("C4")
def test_only_administrators_make_indexes(store: LocalStore) -> None:
    with pytest.raises(PermissionDenied), store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).create_index("by_city", [IndexField("city")])
    with pytest.raises(PermissionDenied), store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).drop_index("by_city")


@pytest.mark.row("C4")
def test_an_index_that_was_taken_back_is_not_there(store: LocalStore) -> None:
    def make_it_twice() -> None:
        with store.unit_of_work(ADMIN) as uow:
            for _ in range(2):
                uow.records(Patient).create_index("by_city", [IndexField("city")])

    with pytest.raises(InvalidKey):
        make_it_twice()
    assert plan(store, IN_AUSTIN).is_scan


@pytest.mark.row("C4")
def test_a_plan_holds_no_values(store: LocalStore) -> None:
    assert "Austin" not in str(plan(store, IN_AUSTIN).steps)
