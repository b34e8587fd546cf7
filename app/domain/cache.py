"""What a cache can do and what it tells of itself, at the desk and between server processes.

A cache only ever saves a reading. Whoever decides something (a unit of work, the server's check of
who may come in) asks the database.
"""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Protocol, TypeVar

Asked = tuple[str, tuple[object, ...]]
"""What was asked, and its values."""
Key = tuple[str, bytes | Asked]
"""A kind of value (mostly a record type), and a row's identifier or what was asked."""
Found_co = TypeVar("Found_co", covariant=True)
Done_co = TypeVar("Done_co", covariant=True)
Truth_co = TypeVar("Truth_co", covariant=True)
Number_co = TypeVar("Number_co", covariant=True)


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


class Cache(Protocol[Found_co, Done_co, Truth_co, Number_co]):
    """What was read before, each value true in one state of the database.

    One interface in two places. At the desk (`storage/cache.py`) it is memory, and each answer is
    there at once; between the server's processes (`server/cache.py`) it is Valkey, and each answer
    is awaited; one that cannot be reached answers like an empty one. In both a value stays as long
    as its record types may (`cache_policy.py`), what tells of patients lies there sealed, and one
    that is too large is not kept. A state is a number that grows with every change.
    """

    def find(self, key: Key, state: int) -> Found_co:
        """The value for a reader of this state; None for nothing."""
        ...

    def keep(self, key: Key, value: bytes, state: int, *, holds: Collection[str] = ()) -> Done_co:
        """Take in what a reader of this state read. holds are the record types in it, where that is
        more than the key's own."""
        ...

    def exists(self, name: str) -> Truth_co:
        """Whether a value is kept under this name (`name_of` a key)."""
        ...

    def delete(self, name: str) -> Truth_co:
        """Forget a value; whether there was one."""
        ...

    def delete_pattern(self, *patterns: str) -> Number_co:
        """Forget every value whose name fits one of these (`allergy*`, with * and ?); how many
        there were."""
        ...

    def clear(self) -> Done_co:
        """Forget everything."""
        ...

    def statistics(self) -> CacheStatistics:
        """How the cache did in this process, since it was made."""
        ...


SharedCache = Cache[Awaitable[bytes | None], Awaitable[None], Awaitable[bool], Awaitable[int]]
"""Between several server processes."""


def name_of(key: Key) -> str:
    """A key in one line: `patient:0192…`, or what was asked with its values."""
    kind, what = key
    if isinstance(what, bytes):
        return f"{kind}:{what.hex()}"
    asked, values = what
    return ":".join((kind, asked, *map(str, values)))
