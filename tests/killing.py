"""Kills work at each of its statements in turn, and looks at what the file then holds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

import app
from app.storage.session import Session
from app.storage.store import LocalStore

Contents = dict[str, list[tuple[Any, ...]]]
_LONGEST = 1000


class Killed(BaseException):
    """The process ended here: nothing of it runs any more, not even a rollback."""


@dataclass(frozen=True)
class Outcome:
    """What the file held before and after the work, and how many statements it took."""

    before: Contents
    after: Contents
    statements: int
    within: frozenset[str] = frozenset()
    """The functions of the program it was killed in, as room/module.Class.function."""
    begun: frozenset[str] = frozenset()
    """The outermost of them at each kill: what was called."""

    def added(self, table: str) -> list[tuple[Any, ...]]:
        """Rows of a table that were not there before."""
        return [row for row in self.after[table] if row not in self.before[table]]


def contents(store: LocalStore) -> Contents:
    """Every row of every table, and the tables themselves with their indexes; the audit trail and
    the records must fit each other."""
    assert store.verify_audit() is None
    assert store.verify_rows()
    with store.database.reading() as session:
        names = [
            str(row[0])
            for row in session.all(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        found = {name: sorted(session.all(f'SELECT * FROM "{name}"'), key=repr) for name in names}
        made = session.all("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")
        return {**found, "sqlite_schema": made}


def kill_at_every_statement(
    open_store: Callable[[], LocalStore],
    work: Callable[[LocalStore], object],
    monkeypatch: pytest.MonkeyPatch,
) -> Outcome:
    """Do the work with the process killed at its first statement, at its second and so on.

    After each kill the file, opened again, must hold exactly what it held before. Where not a byte
    of it is another one, it is not read to see that.
    """
    before = _opened(open_store, contents)
    left = b""
    point, is_done = 0, False
    within: set[str] = set()
    begun: set[str] = set()
    while not is_done:
        point += 1
        assert point < _LONGEST
        store = open_store()
        with monkeypatch.context() as patched:
            kill_from(point, patched, within, begun)
            with suppress(Killed):
                work(store)
                is_done = True
        store.close()
        if not is_done and left and left == _bytes(store.database.path):
            continue
        now = _opened(open_store, contents)
        if not is_done:
            differing = [name for name in now if now[name] != before[name]]
            assert not differing, f"killed at statement {point}: {differing} changed"
            left = _bytes(store.database.path)
    return Outcome(before, now, point - 1, frozenset(within), frozenset(begun))


def _bytes(database: Path) -> bytes:
    """All that an encrypted database's files hold, its log's too."""
    whole = sorted(one for one in database.parent.iterdir() if one.name.startswith(database.name))
    return b"|".join(one.name.encode() + one.read_bytes() for one in whole)


def fail_at_every_statement(
    store: LocalStore,
    work: Callable[[], object],
    error: Callable[[], Exception],
    monkeypatch: pytest.MonkeyPatch,
) -> int:
    """Do the work with each of its statements failing once; the program lives on.

    The error must come out, the store must hold what it held, and do its next work. Says how many
    statements failed; the work is done afterwards.
    """
    before = contents(store)
    point = 0
    while True:
        point += 1
        assert point < _LONGEST
        with monkeypatch.context() as patched:
            failed = _fail_at(point, error, patched)
            kind = _kind_raised(work)
        assert (kind is not None) == failed(), f"statement {point}: {kind}"
        if kind is None:
            return point - 1
        assert contents(store) == before, f"failed at statement {point}"


def _kind_raised(work: Callable[[], object]) -> type[Exception] | None:
    try:
        work()
    except Exception as error:
        return type(error)
    return None


_ROOMS = Path(str(app.__file__)).parent


@cache
def _function(code: CodeType) -> str:
    """A function of the program as room/module.Class.function; "" for any other."""
    path = Path(code.co_filename)
    if not path.is_relative_to(_ROOMS):
        return ""
    module = path.relative_to(_ROOMS).with_suffix("").as_posix()
    return f"{module}.{code.co_qualname.partition('.<locals>')[0]}"


def functions(frame: FrameType | None) -> list[str]:
    """The functions of the program that are at work in a frame and below it, the outermost last."""
    found: list[str] = []
    while frame is not None:
        found.append(_function(frame.f_code))
        frame = frame.f_back
    return [one for one in found if one]


def _opened(open_store: Callable[[], LocalStore], look: Callable[[LocalStore], Any]) -> Any:
    store = open_store()
    try:
        return look(store)
    finally:
        store.close()


def kill_from(
    point: int, patched: pytest.MonkeyPatch, within: set[str], begun: set[str] | None = None
) -> None:
    """From its statement of this number on nothing runs any more; within hears what was at work,
    begun the outermost of it."""
    steps = 0

    def killing(real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(session: Session, statement: str, *rest: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps >= point:
                at_work = functions(sys._getframe())
                within.update(at_work)
                if begun is not None:
                    begun.update(at_work[-1:])
                raise Killed
            return real(session, statement, *rest)

        return counted

    for name in ("run", "run_many"):
        patched.setattr(Session, name, killing(getattr(Session, name)))


def _fail_at(
    point: int, error: Callable[[], Exception], patched: pytest.MonkeyPatch
) -> Callable[[], bool]:
    steps, has_failed = 0, False

    def failing(real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(session: Session, statement: str, *rest: Any) -> Any:
            nonlocal steps, has_failed
            is_end = statement.startswith(("ROLLBACK", "RELEASE", "PRAGMA"))
            steps += 0 if is_end else 1
            if steps == point and not is_end and not has_failed:
                has_failed = True
                raise error()
            return real(session, statement, *rest)

        return counted

    for name in ("run", "run_many"):
        patched.setattr(Session, name, failing(getattr(Session, name)))
    return lambda: has_failed
