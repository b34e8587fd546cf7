from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import ImportRefused
from app.domain.ids import PractitionerId, RecordId
from app.domain.patient import Patient
from app.interop.fhir_patient import contacts_from, coverage_from, identifiers_from, patient_from
from tests.factories import CLINIC_ID
from tests.interop.conftest import patient

ID = RecordId("0a" * 16)


def mapped(**changes: Any) -> Patient:
    return patient_from(
        patient(**changes),
        record_id=ID,
        source_id="p1",
        practitioner=lambda reference: PractitionerId(RecordId("0b" * 16)),
    )


def test_official_name_is_shown_and_maiden_name_kept() -> None:
    names = [
        {"use": "maiden", "family": "Keebler", "given": ["Arla"]},
        {"use": "official", "family": "Lang", "given": ["Arla", "Marie"], "prefix": ["Mrs."]},
    ]
    found = mapped(name=names)
    assert (found.family_name, found.given_names) == ("Lang", "Arla Marie")
    assert (found.maiden_name, found.prefix) == ("Keebler", "Mrs.")


def test_nickname_becomes_preferred_name() -> None:
    names = [
        {"use": "official", "family": "Lang", "given": ["Margaret"]},
        {"use": "nickname", "given": ["Peggy"]},
    ]
    assert mapped(name=names).preferred_name == "Peggy"


def test_name_of_one_word_is_the_family_name() -> None:
    assert mapped(name=[{"given": ["Suharto"]}]).family_name == "Suharto"


def test_name_as_plain_text_is_kept() -> None:
    assert mapped(name=[{"text": "Jan Janssen"}]).family_name == "Jan Janssen"


@pytest.mark.parametrize("name", [None, [], [{}], [{"family": "\x00"}], "Okafor"])
def test_patient_without_a_name_is_refused(name: object) -> None:
    with pytest.raises(ImportRefused, match="has no name"):
        mapped(name=name)


def test_record_number_is_the_mr_identifier() -> None:
    assert mapped().mrn == "MR-p1"


def test_record_number_falls_back_to_the_source_id() -> None:
    assert mapped(identifier=[]).mrn == "p1"


def test_phones_go_where_their_use_says() -> None:
    telecom = [
        {"system": "phone", "use": "old", "value": "212-555-0199"},
        {"system": "phone", "use": "home", "value": "555-904-8821"},
        {"system": "phone", "use": "mobile", "value": "(212) 456-7890"},
        {"system": "phone", "use": "work", "value": "not known"},
        {"system": "email", "value": "a@b.example"},
    ]
    found = mapped(telecom=telecom)
    assert (found.phone, found.phone_mobile) == ("555-904-8821", "+12124567890")
    assert (found.phone_work, found.email) == (None, "a@b.example")


def test_unusable_email_does_not_cost_the_patient() -> None:
    assert mapped(telecom=[{"system": "email", "value": "ask the daughter"}]).email is None


def test_home_address_comes_before_others() -> None:
    addresses = [
        {"use": "work", "city": "Boston"},
        {"use": "home", "line": ["1 Elm St", "Apt 2"], "city": "Lynn", "state": "MA"},
    ]
    found = mapped(address=addresses)
    assert (found.address_line, found.address_line2, found.city) == ("1 Elm St", "Apt 2", "Lynn")


@pytest.mark.parametrize(
    ("changes", "status", "died_on"),
    [
        ({"deceasedDateTime": "2015-02-14T13:42:00+10:00"}, "deceased", "2015-02-14"),
        ({"deceasedBoolean": True}, "deceased", None),
        ({"deceasedBoolean": False}, "active", None),
        ({"active": False}, "inactive", None),
    ],
)
def test_status_follows_death_and_activity(
    changes: dict[str, Any], status: str, died_on: str | None
) -> None:
    found = mapped(**changes)
    assert (found.status, found.deceased_on) == (status, died_on)


@pytest.mark.parametrize("born", ["2021-02-30", "03/05/1971", 1971, "1066-10-14"])
def test_impossible_birth_date_is_refused_by_field(born: object) -> None:
    with pytest.raises(ImportRefused, match="birthDate"):
        mapped(birthDate=born)


def test_control_characters_are_taken_out_of_names() -> None:
    found = mapped(name=[{"family": "O\x00ka\u202efor\n"}])
    assert found.family_name == "Okafor"


def test_preferred_language_wins() -> None:
    spoken = [
        {"language": {"coding": [{"code": "en-US"}]}},
        {"language": {"coding": [{"code": "es"}]}, "preferred": True},
    ]
    assert mapped(communication=spoken).language == "es"


def test_general_practitioner_is_the_provider() -> None:
    found = mapped(generalPractitioner=[{"reference": "Practitioner/1"}])
    assert found.practitioner_id == "0b" * 16


def test_same_number_is_listed_once() -> None:
    number = {
        "system": "s",
        "value": "1",
        "type": {"coding": [{"system": "v2-0203", "code": "SS"}]},
    }
    found = list(
        identifiers_from(
            {"identifier": [number, number, {"system": "s"}]}, patient_id=ID, clinic_id=CLINIC_ID
        )
    )
    assert [(item.value, item.kind) for item in found] == [("1", "SS")]


def test_contact_keeps_name_relationship_and_phone() -> None:
    contact = {
        "name": {"given": ["Bénédicte"], "family": "du Marché"},
        "relationship": [{"coding": [{"code": "N"}], "text": "Wife"}],
        "telecom": [{"system": "phone", "value": "+33 (237) 998327"}],
    }
    (found,) = contacts_from({"contact": [contact, {}]}, patient_id=ID, clinic_id=CLINIC_ID)
    assert (found.name, found.relationship) == ("Bénédicte du Marché", "Wife")
    assert found.phone == "+33237998327"


def test_coverage_keeps_payer_member_and_order() -> None:
    found = coverage_from(
        {
            "payor": [{"display": "Humana"}],
            "subscriberId": "AB9876",
            "order": 2,
            "period": {"start": "2020-01-01"},
        },
        record_id=RecordId("0c" * 16),
        patient_id=ID,
    )
    assert (found.payer, found.member_id, found.order) == ("Humana", "AB9876", "secondary")
    assert found.valid_from == "2020-01-01"
