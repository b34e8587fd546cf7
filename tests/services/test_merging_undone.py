"""Whatever two records hold and whatever is written while they are one: taken back, each holds
what it held, and what was written for it since."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.clinical import Allergy
from app.domain.declare import Record
from app.domain.ids import PatientId, RecordId
from app.domain.patient import EmergencyContact, Patient, PatientIdentifier
from app.domain.query import Query, eq
from app.protocol.codec import to_wire
from app.services.merging import merge, unmerge
from app.storage.store import LocalStore
from tests.factories import a_child, a_clinic, a_patient
from tests.storage.conftest import ADMIN, CONTEXT, open_store

KINDS: dict[type[Record], str] = {
    Allergy: "text",
    EmergencyContact: "name",
    PatientIdentifier: "value",
}
"""Records of a patient, and a field that takes any word."""
STAMPS = {"updated_at", "created_at"}
WORDS = st.sampled_from(["Oak", "Ünal", "Ng", "O'Neil", "Weiß"])
TEXTS: dict[str, Any] = {
    **dict.fromkeys(("preferred_name", "maiden_name", "city", "state", "alert"), WORDS | st.none()),
    "family_name": WORDS,
    "given_names": WORDS | st.just(""),
    "email": st.sampled_from(["a@example.org", "b@example.org"]) | st.none(),
    "birth_date": st.sampled_from(["1971", "1971-05-03", "1980-01-01"]) | st.none(),
    "sex": st.sampled_from(["female", "male", "unknown"]),
    "needs_interpreter": st.booleans(),
    "status": st.sampled_from(["active", "inactive", "archived", "of a newer version"]),
}
PEOPLE = st.fixed_dictionaries({}, optional=TEXTS)
EDITED = ("city", "preferred_name", "state", "given_names")
EDITS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([*EDITED, *KINDS])), max_size=5, unique=True
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    store = open_store(tmp_path_factory.mktemp("undone") / "clinic.db")
    with store.unit_of_work(ADMIN) as uow:
        uow.add(a_clinic(id=CONTEXT.clinic_id))
    yield store
    store.close()


def held(store: LocalStore, one: RecordId) -> dict[RecordId, dict[str, Any]]:
    """Every record of a patient that the test writes, by identifier."""
    with store.reader() as reader:
        patient = reader.records(Patient).get(one)
        assert patient is not None
        rows: list[Record] = [patient]
        for kind in KINDS:
            rows += reader.records(kind).values(Query(kind, where=eq("patient_id", one)))
    return {
        row.id: {name: value for name, value in to_wire(row).items() if name not in STAMPS}
        for row in rows
    }


def write(store: LocalStore, who: Patient, what: str | type[Record], word: str) -> Record:
    """One change of a patient's record, or one more record; its word is like no other."""
    with store.unit_of_work(CONTEXT) as uow:
        if not isinstance(what, str):
            return uow.add(a_child(what, who, **{KINDS[what]: word}))
        patient = uow.records(Patient).get(who.id)
        assert patient is not None
        changed: dict[str, Any] = {what: word}
        return uow.save(replace(patient, **changed))


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    survivor=PEOPLE,
    merged=PEOPLE,
    children=st.lists(st.tuples(st.integers(0, 1), st.sampled_from([*KINDS])), max_size=3),
    take=st.lists(st.sampled_from(sorted(TEXTS)), max_size=3, unique=True),
    edits=EDITS,
)
def test_merge_and_unmerge_are_nothing_and_later_edits_stay(
    kept: LocalStore,
    survivor: dict[str, Any],
    merged: dict[str, Any],
    children: list[tuple[int, type[Record]]],
    take: list[str],
    edits: list[tuple[int, str | type[Record]]],
) -> None:
    two = a_patient(**survivor), a_patient(**merged)
    with kept.unit_of_work(CONTEXT) as uow:
        for one in two:
            uow.add(one)
        for at, kind in children:
            uow.add(a_child(kind, two[at]))
    expected = [held(kept, one.id) for one in two]
    ids = {"survivor_id": PatientId(two[0].id), "merged_id": PatientId(two[1].id)}
    merge(kept.unit_of_work, CONTEXT, take=take, **ids)
    assert held(kept, two[0].id).keys() - {two[0].id} == held(kept, two[1].id).keys() - {two[1].id}
    for number, (at, what) in zip(itertools.count(), edits):
        word = f"later {number}"
        written = write(kept, two[at], what, word)
        if isinstance(what, str):
            expected[at][two[at].id][what] = word
        else:
            wire = to_wire(written)
            expected[at][written.id] = {k: v for k, v in wire.items() if k not in STAMPS}
    unmerge(kept.unit_of_work, CONTEXT, merged_id=PatientId(two[1].id))
    assert [held(kept, one.id) for one in two] == expected
