"""A signed prescription at the server: what was signed is what is kept, whoever edited offline."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.domain.operations import RowState
from app.domain.patient import Patient
from app.domain.staff import Practitioner
from app.domain.treatment import Prescription
from tests.factories import a_child, a_patient, a_practitioner
from tests.server.people import colleague, record_of
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("E2", "F5")


@dataclass(frozen=True)
class Ward:
    """A clinician's desk, a patient and who prescribes."""

    desk: TestDesk
    patient: Patient
    doctor: Practitioner

    async def draft(self, **fields: Any) -> RowState:
        known = {"text": "Warfarin", "dose": "2 mg", "prescriber_id": self.doctor.id, **fields}
        (row,) = await self.desk.saved(a_child(Prescription, self.patient, **known))
        return row

    async def says(self, row: RowState) -> tuple[str, str]:
        body = await self.desk.body(row.id)
        return body["status"], body["dose"]


@pytest.fixture
async def ward(server: RunningServer, clinic: TestDesk) -> AsyncIterator[Ward]:
    patient, doctor = a_patient(), a_practitioner()
    await clinic.saved(patient)
    await clinic.saved(doctor)
    async with colleague(server, clinic, role="clinician") as desk:
        await record_of(desk, clinic, role="clinician")
        yield Ward(desk, patient, doctor)


async def test_edit_of_a_draft_that_was_signed_meanwhile_is_a_conflict(
    ward: Ward, server: RunningServer, clinic: TestDesk
) -> None:
    draft = await ward.draft()
    async with colleague(server, clinic, role="clinician", username="cleo") as cleo:
        assert (await cleo.push_one(cleo.update(draft, status="active"))).status == "applied"
    late = await ward.desk.push_one(ward.desk.update(draft, dose="20 mg"))
    assert (late.status, late.code) == ("conflict", "field")
    assert await ward.says(draft) == ("active", "2 mg")


async def test_prescription_is_not_signed_with_a_dose_its_signer_never_saw(
    ward: Ward, server: RunningServer, clinic: TestDesk
) -> None:
    draft = await ward.draft()
    async with colleague(server, clinic, role="clinician", username="cleo") as cleo:
        assert (await cleo.push_one(cleo.update(draft, dose="20 mg"))).status == "applied"
    late = await ward.desk.push_one(ward.desk.update(draft, status="active"))
    assert (late.status, late.code) == ("conflict", "field")
    assert await ward.says(draft) == ("draft", "20 mg")


@pytest.mark.parametrize("word", ["", "decision", "import", "conflict"])
async def test_no_reason_opens_a_signed_prescription(ward: Ward, word: str) -> None:
    signed = await ward.draft(status="active")
    for changes in (
        {"dose": "20 mg"},
        {"refills": 9},
        {"stop_reason": "said later"},
        {"dose": "20 mg", "status": "stopped"},
        {"status": "draft"},
    ):
        forged = replace(ward.desk.update(signed, **changes), reason=word)
        assert (await ward.desk.push_one(forged)).status == "rejected"
    assert (await ward.desk.push_one(ward.desk.delete(signed))).status == "rejected"
    assert await ward.says(signed) == ("active", "2 mg")


async def test_control_draft_is_edited_signed_and_stopped_with_a_reason(ward: Ward) -> None:
    draft = await ward.draft()
    assert (await ward.desk.push_one(ward.desk.update(draft, dose="4 mg"))).status == "applied"
    for changes in ({"status": "active"}, {"status": "stopped", "stop_reason": "bleeds"}):
        step = ward.desk.update(await ward.desk.row(draft.id), **changes)
        assert (await ward.desk.push_one(step)).status == "applied"
    assert await ward.says(draft) == ("stopped", "4 mg")
