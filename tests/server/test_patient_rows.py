"""A desk that had put a chart away gets one patient's rows again, and the server remembers it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

import app.server.patient_rows as patient_rows
from app.domain.clinical import Condition, MedicationStatement
from app.domain.errors import NeedsLogin, RequestRefused
from app.domain.history import HealthRecord
from app.domain.ids import RecordId, new_id
from app.domain.patient import Patient
from app.domain.treatment import Prescription
from tests.factories import a_child, a_patient, an_allergy
from tests.server.people import colleague, trail
from tests.server_fixtures import RunningServer, TestDesk, start_clinic

pytestmark = pytest.mark.row("F2")


@pytest.fixture
async def doctor(clinic: TestDesk, server: RunningServer) -> AsyncIterator[TestDesk]:
    """Somebody of the clinic who writes charts."""
    async with colleague(server, clinic, role="clinician", username="doc") as doctor:
        yield doctor


def a_condition(patient: Patient, text: str = "Gout") -> Condition:
    now = datetime.now(UTC)
    return Condition(id=new_id(), patient_id=patient.id, created_at=now, updated_at=now, text=text)


def a_medication(patient: Patient) -> MedicationStatement:
    now = datetime.now(UTC)
    return MedicationStatement(
        id=new_id(), patient_id=patient.id, created_at=now, updated_at=now, text="Aspirin"
    )


async def test_chart_detail_of_one_patient_comes_as_it_stands(
    clinic: TestDesk, doctor: TestDesk
) -> None:
    one, other = a_patient(mrn="A-1"), a_patient(mrn="A-2")
    gout, aspirin = a_condition(one), a_medication(one)
    foreign, allergy = a_condition(other), an_allergy(one)
    await clinic.saved(one, other, allergy)
    row, *_ = await doctor.saved(gout, aspirin, foreign)
    await doctor.push_one(doctor.update(row, text="Gouty arthritis"))
    rows, more = await clinic.api.patient_rows(one.id)
    by_id = {row.id: row for row in rows}
    assert set(by_id) == {gout.id, aspirin.id}
    assert not more
    assert by_id[gout.id] == await clinic.row(gout.id)
    assert by_id[gout.id].version == 2


async def test_removed_record_comes_as_removed(clinic: TestDesk, doctor: TestDesk) -> None:
    patient = a_patient()
    gout = a_condition(patient)
    await clinic.saved(patient)
    (row,) = await doctor.saved(gout)
    await doctor.push_one(doctor.delete(row))
    ((again,), _) = await clinic.api.patient_rows(patient.id)
    assert (again.id, again.version, again.deleted) == (gout.id, 2, True)


async def test_many_rows_come_page_by_page(
    clinic: TestDesk, doctor: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patient_rows, "PATIENT_ROWS_LIMIT", 2)
    patient = a_patient()
    made = [a_condition(patient, f"Condition {number}") for number in range(5)]
    await clinic.saved(patient)
    await doctor.saved(*made)
    found: list[str] = []
    after, pages, more = "", 0, True
    while more:
        rows, more = await clinic.api.patient_rows(patient.id, after=after)
        found += [row.id for row in rows]
        after, pages = rows[-1].id, pages + 1
    assert found == sorted(one.id for one in made)
    assert pages == 3


async def test_another_clinics_patient_is_nobody(
    clinic: TestDesk, doctor: TestDesk, server: RunningServer
) -> None:
    patient = a_patient()
    await clinic.saved(patient)
    await doctor.saved(a_condition(patient))
    stranger = await start_clinic(server)
    try:
        assert await stranger.api.patient_rows(patient.id) == ((), False)
    finally:
        await stranger.api.aclose()


async def test_each_fetch_is_in_the_trail_with_the_patient(
    clinic: TestDesk, server: RunningServer
) -> None:
    patient = a_patient()
    await clinic.saved(patient)
    await clinic.api.patient_rows(patient.id)
    assert (await trail(server, clinic))[-1] == ("fetch", "patient", "")


async def test_fetch_that_begins_anywhere_is_in_the_trail_too(
    clinic: TestDesk, server: RunningServer
) -> None:
    patient = a_patient()
    await clinic.saved(patient)
    for after in ("0" * 32, new_id()):
        before = len(await trail(server, clinic))
        await clinic.api.patient_rows(patient.id, after=after)
        assert (await trail(server, clinic))[before:] == [("fetch", "patient", "")]


async def test_who_may_see_no_chart_gets_none_and_is_noted(
    clinic: TestDesk, server: RunningServer
) -> None:
    patient = a_patient()
    await clinic.saved(patient)
    async with colleague(server, clinic, role="billing") as biller:
        with pytest.raises(RequestRefused):
            await biller.api.patient_rows(patient.id)
    assert (await trail(server, clinic))[-1] == ("deny", "patient", "request")


async def test_role_gets_what_it_is_shown_and_the_conflicts_about_that(
    clinic: TestDesk, doctor: TestDesk, server: RunningServer
) -> None:
    """The front desk: conditions, prescriptions and plans, but no notes and nothing of them."""
    patient = a_patient()
    await clinic.saved(patient)
    made = (a_condition(patient), a_child(HealthRecord, patient), a_child(Prescription, patient))
    rows = await doctor.saved(*made)
    for row in rows[:2]:
        for text in ("One", "Another"):
            await doctor.push_one(doctor.update(row, base=1, text=text))
    conflicts = [one for one in await clinic.everything() if one.entity == "sync_conflict"]
    assert {one.body["entity"] for one in conflicts if one.body} == {"condition", "health_record"}
    async with colleague(server, clinic, role="front_desk") as bea:
        shown, _ = await bea.api.patient_rows(patient.id)
    whole, _ = await doctor.api.patient_rows(patient.id)
    kinds = ["condition", "prescription", "sync_conflict"]
    assert sorted(one.entity for one in shown) == kinds
    assert [one.body["entity"] for one in shown if one.entity == kinds[2] and one.body] == [
        "condition"
    ]
    assert sorted(one.entity for one in whole) == sorted([*kinds, "health_record", kinds[2]])


async def test_what_names_nobody_is_refused(clinic: TestDesk) -> None:
    for wrong in ("", "x", "A" * 32):
        with pytest.raises(RequestRefused):
            await clinic.api.patient_rows(RecordId(wrong))


async def test_without_a_session_nothing_comes(clinic: TestDesk) -> None:
    patient = a_patient()
    await clinic.saved(patient)
    await clinic.api.logout()
    with pytest.raises(NeedsLogin):
        await clinic.api.patient_rows(patient.id)
