"""Whether everything in the program that begins a transaction at a desk is killed somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from tests.sync import test_killed_sync

BEGINS = frozenset({"begin", "_begin", "unit_of_work", "transact", "transaction"})
"""What begins one, by whatever hands it on."""
AMBIGUOUS = frozenset({"begin", "_begin"})
"""Forms, attempts and loads begin, too."""
APART = frozenset({"server", "services", "bench"})
"""Rooms with a guard of their own (tests/server/test_killed_requests.py,
tests/services/test_every_service_killed.py), and the benchmarks, which write to their own files."""
ROOMS = Path(str(app.__file__)).parent
TESTS = Path(__file__).parent
WAYS = "storage/test_killed_writes.py::test_kill_at_every_statement_leaves_all_or_nothing"
NOTE = FACT = REHEARSED = WAYS
SERVER = "server/test_killed_requests.py::"
ELSEWHERE = {
    "bootstrap/asked_exports.listed": NOTE,
    "bootstrap/backing_up._note": NOTE,
    "bootstrap/desk.Desk.note": NOTE,
    "bootstrap/documents.list_documents": NOTE,
    "bootstrap/erasing._note": NOTE,
    "bootstrap/inviting._note": NOTE,
    "bootstrap/shutting_out._note": NOTE,
    "bootstrap/noting.note_failed": NOTE,
    "bootstrap/noting.note_handed_out": NOTE,
    "bootstrap/noting.note_presence": NOTE,
    "bootstrap/own_keys._note": NOTE,
    "bootstrap/recovering._note_code": NOTE,
    "bootstrap/acting.acting_as": NOTE,
    "bootstrap/administering._deny": NOTE,
    "bootstrap/reporting.ask": NOTE,
    "bootstrap/switching._note": NOTE,
    "live/access.Access._note": NOTE,
    "live/access.Access._deny": NOTE,
    "bootstrap/facts.set_meta_fact": FACT,
    "bootstrap/founding._Birth._bind": FACT,
    "bootstrap/proving.note_unfit": FACT,
    "bootstrap/rotating._forget_choices": FACT,
    "sync/keeping.keep_breaker": FACT,
    "sync/files.FileSender._mark": FACT,
    "sync/push.end_pauses": FACT,
    "demo/clinic.fill": WAYS,
    "demo/scenes._receive": WAYS,
    "demo/scenes.set_scene": WAYS,
    "demo/tour_access.AccessPictures._block_two": WAYS,
    "storage/rehearsal._forgets": REHEARSED,
    "storage/rehearsal._goes_back_to_savepoints": REHEARSED,
    "storage/rehearsal._is_heard": REHEARSED,
    "storage/rehearsal._keeps_apart": REHEARSED,
    "storage/rehearsal._refuses_to_write": REHEARSED,
    "storage/rehearsal._takes_back": REHEARSED,
    "storage/database.Database.migrating": (
        "schema/test_upgrade.py::"
        "test_upgrade_killed_at_any_of_its_statements_leaves_the_file_of_before"
    ),
    "bootstrap/loading.mend_load": (
        "sync/test_killed_sync.py::test_load_that_is_mended_goes_on_wherever_it_was_killed"
    ),
    "storage/store.LocalStore.begin": (
        "storage/test_killed_writes.py::"
        "test_transaction_begun_by_hand_leaves_all_or_nothing_wherever_it_is_killed"
    ),
    "storage/store.LocalStore.transaction": (
        "services/test_killed_services.py::test_kill_at_every_statement_leaves_all_or_nothing"
    ),
    "bootstrap/server.migrate": f"{SERVER}test_killed_upgrade_leaves_no_table_behind",
    "bootstrap/server._make_state": (f"{SERVER}test_killed_first_start_keeps_all_secrets_or_none"),
    "bootstrap/server.make_invitation": (
        f"{SERVER}test_killed_request_leaves_all_nothing_or_what_the_same_again_completes"
    ),
    "sync/acknowledged._noting": (
        "services/test_killed_services.py::test_kill_at_every_statement_leaves_all_or_nothing"
    ),
}
"""What is killed by another test, each with that: functions of one note, of a fact or a mark beside
it, of what is written to a file of its own that goes with it (rehearsed), or of another's work."""
READS = frozenset(
    {
        "bootstrap/asked_exports.write",
        "bootstrap/facts.meta_fact",
        "bootstrap/record_numbers.refill_numbers",
        "bootstrap/syncing._newer",
        "sync/acknowledged.WriteThrough._states",
        "sync/bootstrap.FirstLoad._kept",
        "sync/bootstrap.FirstLoad._kept_cursor",
        "sync/comparing.Comparison._is_due",
        "sync/keeping.load_breaker",
        "sync/pull.cursor",
    }
)
"""Functions that look in a transaction and write nothing in it."""
WRITES = re.compile(
    r"uow\b.*\.(add|save|delete|restore|set|mark|drop|note|deny|apply|apply_rows|batch|bulk_create"
    r"|set_many|delete_many|settle|release|mend|begin|put|checkpoint|note_sent|end_pauses)$"
)


@pytest.mark.row("B3", "A5")
def test_every_transaction_of_the_desk_is_killed_somewhere() -> None:
    begun = dict(opening())
    killed = {deed.within for deed in test_killed_sync.DEEDS.values()}
    assert {"sync/push.settle", "storage/retention.purge"} <= begun.keys()  # it sees them
    known = killed | ELSEWHERE.keys() | READS
    assert begun.keys() - known == set()
    assert known - begun.keys() == set()
    assert len(known) == len(killed) + len(ELSEWHERE) + len(READS)  # each in one of them


@pytest.mark.row("B3", "A5")
@pytest.mark.parametrize(
    ("line", "is_seen"),
    [
        ("with self._store.unit_of_work(context) as uow: ...", True),
        ("uow = self._store.begin(self._context)", True),
        ("uow = begin(context, origin=Origin.REMOTE)", True),
        ("uow = stack.enter_context(store.unit_of_work(whose))", True),
        ("store.transact(lambda uow: uow.add(record))", True),
        ("self.database.begin()", True),
        ("self._keeper.begin(key, is_kept=True)", False),
        ("begin()", False),
    ],
)
def test_transaction_is_seen_however_it_is_begun(line: str, is_seen: bool) -> None:
    made = ast.parse(f"class Desk:\n    def work(self) -> None:\n        {line}")
    assert [name for name, _ in _of("desk", made.body)] == ["desk.Desk.work"] * is_seen


@pytest.mark.row("B3", "A5")
def test_what_is_said_to_read_only_writes_nothing() -> None:
    begun = dict(opening())
    for name in READS:
        told = [one for one in ast.walk(begun[name]) if isinstance(one, ast.Call)]
        wrote = [ast.unparse(one.func) for one in told if WRITES.match(ast.unparse(one.func))]
        assert wrote == [], name


@pytest.mark.row("B3", "A5")
def test_tests_that_kill_elsewhere_are_there() -> None:
    for where in set(ELSEWHERE.values()):
        path, _, name = where.partition("::")
        tree = ast.parse((TESTS / path).read_text("utf-8"))
        assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


def opening() -> Iterator[tuple[str, ast.AST]]:
    """Functions and methods that begin a transaction, as room/module.Class.function."""
    for path in sorted(ROOMS.rglob("*.py")):
        module = path.relative_to(ROOMS).with_suffix("").as_posix()
        if module.partition("/")[0] not in APART:
            tree = ast.parse(path.read_text("utf-8"))
            yield from _of(module, tree.body)


def _of(place: str, body: list[ast.stmt]) -> Iterator[tuple[str, ast.AST]]:
    for one in body:
        if isinstance(one, ast.ClassDef):
            yield from _of(f"{place}.{one.name}", one.body)
        elif isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and _opens(one):
            yield f"{place}.{one.name}", one


def _opens(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(map(_begins, ast.walk(function)))


def _begins(node: ast.AST) -> bool:
    """Also what begins by a name that is handed over by keyword, or is kept in an object."""
    if isinstance(node, ast.Call):
        return _begins_bare(node)
    if not isinstance(node, ast.With | ast.AsyncWith):
        return False
    asked = [one.context_expr for one in node.items if isinstance(one.context_expr, ast.Call)]
    return not BEGINS.isdisjoint(map(_called, asked))


def _begins_bare(call: ast.Call) -> bool:
    """Whether a call outside a `with` begins one, too, to be ended by commit() or rollback(): by a
    name that means nothing else, or by `begin` of a store or for a context (forms and attempts at a
    PIN begin as well)."""
    name = _called(call)
    if name in BEGINS - AMBIGUOUS:
        return True
    given = [*call.args, *(one.value for one in call.keywords)]
    is_for_context = any(ast.unparse(one).endswith("context") for one in given)
    whose = ast.unparse(call.func).rpartition(".")[0].rpartition(".")[2].strip("_")
    return name in AMBIGUOUS and (is_for_context or whose in ("store", "database", "uow"))


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]
