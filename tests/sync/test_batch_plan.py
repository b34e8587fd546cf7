"""Which operations go together, by cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.domain.ids import RecordId
from app.domain.operations import LONGEST_PAUSE, OperationState, Pending
from app.sync.batch_plan import BatchPlan, row_of
from tests.factories import NOON
from tests.protocol.test_merge import an_operation


def a_pending(n: int, **changes: Any) -> Pending:
    state = changes.pop("state", OperationState.QUEUED)
    next_attempt_at = changes.pop("next_attempt_at", None)
    attempts, sent = changes.pop("attempts", 0), changes.pop("sent", 0)
    row = f"{changes.pop('row', n):032x}"
    operation = an_operation(**{"op_id": f"op{n}", "tx_id": f"tx{n}", "n": n, "id": row} | changes)
    return Pending(
        operation=operation,
        state=state,
        next_attempt_at=next_attempt_at,
        attempts=attempts,
        sent=sent,
    )


def names(due: list[Pending], others: tuple[Pending, ...] = (), **limits: int) -> list[str]:
    waiting: dict[tuple[str, RecordId], list[Pending]] = {}
    for pending in sorted((*due, *others), key=lambda pending: pending.operation.n):
        waiting.setdefault(row_of(pending.operation), []).append(pending)
    known = {pending.operation.op_id: pending for pending in (*due, *others)}
    plan = BatchPlan(now=NOON, **limits)
    plan.add(due, waiting=waiting, dependencies=known)
    return [operation.op_id for operation in plan.operations]


@pytest.mark.parametrize("waiting", [0, 1, 4, 5, 6])
def test_batch_holds_up_to_the_limit_in_order(waiting: int) -> None:
    due = [a_pending(n) for n in range(waiting)]
    assert names(due, limit=5) == [f"op{n}" for n in range(min(waiting, 5))]


def test_batch_stops_before_its_size_but_never_at_nothing() -> None:
    due = [a_pending(n, reason="x" * 600) for n in range(3)]
    assert names(due, max_bytes=1000) == ["op0"]
    assert names(due, max_bytes=10) == ["op0"]


def test_change_behind_a_parked_one_of_its_record_waits_and_others_pass() -> None:
    parked = a_pending(
        1, row=7, state=OperationState.RETRY, next_attempt_at=NOON + timedelta(seconds=9)
    )
    assert names([a_pending(2, row=7), a_pending(3, row=8)], (parked,)) == ["op3"]


def test_change_behind_an_unsettled_dependency_waits() -> None:
    parked = a_pending(1, state=OperationState.BLOCKED, next_attempt_at=NOON + timedelta(seconds=9))
    assert names([a_pending(2, depends_on=["op1"]), a_pending(3)], (parked,)) == ["op3"]


def test_change_goes_with_its_dependency_in_one_batch() -> None:
    assert names([a_pending(1), a_pending(2, depends_on=["op1"])]) == ["op1", "op2"]


def test_user_action_is_not_torn_apart_by_a_batch() -> None:
    due = [a_pending(1), *(a_pending(n, tx_id="one") for n in (2, 3, 4))]
    assert names(due, limit=3) == ["op1"]
    assert names(due[1:], limit=2) == ["op2", "op3"]  # larger than any batch: it must be


@pytest.mark.parametrize(
    ("sent", "expected"), [(0, []), (1, ["op3"])], ids=["a copy has it", "sent"]
)
def test_only_an_action_that_was_on_its_way_goes_in_parts(sent: int, expected: list[str]) -> None:
    parked = a_pending(1, row=9, state=OperationState.RETRY, next_attempt_at=NOON + LONGEST_PAUSE)
    due = [a_pending(n, row=row, tx_id="one", attempts=1, sent=sent) for n, row in ((2, 9), (3, 3))]
    assert names(due, (parked,)) == expected


def test_instant_of_a_clock_that_was_set_back_parks_nothing() -> None:
    at_most, beyond = NOON + LONGEST_PAUSE, NOON + LONGEST_PAUSE + timedelta(seconds=1)
    due = [
        a_pending(1, state=OperationState.RETRY, next_attempt_at=at_most),
        a_pending(2, state=OperationState.RETRY, next_attempt_at=beyond),
    ]
    assert names(due) == ["op2"]


def test_user_action_held_back_in_one_piece_is_held_back_in_the_next() -> None:
    parked = a_pending(1, row=9, state=OperationState.RETRY, next_attempt_at=NOON + LONGEST_PAUSE)
    behind, free = a_pending(2, row=9, tx_id="one"), a_pending(3, tx_id="one")
    plan = BatchPlan(now=NOON)
    for piece in ([behind], [free], [a_pending(4)]):
        waiting = {row_of(behind.operation): [parked, behind]}
        plan.add(piece, waiting=waiting, dependencies={})
    assert [operation.op_id for operation in plan.operations] == ["op4"]
