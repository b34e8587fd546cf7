"""What a desk keeps about itself and hands out, killed at every statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.ids import new_id
from app.domain.staff import Role
from app.domain.telemetry import Area, Telemetry
from app.services import audit_export, preferences, telemetry, unsent_files, work_offline
from app.storage.store import LocalStore
from tests.factories import NOON, a_clinic, a_context, a_patient
from tests.services.killing import (
    Deed,
    Steps,
    done,
    fail,
    kill,
    kill_between,
    lay,
    prepared,
    refusable,
    refuse,
)
from tests.storage.conftest import CONTEXT

AMARA = a_patient()
ADMIN = a_context(role=Role.ADMIN, user_id=new_id())
FIGURES = Telemetry()
FIGURES.took(Area.ACTION, "search", 0.02)
FACT = {"sync_meta": 1, "audit": 0, "outbox": 0}
NOTE = {"audit": 1, "outbox": 0}

DEEDS = {
    "choices kept": done(
        preferences.keep, FACT, CONTEXT, is_anybodys=True, changes={"density": "compact"}
    ),
    "last choice forgotten": done(
        preferences.keep,
        {**FACT, "sync_meta": 0},
        CONTEXT,
        is_anybodys=True,
        changes={"look": None},
    ),
    "figures of a session kept": done(
        telemetry.keep_figures, FACT, CONTEXT, is_anybodys=True, session=FIGURES.figures(), now=NOON
    ),
    "working offline remembered": done(
        work_offline.remember_offline, FACT, CONTEXT, is_anybodys=True, is_offline=True
    ),
    "unsent work left as it stands": done(
        unsent_files.begin_handing_out, {"outbox": 1, "audit": 0}, CONTEXT
    ),
    "unsent work handed out": done(
        unsent_files.note_handed_out, NOTE, CONTEXT, is_anybodys=True, count=1, subjects=[AMARA.id]
    ),
    "signing key made": done(audit_export.signing_key, FACT, ADMIN, is_anybodys=True),
    "audit trail handed out": done(audit_export.note_export, NOTE, ADMIN, events=7),
}
STEPS = {
    "export of the audit trail begun": Steps(
        audit_export.begin_export,
        lambda store: audit_export.begin_export(store.unit_of_work, ADMIN),
        ({"audit": 0, "sync_meta": 0}, {"audit": 1, "sync_meta": 0}, {"audit": 1, "sync_meta": 1}),
        again={"sync_meta": 1},
    ),
}


def fill(store: LocalStore) -> None:
    lay(store, a_clinic())
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(AMARA)
    preferences.keep(store.unit_of_work, CONTEXT, changes={"look": "dark"})
    telemetry.keep_figures(store.unit_of_work, CONTEXT, session=FIGURES.figures(), now=NOON)


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
    kill_between(steps, desk, tmp_path, monkeypatch)
