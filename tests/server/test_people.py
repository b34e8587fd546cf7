"""Merges at the server: which are taken, what they allow, and what somebody is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.domain.aggregate import Aggregate, Group, Match
from app.domain.billing import Allocation, Charge, Payment
from app.domain.clinical import Allergy
from app.domain.ids import PatientId, RecordId, UserId, new_id
from app.domain.ledger_rules import reversal_id
from app.domain.merging import PatientMerge, merge_id
from app.domain.operations import RowState
from app.domain.patient import Patient
from app.domain.query import Query, eq
from app.domain.staff import Clinic
from app.domain.waiting import WaitlistEntry
from app.server.people import CHANGED, CLASH, TAKEN
from tests.factories import NOON, a_child, a_patient, a_record, an_allergy, an_appointment
from tests.server.people import allow_removal, colleague, record_of
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("E4", "B1", "F5")


@dataclass(frozen=True)
class Pair:
    """Two records of one person, and two desks of the front desk."""

    desk: TestDesk
    other: TestDesk
    survivor: Patient
    merged: Patient

    def merge(self, desk: TestDesk | None = None, **changes: Any) -> PatientMerge:
        by = UserId(RecordId((desk or self.desk).user_id))
        ids = {"patient_id": self.survivor.id, "merged_id": self.merged.id, **changes}
        return a_child(
            PatientMerge,
            self.survivor,
            id=merge_id(ids["patient_id"], ids["merged_id"], earlier=0),
            **{"merged_by": by, **ids},
        )

    async def over(self, desk: TestDesk, row: RowState, **changes: Any) -> tuple[str, str]:
        facts: dict[str, Any] = {
            "status": "unmerged",
            "unmerged_by": desk.user_id,
            "unmerged_at": TIME,
            **changes,
        }
        asked = desk.update(row, kind="action", action="unmerge", **facts)
        return said(await desk.push_one(asked))

    async def titles(self) -> list[str]:
        rows = await self.desk.everything()
        return [(row.body or {})["title"] for row in rows if row.entity == "task"]


TIME = "2026-11-21T18:00:00.000000Z"


def said(result: Any) -> tuple[str, str]:
    return result.status, result.code


@pytest.fixture
async def pair(server: RunningServer, clinic: TestDesk) -> AsyncIterator[Pair]:
    survivor, merged = a_patient(), a_patient()
    await clinic.saved(a_record(Clinic, id=clinic.clinic_id), survivor, merged)
    await record_of(clinic, clinic, role="admin")
    async with colleague(server, clinic, role="front_desk", username="tom") as other:
        await record_of(other, clinic)
        yield Pair(clinic, other, survivor, merged)


@pytest.fixture
async def bill(server: RunningServer, clinic: TestDesk, pair: Pair) -> AsyncIterator[TestDesk]:
    async with colleague(server, clinic, role="billing") as desk:
        await record_of(desk, clinic, role="billing")
        yield desk


async def test_merge_made_at_two_desks_is_one(pair: Pair) -> None:
    first = await pair.desk.push_one(pair.desk.create(pair.merge()))
    again = pair.merge(pair.other, taken={"email": [None, "amara@example.org"]})
    second = await pair.other.push_one(pair.other.create(again))
    assert (first.status, second.status) == ("applied", "merged")
    stored = await pair.desk.body(again.id)
    assert stored["merged_by"] == pair.desk.user_id
    assert stored["taken"] == {"email": [None, "amara@example.org"]}


async def test_both_desks_say_what_the_survivor_took_over(pair: Pair) -> None:
    phone, email, later = [[None, one] for one in ("+12125550111", "a@b.org", "c@d.org")]
    first = pair.merge(taken={"phone": phone, "email": email})
    await pair.desk.saved(first)
    row = await pair.desk.row(first.id)
    again = pair.merge(pair.other, taken={"email": later, "city": ["Rye", "Troy"], "state": 5})
    assert said(await pair.other.push_one(pair.other.create(again))) == ("merged", "")
    taken = (await pair.desk.body(first.id))["taken"]
    assert taken == {"phone": phone, "email": email, "city": ["Rye", "Troy"]}
    # Whoever parts them without knowing of it leaves the city with the survivor: somebody looks.
    assert (await pair.over(pair.desk, row))[0] == "merged"
    assert await pair.titles() == [TAKEN]


async def test_what_the_survivor_took_over_goes_back_whoever_parts_them(pair: Pair) -> None:
    seen = await pair.desk.row(pair.survivor.id)
    (row,) = await pair.desk.saved(pair.merge())
    again = pair.merge(pair.other, taken={"city": [None, "Troy"], "email": [None, "a@b.org"]})
    made = pair.other.create(again)
    taken = pair.other.update(seen, city="Troy", email="a@b.org")
    await pair.other.push(made, replace(taken, depends_on=[made.op_id]))
    now = await pair.desk.row(pair.survivor.id)
    await pair.other.push_one(pair.other.update(now, email="new@b.org"))
    assert (await pair.over(pair.desk, row))[0] == "merged"  # it knows nothing of either
    body = await pair.desk.body(pair.survivor.id)
    assert (body["city"], body["email"]) == (None, "new@b.org")
    assert await pair.titles() == [TAKEN], "the address was changed since"


async def test_nobody_is_asked_where_all_of_it_went_back(pair: Pair) -> None:
    seen = await pair.desk.row(pair.survivor.id)
    (row,) = await pair.desk.saved(pair.merge())
    again = pair.merge(pair.other, taken={"city": [None, "Troy"]})
    await pair.other.push(pair.other.create(again), pair.other.update(seen, city="Troy"))
    await pair.over(pair.desk, row)
    assert (await pair.desk.body(pair.survivor.id))["city"] is None
    assert await pair.titles() == []


async def test_merge_says_of_no_field_what_no_patient_may_have(pair: Pair) -> None:
    forged = {"phone": ["x" * 500, pair.survivor.phone], "mrn": ["X1", pair.survivor.mrn]}
    (row,) = await pair.desk.saved(pair.merge(taken=forged))
    assert await pair.over(pair.desk, row) == ("applied", "")
    body = await pair.desk.body(pair.survivor.id)
    assert (body["phone"], body["mrn"]) == (pair.survivor.phone, pair.survivor.mrn)


async def test_merge_the_other_way_round_is_refused_and_somebody_asked(pair: Pair) -> None:
    await pair.desk.saved(pair.merge())
    back = pair.merge(
        pair.other, patient_id=PatientId(pair.merged.id), merged_id=PatientId(pair.survivor.id)
    )
    archived = pair.other.update(await pair.desk.row(pair.survivor.id), status="archived")
    made = pair.other.create(back)
    results = await pair.other.push(made, replace(archived, depends_on=[made.op_id]))
    assert [one.status for one in results] == ["rejected", "rejected"]
    assert (results[0].field, results[1].code) == ("merged_id", "dependency")
    assert await pair.titles() == [CLASH]
    assert (await pair.desk.body(pair.survivor.id))["status"] == "active"


async def test_merge_that_is_refused_at_two_desks_says_why_at_both(pair: Pair) -> None:
    await pair.desk.saved(pair.merge())
    for desk in (pair.other, pair.desk):
        back = pair.merge(
            desk, patient_id=PatientId(pair.merged.id), merged_id=PatientId(pair.survivor.id)
        )
        result = await desk.push_one(desk.create(back))
        assert (result.code, result.field) == ("invalid_value", "merged_id")
    assert await pair.titles() == [CLASH]


async def test_nobody_is_merged_into_two(pair: Pair) -> None:
    third = a_patient()
    await pair.desk.saved(third, pair.merge())
    elsewhere = pair.merge(pair.other, patient_id=PatientId(third.id))
    assert (await pair.other.push_one(pair.other.create(elsewhere))).status == "rejected"


async def test_merge_with_a_deleted_patient_is_refused(
    pair: Pair, server: RunningServer, clinic: TestDesk
) -> None:
    await allow_removal(server, clinic, pair.merged)
    await clinic.push_one(clinic.delete(await clinic.row(pair.merged.id)))
    result = await pair.desk.push_one(pair.desk.create(pair.merge()))
    assert result.status == "rejected"


@pytest.mark.parametrize(
    "forged",
    [
        {"merged_by": "0a" * 16},
        {"status": "unmerged"},
        {"unmerged_by": "0a" * 16},
        {"unmerged_at": NOON},
    ],
    ids=lambda one: next(iter(one)),
)
async def test_merge_in_another_name_or_taken_back_at_once_is_refused(
    pair: Pair, forged: dict[str, Any]
) -> None:
    result = await pair.desk.push_one(pair.desk.create(pair.merge(**forged)))
    assert said(result) == ("rejected", "permission")


async def test_only_those_who_may_merge_do(pair: Pair, bill: TestDesk) -> None:
    made = bill.create(pair.merge(bill))
    assert said(await bill.push_one(made)) == ("rejected", "permission")
    (row,) = await pair.desk.saved(pair.merge())
    assert await pair.over(bill, row) == ("rejected", "permission")


async def test_merge_is_taken_back_by_its_own_command_alone(pair: Pair) -> None:
    (row,) = await pair.desk.saved(pair.merge())
    for forged in (
        pair.desk.update(row, status="unmerged"),
        pair.desk.update(row, merged_id=pair.survivor.id),
        pair.desk.delete(row),
        pair.desk.update(row, kind="action", action="unmerge", merged_id=pair.survivor.id),
    ):
        assert (await pair.desk.push_one(forged)).status == "rejected"
    assert await pair.over(pair.desk, row, unmerged_by=pair.other.user_id) == (
        "rejected",
        "invalid_value",
    )
    assert await pair.over(pair.desk, row) == ("applied", "")


async def test_taken_back_at_two_desks_at_once_holds_once(pair: Pair) -> None:
    (row,) = await pair.desk.saved(pair.merge())
    assert await pair.over(pair.desk, row) == ("applied", "")
    assert await pair.over(pair.other, row) == ("merged", "")
    assert (await pair.desk.body(row.id))["unmerged_by"] == pair.desk.user_id


async def test_late_merge_that_was_taken_back_is_refused(pair: Pair) -> None:
    (row,) = await pair.desk.saved(pair.merge())
    await pair.over(pair.desk, row)
    late = await pair.other.push_one(pair.other.create(pair.merge(pair.other)))
    assert (late.status, late.field) == ("rejected", "status")


async def test_nothing_moves_from_one_record_to_the_other(pair: Pair) -> None:
    (allergy,) = await pair.desk.saved(an_allergy(pair.merged))
    await pair.desk.saved(pair.merge())
    moved = pair.desk.update(allergy, patient_id=pair.survivor.id)
    assert (await pair.desk.push_one(moved)).status == "rejected"


async def test_records_of_one_person_name_each_other_while_it_holds(
    pair: Pair, bill: TestDesk
) -> None:
    (visit,) = await pair.desk.saved(an_appointment(pair.merged))
    charge = a_child(Charge, pair.survivor, appointment_id=visit.id)
    refused = await bill.push_one(bill.create(charge))
    assert (refused.status, refused.field) == ("rejected", "appointment_id")
    (row,) = await pair.desk.saved(pair.merge())
    (again,) = await bill.saved(replace(charge, id=new_id()))
    assert again.body is not None
    assert await pair.over(pair.desk, row) == ("applied", "")


async def test_merge_holds_in_its_own_batch_and_ends_in_it(pair: Pair) -> None:
    made = pair.desk.create(pair.merge())
    visit = an_appointment(pair.merged)
    named = a_child(WaitlistEntry, pair.survivor, appointment_id=visit.id)
    results = await pair.desk.push(made, pair.desk.create(visit), pair.desk.create(named))
    assert [one.status for one in results] == ["applied"] * 3


async def test_one_pays_for_the_other_and_then_they_are_not_parted(
    pair: Pair, bill: TestDesk
) -> None:
    payment, charge = (
        a_child(kind, one, amount_minor=500)
        for kind, one in ((Payment, pair.survivor), (Charge, pair.merged))
    )
    share = a_child(
        Allocation, pair.survivor, amount_minor=500, payment_id=payment.id, charge_id=charge.id
    )
    await bill.saved(payment, charge)
    assert (await bill.push_one(bill.create(share))).status == "rejected"
    (row,) = await pair.desk.saved(pair.merge())
    share = replace(share, id=RecordId(charge.id[:-4] + "beef"))
    await bill.saved(share)
    assert await pair.over(pair.desk, row) == ("rejected", "invalid_value")
    back = replace(share, id=reversal_id(share.id), amount_minor=-500, reverses_id=share.id)
    await bill.saved(back)
    assert await pair.over(pair.desk, row) == ("applied", "")


async def test_change_of_a_record_that_is_not_used_any_more_is_asked_about(pair: Pair) -> None:
    row = await pair.desk.row(pair.merged.id)
    await pair.desk.saved(pair.merge())
    quiet = await pair.desk.push_one(pair.desk.update(row, status="archived"))
    assert (quiet.status, await pair.titles()) == ("applied", [])
    result = await pair.other.push_one(pair.other.update(row, phone="+12125550199"))
    assert (result.status, await pair.titles()) == ("merged", [CHANGED])


async def test_merge_of_what_another_desk_had_changed_is_asked_about(pair: Pair) -> None:
    row = await pair.desk.row(pair.merged.id)
    await pair.other.push_one(pair.other.update(row, phone="+12125550199"))
    made = pair.desk.create(pair.merge())
    results = await pair.desk.push(made, pair.desk.update(row, status="archived"))
    assert [one.status for one in results] == ["applied", "merged"]
    assert await pair.titles() == [CHANGED]


async def test_question_about_one_record_is_about_the_person(pair: Pair) -> None:
    kept = [an_allergy(pair.survivor), an_allergy(pair.merged, text="Latex")]
    await pair.desk.saved(*kept)
    asked = Query(Allergy, where=eq("patient_id", pair.survivor.id))
    figure = Aggregate(Allergy, (Match(eq("patient_id", pair.merged.id)), Group()))
    records = pair.desk.api.records
    assert [one.text for one in (await records.query(asked)).rows] == ["Penicillin"]
    await pair.desk.saved(pair.merge())
    found = (await records.query(asked)).rows
    assert {one.text: one.patient_id for one in found} == {
        "Penicillin": pair.survivor.id,
        "Latex": pair.merged.id,
    }
    assert list(await records.aggregate(figure)) == [{"count": 2}]


async def test_record_of_somebody_merged_is_not_deleted(
    pair: Pair, server: RunningServer, clinic: TestDesk
) -> None:
    (row,) = await pair.desk.saved(pair.merge())
    await allow_removal(server, clinic, pair.merged)
    for one in (pair.survivor, pair.merged):
        result = await clinic.push_one(clinic.delete(await clinic.row(one.id)))
        assert said(result) == ("rejected", "permission")
    assert await pair.over(pair.desk, row) == ("applied", "")
    result = await clinic.push_one(clinic.delete(await clinic.row(pair.merged.id)))
    assert result.status == "applied"
