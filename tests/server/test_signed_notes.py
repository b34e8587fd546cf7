"""A signed note at the server: no word, no status and no other desk's edit opens it again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.domain.history import HealthRecord
from app.domain.operations import RowState
from app.domain.patient import Patient
from tests.factories import NOON, a_child, a_patient
from tests.server.people import colleague, record_of
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("E2", "F5")


@dataclass(frozen=True)
class Ward:
    """A clinician's desk and a patient."""

    desk: TestDesk
    patient: Patient

    async def note(self, **fields: Any) -> RowState:
        (row,) = await self.desk.saved(a_child(HealthRecord, self.patient, text="true", **fields))
        return row

    async def signed(self) -> RowState:
        return await self.note(status="final", signed_by=self.desk.user_id, signed_at=NOON)

    async def text(self, note: RowState) -> tuple[str, str]:
        body = await self.desk.body(note.id)
        return body["status"], body["text"]


@pytest.fixture
async def ward(server: RunningServer, clinic: TestDesk) -> AsyncIterator[Ward]:
    patient = a_patient()
    await clinic.saved(patient)
    async with colleague(server, clinic, role="clinician") as desk:
        await record_of(desk, clinic, role="clinician")
        yield Ward(desk, patient)


@pytest.mark.parametrize("word", ["", "decision", "import", "conflict"])
async def test_no_reason_opens_a_signed_note(ward: Ward, word: str) -> None:
    note = await ward.signed()
    forged = replace(ward.desk.update(note, text="forged"), reason=word)
    assert (await ward.desk.push_one(forged)).status == "rejected"
    assert await ward.text(note) == ("final", "true")


@pytest.mark.parametrize("status", ["amended", "preliminary", "", "x" * 40])
async def test_no_status_opens_a_signed_note(ward: Ward, status: str) -> None:
    note = await ward.signed()
    with_text = ward.desk.update(note, status=status, text="forged")
    assert (await ward.desk.push_one(with_text)).status == "rejected"
    assert (await ward.desk.push_one(ward.desk.update(note, status=status))).status == "rejected"
    assert await ward.text(note) == ("final", "true")


async def test_signed_note_is_not_deleted(ward: Ward) -> None:
    note = await ward.signed()
    result = await ward.desk.push_one(ward.desk.delete(note))
    assert (result.status, result.field) == ("rejected", "status")
    assert await ward.text(note) == ("final", "true")


async def test_error_is_said_without_changing_what_was_signed(ward: Ward) -> None:
    note = await ward.signed()
    both = ward.desk.update(note, status="entered-in-error", text="forged")
    assert (await ward.desk.push_one(both)).status == "rejected"
    only = ward.desk.update(note, status="entered-in-error")
    assert (await ward.desk.push_one(only)).status == "applied"
    again = ward.desk.update(await ward.desk.row(note.id), text="forged")
    assert (await ward.desk.push_one(again)).status == "rejected"
    assert await ward.text(note) == ("entered-in-error", "true")


async def test_signature_is_not_put_under_words_its_signer_never_saw(
    ward: Ward, server: RunningServer, clinic: TestDesk
) -> None:
    note = await ward.note(status="preliminary")
    async with colleague(server, clinic, role="clinician", username="cleo") as cleo:
        other = await cleo.push_one(cleo.update(note, text="changed by cleo"))
        assert other.status == "applied"
    sign = ward.desk.update(
        note, status="final", signed_by=ward.desk.user_id, signed_at="2026-11-21T09:30:00.000000Z"
    )
    result = await ward.desk.push_one(sign)
    assert (result.status, result.code) == ("conflict", "field")
    assert await ward.text(note) == ("preliminary", "changed by cleo")


async def test_nobody_signs_for_somebody_else(ward: Ward, clinic: TestDesk) -> None:
    note = await ward.note(status="preliminary")
    sign = ward.desk.update(
        note, status="final", signed_by=clinic.user_id, signed_at="2026-11-21T09:30:00.000000Z"
    )
    result = await ward.desk.push_one(sign)
    assert (result.status, result.code) == ("rejected", "permission")


async def test_control_unsigned_note_is_edited_and_signed(ward: Ward) -> None:
    note = await ward.note(status="preliminary")
    edit = ward.desk.update(note, text="better")
    assert (await ward.desk.push_one(edit)).status == "applied"
    sign = ward.desk.update(
        await ward.desk.row(note.id),
        status="final",
        signed_by=ward.desk.user_id,
        signed_at="2026-11-21T09:30:00.000000Z",
    )
    assert (await ward.desk.push_one(sign)).status == "applied"
    assert await ward.text(note) == ("final", "better")
