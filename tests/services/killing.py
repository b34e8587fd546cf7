"""Services at work at a desk that is prepared once: killed, and failing, at each statement."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.errors import PermissionDenied, StorageFull
from app.storage.store import LocalStore
from tests.killing import (
    Contents,
    Killed,
    Outcome,
    contents,
    fail_at_every_statement,
    kill_at_every_statement,
    kill_from,
)
from tests.storage.conftest import CONTEXT, open_store

SERVICES = "app.services."
ROW = {"audit": 1, "outbox": 1}
"""What is written beside each record that changes."""


@dataclass(frozen=True)
class Deed:
    """One service at work for somebody, and the rows it must add to each table.

    again: what it says when the same is asked a second time; None: it refuses nothing.
    is_anybodys: it is done for every role. keeps_nothing: not even that it was refused.
    """

    service: Callable[..., Any]
    work: Callable[[LocalStore, ExecutionContext], Any]
    adds: dict[str, int]
    context: ExecutionContext
    again: type[Exception] | None = None
    is_anybodys: bool = False
    keeps_nothing: bool = False


def done(
    service: Callable[..., Any],
    adds: dict[str, int],
    context: ExecutionContext,
    *given: Any,
    begun: str = "unit_of_work",
    again: type[Exception] | None = None,
    is_anybodys: bool = False,
    keeps_nothing: bool = False,
    **values: Any,
) -> Deed:
    """A service that is called with what begins its transaction (a name of the store's), a context
    and these."""

    def work(store: LocalStore, context: ExecutionContext) -> Any:
        return service(getattr(store, begun), context, *given, **values)

    return Deed(service, work, adds, context, again, is_anybodys, keeps_nothing)


@dataclass(frozen=True)
class Steps:
    """A service whose work is several transactions, one after the other.

    states: how many rows of each table are new or changed before the first and after each of them.
    again: the same once more when it is begun anew after a kill, however far it had come.
    """

    service: Callable[..., Any]
    work: Callable[[LocalStore], Any]
    states: tuple[dict[str, int], ...]
    again: dict[str, int]


def refusable(deeds: dict[str, Deed]) -> list[Any]:
    """Those that not every role may do, as cases of a test."""
    return [pytest.param(one, id=name) for name, one in deeds.items() if not one.is_anybodys]


def named(service: Callable[..., Any]) -> str:
    """A service as module.function."""
    return f"{service.__module__.removeprefix(SERVICES)}.{service.__qualname__}"


def prepared(folder: Path, fill: Callable[[LocalStore], None]) -> Path:
    """A desk's database to copy, with what deeds are done to."""
    path = folder / "prepared.db"
    store = open_store(path)
    fill(store)
    store.close()
    return path


def lay(store: LocalStore, *records: Record) -> None:
    """Put records there as other desks sent them; the first event of all counts every table."""
    with store.unit_of_work(CONTEXT) as uow:
        uow.note("sign_in")
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        for record in records:
            uow.add(record)


def check(outcome: Outcome, adds: dict[str, int]) -> None:
    """Rows that are new or changed, by table."""
    for table, rows in adds.items():
        assert len(outcome.added(table)) == rows, table


def kill(deed: Deed, desk: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill it at every statement; it is the service that is called, by no other one."""
    path = copied(desk, folder)
    outcome = kill_at_every_statement(
        lambda: open_store(path), lambda store: deed.work(store, deed.context), monkeypatch
    )
    services = [one for one in outcome.begun if one.startswith("services/")]
    assert services == [f"services/{named(deed.service)}"], services
    check(outcome, deed.adds)


def kill_between(steps: Steps, desk: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill it at every statement; each time the file holds whole transactions, and the work is
    done to its end when it is begun again."""
    before, seen = _looked(desk), list[dict[str, int]]()
    begun: set[str] = set()
    for point in count(1):
        path = copied(desk, folder)
        store = open_store(path)
        is_done = False
        with monkeypatch.context() as patched, suppress(Killed):
            kill_from(point, patched, set(), begun)
            steps.work(store)
            is_done = True
        store.close()
        state = _news(before, _looked(path), steps.states[0])
        assert state in steps.states, f"killed at statement {point}: {state}"
        if state not in seen[-1:]:
            seen.append(state)
            store = open_store(path)
            steps.work(store)
            store.close()
            assert _news(before, _looked(path), steps.again) == steps.again, state
        if is_done:
            break
    assert tuple(seen) == steps.states
    services = [one for one in begun if one.startswith("services/")]
    assert services == [f"services/{named(steps.service)}"], services


def _looked(path: Path) -> Contents:
    store = open_store(path)
    try:
        return contents(store)
    finally:
        store.close()


def _news(before: Contents, now: Contents, tables: Iterable[str]) -> dict[str, int]:
    outcome = Outcome(before, now, 0)
    return {table: len(outcome.added(table)) for table in tables}


def fail(deed: Deed, desk: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each statement fail once; then it is done, and refuses what it refuses a second time."""
    store = open_store(copied(desk, folder))
    work = lambda: deed.work(store, deed.context)  # noqa: E731
    assert fail_at_every_statement(store, work, StorageFull, monkeypatch) > 1
    if deed.again is not None:
        before = contents(store)
        with pytest.raises(deed.again):
            work()
        assert contents(store) == before
    store.close()


def refuse(deed: Deed, desk: Path, folder: Path) -> None:
    """Ask for it in a role that may do nothing: of it there is one line in the trail, no more."""
    store = open_store(copied(desk, folder))
    before = contents(store)
    with pytest.raises(PermissionDenied):
        deed.work(store, replace(deed.context, role="nobody"))
    after = contents(store)
    store.close()
    assert len(Outcome(before, after, 0).added("audit")) == (not deed.keeps_nothing)
    for one in ("audit", "write_gate"):
        del before[one], after[one]
    assert after == before


def copied(desk: Path, folder: Path) -> Path:
    """A prepared desk's database in a folder of its own."""
    return Path(shutil.copyfile(desk, folder / "clinic.db"))
