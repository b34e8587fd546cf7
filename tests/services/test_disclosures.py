"""A chart's summary for outside: whom it is for is asked, and in the trail before it goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from app.domain.clinical import Condition
from app.domain.context import Purpose
from app.domain.disclosing import recipient_in
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import PatientId, PractitionerId, new_id
from app.domain.staff import Role
from app.services import disclosures
from app.storage.store import LocalStore
from tests.factories import a_child, a_context, a_patient
from tests.services.test_exports import pull
from tests.storage.conftest import HandClock, open_store

pytestmark = pytest.mark.row("B7", "F2")
DESK = a_context()
AMARA = a_patient(family_name="Okafor")
AMARA_ID = PatientId(AMARA.id)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    store = open_store(tmp_path / "clinic.db", HandClock())
    pull(store, AMARA, a_child(Condition, AMARA, text="Asthma"))
    return store


def hand_out(store: LocalStore, **changes: object) -> None:
    said = {"recipient": "Dr. Weiß", "purpose": Purpose.TREATMENT, "is_file": False, **changes}
    disclosures.note_handed_out(store.unit_of_work, DESK, patient_id=AMARA_ID, **said)  # type: ignore[arg-type]


def last_event(store: LocalStore) -> tuple[object, ...]:
    with store.database.reading() as session:
        row = session.one(
            "SELECT action, entity, lower(hex(patient_id)), purpose, fields FROM audit "
            "ORDER BY seq DESC LIMIT 1"
        )
    assert row is not None
    return tuple(row)


@pytest.mark.parametrize(("is_file", "action"), [(False, "print"), (True, "export")])
def test_who_is_given_a_summary_and_why_is_in_the_trail(
    store: LocalStore, is_file: bool, action: str
) -> None:
    hand_out(store, is_file=is_file)
    *event, fields = last_event(store)
    assert event == [action, "patient", AMARA.id, "treatment"]
    assert recipient_in(msgspec.json.decode(str(fields), type=list[str])) == "Dr. Weiß"


@pytest.mark.parametrize(
    "changes",
    [{"recipient": " "}, {"recipient": "x" * 201}, {"purpose": Purpose.SYSTEM}],
    ids=["nobody", "too long", "no reason"],
)
def test_nothing_goes_to_nobody_or_for_nothing(
    store: LocalStore, changes: dict[str, object]
) -> None:
    before = last_event(store)
    with pytest.raises(InvalidValue):
        hand_out(store, **changes)
    assert last_event(store) == before


@pytest.mark.parametrize("role", [Role.BILLING, Role.ADMIN])
def test_who_prints_no_charts_reads_none_for_it_and_that_is_kept(
    store: LocalStore, role: Role
) -> None:
    with pytest.raises(PermissionDenied):
        disclosures.note_handed_out(
            store.unit_of_work,
            a_context(role=role),
            patient_id=AMARA_ID,
            recipient="Dr. Weiß",
            purpose=Purpose.TREATMENT,
            is_file=False,
        )
    assert last_event(store)[:2] == ("deny", "patient")


def test_summary_holds_what_the_role_is_shown_and_names_the_rest(store: LocalStore) -> None:
    clinician = a_context(role=Role.CLINICIAN, practitioner_id=PractitionerId(new_id()))
    with store.reader() as reader:
        found = [
            disclosures.read_summary(
                reader,
                context,
                patient_id=AMARA_ID,
                recipient=" Dr. Weiß ",
                purpose=Purpose.TREATMENT,
                now=HandClock().now(),
            )
            for context in (DESK, clinician)
        ]
    mine, others = found
    assert mine.recipient == "Dr. Weiß"
    assert [one.text for one in mine.chart.conditions] == ["Asthma"]
    assert others.chart.conditions == ()
    assert "condition" in others.chart.withheld
    assert replace(mine) == mine
