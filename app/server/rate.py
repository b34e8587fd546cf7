"""How often somebody may try: a sliding window in memory, of bounded size whatever is sent."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus

from app.server.refusal import Refusal
from app.server.shared_tries import SharedTries

_MOST_KEYS = 100_000
_KEY_BYTES = 16


class RateLimit:
    """At most `count` tries per key in `window_s` seconds."""

    def __init__(self, count: int, *, window_s: float, most_keys: int = _MOST_KEYS) -> None:
        self.count = count
        self.window_s = window_s
        self._most_keys = most_keys
        # In the order of the last try: the front is what may be forgotten first.
        self._tries: OrderedDict[bytes, list[float]] = OrderedDict()

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._tries)

    def take(self, key: str, *, at: float, count: int | None = None) -> None:
        """Count one try; count is how many this key may make, where it has its own number. Raises
        Refusal (429 with the seconds to wait) when there were too many."""
        self._forget_what_is_over(at)
        hashed = _hashed(key)
        tries = [one for one in self._tries.get(hashed, ()) if one > at - self.window_s]
        most = self.count if count is None else count
        if len(tries) >= most:
            # A number that was lowered since has more tries behind it than it allows.
            first = tries[len(tries) - most] if most else at
            wait_s = first + self.window_s - at
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "rate_limited", retry_after_s=wait_s)
        self._tries[hashed] = [*tries, at]
        self._tries.move_to_end(hashed)
        if len(self._tries) > self._most_keys:
            self._tries.popitem(last=False)

    def give_back(self, key: str, *, at: float) -> None:
        """Uncount the try of this moment, which turned out to be right."""
        hashed = _hashed(key)
        tries = self._tries.get(hashed, [])
        if at in tries:
            tries.remove(at)
        if not tries:
            self._tries.pop(hashed, None)

    def _forget_what_is_over(self, at: float) -> None:
        while self._tries:
            oldest = next(iter(self._tries))
            if self._tries[oldest][-1] > at - self.window_s:
                return
            del self._tries[oldest]


class TokenBucket:
    """At most `burst` tries at once per key, and `per_s` in each second that follows."""

    def __init__(self, per_s: float, *, burst: int, most_keys: int = _MOST_KEYS) -> None:
        self.per_s = per_s
        self.burst = burst
        self._most_keys = most_keys
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        """What was left, and when; in the order of the last try."""

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._left)

    def take(self, key: str, *, at: float) -> None:
        """Count one try. Raises Refusal (429 with the seconds to wait) when none is left."""
        hashed = _hashed(key)
        left, since = self._left.get(hashed, (float(self.burst), at))
        left = min(float(self.burst), left + (at - since) * self.per_s)
        if left < 1.0:
            wait_s = (1.0 - left) / self.per_s
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "rate_limited", retry_after_s=wait_s)
        self._left[hashed] = (left - 1.0, at)
        self._left.move_to_end(hashed)
        if len(self._left) > self._most_keys:
            self._left.popitem(last=False)


async def take_together(
    limit: RateLimit, shared: SharedTries | None, key: str, *, at: float, count: int | None = None
) -> None:
    """Count one try here and with all other processes of the server. Raises Refusal (429).

    While nobody answers who counts for all, and where nobody does, this process's count holds: it
    has counted all that came to itself.
    """
    limit.take(key, at=at, count=count)
    try:
        await _take_shared(limit, shared, key, most=limit.count if count is None else count)
    except Refusal:
        limit.give_back(key, at=at)
        raise


@contextmanager
def failures_counted(limits: Sequence[tuple[RateLimit, str]], *, at: float) -> Generator[None]:
    """Count a try against each limit, and take it back unless it is refused as wrong (401).

    Counted beforehand: a hundred guesses sent at once are a hundred guesses.
    """
    taken: list[tuple[RateLimit, str]] = []
    is_wrong = False
    try:
        for limit, key in limits:
            limit.take(key, at=at)
            taken.append((limit, key))
        yield
    except Refusal as refusal:
        is_wrong = refusal.status == HTTPStatus.UNAUTHORIZED
        raise
    finally:
        if not is_wrong:
            for limit, key in taken:
                limit.give_back(key, at=at)


@asynccontextmanager
async def failures_counted_together(
    limits: Sequence[tuple[RateLimit, str]], shared: SharedTries | None, *, at: float
) -> AsyncGenerator[None]:
    """The same, with all other processes of the server: guesses sent to several are as many."""
    taken: list[str] = []
    is_wrong = False
    with failures_counted(limits, at=at):
        try:
            for limit, key in limits:
                if await _take_shared(limit, shared, key, most=limit.count):
                    taken.append(key)
            yield
        except Refusal as refusal:
            is_wrong = refusal.status == HTTPStatus.UNAUTHORIZED
            raise
        finally:
            if shared is not None and not is_wrong:
                for key in taken:
                    await shared.give_back(key)


async def _take_shared(
    limit: RateLimit, shared: SharedTries | None, key: str, *, most: int
) -> bool:
    """Whether a try was counted with the others' ones. Raises Refusal (429)."""
    if shared is None:
        return False
    wait_s = await shared.take(key, most=most, window_s=limit.window_s)
    if wait_s:
        raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "rate_limited", retry_after_s=wait_s)
    return wait_s is not None


def _hashed(key: str) -> bytes:
    """Of fixed size: what a stranger sends must not decide how much is remembered."""
    return hashlib.blake2b(key.encode(errors="replace"), digest_size=_KEY_BYTES).digest()
