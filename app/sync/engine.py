"""The sync engine: one pure function from (state, event) to (state, commands).

It does one thing at a time: check health, push a batch, or pull a page; only the batch after one
that is pushed may be on its way besides (sending.py). Whatever is due first goes first; while
nothing is due exactly one timer is armed, so that a queued change is never forgotten. See design
sync.md 3.8.
"""

from __future__ import annotations

from dataclasses import replace

from app.sync.connectivity import HINT_SPREAD_S, LOSS_SPREAD_S, poll_delay_s
from app.sync.events import (
    NO_ANSWER,
    ApplyPage,
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
    SetTimer,
    SettleBatch,
    Stalled,
    Started,
    StepFailed,
    SyncAsked,
    TakeBatch,
    TimerFired,
)
from app.sync.isolating import ISOLATABLE, SPLITTABLE, found_nothing, isolate, split, taken
from app.sync.lanes import EngineState, Halt, Phase

Step = tuple[EngineState, tuple[Command, ...]]
_HALTS = {
    Failure.NEEDS_LOGIN: Halt.NEEDS_LOGIN,
    Failure.REVOKED: Halt.REVOKED,
    Failure.UPGRADE: Halt.UPGRADE,
}


def step(state: EngineState, event: Event) -> Step:
    """What follows from an event: the next state, and what to do about it."""
    state, commands = _hear(state, event)
    if state.phase is Phase.IDLE and not commands:
        state, commands = _choose(state, event)
    return _with_timer(state, commands)


def _hear(state: EngineState, event: Event) -> Step:
    match event:
        case BatchTaken() | PushAnswered() | BatchSettled():
            return _pushed(state, event)
        case PageArrived() | PageApplied() | HealthAnswered():
            return _pulled(state, event)
        case StepFailed():
            return _failed(state, event)
        case _:
            return _told(state, event), ()


def _told(state: EngineState, event: Event) -> EngineState:
    """News from outside; a step under way goes on undisturbed."""
    match event:
        case Started():
            breaker = event.breaker or state.breaker
            if state.is_forced:  # somebody asked before it had started
                breaker = breaker.forced(event.at)
            begun = replace(
                state,
                phase=Phase.IDLE,
                is_offline=event.is_offline,
                breaker=breaker,
                is_unreachable=breaker.open_until is not None,  # as it was left: nobody asks yet
            )
            told = _want_all(begun, event.at)
        case LocalChange():
            told = replace(state, push=state.push.wanted(event.at))
        case HintHeard():
            soon = event.at + event.luck * HINT_SPREAD_S
            told = replace(state, pull=state.pull.wanted(soon))
        case HintsUp():
            told = _forced(replace(state, hears_hints=True), event.at)
        case HintsDown():
            soon = event.at + event.luck * LOSS_SPREAD_S
            told = replace(state, hears_hints=False, pull=state.pull.wanted(soon))
        case SyncAsked() | Stalled():
            told = _forced(replace(state, halt=None), event.at)
        case OfflineSwitched():
            switched = replace(state, is_offline=event.is_offline)
            told = switched if event.is_offline else _forced(switched, event.at)
        case TimerFired():
            told = replace(state, timer_at=None)
        case _:
            told = state
    return told


def _want_all(state: EngineState, at: float) -> EngineState:
    return replace(state, push=state.push.wanted(at), pull=state.pull.wanted(at))


def _forced(state: EngineState, at: float) -> EngineState:
    """Try again at once, at most every five seconds, so that a click cannot hammer a server."""
    if not state.breaker.may_force(at):
        return _want_all(state, at)
    state = replace(
        state,
        breaker=state.breaker.forced(at),
        is_forced=True,
        push=replace(state.push, not_before=0.0),
        pull=replace(state.pull, not_before=0.0),
    )
    return _want_all(state, at)


def _choose(state: EngineState, event: Event) -> Step:
    """The next thing to do, when one is due."""
    if state.halt is not None or state.is_offline:
        return state, ()
    if state.breaker.open_until is not None:
        if event.at < state.breaker.open_until:
            return state, ()
        return replace(state, phase=Phase.PROBING), (CheckHealth(),)
    push_due, pull_due = state.push.due_at, state.pull.due_at
    goes_push = push_due is not None and push_due <= event.at
    goes_pull = pull_due is not None and pull_due <= event.at
    if goes_push and goes_pull:
        # No direction starves the other: where both wait as long, the one that failed comes second.
        is_first = (push_due or 0.0) == (pull_due or 0.0) and not state.push.failures
        goes_push = state.has_next or is_first or (push_due or 0.0) < (pull_due or 0.0)
    if goes_push:
        # A change that is saved from here on asks for another look at the queue.
        push = replace(state.push, wanted_at=None)
        taking = replace(state, phase=Phase.TAKING, push=push, is_forced=False, has_next=False)
        return taking, (TakeBatch(state.batch_limit, state.is_forced),)
    if goes_pull:
        later = event.at + poll_delay_s(hears_hints=state.hears_hints, luck=event.luck)
        pulling = replace(state, phase=Phase.PULLING, pull=replace(state.pull, wanted_at=later))
        return pulling, (FetchPage(),)
    return state, ()


def _with_timer(state: EngineState, commands: tuple[Command, ...]) -> Step:
    """Arm the one timer for whatever is due next; none while something is under way."""
    wanted = _next_due(state) if state.phase is Phase.IDLE else None
    if wanted == state.timer_at:
        return state, commands
    return replace(state, timer_at=wanted), (*commands, SetTimer(wanted))


def _next_due(state: EngineState) -> float | None:
    if state.halt is not None or state.is_offline:
        return None
    if state.breaker.open_until is not None:
        return state.breaker.open_until
    return min(due for due in (state.push.due_at, state.pull.due_at) if due is not None)


def _answered(state: EngineState) -> EngineState:
    return replace(state, breaker=state.breaker.answered(), is_unreachable=False)


def _pushed(state: EngineState, event: BatchTaken | PushAnswered | BatchSettled) -> Step:
    match event:
        case BatchTaken() if state.phase is Phase.TAKING:
            if event.batch is not None and state.may_connect:
                sending = replace(state, phase=Phase.PUSHING, batch=event.batch)
                return sending, (SendBatch(event.batch),)
            if event.batch is not None:  # switched off meanwhile: the next look takes it back
                return replace(state, phase=Phase.IDLE, push=state.push.wanted(event.at)), ()
            state = found_nothing(state)
            push = state.push
            if event.due_in_s is not None:
                push = push.wanted(event.at + max(event.due_in_s, 0.0))
            return _at_rest(replace(state, phase=Phase.IDLE, push=push), event.at), ()
        case PushAnswered() if state.phase is Phase.PUSHING and state.batch is not None:
            settling = replace(_answered(state), phase=Phase.SETTLING)
            return settling, (SettleBatch(state.batch, event.outcome),)
        case BatchSettled() if state.phase is Phase.SETTLING:
            return _settled(state, event), ()
        case _:
            return state, ()


def _settled(state: EngineState, event: BatchSettled) -> EngineState:
    if state.batch is not None and not event.unanswered:
        state = taken(state)
    state = replace(state, phase=Phase.IDLE, batch=None, has_next=event.has_next)
    if event.has_news:
        state = replace(state, pull=state.pull.wanted(event.at))
    if event.unanswered:  # resending at once would loop as fast as the server can answer
        return replace(state, push=state.push.failed(event.at, event.luck))
    return replace(state, push=state.push.worked().wanted(event.at))


def _pulled(state: EngineState, event: PageArrived | PageApplied | HealthAnswered) -> Step:
    match event:
        case PageArrived() if state.phase is Phase.PULLING:
            return replace(_answered(state), phase=Phase.APPLYING), (ApplyPage(event.page),)
        case PageApplied() if state.phase is Phase.APPLYING:
            pull = state.pull.worked()
            pull = pull.wanted(event.at) if event.more else pull
            return _at_rest(replace(state, phase=Phase.IDLE, pull=pull), event.at), ()
        case HealthAnswered() if state.phase is Phase.PROBING:
            back = replace(_answered(state), phase=Phase.IDLE, is_forced=True)
            return _want_all(back, event.at), ()
        case _:
            return state, ()


def _at_rest(state: EngineState, at: float) -> EngineState:
    """Note the time when neither direction has anything left or is failing."""
    lanes = (state.push, state.pull)
    is_done = all(lane.failures == 0 and (lane.due_at or at + 1) > at for lane in lanes)
    is_fine = is_done and not state.is_unreachable
    return replace(state, synced_at=at) if is_fine else state


def _failed(state: EngineState, event: StepFailed) -> Step:
    if state.phase in (Phase.NEW, Phase.IDLE):
        return state, ()
    pushing = state.phase in (Phase.TAKING, Phase.PUSHING, Phase.SETTLING)
    batch = state.batch if state.phase is Phase.PUSHING else None
    state = _noted(replace(state, batch=None), event)
    aside = None
    if batch is not None and event.failure in SPLITTABLE:
        state, aside = split(state, event.failure, batch)
        if aside is None:
            return replace(state, phase=Phase.IDLE, push=state.push.wanted(event.at)), ()
    if batch is not None and event.failure in ISOLATABLE:
        state, aside = isolate(state, batch, at=event.at)
    if aside is not None:
        return replace(state, phase=Phase.SETTLING), (aside,)
    if event.failure is Failure.RESYNC and state.phase is Phase.PULLING:
        held = replace(state, phase=Phase.APPLYING, pull=state.pull.failed(event.at, event.luck))
        return held, (ForgetCursor(),)
    if state.phase is not Phase.PROBING:
        lane = state.push if pushing else state.pull
        is_door = event.failure in _HALTS  # a closed door is nobody's failure
        tried = lane.wanted(event.at) if is_door else lane.failed(event.at, event.luck)
        state = replace(state, push=tried) if pushing else replace(state, pull=tried)
    return replace(_paused(state, event), phase=Phase.IDLE), ()


def _noted(state: EngineState, event: StepFailed) -> EngineState:
    """What a failure says about the connection as a whole."""
    if event.failure in NO_ANSWER:
        breaker = state.breaker.failed(event.at, event.luck)
        return replace(state, breaker=breaker, is_unreachable=True)
    if event.failure is Failure.STORE:
        return state
    state = _answered(state)
    if state.phase is Phase.PROBING:  # it answers, if with an error: the lanes find out more
        state = _want_all(state, event.at)
    return replace(state, halt=_HALTS.get(event.failure, state.halt))


def _paused(state: EngineState, event: StepFailed) -> EngineState:
    """Both directions wait where the server asked for it or is not there."""
    if event.failure is Failure.RATE_LIMITED:
        until = event.at + event.retry_after_s * (1.0 + 0.1 * event.luck)
    elif event.failure in NO_ANSWER:
        until = max(state.push.not_before, state.pull.not_before)
    else:
        return state
    return replace(
        state,
        push=replace(state.push, not_before=max(until, state.push.not_before)),
        pull=replace(state.pull, not_before=max(until, state.pull.not_before)),
    )
