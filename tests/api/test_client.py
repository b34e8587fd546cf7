"""Every way a server, a gateway or a cable can fail becomes one of a few errors."""

from __future__ import annotations

import asyncio
import gzip
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from app.api import replies
from app.api.client import ApiClient
from app.domain.errors import (
    AnswerLost,
    ApiError,
    DeviceRevoked,
    MalformedReply,
    NeedsLogin,
    RateLimited,
    RequestRefused,
    ResyncRequired,
    ServerTrouble,
    Unreachable,
    UpgradeRequired,
)
from app.domain.ids import new_id
from app.domain.remote_ports import Tokens
from app.domain.telemetry import Area, Telemetry
from app.protocol.messages import ErrorReply, JoinStart, PullReply, TokenReply
from app.protocol.wire import packed
from tests.api.faulty_server import OK, FaultyServer, reply
from tests.factories import a_patient
from tests.server_fixtures import MemoryTokens, RunningServer, SystemTime, TestDesk

pytestmark = pytest.mark.row("E4")
PAGE = msgspec.json.encode(
    PullReply(rows=[], cursor="c", more=False, server_time="2026-11-21T17:00:00.000000Z")
)


def some_tokens(*, minutes: float = 10) -> Tokens:
    return Tokens(
        access="first",
        refresh="r1",
        access_expires_at=datetime.now(UTC) + timedelta(minutes=minutes),
    )


def client_of(url: str, tokens: Tokens | None = None) -> ApiClient:
    store = MemoryTokens(tokens or some_tokens())
    return ApiClient(url, device_id=new_id(), token_store=store, clock=SystemTime())


def refused(status: str, code: str, **headers: str) -> bytes:
    return reply(status, msgspec.json.encode(ErrorReply(code=code)), **headers)


HTML = b"<html><body>Sign in to the guest network</body></html>"
FAULTS: dict[str, tuple[bytes, type[ApiError]]] = {
    "a hotel's sign-in page": (reply(OK, HTML, Content_Type="text/html"), MalformedReply),
    "a redirect to it": (reply("302 Found", HTML, Location="http://x/"), MalformedReply),
    "an empty success": (reply("204 No Content", b""), MalformedReply),
    "another shape": (reply(OK, b'{"rows": 7}'), MalformedReply),
    "not UTF-8": (reply(OK, b'{"rows": "\xff"}'), MalformedReply),
    "gzip that is none": (reply(OK, PAGE, Content_Encoding="gzip"), MalformedReply),
    "a time that is none": (
        reply(OK, PAGE.replace(b"2026-11-21T17", b"today")),
        MalformedReply,
    ),
    "gzip cut off": (
        reply(OK, gzip.compress(PAGE)[:-20], Content_Encoding="gzip"),
        MalformedReply,
    ),
    "a body cut off": (reply(OK, PAGE)[:-10], AnswerLost),
    "a head cut off": (b"HTTP/1.1 200 OK\r\nConte", AnswerLost),
    "no HTTP at all": (b"SSH-2.0-OpenSSH_9.2\r\n", AnswerLost),
    "hung up": (b"", AnswerLost),
    "500": (reply("500 Oops", HTML), ServerTrouble),
    "502": (reply("502 Bad Gateway", HTML), ServerTrouble),
    "503": (reply("503 Busy", HTML, Retry_After="7"), RateLimited),
    "429": (refused("429 Slow", "rate_limited", Retry_After="3"), RateLimited),
    "426": (refused("426 Upgrade Required", "schema"), UpgradeRequired),
    "410": (refused("410 Gone", "resync"), ResyncRequired),
    "410 of a gateway": (reply("410 Gone", HTML), RequestRefused),
    "409 epoch": (refused("409 Conflict", "epoch"), ResyncRequired),
    "403 revoked": (refused("403 Forbidden", "device_revoked"), DeviceRevoked),
    "403 of a gateway": (reply("403 Forbidden", HTML), RequestRefused),
    "404": (reply("404 Not Found", HTML), RequestRefused),
    "413": (refused("413 Too Large", "too_large"), RequestRefused),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_fault_becomes_its_error(fault: str) -> None:
    answer, error_type = FAULTS[fault]
    async with FaultyServer([answer]) as server, client_of(server.url) as api:
        with pytest.raises(ApiError) as error:
            await api.pull("", limit=10)
    assert type(error.value) is error_type
    assert "guest network" not in str(error.value)


@pytest.mark.parametrize("encoding", ["", "gzip", "zstd"])
async def test_answer_beyond_the_bound_is_not_read_to_its_end(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = PAGE + b" " * 1_000_000
    packing = {"Content_Encoding": encoding} if encoding else {}
    answer = reply(OK, packed(body, encoding) if encoding else body, **packing)
    async with FaultyServer([answer]) as server, client_of(server.url) as api:
        assert (await api.pull("", limit=10)).cursor == "c"
        monkeypatch.setattr(replies, "MAX_ANSWER_BYTES", 100_000)
        with pytest.raises(MalformedReply):
            await api.pull("", limit=10)


async def test_nobody_listening_is_unreachable() -> None:
    async with FaultyServer([b""]) as server:
        url = server.url
    async with client_of(url) as api:
        with pytest.raises(Unreachable):
            await api.health()


async def test_silence_is_unreachable_after_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.client.READ_S", 0.2)

    async with FaultyServer([None]) as server, client_of(server.url) as api:
        with pytest.raises(Unreachable):
            await api.health()


@pytest.mark.row("E5")
@pytest.mark.parametrize(
    ("header", "waited"), [("7", 7), ("soon", 5), ("-3", 0), ("999999", 3600), ("0.5", 0.5)]
)
async def test_server_says_how_long_to_wait(header: str, waited: float) -> None:
    answer = reply("503 Busy", Retry_After=header)
    async with FaultyServer([answer]) as server, client_of(server.url) as api:
        with pytest.raises(RateLimited) as error:
            await api.health()
    assert error.value.retry_after_s == waited


async def test_proxy_settings_of_the_computer_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with FaultyServer([reply(OK, PAGE)]) as server, client_of(server.url) as api:
        await api.pull("", limit=10)


# -- tokens ------------------------------------------------------------------------------------


def renewed(name: str = "second", *, seconds: int = 600) -> bytes:
    body = TokenReply(
        access_token=name,
        refresh_token="r2",
        expires_in_s=seconds,
        user_id=new_id(),
        role="front_desk",
    )
    return reply(OK, msgspec.json.encode(body))


UNAUTHORIZED = refused("401 Unauthorized", "bad_token")


@pytest.mark.row("E9")
async def test_refused_token_is_renewed_and_the_request_sent_once_more() -> None:
    answers = [UNAUTHORIZED, renewed(), reply(OK, PAGE)]
    async with FaultyServer(answers) as server, client_of(server.url) as api:
        await api.pull("", limit=10)
    assert [request.split("?")[0] for request in server.requests] == [
        "GET /v1/sync/pull",
        "POST /v1/auth/refresh",
        "GET /v1/sync/pull",
    ]
    assert server.tokens == ["first", "", "second"]


@pytest.mark.row("E9")
async def test_token_refused_twice_is_not_tried_for_ever() -> None:
    answers = [UNAUTHORIZED, renewed(), UNAUTHORIZED]
    async with FaultyServer(answers) as server, client_of(server.url) as api:
        with pytest.raises(NeedsLogin):
            await api.pull("", limit=10)
    assert len(server.requests) == 3


@pytest.mark.row("E9")
async def test_token_about_to_end_is_renewed_before_it_is_used() -> None:
    tokens = some_tokens(minutes=0.5)
    async with (
        FaultyServer([renewed(), reply(OK, PAGE)]) as server,
        client_of(server.url, tokens) as api,
    ):
        await api.pull("", limit=10)
    assert server.tokens == ["", "second"]


@pytest.mark.row("E9")
async def test_requests_that_meet_one_ended_token_share_one_renewal() -> None:
    tokens = some_tokens(minutes=-1)
    async with (
        FaultyServer([renewed(), reply(OK, PAGE)]) as server,
        client_of(server.url, tokens) as api,
    ):
        await asyncio.gather(*(api.pull("", limit=10) for _ in range(8)))
    assert server.requests.count("POST /v1/auth/refresh") == 1
    assert server.tokens.count("second") == 8


@pytest.mark.row("E9")
@pytest.mark.parametrize("code", ["bad_refresh", "malformed"])
async def test_renewal_refused_for_good_asks_for_a_sign_in(code: str) -> None:
    status = "401 Unauthorized" if code == "bad_refresh" else "400 Bad Request"
    store = MemoryTokens(some_tokens(minutes=-1))
    async with FaultyServer([refused(status, code)]) as server:
        api = ApiClient(server.url, device_id=new_id(), token_store=store, clock=SystemTime())
        async with api:
            with pytest.raises(NeedsLogin):
                await api.pull("", limit=10)
            with pytest.raises(NeedsLogin):
                await api.pull("", limit=10)
    assert len(server.requests) == 1, "a token that was refused is not presented again"
    assert store.tokens is not None
    assert store.tokens.refresh == ""


@pytest.mark.row("E9")
async def test_renewal_that_meets_trouble_is_tried_again_later() -> None:
    answers = [reply("500 Oops"), renewed(), reply(OK, PAGE)]
    tokens = some_tokens(minutes=-1)
    async with FaultyServer(answers) as server, client_of(server.url, tokens) as api:
        with pytest.raises(ServerTrouble):
            await api.pull("", limit=10)
        await api.pull("", limit=10)


# -- against the real server -------------------------------------------------------------------


@pytest.mark.row("F5")
async def test_large_batch_goes_compressed_and_comes_back_whole(clinic: TestDesk) -> None:
    operations = [clinic.create(a_patient()) for _ in range(100)]
    results = await clinic.push(*operations)
    assert [result.op_id for result in results] == [one.op_id for one in operations]
    assert [row.body for row in await clinic.everything(limit=33)] == [
        operation.full for operation in operations
    ]


async def test_server_tells_its_time(clinic: TestDesk) -> None:
    assert abs(await clinic.api.health() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.row("E9")
async def test_unknown_code_is_refused(clinic: TestDesk) -> None:
    with pytest.raises(ApiError):
        await clinic.api.join_offer(JoinStart(lookup="0000000000", proof="x"))


@pytest.mark.row("E9")
async def test_client_without_tokens_asks_for_a_sign_in(server: RunningServer) -> None:
    api = ApiClient(server.url, device_id=new_id(), token_store=MemoryTokens(), clock=SystemTime())
    async with api:
        with pytest.raises(NeedsLogin):
            await api.pull("", limit=1)
        with pytest.raises(NeedsLogin):
            await api.refresh()


@pytest.mark.row("E13", "A3")
async def test_calls_are_measured_by_address_without_identifiers() -> None:
    telemetry = Telemetry()
    async with FaultyServer([reply(OK, PAGE), refused("403 Forbidden", "forbidden")]) as server:
        store = MemoryTokens(some_tokens())
        client = ApiClient(
            server.url,
            device_id=new_id(),
            token_store=store,
            clock=SystemTime(),
            meter=telemetry,
        )
        async with client:
            await client.pull("cursor-of-this-desk", limit=10)
            with pytest.raises(ApiError):
                await client.revoke_user(user_id=new_id())
    calls = telemetry.figures()[Area.API]
    assert set(calls) == {"GET /v1/sync/pull", "POST /v1/users/{}/revoke"}
    assert calls["GET /v1/sync/pull"].outcomes == {"ok": 1}
    assert calls["POST /v1/users/{}/revoke"].failed == 1
