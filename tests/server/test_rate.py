"""Limits: they stop guessing, remember little, and are never used up for somebody else."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from app.domain.errors import RateLimited
from app.server.rate import RateLimit, TokenBucket, failures_counted
from app.server.refusal import Refusal, forbidden, unauthorized
from app.server.state import address_of, refreshes_for
from tests.server_fixtures import AUTH_KEY, Databases, RunningServer, TestDesk, json_of

pytestmark = pytest.mark.row("E9")
HERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"


@pytest.fixture(scope="module")
def server(databases: Databases) -> Iterator[RunningServer]:
    """Behind a proxy, which says where requests come from."""
    with RunningServer(databases, is_behind_tls_proxy=True) as running:
        yield running


def is_refused(limit: RateLimit, key: str, *, at: float) -> bool:
    try:
        limit.take(key, at=at)
    except Refusal:
        return True
    return False


def waits_s(bucket: TokenBucket, key: str, *, at: float) -> float:
    try:
        bucket.take(key, at=at)
    except Refusal as refusal:
        return refusal.retry_after_s
    return 0.0


@pytest.mark.row("D8")
def test_bucket_lets_a_burst_through_and_then_so_many_in_a_second() -> None:
    bucket = TokenBucket(20.0, burst=60)
    assert [waits_s(bucket, "desk", at=0.0) for _ in range(60)] == [0.0] * 60
    assert waits_s(bucket, "desk", at=0.0) == pytest.approx(0.05)
    assert waits_s(bucket, "other desk", at=0.0) == 0.0
    taken = [waits_s(bucket, "desk", at=1.0) for _ in range(21)]
    assert taken[:20] == [0.0] * 20
    assert taken[20] > 0


def test_bucket_holds_no_more_than_its_burst_and_remembers_few() -> None:
    bucket = TokenBucket(1.0, burst=2, most_keys=3)
    for name in range(10):
        assert waits_s(bucket, str(name), at=0.0) == 0.0
    assert len(bucket) == 3
    assert [waits_s(bucket, "9", at=1e6) for _ in range(3)][:2] == [0.0, 0.0]
    assert waits_s(bucket, "9", at=1e6) > 0


@pytest.mark.row("D8")
async def test_desk_that_asks_too_often_is_told_how_long_to_wait_and_others_are_served(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = server.state.requests_by_device
    monkeypatch.setattr(bucket, "burst", 2)
    monkeypatch.setattr(bucket, "per_s", 0.1)
    monkeypatch.setattr(bucket, "_left", OrderedDict())
    for _ in range(2):
        await clinic.api.pull("", limit=1)
    with pytest.raises(RateLimited) as refused:
        await clinic.api.pull("", limit=1)
    assert 5.0 < refused.value.retry_after_s <= 10.0
    await other_desk.api.pull("", limit=1)


def test_tries_come_back_when_their_minute_is_over() -> None:
    limit = RateLimit(2, window_s=60)
    assert not is_refused(limit, "a", at=0)
    assert not is_refused(limit, "a", at=30)
    assert is_refused(limit, "a", at=59)
    assert not is_refused(limit, "a", at=60)
    assert is_refused(limit, "a", at=89)


def test_refused_try_says_how_long_to_wait() -> None:
    limit = RateLimit(1, window_s=60)
    limit.take("a", at=10)
    with pytest.raises(Refusal) as error:
        limit.take("a", at=30)
    assert (error.value.status, error.value.retry_after_s) == (429, 40)


def test_key_with_its_own_number_may_try_as_often_as_that_says() -> None:
    limit = RateLimit(2, window_s=60)
    for at in range(4):
        limit.take(HERE, at=at, count=4)
    with pytest.raises(Refusal) as refused:  # lowered since: the third of the four must be over
        limit.take(HERE, at=10, count=2)
    assert refused.value.retry_after_s == 52
    limit.take(HERE, at=62, count=2)
    with pytest.raises(Refusal):
        limit.take(HERE, at=63, count=0)


def test_long_key_takes_no_more_memory_than_a_short_one() -> None:
    limit = RateLimit(5, window_s=60)
    tracemalloc.start()
    for number in range(20):
        limit.take(f"{number}" + "d" * 1_000_000, at=0)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 100_000


def test_keys_whose_minute_is_over_are_forgotten() -> None:
    limit = RateLimit(5, window_s=60)
    for number in range(1000):
        limit.take(str(number), at=0)
    limit.take("later", at=61)
    assert len(limit) == 1


def test_flood_of_keys_drops_the_oldest_and_no_other_limit() -> None:
    limit = RateLimit(1, window_s=60, most_keys=10)
    for number in range(10):
        limit.take(str(number), at=number)
    limit.take("one more", at=10)
    assert len(limit) == 10
    assert is_refused(limit, "1", at=11)
    assert not is_refused(limit, "0", at=11)


def test_key_tried_again_is_not_the_oldest() -> None:
    limit = RateLimit(2, window_s=60, most_keys=2)
    for at, key in enumerate(("a", "b", "a", "c")):
        limit.take(key, at=at)
    assert is_refused(limit, "a", at=5)


@pytest.mark.parametrize("outcome", [forbidden("device_revoked"), OSError()])
def test_try_that_was_not_wrong_is_given_back(outcome: Exception) -> None:
    limit = RateLimit(1, window_s=60)
    with pytest.raises(type(outcome)), failures_counted([(limit, "a")], at=0):
        raise outcome
    with failures_counted([(limit, "a")], at=0):
        assert len(limit) == 1
    assert len(limit) == 0


def test_wrong_try_stays_counted() -> None:
    limit = RateLimit(1, window_s=60)
    with pytest.raises(Refusal), failures_counted([(limit, "a")], at=0):
        raise unauthorized("bad_credentials")
    assert is_refused(limit, "a", at=1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("fe80::1%eth0", "fe80::2%eth0"),
    ],
)
def test_addresses_of_one_line_count_as_one(one: str, other: str) -> None:
    assert _address(one) == _address(other)


def test_addresses_of_two_lines_count_as_two() -> None:
    assert _address("2001:db8:1:2::1") != _address("2001:db8:1:3::1")
    assert _address("198.51.100.7") != _address("198.51.100.8")
    assert _address("no address") == "no address"


def _address(host: str) -> str:
    connection: Any = SimpleNamespace(client=SimpleNamespace(host=host))
    return address_of(connection)


def test_desk_renews_ten_times_a_minute_or_as_its_tokens_need() -> None:
    assert refreshes_for(timedelta(minutes=10)).count == 10
    assert refreshes_for(timedelta(seconds=5)).count == 36


@contextmanager
def limited(server: RunningServer, **limits: int) -> Iterator[None]:
    """Real limits for a moment: the tests' server is generous otherwise."""
    generous = {name: getattr(server.state, name) for name in limits}
    for name, count in limits.items():
        object.__setattr__(server.state, name, RateLimit(count, window_s=60))
    try:
        yield
    finally:
        for name, limit in generous.items():
            object.__setattr__(server.state, name, limit)


@pytest.fixture
async def http(server: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        yield client


async def post(http: httpx.AsyncClient, path: str, body: object, *, come_from: str = HERE) -> int:
    """The status. The server believes a proxy on its own computer whom it speaks for."""
    reply = await http.post(path, content=json_of(body), headers={"X-Forwarded-For": come_from})
    return reply.status_code


def login_of(desk: TestDesk, **changes: str) -> dict[str, str]:
    return {
        "clinic_id": desk.clinic_id,
        "username": desk.username,
        "auth_key": AUTH_KEY,
        "device_id": desk.device_id,
        "device_token": desk.device_token,
        **changes,
    }


def renewal_of(desk: TestDesk, **changes: str) -> dict[str, str]:
    assert desk.tokens.tokens is not None
    return {
        "refresh_token": desk.tokens.tokens.refresh,
        "device_id": desk.device_id,
        "idempotency_key": "k",
        **changes,
    }


async def test_wrong_keys_from_elsewhere_do_not_shut_a_person_out(
    server: RunningServer, clinic: TestDesk, http: httpx.AsyncClient
) -> None:
    wrong, right = login_of(clinic, auth_key="b2" * 32), login_of(clinic)
    with limited(server, logins=5):
        tries = [await post(http, "/v1/auth/login", wrong, come_from=ELSEWHERE) for _ in range(6)]
        assert tries == [401] * 5 + [429]
        assert await post(http, "/v1/auth/login", right, come_from=ELSEWHERE) == 429
        assert await post(http, "/v1/auth/login", right) == 200


async def test_guessing_from_many_addresses_ends_too(
    server: RunningServer, clinic: TestDesk, http: httpx.AsyncClient
) -> None:
    wrong = login_of(clinic, auth_key="b2" * 32)
    with limited(server, logins_by_account=3):
        tries = [
            await post(http, "/v1/auth/login", wrong, come_from=f"203.0.113.{n}") for n in range(4)
        ]
    assert tries == [401, 401, 401, 429]


async def test_right_keys_do_not_count(
    server: RunningServer, clinic: TestDesk, http: httpx.AsyncClient
) -> None:
    with limited(server, logins=2, logins_by_account=2):
        tries = [await post(http, "/v1/auth/login", login_of(clinic)) for _ in range(4)]
    assert tries == [200] * 4


async def test_guesses_sent_at_once_are_all_counted(
    server: RunningServer, clinic: TestDesk, http: httpx.AsyncClient
) -> None:
    wrong = login_of(clinic, auth_key="b2" * 32)
    with limited(server, logins=3):
        tries = await asyncio.gather(*(post(http, "/v1/auth/login", wrong) for _ in range(6)))
    assert sorted(tries) == [401] * 3 + [429] * 3


@pytest.mark.parametrize("path", ["/v1/auth/login", "/v1/join", "/v1/join/offer"])
async def test_address_is_limited_before_its_message_is_read(
    server: RunningServer, http: httpx.AsyncClient, path: str
) -> None:
    with limited(server, logins_by_address=2, joins_by_address=2):
        tries = [await post(http, path, "no message") for _ in range(3)]
        assert tries == [400, 400, 429]
        assert await post(http, path, "no message", come_from=ELSEWHERE) == 400


@pytest.mark.parametrize(
    "path", ["/v1/health", "/openapi.json", "/v1/auth/refresh", "/v1/join", "/v1/auth/login"]
)
async def test_every_address_that_needs_no_token_is_limited(
    server: RunningServer, http: httpx.AsyncClient, path: str
) -> None:
    ask = http.post if path.startswith(("/v1/auth", "/v1/join")) else http.get
    with limited(server, visits_by_address=2):
        replies = [await ask(path) for _ in range(3)]
    assert [reply.status_code == 429 for reply in replies] == [False, False, True]
    assert replies[-1].json()["code"] == "rate_limited"
    assert 1 <= int(replies[-1].headers["Retry-After"]) <= 60


async def test_syncing_is_not_limited_by_address(server: RunningServer, clinic: TestDesk) -> None:
    with limited(server, visits_by_address=1):
        for _ in range(3):
            await clinic.api.pull("", limit=1)


async def test_naming_a_desk_does_not_use_its_renewals_up(
    server: RunningServer, clinic: TestDesk, http: httpx.AsyncClient
) -> None:
    invented = renewal_of(clinic, refresh_token=f"{clinic.clinic_id}.x")
    with limited(server, refreshes=2, refresh_failures_by_address=4):
        tries = [
            await post(http, "/v1/auth/refresh", invented, come_from=ELSEWHERE) for _ in range(5)
        ]
        assert tries == [401] * 4 + [429]
        assert await post(http, "/v1/auth/refresh", renewal_of(clinic)) == 200


async def test_desk_with_the_right_token_renews_only_so_often(
    server: RunningServer, clinic: TestDesk, http: httpx.AsyncClient
) -> None:
    with limited(server, refreshes=2, refresh_failures_by_address=1):
        again = renewal_of(clinic)
        tries = [await post(http, "/v1/auth/refresh", again) for _ in range(3)]
        assert tries == [200, 200, 429], "a repeated attempt is a renewal, and no failure"


async def test_long_names_before_signing_in_are_not_remembered(
    server: RunningServer, http: httpx.AsyncClient
) -> None:
    with limited(server, refreshes=10, logins=5, logins_by_account=100):
        for path, name in (("/v1/auth/refresh", "device_id"), ("/v1/auth/login", "username")):
            fields = dict.fromkeys(
                ("refresh_token", "device_id", "idempotency_key", "clinic_id"), "0" * 32
            ) | {"username": "x", "auth_key": "x", "device_token": "x"}
            assert await post(http, path, fields | {name: "d" * 4_000_000}) == 413
            assert await post(http, path, fields | {name: "d" * 10_000}) == 401
        state = server.state
        assert [len(one) for one in (state.refreshes, state.logins, state.logins_by_account)] == [
            0,
            0,
            0,
        ]


async def test_desk_hands_out_only_so_many_codes_a_minute(
    server: RunningServer, clinic: TestDesk, http: httpx.AsyncClient
) -> None:
    with limited(server, invites=2):
        replies = [
            await http.post("/v1/invites", content=b"{}", headers=clinic.headers) for _ in range(3)
        ]
    assert [reply.status_code for reply in replies] == [400, 400, 429]


def test_try_that_a_second_limit_refuses_is_not_counted_by_the_first() -> None:
    first, second = RateLimit(2, window_s=60), RateLimit(1, window_s=60)
    second.take("account", at=0)
    for at in (1, 2, 3):
        with pytest.raises(Refusal) as error:  # noqa: SIM117
            with failures_counted([(first, "here"), (second, "account")], at=at):
                raise AssertionError
        assert error.value.status == 429
    assert not is_refused(first, "here", at=4)


async def test_caller_without_a_proxy_does_not_choose_its_address(databases: Databases) -> None:
    with RunningServer(databases) as direct, limited(direct, visits_by_address=1):
        async with httpx.AsyncClient(base_url=direct.url, trust_env=False) as http:
            replies = [
                await http.get("/v1/health", headers={"X-Forwarded-For": f"203.0.113.{n}"})
                for n in range(2)
            ]
    assert [reply.status_code for reply in replies] == [200, 429]
