"""When a desk locks: a pure step from what was seen to how closed the desk is.

OPEN → SOFT: nobody touched it for some minutes, somebody locked it, the system went to sleep or
locked its own screen. Patient data leaves the screen; the keys stay for a fast unlock.
SOFT or OPEN → HARD: a quarter of an hour behind the soft lock, the lid, ten failures, or one whole
shift since the keys were opened. The keys go, and with them the process.

Time is what passed by either of the computer's clocks, whichever says more: a clock that is set
back gives no time, and sleep, which only the wall clock counts, is time without anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

FAILURES_BEFORE_HARD = 10
SLEEP_GAP_S = 10.0
"""The wall clock this far ahead of the other one within two looks: the computer slept."""
SESSION_S = 12 * 3600.0
"""No keys stay longer than one shift."""


class Level(IntEnum):
    """How closed the desk is."""

    OPEN = 0
    SOFT = 1
    HARD = 2


class Cause(StrEnum):
    """Why it is closed."""

    NONE = ""
    IDLE = "idle"
    MANUAL = "manual"
    SUSPEND = "suspend"
    SESSION_LOCK = "session_lock"
    LID = "lid"
    FAILURES = "failures"
    LONG_LOCKED = "long_locked"
    SHIFT = "shift"


class Seen(StrEnum):
    """What can happen."""

    TICK = "tick"
    ACTIVITY = "activity"
    MANUAL = "manual"
    SUSPEND = "suspend"
    SESSION_LOCK = "session_lock"
    LID = "lid"
    FAILURE = "failure"
    UNLOCKED = "unlocked"


@dataclass(frozen=True, slots=True)
class LockPolicy:
    """After how many seconds what happens."""

    soft_after_s: float = 180.0
    hard_after_s: float = 900.0
    session_s: float = SESSION_S


@dataclass(frozen=True, slots=True)
class Moment:
    """One look at both clocks, in seconds."""

    monotonic_s: float
    wall_s: float


@dataclass(frozen=True, slots=True)
class LockState:
    """How the desk stands. The ages are seconds since the last touch, the soft lock, the keys."""

    at: Moment
    level: Level = Level.OPEN
    cause: Cause = Cause.NONE
    idle_s: float = 0.0
    locked_s: float = 0.0
    session_s: float = 0.0
    failures: int = 0

    @property
    def is_locked(self) -> bool:
        """Whether patient data must not be on the screen."""
        return self.level is not Level.OPEN


_LOCKING = {
    Seen.MANUAL: Cause.MANUAL,
    Seen.SUSPEND: Cause.SUSPEND,
    Seen.SESSION_LOCK: Cause.SESSION_LOCK,
}


def step(state: LockState, seen: Seen, at: Moment, policy: LockPolicy) -> LockState:
    """What the desk is after something was seen. A hard lock is final.

    A touch that comes after the time was up locks all the same: it may be anybody's.
    """
    passed = _passed(state.at, at)
    slept = _slept(state.at, at)
    state = replace(
        state,
        at=at,
        idle_s=state.idle_s + passed,
        locked_s=state.locked_s + passed if state.is_locked else 0.0,
        session_s=state.session_s + passed,
    )
    state = _over_time(state, policy)
    if slept and state.level is Level.OPEN:
        state = _closed(state, Level.SOFT, Cause.SUSPEND)
    return _after(state, seen)


def _passed(before: Moment, now: Moment) -> float:
    return max(0.0, now.monotonic_s - before.monotonic_s, now.wall_s - before.wall_s)


def _slept(before: Moment, now: Moment) -> bool:
    return (now.wall_s - before.wall_s) - (now.monotonic_s - before.monotonic_s) > SLEEP_GAP_S


def _over_time(state: LockState, policy: LockPolicy) -> LockState:
    if state.session_s >= policy.session_s:
        return _closed(state, Level.HARD, Cause.SHIFT)
    if state.is_locked:
        is_long = state.locked_s >= policy.hard_after_s
        return _closed(state, Level.HARD, Cause.LONG_LOCKED) if is_long else state
    if state.idle_s < policy.soft_after_s:
        return state
    beyond = state.idle_s - policy.soft_after_s
    if beyond >= policy.hard_after_s:  # it slept through both
        return _closed(state, Level.HARD, Cause.LONG_LOCKED)
    return replace(_closed(state, Level.SOFT, Cause.IDLE), locked_s=beyond)


def _after(state: LockState, seen: Seen) -> LockState:
    if state.level is Level.HARD:
        return state
    if seen is Seen.LID:
        return _closed(state, Level.HARD, Cause.LID)
    if seen is Seen.FAILURE:
        failures = state.failures + 1
        state = replace(state, failures=failures)
        is_over = failures >= FAILURES_BEFORE_HARD
        return _closed(state, Level.HARD, Cause.FAILURES) if is_over else state
    if seen is Seen.UNLOCKED:
        return replace(
            state, level=Level.OPEN, cause=Cause.NONE, idle_s=0.0, locked_s=0.0, failures=0
        )
    if state.level is Level.SOFT:
        return state
    if seen is Seen.ACTIVITY:
        return replace(state, idle_s=0.0)
    cause = _LOCKING.get(seen)
    return state if cause is None else _closed(state, Level.SOFT, cause)


def _closed(state: LockState, level: Level, cause: Cause) -> LockState:
    if state.level >= level:
        return state
    return replace(state, level=level, cause=cause)
