"""How often somebody may try: a sliding window in memory."""

from __future__ import annotations

from collections import defaultdict, deque
from http import HTTPStatus

from app.server.refusal import Refusal

_MOST_KEYS = 100_000


class RateLimit:
    """At most `count` tries per key in `window_s` seconds."""

    def __init__(self, count: int, *, window_s: float) -> None:
        self._count = count
        self._window_s = window_s
        self._tries: dict[str, deque[float]] = defaultdict(deque)

    def take(self, key: str, *, at: float) -> None:
        """Count one try. Raises Refusal (429 with the seconds to wait) when there were too many."""
        if len(self._tries) > _MOST_KEYS:
            self._tries.clear()  # forgetting is better than growing without bound
        tries = self._tries[key]
        while tries and tries[0] <= at - self._window_s:
            tries.popleft()
        if len(tries) >= self._count:
            wait_s = tries[0] + self._window_s - at
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "rate_limited", retry_after_s=wait_s)
        tries.append(at)
