"""A stolen laptop is shut out from another desk, at a real server."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.bootstrap.desk import Desk
from app.bootstrap.desktop import make_data_sync
from app.bootstrap.headless import invite, join_home, open_desk
from app.bootstrap.shutting_out import revoke_workstation, workstations
from app.domain.errors import (
    DeviceRevoked,
    InvalidValue,
    PermissionDenied,
    RequestRefused,
    WrongPassphrase,
)
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.bootstrap.test_accounts_at_the_server import TOMS, Open, add_tom, at_desk
from tests.bootstrap.test_session_holder import told
from tests.server.people import let_an_hour_pass, lines
from tests.server_fixtures import RunningServer, databases, postgres, server

__all__ = ["at_desk", "databases", "postgres", "server"]
pytestmark = pytest.mark.row("E9", "B7")
LAPTOP = "Stolen laptop"


async def joined(desk: Desk, server: RunningServer, home: Path) -> Path:
    """The home of a second workstation of the same user."""
    code = (await invite(desk, username="sara")).code
    await join_home(home, server.url, code, "sara", PASSPHRASE, workstation_name=LAPTOP, kdf=CHEAP)
    return home


async def test_stolen_workstation_is_shut_out_at_its_next_contact(
    server: RunningServer, at_desk: Open, tmp_path: Path
) -> None:
    desk = await at_desk()
    home = await joined(desk, server, tmp_path / "laptop")
    laptop = await asyncio.to_thread(lambda: open_desk(home, PASSPHRASE, kdf=CHEAP))
    try:
        await let_an_hour_pass(server, desk.context.clinic_id)
        stolen = laptop.context.workstation_id
        with pytest.raises(RequestRefused, match="sign_in_again"):
            await desk.api.revoke_device(device_id=stolen)
        with pytest.raises(InvalidValue):
            await revoke_workstation(desk, PASSPHRASE, named="nowhere")
        with pytest.raises(InvalidValue):
            await revoke_workstation(desk, PASSPHRASE, named=desk.context.workstation_id)
        await laptop.api.heads()
        assert (await revoke_workstation(desk, PASSPHRASE, named=LAPTOP.upper())).id == stolen
        with pytest.raises(DeviceRevoked):
            await laptop.api.heads()
        states = {one.id: one.state for one in await workstations(desk)}
        assert (states[stolen], states[desk.context.workstation_id]) == ("shut_out", "known")
        assert [role for role, _ in told(desk, "workstation_revoked")] == ["admin"]
    finally:
        await laptop.aclose()


async def test_at_an_open_desk_whoever_asks_shows_first_who_they_are(
    at_desk: Open, server: RunningServer, tmp_path: Path
) -> None:
    desk = await at_desk()
    await joined(desk, server, tmp_path / "laptop")
    shut_out = make_data_sync(desk, None).sync_centre.shut_out
    (stolen,) = [one.id for one in await workstations(desk) if one.name == LAPTOP]
    with pytest.raises(WrongPassphrase):
        await shut_out(stolen, passphrase="certainly not this one")
    assert "shut_out" not in {one.state for one in await workstations(desk)}
    await shut_out(stolen, passphrase=PASSPHRASE)
    assert {one.id: one.state for one in await workstations(desk)}[stolen] == "shut_out"
    assert [role for role, _ in told(desk, "workstation_revoked")] == ["admin"]


async def test_nobody_but_an_administrator_shuts_a_workstation_out(at_desk: Open) -> None:
    await add_tom(await at_desk())
    theirs = await at_desk("tom", TOMS)
    with pytest.raises(PermissionDenied):
        await revoke_workstation(theirs, TOMS, named=theirs.context.workstation_id)
    assert told(theirs, "deny") == [("billing", '["workstation.manage"]')]


async def test_the_servers_refusal_stands_in_the_trail(
    server: RunningServer, at_desk: Open, tmp_path: Path
) -> None:
    desk = await at_desk()
    await joined(desk, server, tmp_path / "laptop")
    await lines(
        server,
        "UPDATE credential SET role = 'front_desk', role_version = role_version + 1 "
        "WHERE tenant_id = $1::uuid",
        desk.context.clinic_id,
    )
    with pytest.raises(RequestRefused):
        await revoke_workstation(desk, PASSPHRASE, named=LAPTOP)
    assert "shut_out" not in {one.state for one in await workstations(desk)}
    asked, refused, done = (
        len(told(desk, f"workstation_revoke{end}")) for end in ("_asked", "_refused", "d")
    )
    assert (asked, refused, done) == (1, 1, 0)


async def test_a_desk_that_is_for_reading_only_shuts_a_workstation_out(
    server: RunningServer, at_desk: Open, tmp_path: Path
) -> None:
    desk = await at_desk()
    await joined(desk, server, tmp_path / "laptop")
    desk.trail.disown()
    stolen = await revoke_workstation(desk, PASSPHRASE, named=LAPTOP)
    assert {one.id: one.state for one in await workstations(desk)}[stolen.id] == "shut_out"
    assert [role for role, _ in told(desk, "workstation_revoked")] == ["admin"]
