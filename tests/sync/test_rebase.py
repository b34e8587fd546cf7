"""Which base a change gets once an earlier one of its record was answered."""

from __future__ import annotations

import pytest

from app.domain.operations import OperationResult, ResultStatus
from app.sync.rebase import rebased_version
from tests.sync.test_batch_plan import a_pending


@pytest.mark.parametrize(
    ("status", "base_version", "attempts", "expected"),
    [
        pytest.param("applied", 1, 0, 3, id="made on top of it"),
        pytest.param("applied", 3, 0, None, id="made on this very version"),
        pytest.param("applied", 4, 0, None, id="made on a newer version: an old answer"),
        pytest.param("applied", 1, 1, None, id="sent before: word for word"),
        pytest.param("merged", 1, 0, None, id="somebody else's change is in the answer"),
        pytest.param("conflict", 1, 0, None, id="not accepted"),
    ],
)
def test_base_moves_only_over_ones_own_accepted_change(
    status: ResultStatus, base_version: int, attempts: int, expected: int | None
) -> None:
    later = a_pending(2, base_version=base_version, attempts=attempts)
    result = OperationResult(op_id="op1", status=status, version=3)
    assert rebased_version(later, a_pending(1, base_version=1).operation, result) == expected


def test_base_of_what_was_sent_anew_stays_the_one_it_was_made_on() -> None:
    later, earlier = a_pending(2, base_version=1), a_pending(1, base_version=5)
    result = OperationResult(op_id="op1", status="applied", version=6)
    assert rebased_version(later, earlier.operation, result) is None
