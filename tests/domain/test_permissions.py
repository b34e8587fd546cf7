"""Which permission each write of each record takes: the whole product as a table."""

from __future__ import annotations

from pathlib import Path

import pytest

import app.storage.row_codec  # every record type is declared
from app.domain.declare import entities
from app.domain.permissions import Permission
from app.domain.record_permissions import permission_for

assert app.storage.row_codec
TABLE = (Path(__file__).parents[1] / "matrix" / "writes.txt").read_text()
ACTIONS = {
    ("appointment", "transition"): "schedule.check_in",
    ("sync_conflict", "resolve"): "conflict.resolve",
    ("break_glass", "review"): "glass.review",
}
_HEAD, *_LINES = (line.split() for line in TABLE.splitlines() if not line.startswith("#"))
CELLS = [
    (line[0], verb, line[2] if word == "=" else word)
    for line in _LINES
    for verb, word in zip(_HEAD[1:], line[1:], strict=True)
]


@pytest.mark.parametrize(("record", "verb", "expected"), CELLS)
def test_each_kind_of_write_takes_its_permission(record: str, verb: str, expected: str) -> None:
    found = permission_for(record, verb)
    assert found == (None if expected == "-" else Permission(expected))


@pytest.mark.parametrize(("action", "expected"), ACTIONS.items())
def test_each_action_takes_its_permission(action: tuple[str, str], expected: str) -> None:
    assert permission_for(*action) == Permission(expected)


def test_every_record_type_stands_in_the_table() -> None:
    assert sorted(spec.name for spec in entities()) == [line[0] for line in _LINES]


@pytest.mark.parametrize(
    ("record", "verb", "field", "expected"),
    [
        ("user", "update", "role", "user.manage"),
        ("user", "update", "is_active", "user.manage"),
        ("user", "update", "username", "user.manage"),
        ("user", "update", "practitioner_id", "user.manage"),
        ("user", "update", "display_name", "user.edit"),
        ("user", "create", "practitioner_id", "user.manage"),
        ("user", "create", "display_name", "user.edit"),
        ("workstation", "update", "is_active", "workstation.manage"),
        ("charge", "create", "reverses_id", "void.edit"),
        ("payment", "create", "reverses_id", "void.edit"),
        ("allocation", "create", "reverses_id", "void.edit"),
        ("adjustment", "create", "reverses_id", "void.edit"),
        ("refund", "create", "reverses_id", "void.edit"),
        ("workstation", "update", "name", "workstation.edit"),
    ],
)
def test_ones_standing_at_the_clinic_is_an_administrators(
    record: str, verb: str, field: str, expected: str
) -> None:
    assert permission_for(record, verb, [field]) == Permission(expected)


@pytest.mark.parametrize(("record", "verb"), [("invoice", "create"), ("patient", "shred")])
def test_what_nobody_thought_of_nobody_may(record: str, verb: str) -> None:
    assert permission_for(record, verb) is None
