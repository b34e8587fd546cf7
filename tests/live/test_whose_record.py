"""A look at one record names a patient in the trail: the record shown is theirs, or none is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.errors import InvalidValue
from app.domain.patient import Patient
from app.domain.treatment import CarePlan, Document, Prescription
from app.live.data_sync import DataSync
from tests.factories import a_child, a_clinic, a_patient, a_user
from tests.ui.conftest import ScreenDesk, acting, desk, empty_database

__all__ = ["acting", "desk", "empty_database"]
pytestmark = pytest.mark.row("A3")
_KINDS: tuple[tuple[Any, Callable[[DataSync], Callable[..., Awaitable[Any]]]], ...] = (
    (Prescription, lambda sync: sync.prescriptions.one),
    (Document, lambda sync: sync.documents.one),
    (CarePlan, lambda sync: sync.care_plans.one),
)


@pytest.fixture
def people(desk: ScreenDesk) -> tuple[Patient, Patient]:
    amara, daniel = a_patient(), a_patient(family_name="Lindqvist", given_names="Daniel")
    desk.pull(a_clinic(), a_user(), amara, daniel)
    return amara, daniel


@pytest.mark.parametrize(("kind", "one"), _KINDS, ids=lambda it: getattr(it, "__name__", ""))
async def test_record_of_another_patient_is_not_shown(
    desk: ScreenDesk, people: tuple[Patient, Patient], kind: Any, one: Any
) -> None:
    amara, daniel = people
    theirs = a_child(kind, daniel)
    desk.pull(theirs)
    look = one(desk.data_sync)
    with pytest.raises(InvalidValue) as refused:
        await look(theirs.id, patient_id=amara.id)
    assert refused.value.field == "patient_id"
    assert (await look(theirs.id, patient_id=daniel.id)).line.record.patient_id == daniel.id


@pytest.mark.parametrize(("kind", "one"), _KINDS, ids=lambda it: getattr(it, "__name__", ""))
async def test_record_of_a_persons_other_record_is_shown(
    desk: ScreenDesk, people: tuple[Patient, Patient], kind: Any, one: Any
) -> None:
    kept, other = people
    theirs = a_child(kind, other)
    desk.pull(theirs)
    await desk.data_sync.merging.merge(kept.id, other.id)
    assert (await one(desk.data_sync)(theirs.id, patient_id=kept.id)).line.record.id == theirs.id


@pytest.mark.parametrize("name", ["prescriptions", "documents", "care_plans"])
async def test_list_of_one_patient_holds_nothing_of_another(
    desk: ScreenDesk, people: tuple[Patient, Patient], name: str
) -> None:
    amara, daniel = people
    kinds: dict[str, Any] = {
        "prescriptions": Prescription,
        "documents": Document,
        "care_plans": CarePlan,
    }
    hers, his = a_child(kinds[name], amara), a_child(kinds[name], daniel)
    desk.pull(hers, his)
    rows = getattr(desk.data_sync, name).rows
    assert list(await rows([hers.id, his.id], patient_id=amara.id)) == [hers.id]
    assert list(await rows([hers.id, his.id])) == [hers.id, his.id]
    await desk.data_sync.merging.merge(amara.id, daniel.id)
    assert list(await rows([hers.id, his.id], patient_id=amara.id)) == [hers.id, his.id]


async def test_today_is_the_clinics_day(desk: ScreenDesk) -> None:
    desk.clock.passed = timedelta(hours=11, minutes=30)
    assert desk.clock.now().date() == date(2026, 11, 22)
    assert desk.data_sync.today() == date(2026, 11, 21)
