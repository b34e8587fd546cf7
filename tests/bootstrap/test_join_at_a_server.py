"""Whatever ends a join half-way, the next one goes on; what cannot succeed uses no code up.

The server, its database, the sockets, the signals and the encrypted homes are real.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from app.bootstrap import joining
from app.bootstrap.headless import invite, join_home, open_desk
from app.bootstrap.home import Home
from app.bootstrap.leasing import CONTACT_FACT, Ended, LeaseGuard
from app.bootstrap.postgres import make_engine
from app.bootstrap.server import make_invitation
from app.domain.errors import ConfigurationError, Unreachable, WrongPassphrase
from app.protocol.messages import InviteRequest
from app.security.join_code import new_join_code
from app.server.invitations import deposit_code
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.flows.proxy import FaultyProxy, Network
from tests.server_fixtures import RunningServer, databases, postgres, server
from tests.waiting import soon

__all__ = ["databases", "postgres", "server"]
pytestmark = pytest.mark.row("E9", "F4")
_JOIN = (sys.executable, "-m", "app", "join", "--passphrase-stdin")
SMALL_DISK = 100_000
"""Bytes a file may have: the key slots fit, the database does not."""


@pytest.fixture
async def proxy(server: RunningServer) -> AsyncIterator[FaultyProxy]:
    """Between a desk and the server; watches for joins."""
    made = FaultyProxy(server.port, watched=b"POST /v1/join ")
    await made.start()
    yield made
    await made.stop()


async def _code(server: RunningServer, clinic: str = "Nordlicht") -> str:
    return await make_invitation(server.databases.app, clinic, username="sara")


async def _join(home: Path, url: str, code: str, user: str = "sara") -> None:
    await join_home(home, url, code, user, PASSPHRASE, kdf=CHEAP)


async def _invited(home: Path, user: str) -> str:
    desk = await asyncio.to_thread(open_desk, home, PASSPHRASE, kdf=CHEAP)
    try:
        return (await invite(desk, username=user)).code
    finally:
        await desk.aclose()


async def _first_desk(server: RunningServer, folder: Path) -> Path:
    await _join(folder / "first", server.url, await _code(server))
    return folder / "first"


async def _count(server: RunningServer, sql: str, *values: object) -> int:
    connection = await asyncpg.connect(server.databases.superuser)
    try:
        return int(await connection.fetchval(sql, *values))
    finally:
        await connection.close()


async def _works(home: Path) -> None:
    """The desk is finished, and the server takes its tokens."""
    desk = await asyncio.to_thread(open_desk, home, PASSPHRASE, kdf=CHEAP)
    try:
        assert not desk.is_joining
        assert desk.api is not None
        await desk.api.refresh()
        await desk.api.heads()
    finally:
        await desk.aclose()


def _command(home: Path, url: str, code: str, user: str, **options: object) -> subprocess.Popen:
    process = subprocess.Popen(
        [*_JOIN, "--home", str(home), "--server", url, "--code", code, "--user", user],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
        **options,
    )
    process.stdin.write(PASSPHRASE.encode() + b"\n")
    process.stdin.close()
    process.stdin = None
    return process


@pytest.mark.parametrize("with_fresh_code", [False, True])
async def test_new_clinic_whose_reply_was_lost_is_found_again(
    with_fresh_code: bool, server: RunningServer, proxy: FaultyProxy, tmp_path: Path
) -> None:
    home, url, code = tmp_path / "desk", f"http://127.0.0.1:{proxy.port}", await _code(server)
    before = await _count(server, "SELECT count(*) FROM tenant")
    proxy.network = Network.LOSES_REPLY
    with pytest.raises(Unreachable):
        await _join(home, url, code)
    await _join(home, url, await _code(server) if with_fresh_code else code)
    await _works(home)
    assert await _count(server, "SELECT count(*) FROM tenant") == before + 1


@pytest.mark.parametrize(
    ("kind", "ending"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)]
)
async def test_join_that_ended_after_the_server_enrolled_goes_on_at_the_next_try(
    kind: signal.Signals, ending: int, server: RunningServer, proxy: FaultyProxy, tmp_path: Path
) -> None:
    code = await _invited(await _first_desk(server, tmp_path), "eva")
    home = tmp_path / "second"
    proxy.network = Network.STALLS_REPLY
    process = _command(home, f"http://127.0.0.1:{proxy.port}", code, "eva")
    await soon(proxy.stalled.wait())
    process.send_signal(kind)
    await asyncio.to_thread(process.communicate)
    assert process.returncode == ending
    with pytest.raises(ConfigurationError, match="join again"):
        open_desk(home, PASSPHRASE)
    again = _command(home, server.url, code, "eva")
    _, words = await asyncio.to_thread(again.communicate)
    assert again.returncode == 0, words.decode()
    desk = await asyncio.to_thread(open_desk, home, PASSPHRASE)
    assert desk.server_url == server.url
    await desk.aclose()


async def test_next_try_with_another_passphrase_says_which_one_is_meant(
    server: RunningServer, proxy: FaultyProxy, tmp_path: Path
) -> None:
    home, code = tmp_path / "desk", await _code(server)
    proxy.network = Network.LOSES_REPLY
    with pytest.raises(Unreachable):
        await _join(home, f"http://127.0.0.1:{proxy.port}", code)
    with pytest.raises(WrongPassphrase, match="begun with another"):
        await join_home(home, server.url, code, "sara", "another long passphrase", kdf=CHEAP)
    await _join(home, server.url, code)
    await _works(home)


async def test_user_who_joined_at_another_desk_meanwhile_is_told_what_to_do(
    server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unsent(*_: object, **__: object) -> None:
        raise Unreachable

    first, home = await _first_desk(server, tmp_path), tmp_path / "second"
    with monkeypatch.context() as patched:
        patched.setattr(joining._Door, "_enrol", unsent)
        with pytest.raises(Unreachable):
            await _join(home, server.url, await _invited(first, "eva"), "eva")
    await _join(tmp_path / "third", server.url, await _invited(first, "eva"), "eva")
    code = await _invited(first, "eva")
    with pytest.raises(ConfigurationError, match="empty the folder"):
        await _join(home, server.url, code, "eva")
    Home(home).clear()
    await _join(home, server.url, code, "eva")
    await _works(home)


async def test_code_for_another_clinic_is_not_used_up_by_a_desk_that_has_one(
    home: Path, server: RunningServer, tmp_path: Path
) -> None:
    code = await _code(server, "Big")
    with pytest.raises(ConfigurationError, match=r"Big.*Nordlicht"):
        await _join(home, server.url, code)
    await _join(tmp_path / "other", server.url, code)
    await _works(tmp_path / "other")


async def test_disk_that_is_full_uses_no_code_up(server: RunningServer, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="needs the limits of POSIX")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_DISK, SMALL_DISK))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    code = await _invited(await _first_desk(server, tmp_path), "zoe")
    home = tmp_path / "second"
    process = _command(home, server.url, code, "zoe", preexec_fn=limit)
    _, words = await asyncio.to_thread(process.communicate)
    assert process.returncode == 1, words.decode()
    assert not list(home.iterdir())
    users = "SELECT count(*) FROM credential WHERE username = 'zoe'"
    assert await _count(server, users) == 0
    await _join(home, server.url, code, "zoe")
    await _works(home)


@pytest.mark.parametrize("name", ["x" * 101, "ev\u202ea"])
async def test_name_a_desk_cannot_keep_makes_no_user(
    name: str, server: RunningServer, tmp_path: Path
) -> None:
    """As a server of before these limits could have offered it."""
    code = new_join_code()
    engine = make_engine(server.databases.app)
    request = InviteRequest(code.lookup, code.proof_hash, "", name, name, "admin")
    async with engine.begin() as connection:
        await deposit_code(
            connection, request, tenant_id=None, clinic_name="Nordlicht", now=datetime.now(UTC)
        )
    await engine.dispose()
    with pytest.raises(ConfigurationError, match="user"):
        await _join(tmp_path / "desk", server.url, str(code), name)
    unused = "SELECT count(*) FROM join_code WHERE lookup = $1 AND used_at IS NULL"
    assert await _count(server, unused, code.lookup) == 1
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize(
    ("clinic", "user"),
    [("", "sara"), (" ", "sara"), ("x" * 300, "sara"), ("Nordlicht", ""), ("Nordlicht", "x" * 300)],
)
async def test_no_code_is_made_for_a_name_no_desk_could_keep(
    clinic: str, user: str, server: RunningServer
) -> None:
    with pytest.raises(ConfigurationError, match="printable"):
        await make_invitation(server.databases.app, clinic, username=user)


async def test_a_desk_that_joined_knows_of_its_first_lease(server: RunningServer, tmp_path: Path):
    home = await _first_desk(server, tmp_path)
    desk = await asyncio.to_thread(open_desk, home, PASSPHRASE, kdf=CHEAP)
    try:
        assert desk.fact(CONTACT_FACT) is not None
        desk.tokens.store(None)  # taken back before the window was ever opened
        verdict = await asyncio.to_thread(LeaseGuard(desk).check)
        assert verdict.ended is Ended.REVOKED
    finally:
        await desk.aclose()
