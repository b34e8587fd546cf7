"""Finding the one operation that cannot go: halve the batch until it is alone, then let the others
pass. Pure.

A batch that is refused as a whole is halved at once. One at which the server fails is halved after
five failures in a row during which it answered otherwise: a server in general trouble is waited
for, and nothing of the queue is blamed.
"""

from __future__ import annotations

from dataclasses import replace

from app.sync.events import Aside, Batch, Failure, SetAside
from app.sync.lanes import EngineState

PATIENCE = 5
SPLITTABLE = frozenset({Failure.TOO_LARGE, Failure.REFUSED})
ISOLATABLE = frozenset({Failure.TROUBLE, Failure.LOST, Failure.MALFORMED})
Narrowed = tuple[EngineState, SetAside | None]


def split(state: EngineState, failure: Failure, batch: Batch) -> Narrowed:
    """A refused batch is sent in halves; a lone refused operation is set aside."""
    if len(batch.operations) > 1:
        return replace(state, batch_limit=max(1, len(batch.operations) // 2)), None
    why = Aside.TOO_LARGE if failure is Failure.TOO_LARGE else Aside.REFUSED
    return _found(state), SetAside(batch, why)


def isolate(state: EngineState, batch: Batch, *, at: float) -> Narrowed:
    """The server failed at a batch: count it, look for the culprit, or set it aside.

    A lone operation is the culprit once others got through; until then it is only suspected.
    """
    if state.pull.failures or state.breaker.open_until is not None:
        return replace(state, trouble=0), None
    if not (state.trouble or state.is_bisecting or batch.is_suspect):
        state = replace(state, took_others=False)  # what went well before says nothing of now
    # Whether it answers otherwise is asked at once, not only with the next poll.
    state = replace(state, trouble=state.trouble + 1, pull=state.pull.wanted(at))
    is_looking = state.is_bisecting or state.trouble >= PATIENCE
    if len(batch.operations) == 1 and (is_looking or batch.is_suspect):
        why = Aside.POISON if state.took_others else Aside.SUSPECT
        return replace(_found(state), took_others=False), SetAside(batch, why)
    if not is_looking:
        return state, None
    half = max(1, len(batch.operations) // 2)
    begun = replace(state.push, failures=0)  # each half is tried soon
    return replace(state, is_bisecting=True, batch_limit=half, push=begun), None


def taken(state: EngineState) -> EngineState:
    """The server took a batch: larger ones follow, unless a culprit is looked for."""
    limit = state.batch_limit
    if not state.is_bisecting:
        limit = min(state.most_at_once, limit * 2)
    return replace(state, trouble=0, took_others=True, batch_limit=limit)


def found_nothing(state: EngineState) -> EngineState:
    """Nothing is left to send: whatever the server failed at, it took in the end."""
    return replace(state, is_bisecting=False, batch_limit=state.most_at_once)


def _found(state: EngineState) -> EngineState:
    """The culprit is known: what waits behind it goes in full batches again."""
    return replace(found_nothing(state), trouble=0)
