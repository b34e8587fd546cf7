"""`report`: the server's figures at the command line, noted at the desk and at the server."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap.headless import join_home, open_desk
from app.bootstrap.server import make_invitation
from app.domain.audit_trail import AuditQuestion
from app.domain.waiting import Recall
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_child, a_patient
from tests.server_fixtures import RunningServer, databases, in_own_thread, postgres, server
from tests.test_cli import Run, home, run

__all__ = ["databases", "home", "postgres", "run", "server"]
pytestmark = pytest.mark.row("D6")


@pytest.fixture
def joined(server: RunningServer, tmp_path: Path) -> Path:
    """A desk at the server, where one patient is to be called in."""
    folder = tmp_path / "joined"
    patient = a_patient()

    async def make() -> None:
        code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
        await join_home(folder, server.url, code, "sara", PASSPHRASE, kdf=CHEAP)
        desk = open_desk(folder, PASSPHRASE, kdf=CHEAP)
        try:
            assert desk.api is not None
            await desk.api.records.create(patient)
            await desk.api.records.create(a_child(Recall, patient, due_on=date(2026, 11, 1)))
        finally:
            await desk.aclose()

    in_own_thread(make)
    return folder


def test_reports_are_shown_and_noted(run: Run, joined: Path) -> None:
    at = ("--home", joined, "--passphrase-stdin", "--last", "2026-11-21")
    code, out, err = run("report", "recalls", *at)
    assert (code, err) == (0, "")
    assert "daysOverdue: 20" in out
    assert "familyName: Okafor" in out
    code, out, err = run("report", "aging", *at, "--json")
    assert (code, err) == (0, "")
    assert [one["owedMinor"] for one in json.loads(out)] == [0] * 5
    for name in ("utilisation", "no-shows", "collected"):
        code, out, err = run("report", name, *at, "--json")
        assert (code, json.loads(out), err) == (0, [], ""), name
    desk = open_desk(joined, PASSPHRASE, kdf=CHEAP)
    try:
        with desk.store.reader() as reader:
            lines = reader.audit.lines(AuditQuestion(), limit=50)
            noted = [one.action for one in lines if one.entity == "recall"]
    finally:
        desk.close()
    assert noted == ["list"]


def test_a_desk_without_a_server_says_so(run: Run, home: Path) -> None:
    code, out, err = run("report", "aging", "--home", home, "--passphrase-stdin")
    assert (code != 0, out) == (True, "")
    assert "joined" in err
