"""Whether every service that writes is killed itself: at work by a call of its own, in a
transaction of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import app.services
from tests.services.killing import named

WRITES = frozenset(
    {
        "add",
        "save",
        "delete",
        "restore",
        "add_many",
        "put",
        "set",
        "batch",
        "drop",
        "tell",
        "requeue",
        "apply_rows",
        "bulk_create",
        "delete_many",
        "deny",
        "end",
        "mark",
        "note",
        "note_sent",
        "restate",
        "set_many",
        "supersede",
        "use",
    }
)
ANYBODYS = frozenset(
    {
        "audit_export.signing_key",
        "drafts.discard",
        "drafts.keep",
        "preferences.keep",
        "record_numbers.add_block",
        "telemetry.keep_figures",
        "unsent_files.note_handed_out",
        "work_offline.remember_offline",
    }
)
"""Services that refuse no role: what the program keeps for whoever works, or of what was allowed by
another one."""
READS = frozenset(
    {
        "duplicates.require_list",
        "imports_filing.unfiled",
        "money_level.money_level",
        "preferences.read",
        "telemetry.kept_figures",
    }
)
"""Services that are given what begins a transaction and write nothing in it."""
BEGINS = frozenset({"begin", "transact"})
KILLS = {
    "DEEDS": "test_kill_at_every_statement_leaves_all_or_nothing",
    "STEPS": "test_kill_at_every_statement_leaves_whole_steps",
}
TREES = {
    path.stem: ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(Path(str(app.services.__file__)).parent.glob("*.py"))
}


Definition = ast.FunctionDef | ast.ClassDef


@cache
def defined(module: str) -> dict[str, Definition]:
    """Functions and classes of a module of the services, by name."""
    found = (one for one in ast.walk(TREES[module]) if isinstance(one, Definition))
    return {one.name: one for one in found}


@cache
def brought(module: str) -> dict[str, tuple[str, str]]:
    """What a module takes from others of the services: module and name."""
    found: dict[str, tuple[str, str]] = {}
    for one in ast.walk(TREES[module]):
        if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("app.services"):
            of = (one.module or "").removeprefix("app.services").removeprefix(".")
            found |= {name.asname or name.name: (of, name.name) for name in one.names}
    return found


def calls(module: str, definition: Definition) -> Iterator[tuple[str, str]]:
    """What of the services somebody calls, by itself or in what it hands on."""
    known = brought(module)
    for one in ast.walk(definition):
        if isinstance(one, ast.Name):
            yield known.get(one.id, (module, one.id))
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            yield known.get(one.value.id, ("", ""))[1], one.attr


@cache
def writes_itself(module: str, name: str) -> bool:
    """Whether it asks a unit of work for what writes."""
    told = (one for one in ast.walk(defined(module)[name]) if isinstance(one, ast.Attribute))
    return any(one.attr in WRITES and "uow" in ast.unparse(one.value) for one in told)


def writes(module: str, name: str, seen: set[tuple[str, str]]) -> bool:
    """Whether one of the services writes, by itself or by others."""
    if module not in TREES or name not in defined(module) or (module, name) in seen:
        return False
    seen.add((module, name))
    called = calls(module, defined(module)[name])
    return writes_itself(module, name) or any(writes(*one, seen) for one in called)


def takers() -> set[str]:
    """Every public service that is given what begins a transaction."""
    return {
        f"{module}.{name}"
        for module in TREES
        for name, one in defined(module).items()
        if isinstance(one, ast.FunctionDef) and not name.startswith("_")
        if not BEGINS.isdisjoint(asked_for(one))
    }


def writers() -> set[str]:
    """Those that write in it."""
    return {one for one in takers() if writes(*one.split("."), set())}


def asked_for(function: ast.FunctionDef) -> set[str]:
    """What a function is to be given, by its place or by keyword only."""
    given = function.args
    return {one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)}


@cache
def modules() -> tuple[ModuleType, ...]:
    """The tests with tables of services at work."""
    found = sorted(Path(__file__).parent.glob("test_killed_*.py"))
    return tuple(import_module(f"{__package__}.{path.stem}") for path in found)


def killed() -> set[str]:
    """The services that the tables call; that nothing else is called is shown where they are."""
    return {
        named(deed.service)
        for module in modules()
        for table in KILLS
        for deed in getattr(module, table, {}).values()
    }


@pytest.mark.row("B3", "A5")
def test_every_service_that_writes_is_killed_itself() -> None:
    known = writers()
    seen = {"conflicts.decide", "transfers.transfer", "setup.write_setup", "imports.run"}
    assert seen <= known  # it sees them
    assert known - killed() == set()
    assert killed() - known == set()


@pytest.mark.row("B3")
def test_services_that_refuse_nobody_are_known() -> None:
    deeds = [deed for module in modules() for deed in module.DEEDS.values()]
    refused = {named(deed.service) for deed in deeds if not deed.is_anybodys}
    assert {named(deed.service) for deed in deeds} - refused == ANYBODYS


@pytest.mark.row("B3", "A5")
def test_what_begins_a_transaction_and_writes_nothing_is_known() -> None:
    assert takers() - writers() == READS


@pytest.mark.row("B3", "A5")
@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_every_table_of_services_is_set_to_work(module: ModuleType) -> None:
    for table, test in KILLS.items():
        if hasattr(module, table):
            marks = getattr(module, test).pytestmark
            tried = [list(one.args[1]) for one in marks if one.name == "parametrize"]
            assert tried == [list(getattr(module, table).values())]
