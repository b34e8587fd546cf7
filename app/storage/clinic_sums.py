"""The clinic's figures over a stretch of days, summed up by the database: see report_ports.py."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.domain.report_ports import Booked, TurnOut
from app.domain.reports import By, Taken
from app.schema.types import to_microseconds
from app.storage.session import Session

_FARTHEST = timedelta(days=2)
"""How far a clinic's day may be from Greenwich's; it lets the index of instants be used."""
_IN_DAYS = (
    "deleted_at IS NULL AND starts_at >= ?1 AND starts_at < ?2 "
    "AND local_start >= ?3 AND local_start < ?4"
)
_BOOKED = (
    "SELECT substr(local_start, 1, 10), lower(hex(practitioner_id)), count(*), "
    "sum((ends_at - starts_at) / 60000000) FROM appointment "
    f"WHERE {_IN_DAYS} AND status IN ('booked', 'arrived', 'in_room', 'completed') "
    "GROUP BY 1, 2 ORDER BY 1, 2"
)
_GROUPS = {
    By.PROVIDER: "lower(hex(practitioner_id))",
    By.VISIT_TYPE: "lower(hex(visit_type_id))",
    By.MONTH: "substr(local_start, 1, 7)",
    By.DAY: "substr(local_start, 1, 10)",
}
_TURN_OUT = (
    "SELECT {0}, sum(status IN ('arrived', 'in_room', 'completed')), sum(status = 'no_show'), "
    "sum(status = 'cancelled' AND is_late_cancel) FROM appointment "
    f"WHERE {_IN_DAYS} GROUP BY 1 ORDER BY 1"
)
# A payment that is taken back is an entry with its amount turned around, and no payment more.
_TAKEN = (
    "SELECT method, sum(payments), sum(paid), sum(back) FROM ("
    "SELECT method, CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END AS payments, "
    "amount_minor AS paid, 0 AS back FROM payment "
    "WHERE currency = ?1 AND received_on BETWEEN ?2 AND ?3 UNION ALL "
    "SELECT method, 0, 0, amount_minor FROM refund "
    "WHERE currency = ?1 AND refunded_on BETWEEN ?2 AND ?3"
    ") GROUP BY method ORDER BY method"
)


class ClinicSumsTable:
    """See app/domain/report_ports.py: ClinicSums."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def booked(self, first: date, last: date) -> tuple[Booked, ...]:
        """Visits that take or took time, by day and provider."""
        rows = self._session.all(_BOOKED, _days(first, last))
        return tuple(Booked(date.fromisoformat(day), who, n, sum_) for day, who, n, sum_ in rows)

    def turn_out(self, first: date, last: date, by: By) -> tuple[TurnOut, ...]:
        """Visits by how they ended; groups without one of them are left out."""
        rows = self._session.all(_TURN_OUT.format(_GROUPS[by]), _days(first, last))
        return tuple(found for row in rows if any((found := TurnOut(*row))[1:]))

    def taken(self, first: date, last: date, currency: str) -> tuple[Taken, ...]:
        """What came in and went back by method."""
        wanted = (currency, first.isoformat(), last.isoformat())
        return tuple(
            Taken(method=method, payments=count, paid=paid, refunded=back)
            for method, count, paid, back in self._session.all(_TAKEN, wanted)
        )


def _days(first: date, last: date) -> tuple[int, int, str, str]:
    begins, after = (datetime(one.year, one.month, one.day, tzinfo=UTC) for one in (first, last))
    return (
        to_microseconds(begins - _FARTHEST),
        to_microseconds(after + _FARTHEST + timedelta(days=1)),
        first.isoformat(),
        (last + timedelta(days=1)).isoformat(),
    )
