"""One person twice is found, two people of one household are not; held to the FEBRL figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.duplicates import (
    LIKELY,
    MOST_IN_A_BLOCK,
    Pair,
    Traits,
    compared,
    like,
    likely_pairs,
    pair_id,
    traits_of,
)
from app.domain.ids import RecordId
from app.domain.patient import PatientIdentifier
from tests.factories import a_child, a_patient
from tests.febrl import PRECISION, RECALL, febrl_patients, person

HOME: dict[str, Any] = {
    "address_line": "12 Elm Street",
    "city": "Springfield",
    "postal_code": "62704",
    "phone": "+12175550100",
}


def traits(**changes: Any) -> Traits:
    return traits_of(a_patient(**changes))


def weight(one: Traits, other: Traits) -> float:
    forth, back = compared(one, other), compared(other, one)
    assert forth == back
    return forth.weight


AMARA = {"family_name": "Okafor", "given_names": "Amara", "birth_date": "1971-05-03", **HOME}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"family_name": "Okaforr"},
        {"family_name": "Amara", "given_names": "Okafor"},
        {"birth_date": "1971-03-05"},
        {"birth_date": "1971-05-08", "phone": None},
        {
            "birth_date": "1971-03-05",
            "given_names": "Maria",
            "address_line": None,
            "city": None,
            "phone": None,
            "postal_code": None,
        },
        {"birth_date": "1971", "address_line": None},
        {"birth_date": None},
        {"given_names": "A."},
        {"given_names": "Amara Ngozi", "phone": None, "address_line": "3 Oak Avenue"},
        {"family_name": "Brown", "maiden_name": "Okafor", "phone": None},
        {"address_line": "9 Far Road", "city": "Peoria", "postal_code": "61602", "phone": None},
    ],
    ids=str,
)
def test_one_person_written_down_twice_is_likely(changes: dict[str, Any]) -> None:
    assert weight(traits(**AMARA), traits(**{**AMARA, **changes})) >= LIKELY


@pytest.mark.parametrize(
    "changes",
    [
        {"given_names": "Chidi", "birth_date": "1969-11-20"},
        {"given_names": "Ngozi", "birth_date": "1998-01-14", "phone": None},
        {"birth_date": "2001-08-19", "suffix": "Jr."},
        {"family_name": "Brown", "given_names": "Joe", "birth_date": "1971-12-24"},
    ],
    ids=["spouse", "daughter", "son of the same name", "somebody of the household"],
)
def test_two_people_of_a_household_are_not_likely(changes: dict[str, Any]) -> None:
    assert weight(traits(**AMARA), traits(**{**AMARA, **changes})) < LIKELY


def test_two_people_of_one_name_or_one_birthday_are_not_likely() -> None:
    amara = traits(**AMARA)
    far = {"address_line": "9 Far Road", "city": "Peoria", "postal_code": "61602", "phone": None}
    namesake = traits(**{**AMARA, **far, "birth_date": "1985-09-09"})
    twin_day = traits(**{**AMARA, **far, "family_name": "Lindqvist", "given_names": "Bo"})
    assert weight(amara, namesake) < LIKELY
    assert weight(amara, twin_day) < LIKELY


def test_shared_number_speaks_for_one_person_and_the_clinics_own_does_not() -> None:
    one = a_patient(family_name="Okafor", given_names="Amara", birth_date="1971-05-03", phone=None)
    other = a_patient(family_name="Brown", given_names="Amy", birth_date="1980-01-01", phone=None)

    def with_number(patient: Any, kind: str) -> Traits:
        number = a_child(PatientIdentifier, patient, system="urn:ssn", value="123-45", kind=kind)
        return traits_of(patient, [number])

    passport = compared(with_number(one, "PPN"), with_number(other, "PPN"))
    assert passport.shared == ("identifiers",)
    assert weight(with_number(one, "MR"), with_number(other, "MR")) == weight(
        traits_of(one), traits_of(other)
    )


def test_what_is_not_known_counts_nothing() -> None:
    nobody = traits(family_name="", given_names="", birth_date=None, phone=None)
    assert compared(nobody, replace(nobody, id=RecordId("f" * 32))).weight == 0


def test_question_about_a_pair_is_the_same_from_both_sides() -> None:
    one, other = a_patient().id, a_patient().id
    assert pair_id(one, other) == pair_id(other, one) != pair_id(one, one)


def test_patient_is_never_like_themselves_and_the_likest_comes_first() -> None:
    amara, far = traits(**AMARA), traits(**{**AMARA, "phone": None, "family_name": "Okafo"})
    near = traits(**AMARA)
    found = like(amara, [amara, far, near])
    assert [{pair.first, pair.second} - {amara.id} for pair in found] == [{near.id}, {far.id}]


def test_person_whose_names_sound_alike_is_not_paired_with_themselves() -> None:
    assert likely_pairs([traits(family_name="Thomas", given_names="Tomas")], least=0) == []


def test_key_that_everybody_shares_is_no_key() -> None:
    one_home = {"family_name": "", "given_names": "", "birth_date": None}
    crowd = [traits(**one_home) for _ in range(MOST_IN_A_BLOCK + 1)]
    assert likely_pairs(crowd, least=0) == []
    assert likely_pairs(crowd[:3], least=0) != []


def febrl(rows: int | None) -> list[Traits]:
    return [replace(traits_of(one), id=RecordId(one.mrn)) for one in febrl_patients(rows)]


def _is_true(pair: Pair) -> bool:
    return person(pair.first) == person(pair.second)


@pytest.mark.parametrize("rows", [300, pytest.param(None, marks=pytest.mark.soak)])
def test_febrl_figures_are_beaten(rows: int | None) -> None:
    people = febrl(rows)
    found = likely_pairs(people)
    hits = sum(map(_is_true, found))
    assert hits / len(found) > PRECISION
    assert hits / (len(people) // 2) > RECALL


def test_febrl_pairs_are_nearly_all_looked_at_and_hardly_any_others() -> None:
    people = febrl(300)
    looked_at = likely_pairs(people, least=-1000)
    assert sum(map(_is_true, looked_at)) == len(people) // 2
    assert len(looked_at) < len(people)


def test_exact_name_and_birth_date_alone_find_less_than_half() -> None:
    """The control: the set is not one that anything would do for."""
    people = febrl(300)
    exact = {(one.family, one.given, one.birth_date) for one in people}
    assert len(people) - len(exact) < len(people) // 2 * 0.5


def test_looking_at_names_last_leaves_nobody_out() -> None:
    people = [
        replace(one, email="a@b.c") if at % 7 == 0 else one for at, one in enumerate(febrl(200))
    ]
    looked_at = likely_pairs(people, least=-1000)
    assert likely_pairs(people) == [pair for pair in looked_at if pair.weight >= LIKELY]
