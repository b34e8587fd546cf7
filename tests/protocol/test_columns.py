"""Records read column by column are those read one by one, and nothing wrong is among them."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from app.domain.declare import EntitySpec, FieldKind, Record, entities, entity_named
from app.domain.errors import InvalidValue
from app.domain.ids import new_id
from app.domain.money import LARGEST_MINOR
from app.domain.patient import Coverage
from app.domain.validation import check
from app.protocol.codec import check_spelling, from_wire, to_wire
from app.protocol.columns import checked_records
from tests.factories import OTHERS, a_child, a_patient, a_record, an_appointment

TODAY = date(2026, 11, 22)
ODD: dict[FieldKind, list[Any]] = {
    FieldKind.TEXT: [1, "a\x00b", "\u202eevil", "x" * 70_000, ["a"], {}],
    FieldKind.INTEGER: [True, 2**63, 1.0, "1"],
    FieldKind.BOOLEAN: [1, 0, "true"],
    FieldKind.DATE: ["20261121", "2026-02-30", 5, ""],
    FieldKind.INSTANT: ["2026-11-21T09:30:00", "soon", 5],
    FieldKind.REFERENCE: ["A1" * 16, "ab", 5, ["a" * 32]],
    FieldKind.LIST: ["a", [1], ["x" * 70_000], ["a\x00b"], ["a"] * 501, {}],
    FieldKind.JSON: ["{}", 5, True],
}
ANY_ODD: list[Any] = [None, "", "é", "2026-11-21", "a" * 32, 0, -1, 7, True, [], {}, {"a": [1]}]
SENT = [spec for spec in entities() if spec.name != "sync_conflict"]
"""Conflicts are made by the server alone."""
EVERY = pytest.mark.parametrize("spec", SENT, ids=lambda spec: spec.name)


def made(spec: EntitySpec) -> Record:
    patient = a_patient()
    if spec.name == "patient":
        return patient
    if spec.name == "appointment":
        return an_appointment(patient)
    known = spec.record_type in OTHERS
    return a_record(spec.record_type) if known else a_child(spec.record_type, patient)


def bodies_of(spec: EntitySpec, count: int) -> list[dict[str, Any]]:
    return [to_wire(made(spec)) for _ in range(count)]


def one_by_one(spec: EntitySpec, ids: list[str], bodies: list[dict[str, Any]]) -> list[Record]:
    """What the columns stand for; none where any is refused."""
    try:
        records = [from_wire(spec, key, body) for key, body in zip(ids, bodies, strict=True)]
        for record, body in zip(records, bodies, strict=True):
            check_spelling(spec, body, body)
            check(record, today=TODAY)
    except InvalidValue:
        return []
    return records


@EVERY
def test_records_that_can_be_kept_are_read_by_columns(spec: EntitySpec) -> None:
    bodies, ids = bodies_of(spec, 5), [str(new_id()) for _ in range(5)]
    expected = one_by_one(spec, ids, bodies)
    assert expected
    assert checked_records(spec, ids, bodies, today=TODAY) == expected


@EVERY
def test_nothing_that_is_refused_one_by_one_comes_through(spec: EntitySpec) -> None:
    rng = random.Random(spec.name)
    for field in spec.fields:
        for odd in (*ODD[field.kind], *ANY_ODD):
            bodies, ids = bodies_of(spec, 3), [str(new_id()) for _ in range(3)]
            rng.choice(bodies)[field.name] = odd
            found = checked_records(spec, ids, bodies, today=TODAY)
            assert not found or found == one_by_one(spec, ids, bodies), (field.name, odd)


@pytest.mark.parametrize(
    "change",
    [
        {"created_at": "2026-11-21T09:30:00"},
        {"updated_at": None},
        {"in_a_newer_version": 1},
        {"birth_date": "2099-01-01"},
        {"family_name": " "},
        {"email": "nobody"},
    ],
)
def test_what_is_wrong_or_of_another_version_is_left_to_be_judged_alone(
    change: dict[str, Any],
) -> None:
    spec = entity_named("patient")
    body = to_wire(a_patient())
    assert checked_records(spec, [new_id()], [body], today=TODAY)
    assert not checked_records(spec, [new_id(), new_id()], [body, body | change], today=TODAY)


def test_an_amount_beyond_its_bound_is_left_to_be_judged_alone() -> None:
    spec = entity_named("coverage")
    body = to_wire(a_child(Coverage, a_patient(), copay_cents=LARGEST_MINOR))
    assert checked_records(spec, [new_id()], [body], today=TODAY)
    assert not checked_records(
        spec, [new_id()], [body | {"copay_cents": LARGEST_MINOR + 1}], today=TODAY
    )


def test_a_body_without_a_field_or_with_no_identifier_is_left_to_be_judged_alone() -> None:
    spec = entity_named("patient")
    body = to_wire(a_patient())
    shorter = {name: value for name, value in body.items() if name != "city"}
    assert not checked_records(spec, [new_id()], [shorter], today=TODAY)
    assert not checked_records(spec, ["nobody"], [body], today=TODAY)


def test_a_rule_that_stumbles_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object, **__: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr("app.protocol.columns.keep_rules", stumble)
    body = to_wire(a_patient())
    assert not checked_records(entity_named("patient"), [new_id()], [body], today=TODAY)
