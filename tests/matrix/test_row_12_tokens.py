"""Row 12: no forged, stolen, old or repeated token opens anything, and no lost reply shuts out."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.api.auth import TokenSession
from app.domain.errors import NeedsLogin, Unreachable
from app.domain.ids import new_id
from app.protocol.messages import RefreshRequest, TokenReply
from app.security.server_tokens import TokenRefused
from app.server.refusal import Refusal
from tests.matrix.forgery import FORGED, Forge
from tests.matrix.frame import Extent
from tests.server_fixtures import (
    AUTH_KEY,
    MemoryTokens,
    RunningServer,
    TestDesk,
    clinic,
    databases,
    in_own_thread,
    postgres,
    server,
    start_clinic,
)

__all__ = ["clinic", "databases", "postgres", "server"]
pytestmark = pytest.mark.row("E9")


@pytest.fixture(scope="module")
def forge(server: RunningServer) -> Forge:
    """A desk's genuine token, and another clinic's number."""

    async def make() -> Forge:
        desk, stranger = await start_clinic(server), await start_clinic(server)
        assert desk.tokens.tokens is not None
        for one in (desk, stranger):
            await one.api.aclose()
        return Forge(
            genuine=desk.tokens.tokens.access,
            desk=server.state.sign_in,
            device_token=desk.device_token,
            refresh_token=desk.tokens.tokens.refresh,
            stranger_tenant=stranger.clinic_id,
        )

    return in_own_thread(make)


async def status_of(server: RunningServer, token: str, **options: Any) -> int:
    headers = {b"Authorization": b"Bearer " + token.encode("latin-1", errors="replace")}
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        return (await http.get("/v1/sync/pull", **{"headers": headers, **options})).status_code


async def test_control_the_genuine_token_opens(server: RunningServer, forge: Forge) -> None:
    assert await status_of(server, forge.genuine) == 200
    assert await status_of(server, forge.by_server()) == 200
    assert await status_of(server, forge.headed()) == 200


async def test_named_forgeries(
    server: RunningServer, forge: Forge, report: Callable[..., None]
) -> None:
    answers = {how: await status_of(server, make(forge)) for how, make in FORGED.items()}
    wrong = {how: status for how, status in answers.items() if status not in (400, 401, 403)}
    report(12, seed=0, named_cases=len(answers), accepted=list(answers.values()).count(200))
    assert wrong == {}
    assert len(answers) >= 60


@pytest.mark.parametrize(
    "options",
    [
        {"headers": {}},
        {"headers": {"Authorization": "Bearer"}},
        {"headers": {"Authorization": "Basic TOKEN"}},
        {"headers": {"Authorization": "TOKEN"}},
        {"headers": {"Cookie": "access_token=TOKEN"}},
        {"headers": {"X-Authorization": "Bearer TOKEN"}},
        {"headers": {}, "params": {"access_token": "TOKEN"}},
    ],
)
async def test_token_counts_in_its_own_place_only(
    server: RunningServer, forge: Forge, options: dict[str, dict[str, str]]
) -> None:
    filled = {
        kind: {name: value.replace("TOKEN", forge.genuine) for name, value in pairs.items()}
        for kind, pairs in options.items()
    }
    assert await status_of(server, "", **filled) == 401


@pytest.mark.parametrize("days", [-1, 1], ids=["a day back", "a day ahead"])
def test_token_is_refused_when_the_servers_clock_jumps(forge: Forge, days: int) -> None:
    now = datetime.now(UTC)
    forge.desk.signer.read(forge.genuine, now=now)
    with pytest.raises(TokenRefused):
        forge.desk.signer.read(forge.genuine, now=now + timedelta(days=days))


class Thief:
    """One desk's refresh token, presented at the server's own function at any time."""

    def __init__(self, server: RunningServer, desk: TestDesk) -> None:
        assert desk.tokens.tokens is not None
        self.server, self.desk, self.token = server, desk, desk.tokens.tokens.refresh

    def present(self, token: str, *, key: str = "k", after_s: float = 0, device: str = "") -> str:
        request = RefreshRequest(
            refresh_token=token, device_id=device or self.desk.device_id, idempotency_key=key
        )
        now = datetime.now(UTC) + timedelta(seconds=after_s)
        work: Coroutine[Any, Any, TokenReply] = self.server.state.sign_in.refresh(request, now=now)
        try:
            return self.server.on_its_loop(work).refresh_token
        except Refusal as refusal:
            return refusal.code


DAY = 86400
STOLEN: dict[str, dict[str, Any]] = {
    "replayed after the grace": {"after_s": 31},
    "replayed after a day": {"after_s": DAY},
    "replayed by another attempt": {"key": "another"},
    "replayed without a key": {"key": ""},
    "replayed at another desk": {"device": new_id()},
}
FIRST_USE: dict[str, tuple[Callable[[str], str], dict[str, Any]]] = {
    "at another desk": (lambda t: t, {"device": new_id()}),
    "after two weeks": (lambda t: t, {"after_s": 15 * DAY}),
    "of another clinic": (lambda t: f"{new_id()}.{t.partition('.')[2]}", {}),
    "cut off": (lambda t: t[:-1], {}),
    "with more": (lambda t: t + "x", {}),
    "in capitals": (lambda t: t.swapcase(), {}),
    "empty": (lambda _: "", {}),
    "with SQL": (lambda t: t + "' OR true --", {}),
}


@pytest.mark.parametrize("how", STOLEN)
def test_replayed_refresh_ends_the_family_and_its_access_token(
    server: RunningServer, clinic: TestDesk, how: str
) -> None:
    thief = Thief(server, clinic)
    successor = thief.present(thief.token)
    assert thief.present(thief.token, **STOLEN[how]) == "bad_refresh"
    assert thief.present(successor, key="k2") == "bad_refresh"
    headers = clinic.headers
    with httpx.Client(base_url=server.url, trust_env=False) as http:
        assert http.get("/v1/sync/pull", headers=headers).status_code == 401


@pytest.mark.parametrize("how", FIRST_USE)
def test_wrong_refresh_opens_nothing(server: RunningServer, clinic: TestDesk, how: str) -> None:
    thief = Thief(server, clinic)
    change, options = FIRST_USE[how]
    assert thief.present(change(thief.token), **options) == "bad_refresh"


def test_lost_reply_is_answered_alike(server: RunningServer, clinic: TestDesk) -> None:
    thief = Thief(server, clinic)
    assert thief.present(thief.token) == thief.present(thief.token, after_s=29)


async def test_fifty_refreshes_at_once_of_one_desk_are_one(clinic: TestDesk) -> None:
    before = clinic.tokens.tokens
    await asyncio.gather(*(clinic.api.refresh() for _ in range(50)))
    assert clinic.tokens.tokens != before
    await clinic.api.pull("", limit=1)


@pytest.mark.parametrize("is_same_attempt", [True, False], ids=["one attempt", "fifty attempts"])
async def test_fifty_presentations_at_once(
    server: RunningServer, clinic: TestDesk, is_same_attempt: bool
) -> None:
    """The same attempt gets one successor however often; of different ones none keeps a session."""
    assert clinic.tokens.tokens is not None
    token = clinic.tokens.tokens.refresh

    def body(number: int) -> dict[str, str]:
        key = "the attempt" if is_same_attempt else f"attempt {number}"
        return {
            "refresh_token": token,
            "device_id": clinic.device_id,
            "idempotency_key": key,
        }

    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=30) as http:
        replies = await asyncio.gather(
            *(http.post("/v1/auth/refresh", json=body(number)) for number in range(50))
        )
        given = {reply.json()["refresh_token"] for reply in replies if reply.status_code == 200}
        assert len(given) == 1
        assert {reply.status_code for reply in replies} == (
            {200} if is_same_attempt else {200, 401}
        )
        again = {**body(0), "refresh_token": given.pop(), "idempotency_key": "next"}
        last = await http.post("/v1/auth/refresh", json=again)
    assert last.status_code == (200 if is_same_attempt else 401)


PATIENCE, STEP_S = 40, 0.7
"""How often a desk asks again, and how long it waits: all of it within the grace of 30 seconds. Who
gets no reply for longer signs in again: the design takes that for a theft."""


class _Lossy:
    """The way between a desk and the server's refresh: requests and replies get lost, time runs."""

    def __init__(self, server: RunningServer, chance: random.Random) -> None:
        self.server, self.chance = server, chance
        self.time = datetime.now(UTC)
        self.lost = 0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    async def refresh(self, request: RefreshRequest) -> TokenReply:
        luck = self.chance.random()
        self.time += timedelta(seconds=self.chance.uniform(0, STEP_S))
        if luck < 0.2:
            self.lost += 1
            raise Unreachable
        work = self.server.state.sign_in.refresh(request, now=self.time)
        try:
            reply = await asyncio.wrap_future(
                asyncio.run_coroutine_threadsafe(work, self.server._loop)
            )
        except Refusal:
            raise NeedsLogin from None
        if luck < 0.5:
            self.lost += 1
            raise Unreachable
        return reply


async def lossy_refreshes(
    server: RunningServer, desk: TestDesk, share: Extent, *, seed: int, wanted: int, patience: int
) -> dict[str, int]:
    """Refresh again and again over a bad line; the desk forgets its attempts now and then."""
    way = _Lossy(server, random.Random(seed))
    store = MemoryTokens(desk.tokens.tokens)
    counts = {"refreshes": 0, "false_revocations": 0, "restarts": 0}
    session = TokenSession(store, clock=way, device_id=desk.device_id, refresh=way.refresh)
    while counts["refreshes"] < wanted and not share.is_over:
        for _ in range(patience):
            try:
                await session.renew()
            except Unreachable:
                if way.chance.random() < 0.2:  # the program ends and starts again
                    counts["restarts"] += 1
                    session = TokenSession(
                        store, clock=way, device_id=desk.device_id, refresh=way.refresh
                    )
                continue
            except NeedsLogin:
                counts["false_revocations"] += 1
                return counts | {"lost": way.lost}
            break
        counts["refreshes"] += 1
        way.time += timedelta(minutes=way.chance.uniform(1, 60))
    return counts | {"lost": way.lost}


async def test_lossy_refreshes_shut_nobody_out(
    server: RunningServer, share: Extent, report: Callable[..., None]
) -> None:
    """A desk that asks again within the grace; sessions of some 300 each, as they last."""
    total = {"refreshes": 0, "false_revocations": 0, "restarts": 0, "lost": 0}
    for seed in share.seeds(ci=1, soak=34):
        desk = await start_clinic(server)
        counts = await lossy_refreshes(
            server, desk, share, seed=seed, wanted=300, patience=PATIENCE
        )
        await desk.api.aclose()
        total = {name: total[name] + counts[name] for name in total}
    report(12, **total)
    assert total["false_revocations"] == 0
    assert total["lost"] > total["refreshes"] // 3


async def test_control_without_the_grace_desks_are_shut_out(
    server: RunningServer, clinic: TestDesk, share: Extent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.server.sign_in.LOST_REPLY_GRACE", timedelta(seconds=-1))
    counts = await lossy_refreshes(server, clinic, share, seed=1, wanted=50, patience=PATIENCE)
    assert counts["false_revocations"] == 1


async def test_signing_in_again_after_a_theft_works(
    server: RunningServer, clinic: TestDesk
) -> None:
    thief = Thief(server, clinic)
    await asyncio.to_thread(thief.present, thief.token)
    await asyncio.to_thread(thief.present, thief.token, key="another")
    await clinic.api.login(
        clinic_id=clinic.clinic_id,
        username=clinic.username,
        auth_key=AUTH_KEY,
        device_token=clinic.device_token,
    )
    await clinic.api.pull("", limit=1)
