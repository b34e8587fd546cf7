"""The server's own trail: sign-ins and refusals are in it, strangers cannot fill it."""

from __future__ import annotations

import logging

import pytest

from app.domain.errors import RequestRefused
from app.domain.ids import new_id
from app.protocol.messages import RefreshRequest
from app.server.refusal import Refusal
from tests.server.people import colleague, lines, sign_in, trail
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("E9", "B5")


async def test_sign_ins_and_their_failures_are_told(
    server: RunningServer, clinic: TestDesk
) -> None:
    await sign_in(clinic)
    for wrong in ({"auth_key": "b2" * 32}, {"username": "nobody"}, {"device_token": "x"}):
        with pytest.raises(RequestRefused):
            await sign_in(clinic, **wrong)
    told = [(deed, code) for deed, _, code in await trail(server, clinic)]
    assert told == [("join", "admin"), ("login", ""), *[("login_failed", "bad_credentials")] * 3]


async def test_guesses_at_clinics_that_do_not_exist_leave_nothing(
    server: RunningServer, clinic: TestDesk
) -> None:
    nowhere = new_id()
    with pytest.raises(RequestRefused):
        await sign_in(clinic, clinic_id=nowhere)
    found = await lines(server, "SELECT 1 FROM server_audit WHERE tenant_id = $1::uuid", nowhere)
    assert found == []


async def test_token_used_twice_raises_an_alert_without_names(
    server: RunningServer, clinic: TestDesk, caplog: pytest.LogCaptureFixture
) -> None:
    assert clinic.tokens.tokens is not None
    stolen = clinic.tokens.tokens.refresh

    def present(key: str) -> None:
        request = RefreshRequest(
            refresh_token=stolen, device_id=clinic.device_id, idempotency_key=key
        )
        server.on_its_loop(server.state.sign_in.refresh(request, now=server.state.now()))

    present("the desk's attempt")
    with caplog.at_level(logging.WARNING), pytest.raises(Refusal):
        present("the thief's attempt")
    assert ("refresh_reuse", "", "") in await trail(server, clinic)
    assert "refresh_reuse" in caplog.text
    assert clinic.username not in caplog.text
    assert stolen not in caplog.text


async def test_joining_and_inviting_are_told(server: RunningServer, clinic: TestDesk) -> None:
    async with colleague(server, clinic, role="billing"):
        told = [(deed, code) for deed, _, code in await trail(server, clinic)]
    assert told == [("join", "admin"), ("invite", "billing"), ("join", "billing")]
