"""The five reports, each one or a few statements over one clinic's rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.errors import InvalidValue
from app.domain.ledger import AGE_LIMITS
from app.domain.utilisation import Blocked, Closure, Stretch, days_between, offered_minutes
from app.protocol.reports import (
    Aging,
    Collected,
    NoShow,
    NoShowBy,
    RecallDue,
    RecallPatient,
    Utilisation,
)

LONGEST_UTILISATION_DAYS = 92
LONGEST_DAYS = 366
MOST_RECALLS = 1000
_HERE = "tenant_id = CAST(:tenant AS uuid) AND deleted_at IS NULL"
_IN_DAYS = (
    # The days are the clinic's own; the first condition lets PostgreSQL use its index.
    "starts_at >= CAST(:first AS date) - 2 AND starts_at < CAST(:last AS date) + 3 "
    "AND left(local_start, 10) BETWEEN :first_text AND :last_text"
)
_CLINIC = text(f"SELECT zone, currency FROM clinic WHERE {_HERE} LIMIT 1")
_PRACTITIONERS = text(f"SELECT id, family_name FROM practitioner WHERE {_HERE}")
_BOOKED = text(
    "SELECT CAST(left(local_start, 10) AS date), practitioner_id, count(*), "
    "CAST(sum(extract(epoch FROM ends_at - starts_at)) / 60 AS bigint) FROM appointment "
    f"WHERE {_HERE} AND status IN ('booked', 'arrived', 'in_room', 'completed') AND {_IN_DAYS} "
    "GROUP BY 1, 2"
)
_STRETCHES = text(
    "SELECT practitioner_id, weekday, begins_at, ends_at, valid_from, valid_to, location_id "
    f"FROM practitioner_schedule WHERE {_HERE}"
)
_CLOSURES = text(
    f'SELECT "on", location_id FROM holiday WHERE {_HERE} '
    'AND "on" BETWEEN CAST(:first AS date) AND CAST(:last AS date)'
)
_BLOCKED = text(
    f"SELECT starts_at, ends_at, practitioner_id FROM block WHERE {_HERE} "
    "AND (practitioner_id IS NOT NULL OR room_id IS NULL) "
    "AND starts_at < CAST(:last AS date) + 3 AND ends_at > CAST(:first AS date) - 2"
)
_GROUPS: Mapping[str, tuple[str, str, str]] = {
    NoShowBy.ALL: ("CAST(NULL AS text)", "''", ""),
    NoShowBy.PRACTITIONER: (
        "replace(CAST(practitioner_id AS text), '-', '')",
        "coalesce(max(p.family_name), '')",
        "LEFT JOIN practitioner AS p ON p.tenant_id = a.tenant_id AND p.id = a.practitioner_id",
    ),
    NoShowBy.VISIT_TYPE: (
        "replace(CAST(visit_type_id AS text), '-', '')",
        "coalesce(max(v.name), '')",
        "LEFT JOIN visit_type AS v ON v.tenant_id = a.tenant_id AND v.id = a.visit_type_id",
    ),
    NoShowBy.MONTH: ("left(local_start, 7)", "left(local_start, 7)", ""),
}
_AGING = text(
    "WITH owed AS (SELECT at, sum(minor) AS minor FROM ("
    "SELECT coalesce(reverses_id, id) AS at, amount_minor AS minor FROM charge "
    f"WHERE {_HERE} AND currency = :currency UNION ALL "
    f"SELECT charge_id, -amount_minor FROM adjustment WHERE {_HERE} AND currency = :currency "
    "AND charge_id IS NOT NULL UNION ALL "
    f"SELECT charge_id, -amount_minor FROM allocation WHERE {_HERE} AND currency = :currency"
    ") AS lines GROUP BY at HAVING sum(minor) > 0) "
    "SELECT width_bucket(CAST(:on AS date) - c.service_on, CAST(:starts AS int[])) AS bucket, "
    "CAST(sum(owed.minor) AS text) FROM owed JOIN charge AS c "
    "ON c.tenant_id = CAST(:tenant AS uuid) AND c.id = owed.at AND c.deleted_at IS NULL "
    "GROUP BY 1"
)
_BALANCE = text(
    "SELECT CAST(coalesce(sum(minor), 0) AS text) FROM ("
    + " UNION ALL ".join(
        f"SELECT {side}amount_minor AS minor FROM {name} WHERE {_HERE} AND currency = :currency"
        for name, side in (("charge", ""), ("adjustment", "-"), ("payment", "-"), ("refund", ""))
    )
    + ") AS lines"
)
_COLLECTED = text(
    "SELECT method, sum(taken) AS payments, CAST(sum(paid) AS text), CAST(sum(back) AS text) "
    "FROM (SELECT method, CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END AS taken, "
    f"amount_minor AS paid, 0 AS back FROM payment WHERE {_HERE} AND currency = :currency "
    "AND received_on BETWEEN CAST(:first AS date) AND CAST(:last AS date) UNION ALL "
    f"SELECT method, 0, 0, amount_minor FROM refund WHERE {_HERE} AND currency = :currency "
    "AND refunded_on BETWEEN CAST(:first AS date) AND CAST(:last AS date)"
    ") AS lines GROUP BY method ORDER BY method"
)
_RECALLS = text(
    "SELECT r.id, r.due_on, r.status, r.last_contact_at, r.practitioner_id, r.visit_type_id, "
    "p.id, p.mrn, p.family_name, p.given_names, p.phone FROM recall AS r JOIN patient AS p "
    "ON p.tenant_id = r.tenant_id AND p.id = r.patient_id AND p.deleted_at IS NULL "
    "WHERE r.tenant_id = CAST(:tenant AS uuid) AND r.deleted_at IS NULL "
    "AND r.status IN ('due', 'contacted') AND r.due_on <= CAST(:on AS date) "
    "ORDER BY r.due_on, r.id LIMIT :limit"
)


async def day_utilisation(
    connection: AsyncConnection, tenant_id: str, *, first: date, last: date
) -> list[Utilisation]:
    """Minutes booked and offered, by day and practitioner. Raises InvalidValue."""
    wanted = _days(tenant_id, first, last, longest=LONGEST_UTILISATION_DAYS)

    async def rows(statement: Any) -> Any:
        return (await connection.execute(statement, wanted)).all()

    names = {_hex(one): name for one, name in await rows(_PRACTITIONERS)}
    booked = {(day, _hex(who)): (n, minutes) for day, who, n, minutes in await rows(_BOOKED)}
    stretches = [
        Stretch(who.hex, day, begins, ends, since, until, _hex(place))
        for who, day, begins, ends, since, until, place in await rows(_STRETCHES)
    ]
    offered = offered_minutes(
        days_between(first, last),
        [one for one in stretches if one.practitioner_id in names],
        closures=[Closure(on, _hex(place)) for on, place in await rows(_CLOSURES)],
        blocked=[Blocked(begins, ends, _hex(who)) for begins, ends, who in await rows(_BLOCKED)],
        zone=(await _clinic(connection, tenant_id))[0],
    )
    lines: list[Utilisation] = []
    for day, who in sorted({*booked, *offered}, key=lambda key: (key[0], key[1] or "")):
        visits, minutes = booked.get((day, who), (0, 0))
        open_minutes = offered.get((day, who or ""), 0)
        ratio = minutes / open_minutes if open_minutes else None
        name = names.get(who, "")
        lines.append(Utilisation(day, who, name, visits, minutes, open_minutes, ratio))
    return lines


async def no_show_rate(
    connection: AsyncConnection, tenant_id: str, *, first: date, last: date, by: str = NoShowBy.ALL
) -> list[NoShow]:
    """Visits kept, missed and cancelled late, by group. Raises InvalidValue."""
    field, name, side = _GROUPS[by]
    statement = text(
        f"SELECT {field} AS grouped, {name}, "
        "count(*) FILTER (WHERE status IN ('arrived', 'in_room', 'completed')), "
        "count(*) FILTER (WHERE status = 'no_show'), "
        "count(*) FILTER (WHERE status = 'cancelled' AND is_late_cancel) "
        f"FROM (SELECT * FROM appointment WHERE {_HERE} AND {_IN_DAYS}) AS a {side} "
        "GROUP BY grouped ORDER BY grouped NULLS FIRST"
    )
    wanted = _days(tenant_id, first, last, longest=LONGEST_DAYS)
    found = (await connection.execute(statement, wanted)).all()
    return [
        NoShow(key, label, kept, missed, late, missed / (kept + missed) if kept + missed else None)
        for key, label, kept, missed, late in found
    ]


async def aging(
    connection: AsyncConnection, tenant_id: str, *, on: date, currency: str | None = None
) -> list[Aging]:
    """What is owed by the age of the service, as domain/ledger.py adds it up for one patient."""
    currency = currency or (await _clinic(connection, tenant_id))[1]
    starts = [limit + 1 for limit in AGE_LIMITS]
    wanted = {"tenant": tenant_id, "on": on, "currency": currency, "starts": starts}
    found = {at: int(minor) for at, minor in await connection.execute(_AGING, wanted)}
    owed = [found.get(at, 0) for at in range(len(AGE_LIMITS) + 1)]
    del wanted["on"], wanted["starts"]
    balance = int((await connection.execute(_BALANCE, wanted)).scalar_one())
    owed[0] += balance - sum(owed)
    ends = zip([0, *starts], [*AGE_LIMITS, None], owed, strict=True)
    return [Aging(begin, end, minor, currency) for begin, end, minor in ends]


async def collected_by_method(
    connection: AsyncConnection,
    tenant_id: str,
    *,
    first: date,
    last: date,
    currency: str | None = None,
) -> list[Collected]:
    """What came in and was given back, by method. Raises InvalidValue."""
    currency = currency or (await _clinic(connection, tenant_id))[1]
    wanted = _days(tenant_id, first, last, longest=LONGEST_DAYS) | {"currency": currency}
    found = (await connection.execute(_COLLECTED, wanted)).all()
    return [
        Collected(method, currency, int(count), int(paid), int(back), int(paid) - int(back))
        for method, count, paid, back in found
    ]


async def recall_due(
    connection: AsyncConnection, tenant_id: str, *, on: date, limit: int
) -> list[RecallDue]:
    """Patients to be called in, the longest overdue first. Raises InvalidValue."""
    if not 1 <= limit <= MOST_RECALLS:
        raise InvalidValue("limit", f"is not from 1 to {MOST_RECALLS}")
    wanted = {"tenant": tenant_id, "on": on, "limit": limit}
    return [
        RecallDue(
            id=one[0].hex,
            due_on=one[1],
            days_overdue=(on - one[1]).days,
            status=one[2],
            last_contact_at=one[3],
            practitioner_id=_hex(one[4]),
            visit_type_id=_hex(one[5]),
            patient=RecallPatient(one[6].hex, *one[7:]),
        )
        for one in await connection.execute(_RECALLS, wanted)
    ]


async def _clinic(connection: AsyncConnection, tenant_id: str) -> tuple[str, str]:
    """The clinic's time zone and currency; the defaults of its record where it has none yet."""
    found = (await connection.execute(_CLINIC, {"tenant": tenant_id})).one_or_none()
    return ("UTC", "USD") if found is None else (found[0], found[1])


def _days(tenant_id: str, first: date, last: date, *, longest: int) -> dict[str, Any]:
    if not 0 <= (last - first).days < longest:
        raise InvalidValue("last", f"is not within {longest} days of the first")
    return {
        "tenant": tenant_id,
        "first": first,
        "last": last,
        "first_text": first.isoformat(),
        "last_text": last.isoformat(),
    }


def _hex(value: Any) -> str | None:
    return None if value is None else value.hex
