"""Why data is used, told from what was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.context import Purpose
from app.domain.ids import PatientId, new_id
from app.domain.purpose import purpose_of
from tests.factories import a_context

pytestmark = pytest.mark.row("F2", "A3")
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("role", "action", "entity", "expected"),
    [
        ("front_desk", "view", "patient", Purpose.TREATMENT),
        ("clinician", "view", "condition", Purpose.TREATMENT),
        ("clinician", "update", "allergy", Purpose.TREATMENT),
        ("front_desk", "update", "coverage", Purpose.PAYMENT),
        ("billing", "view", "coverage", Purpose.PAYMENT),
        ("billing", "view", "patient", Purpose.PAYMENT),
        ("front_desk", "search", "patient", Purpose.OPERATIONS),
        ("front_desk", "create", "appointment", Purpose.OPERATIONS),
        ("billing", "list", "appointment", Purpose.OPERATIONS),
        ("admin", "view", "audit", Purpose.OPERATIONS),
        ("admin", "export", "audit", Purpose.OPERATIONS),
        ("admin", "update", "user", Purpose.OPERATIONS),
        ("front_desk", "lock", "", Purpose.OPERATIONS),
        ("front_desk", "sync_apply", "", Purpose.SYSTEM),
        ("front_desk", "checkpoint", "audit", Purpose.SYSTEM),
        ("clinician", "break_glass", "patient", Purpose.EMERGENCY),
    ],
)
def test_purpose_follows_from_what_is_done(
    role: str, action: str, entity: str, expected: Purpose
) -> None:
    found = purpose_of(a_context(role=role), action, entity=entity, patient_id=None, now=NOW)
    assert found is expected


def test_behind_broken_glass_it_is_an_emergency_until_the_glass_closes() -> None:
    patient_id = PatientId(new_id())
    context = replace(a_context(role="admin"), glass={patient_id: NOW + timedelta(minutes=60)})

    def purpose(patient: PatientId, later: int) -> Purpose:
        now = NOW + timedelta(minutes=later)
        return purpose_of(context, "view", entity="patient", patient_id=patient, now=now)

    assert purpose(patient_id, 59) is Purpose.EMERGENCY
    assert purpose(patient_id, 61) is Purpose.TREATMENT
    assert purpose(PatientId(new_id()), 1) is Purpose.TREATMENT


def test_stated_purpose_stands() -> None:
    context = replace(a_context(), purpose=Purpose.SYSTEM)
    found = purpose_of(context, "view", entity="patient", patient_id=None, now=NOW)
    assert found is Purpose.SYSTEM
