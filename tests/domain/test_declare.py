"""What every declaration says about the patient data in it."""

from __future__ import annotations

import pytest

from app.domain.declare import EntitySpec, Keeping, entities, entity_named

pytestmark = pytest.mark.row("F2")


@pytest.mark.parametrize("spec", entities(), ids=lambda spec: spec.name)
def test_each_type_about_a_patient_says_how_long_it_stays(spec: EntitySpec) -> None:
    assert (spec.phi_class is Keeping.NO_PATIENT) == (spec.patient_field is None)


def test_what_harms_if_it_is_missing_never_leaves_a_desk() -> None:
    for name in ("patient", "allergy", "appointment", "coverage"):
        assert not entity_named(name).leaves_disk


def test_only_what_the_chart_asks_the_server_for_leaves_a_desk() -> None:
    """Another type may join when whatever reads it says what is missing: see EntitySpec."""
    leaving = {spec.name for spec in entities() if spec.leaves_disk}
    assert leaving == {
        *("condition", "medication_statement", "sync_conflict"),
        *("health_record", "vital_signs", "screening", "immunization", "prescription"),
        *("care_plan", "care_plan_goal", "care_plan_activity"),
    }
    assert {entity_named(name).phi_class for name in leaving} == {Keeping.CHART}
