"""Whether somebody is insured on a day, by what is written down of their policies."""

from __future__ import annotations

from datetime import date

from app.domain.patient import Coverage, Eligibility


def covers(policy: Coverage, on: date) -> bool:
    """Whether a policy runs on a day and the payer did not say that it is not in force."""
    if policy.eligibility == Eligibility.INACTIVE:
        return False
    day, begins, ends = on.isoformat(), policy.valid_from or "", policy.valid_to or ""
    # Dates may be partial: "2026" begins with the year and ends with it.
    return begins <= day and (not ends or day[: len(ends)] <= ends)
