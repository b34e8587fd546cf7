"""Whether a policy covers a day: its dates, whole or partial, and what the payer said."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.insured import covers
from app.domain.patient import Coverage
from tests.factories import a_child, a_patient

DAY = date(2026, 10, 14)


@pytest.mark.parametrize(
    ("begins", "ends", "is_covered"),
    [
        (None, None, True),
        ("2026-10-14", "2026-10-14", True),
        ("2026-10-15", None, False),
        (None, "2026-10-13", False),
        ("2026", "2026", True),
        ("2026-10", "2026-10", True),
        ("2026-11", None, False),
        (None, "2026-09", False),
        ("2027", None, False),
        (None, "2025", False),
    ],
)
def test_policy_covers_the_days_it_runs(
    begins: str | None, ends: str | None, is_covered: bool
) -> None:
    policy = a_child(Coverage, a_patient(), payer="Aetna", valid_from=begins, valid_to=ends)
    assert covers(policy, DAY) is is_covered


@pytest.mark.parametrize(
    ("said", "is_covered"),
    [("unknown", True), ("active", True), ("error", True), ("inactive", False)],
)
def test_payer_who_says_it_is_not_in_force_is_believed(said: str, is_covered: bool) -> None:
    policy = a_child(Coverage, a_patient(), payer="Aetna", eligibility=said)
    assert covers(policy, DAY) is is_covered
