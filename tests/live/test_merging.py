"""A merge made in the window is taken back and made again, and only while it still fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import InvalidValue, PermissionDenied, StaleVersion
from app.domain.merging import PatientMerge
from app.domain.patient import Patient
from app.domain.staff import Role, User
from app.live.merging import PATIENTS_MERGED, merge_values
from tests.factories import a_clinic, a_patient, a_practitioner, a_user
from tests.ui.conftest import ScreenDesk, acting, desk, empty_database

__all__ = ["acting", "desk", "empty_database"]
pytestmark = pytest.mark.row("A2", "F7")


@pytest.fixture
def people(desk: ScreenDesk) -> tuple[Patient, Patient]:
    kept = a_patient(mrn="A-1", phone="+12125550101", email=None)
    again = a_patient(mrn="A-2", phone="+12125550102", email="amara@example.org")
    desk.pull(a_clinic(), kept, again, a_user())
    return kept, again


async def merged(desk: ScreenDesk, kept: Patient, again: Patient) -> PatientMerge:
    made = await desk.data_sync.merging.merge(kept.id, again.id, take=["phone"])
    desk.data_sync.undo.did(
        PATIENTS_MERGED, again.id, before={}, after=merge_values(kept.id, ["phone"])
    )
    return made


def stored(desk: ScreenDesk, one: Patient) -> Patient:
    return desk.stored(Patient, one.id)


async def test_merge_is_taken_back_and_made_again_with_what_was_picked(
    desk: ScreenDesk, people: tuple[Patient, Patient]
) -> None:
    kept, again = people
    await merged(desk, kept, again)
    stack = desk.data_sync.undo
    await stack.undo()
    assert (stored(desk, kept).phone, stored(desk, kept).email) == ("+12125550101", None)
    assert stored(desk, again).status == "active"
    await stack.redo()
    assert stored(desk, kept).phone == "+12125550102"
    assert stored(desk, again).status == "archived"


async def test_record_merged_elsewhere_since_is_left_alone(
    desk: ScreenDesk, people: tuple[Patient, Patient]
) -> None:
    kept, again = people
    made, third = await merged(desk, kept, again), a_patient(mrn="A-3")
    await desk.data_sync.merging.unmerge(again.id)
    desk.pull(third)
    await desk.data_sync.merging.merge(third.id, again.id)
    with pytest.raises(StaleVersion):
        await desk.data_sync.undo.undo()
    assert desk.stored(PatientMerge, made.id).status == "unmerged"
    assert stored(desk, again).status == "archived"
    assert desk.data_sync.undo.done == ()


async def test_chart_names_who_was_merged_into_it_by_whom_until_it_is_taken_back(
    desk: ScreenDesk, people: tuple[Patient, Patient]
) -> None:
    kept, again = people
    await merged(desk, kept, again)
    (one,) = (await desk.data_sync.patients.overview(kept.id)).merged
    assert (one.patient_id, one.mrn, one.name) == (again.id, "A-2", again.display_name)
    assert one.merged_by == desk.stored(User, desk.data_sync.user.id).display_name
    await desk.data_sync.undo.undo()
    assert (await desk.data_sync.patients.overview(kept.id)).merged == ()


async def test_preview_names_the_records_that_differing_fields_mean(desk: ScreenDesk) -> None:
    doctor = a_practitioner()
    kept, again = a_patient(practitioner_id=doctor.id), a_patient(practitioner_id=None)
    desk.pull(doctor, kept, again)
    preview = await desk.data_sync.merging.compare(kept.id, again.id)
    assert preview.names == {doctor.id: doctor.display_name}
    with pytest.raises(InvalidValue):
        await desk.data_sync.merging.compare(kept.id, kept.id)


async def test_role_that_may_not_merge_may_not_take_one_back_either(
    desk: ScreenDesk, people: tuple[Patient, Patient]
) -> None:
    kept, again = people
    await merged(desk, kept, again)
    access = desk.data_sync.access
    access.context = replace(access.context, role=Role.BILLING.value)
    with pytest.raises(PermissionDenied):
        await desk.data_sync.undo.undo()
    assert stored(desk, again).status == "archived"
