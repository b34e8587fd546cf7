"""Whose answer it is: the same person, one to ask about, or somebody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.eligibility import Differing, EligibilityReply, best_of, copay_on, judge
from app.domain.patient import Coverage
from tests.factories import a_child, a_patient

pytestmark = pytest.mark.row("E1")
N, B, M = Differing.NAME, Differing.BIRTH_DATE, Differing.MEMBER_ID
AMARA = a_patient(family_name="Okafor", given_names="Amara Ngozi", birth_date="1971-05-03")
POLICY = a_child(Coverage, AMARA, payer="Blue Cross", member_id="XYZ-123")


def reply(**changes: Any) -> EligibilityReply:
    facts = {
        "family_name": "OKAFOR",
        "given_names": "AMARA",
        "birth_date": "1971-05-03",
        "member_id": "XYZ123",
        **changes,
    }
    return EligibilityReply(**facts)


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({}, ()),
        ({"given_names": "AMARA N"}, ()),
        ({"given_names": ""}, ()),
        ({"member_id": "xyz 123"}, ()),
        ({"member_id": ""}, ()),
        ({"birth_date": ""}, ()),
        ({"given_names": "NGOZI"}, ()),
        ({"given_names": "CHIDI"}, (N,)),
        ({"family_name": "OKAFFOR"}, (N,)),
        ({"birth_date": "1971-03-05"}, (B,)),
        ({"member_id": "XYZ124"}, (M,)),
        ({"birth_date": "1999-01-01", "member_id": "A1"}, (B, M)),
        ({"family_name": "SMITH", "birth_date": "1999-01-01"}, (N, B)),
        ({"birth_date": "", "member_id": ""}, (B, M)),
    ],
)
def test_what_differs_is_named(changes: dict[str, Any], differs: tuple[Differing, ...]) -> None:
    judged = judge(reply(**changes), AMARA, POLICY)
    assert judged.differs == differs
    assert judged.is_refused is (len(differs) > 1)


def test_accents_maiden_names_and_parts_of_dates_are_no_difference() -> None:
    person = a_patient(
        family_name="Núñez-Weiß", maiden_name="Ilves", given_names="José", birth_date="1971"
    )
    policy = a_child(Coverage, person, payer="P", member_id="1")
    said = reply(family_name="NUNEZ WEISS", given_names="JOSE", member_id="1")
    assert judge(said, person, policy).differs == ()
    assert (
        judge(reply(family_name="ILVES", given_names="JOSE", member_id="1"), person, policy).differs
        == ()
    )


def test_of_a_file_about_several_the_patients_own_is_taken() -> None:
    others = [reply(family_name="SMITH", birth_date="1980-01-01", member_id="Q"), reply()]
    found = best_of(others, AMARA, POLICY)
    assert found is not None
    assert found.differs == ()
    only = best_of(others[:1], AMARA, POLICY)
    assert only is not None
    assert only.is_refused
    assert best_of([], AMARA, POLICY) is None


def test_copay_is_of_the_policy_that_pays_first_today() -> None:
    first = a_child(Coverage, AMARA, payer="A", copay_cents=2500, valid_to="2026-12-31")
    second = a_child(Coverage, AMARA, payer="B", order="secondary", copay_cents=4000)
    assert copay_on([second, first], date(2026, 12, 31)) == 2500
    assert copay_on([second, first], date(2027, 1, 1)) == 4000
    assert copay_on([], date(2027, 1, 1)) is None
