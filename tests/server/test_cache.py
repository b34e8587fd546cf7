"""The shared cache against a real Valkey: sealed, limited in time, and never in the way."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Iterator

import pytest
import redis.asyncio

from app.domain.errors import ConfigurationError
from app.server import cache as shared_cache
from app.server.cache import LARGEST_BYTES, PREFIX, TALLY, TOLD_EVERY_S, NoCache, ValkeyCache
from tests.server.valkey import RunningValkey
from tests.waiting import PATIENCE_S, until

pytestmark = pytest.mark.row("B4")
KEY = bytes(range(32))
SHORT_S = shared_cache.WAIT_S


class Timer:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy computer is no outage."""
    monkeypatch.setattr(shared_cache, "WAIT_S", PATIENCE_S)


@pytest.fixture(scope="module")
def valkey() -> Iterator[RunningValkey]:
    with RunningValkey() as running:
        yield running


@pytest.fixture
async def cache(valkey: RunningValkey) -> AsyncIterator[ValkeyCache]:
    cache = ValkeyCache(valkey.url, KEY, ttl_s=60)
    yield cache
    await cache.clear()
    await cache.close()


async def test_what_one_process_kept_another_reads(
    valkey: RunningValkey, cache: ValkeyCache
) -> None:
    other = ValkeyCache(valkey.url, KEY, ttl_s=60)
    await cache.set("page:1", b"Okafor")
    assert await other.get("page:1") == b"Okafor"
    assert (other.statistics().hits, cache.statistics().stores) == (1, 1)
    await other.close()


@pytest.mark.row("D1")
async def test_all_processes_add_up_how_the_cache_did(valkey: RunningValkey) -> None:
    timer = Timer()
    one = ValkeyCache(valkey.url, KEY, ttl_s=60, timer=timer)
    other = ValkeyCache(valkey.url, KEY, ttl_s=60)
    before = await one.tally()
    await one.set("page:tally", b"x")
    for cache in (one, other, other):
        await cache.get("page:tally")
    assert await other.tally() == before
    timer.time += TOLD_EVERY_S
    await one.get("page:none")  # what was counted before goes now, this with the next time
    told = await other.tally()
    assert (told.hits - before.hits, told.stores - before.stores) == (1, 1)
    await other.close()
    await one.clear()
    assert await one.tally() != before, "forgetting what is shared does not forget how it did"
    await one.close()
    last = ValkeyCache(valkey.url, KEY, ttl_s=60)
    told = await last.tally()
    assert (told.hits - before.hits, told.misses - before.misses) == (3, 1)
    await last.close()


@pytest.mark.row("B8")
async def test_nothing_readable_lies_in_it(valkey: RunningValkey, cache: ValkeyCache) -> None:
    await cache.set("page:1", b"Okafor" * 100)
    held = valkey.everything()
    assert [one for one in held if one != TALLY.encode()] == [f"{PREFIX}page:1".encode()]
    assert not any(b"Okafor" in value for value in held.values())


@pytest.mark.row("B8")
async def test_the_same_value_looks_different_each_time(
    valkey: RunningValkey, cache: ValkeyCache
) -> None:
    await cache.set("a", b"Okafor")
    first = valkey.everything()
    await cache.set("a", b"Okafor")
    assert valkey.everything() != first


async def test_another_key_opens_nothing(valkey: RunningValkey, cache: ValkeyCache) -> None:
    await cache.set("page:1", b"Okafor")
    stranger = ValkeyCache(valkey.url, secrets.token_bytes(32), ttl_s=60)
    assert await stranger.get("page:1") is None
    assert stranger.statistics().stale == 1
    await stranger.close()


async def test_a_value_moved_to_another_name_opens_as_nothing(
    valkey: RunningValkey, cache: ValkeyCache
) -> None:
    await cache.set("page:clinic-a", b"of clinic a")
    sealed = valkey.everything()[f"{PREFIX}page:clinic-a".encode()]
    valkey.put(f"{PREFIX}page:clinic-b".encode(), sealed)
    assert await cache.get("page:clinic-b") is None
    assert not await cache.exists("page:clinic-b")


@pytest.mark.parametrize("put", [b"", b"x", b"x" * 12, b"x" * 100])
async def test_what_an_intruder_puts_there_is_nothing(
    valkey: RunningValkey, cache: ValkeyCache, put: bytes
) -> None:
    valkey.put(f"{PREFIX}page:1".encode(), put)
    assert await cache.get("page:1") is None


async def test_it_ends_by_itself(cache: ValkeyCache) -> None:
    await cache.set("a", b"1", 0.05)
    await cache.set("b", b"1", 9999)

    async def is_gone() -> bool:
        return await cache.get("a") is None

    await until(is_gone)
    assert await cache._valkey.pttl(PREFIX + "b") <= 60_000


async def test_single_names_and_patterns_are_forgotten(
    valkey: RunningValkey, cache: ValkeyCache
) -> None:
    for number in range(1200):
        await cache.set(f"page:a:{number}", b"1")
    await cache.set("page:b:1", b"1")
    valkey.put(b"of another program", b"1")
    assert await cache.delete("page:a:0")
    assert not await cache.delete("page:a:0")
    assert await cache.delete_pattern("page:a:*") == 1199
    assert await cache.exists("page:b:1")
    await cache.clear()
    assert not await cache.exists("page:b:1")
    assert b"of another program" in valkey.everything()


async def test_a_huge_value_is_not_kept(cache: ValkeyCache) -> None:
    await cache.set("a", bytes(LARGEST_BYTES + 1))
    assert not await cache.exists("a")


async def test_without_valkey_everything_goes_on_and_is_counted(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.ERROR)
    connect, tried = redis.asyncio.Connection.connect, []

    async def counted(connection: redis.asyncio.Connection) -> None:
        tried.append(connection)
        await connect(connection)

    monkeypatch.setattr(redis.asyncio.Connection, "connect", counted)
    timer = Timer()
    with RunningValkey() as running:
        cache = ValkeyCache(running.url, KEY, ttl_s=60, timer=timer)
        await cache.set("a", b"1")
        running.stop()
        tried.clear()
        for _ in range(50):
            assert await cache.get("a") is None
            await cache.set("a", b"2")
        assert len(tried) <= 1, "after the first time nobody asks for it"
        assert cache.statistics().bypassed == 100
        running.start()
        assert await cache.get("a") is None  # nobody asks it again so soon
        timer.time += 6
        await cache.set("a", b"3")
        assert await cache.get("a") == b"3"
        await cache.close()


async def test_one_that_never_answers_costs_one_short_wait(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.ERROR)
    monkeypatch.setattr(shared_cache, "WAIT_S", SHORT_S)
    asked: list[asyncio.StreamWriter] = []

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(writer)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    cache = ValkeyCache(f"redis://127.0.0.1:{port}", KEY, ttl_s=60, timer=Timer())
    for _ in range(20):
        assert await cache.get("a") is None
    assert len(asked) <= 1
    assert SHORT_S < 1
    await cache.close()
    server.close()


def test_an_address_that_is_none_stops_the_start() -> None:
    with pytest.raises(ConfigurationError):
        ValkeyCache("mailto:cache", KEY, ttl_s=60)


async def test_without_one_nothing_is_kept() -> None:
    cache = NoCache()
    await cache.set("a", b"1")
    assert await cache.get("a") is None
    assert not await cache.exists("a")
    assert not await cache.delete("a")
    assert await cache.delete_pattern("*") == 0
    await cache.clear()
    assert cache.statistics().hit_ratio == 0
