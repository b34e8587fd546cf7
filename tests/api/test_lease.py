"""The lease on its way: with every sign-in and renewal, until the server shuts the desk out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from app.api.client import ApiClient
from app.domain.errors import DeviceRevoked, NeedsLogin
from app.protocol.messages import RefreshRequest
from app.security.lease import Lease, LeaseInvalid, read_lease
from app.security.token_store import SlotTokenStore
from app.server.refusal import Refusal
from tests.server_fixtures import (
    AUTH_KEY,
    Databases,
    RunningServer,
    SystemTime,
    TestDesk,
    second_desk,
)

pytestmark = pytest.mark.row("E9", "F3")


class _Slot:
    """A place for one text, in memory."""

    text: str | None = None

    def get(self) -> str | None:
        return self.text

    def set(self, value: str | None) -> None:
        self.text = value


@pytest.fixture(scope="module")
def server(databases: Databases) -> Iterator[RunningServer]:
    with RunningServer(databases, lease_lasts=timedelta(hours=5)) as running:
        yield running


class Desk:
    """A desk whose tokens are kept as the program keeps them."""

    def __init__(self, server: RunningServer, enrolled: TestDesk) -> None:
        self.enrolled = enrolled
        self.slot = _Slot()
        self.api = ApiClient(
            server.url,
            device_id=enrolled.device_id,
            token_store=SlotTokenStore(self.slot),
            clock=SystemTime(),
        )

    async def sign_in(self) -> None:
        await self.api.login(
            clinic_id=self.enrolled.clinic_id,
            username=self.enrolled.username,
            auth_key=AUTH_KEY,
            device_token=self.enrolled.device_token,
        )

    def lease(self, *, hours: float = 0) -> Lease:
        """As after a restart."""
        store = SlotTokenStore(self.slot)
        now = datetime.now(UTC) + timedelta(hours=hours)
        return read_lease(
            store.lease(), store.server_key(), device_id=self.enrolled.device_id, now=now
        )

    def why_not(self, *, hours: float = 0) -> str:
        with pytest.raises(LeaseInvalid) as error:
            self.lease(hours=hours)
        return error.value.reason


@pytest.fixture
async def desk(server: RunningServer, clinic: TestDesk):
    made = Desk(server, clinic)
    await made.sign_in()
    yield made
    await made.api.aclose()


async def test_desk_works_on_for_as_long_as_its_server_allows(desk: Desk) -> None:
    lease = desk.lease()
    assert (lease.tenant_id, lease.device_id, lease.user_id) == (
        desk.enrolled.clinic_id,
        desk.enrolled.device_id,
        desk.enrolled.user_id,
    )
    assert desk.lease(hours=4.9).expires_at - lease.issued_at == timedelta(hours=5)
    assert desk.why_not(hours=5.1) == "over"


async def test_desk_that_is_shut_out_loses_its_lease_at_the_next_contact(
    server: RunningServer, desk: Desk
) -> None:
    other = await second_desk(server, desk.enrolled)
    await other.api.revoke_device(device_id=desk.enrolled.device_id)
    assert desk.lease()
    with pytest.raises(DeviceRevoked):
        await desk.api.pull("", limit=1)
    assert desk.why_not() == "missing"
    await other.api.aclose()


async def test_renewal_that_is_refused_as_shut_out_ends_the_lease_too(
    server: RunningServer, desk: Desk
) -> None:
    other = await second_desk(server, desk.enrolled)
    await other.api.revoke_device(device_id=desk.enrolled.device_id)
    with pytest.raises(DeviceRevoked):
        await desk.api.refresh()
    assert desk.why_not() == "missing"
    await other.api.aclose()


async def test_session_that_is_over_leaves_the_lease(server: RunningServer, desk: Desk) -> None:
    """Somebody must sign in again; nobody was shut out."""
    tokens = SlotTokenStore(desk.slot).load()
    assert tokens is not None
    request = RefreshRequest(
        refresh_token=tokens.refresh, device_id=desk.enrolled.device_id, idempotency_key="x"
    )
    for key in ("one", "another"):
        work = server.state.sign_in.refresh(
            msgspec.structs.replace(request, idempotency_key=key), now=datetime.now(UTC)
        )
        with suppress(Refusal):
            server.on_its_loop(work)
    with pytest.raises(NeedsLogin):
        await desk.api.refresh()
    assert desk.lease()


async def test_signing_out_ends_the_lease(desk: Desk) -> None:
    await desk.api.logout()
    assert desk.why_not() == "missing"
    assert SlotTokenStore(desk.slot).server_key()


async def test_lease_opens_nothing_at_the_server(server: RunningServer, desk: Desk) -> None:
    import httpx

    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        headers = {"Authorization": f"Bearer {SlotTokenStore(desk.slot).lease()}"}
        assert (await http.get("/v1/sync/pull", headers=headers)).status_code == 401
