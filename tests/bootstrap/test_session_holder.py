"""A desk holds one session at the server; what is asked for is asked for in its own name only."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from app.bootstrap.facts import CREDENTIAL_FACT
from app.bootstrap.headless import Desk, invite, open_desk
from app.bootstrap.inviting import invite_from_home
from app.bootstrap.members import post_due_credentials, shut_out_at_server
from app.bootstrap.own_keys import change_own_passphrase
from app.bootstrap.session_holder import is_own_session
from app.domain.errors import NeedsLogin, PermissionDenied, RequestRefused, StorageFull
from app.settings import load_settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.bootstrap.test_accounts_at_the_server import NEW, TOMS, Open, add_tom, at_desk, in_step
from tests.server.people import let_an_hour_pass
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


def told(desk: Desk, action: str) -> list[tuple[str, str]]:
    """What the desk's trail says of an action: in which role, and its fields."""
    sql = f"SELECT role, fields FROM audit WHERE action = '{action}' ORDER BY seq"
    return [(role, fields) for role, fields in desk.store.database.writer.all(sql)]


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
    server: RunningServer, toms: Desk, at_desk: Open
) -> None:
    for signs_in in (False, True):
        if signs_in:
            await toms.sign_in(TOMS)
        for name, role in (("ghost", "admin"), ("eva", "front_desk"), ("tom", "billing")):
            with pytest.raises(PermissionDenied):
                await invite(toms, username=name, role=role)
    assert await codes(server, toms) == []
    assert told(toms, "deny") == [("billing", '["user.manage"]')] * 6
    saras = await at_desk("sara", PASSPHRASE)
    with pytest.raises(NeedsLogin):  # the session is tom's now
        await invite(saras, username="eva")
    await saras.sign_in(PASSPHRASE)
    await invite(saras, username="eva")
    assert await codes(server, saras) == [("eva", "front_desk")]


async def test_code_is_in_the_trail_before_it_is_shown(
    server: RunningServer, at_desk: Open
) -> None:
    desk = await at_desk()
    await invite(desk, username="eva")
    assert told(desk, "invited") == [("admin", '["invited:eva"]')]


async def test_code_that_the_trail_does_not_take_is_not_shown(
    at_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await at_desk()
    monkeypatch.setattr("app.bootstrap.inviting._note", _full_disk)
    with pytest.raises(StorageFull):
        await invite(desk, username="eva")


def _full_disk(*_: object) -> None:
    raise StorageFull


async def test_command_makes_a_code_in_the_name_of_who_typed_it(
    server: RunningServer, toms: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await toms.aclose()
    monkeypatch.setattr("app.bootstrap.inviting.open_desk", _cheaply)
    to_eva = {"invited": "eva", "role": "front_desk", "settings": load_settings()}
    with pytest.raises(PermissionDenied):
        await invite_from_home(toms.home, TOMS, user="tom", **to_eva)
    await invite_from_home(toms.home, PASSPHRASE, user="sara", **to_eva)
    assert await codes(server, toms) == [("eva", "front_desk")]


async def test_command_shows_the_passphrase_where_the_server_asks_for_it(
    server: RunningServer, at_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await at_desk()
    await let_an_hour_pass(server, desk.context.clinic_id)
    with pytest.raises(RequestRefused, match="sign_in_again"):
        await invite(desk, username="eva")
    await desk.aclose()
    monkeypatch.setattr("app.bootstrap.inviting.open_desk", _cheaply)
    await invite_from_home(
        desk.home,
        PASSPHRASE,
        user="sara",
        invited="eva",
        role="clinician",
        settings=load_settings(),
    )
    assert await codes(server, desk) == [("eva", "clinician")]


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
    assert not await shut_out_at_server(toms, TOMS, username="sara")
    await toms.sign_in(TOMS)
    await toms.sign_in(TOMS)  # the account stands


async def test_own_session_is_recognised_after_a_start(at_desk: Open) -> None:
    desk = await at_desk()
    assert await asyncio.to_thread(is_own_session, desk)
    desk = await at_desk("sara", PASSPHRASE)
    assert await asyncio.to_thread(is_own_session, desk)
