"""Hints: a desk with an open WebSocket hears that something changed, and never what."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.api.realtime import RealtimeClient
from app.domain.errors import ApiError, Unreachable
from tests.factories import a_patient
from tests.server_fixtures import RunningServer, TestDesk, start_clinic

pytestmark = pytest.mark.row("E6", "D3")


def address(server: RunningServer, ticket: str) -> str:
    return f"ws://127.0.0.1:{server.port}/v1/ws?ticket={ticket}"


async def opened(server: RunningServer, ticket: str) -> ClientConnection:
    return await connect(address(server, ticket), proxy=None)


async def heard(socket: ClientConnection) -> dict[str, Any]:
    return json.loads(await asyncio.wait_for(socket.recv(), 5))


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
    assert await asyncio.wait_for(numbers.get(), 5) == 0
    result = await other_desk.push_one(other_desk.create(a_patient()))
    assert await asyncio.wait_for(numbers.get(), 5) == result.seq
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
