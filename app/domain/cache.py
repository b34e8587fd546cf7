"""What a cache can do and what it tells of itself, in memory and between server processes.

A cache only ever saves a reading. Whoever decides something (a unit of work, the server's check of
who may come in) asks the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheStatistics:
    """How a cache did, without keys and values."""

    entries: int = 0
    size_bytes: int = 0
    hits: int = 0
    misses: int = 0
    stores: int = 0
    evictions: int = 0
    """Entries that made room for newer ones."""
    expired: int = 0
    """Entries that reached the end of their time."""
    invalidated: int = 0
    """Entries that went because what they hold was changed."""
    stale: int = 0
    """Values that were not kept, or not handed out, since a commit lay between."""
    bypassed: int = 0
    """Questions that went to the database because it was being written or could not be reached."""
    hits_of: Mapping[str, int] = field(default_factory=dict[str, int])
    misses_of: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def hit_ratio(self) -> float:
        """The share of questions that the cache answered, 0 to 1."""
        asked = self.hits + self.misses
        return self.hits / asked if asked else 0.0

    def as_json(self) -> dict[str, object]:
        """The statistics as plain values."""
        return {**asdict(self), "hit_ratio": round(self.hit_ratio, 4)}


class Cache(Protocol):
    """The memory of one store. It fills by reading through it; this is what others do with it.

    Keys read `patient:0192…`; patterns take * and ?.
    """

    def exists(self, key: str) -> bool:
        """Whether a record is kept."""
        ...

    def delete(self, key: str) -> bool:
        """Forget a record; whether there was one."""
        ...

    def delete_pattern(self, *patterns: str) -> int:
        """Forget whatever fits one of these (`allergy*`), also what is being read just now; how
        many there were."""
        ...

    def clear(self) -> None:
        """Forget everything, also what is being read just now."""
        ...

    def statistics(self) -> CacheStatistics:
        """How the cache did since it was made."""
        ...


class SharedCache(Protocol):
    """Values by key between several server processes; each call may wait for the network.

    A cache that cannot be reached answers like an empty one.
    """

    keeps: bool
    """Whether it is worth while to make ready what it could keep."""

    async def get(self, key: str) -> bytes | None:
        """The value, or None where there is none any more."""
        ...

    async def set(self, key: str, value: bytes, ttl_s: float | None = None) -> None:
        """Keep a value, for the usual time where none is named."""
        ...

    async def exists(self, key: str) -> bool:
        """Whether a value is kept."""
        ...

    async def delete(self, key: str) -> bool:
        """Forget a value; whether there was one."""
        ...

    async def delete_pattern(self, pattern: str) -> int:
        """Forget every value whose key fits; how many there were."""
        ...

    async def clear(self) -> None:
        """Forget everything."""
        ...

    def statistics(self) -> CacheStatistics:
        """How the cache did in this process."""
        ...
