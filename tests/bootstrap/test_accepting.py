"""Who may go on from a trail that does not fit: what the clinic's server says, not an old file."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import msgspec
import pytest

from app.bootstrap.facts import DISOWNED_FACT
from app.bootstrap.headless import join_home, open_desk
from app.bootstrap.home import Home
from app.bootstrap.server import make_invitation
from app.bootstrap.verifying import Verdict, verify_home
from app.domain.errors import ConfigurationError, PermissionDenied, RequestRefused
from app.settings import load_settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.server_fixtures import RunningServer, databases, postgres, server

__all__ = ["databases", "postgres", "server"]
pytestmark = pytest.mark.row("B5", "A3")


@pytest.fixture
async def home(server: RunningServer, tmp_path: Path) -> Path:
    """A desk of an administrator whose trail does not fit any more."""
    code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
    await join_home(tmp_path / "desk", server.url, code, "sara", PASSPHRASE, kdf=CHEAP)
    await asyncio.to_thread(fact, tmp_path / "desk", DISOWNED_FACT, "yes")
    return tmp_path / "desk"


def fact(folder: Path, name: str, value: str | None) -> None:
    desk = open_desk(folder, PASSPHRASE, kdf=CHEAP)
    desk.set_fact(name, value)
    desk.close()


def verdict(folder: Path, *, accept: bool) -> Verdict:
    return verify_home(folder, PASSPHRASE, accept=accept, settings=load_settings(), kdf=CHEAP)


async def change_account(server: RunningServer, change: str) -> None:
    connection = await asyncpg.connect(server.databases.superuser)
    try:
        await connection.execute(f"UPDATE credential SET {change}")
    finally:
        await connection.close()


async def test_administrator_of_today_goes_on(home: Path) -> None:
    assert (await asyncio.to_thread(verdict, home, accept=True)).is_sound
    assert (await asyncio.to_thread(verdict, home, accept=False)).is_sound


async def test_who_was_an_administrator_when_the_file_was_made_is_none_any_more(
    server: RunningServer, home: Path
) -> None:
    await change_account(server, "role = 'front_desk', role_version = role_version + 1")
    with pytest.raises(PermissionDenied):
        await asyncio.to_thread(verdict, home, accept=True)
    assert not (await asyncio.to_thread(verdict, home, accept=False)).is_sound


async def test_who_was_shut_out_is_refused_by_the_server(server: RunningServer, home: Path) -> None:
    await change_account(server, "is_active = false")
    with pytest.raises(RequestRefused, match="bad_credentials"):
        await asyncio.to_thread(verdict, home, accept=True)
    assert not (await asyncio.to_thread(verdict, home, accept=False)).is_sound


async def test_nothing_is_accepted_while_the_server_cannot_be_asked(home: Path) -> None:
    await asyncio.to_thread(fact, home, "server_url", "http://127.0.0.1:9")
    with pytest.raises(ConfigurationError, match="cannot be reached"):
        await asyncio.to_thread(verdict, home, accept=True)
    assert not (await asyncio.to_thread(verdict, home, accept=False)).is_sound


async def test_file_from_before_the_joining_decides_nothing_either(home: Path) -> None:
    assert Home(home).read().server_url
    await asyncio.to_thread(fact, home, "server_url", None)
    with pytest.raises(ConfigurationError, match="joined its server"):
        await asyncio.to_thread(verdict, home, accept=True)


async def test_desk_that_never_had_a_server_asks_nobody(home: Path) -> None:
    place = Home(home)
    place.write(msgspec.structs.replace(place.read(), server_url=""))
    await asyncio.to_thread(fact, home, "server_url", None)
    assert (await asyncio.to_thread(verdict, home, accept=True)).is_sound
