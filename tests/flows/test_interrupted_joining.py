"""A workstation that is interrupted while joining joins at the next try, whatever had happened.

The server, its database, the sockets, the signals and the encrypted homes are real.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.bootstrap.headless import create_home, invite, join_home, open_desk
from app.bootstrap.home import Home
from app.bootstrap.server import make_invitation
from app.domain.errors import ConfigurationError, DatabaseDamaged, Unreachable
from app.domain.query import Query
from app.domain.staff import User
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.flows.proxy import FaultyProxy, Network
from tests.server_fixtures import Databases, Postgres, RunningServer, postgres
from tests.waiting import until

__all__ = ["postgres"]
pytestmark = pytest.mark.row("E9", "F4")


@pytest.fixture
def server(postgres: Postgres) -> Iterator[RunningServer]:
    databases: Databases = postgres.new_database()
    with RunningServer(databases) as running:
        yield running


@pytest.fixture
async def proxy(server: RunningServer) -> AsyncIterator[FaultyProxy]:
    """Loses the reply to the first join."""
    made = FaultyProxy(server.port, watched=b"POST /v1/join ")
    await made.start()
    made.network = Network.LOSES_REPLY
    yield made
    await made.stop()


async def starting_code(server: RunningServer, clinic: str = "Nordlicht") -> str:
    return await make_invitation(server.databases.app, clinic, username="sara")


async def join(home: Path, url: str, code: str, user: str) -> None:
    await join_home(home, url, code, user, PASSPHRASE, kdf=CHEAP)


async def invited(home: Path, user: str) -> str:
    desk = await asyncio.to_thread(open_desk, home, PASSPHRASE, kdf=CHEAP)
    try:
        return (await invite(desk, username=user)).code
    finally:
        await desk.aclose()


async def a_clinic(server: RunningServer, folder: Path) -> Path:
    """A desk that has joined with the code that starts its clinic."""
    home = folder / "first"
    await join(home, server.url, await starting_code(server), "sara")
    await synced(home)
    return home


async def synced(home: Path) -> None:
    desk = await asyncio.to_thread(open_desk, home, PASSPHRASE, kdf=CHEAP)
    runner = desk.make_runner()
    runner.start()
    try:
        await until(
            lambda: runner.status.waiting == 0 and runner.status.last_synced_at is not None,
            what="the desk comes into step",
        )
    finally:
        await runner.stop()
        await desk.aclose()


def people(home: Path) -> list[str]:
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP)
    try:
        with desk.store.reader() as reader:
            return sorted(user.username for user in reader.records(User).find(Query(User)).rows)
    finally:
        desk.close()


@pytest.mark.parametrize("with_fresh_code", [False, True])
async def test_desk_with_data_whose_reply_was_lost_joins_at_the_next_try(
    with_fresh_code: bool, server: RunningServer, proxy: FaultyProxy, tmp_path: Path
) -> None:
    home, url = tmp_path / "desk", f"http://127.0.0.1:{proxy.port}"
    create_home(home, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)
    code = await starting_code(server)
    with pytest.raises(Unreachable):
        await join(home, url, code, "sara")
    assert proxy.lost_replies == 1
    await join(home, url, await starting_code(server) if with_fresh_code else code, "sara")
    await synced(home)


@pytest.mark.parametrize("with_fresh_code", [False, True])
async def test_further_desk_whose_reply_was_lost_joins_at_the_next_try(
    with_fresh_code: bool, server: RunningServer, proxy: FaultyProxy, tmp_path: Path
) -> None:
    first = await a_clinic(server, tmp_path)
    home, url = tmp_path / "second", f"http://127.0.0.1:{proxy.port}"
    code = await invited(first, "eva")
    with pytest.raises(Unreachable):
        await join(home, url, code, "eva")
    with pytest.raises(ConfigurationError, match="join again"):
        open_desk(home, PASSPHRASE, kdf=CHEAP)
    await join(home, url, await invited(first, "eva") if with_fresh_code else code, "eva")
    await synced(home)
    await synced(first)
    assert people(home) == people(first) == ["eva", "sara"]


def started(*arguments: object) -> subprocess.Popen[bytes]:
    """The real command in a process of its own, with the passphrase on its stdin."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", *map(str, arguments), "--passphrase-stdin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
    )
    assert process.stdin is not None
    process.stdin.write(PASSPHRASE.encode() + b"\n")
    process.stdin.close()
    process.stdin = None
    return process


@pytest.mark.parametrize(
    ("kind", "after_s"),
    [(signal.SIGINT, 0.7), (signal.SIGINT, 1.6), (signal.SIGKILL, 1.0), (signal.SIGKILL, 2.2)],
)
async def test_join_that_was_ended_by_a_signal_joins_at_the_next_try(
    kind: signal.Signals, after_s: float, server: RunningServer, tmp_path: Path
) -> None:
    first = await a_clinic(server, tmp_path)
    home, code = tmp_path / "second", await invited(first, "eva")
    command = ("join", "--home", home, "--server", server.url, "--code", code, "--user", "eva")
    process = started(*command)
    await asyncio.sleep(after_s)
    process.send_signal(kind)
    await asyncio.to_thread(process.communicate)
    if process.returncode != 0:  # it had not come to its end
        again = started(*command)
        _, words = await asyncio.to_thread(again.communicate)
        is_done = "nothing is left to do" in words.decode()
        assert again.returncode == 0 or is_done, words.decode()
    await synced(home)


@pytest.mark.parametrize("after_s", [0.5, 0.8, 1.2])
def test_desk_that_was_killed_while_it_was_made_is_made_at_the_next_try(
    after_s: float, tmp_path: Path
) -> None:
    home = tmp_path / "desk"

    command = ("init", "--home", home, "--clinic", "Nordlicht", "--user", "sara")
    process = started(*command)
    time.sleep(after_s)
    process.kill()
    process.communicate()
    if not Home(home).exists:
        _, words = (again := started(*command)).communicate()
        assert again.returncode == 0, words.decode()
    assert people(home) == ["sara"]


def test_lost_desk_file_beside_data_is_never_cleared(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    create_home(home, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)
    kept = (home / "desk.json").read_bytes()
    (home / "desk.json").unlink()
    for attempt in (
        lambda: create_home(home, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP),
        lambda: open_desk(home, PASSPHRASE, kdf=CHEAP),
    ):
        with pytest.raises(ConfigurationError, match=r"desk\.json is missing"):
            attempt()
    (home / "desk.json").write_bytes(kept)
    assert people(home) == ["sara"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("format", 99, "newer version"),
        ("zone", "Mars/X", "time zone"),
        ("workstation_id", "zzz", "damaged"),
        ("workstation_id", "0" * 32, "another workstation"),
    ],
)
def test_desk_file_that_does_not_belong_is_refused(
    field: str, value: object, words: str, tmp_path: Path
) -> None:
    home = tmp_path / "desk"
    create_home(home, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)
    content = json.loads((home / "desk.json").read_bytes())
    (home / "desk.json").write_text(json.dumps({**content, field: value}))
    with pytest.raises((ConfigurationError, DatabaseDamaged)) as error:
        open_desk(home, PASSPHRASE, kdf=CHEAP)
    found = " ".join(getattr(error.value, "findings", (str(error.value),)))
    assert words in found
