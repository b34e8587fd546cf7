"""An import, killed at every statement: whole patients, and the rest when it is done again."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.domain.context import ExecutionContext
from app.domain.staff import Role
from app.interop.frames import Frame, Group, Limits
from app.interop.session import ReaderSession
from app.services import imports
from app.services.imports_people import KnownPeople
from app.storage.store import LocalStore
from tests.factories import a_clinic, a_context
from tests.services.killing import (
    Deed,
    Steps,
    fail,
    kill,
    kill_between,
    lay,
    prepared,
    refusable,
    refuse,
)
from tests.services.test_imports_ledger import PEOPLE, ledger, line

ADMIN = a_context(role=Role.ADMIN)
CLINIC = a_clinic()
SECOND = "0e4aa1d6-2f44-7d0c-90d1-3f1c8a3c9a55,1971-05-03,Bo,Ilves\n"
OF_ONE = {"patient": 1, "charge": 1, "payment": 1, "allocation": 1}


@cache
def frames() -> tuple[Frame, ...]:
    """Two patients of a table, one with a charge that is paid, as they are read."""
    with TemporaryDirectory() as folder:
        files = ledger(Path(folder), line(1), line(2, "PAYMENT"))
        (files / "patients.csv").write_text(PEOPLE + SECOND)
        options = imports._options([files], CLINIC, Limits(), None, takes_money=True)
        with ReaderSession(options) as session:
            return tuple(session.frames())


class ReadBefore:
    """The same frames without reading them again."""

    def __init__(self, _options: object) -> None: ...

    def __enter__(self) -> ReadBefore:
        return self

    def __exit__(self, *_error: object) -> None: ...

    def frames(self) -> tuple[Frame, ...]:
        return frames()


def write_one(store: LocalStore, context: ExecutionContext) -> imports.GroupOutcome:
    groups = (one for one in frames() if isinstance(one, Group) and one.is_patient)
    paying = next(one for one in groups if len(one.items) > 1)
    return imports.write_group(store.unit_of_work, context, paying, KnownPeople())


def write_all(store: LocalStore) -> imports.ImportReport:
    return imports.run([], begin=store.unit_of_work, context=ADMIN, clinic=CLINIC, takes_money=True)


DEEDS = {"one patient": Deed(imports.write_group, write_one, OF_ONE, ADMIN)}
STEPS = {
    "two patients": Steps(
        imports.run,
        write_all,
        (
            {"patient": 0, "charge": 0, "payment": 0, "allocation": 0, "audit": 0},
            {"patient": 1, "charge": 1, "payment": 1, "allocation": 1, "audit": 4},
            {"patient": 2, "charge": 1, "payment": 1, "allocation": 1, "audit": 5},
            {"patient": 2, "charge": 1, "payment": 1, "allocation": 1, "audit": 6},
        ),
        again={**OF_ONE, "patient": 2},
    )
}


def fill(store: LocalStore) -> None:
    lay(store, CLINIC)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("desk"), fill)


@pytest.mark.row("B3", "A5")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_kill_at_every_statement_leaves_all_or_nothing(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_failure_of_every_statement_leaves_nothing_and_the_desk_goes_on(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", refusable(DEEDS))
def test_refusal_leaves_nothing_but_its_line_in_the_trail(
    deed: Deed, desk: Path, tmp_path: Path
) -> None:
    refuse(deed, desk, tmp_path)


@pytest.mark.row("B3", "A5")
@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_kill_at_every_statement_leaves_whole_steps(
    steps: Steps, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames()
    monkeypatch.setattr(imports, "ReaderSession", ReadBefore)
    kill_between(steps, desk, tmp_path, monkeypatch)
