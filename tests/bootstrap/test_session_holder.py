"""A desk holds one session at the server; what is asked for is asked for in its own name only."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from app.bootstrap.facts import CREDENTIAL_FACT
from app.bootstrap.headless import Desk, invite, open_desk
from app.bootstrap.joining import invite_from_home
from app.bootstrap.members import post_due_credentials, shut_out_at_server
from app.bootstrap.own_keys import change_own_passphrase
from app.bootstrap.session_holder import is_own_session
from app.domain.errors import NeedsLogin, RequestRefused
from app.settings import load_settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.bootstrap.test_accounts_at_the_server import NEW, TOMS, Open, add_tom, at_desk, in_step
from tests.server_fixtures import RunningServer, databases, postgres, server

__all__ = ["at_desk", "databases", "postgres", "server"]
pytestmark = pytest.mark.row("E9", "A3")


@pytest.fixture
async def toms(at_desk: Open) -> Desk:
    """The desk opened by a colleague who bills, under the administrator's session."""
    desk = await at_desk()
    tom = await add_tom(desk)
    await in_step(desk, lambda: desk.fact(CREDENTIAL_FACT + tom) is None)
    theirs = await at_desk("tom", TOMS)
    assert not await asyncio.to_thread(is_own_session, theirs)
    return theirs


async def codes(server: RunningServer, desk: Desk) -> list[tuple[str, str]]:
    connection = await asyncpg.connect(server.databases.superuser)
    try:
        found = await connection.fetch(
            "SELECT username, role FROM join_code "
            "WHERE made_by IS NOT NULL AND tenant_id = $1::uuid",
            desk.context.clinic_id,
        )
    finally:
        await connection.close()
    return [(one["username"], one["role"]) for one in found]


async def test_nobody_makes_a_code_in_the_administrators_name(
    server: RunningServer, toms: Desk
) -> None:
    with pytest.raises(NeedsLogin):
        await invite(toms, username="ghost", role="admin")
    assert await codes(server, toms) == []
    await toms.sign_in(TOMS)
    with pytest.raises(RequestRefused, match="role_not_allowed"):
        await invite(toms, username="ghost", role="admin")
    await invite(toms, username="eva", role="front_desk")
    assert await codes(server, toms) == [("eva", "front_desk")]


async def test_command_makes_a_code_in_the_name_of_who_typed_it(
    server: RunningServer, toms: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await toms.aclose()
    monkeypatch.setattr("app.bootstrap.joining.open_desk", _cheaply)
    for role in ("admin", "front_desk"):
        asked = invite_from_home(
            toms.home, TOMS, user="tom", invited="eva", role=role, settings=load_settings()
        )
        if role == "admin":
            with pytest.raises(RequestRefused, match="role_not_allowed"):
                await asked
        else:
            await asked
    assert await codes(server, toms) == [("eva", "front_desk")]


def _cheaply(home: Path, passphrase: str, **options: object) -> Desk:
    return open_desk(home, passphrase, **{**options, "kdf": CHEAP})  # type: ignore[arg-type]


async def test_own_new_key_waits_for_ones_own_session(toms: Desk) -> None:
    me = CREDENTIAL_FACT + toms.context.user_id
    await asyncio.to_thread(lambda: change_own_passphrase(toms, old=TOMS, new=NEW))
    assert await post_due_credentials(toms) == 0
    assert toms.fact(me) is not None
    await toms.sign_in(NEW)
    assert await asyncio.to_thread(is_own_session, toms)
    assert toms.fact(me) is None


async def test_nobody_is_shut_out_in_the_administrators_name(toms: Desk) -> None:
    assert not await shut_out_at_server(toms, username="sara")
    await toms.sign_in(TOMS)
    await toms.sign_in(TOMS)  # the account stands


async def test_own_session_is_recognised_after_a_start(at_desk: Open) -> None:
    desk = await at_desk()
    assert await asyncio.to_thread(is_own_session, desk)
    desk = await at_desk("sara", PASSPHRASE)
    assert await asyncio.to_thread(is_own_session, desk)
