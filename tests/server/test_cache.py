"""The shared cache against a real Valkey: sealed, limited in time, and never in the way."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
import redis
import redis.asyncio

from app import cli
from app.domain.cache import Key, name_of
from app.domain.errors import ConfigurationError
from app.server import valkey as connection
from app.server.cache import LARGEST_BYTES, PREFIX, TALLY, TOLD_EVERY_S, ValkeyCache
from app.server.valkey import NoAnswer, Valkey
from tests.listening import Listener
from tests.server.valkey import RunningValkey
from tests.waiting import PATIENCE_S, until

pytestmark = pytest.mark.row("B4")
KEY = bytes(range(32))
SHORT_S = connection.WAIT_S


STATE = 7


def asked(*values: object) -> Key:
    """What a page is kept under."""
    return "page", ("clinic", values)


A, B = asked("a"), asked("b")


class Timer:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy computer is no outage."""
    monkeypatch.setattr(connection, "WAIT_S", PATIENCE_S)


@pytest.fixture(scope="module")
def valkey() -> Iterator[RunningValkey]:
    with RunningValkey() as running:
        yield running


@asynccontextmanager
async def process(
    url: str, key: bytes = KEY, *, timer: Callable[[], float] = time.monotonic
) -> AsyncGenerator[ValkeyCache]:
    """The cache as one process of the server has it."""
    connected = Valkey(url, timer=timer)
    cache = ValkeyCache(connected, key, most_s=60)
    yield cache
    await cache.close()
    await connected.close()


@pytest.fixture
async def cache(valkey: RunningValkey) -> AsyncIterator[ValkeyCache]:
    async with process(valkey.url) as cache:
        yield cache
        await cache.clear()


async def test_what_one_process_kept_another_reads(
    valkey: RunningValkey, cache: ValkeyCache
) -> None:
    await cache.keep(A, b"Okafor", STATE)
    async with process(valkey.url) as other:
        assert await other.find(A, STATE) == b"Okafor"
        assert (other.statistics().hits, cache.statistics().stores) == (1, 1)


@pytest.mark.row("D1")
async def test_all_processes_add_up_how_the_cache_did(valkey: RunningValkey) -> None:
    timer = Timer()
    async with process(valkey.url, timer=timer) as one:
        before = await one.tally()
        await one.keep(A, b"x", STATE)
        async with process(valkey.url) as other:
            for cache in (one, other, other):
                await cache.find(A, STATE)
            assert await other.tally() == before
            timer.time += TOLD_EVERY_S
            await one.find(B, STATE)  # what was counted before goes now, this with the next time
            told = await other.tally()
            assert (told.hits - before.hits, told.stores - before.stores) == (1, 1)
        await one.clear()
        assert await one.tally() != before, "forgetting what is shared does not forget how it did"
    async with process(valkey.url) as last:
        told = await last.tally()
    assert (told.hits - before.hits, told.misses - before.misses) == (3, 1)


@pytest.mark.row("B8")
async def test_nothing_readable_lies_in_it(valkey: RunningValkey, cache: ValkeyCache) -> None:
    await cache.keep(A, b"Okafor" * 100, STATE)
    held = valkey.everything()
    assert [one for one in held if one != TALLY.encode()] == [(PREFIX + name_of(A)).encode()]
    assert not any(b"Okafor" in value for value in held.values())


@pytest.mark.row("B8")
async def test_the_same_value_looks_different_each_time(
    valkey: RunningValkey, cache: ValkeyCache
) -> None:
    await cache.keep(A, b"Okafor", STATE)
    first = valkey.everything()
    await cache.keep(A, b"Okafor", STATE)
    assert valkey.everything() != first


async def test_another_key_opens_nothing(valkey: RunningValkey, cache: ValkeyCache) -> None:
    await cache.keep(A, b"Okafor", STATE)
    async with process(valkey.url, secrets.token_bytes(32)) as stranger:
        assert await stranger.find(A, STATE) is None
        assert stranger.statistics().stale == 1


async def test_a_value_moved_to_another_name_opens_as_nothing(
    valkey: RunningValkey, cache: ValkeyCache
) -> None:
    await cache.keep(A, b"of clinic a", STATE)
    sealed = valkey.everything()[(PREFIX + name_of(A)).encode()]
    valkey.put((PREFIX + name_of(B)).encode(), sealed)
    assert await cache.find(B, STATE) is None
    assert not await cache.exists(name_of(B))


@pytest.mark.parametrize("before", [b"", STATE.to_bytes(8, "big")])
@pytest.mark.parametrize("put", [b"", b"x", b"x" * 12, b"x" * 100])
async def test_what_an_intruder_puts_there_is_nothing(
    valkey: RunningValkey, cache: ValkeyCache, put: bytes, before: bytes
) -> None:
    valkey.put((PREFIX + name_of(A)).encode(), before + put)
    assert await cache.find(A, STATE) is None


async def test_what_was_true_before_a_change_opens_for_nobody_after_it(
    valkey: RunningValkey, cache: ValkeyCache
) -> None:
    name = (PREFIX + name_of(A)).encode()
    await cache.keep(A, b"before", STATE)
    assert await cache.find(A, STATE + 1) is None
    assert await cache.find(A, STATE) == b"before", "one who reads the moment before still may"
    old = valkey.everything()[name]
    valkey.put(name, (STATE + 1).to_bytes(8, "big") + old[8:])  # an intruder says it is newer
    assert await cache.find(A, STATE + 1) is None
    assert not await cache.exists(name_of(A))
    await cache.keep(A, b"after", STATE + 1)
    assert await cache.find(A, STATE + 1) == b"after"


async def test_it_ends_by_itself(valkey: RunningValkey) -> None:
    connected = Valkey(valkey.url)
    cache = ValkeyCache(connected, KEY, most_s=0.05)
    await cache.keep(A, b"1", STATE)

    async def is_gone() -> bool:
        return not await cache.exists(name_of(A))

    await until(is_gone)
    await connected.close()


@pytest.mark.parametrize(
    ("holds", "lasts_s"),
    [
        (("room",), 900),
        (("patient", "room"), 300),
        (("patient", "document", "room"), 120),
        (("of a later version",), 120),
        ((), 120),
    ],
)
async def test_page_stays_as_long_as_the_most_telling_record_in_it_may(
    valkey: RunningValkey, holds: tuple[str, ...], lasts_s: int
) -> None:
    connected = Valkey(valkey.url)
    for most_s in (9999, 10):
        cache = ValkeyCache(connected, KEY, most_s=most_s)
        await cache.keep(A, b"1", STATE, holds=holds)
        left_ms = await connected.client.pttl(PREFIX + name_of(A))
        assert 0 < left_ms <= 1000 * min(lasts_s, most_s)
        assert left_ms > 1000 * (min(lasts_s, most_s) - PATIENCE_S) / 2
    await connected.close()


async def test_single_names_and_patterns_are_forgotten(
    valkey: RunningValkey, cache: ValkeyCache
) -> None:
    for number in range(1200):
        await cache.keep(asked("a", number), b"1", STATE)
    await cache.keep(asked("b", 1), b"1", STATE)
    await cache.keep(asked("c", 1), b"1", STATE)
    valkey.put(b"of another program", b"1")
    assert await cache.delete("page:clinic:a:0")
    assert not await cache.delete("page:clinic:a:0")
    assert await cache.delete_pattern("page:clinic:a:*", "*:c:1") == 1200
    assert await cache.exists("page:clinic:b:1")
    await cache.clear()
    assert not await cache.exists("page:clinic:b:1")
    assert b"of another program" in valkey.everything()


async def test_a_huge_value_is_not_kept(cache: ValkeyCache) -> None:
    await cache.keep(A, bytes(LARGEST_BYTES + 1), STATE)
    assert not await cache.exists(name_of(A))


async def test_without_valkey_everything_goes_on_and_is_counted(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, "app")
    connect, tried = redis.asyncio.Connection.connect, []

    async def counted(connection: redis.asyncio.Connection) -> None:
        tried.append(connection)
        await connect(connection)

    monkeypatch.setattr(redis.asyncio.Connection, "connect", counted)
    timer = Timer()
    with RunningValkey() as running:
        async with process(running.url, timer=timer) as cache:
            await cache.keep(A, b"1", STATE)
            running.stop()
            tried.clear()
            for _ in range(50):
                assert await cache.find(A, STATE) is None
                await cache.keep(A, b"2", STATE)
            assert len(tried) <= 1, "after the first time nobody asks for it"
            assert cache.statistics().bypassed == 100
            for _ in range(3):
                timer.time += connection.PAUSE_S
                assert await cache.find(A, STATE) is None
            assert said(caplog) == ["Valkey does not answer"]
            running.start()
            assert await cache.find(A, STATE) is None  # nobody asks it again so soon
            timer.time += connection.PAUSE_S
            await cache.keep(A, b"3", STATE)
            assert await cache.find(A, STATE) == b"3"
            assert said(caplog) == ["Valkey does not answer", "Valkey answers again"]
    caplog.clear()


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What an operator reads of an outage."""
    return [one.getMessage().partition(" (")[0] for one in caplog.records if "Valkey" in one.msg]


async def test_one_that_comes_and_goes_fills_no_log(
    valkey: RunningValkey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "app")
    timer = Timer()
    async with process(valkey.url, timer=timer) as cache:
        valkey.put(f"{PREFIX}list".encode(), b"x")
        for _ in range(5):
            # Its memory is full: it answers one and refuses the other.
            with pytest.raises(NoAnswer):
                await cache._valkey.ask(cache._client.lpush, f"{PREFIX}list", b"y")
            timer.time += connection.PAUSE_S
            await cache.find(A, STATE)
        assert said(caplog) == ["Valkey does not answer", "Valkey answers again"]
        timer.time += connection.TOLD_EVERY_S
        with pytest.raises(NoAnswer):
            await cache._valkey.ask(cache._client.lpush, f"{PREFIX}list", b"y")
        assert len(said(caplog)) == 3
    caplog.clear()


async def test_many_at_once_wait_for_a_connection_and_are_no_outage(cache: ValkeyCache) -> None:
    await cache.keep(A, b"1", STATE)
    assert await asyncio.gather(*(cache.find(A, STATE) for _ in range(200))) == [b"1"] * 200
    assert cache.statistics().bypassed == 0


async def test_one_that_never_answers_costs_one_short_wait(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.ERROR)
    monkeypatch.setattr(connection, "WAIT_S", SHORT_S)
    asked: list[asyncio.StreamWriter] = []

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(writer)
        await reader.read()
        writer.close()

    async with (
        Listener(silent) as other,
        process(f"redis://127.0.0.1:{other.port}", timer=Timer()) as cache,
    ):
        for _ in range(20):
            assert await cache.find(A, STATE) is None
    assert len(asked) <= 1
    assert SHORT_S < 1


def test_an_address_that_is_none_stops_the_start() -> None:
    with pytest.raises(ConfigurationError):
        Valkey("mailto:cache")


@pytest.mark.parametrize(
    ("most", "policy", "words"),
    [
        ("0", "noeviction", "has no limit: set its maxmemory."),
        ("64mb", "noeviction", "of 64 MiB; when it is full, nothing new is kept"),
        ("64mb", "allkeys-lru", "of 64 MiB; old values make room for new ones."),
    ],
)
def test_an_operator_is_told_whether_its_memory_is_bounded(
    valkey: RunningValkey,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    most: str,
    policy: str,
    words: str,
) -> None:
    with redis.Redis.from_url(valkey.url) as known:
        known.config_set("maxmemory", most)
        known.config_set("maxmemory-policy", policy)
    monkeypatch.setenv("CLINIC_DESK_SERVER_CACHE_URL", valkey.url)
    assert cli.main(["server", "cache"]) == 0
    assert words in capsys.readouterr().out
    with redis.Redis.from_url(valkey.url) as known:
        known.config_set("maxmemory", "0")
        known.config_set("maxmemory-policy", "noeviction")
