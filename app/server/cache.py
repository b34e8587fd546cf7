"""A cache that all processes of the server share: Valkey or Redis, and nobody can read it there.

Every value is sealed with a key that only the server's processes know, under its own name: what
somebody reads from Valkey's memory is noise, and what somebody puts there opens as nothing. What
must count at once (who may come in, which number the clinic is at) is never asked here. A Valkey
that is away costs one short wait now and then; the answers come from the database meanwhile.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.domain.cache import CacheStatistics
from app.domain.errors import ConfigurationError

PREFIX = "clinic-desk:"
TALLY = "clinic-desk-tally"
"""Where all processes add up how the cache did, for `clinic-desk server cache`: counts only."""
TOLD_EVERY_S = 10.0
LARGEST_BYTES = 1024 * 1024
"""Larger values are not kept: a first synchronisation would push everything else out."""
WAIT_S = 0.3
"""What a request loses at most to a Valkey that does not answer ..."""
PAUSE_S = 5.0
"""... and for how long nobody asks it again then."""
_NONCE_BYTES = 12
_log = logging.getLogger(__name__)


class NoCache:
    """See app/domain/cache.py: SharedCache. Keeps nothing: a server of one process needs none."""

    keeps = False
    """Whether it is worth while to make ready what it could keep."""

    async def get(self, key: str) -> bytes | None:
        """Nothing."""
        del key

    async def set(self, key: str, value: bytes, ttl_s: float | None = None) -> None:
        """Keep nothing."""
        del key, value, ttl_s

    async def exists(self, key: str) -> bool:
        """Never."""
        del key
        return False

    async def delete(self, key: str) -> bool:
        """Nothing to forget."""
        del key
        return False

    async def delete_pattern(self, pattern: str) -> int:
        """Nothing to forget."""
        del pattern
        return 0

    async def clear(self) -> None:
        """Nothing to forget."""

    async def close(self) -> None:
        """Nothing to close."""

    def statistics(self) -> CacheStatistics:
        """Nothing was counted."""
        return CacheStatistics()


class ValkeyCache(NoCache):
    """See app/domain/cache.py: SharedCache.

    url is redis://, rediss:// (TLS) or unix://; key 32 bytes. Raises ConfigurationError.
    """

    keeps = True

    def __init__(
        self,
        url: str,
        key: bytes,
        *,
        ttl_s: float,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        try:
            connect = cast("Callable[..., Redis]", Redis.from_url)
            self._valkey: Any = connect(
                url,
                socket_timeout=WAIT_S,
                socket_connect_timeout=WAIT_S,
                retry=Retry(NoBackoff(), 0),
                max_connections=16,
                protocol=2,
            )
        except ValueError:
            raise ConfigurationError("server_cache_url", "is not an address") from None
        self._cipher = AESGCM(key)
        self._ttl_s = ttl_s
        self._timer = timer
        self._away_until = 0.0
        self._counts: Counter[str] = Counter()
        self._told: Counter[str] = Counter()
        self._tell_at = timer() + TOLD_EVERY_S

    async def get(self, key: str) -> bytes | None:
        """The value, or None where there is none any more."""
        if self._timer() >= self._tell_at:
            await self._tell()
        sealed = await self._ask(self._valkey.get, PREFIX + key)
        if sealed is None:
            self._counts["misses"] += 1
            return None
        try:
            value = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key.encode())
        except (InvalidTag, ValueError):  # of another key, or not put there by us
            self._counts["stale"] += 1
            self._counts["misses"] += 1
            await self.delete(key)
            return None
        self._counts["hits"] += 1
        return value

    async def set(self, key: str, value: bytes, ttl_s: float | None = None) -> None:
        """Keep a value, for the usual time where none is named."""
        if len(value) > LARGEST_BYTES:
            return
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, value, key.encode())
        lasts_ms = round(1000 * min(self._ttl_s if ttl_s is None else ttl_s, self._ttl_s))
        if await self._ask(self._valkey.set, PREFIX + key, sealed, px=max(1, lasts_ms)):
            self._counts["stores"] += 1

    async def exists(self, key: str) -> bool:
        """Whether a value is kept."""
        return bool(await self._ask(self._valkey.exists, PREFIX + key))

    async def delete(self, key: str) -> bool:
        """Forget a value; whether there was one."""
        return bool(await self._ask(self._valkey.unlink, PREFIX + key))

    async def delete_pattern(self, pattern: str) -> int:
        """Forget every value whose key fits; how many there were."""
        gone, place = 0, 0
        while True:
            found = await self._ask(self._valkey.scan, place, match=PREFIX + pattern, count=500)
            if found is None:
                break
            place, names = int(found[0]), found[1]
            if names:
                gone += int(await self._ask(self._valkey.unlink, *names) or 0)
            if place == 0:
                break
        self._counts["invalidated"] += gone
        return gone

    async def clear(self) -> None:
        """Forget everything of ours; other programs' values in the same Valkey stay."""
        await self.delete_pattern("*")

    async def size(self) -> int | None:
        """How many values of ours lie there, from all processes; None where it does not answer."""
        count, place = 0, 0
        while True:
            found = await self._ask(self._valkey.scan, place, match=PREFIX + "*", count=500)
            if found is None:
                return None
            place, count = int(found[0]), count + len(found[1])
            if place == 0:
                return count

    async def close(self) -> None:
        """Close the connections."""
        await self._tell()
        await self._valkey.aclose()

    async def tally(self) -> CacheStatistics:
        """How the cache did in all processes together, since Valkey began; nothing without it."""
        found: dict[bytes, bytes] | None = await self._ask(self._valkey.hgetall, TALLY)
        return _statistics({name.decode(): int(count) for name, count in (found or {}).items()})

    async def _tell(self) -> None:
        """Add what this process counted since it last did."""
        self._tell_at = self._timer() + TOLD_EVERY_S
        for name in sorted(self._counts):
            more = self._counts[name] - self._told[name]
            if more and await self._ask(self._valkey.hincrby, TALLY, name, more) is not None:
                self._told[name] += more

    def statistics(self) -> CacheStatistics:
        """How the cache did in this process."""
        return _statistics(self._counts)

    async def _ask(self, command: Callable[..., Awaitable[Any]], *args: Any, **options: Any) -> Any:
        """Valkey's answer; None where it gives none, like one that is empty."""
        if self._timer() < self._away_until:
            self._counts["bypassed"] += 1
            return None
        try:
            return await command(*args, **options)
        except (RedisError, OSError, TimeoutError) as error:
            self._counts["bypassed"] += 1
            self._away_until = self._timer() + PAUSE_S
            _log.warning("the shared cache does not answer: %s", type(error).__name__)
            return None


def _statistics(counts: Mapping[str, int]) -> CacheStatistics:
    count = counts.get
    return CacheStatistics(
        hits=count("hits", 0),
        misses=count("misses", 0),
        stores=count("stores", 0),
        invalidated=count("invalidated", 0),
        stale=count("stale", 0),
        bypassed=count("bypassed", 0),
    )
