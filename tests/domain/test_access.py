"""Breaking the glass: for an hour, with a reason somebody can review."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.access import GLASS_LASTS, BreakGlass, is_reason
from app.domain.ids import PatientId, new_id
from tests.factories import NOON, USER_ID

pytestmark = pytest.mark.row("A3")


@pytest.mark.parametrize(
    ("text", "stands"),
    [("", False), ("because", False), ("x" * 9, False), ("x" * 10, True), ("  x" * 9, True),
     (" " * 5 + "x" * 9 + " " * 5, False)],
)  # fmt: skip
def test_reason_says_something(text: str, stands: bool) -> None:
    assert is_reason(text) is stands


def test_glass_closes_after_an_hour_and_comes_without_a_review() -> None:
    assert timedelta(hours=1) == GLASS_LASTS
    glass = BreakGlass(
        id=new_id(), created_at=NOON, updated_at=NOON, patient_id=PatientId(new_id()),
        user_id=USER_ID, role="clinician", reason="x" * 10, broken_at=NOON,
        ends_at=NOON + GLASS_LASTS,
    )  # fmt: skip
    assert (glass.reviewed_by, glass.reviewed_at, glass.review_note) == (None, None, "")
