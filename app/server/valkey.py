"""The connection to Valkey or Redis, where several processes of the server meet.

Nothing there decides alone: a Valkey that is away costs one short wait now and then, and whoever
asked does without it meanwhile. The log says when an outage begins and ends.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.domain.errors import ConfigurationError

WAIT_S = 0.3
"""What a request loses at most to a Valkey that does not answer ..."""
PAUSE_S = 5.0
"""... and for how long nobody asks it again then."""
TOLD_EVERY_S = 60.0
"""How often an outage is said at most."""
_CONNECTIONS = 16
_log = logging.getLogger(__name__)
T = TypeVar("T")


class NoAnswer(Exception):
    """Valkey did not answer, or was not asked because it did not a moment ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What Valkey has for all its programs; most_bytes None: as much as the computer has."""

    used_bytes: int
    most_bytes: int | None
    makes_room: bool
    """Whether old values go where there is no room; otherwise nothing new is kept."""

    @property
    def is_bounded(self) -> bool:
        """Whether it can neither fill the computer nor refuse what is new."""
        return self.most_bytes is not None and self.makes_room


class Valkey:
    """One process's connections. url is redis://, rediss:// (TLS) or unix://.

    Raises ConfigurationError for what is no address.
    """

    def __init__(self, url: str, *, timer: Callable[[], float] = time.monotonic) -> None:
        try:
            # Who finds all connections in use waits for one: that is no outage.
            pool = cast("Callable[..., BlockingConnectionPool]", BlockingConnectionPool.from_url)(
                url,
                max_connections=_CONNECTIONS,
                timeout=WAIT_S,
                socket_timeout=WAIT_S,
                socket_connect_timeout=WAIT_S,
                retry=Retry(NoBackoff(), 0),
                protocol=2,
            )
        except ValueError:
            raise ConfigurationError("server_cache_url", "is not an address") from None
        self.client: Any = Redis.from_pool(pool)
        self.timer = timer
        self.is_reached = True
        """Whether it answered when it was asked last."""
        self.unanswered = 0
        """How many questions were done without: all that came while it was away."""
        self._away_until = 0.0
        self._tell_at = timer()
        self._is_told = False

    async def ask(self, command: Callable[..., Awaitable[T]], *arguments: Any, **options: Any) -> T:
        """What it answers to one of the client's commands. Raises NoAnswer."""
        if self.timer() < self._away_until:
            self.unanswered += 1
            raise NoAnswer
        try:
            answer = await command(*arguments, **options)
        except (RedisError, OSError, TimeoutError) as error:
            self._went(error)
            raise NoAnswer from None
        self.is_reached = True
        if self._is_told:
            self._is_told = False
            _log.info("Valkey answers again")
        return answer

    def _went(self, error: Exception) -> None:
        now = self.timer()
        self.unanswered += 1
        self._away_until, self.is_reached = now + PAUSE_S, False
        if now >= self._tell_at and not self._is_told:
            # One that comes and goes (its memory is full) fills no log.
            self._tell_at, self._is_told = now + TOLD_EVERY_S, True
            name = type(error).__name__
            _log.warning("Valkey does not answer (%s): done without it meanwhile", name)

    async def memory(self) -> Memory:
        """How much of its memory is used, for `clinic-desk server cache`. Raises NoAnswer."""
        told: dict[str, Any] = await self.ask(self.client.info, "memory")
        return Memory(
            used_bytes=int(told.get("used_memory", 0)),
            most_bytes=int(told.get("maxmemory", 0)) or None,
            makes_room=told.get("maxmemory_policy", "noeviction") != "noeviction",
        )

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()
