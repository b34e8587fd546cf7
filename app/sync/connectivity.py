"""When to try again: retry delays and the breaker that spares a server that does not answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.operations import LONGEST_PAUSE

LONGEST_DELAY_S = LONGEST_PAUSE.total_seconds()
FAILURES_UNTIL_OPEN = 5
SHORTEST_OPEN_S = 30.0
FORCE_EVERY_S = 5.0
POLL_S = 60.0
POLL_WITHOUT_HINTS_S = 15.0
HINT_SPREAD_S = 0.25
LOSS_SPREAD_S = 3.0
"""A desk that lost its connection for hints looks at the server within so many seconds: whoever
works there is told soon that it is away, and a clinic's desks do not all ask at one moment."""


def backoff_s(failures: int, luck: float) -> float:
    """Seconds to wait after so many failures in a row; luck (0–1) spreads desks apart.

    Full jitter: uniform between 0 and the smaller of 2^failures and 300 seconds.
    """
    return luck * min(LONGEST_DELAY_S, 2.0 ** min(failures, 16))


def poll_delay_s(*, hears_hints: bool, luck: float) -> float:
    """Seconds until the next look at the server when nothing else happens."""
    return (POLL_S if hears_hints else POLL_WITHOUT_HINTS_S) * (0.9 + 0.1 * luck)


@dataclass(frozen=True, slots=True)
class Breaker:
    """Stops asking a server that failed five times in a row; then asks for its health first.

    open_until is on the monotonic clock, None while closed. forced_at is when somebody last
    shortened the wait.
    """

    failures: int = 0
    open_until: float | None = None
    forced_at: float | None = None

    def failed(self, at: float, luck: float) -> Breaker:
        """After one more request without an answer."""
        failures = self.failures + 1
        if failures < FAILURES_UNTIL_OPEN:
            return replace(self, failures=failures)
        longest = min(LONGEST_DELAY_S, SHORTEST_OPEN_S * 2.0 ** min(failures - 5, 8))
        wait = SHORTEST_OPEN_S + luck * (longest - SHORTEST_OPEN_S)
        return replace(self, failures=failures, open_until=at + wait)

    def answered(self) -> Breaker:
        """After the server answered anything at all."""
        return replace(self, failures=0, open_until=None)

    def may_force(self, at: float) -> bool:
        """Whether the wait may be shortened now (at most once in five seconds)."""
        return self.forced_at is None or at - self.forced_at >= FORCE_EVERY_S

    def forced(self, at: float) -> Breaker:
        """After the wait was shortened: an open breaker asks for health at once."""
        until = None if self.open_until is None else at
        return replace(self, open_until=until, forced_at=at)
