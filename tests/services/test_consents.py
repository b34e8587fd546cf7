"""Consents at one desk: signed with their document or not at all, withdrawn with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.bootstrap.headless import Desk
from app.domain.errors import InvalidRecord, InvalidValue, StaleVersion
from app.domain.family import Consent, ConsentStatus
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.message import MessageTemplate
from app.domain.query import Query
from app.services import consents, documents, message_templates
from app.services.consents import NewConsent
from tests.bootstrap.conftest import home, opened, pattern_home
from tests.factories import a_record
from tests.services.test_documents import (
    _add,
    content_of,
    desk,
    in_folder,
    listed,
    patient_at,
    patient_id,
    written,
)

__all__ = ["desk", "home", "opened", "patient_id", "pattern_home"]
pytestmark = pytest.mark.row("E1", "D7")
DAY = date(2026, 11, 21)
PDF = b"%PDF-1.7\n signed by Amara"


def new(patient_id: PatientId, **changes: Any) -> NewConsent:
    facts: dict[str, Any] = {
        "kind": "treatment",
        "title": "Consent to treatment",
        "signed_on": DAY,
        "witnessed_by": "Kim Lee",
        **changes,
    }
    return NewConsent(patient_id=patient_id, **facts)


def sign(desk: Desk, wanted: NewConsent) -> Consent:
    kept = documents.keep(desk.files, [PDF])
    begin = desk.store.unit_of_work
    return written(
        desk, lambda: consents.sign(begin, desk.context, desk.files, content=kept, new=wanted)
    )


def withdraw(desk: Desk, consent: Consent, reason: str = "moved away") -> Consent:
    begin, whose = desk.store.unit_of_work, PatientId(consent.patient_id)
    return written(
        desk,
        lambda: consents.withdraw(
            begin,
            desk.context,
            consent_id=RecordId(consent.id),
            patient_id=whose,
            reason=reason,
            today=DAY,
        ),
    )


def all_of(desk: Desk) -> list[Consent]:
    with desk.store.reader() as reader:
        return list(reader.records(Consent).find(Query(Consent)).rows)


def test_signed_consent_names_the_document_that_shows_it(desk: Desk, patient_id: PatientId) -> None:
    made = sign(desk, new(patient_id, starts_on=DAY, ends_on=date(2027, 11, 20)))
    (paper,) = listed(desk, patient_id)
    assert made.document_id == paper.document.id
    assert (paper.document.category, paper.document.code) == ("consent", "59284-0")
    assert content_of(desk, paper.document) == PDF
    assert all_of(desk) == [made]
    assert (made.status, made.witnessed_by, made.signed_by) == ("active", "Kim Lee", "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"title": "  "}, "title"),
        ({"witnessed_by": ""}, "witnessed_by"),
        ({"ends_on": date(2026, 11, 20)}, "ends_on"),
        ({"starts_on": date(2027, 1, 2), "ends_on": date(2027, 1, 1)}, "ends_on"),
    ],
)
def test_consent_that_lacks_something_leaves_neither_record_nor_file(
    changes: dict[str, Any], field: str, desk: Desk, patient_id: PatientId
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        sign(desk, new(patient_id, **changes))
    assert set(caught.value.problems) == {field}
    assert (all_of(desk), listed(desk, patient_id), in_folder(desk)) == ([], (), 0)


def test_nobody_signs_for_a_patient_who_is_not_there(desk: Desk) -> None:
    with pytest.raises(InvalidValue, match="no patient of this clinic"):
        sign(desk, new(PatientId(new_id())))
    assert (all_of(desk), in_folder(desk)) == ([], 0)


def test_withdrawn_consent_says_when_and_why_and_keeps_what_was_signed(
    desk: Desk, patient_id: PatientId
) -> None:
    made = sign(desk, new(patient_id))
    gone = withdraw(desk, made, "  moved   away ")
    assert (gone.status, gone.withdrawn_on, gone.withdrawal_reason) == (
        ConsentStatus.WITHDRAWN,
        DAY,
        "moved away",
    )
    assert (gone.document_id, gone.signed_on) == (made.document_id, made.signed_on)
    (paper,) = listed(desk, patient_id)
    assert paper.document.status == "current"


def test_withdrawal_is_taken_back_once(desk: Desk, patient_id: PatientId) -> None:
    made = withdraw(desk, sign(desk, new(patient_id)))
    begin, whose = desk.store.unit_of_work, patient_id

    def back() -> Consent:
        return consents.reinstate(
            begin, desk.context, consent_id=RecordId(made.id), patient_id=whose
        )

    again = written(desk, back)
    assert (again.status, again.withdrawn_on, again.withdrawal_reason) == ("active", None, "")
    with pytest.raises(StaleVersion):
        written(desk, back)


def test_nothing_is_withdrawn_twice_or_without_a_reason(desk: Desk, patient_id: PatientId) -> None:
    made = sign(desk, new(patient_id))
    with pytest.raises(InvalidValue, match="is required"):
        withdraw(desk, made, " \u200b ")
    withdraw(desk, made)
    with pytest.raises(StaleVersion):
        withdraw(desk, made)


def test_consent_of_another_patient_is_not_withdrawn(desk: Desk, patient_id: PatientId) -> None:
    made = sign(desk, new(patient_id))
    foreign = replace(made, patient_id=patient_at(desk))
    with pytest.raises(InvalidValue, match="not the patient"):
        withdraw(desk, foreign)


def test_texts_to_be_signed_are_no_messages(desk: Desk) -> None:
    written(desk, lambda: _add(desk, a_record(MessageTemplate, name="Hello")))
    written(
        desk, lambda: _add(desk, a_record(MessageTemplate, name="Our form", category="consent"))
    )
    with desk.store.reader() as reader:
        assert [one.name for one in message_templates.for_consents(reader)] == ["Our form"]
        assert [one.name for one in message_templates.active(reader)] == ["Hello"]
