"""Accounts made at a desk, at a real server: they sign in, change their passphrase, and end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from app.bootstrap.facts import CREDENTIAL_FACT
from app.bootstrap.headless import Desk, join_home, open_desk
from app.bootstrap.members import (
    add_member,
    post_due_credentials,
    remove_member,
    shut_out_at_server,
)
from app.bootstrap.online_duties import OnlineDuties
from app.bootstrap.own_keys import change_own_passphrase
from app.bootstrap.record_numbers import refill_numbers
from app.bootstrap.resetting import reset_passphrase
from app.bootstrap.server import make_invitation
from app.domain.errors import ApiError, RequestRefused
from app.security.keyslots import read_users
from app.services import patients
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.server.people import let_an_hour_pass, lines
from tests.server_fixtures import RunningServer, databases, postgres, server
from tests.waiting import until

__all__ = ["databases", "postgres", "server"]
pytestmark = pytest.mark.row("E9", "F3")
TOMS, NEW = "another person's long passphrase", "a quite different passphrase"
Open = Callable[..., Awaitable[Desk]]


@pytest.fixture
async def at_desk(server: RunningServer, tmp_path: Path) -> AsyncIterator[Open]:
    """Opens the desk of a clinic on a server, for one person after the other."""
    home = tmp_path / "desk"
    code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
    await join_home(home, server.url, code, "sara", PASSPHRASE, kdf=CHEAP)
    desks: list[Desk] = []

    async def open_it(user: str = "sara", passphrase: str = PASSPHRASE) -> Desk:
        for one in desks:
            await one.aclose()
        desks.append(
            await asyncio.to_thread(lambda: open_desk(home, passphrase, user=user, kdf=CHEAP))
        )
        return desks[-1]

    yield open_it
    for desk in desks:
        await desk.aclose()


async def add_tom(desk: Desk) -> str:
    user = await asyncio.to_thread(
        lambda: add_member(desk, username="tom", role="billing", passphrase=TOMS, kdf=CHEAP)
    )
    return user.id


async def in_step(desk: Desk, is_done: Callable[[], bool]) -> None:
    """Sync until something has come true."""
    runner = desk.make_runner()
    duties = OnlineDuties(desk, runner)
    runner.start()
    try:
        await until(is_done)
    finally:
        await duties.stop()
        await runner.stop()


async def test_new_person_signs_in_at_the_server_after_the_next_sync(at_desk: Open) -> None:
    desk = await at_desk()
    tom = await add_tom(desk)
    await in_step(desk, lambda: desk.fact(CREDENTIAL_FACT + tom) is None)
    theirs = await at_desk("tom", TOMS)
    assert theirs.api is not None
    await theirs.api.logout()
    await theirs.sign_in(TOMS)
    await theirs.api.refresh()


async def test_signing_in_tells_the_server_of_a_changed_passphrase(at_desk: Open) -> None:
    desk = await at_desk()
    await asyncio.to_thread(lambda: change_own_passphrase(desk, old=PASSPHRASE, new=NEW))
    assert desk.api is not None
    await desk.api.logout()
    await desk.sign_in(NEW)  # with the key of the old passphrase, which the server knows
    assert desk.fact(CREDENTIAL_FACT + desk.context.user_id) is None
    await desk.api.logout()
    await desk.sign_in(NEW)
    await desk.api.refresh()


async def test_person_whose_passphrase_was_reset_shows_the_server_the_new_one(
    at_desk: Open,
) -> None:
    desk = await at_desk()
    tom = await add_tom(desk)
    await in_step(desk, lambda: desk.fact(CREDENTIAL_FACT + tom) is None)
    before = desk.fact("server_key:" + tom) or ""
    await asyncio.to_thread(lambda: reset_passphrase(desk, username="tom", new=NEW, kdf=CHEAP))
    assert await post_due_credentials(desk) == 1
    theirs = await at_desk("tom", NEW)
    assert theirs.api is not None
    await theirs.api.logout()
    await theirs.sign_in(NEW)
    await theirs.api.refresh()
    with pytest.raises(ApiError):
        await theirs.api.login(
            clinic_id=theirs.context.clinic_id,
            username="tom",
            auth_key=before,
            device_token=theirs.fact("device_token") or "",
        )


async def test_person_who_is_no_administrator_cannot_post_for_others(at_desk: Open) -> None:
    desk = await at_desk()
    tom = await add_tom(desk)
    await in_step(desk, lambda: desk.fact(CREDENTIAL_FACT + tom) is None)
    theirs = await at_desk("tom", TOMS)
    assert theirs.api is not None
    await theirs.api.logout()
    await theirs.sign_in(TOMS)
    sara = next(one for one in read_users(theirs.home / "keyslots.json") if one.username == "sara")
    theirs.set_fact(CREDENTIAL_FACT + sara.uid, "0" * 64)
    assert await post_due_credentials(theirs) == 0
    assert theirs.fact(CREDENTIAL_FACT + sara.uid) is not None


async def test_removed_person_is_shut_out_by_the_server_too(at_desk: Open) -> None:
    desk = await at_desk()
    tom = await add_tom(desk)
    await in_step(desk, lambda: desk.fact(CREDENTIAL_FACT + tom) is None)
    theirs = await at_desk("tom", TOMS)
    api, token = theirs.api, theirs.fact("device_token") or ""
    key = theirs.fact("server_key:" + tom) or ""
    clinic_id = theirs.context.clinic_id
    desk = await at_desk()
    desk = await asyncio.to_thread(lambda: remove_member(desk, username="tom"))
    try:
        await in_step(desk, lambda: desk.store.statistics().pending.waiting == 0)
        assert api is not None
        assert desk.api is not None
        with pytest.raises(ApiError):
            await desk.api.login(
                clinic_id=clinic_id, username="tom", auth_key=key, device_token=token
            )
    finally:
        await desk.aclose()


async def test_closed_account_can_be_shut_out_before_the_next_sync(
    server: RunningServer, at_desk: Open
) -> None:
    desk = await at_desk()
    tom = await add_tom(desk)
    await in_step(desk, lambda: desk.fact(CREDENTIAL_FACT + tom) is None)
    key, token = desk.fact("server_key:" + tom) or "", desk.fact("device_token") or ""
    desk = await asyncio.to_thread(lambda: remove_member(desk, username="tom"))
    try:
        await let_an_hour_pass(server, desk.context.clinic_id)
        assert desk.api is not None
        with pytest.raises(RequestRefused, match="sign_in_again"):
            await desk.api.revoke_user(user_id=tom)
        assert await shut_out_at_server(desk, PASSPHRASE, username="tom")
        assert not await shut_out_at_server(desk, PASSPHRASE, username="nobody")
        with pytest.raises(ApiError):
            await desk.api.login(
                clinic_id=desk.context.clinic_id, username="tom", auth_key=key, device_token=token
            )
    finally:
        await desk.aclose()


@pytest.mark.row("A2")
async def test_desk_in_step_holds_record_numbers_in_advance(
    server: RunningServer, at_desk: Open
) -> None:
    desk = await at_desk()
    await refill_numbers(desk)
    await refill_numbers(desk)
    register = partial(patients.register, desk.store.unit_of_work, desk.context)
    made = await desk.worker.write(lambda: register(changes={"family_name": "Neu"}))
    assert made.mrn == "P-000001"
    given = "SELECT code FROM server_audit WHERE action = 'record_numbers' AND device_id = $1::uuid"
    found = await lines(server, given, desk.context.workstation_id)
    assert [line["code"] for line in found] == ["1-200"], "not more before they are needed"
