"""A permission that nobody asks keeps nothing: each is asked where something is done.

It counts where the program decides by it, never where it is only listed, shown or mapped to a
record: a line that names it in a call that decides, or a service at work that asked for it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import app
import app.storage.row_codec  # every record type is declared
from app.bootstrap.headless import create_home
from app.domain.permissions import Permission
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.services import asked

assert app.storage.row_codec
pytestmark = pytest.mark.row("B7")
HIDES_ONLY = ("ui/", "demo/", "bench/")
"""Rooms that keep nothing from anybody: the window hides, what it calls refuses."""
DECIDES = frozenset({"decide", "is_account_allowed"})
"""What reads the matrix; whoever is given a permission and hands it on to them decides, too."""
LOOK = frozenset({"Shown", "_replace"})
"""What names the permission that Access.show, record and hand_out ask for."""
SAYS = frozenset({"may"})
"""What tells the window why something is not offered: whoever goes on from it decides."""
ROOT = Path(str(app.__file__)).parent


@cache
def _sources() -> dict[str, str]:
    found = {one.relative_to(ROOT).as_posix(): one for one in ROOT.rglob("*.py")}
    return {
        name: path.read_text("utf-8")
        for name, path in sorted(found.items())
        if not name.startswith(HIDES_ONLY)
    }


Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def _tree(source: str) -> ast.Module:
    return ast.parse(source)


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (one for one in ast.walk(tree) if isinstance(one, Function))


def _called(call: ast.Call) -> str:
    of = call.func
    return of.attr if isinstance(of, ast.Attribute) else of.id if isinstance(of, ast.Name) else ""


def _given(call: ast.Call) -> Iterator[ast.expr]:
    """What a call is given, and what one that is put off would be: to_thread(require_admin, …)."""
    yield from call.args
    yield from (one.value for one in call.keywords)


def _decides(call: ast.Call, known: frozenset[str]) -> bool:
    put_off = call.args[0] if call.args and _called(call) in {"to_thread", "partial"} else None
    return _called(call) in known or (isinstance(put_off, ast.Name) and put_off.id in known)


def _handed_on(function: Function, known: frozenset[str]) -> set[str]:
    """The names that a function hands to something that decides."""
    calls = (one for one in ast.walk(function) if isinstance(one, ast.Call))
    given = (value for call in calls if _decides(call, known) for value in _given(call))
    return {one.id for value in given for one in ast.walk(value) if isinstance(one, ast.Name)}


def _takes_one(function: Function) -> set[str]:
    """The parameters of a function that are permissions."""
    every = (*function.args.args, *function.args.kwonlyargs)
    return {
        one.arg for one in every if one.annotation and "Permission" in ast.unparse(one.annotation)
    }


def _deciders(sources: dict[str, str]) -> frozenset[str]:
    """What decides by a permission it is given: by itself, or by what it hands it on to."""
    functions = [
        one
        for source in sources.values()
        if "Permission" in source
        for one in _functions(_tree(source))
        if _takes_one(one)
    ]
    known, before = DECIDES, frozenset[str]()
    while known != before:
        before = known
        known |= {one.name for one in functions if _takes_one(one) & _handed_on(one, known)}
    return known


def _permissions_in(node: ast.AST) -> set[Permission]:
    return {
        Permission[one.attr]
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute)
        and isinstance(one.value, ast.Name)
        and one.value.id == "Permission"
        and one.attr in Permission.__members__
    }


def _named(sources: dict[str, str]) -> set[Permission]:
    """The permissions that some line hands to what decides."""
    known = _deciders(sources) - SAYS
    found: set[Permission] = set()
    for name, source in sources.items():
        if "Permission." not in source:
            continue
        tree = _tree(source)
        for call in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
            if _decides(call, known):
                found.update(*map(_permissions_in, _given(call)))
            if name.startswith("live/") and _called(call) in LOOK:
                looks = (one.value for one in call.keywords if one.arg == "permission")
                found.update(*map(_permissions_in, looks))
        for function in _functions(tree):
            handed = _handed_on(function, known)
            for one in ast.walk(function):
                if isinstance(one, ast.Assign) and handed & {ast.unparse(to) for to in one.targets}:
                    found |= _permissions_in(one.value)
    return found


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[Permission]]:
    """What each deed of each service asked for, and the founding of a desk."""
    folder = tmp_path_factory.mktemp("asked")
    with pytest.MonkeyPatch.context() as patched:
        found = asked.asked_by_services(folder, patched)
        with asked.asking(patched) as founding:
            create_home(folder / "desk", "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)
    return {**found, "desk founded": founding}


def test_every_permission_is_asked_somewhere(at_work: dict[str, set[Permission]]) -> None:
    everything = _named(_sources()).union(*at_work.values())
    assert {one.value for one in Permission if one not in everything} == set()


@pytest.mark.parametrize("one", [Permission.USER_MANAGE, Permission.WORKSTATION_MANAGE])
def test_managing_is_asked_by_a_deed_and_not_only_by_the_tables(one: Permission) -> None:
    """Accounts and workstations are managed by no form that writes their records."""
    assert one in _named(_sources())


@pytest.mark.parametrize(
    ("deed", "what"),
    [
        ("conflict of claim decided", Permission.CLAIM_EDIT),
        ("conflict of condition decided", Permission.CONDITION_EDIT),
        ("conflict of medication decided", Permission.MEDICATION_EDIT),
        ("conflict of patient deleted decided", Permission.PATIENT_RESTORE),
        ("conflict of visit deleted decided", Permission.SCHEDULE_DELETE),
        ("patient handed over", Permission.PATIENT_ASSIGN),
        ("visit put over another", Permission.SCHEDULE_OVERRIDE),
        ("file of claims asked for", Permission.EXPORT_CLAIMS),
        ("desk founded", Permission.WORKSTATION_EDIT),
        ("carried out", Permission.PATIENT_DELETE),
        ("allowed", Permission.PATIENT_DELETE_APPROVE),
    ],
)
def test_deed_asks_for_what_it_takes(
    at_work: dict[str, set[Permission]], deed: str, what: Permission
) -> None:
    assert what in at_work[deed]


def test_what_decides_is_seen_and_nothing_else() -> None:
    known = _deciders(_sources())
    assert {"require", "require_admin", "may", "may_do", "plain"} <= known
    assert known.isdisjoint({"permission_for", "further_permissions", "PermissionDenied"})


@pytest.mark.parametrize(
    ("lines", "is_asked"),
    [
        ("decide(role, Permission.BACKUP_MAKE)", True),
        ("require_admin(desk, Permission.BACKUP_MAKE)", True),
        ("asyncio.to_thread(require_admin, desk, Permission.BACKUP_MAKE)", True),
        ("one = Permission.BACKUP_MAKE\n    decide(role, one)", True),
        ("one = Permission.BACKUP_MAKE\n    decide(role, another)", False),
        ("access.may(Permission.BACKUP_MAKE)", False),
        ("raise PermissionDenied(Permission.BACKUP_MAKE, role)", False),
        ("return {'backup': Permission.BACKUP_MAKE}", False),
        ("return permission_for('backup') or Permission.BACKUP_MAKE", False),
    ],
)
def test_permission_counts_only_where_something_is_decided_by_it(
    lines: str, is_asked: bool
) -> None:
    asks = (
        "def may(permission: Permission):\n    return decide(role, permission)\n"
        "def require_admin(desk, permission: Permission):\n    may(permission)\n"
    )
    sources = {"bootstrap/one.py": f"{asks}def two(desk, role):\n    {lines}\n"}
    assert (Permission.BACKUP_MAKE in _named(sources)) is is_asked


@pytest.mark.parametrize("one", ["BACKUP_MAKE", "FEES_VIEW", "USER_VIEW"])
def test_permission_that_nobody_asks_is_found(
    one: str, at_work: dict[str, set[Permission]]
) -> None:
    """Control: without the lines that name it, it is missing."""
    less = {
        name: source.replace(f"Permission.{one}", "permission")
        for name, source in _sources().items()
    }
    assert Permission[one] not in _named(less).union(*at_work.values())
