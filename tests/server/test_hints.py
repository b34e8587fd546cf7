"""Hints: a desk with an open WebSocket hears that something changed, and never what."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

import app.server.routes.socket as routes
from app.api.realtime import RealtimeClient
from app.domain.errors import ApiError, DeviceRevoked, Unreachable
from app.server.state import ServerState
from app.server.tickets import make_ticket, take_ticket
from tests.factories import a_patient
from tests.server_fixtures import RunningServer, TestDesk, invite, join, start_clinic
from tests.waiting import PATIENCE_S, soon

pytestmark = pytest.mark.row("E6", "D3")
A_SECOND = timedelta(seconds=1)
REVOCATIONS = {
    "desk revoked": "UPDATE device SET is_active = false WHERE device_id = $1::uuid",
    "user left": "UPDATE credential SET is_active = false WHERE username = 'sara' AND tenant_id = "
    "(SELECT tenant_id FROM device WHERE device_id = $1::uuid)",
}


def address(server: RunningServer, ticket: str) -> str:
    return f"ws://127.0.0.1:{server.port}/v1/ws?ticket={ticket}"


async def opened(server: RunningServer, ticket: str) -> ClientConnection:
    return await connect(address(server, ticket), proxy=None, open_timeout=PATIENCE_S)


async def heard(socket: ClientConnection) -> dict[str, Any]:
    return json.loads(await soon(socket.recv()))


@pytest.fixture
async def listening(server: RunningServer, clinic: TestDesk) -> AsyncIterator[ClientConnection]:
    socket = await opened(server, await clinic.api.ticket())
    assert await heard(socket) == {"t": "hint", "seq": 0, "ch": "tenant"}
    yield socket
    await socket.close()


async def test_change_at_one_desk_is_hinted_to_the_other(
    listening: ClientConnection, other_desk: TestDesk
) -> None:
    result = await other_desk.push_one(other_desk.create(a_patient()))
    assert await heard(listening) == {"t": "hint", "seq": result.seq, "ch": "tenant"}


async def test_change_at_another_clinic_is_not_hinted(
    server: RunningServer, listening: ClientConnection, clinic: TestDesk
) -> None:
    stranger = await start_clinic(server)
    await stranger.saved(a_patient(), a_patient(), a_patient())
    await stranger.api.aclose()
    result = await clinic.push_one(clinic.create(a_patient()))
    assert (await heard(listening))["seq"] == result.seq == 1


async def test_push_that_changes_nothing_is_not_hinted(
    listening: ClientConnection, clinic: TestDesk
) -> None:
    await clinic.push_one(clinic.create(a_patient(), body={"family_name": ""}))
    result = await clinic.push_one(clinic.create(a_patient()))
    assert (await heard(listening))["seq"] == result.seq


async def test_ticket_opens_one_socket(server: RunningServer, clinic: TestDesk) -> None:
    ticket = await clinic.api.ticket()
    first = await opened(server, ticket)
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        await (await opened(server, ticket)).recv()
    await first.close()


async def test_access_token_is_no_ticket(server: RunningServer, clinic: TestDesk) -> None:
    assert clinic.tokens.tokens is not None
    for ticket in ("", "x", clinic.tokens.tokens.access):
        with pytest.raises((InvalidStatus, ConnectionClosed)):
            await (await opened(server, ticket)).recv()


async def test_desks_own_listener_hears_the_hint(clinic: TestDesk, other_desk: TestDesk) -> None:
    numbers: asyncio.Queue[int] = asyncio.Queue()
    listening = asyncio.create_task(RealtimeClient(clinic.api).listen(numbers.put_nowait))
    assert await soon(numbers.get()) == 0
    result = await other_desk.push_one(other_desk.create(a_patient()))
    assert await soon(numbers.get()) == result.seq
    listening.cancel()
    await asyncio.wait([listening])


async def test_listener_without_a_server_is_told_so(clinic: TestDesk) -> None:
    realtime = RealtimeClient(clinic.api, url="ws://127.0.0.1:9/v1/ws")
    with pytest.raises(Unreachable):
        await realtime.listen(lambda _: None)


async def test_listener_of_a_signed_out_desk_needs_a_sign_in(clinic: TestDesk) -> None:
    await clinic.api.logout()
    with pytest.raises(ApiError):
        await RealtimeClient(clinic.api).listen(lambda _: None)


@pytest.mark.parametrize("how", list(REVOCATIONS))
async def test_revoked_desk_or_user_gets_no_ticket_and_uses_none(
    server: RunningServer, clinic: TestDesk, how: str
) -> None:
    ticket = await clinic.api.ticket()
    await revoke(server, clinic, how)
    with pytest.raises(DeviceRevoked):
        await clinic.api.ticket()
    with pytest.raises(InvalidStatus):
        await opened(server, ticket)


@pytest.mark.parametrize("how", list(REVOCATIONS))
async def test_revoked_desk_hears_no_further_hint(
    server: RunningServer, listening: ClientConnection, clinic: TestDesk, how: str
) -> None:
    colleague = await another_user(server, clinic)
    await revoke(server, clinic, how)
    await colleague.push_one(colleague.create(a_patient()))
    assert await closed_with(listening) == 4403
    await colleague.api.aclose()


async def test_revoked_desk_is_hung_up_on_at_the_next_ping(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "PING_S", 0.2)
    listening = await opened(server, await clinic.api.ticket())
    assert [(await heard(listening))["t"] for _ in range(2)] == ["hint", "ping"]
    await revoke(server, clinic, "desk revoked")
    assert await closed_with(listening, passing="ping") == 4403


class StandingClock:
    """The server's clock stands still until a test moves it; how long it then waits at most."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = datetime.now(UTC)
        self.waited_s: list[float] = []
        self._next_number = routes._next_number
        monkeypatch.setattr(ServerState, "now", lambda _: self.at)
        monkeypatch.setattr(routes, "_next_number", self._noted)

    async def _noted(self, *given: Any, wait_s: float) -> int | None:
        self.waited_s.append(wait_s)
        return await self._next_number(*given, wait_s=wait_s)


@pytest.fixture
def clock(clinic: TestDesk, monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    return StandingClock(monkeypatch)


async def test_connection_ends_with_the_token_that_asked_for_it(
    server: RunningServer, clinic: TestDesk, clock: StandingClock
) -> None:
    """Not a whole token's life after the ticket: the desk asks for a new one with a new token."""
    listening = await opened(server, ticket_until(server, clinic, A_SECOND, now=clock.at))
    assert await heard(listening) == {"t": "hint", "seq": 0, "ch": "tenant"}
    clock.at += A_SECOND
    assert await closed_with(listening, passing="ping", farewell="reauth") == 4401
    assert set(clock.waited_s) == {1.0}


async def test_ticket_of_a_token_that_is_over_opens_nothing(
    server: RunningServer, clinic: TestDesk
) -> None:
    listening = await opened(server, ticket_until(server, clinic, timedelta(seconds=-1)))
    assert await closed_with(listening, farewell="reauth") == 4401


def test_ticket_carries_the_end_of_the_token_behind_it(
    server: RunningServer, clinic: TestDesk
) -> None:
    assert clinic.tokens.tokens is not None
    now = datetime.now(UTC)
    who, token_ends_at = server.state.sign_in.read_token(clinic.tokens.tokens.access, now=now)
    ticket = make_ticket(server.state, who, token_ends_at=token_ends_at, now=now)
    admitted = server.on_its_loop(take_ticket(server.state, ticket, now=now))
    assert (admitted.who, admitted.ends_at) == (who, token_ends_at)


async def test_listener_asked_to_come_back_ends_without_a_fault(
    server: RunningServer,
    clinic: TestDesk,
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticket = ticket_until(server, clinic, A_SECOND, now=clock.at)

    async def given() -> str:
        return ticket

    monkeypatch.setattr(clinic.api, "ticket", given)
    numbers: list[int] = []

    def hear(number: int) -> None:
        numbers.append(number)
        clock.at += A_SECOND

    await soon(RealtimeClient(clinic.api).listen(hear))
    assert numbers == [0]


def ticket_until(
    server: RunningServer, desk: TestDesk, left: timedelta, *, now: datetime | None = None
) -> str:
    assert desk.tokens.tokens is not None
    now = now or datetime.now(UTC)
    who, _ = server.state.sign_in.read_token(desk.tokens.tokens.access, now=now)
    return make_ticket(server.state, who, token_ends_at=now + left, now=now)


async def closed_with(socket: ClientConnection, *, passing: str = "", farewell: str = "") -> int:
    """The code with which the server hangs up, after nothing but these messages."""
    said = [json.loads(message)["t"] async for message in _till_the_end(socket)]
    assert [one for one in said if one != passing] == ([farewell] if farewell else [])
    assert socket.close_code is not None
    return socket.close_code


async def _till_the_end(socket: ClientConnection) -> AsyncIterator[str | bytes]:
    with suppress(ConnectionClosed):
        while True:
            yield await soon(socket.recv())


async def another_user(server: RunningServer, desk: TestDesk) -> TestDesk:
    code = await invite(desk, username="eva")
    return await join(server, code, clinic_id=desk.clinic_id, username="eva")


async def revoke(server: RunningServer, desk: TestDesk, how: str) -> None:
    connection = await asyncpg.connect(server.databases.superuser)
    try:
        await connection.execute(REVOCATIONS[how], desk.device_id)
    finally:
        await connection.close()
