"""Policies' cards and payers' answers at one desk: never another patient's, never half."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.bootstrap.headless import Desk
from app.domain.eligibility import EligibilityReply
from app.domain.errors import InvalidValue, StaleVersion
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Coverage, Patient
from app.domain.treatment import Document
from app.services import coverages as service
from app.services import documents
from app.services.coverages import Said, said_of
from tests.bootstrap.conftest import home, opened, pattern_home
from tests.factories import a_child, a_patient
from tests.pictures import a_jpeg
from tests.services.test_documents import _add, desk, in_folder, listed, written

__all__ = ["desk", "home", "opened", "pattern_home"]
pytestmark = pytest.mark.row("E1", "D7")
DAY = date(2026, 11, 21)
SAID = EligibilityReply(
    family_name="OKAFOR",
    given_names="AMARA",
    birth_date="1971-05-03",
    member_id="XYZ123",
    status="active",
    copay_minor=2500,
    answered_on=DAY,
)


@pytest.fixture
def policy(desk: Desk) -> Coverage:
    return policy_of(desk, a_patient(mrn="P-1"))


def policy_of(desk: Desk, patient: Patient, **facts: Any) -> Coverage:
    made = a_child(Coverage, patient, payer="Blue Cross", member_id="XYZ123", **facts)
    for record in (patient, made):
        written(desk, lambda one=record: _add(desk, one))  # type: ignore[misc]
    return made


def stored(desk: Desk, policy: Coverage) -> Coverage:
    with desk.store.reader() as reader:
        found = reader.records(Coverage).get(RecordId(policy.id))
    assert found is not None
    return found


def take(desk: Desk, policy: Coverage, reply: EligibilityReply, **more: Any) -> Coverage:
    begin = desk.store.unit_of_work
    facts = {"patient_id": PatientId(policy.patient_id), "coverage_id": RecordId(policy.id), **more}
    return written(
        desk, lambda: service.take_reply(begin, desk.context, reply=reply, today=DAY, **facts)
    )


def put(desk: Desk, policy: Coverage, side: str = "front") -> Document:
    kept = documents.keep(desk.files, [a_jpeg()])
    begin, title = desk.store.unit_of_work, f"Card, {side}"
    return written(
        desk,
        lambda: service.put_card(
            begin, desk.context, desk.files, coverage=policy, side=side, content=kept, title=title
        ),
    )


def test_answer_about_the_patient_is_kept_with_its_day_and_copay(
    desk: Desk, policy: Coverage
) -> None:
    kept = take(desk, policy, SAID)
    assert said_of(kept) == ("active", "2026-11-21", 2500)
    assert (kept.member_id, kept.payer) == (policy.member_id, policy.payer)


def test_answer_without_a_copay_leaves_the_one_that_is_known(desk: Desk) -> None:
    policy = policy_of(desk, a_patient(mrn="P-2"), copay_cents=4000)
    assert take(desk, policy, replace(SAID, copay_minor=None)).copay_cents == 4000


@pytest.mark.parametrize(
    ("changes", "is_confirmed", "reason"),
    [
        ({"family_name": "SMITH", "birth_date": "1950-01-01"}, True, "about another person"),
        ({"birth_date": "1950-01-01", "member_id": "Q"}, True, "about another person"),
        ({"birth_date": "", "member_id": ""}, True, "about another person"),
        ({"member_id": "Q"}, False, "differs from the chart"),
        ({"given_names": "CHIDI"}, False, "differs from the chart"),
    ],
)
def test_answer_of_another_person_is_never_attached(
    changes: dict[str, Any], is_confirmed: bool, reason: str, desk: Desk, policy: Coverage
) -> None:
    before = stored(desk, policy)
    with pytest.raises(InvalidValue, match=reason):
        take(desk, policy, replace(SAID, **changes), is_confirmed=is_confirmed)
    assert stored(desk, policy) == before


def test_difference_somebody_saw_is_kept(desk: Desk, policy: Coverage) -> None:
    kept = take(desk, policy, replace(SAID, member_id="Q"), is_confirmed=True)
    assert (kept.eligibility, kept.member_id) == ("active", "XYZ123")


def test_policy_of_another_patient_takes_no_answer_and_no_card(
    desk: Desk, policy: Coverage
) -> None:
    other = policy_of(desk, a_patient(mrn="P-3", family_name="Adeyemi"))
    with pytest.raises(InvalidValue, match="not the patient"):
        take(desk, policy, SAID, coverage_id=RecordId(other.id))


def test_noted_answer_is_measured_against_what_was_shown(desk: Desk, policy: Coverage) -> None:
    begin = desk.store.unit_of_work
    facts = {"patient_id": PatientId(policy.patient_id), "coverage_id": RecordId(policy.id)}
    told = Said(status="inactive", on=DAY, copay_minor=0)
    shown = stored(desk, policy)
    kept = written(desk, lambda: service.note(begin, desk.context, said=told, was=shown, **facts))
    assert said_of(kept) == ("inactive", "2026-11-21", 0)
    with pytest.raises(StaleVersion):
        written(desk, lambda: service.note(begin, desk.context, said=told, was=shown, **facts))
    odd = Said(status="maybe", on=DAY)
    with pytest.raises(InvalidValue, match="none of the answers"):
        written(desk, lambda: service.note(begin, desk.context, said=odd, **facts))
    back = written(
        desk,
        lambda: service.put_back(
            begin, desk.context, now=said_of(kept), wanted=said_of(shown), **facts
        ),
    )
    assert said_of(back) == said_of(shown)


def test_card_stands_beside_its_policy_and_the_one_before_is_superseded(
    desk: Desk, policy: Coverage
) -> None:
    first = put(desk, policy)
    assert stored(desk, policy).card_front_id == first.id
    second, back = put(desk, policy), put(desk, policy, "back")
    now = stored(desk, policy)
    assert (now.card_front_id, now.card_back_id) == (second.id, back.id)
    states = {
        one.document.id: one.document.status for one in listed(desk, PatientId(policy.patient_id))
    }
    assert states == {first.id: "superseded", second.id: "current", back.id: "current"}


def test_card_is_removed_and_put_back(desk: Desk, policy: Coverage) -> None:
    card = put(desk, policy)
    begin = desk.store.unit_of_work
    facts = {
        "patient_id": PatientId(policy.patient_id),
        "coverage_id": RecordId(policy.id),
        "side": "front",
    }

    def show(wanted: str | None, was: str | None) -> Coverage:
        return written(
            desk,
            lambda: service.show_card(
                begin,
                desk.context,
                document_id=wanted,
                was=was,
                **facts,  # type: ignore[arg-type]
            ),
        )

    assert show(None, card.id).card_front_id is None
    with pytest.raises(StaleVersion):
        show(None, card.id)
    assert show(card.id, None).card_front_id == card.id


def test_card_for_a_policy_that_is_gone_leaves_nothing(desk: Desk, policy: Coverage) -> None:
    def remove() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.delete(Coverage, RecordId(policy.id))

    written(desk, remove)
    with pytest.raises(Exception, match="coverage"):
        put(desk, policy)
    assert (listed(desk, PatientId(policy.patient_id)), in_folder(desk)) == ((), 0)
