"""A cache that all processes of the server share: Valkey or Redis, and nobody can read it there.

Every value is sealed with a key that only the server's processes know, under its own name: what
somebody reads from Valkey's memory is noise, and what somebody puts there opens as nothing. What
must count at once (who may come in, which number the clinic is at) is never asked here. While
Valkey is away (see valkey.py) the answers come from the database.
"""

from __future__ import annotations

import os
import struct
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.cache import Cache, CacheStatistics, Key, name_of
from app.domain.cache_policy import longest_s
from app.server.valkey import NoAnswer, Valkey

PREFIX = "clinic-desk:"
TALLY = "clinic-desk-tally"
"""Where all processes add up how the cache did, for `clinic-desk server cache`: counts only."""
TOLD_EVERY_S = 10.0
LARGEST_BYTES = 1024 * 1024
"""Larger values are not kept: a first synchronisation would push everything else out."""
_NONCE_BYTES = 12
_STATE = struct.Struct(">Q")


class ValkeyCache(Cache[Awaitable[bytes | None], Awaitable[None], Awaitable[bool], Awaitable[int]]):
    """See app/domain/cache.py. key has 32 bytes; most_s is the longest any value stays, whatever it
    holds. Of each name there is one state, the one that was kept last."""

    def __init__(self, valkey: Valkey, key: bytes, *, most_s: float) -> None:
        self._valkey = valkey
        self._client = valkey.client
        self._cipher = AESGCM(key)
        self._most_s = most_s
        self._counts: Counter[str] = Counter()
        self._told: Counter[str] = Counter()
        self._tell_at = valkey.timer() + TOLD_EVERY_S

    async def find(self, key: Key, state: int) -> bytes | None:
        """The value for a reader of this very state; None for nothing."""
        if self._valkey.timer() >= self._tell_at:
            await self._tell()
        name = name_of(key)
        value = await self._open(name, state, await self._ask(self._client.get, PREFIX + name))
        self._counts["misses" if value is None else "hits"] += 1
        return value

    async def keep(
        self, key: Key, value: bytes, state: int, *, holds: Collection[str] = ()
    ) -> None:
        """Take in what a reader of this state read, for as long as the shortest of its record
        types may stay."""
        if len(value) > LARGEST_BYTES:
            return
        name, nonce = name_of(key), os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, value, _bound(name, state))
        lasts_s = min(longest_s(holds or key[:1]), self._most_s)
        kept = _STATE.pack(state) + sealed
        if await self._ask(self._client.set, PREFIX + name, kept, px=max(1, round(1000 * lasts_s))):
            self._counts["stores"] += 1

    async def exists(self, name: str) -> bool:
        """Whether a value is kept under this name."""
        return bool(await self._ask(self._client.exists, PREFIX + name))

    async def delete(self, name: str) -> bool:
        """Forget a value; whether there was one."""
        return bool(await self._ask(self._client.unlink, PREFIX + name))

    async def delete_pattern(self, *patterns: str) -> int:
        """Forget every value whose name fits one of these; how many there were."""
        gone = 0
        for pattern in patterns:
            gone += await self._forget(pattern)
        self._counts["invalidated"] += gone
        return gone

    async def _forget(self, pattern: str) -> int:
        gone, place = 0, 0
        while True:
            found = await self._ask(self._client.scan, place, match=PREFIX + pattern, count=500)
            if found is None:
                break
            place, names = int(found[0]), found[1]
            if names:
                gone += int(await self._ask(self._client.unlink, *names) or 0)
            if place == 0:
                break
        return gone

    async def clear(self) -> None:
        """Forget everything of ours; other programs' values in the same Valkey stay."""
        await self.delete_pattern("*")

    async def names(self) -> frozenset[str] | None:
        """The names of our values that lie there, from all processes; None without an answer."""
        kept, place = set[bytes](), 0
        while True:
            found = await self._ask(self._client.scan, place, match=PREFIX + "*", count=500)
            if found is None:
                return None
            place, some = int(found[0]), found[1]
            kept.update(some)
            if place == 0:
                return frozenset(one.decode().removeprefix(PREFIX) for one in kept)

    async def close(self) -> None:
        """Say how it did, before the connections are closed."""
        await self._tell()

    async def tally(self) -> CacheStatistics:
        """How the cache did in all processes together, since Valkey began; nothing without it."""
        found: dict[bytes, bytes] | None = await self._ask(self._client.hgetall, TALLY)
        return _statistics({name.decode(): int(count) for name, count in (found or {}).items()})

    async def _tell(self) -> None:
        """Add what this process counted since it last did."""
        self._tell_at = self._valkey.timer() + TOLD_EVERY_S
        for name in sorted(self._counts):
            more = self._counts[name] - self._told[name]
            if more and await self._ask(self._client.hincrby, TALLY, name, more) is not None:
                self._told[name] += more

    def statistics(self) -> CacheStatistics:
        """How the cache did in this process."""
        return _statistics(self._counts)

    async def _ask(self, command: Callable[..., Awaitable[Any]], *args: Any, **options: Any) -> Any:
        """Valkey's answer; None where it gives none, like one that is empty."""
        try:
            return await self._valkey.ask(command, *args, **options)
        except NoAnswer:
            self._counts["bypassed"] += 1
            return None

    async def _open(self, name: str, state: int, kept: bytes | None) -> bytes | None:
        if kept is None:
            return None
        if kept[: _STATE.size] != _STATE.pack(state):  # of before the reader's moment, or after it
            self._counts["stale"] += 1
            return None
        sealed = kept[_STATE.size :]
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, rest, _bound(name, state))
        except (InvalidTag, ValueError):  # of another key, or not put there by us
            self._counts["stale"] += 1
            await self.delete(name)
            return None


def _bound(name: str, state: int) -> bytes:
    """What a value is sealed to: it opens under no other name and in no other state."""
    return _STATE.pack(state) + name.encode()


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
