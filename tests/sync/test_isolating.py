"""Which operation is blamed when the server fails, and when nobody is."""

from __future__ import annotations

import pytest

from app.domain.operations import QueueCounts
from app.sync.connectivity import Breaker
from app.sync.engine import EngineState, Halt, Phase
from app.sync.events import (
    Aside,
    Batch,
    BatchSettled,
    BatchTaken,
    CheckHealth,
    Failure,
    FetchPage,
    HealthAnswered,
    HintsUp,
    LocalChange,
    OfflineSwitched,
    PageApplied,
    PageArrived,
    PushAnswered,
    SetAside,
    Started,
    StepFailed,
    SyncAsked,
    TakeBatch,
)
from app.sync.status import SyncState, word_for
from tests.sync.test_engine import OUTCOME, PAGE, Play, a_batch


def to_taking(play: Play) -> Play:
    """Pulls work; go on until the queue is read again."""
    for _ in range(20):
        match play.state.phase:
            case Phase.TAKING:
                return play
            case Phase.PULLING:
                play.hear(PageArrived, page=PAGE, after=0)
            case Phase.APPLYING:
                play.hear(PageApplied, after=0)
            case _:
                play.wait()
    raise AssertionError(play.state)


def fail(play: Play, batch: Batch, failure: Failure = Failure.TROUBLE) -> Play:
    to_taking(play).hear(BatchTaken, batch=batch, after=0)
    return play.hear(StepFailed, failure=failure, luck=0.1)


def limit_of(play: Play) -> int:
    to_taking(play)
    (take,) = [one for one in play.commands if isinstance(one, TakeBatch)]
    return take.limit


@pytest.mark.parametrize("failure", [Failure.TROUBLE, Failure.LOST, Failure.MALFORMED])
def test_batch_the_server_fails_at_is_halved_after_five_failures(failure: Failure) -> None:
    play = Play().at_rest().hear(LocalChange)
    for _ in range(4):
        fail(play, a_batch(8), failure)
        assert limit_of(play) == 500
    fail(play, a_batch(8), failure)
    assert limit_of(play) == 4
    fail(play, a_batch(4), failure)
    assert limit_of(play) == 2, "no more patience while the culprit is looked for"


def narrowed(play: Play, *, others_pass: bool) -> Play:
    """The server fails at the last of four, or at all of them."""
    for _ in range(5):
        fail(play, a_batch(4))
    if others_pass:
        to_taking(play).hear(BatchTaken, batch=a_batch(2), after=0)
        play.hear(PushAnswered, outcome=OUTCOME).hear(BatchSettled)
        assert limit_of(play) == 2, "a success does not end the search"
    fail(play, a_batch(2))
    return fail(play, a_batch(1))


def test_operation_at_which_the_server_fails_while_it_takes_others_is_the_culprit() -> None:
    play = narrowed(Play().at_rest().hear(LocalChange), others_pass=True)
    assert play.work == [SetAside(a_batch(1), Aside.POISON)]
    play.hear(BatchSettled, after=0)
    assert limit_of(play) == 500


def test_operation_is_only_suspected_while_no_other_got_through() -> None:
    play = narrowed(Play().at_rest().hear(LocalChange), others_pass=False)
    assert play.work == [SetAside(a_batch(1), Aside.SUSPECT)]


def test_what_the_server_took_before_its_trouble_blames_nobody() -> None:
    play = Play().at_rest().hear(LocalChange)
    to_taking(play).hear(BatchTaken, batch=a_batch(2), after=0)
    play.hear(PushAnswered, outcome=OUTCOME).hear(BatchSettled)
    narrowed(play, others_pass=False)
    assert play.work == [SetAside(a_batch(1), Aside.SUSPECT)]


def test_suspect_that_fails_once_more_after_others_passed_is_the_culprit() -> None:
    play = narrowed(Play().at_rest().hear(LocalChange), others_pass=False)
    play.hear(BatchSettled, after=0)
    to_taking(play).hear(BatchTaken, batch=a_batch(3), after=0)
    play.hear(PushAnswered, outcome=OUTCOME).hear(BatchSettled)
    suspect = Batch(batch_id="b", operations=a_batch(1).operations, is_suspect=True)
    fail(play, suspect)
    assert play.work == [SetAside(suspect, Aside.POISON)]


def test_server_that_answers_nothing_at_all_blames_nobody() -> None:
    play = Play().at_rest().hear(LocalChange)
    for _ in range(30):
        while play.state.phase is not Phase.TAKING:
            if play.state.phase is Phase.IDLE:
                play.wait()
            else:
                play.hear(StepFailed, failure=Failure.TROUBLE, luck=0.1)
        play.hear(BatchTaken, batch=a_batch(4)).hear(StepFailed, failure=Failure.TROUBLE, luck=0.1)
        assert play.state.batch_limit == 500
        assert not [one for one in play.work if isinstance(one, SetAside)]


def test_failed_push_asks_at_once_whether_the_server_answers_otherwise() -> None:
    play = Play().at_rest().hear(LocalChange).hear(BatchTaken, batch=a_batch(2))
    assert play.hear(StepFailed, failure=Failure.TROUBLE, luck=1.0).work == [FetchPage()]


def test_batch_taken_while_the_desk_was_switched_offline_is_not_sent() -> None:
    play = Play().at_rest().hear(LocalChange).hear(OfflineSwitched, is_offline=True)
    assert play.hear(BatchTaken, batch=a_batch()).work == []
    assert play.hear(OfflineSwitched, is_offline=False).work == [TakeBatch(500, is_forced=True)]


def test_session_that_is_over_is_nobodys_failure() -> None:
    play = Play().pushing()
    for _ in range(6):
        play.hear(StepFailed, failure=Failure.NEEDS_LOGIN)
        assert play.state.halt is Halt.NEEDS_LOGIN
        play.hear(SyncAsked, after=6.0)
        to_taking(play).hear(BatchTaken, batch=a_batch())
    assert (play.state.push.failures, play.state.breaker.failures) == (0, 0)


def test_open_breaker_is_still_open_after_a_restart() -> None:
    play = Play()
    play.hear(Started, breaker=Breaker(failures=6, open_until=41.0))
    assert play.work == []
    assert play.state.timer_at == 41.0
    assert play.hear(HintsUp).work == [CheckHealth()]


def test_desk_that_starts_with_an_open_breaker_says_that_it_is_offline() -> None:
    play = Play()
    play.hear(Started, breaker=Breaker(failures=6, open_until=41.0))
    assert word_for(play.state, QueueCounts(waiting=9)) is SyncState.OFFLINE
    play.hear(HintsUp).hear(HealthAnswered)
    assert word_for(play.state, QueueCounts(waiting=9)) is SyncState.SYNCING


def test_sync_that_was_asked_for_before_the_start_goes_past_an_open_breaker() -> None:
    play = Play()
    play.hear(SyncAsked).hear(Started, breaker=Breaker(failures=6, open_until=41.0))
    assert play.work == [CheckHealth()]


def test_engine_state_begins_with_full_batches() -> None:
    assert EngineState().batch_limit == 500
