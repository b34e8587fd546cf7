"""The cache of the local store: rows that were read before, never one that a commit has outdated.

A number counts the commits. While it is odd a commit is under way; an even one names the state of
the database that every reader opened then sees. A reader takes the number together with its
snapshot (see CacheView) and meets only what is true in it:

- what a commit touches goes before its COMMIT statement runs, so that no reader finds it after;
- a value that was read before the commit is not taken in after it: its reader's number is older
  than the record type's last change;
- a value that is newer than a reader's snapshot is not handed to that reader;
- a reader that was opened while a commit was under way does without the cache.
"""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import translate
from typing import Any, NamedTuple

from cachetools import TLRUCache

from app.domain.cache import Cache, CacheStatistics, Key, name_of
from app.domain.cache_policy import DEFAULT_TTL_S, policy_of
from app.domain.changes import ChangeSet
from app.domain.declare import Keeping
from app.domain.phi import quiet
from app.storage.cache_sealing import Sealer

_LARGEST_SHARE = 8
"""No value takes more than this part of the cache."""
_BESIDE_VALUE = 240
"""Bytes of bookkeeping per entry, measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheOptions:
    """How large the cache may grow, how long it keeps, and whether patients' data is sealed."""

    max_entries: int = 10_000
    max_bytes: int = 16 * 1024 * 1024
    default_ttl_s: float = DEFAULT_TTL_S
    class_ttl_s: Mapping[Keeping, float] = field(default_factory=dict[Keeping, float])
    """Shorter times for single classes; never longer than the table in cache_policy.py."""
    encrypt_phi: bool = True


@quiet
class _Entry(NamedTuple):
    """A value, the number of the state it is true in, when it ends, what opens it."""

    number: int
    value: bytes
    ttl_s: float
    sealer: Sealer | None


class _Entries(TLRUCache[Key, _Entry]):
    """The least recently used goes first; counts what goes."""

    evicted = expired = 0

    def popitem(self) -> tuple[Key, _Entry]:
        self.evicted += 1
        return super().popitem()

    def expire(self, time: float | None = None) -> Any:
        gone = super().expire(time)
        self.expired += len(gone)
        return gone


class RecordCache(Cache[bytes | None, None, bool, int]):
    """See app/domain/cache.py; readers ask it through `look`. The commits are its states."""

    def __init__(
        self, options: CacheOptions | None = None, *, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._options = options or CacheOptions()
        self._lock = threading.Lock()
        self._entries = _Entries(
            self._options.max_bytes,
            lambda _key, entry, now: now + entry.ttl_s,
            timer=timer,
            getsizeof=lambda entry: len(entry.value) + _BESIDE_VALUE,
        )
        self._sealer = Sealer()
        self._number = 0
        self._floor = 0
        """What was read before this state is not taken in: the cache was emptied since."""
        self._changed_at: dict[str, int] = {}
        self._hits: Counter[str] = Counter()
        self._misses: Counter[str] = Counter()
        self._stores = self._invalidated = self._stale = self._bypassed = 0

    def number(self) -> int | None:
        """The state a reader opened now sees, None while a commit is under way."""
        number = self._number
        return None if number & 1 else number

    @contextmanager
    def committing(self, changes: ChangeSet | None) -> Generator[None, None, None]:
        """Around a COMMIT: what it touches is gone before, and nobody opened meanwhile is served.

        A commit that fails has emptied a little for nothing.
        """
        if changes is None or not changes.changes:
            yield
            return
        with self._lock:
            self._number += 1
            for change in changes.changes:
                self._changed_at[change.entity] = self._number + 1
                self._invalidated += self._drop((change.entity, bytes.fromhex(change.row_id)))
        try:
            yield
        finally:
            with self._lock:
                self._number += 1

    def find(self, key: Key, state: int) -> bytes | None:
        """What a reader of this state may be handed, opened; None for nothing."""
        entity = key[0]
        with self._lock:
            entry = self._true_in(key, state)
            counter = self._misses if entry is None else self._hits
            counter[entity] += 1
        if entry is None:
            return None
        return entry.sealer.open(entry.value, _name(key)) if entry.sealer else entry.value

    def keep(self, key: Key, value: bytes, state: int, *, holds: Collection[str] = ()) -> None:
        """Take in what a reader of this state read, unless a commit or a lock lay between."""
        del holds  # rows of one record type
        policy = policy_of(key[0])
        sealer = self._sealer if policy.is_phi and self._options.encrypt_phi else None
        sealed = sealer.seal(value, _name(key)) if sealer else value
        options = self._options
        limit_s = options.class_ttl_s.get(policy.keeping, policy.ttl_s)
        ttl_s = min(policy.ttl_s, limit_s, options.default_ttl_s)
        self._put(key, _Entry(state, sealed, ttl_s, sealer))

    def bypass(self) -> None:
        """Count a question of a reader that does without the cache."""
        self._bypassed += 1

    def exists(self, name: str) -> bool:
        """Whether a record is kept: `patient:0192…`."""
        with self._lock:
            return _key_of(name) in self._entries

    def delete(self, name: str) -> bool:
        """Forget a record; whether there was one."""
        with self._lock:
            self._raise_floor()
            return self._drop(_key_of(name))

    def delete_pattern(self, *patterns: str) -> int:
        """Forget whatever fits one of these (`allergy*`); how many there were."""
        if not patterns:
            return 0
        fits = re.compile("|".join(map(translate, patterns))).match
        with self._lock:
            self._raise_floor()
            fitting = [key for key in self._entries if fits(name_of(key))]
            gone = sum(self._drop(key) for key in fitting)
            self._invalidated += gone
            return gone

    def clear(self) -> None:
        """Forget everything, the key of what was sealed too; what is being read is not taken in."""
        with self._lock:
            self._raise_floor()
            self._entries.clear()
            self._sealer = Sealer()

    def statistics(self) -> CacheStatistics:
        """How the cache did since it was made."""
        with self._lock:
            self._entries.expire()
            return CacheStatistics(
                entries=len(self._entries),
                size_bytes=int(self._entries.currsize),
                hits=self._hits.total(),
                misses=self._misses.total(),
                stores=self._stores,
                evictions=self._entries.evicted,
                expired=self._entries.expired,
                invalidated=self._invalidated,
                stale=self._stale,
                bypassed=self._bypassed,
                hits_of=dict(self._hits),
                misses_of=dict(self._misses),
            )

    def _true_in(self, key: Key, number: int) -> _Entry | None:
        try:
            entry = self._entries[key]
        except KeyError:
            return None
        if not isinstance(key[1], bytes) and not self._is_current(key, entry.number):
            self._invalidated += self._drop(key)
            return None
        if entry.number > number:  # newer than the reader's snapshot
            self._stale += 1
            return None
        return entry

    def _put(self, key: Key, entry: _Entry) -> None:
        if len(entry.value) + _BESIDE_VALUE > self._options.max_bytes // _LARGEST_SHARE:
            return
        with self._lock:
            if entry.number < self._floor or not self._is_current(key, entry.number):
                self._stale += 1
                return
            self._entries[key] = entry
            self._stores += 1
            while len(self._entries) > self._options.max_entries:
                self._entries.popitem()

    def _is_current(self, key: Key, number: int) -> bool:
        """Whether nothing of the record type was changed since this state."""
        return number >= self._changed_at.get(key[0], 0)

    def _raise_floor(self) -> None:
        """What is being read now is not taken in any more."""
        self._number += 2
        self._floor = self._number + (self._number & 1)

    def _drop(self, key: Key) -> bool:
        return self._entries.pop(key, None) is not None


def _name(key: Key) -> bytes:
    return name_of(key).encode()


def _key_of(name: str) -> Key:
    entity, _, row_id = name.partition(":")
    return entity, bytes.fromhex(row_id)
