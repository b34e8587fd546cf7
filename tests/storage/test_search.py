"""Finding patients by whatever the caller says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.changes import Origin
from app.domain.declare import entity_of
from app.domain.ids import new_id
from app.domain.operations import RowState
from app.domain.patient import Coverage, Patient, PatientIdentifier
from app.protocol.codec import to_wire
from app.schema.search_tokens import name_words, number_tokens, patient_tokens
from app.storage import loading
from app.storage.store import LocalStore
from tests.storage.conftest import ADMIN, CONTEXT, START, patient


@pytest.fixture
def found(store: LocalStore):
    """Search; answers the family names found."""
    with store.unit_of_work(CONTEXT) as uow:
        nunez = uow.add(
            patient(
                mrn="MRN-77001",
                family_name="Núñez-Weiß",
                given_names="José Luis",
                preferred_name="Pepe",
                phone="+13125550142",
                birth_date="1971-05-03",
                email="jose@example.org",
            )
        )
        uow.add(patient(family_name="O'Brien", given_names="Ann", birth_date="1980-01-02"))
        uow.add(
            PatientIdentifier(
                id=new_id(),
                created_at=START,
                updated_at=START,
                patient_id=nunez.id,
                system="ssn",
                value="999-12-3456",
            )
        )
        uow.add(
            Coverage(
                id=new_id(),
                created_at=START,
                updated_at=START,
                patient_id=nunez.id,
                payer="Plan",
                member_id="ZX-4711",
            )
        )

    def search(text: str) -> set[str]:
        with store.reader() as reader:
            ids = reader.search_patients(text)
            return {reader.records(Patient).get(one).family_name for one in ids}

    return search


@pytest.mark.row("B6")
@pytest.mark.parametrize(
    "text",
    [
        "nun",
        "NÚÑ",
        "nunez",
        "weiss",
        "weiß",
        "nunezw",
        "luis nun",
        "nun jos",
        "pepe",
        "0142",
        "555-0142",
        "(312) 555-0142",
        "+1 312 555 0142",
        "5/3/1971",
        "05.03.71",
        "3 may 1971",
        "1971-05-03",
        "19710503",
        "MRN-77001",
        "#MRN-77",
        "mrn77001",
        "999-12",
        "zx4711",
        "jose@exa",
        "nunez 1971-05-03",
        "0142 luis",
        "jose 3 may 1971",
    ],
)
def test_patient_is_found(found, text: str) -> None:
    assert found(text) == {"Núñez-Weiß"}


@pytest.mark.parametrize("text", ["obrien", "o'brien", "brien ann", "1/2/1980"])
def test_other_patient_is_found(found, text: str) -> None:
    assert found(text) == {"O'Brien"}


@pytest.mark.parametrize(
    "text", ["", "  ", "luis obrien", "5550", "0142 ann", '"', "*", "nun OR", "\ud800"]
)
def test_nobody_is_found(found, text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize("typed", ["Li", "Li Wei", "Wei Li"])
def test_a_short_whole_name_is_not_crowded_out_by_longer_ones(
    store: LocalStore, typed: str
) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        for number in range(300):
            uow.add(patient(family_name=f"Lindberg{number}", given_names="Weibke"))
        short = uow.add(patient(family_name="Li", given_names="Wei"))
    with store.reader() as reader:
        found = reader.search_patients(typed, limit=8)
    assert found[0] == short.id
    assert len(found) == 8


def test_a_whole_first_name_counts_while_the_last_is_still_typed(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        for number in range(300):
            uow.add(patient(family_name=f"Lindberg{number}", given_names="Weibke"))
        short = uow.add(patient(family_name="Li", given_names="Weizhi"))
    with store.reader() as reader:
        assert reader.search_patients("li we", limit=8)[0] == short.id


def test_half_a_character_does_not_disturb_the_rest(found) -> None:
    assert found("obr\ud800ien") == {"O'Brien"}


@pytest.mark.parametrize("words_at_once", [None, 1, 50, 120, 500])
def test_index_of_many_is_that_of_each_as_they_arrive_or_once_all_are_here(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch, words_at_once: int | None
) -> None:
    monkeypatch.setattr(loading, "_PAGE", 20)
    many = [
        patient(family_name=f"Lee-{at}", mrn=f"M {at}", phone=f"+1312555{at:04d}", email=email)
        for at, email in enumerate([None, "a.b@example.org", "c@example.org"] * 40)
    ]
    owners = [
        PatientIdentifier(
            id=new_id(),
            created_at=START,
            updated_at=START,
            patient_id=one.id,
            system="ssn",
            value=f"9-{at}",
        )
        for at, one in enumerate(many)
    ]
    rows = [
        RowState(entity_of(one).name, one.id, 1, 1, False, [], to_wire(one))
        for one in (*many, *owners)
    ]
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        if words_at_once is not None:
            uow.loading.begin()
        uow.loading.apply(rows)
        while words_at_once is not None and uow.loading.mend(words_at_once):
            pass
    names = {(bytes.fromhex(one.id), name_words(to_wire(one))) for one in many}
    tokens = {(token, one.id, one.id) for one in many for token in patient_tokens(to_wire(one))}
    tokens |= {
        (token, one.patient_id, one.id) for one in owners for token in number_tokens(one.value)
    }
    with store.database.reading() as session:
        found = session.all("SELECT token, patient_id, owner_id FROM search_token")
        assert {(token, one.hex(), owner.hex()) for token, one, owner in found} == tokens
        assert set(session.all("SELECT patient_id, names FROM search_patient")) == names
        words = "SELECT count(*) FROM search_name WHERE search_name MATCH 'lee*'"
        assert session.one(words) == (len(many),)


def test_index_follows_every_edit(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        kept = uow.add(patient(phone="+13125550142"))
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(kept, family_name="Bello", phone="+13125550199"))
    with store.reader() as reader:
        assert reader.search_patients("okafor") == reader.search_patients("0142") == ()
        assert reader.search_patients("bello") == reader.search_patients("0199") == (kept.id,)
    with store.unit_of_work(ADMIN) as uow:
        uow.delete(Patient, kept.id)
    with store.reader() as reader:
        assert reader.search_patients("bello") == ()
