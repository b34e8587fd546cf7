"""What may be kept, and which field is named when something may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.declare import EntitySpec, FieldKind, FieldSpec, Record, entities
from app.domain.errors import InvalidRecord
from app.domain.ids import PatientId, new_id
from app.domain.money import LARGEST_MINOR
from app.domain.patient import Coverage
from app.domain.staff import Clinic
from app.domain.validation import check, check_all
from tests.factories import (
    CHILDREN,
    NOON,
    a_child,
    a_clinic,
    a_patient,
    a_practitioner,
    a_record,
    a_visit_type,
    an_appointment,
)

TODAY = date(2026, 11, 21)
PATIENT = a_patient()
COVERAGE = Coverage(
    id=new_id(), created_at=NOON, updated_at=NOON, patient_id=PatientId(PATIENT.id), payer="Aetna"
)


@pytest.mark.parametrize(
    ("record", "changes", "field"),
    [
        (PATIENT, {"family_name": " "}, "family_name"),
        (PATIENT, {"mrn": ""}, "mrn"),
        (PATIENT, {"birth_date": "2026-11-22"}, "birth_date"),
        (PATIENT, {"birth_date": "1971-02-30"}, "birth_date"),
        (PATIENT, {"email": "nobody"}, "email"),
        (PATIENT, {"family_name": "x" * 201}, "family_name"),
        (PATIENT, {"given_names": "a\x00b"}, "given_names"),
        (PATIENT, {"family_name": None}, "family_name"),
        (PATIENT, {"family_name": "\u200b"}, "family_name"),
        (PATIENT, {"given_names": "\u202eevil"}, "given_names"),
        (PATIENT, {"birth_date": "١٩٧١-٠٥-٠٣"}, "birth_date"),
        (PATIENT, {"birth_date": "1990-01-01", "deceased_on": "1980-01-01"}, "deceased_on"),
        (COVERAGE, {"valid_from": "2026-05", "valid_to": "2026-04"}, "valid_to"),
        (PATIENT, {"needs_interpreter": "yes"}, "needs_interpreter"),
        (PATIENT, {"guarantor_id": PATIENT.id}, "guarantor_id"),
        (a_practitioner(), {"npi": "1234567890"}, "npi"),
        (a_clinic(), {"zone": "Atlantis/Nowhere"}, "zone"),
        (a_clinic(), {"zone": "America"}, "zone"),
        (a_clinic(), {"zone": "../../etc/passwd"}, "zone"),
        (a_visit_type(), {"length_min": 4}, "length_min"),
        (a_visit_type(), {"length_min": True}, "length_min"),
        (a_visit_type(), {"length_min": 1 << 63}, "length_min"),
        (COVERAGE, {"copay_cents": -1}, "copay_cents"),
        (PATIENT, {"extra": {"from_a_newer_version": [10**30]}}, "extra"),
        (an_appointment(PATIENT), {"ends_at": an_appointment(PATIENT).starts_at}, "ends_at"),
        *(
            (an_appointment(PATIENT), {"stamps": stamps}, "stamps")
            for stamps in (
                [],
                {"arrived": "soon"},
                {"arrived": None},
                {"arrived": {"by": 7}},
                {"arrived": {"at": "soon"}},
                {"arrived": {"at": "2026-11-21T09:30:00"}},
                {"arrived": {"by": "a\x00b"}},
                {"arrived": {"n": 10**400}},
            )
        ),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_field(
    record: Record, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        check(replace(record, **changes), today=TODAY)
    assert list(caught.value.problems) == [field]
    with pytest.raises(InvalidRecord) as among:
        check_all([record, replace(record, **changes), record], today=TODAY)
    assert among.value.problems == caught.value.problems


@pytest.mark.parametrize(
    ("record", "changes"),
    [
        (PATIENT, {"birth_date": "1990-05-03", "deceased_on": "1990"}),
        (COVERAGE, {"valid_from": "2026-05", "valid_to": "2026"}),
        (COVERAGE, {"valid_from": "2026-05-31", "valid_to": "2026-05"}),
    ],
)
def test_a_partial_date_that_may_be_in_order_is_kept(
    record: Record, changes: dict[str, Any]
) -> None:
    check(replace(record, **changes), today=TODAY)
    check_all([record, replace(record, **changes)], today=TODAY)


AMOUNTS = [(spec, one) for spec in entities() for one in spec.fields if one.is_money]
OF_AN_AMOUNT = pytest.mark.parametrize(
    ("spec", "field"), AMOUNTS, ids=[f"{spec.name}.{one.name}" for spec, one in AMOUNTS]
)


def with_amount(spec: EntitySpec, field: FieldSpec, minor: int) -> Record:
    """A record with an amount; by name where the field holds several."""
    kind = spec.record_type
    is_several = field.kind is FieldKind.JSON
    changes = {field.name: {"cash": minor} if is_several else minor}
    if kind is Clinic:
        return a_clinic(**changes)
    return a_child(kind, PATIENT, **changes) if kind in CHILDREN else a_record(kind, **changes)


def test_every_field_named_as_an_amount_is_declared_as_one() -> None:
    named = {
        (spec.name, one.name)
        for spec in entities()
        for one in spec.fields
        if one.name.endswith(("_minor", "_cents"))
    }
    assert named == {(spec.name, one.name) for spec, one in AMOUNTS}
    assert ("coverage", "copay_cents") in named


@pytest.mark.row("B1")
@OF_AN_AMOUNT
def test_every_amount_is_bounded_by_its_declaration(spec: EntitySpec, field: FieldSpec) -> None:
    within = with_amount(spec, field, LARGEST_MINOR)
    assert "is too large" not in problems_of(within).values()
    for minor in (LARGEST_MINOR + 1, -LARGEST_MINOR - 1, 9 * 10**18):
        record = with_amount(spec, field, minor)
        assert field.name in problems_of(record), minor
        with pytest.raises(InvalidRecord):
            check_all([within, record], today=TODAY)


@OF_AN_AMOUNT
def test_an_amount_an_earlier_version_kept_holds_up_nothing_else(
    spec: EntitySpec, field: FieldSpec
) -> None:
    kept = with_amount(spec, field, 9 * 10**18)
    edited = replace(kept, extra={"in_a_newer_version": 1})
    check(edited, today=TODAY, before=lambda: kept)


def problems_of(record: Record) -> Mapping[str, str]:
    try:
        check(record, today=TODAY)
    except InvalidRecord as refused:
        return refused.problems
    return {}


def test_the_refused_value_is_not_part_of_the_error() -> None:
    with pytest.raises(InvalidRecord) as caught:
        check(replace(PATIENT, email="canary"), today=TODAY)
    assert "canary" not in str(caught.value)


def test_a_status_from_a_newer_version_is_kept() -> None:
    check(replace(PATIENT, status="on_sabbatical"), today=TODAY)


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(InvalidRecord) as caught:
        check(replace(PATIENT, email="x", birth_date="x"), today=TODAY)
    assert set(caught.value.problems) == {"email", "birth_date"}


@pytest.mark.row("B1")
def test_every_reference_names_a_declared_parent_that_comes_first() -> None:
    order = {spec.name: spec.order for spec in entities()}
    for spec in entities():
        for field in spec.fields:
            target = field.fact.refers_to
            if target and target != spec.name:
                assert order[target] < spec.order, f"{spec.name}.{field.name}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"birth_date": "garbage"},
        {"family_name": "x" * 5000, "email": "nobody"},
        {"alert": "a\x00b", "birth_date": "2099-01-01"},
    ],
)
def test_an_update_answers_for_what_it_touches(wrong: dict[str, Any]) -> None:
    kept = replace(PATIENT, **wrong)
    check(replace(kept, city="Waco"), today=TODAY, before=lambda: kept)
    for name, bad in (("family_name", ""), ("email", "no one"), ("birth_date", "1971-02-30")):
        with pytest.raises(InvalidRecord) as refused:
            check(replace(kept, **{name: bad}), today=TODAY, before=lambda: kept)
        assert set(refused.value.problems) == {name}
    with pytest.raises(InvalidRecord):
        check(kept, today=TODAY)


def test_an_update_answers_for_the_whole_group_it_touches() -> None:
    kept = replace(PATIENT, state="x" * 900)
    check(replace(kept, email="ana@example.org"), today=TODAY, before=lambda: kept)
    with pytest.raises(InvalidRecord) as refused:
        check(replace(kept, city="Waco"), today=TODAY, before=lambda: kept)
    assert set(refused.value.problems) == {"state"}


def test_an_update_answers_for_a_problem_it_makes_in_another_field() -> None:
    kept = replace(COVERAGE, valid_from="2026-04", valid_to="2026-05")
    with pytest.raises(InvalidRecord) as refused:
        check(replace(kept, valid_from="2026-06"), today=TODAY, before=lambda: kept)
    assert set(refused.value.problems) == {"valid_to"}
