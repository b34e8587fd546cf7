"""What an import may change of what it brought: nothing a person wrote, and no step left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.claim import InsuranceClaim
from app.domain.clinical import Condition
from app.domain.ids import derived_id, new_id
from app.domain.operations import BY_IMPORT, FieldChange, Operation
from app.server.decide import decide
from app.server.ledger import ChangeSince, Ledger
from tests.factories import a_child, a_patient
from tests.server.people import colleague, lines, record_of, trail
from tests.server.test_authority import an_operation, ledger_of
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("F5")
PATIENT = a_patient()
ASTHMA = a_child(Condition, PATIENT, id=derived_id("fhir", "c1"), text="Asthma")
CLAIM = a_child(InsuranceClaim, PATIENT, id=derived_id("fhir", "cl1"), status="draft")


def known(*by_people: ChangeSince, foreign: tuple[ChangeSince, ...] = ()) -> Ledger:
    """What a front desk's import finds: who else wrote into its records."""
    ledger = ledger_of("front_desk", PATIENT, ASTHMA, CLAIM)
    for one in (("condition", ASTHMA.id), ("insurance_claim", CLAIM.id)):
        ledger.by_people[one] = by_people
        ledger.since = {**ledger.since, one: foreign}
    return ledger


def by_import(record: Any, **new: Any) -> Operation:
    changes = {name: FieldChange(getattr(record, name), value) for name, value in new.items()}
    return an_operation(record, "update", patch=changes, reason=BY_IMPORT)


def test_import_says_more_of_what_nobody_else_wrote() -> None:
    assert decide(known(), by_import(ASTHMA, text="Asthma, mild")).status == "applied"


@pytest.mark.parametrize("field", ["text", "code"], ids=["the field", "one of its group"])
def test_import_changes_nothing_that_a_person_wrote(field: str) -> None:
    ledger = known(ChangeSince(2, frozenset({field, "updated_at"})))
    result = decide(ledger, by_import(ASTHMA, text="Diabetes"))
    assert (result.status, result.code) == ("rejected", "permission")
    assert ledger.entries == []


def test_the_word_alone_makes_no_import() -> None:
    ledger = ledger_of("front_desk", PATIENT, ASTHMA)  # nothing is known of who wrote it
    assert decide(ledger, by_import(ASTHMA, text="Diabetes")).code == "permission"


def test_import_over_what_another_desk_wrote_meanwhile_is_a_conflict() -> None:
    theirs = ChangeSince(2, frozenset({"text"}))
    stale, forged = by_import(ASTHMA, text="Asthma, mild"), by_import(ASTHMA, text="Diabetes")
    stale = replace(stale, patch={"text": FieldChange("as it was before", "Asthma, mild")})
    result = decide(known(theirs, foreign=(theirs,)), stale)
    assert (result.status, result.code) == ("conflict", "field")
    # Made, it says, on the version before, and yet it knows the newer word.
    assert decide(known(theirs, foreign=(theirs,)), forged).code == "permission"


def test_import_leaves_out_no_step_of_a_claim() -> None:
    result = decide(known(), by_import(CLAIM, status="paid"))
    assert (result.status, result.code) == ("rejected", "invalid_transition")


async def test_import_over_a_clinicians_word_is_refused_and_reasons_are_kept(
    server: RunningServer, clinic: TestDesk
) -> None:
    condition = a_child(Condition, PATIENT, id=derived_id("fhir", new_id()), text="Asthma")
    async with (
        colleague(server, clinic, role="front_desk") as bea,
        colleague(server, clinic, role="clinician", username="kim") as kim,
    ):
        await record_of(bea, clinic)
        await record_of(kim, clinic, role="clinician")
        new = (bea.create(PATIENT), bea.create(condition, reason=BY_IMPORT))
        assert [one.status for one in await bea.push(*new)] == ["applied", "applied"]
        for desk, text, reason, answer in (
            (bea, "Asthma, mild", BY_IMPORT, "applied"),
            (kim, "COPD", "seen today", "applied"),
            (bea, "Diabetes", BY_IMPORT, "rejected"),
        ):
            change = desk.update(await desk.row(condition.id), text=text, reason=reason)
            assert (await desk.push_one(change)).status == answer, text
    kept = "SELECT reason FROM row_history WHERE id = $1 ORDER BY version"
    told = [line[0] for line in await lines(server, kept, condition.id)]
    assert told == [BY_IMPORT, BY_IMPORT, "seen today"]
    assert [line[0] for line in await trail(server, clinic)][-2:] == ["import", "deny"]
