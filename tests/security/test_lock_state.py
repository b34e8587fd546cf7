"""When a desk locks, as a table of what is seen and when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.security.lock_state import (
    FAILURES_BEFORE_HARD,
    Cause,
    Level,
    LockPolicy,
    LockState,
    Moment,
    Seen,
    step,
)

POLICY = LockPolicy(soft_after_s=180, hard_after_s=900, session_s=12 * 3600)
START = LockState(Moment(0.0, 1_000_000.0))


def later(state: LockState, seen: Seen, seconds: float, *, wall: float | None = None) -> LockState:
    """Something seen so many seconds later, on both clocks unless the wall clock says otherwise."""
    passed = seconds if wall is None else wall
    at = Moment(state.at.monotonic_s + seconds, state.at.wall_s + passed)
    return step(state, seen, at, POLICY)


def ticked(state: LockState, seconds: int) -> LockState:
    """A look every second."""
    for _ in range(seconds):
        state = later(state, Seen.TICK, 1.0)
    return state


def test_an_idle_desk_locks_softly_after_its_minutes():
    assert ticked(START, 179).level is Level.OPEN
    state = ticked(START, 180)
    assert (state.level, state.cause) == (Level.SOFT, Cause.IDLE)


def test_a_touch_begins_the_minutes_anew():
    state = later(ticked(START, 179), Seen.ACTIVITY, 0.5)
    assert ticked(state, 179).level is Level.OPEN
    assert ticked(state, 180).level is Level.SOFT


def test_a_touch_after_the_time_was_up_opens_nothing():
    assert later(START, Seen.ACTIVITY, 181.0).level is Level.SOFT


def test_a_touch_of_a_locked_desk_opens_nothing_and_delays_no_hard_lock():
    state = later(START, Seen.MANUAL, 1.0)
    for _ in range(15 * 60):
        state = later(state, Seen.ACTIVITY, 1.0)
    assert (state.level, state.cause) == (Level.HARD, Cause.LONG_LOCKED)


def test_the_hard_lock_comes_a_quarter_of_an_hour_behind_the_soft_one():
    state = later(START, Seen.MANUAL, 1.0)
    assert ticked(state, 899).level is Level.SOFT
    assert ticked(state, 900).level is Level.HARD


@pytest.mark.parametrize(
    ("seen", "level", "cause"),
    [
        (Seen.MANUAL, Level.SOFT, Cause.MANUAL),
        (Seen.SUSPEND, Level.SOFT, Cause.SUSPEND),
        (Seen.SESSION_LOCK, Level.SOFT, Cause.SESSION_LOCK),
        (Seen.LID, Level.HARD, Cause.LID),
    ],
)
def test_what_locks_at_once(seen: Seen, level: Level, cause: Cause):
    state = later(START, seen, 1.0)
    assert (state.level, state.cause) == (level, cause)


def test_the_lid_closes_a_locked_desk_for_good():
    assert later(later(START, Seen.MANUAL, 1.0), Seen.LID, 1.0).level is Level.HARD


def test_ten_failures_close_for_good_and_a_success_between_counts_anew():
    state = later(START, Seen.MANUAL, 1.0)
    for _ in range(FAILURES_BEFORE_HARD - 1):
        state = later(state, Seen.FAILURE, 1.0)
    assert state.level is Level.SOFT
    assert later(state, Seen.FAILURE, 1.0).cause is Cause.FAILURES
    opened = later(later(state, Seen.UNLOCKED, 1.0), Seen.MANUAL, 1.0)
    assert later(opened, Seen.FAILURE, 1.0).level is Level.SOFT


def test_a_whole_shift_ends_the_session_however_busy_it_is():
    state = START
    for _ in range(12 * 60 - 1):
        state = later(state, Seen.ACTIVITY, 60.0)
    assert state.level is Level.OPEN
    state = later(state, Seen.ACTIVITY, 60.0)
    assert (state.level, state.cause) == (Level.HARD, Cause.SHIFT)


def test_unlocking_does_not_begin_a_new_shift():
    state = START
    for _ in range(12 * 60 - 1):
        state = later(later(state, Seen.MANUAL, 30.0), Seen.UNLOCKED, 30.0)
    assert later(state, Seen.TICK, 60.0).level is Level.HARD


def test_a_clock_set_back_gives_no_time():
    state = later(ticked(START, 179), Seen.TICK, 1.0, wall=-86_400)
    assert state.level is Level.SOFT


def test_sleep_counts_as_time_without_anybody():
    assert later(START, Seen.TICK, 1.0, wall=200).level is Level.SOFT
    assert later(START, Seen.TICK, 1.0, wall=180 + 900).level is Level.HARD


def test_a_short_sleep_that_nobody_announced_locks():
    state = later(START, Seen.TICK, 1.0, wall=30)
    assert (state.level, state.cause) == (Level.SOFT, Cause.SUSPEND)


def test_a_slow_second_is_no_sleep():
    assert later(START, Seen.TICK, 9.0).level is Level.OPEN
    assert later(START, Seen.TICK, 1.0, wall=4).level is Level.OPEN


def test_a_hard_lock_is_final():
    state = later(START, Seen.LID, 1.0)
    for seen in Seen:
        assert later(state, seen, 1.0).level is Level.HARD


@given(
    st.lists(
        st.tuples(
            st.sampled_from([one for one in Seen if one is not Seen.UNLOCKED]),
            st.floats(0, 400),
            st.floats(-90_000, 90_000),
        ),
        max_size=40,
    )
)
def test_without_an_unlock_a_desk_never_opens_again(seen: list[tuple[Seen, float, float]]):
    state = START
    for what, seconds, wall in seen:
        after = later(state, what, seconds, wall=wall)
        assert after.level >= state.level
        state = after


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(-90_000, 5)), max_size=60))
def test_no_wall_clock_makes_a_session_longer_than_the_other_clock_says(
    passed: list[tuple[float, float]],
):
    state = START
    for seconds, wall in passed:
        state = later(state, Seen.TICK, seconds, wall=wall)
    untouched = sum(seconds for seconds, _ in passed)
    assert state.idle_s >= untouched - 1e-6
