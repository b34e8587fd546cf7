"""Full text as patients and their numbers are found, through the desk's search index: the same as
in plain Python, whatever is typed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from app.domain.declare import Record, entity_of
from app.domain.patient import Coverage, Patient, PatientIdentifier
from app.domain.query import Order, Query
from app.schema.compile import compile_count, compile_ids, compile_page
from app.schema.compile_words import score_of
from app.storage.store import LocalStore
from tests.domain import evaluator
from tests.factories import a_child, a_patient
from tests.schema.query_material import TEXTS, WORDS
from tests.storage.conftest import ADMIN, CONTEXT, open_store

NUMBERS = ("MRN-77001", "mrn 77", "77001", "A.b-3", "a b3", "Núñez-9", "1971-05-03", "0142", "~9")
MAILS = (None, "jose@example.org", "a.b@example.org", "nunez@example.org")
NAMES = tuple(one for one in TEXTS if one.strip() and "\n" not in one and "\t" not in one)
TYPED = (*WORDS, *TEXTS, *NUMBERS, "jose@", "example", "0100", "2125550100", "@1971", "ab nun", "*")
KINDS = (Patient, PatientIdentifier, Coverage)


def people(dice: random.Random) -> Iterator[Record]:
    for number in range(40):
        one = a_patient(
            family_name=dice.choice(NAMES),
            given_names=dice.choice(NAMES),
            preferred_name=dice.choice((None, *NAMES)),
            maiden_name=dice.choice((None, *NAMES)),
            mrn=f"{dice.choice(NUMBERS)}{number}",
            email=dice.choice(MAILS),
        )
        yield one
        yield a_child(PatientIdentifier, one, system="ssn", value=dice.choice(NUMBERS))
        yield a_child(Coverage, one, payer="Plan", member_id=dice.choice(("", *NUMBERS)))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LocalStore, list[Record]]]:
    path: Path = tmp_path_factory.mktemp("words") / "clinic.db"
    store, records = open_store(path), list(people(random.Random(1)))
    with store.unit_of_work(CONTEXT) as uow:
        kept = [uow.add(one) for one in records]
    with store.unit_of_work(ADMIN) as uow:  # a removed one is found no more
        uow.delete(Patient, kept.pop(0).id)
    with store.reader() as reader:
        known = [one for one in kept if reader.records(type(one)).get(one.id) is not None]
    yield store, known
    store.close()


def check(store: LocalStore, records: Sequence[Record], query: Query[Record]) -> int:
    """How many were found, by the desk and in plain Python."""
    whole = [one for one in records if type(one) is query.record_type]
    answer = evaluator.answer(whole, query)
    with store.database.reading() as session:
        ids = compile_ids(query)
        assert [row[0].hex() for row in session.all(ids.text, ids.values)] == [
            one.id for one in answer
        ], query
        count = compile_count(query)
        assert session.all(count.text, count.values)[0][0] == len(answer)
        page = compile_page(query, ("id",))
        for row, one in zip(session.all(page.text, page.values), answer, strict=False):
            assert row[0].hex() == one.id
            assert score_of(row[-1], query.words) == evaluator.score(one, query.words), query
    return len(answer)


@pytest.mark.row("C3", "B6")
@pytest.mark.parametrize("kind", KINDS)
def test_index_finds_what_the_evaluator_finds_for_whatever_is_typed(
    filled: tuple[LocalStore, list[Record]], kind: type[Record]
) -> None:
    store, records = filled
    found: list[int] = []
    some = st.lists(st.sampled_from(TYPED), min_size=1, max_size=3).map(" ".join)
    free = st.text("ab1é -@~7\u0301\U0001f600", min_size=1, max_size=5)
    field = {Patient: "family_name", PatientIdentifier: "value", Coverage: "member_id"}[kind]

    @seed(1)
    @settings(
        max_examples=250, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(some | free, st.sampled_from(((), (Order(field),), (Order(field, descending=True),))))
    def every_search(typed: str, order: tuple[Order, ...]) -> None:
        if typed.strip():
            found.append(check(store, records, Query(kind, words=typed, order=order, limit=60)))

    every_search()
    size = sum(type(one) is kind for one in records)
    assert sum(0 < one < size for one in found) >= 20, entity_of(kind).name
