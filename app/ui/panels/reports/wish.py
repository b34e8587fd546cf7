"""What somebody wants to see: which report, over which days, kept apart by what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.reports import By, Period, Report, Span

SPANS: Mapping[Report, tuple[Span, ...]] = {
    Report.USE: (Span.WEEK, Span.MONTH),
    Report.NO_SHOWS: (Span.WEEK, Span.MONTH, Span.YEAR),
    Report.OWED: (),
    Report.COLLECTED: (Span.DAY, Span.WEEK, Span.MONTH, Span.YEAR),
}
"""The stretches of days that make sense for a report, the usual one by FIRST_SPANS."""
FIRST_SPANS: Mapping[Report, Span] = {
    Report.USE: Span.WEEK,
    Report.NO_SHOWS: Span.MONTH,
    Report.OWED: Span.DAY,
    Report.COLLECTED: Span.MONTH,
}
BYS: Mapping[Report, tuple[By, ...]] = {
    Report.USE: (By.DAY, By.PROVIDER),
    Report.NO_SHOWS: (By.PROVIDER, By.VISIT_TYPE, By.MONTH),
    Report.OWED: (),
    Report.COLLECTED: (),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """One report over some days. by is the first of BYS where nothing was chosen."""

    report: Report
    period: Period
    by: By

    @property
    def is_asked_by(self) -> By | None:
        """What the database groups by; None where the same answer serves every choice."""
        return self.by if self.report is Report.NO_SHOWS else None

    def has_same_answer(self, other: Wish) -> bool:
        """Whether both are told from one answer."""
        mine = (self.report, self.period, self.is_asked_by)
        return mine == (other.report, other.period, other.is_asked_by)
