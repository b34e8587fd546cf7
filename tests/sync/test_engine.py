"""The engine's promises, by cases and over random histories."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.remote_ports import PullPage, PushOutcome
from app.sync.connectivity import LOSS_SPREAD_S, backoff_s
from app.sync.engine import EngineState, Halt, Phase, step
from app.sync.events import (
    ApplyPage,
    Aside,
    Batch,
    BatchSettled,
    BatchTaken,
    CheckHealth,
    Command,
    Event,
    Failure,
    FetchPage,
    ForgetCursor,
    HealthAnswered,
    HintHeard,
    HintsDown,
    HintsUp,
    LocalChange,
    OfflineSwitched,
    PageApplied,
    PageArrived,
    PushAnswered,
    SendBatch,
    SetAside,
    SetTimer,
    SettleBatch,
    Started,
    StepFailed,
    SyncAsked,
    TakeBatch,
    TimerFired,
)
from tests.protocol.test_merge import an_operation

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PAGE = PullPage(rows=(), cursor="1", more=False, server_time=NOW)
OUTCOME = PushOutcome(results=(), server_time=NOW, seq=1)


def a_batch(size: int = 1) -> Batch:
    operations = tuple(an_operation(op_id=f"op {n}", n=n) for n in range(size))
    return Batch(batch_id="b", operations=operations)


class Play:
    """Plays events to the engine, one second apart."""

    def __init__(self) -> None:
        self.state = EngineState()
        self.at = 0.0
        self.commands: tuple[Command, ...] = ()

    def hear(self, kind: type[Event], luck: float = 0.5, after: float = 1.0, **facts: Any) -> Play:
        self.at += after
        self.state, self.commands = step(self.state, kind(at=self.at, luck=luck, **facts))
        return self

    @property
    def work(self) -> list[Command]:
        return [command for command in self.commands if not isinstance(command, SetTimer)]

    def at_rest(self) -> Play:
        self.hear(Started).hear(BatchTaken, batch=None)
        return self.hear(PageArrived, page=PAGE).hear(PageApplied)

    def pushing(self, size: int = 1) -> Play:
        return self.hear(Started).hear(BatchTaken, batch=a_batch(size))

    def wait(self, luck: float = 0.5) -> Play:
        assert self.state.timer_at is not None
        return self.hear(TimerFired, luck, after=self.state.timer_at - self.at)


def test_start_pushes_then_pulls_then_rests_with_a_timer() -> None:
    play = Play().hear(Started)
    assert play.work == [TakeBatch(500)]
    assert play.hear(BatchTaken, batch=None).work == [FetchPage()]
    assert play.hear(PageArrived, page=PAGE).work == [ApplyPage(PAGE)]
    play.hear(PageApplied)
    assert play.state.phase is Phase.IDLE
    assert play.state.timer_at is not None
    assert play.state.synced_at == play.at


def test_change_saved_while_the_queue_is_read_is_not_forgotten() -> None:
    play = Play().hear(Started).hear(LocalChange)
    assert play.work == []
    play.hear(BatchTaken, batch=None).hear(PageArrived, page=PAGE).hear(PageApplied)
    assert TakeBatch(500) in play.hear(TimerFired, after=0).work or play.state.phase is Phase.TAKING


def test_change_saved_while_pulling_is_pushed_next() -> None:
    play = Play().hear(Started).hear(BatchTaken, batch=None).hear(LocalChange)
    assert play.hear(PageArrived, page=PAGE).hear(PageApplied).work == [TakeBatch(500)]


def test_hint_heard_while_pulling_brings_another_pull() -> None:
    play = Play().hear(Started).hear(BatchTaken, batch=None).hear(HintHeard, luck=0)
    assert play.hear(PageArrived, page=PAGE).hear(PageApplied).work == [FetchPage()]


@pytest.mark.row("E5")
def test_lost_connection_is_looked_after_at_once_so_that_people_hear_of_it() -> None:
    play = Play().at_rest().hear(HintsUp).hear(BatchTaken, batch=None)
    play.hear(PageArrived, page=PAGE).hear(PageApplied)
    lost = play.hear(HintsDown, luck=1.0).at
    assert play.wait().work == [FetchPage()]
    assert play.at - lost <= LOSS_SPREAD_S < 10
    play.hear(StepFailed, failure=Failure.UNREACHABLE, after=0)
    assert play.state.is_unreachable


def test_more_pages_follow_at_once() -> None:
    play = Play().hear(Started).hear(BatchTaken, batch=None).hear(PageArrived, page=PAGE)
    assert play.hear(PageApplied, more=True).work == [FetchPage()]


def test_settled_batch_is_followed_by_the_next() -> None:
    play = Play().pushing().hear(PushAnswered, outcome=OUTCOME)
    assert play.work == [SettleBatch(a_batch(), OUTCOME)]
    play.hear(BatchSettled, after=0)
    assert play.state.phase in (Phase.TAKING, Phase.PULLING)


def test_batch_that_is_on_its_way_already_is_settled_before_a_pull() -> None:
    play = Play().pushing().hear(HintHeard, luck=0).hear(PushAnswered, outcome=OUTCOME)
    assert play.hear(BatchSettled, has_next=True).work == [TakeBatch(500)]
    play.hear(BatchTaken, batch=a_batch()).hear(PushAnswered, outcome=OUTCOME)
    assert play.hear(BatchSettled).work == [FetchPage()]


def test_nothing_goes_ahead_while_a_culprit_is_looked_for() -> None:
    play = Play().pushing(500)
    assert play.state.next_limit == 500
    play.hear(StepFailed, failure=Failure.TOO_LARGE)
    assert play.state.next_limit == 0
    assert Play().pushing().hear(StepFailed, failure=Failure.TROUBLE).state.next_limit == 0


def test_batch_without_usable_answers_is_not_resent_in_a_hot_loop() -> None:
    play = Play().at_rest().hear(LocalChange).hear(BatchTaken, batch=a_batch())
    play.hear(PushAnswered, outcome=OUTCOME).hear(BatchSettled, unanswered=1, luck=1.0)
    assert play.work == []
    assert play.state.timer_at == pytest.approx(play.at + 2.0)


def test_retry_pauses_double_up_to_five_minutes_and_are_spread_by_luck() -> None:
    assert [backoff_s(n, 1.0) for n in (1, 2, 3, 20)] == [2, 4, 8, 300]
    assert backoff_s(5, 0.0) == 0.0


@pytest.mark.row("E5", "F4")
def test_lost_server_is_asked_again_without_end() -> None:
    play = Play().pushing()
    for _ in range(60):
        play.hear(StepFailed, failure=Failure.UNREACHABLE)
        assert play.state.timer_at is not None
        assert play.state.timer_at - play.at <= 300
        play.wait()
        assert len(play.work) == 1
        if play.work == [TakeBatch(500)]:
            play.hear(BatchTaken, batch=a_batch())
    assert play.state.halt is None


def test_breaker_opens_after_five_failures_and_asks_for_health_first() -> None:
    play = Play().pushing()
    for _ in range(4):
        play.hear(StepFailed, failure=Failure.UNREACHABLE, luck=0.0, after=0)
        play.hear(TimerFired, after=0)
        if play.state.phase is Phase.TAKING:
            play.hear(BatchTaken, batch=a_batch(), after=0)
    play.hear(StepFailed, failure=Failure.UNREACHABLE, luck=0.0)
    assert play.state.timer_at == pytest.approx(play.at + 30.0)
    assert play.wait().work == [CheckHealth()]
    play.hear(HealthAnswered)
    assert play.state.breaker.open_until is None
    assert len(play.work) == 1


def test_sync_now_asks_an_open_breaker_at_once_but_not_more_than_every_five_seconds() -> None:
    play = Play().pushing()
    while play.state.breaker.open_until is None:
        play.hear(StepFailed, failure=Failure.UNREACHABLE, luck=0.0, after=0)
        if play.state.breaker.open_until is None:
            play.hear(TimerFired, after=0)
            if play.state.phase is Phase.TAKING:
                play.hear(BatchTaken, batch=a_batch(), after=0)
    assert play.hear(SyncAsked).work == [CheckHealth()]
    play.hear(StepFailed, failure=Failure.UNREACHABLE)
    assert play.hear(SyncAsked).work == []
    assert play.hear(HintsUp, after=10).work == [CheckHealth()]


@pytest.mark.parametrize(
    ("failure", "halt"),
    [
        (Failure.NEEDS_LOGIN, Halt.NEEDS_LOGIN),
        (Failure.REVOKED, Halt.REVOKED),
        (Failure.UPGRADE, Halt.UPGRADE),
    ],
)
def test_a_closed_door_stops_the_engine_until_somebody_acts(failure: Failure, halt: Halt) -> None:
    play = Play().pushing().hear(StepFailed, failure=failure)
    assert play.state.halt is halt
    assert play.state.timer_at is None
    assert play.hear(LocalChange).work == []
    play.hear(SyncAsked)
    assert play.state.halt is None
    assert play.work


@pytest.mark.row("A2")
def test_work_offline_stops_everything_and_back_online_starts_it() -> None:
    play = Play().at_rest().hear(OfflineSwitched, is_offline=True)
    assert play.state.timer_at is None
    assert play.hear(LocalChange).hear(HintHeard).work == []
    assert play.hear(OfflineSwitched, is_offline=False).work == [TakeBatch(500, is_forced=True)]


def test_rate_limit_holds_both_directions_for_as_long_as_asked() -> None:
    play = (
        Play()
        .pushing()
        .hear(StepFailed, failure=Failure.RATE_LIMITED, retry_after_s=40.0, luck=0.0)
    )
    assert play.work == []
    assert play.state.timer_at == pytest.approx(play.at + 40.0)


def test_too_large_batch_is_halved_and_a_lone_operation_set_aside() -> None:
    play = Play().at_rest().hear(LocalChange).hear(BatchTaken, batch=a_batch(4))
    assert play.hear(StepFailed, failure=Failure.TOO_LARGE).work == [TakeBatch(2)]
    play.hear(BatchTaken, batch=a_batch(2))
    assert play.hear(StepFailed, failure=Failure.TOO_LARGE).work == [TakeBatch(1)]
    play.hear(BatchTaken, batch=a_batch(1))
    assert play.hear(StepFailed, failure=Failure.TOO_LARGE).work == [
        SetAside(a_batch(1), why=Aside.TOO_LARGE)
    ]


def test_full_batches_go_again_once_the_refused_operation_is_set_aside() -> None:
    play = Play().at_rest().hear(LocalChange).hear(BatchTaken, batch=a_batch(4))
    play.hear(StepFailed, failure=Failure.REFUSED).hear(BatchTaken, batch=a_batch(1))
    play.hear(StepFailed, failure=Failure.REFUSED)
    assert play.hear(BatchSettled, after=0).work == [TakeBatch(500)]


@pytest.mark.row("E5")
def test_sync_now_ends_the_pauses_of_the_queue_once() -> None:
    play = Play().at_rest().hear(SyncAsked)
    assert play.work == [TakeBatch(500, is_forced=True)]
    play.hear(BatchTaken, batch=None).hear(PageArrived, page=PAGE).hear(PageApplied)
    assert play.hear(LocalChange, after=0).work == [TakeBatch(500)]
    play.hear(BatchTaken, batch=None, after=0)
    # A click cannot hammer a server.
    assert play.hear(SyncAsked, after=0).work == [TakeBatch(500)]


def test_server_that_is_back_ends_the_pauses_of_the_queue() -> None:
    play = Play().pushing()
    while play.state.breaker.open_until is None:
        play.hear(StepFailed, failure=Failure.UNREACHABLE, luck=0.0, after=0)
        if play.state.phase is Phase.IDLE and play.state.breaker.open_until is None:
            play.hear(TimerFired, after=0)
        if play.state.phase is Phase.TAKING:
            play.hear(BatchTaken, batch=a_batch(), after=0)
    play.wait().hear(HealthAnswered)
    while play.state.phase is not Phase.TAKING:
        play.hear(PageArrived, page=PAGE, after=0).hear(PageApplied, after=0)
    assert play.work == [TakeBatch(500, is_forced=True)]


def test_lost_cursor_is_forgotten_and_the_queue_stays() -> None:
    play = Play().hear(Started).hear(BatchTaken, batch=None)
    assert play.hear(StepFailed, failure=Failure.RESYNC).work == [ForgetCursor()]
    play.hear(PageApplied, more=True)
    assert play.state.phase in (Phase.IDLE, Phase.PULLING)


def test_server_trouble_while_pushing_does_not_hold_the_pull() -> None:
    play = Play().pushing()
    assert play.hear(StepFailed, failure=Failure.TROUBLE, luck=1.0).work == [FetchPage()]


def test_poll_is_faster_without_hints() -> None:
    play = Play().at_rest()
    assert (play.state.timer_at or 0) - play.at <= 15
    play.hear(HintsUp)
    while play.work:
        play.hear(BatchTaken, batch=None) if play.state.phase is Phase.TAKING else play.hear(
            PageArrived, page=PAGE
        ).hear(PageApplied)
    assert 50 <= (play.state.timer_at or 0) - play.at <= 60


OUTSIDE = st.sampled_from(
    [
        (LocalChange, {}),
        (HintHeard, {}),
        (HintsUp, {}),
        (HintsDown, {}),
        (SyncAsked, {}),
        (OfflineSwitched, {"is_offline": True}),
        (OfflineSwitched, {"is_offline": False}),
    ]
)
ANSWERS: dict[type, list[tuple[type[Event], dict[str, Any]]]] = {
    TakeBatch: [
        (BatchTaken, {"batch": None}),
        (BatchTaken, {"batch": None, "due_in_s": 7.0}),
        (BatchTaken, {"batch": a_batch(3)}),
    ],
    SendBatch: [(PushAnswered, {"outcome": OUTCOME})],
    SettleBatch: [(BatchSettled, {}), (BatchSettled, {"unanswered": 1, "has_news": True})],
    SetAside: [(BatchSettled, {})],
    FetchPage: [(PageArrived, {"page": PAGE})],
    ApplyPage: [(PageApplied, {}), (PageApplied, {"more": True})],
    ForgetCursor: [(PageApplied, {"more": True})],
    CheckHealth: [(HealthAnswered, {})],
}


@pytest.mark.row("E5")
@given(st.data())
def test_a_queued_change_always_has_a_timer_or_work_under_way(data: st.DataObject) -> None:
    state, commands = step(EngineState(), Started(at=0.0))
    under_way = [command for command in commands if not isinstance(command, SetTimer)]
    at, armed = 0.0, state.timer_at
    for _ in range(data.draw(st.integers(1, 40))):
        luck = data.draw(st.floats(0, 1))
        choice = data.draw(st.sampled_from(["work", "fail", "outside", "timer"]))
        facts: dict[str, Any]
        if choice in ("work", "fail") and under_way:
            done = under_way.pop()
            if choice == "fail":
                kind, facts = StepFailed, {"failure": data.draw(st.sampled_from(Failure))}
            else:
                kind, facts = data.draw(st.sampled_from(ANSWERS[type(done)]))
        elif choice == "timer" and armed is not None:
            kind, facts, at = TimerFired, {}, max(at, armed)
        else:
            kind, facts = data.draw(OUTSIDE)
        at += data.draw(st.floats(0, 20))
        state, commands = step(state, kind(at=at, luck=luck, **facts))
        timers = [command for command in commands if isinstance(command, SetTimer)]
        assert len(timers) <= 1
        if timers:
            armed = timers[0].at
        elif kind is TimerFired:
            armed = None
        under_way += [command for command in commands if not isinstance(command, SetTimer)]
        assert len(under_way) <= 1, "one thing at a time"
        assert (state.phase is Phase.IDLE) == (not under_way)
        assert armed == state.timer_at
        may_act = state.halt is None and not state.is_offline
        assert under_way or armed is not None or not may_act
        assert armed is None or may_act
        if armed is not None and not under_way:
            assert armed - at <= 331, "never later than the longest pause"
