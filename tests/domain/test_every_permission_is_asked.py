"""A permission that nobody asks keeps nothing: each stands where something is done."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import app
import app.storage.row_codec  # every record type is declared
from app.domain.declare import entities
from app.domain.permissions import Permission
from app.domain.record_permissions import ACTIONS, permission_for

assert app.storage.row_codec
pytestmark = pytest.mark.row("B7")
_TABLES = (
    "domain/permissions.py",
    "domain/record_permissions.py",
    "ui/permission_words.py",
    "domain/purpose.py",
)
"""Where permissions are listed and asked of nobody."""
_VERBS = ("view", "create", "update", "delete", "restore")


def _named(sources: dict[str, str]) -> set[str]:
    """The permissions that some line of the program names."""
    found: set[str] = set()
    for name, source in sources.items():
        if name.endswith(_TABLES) or "Permission." not in source:
            continue  # to parse the whole program takes seconds
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
                continue
            if node.value.id == "Permission" and node.attr in Permission.__members__:
                found.add(Permission[node.attr].value)
    return found


def _of_records() -> set[str]:
    """Those that reading or writing some record type takes."""
    asked = {permission_for(spec.name, verb) for spec in entities() for verb in _VERBS}
    asked |= {permission_for(*action) for action in ACTIONS}
    return {one.value for one in asked if one is not None}


def _sources() -> dict[str, str]:
    root = Path(app.__file__).parent
    return {one.as_posix(): one.read_text("utf-8") for one in root.rglob("*.py")}


def test_every_permission_is_asked_somewhere() -> None:
    asked = _named(_sources()) | _of_records()
    assert {one.value for one in Permission} - asked == set()


@pytest.mark.parametrize("one", [Permission.USER_MANAGE, Permission.WORKSTATION_MANAGE])
def test_managing_is_asked_by_a_deed_and_not_only_by_the_tables(one: Permission) -> None:
    """Accounts and workstations are managed by no form that writes their records."""
    assert one.value in _named(_sources())


def test_permission_that_nobody_asks_is_found() -> None:
    """Control: without the lines that name it, it is missing."""
    sources = {
        name: source.replace("BACKUP_MAKE", "BACKUP_RESTORE") for name, source in _sources().items()
    }
    assert "backup.make" not in _named(sources) | _of_records()
