"""Relations of patients as a graph, walked by one recursive statement.

Patients and households are the nodes that ways go through: into a household is half a step and out
of it the other half, so that one of 120 has 120 edges and not 120 times 120. A node is met once at
each distance, so that rings end. Practitioners are where ways end: nobody is related by having the
same doctor.
"""

from __future__ import annotations

import json
from datetime import datetime

from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.domain.relations import MOST_STEPS, Circle, Connection, Link, LinkKind
from app.storage.clinic_day import clinic_day
from app.storage.person import person_keys
from app.storage.session import Session

MOST_FOUND = 500
_MOST_MET = 20 * MOST_FOUND
"""Nodes met, each again at every distance. Nobody is met at more than five distances, and there are
no more households than patients: where this is too few, more than MOST_FOUND have been found."""

Edge = tuple[str, int, str, str]
"""The name, its length in half steps, the column of whom it leads to, and the joins from `w`."""

_ME = "CROSS JOIN patient AS me ON me.id = w.id"
_ENTERS = "enters"
_THROUGH: tuple[Edge, ...] = (
    (
        LinkKind.GUARANTOR,
        2,
        "other.id",
        f"{_ME} CROSS JOIN patient AS other "
        "ON other.id = me.guarantor_id AND other.deleted_at IS NULL",
    ),
    (
        LinkKind.DEPENDANT,
        2,
        "other.id",
        "CROSS JOIN patient AS other ON other.guarantor_id = w.id AND other.deleted_at IS NULL",
    ),
    (
        _ENTERS,
        1,
        "me.household_id",
        f"{_ME} AND me.household_id IS NOT NULL",
    ),
    (
        LinkKind.HOUSEHOLD,
        1,
        "other.id",
        "CROSS JOIN patient AS other ON other.household_id = w.id AND other.deleted_at IS NULL",
    ),
    (
        LinkKind.CONTACT,
        2,
        "other.id",
        "CROSS JOIN emergency_contact AS c ON c.patient_id = w.id AND c.deleted_at IS NULL "
        "CROSS JOIN patient AS other ON other.id = c.related_patient_id "
        "AND other.deleted_at IS NULL",
    ),
    (
        LinkKind.CALLED_FOR,
        2,
        "other.id",
        "CROSS JOIN emergency_contact AS c ON c.related_patient_id = w.id "
        "AND c.deleted_at IS NULL "
        "CROSS JOIN patient AS other ON other.id = c.patient_id AND other.deleted_at IS NULL",
    ),
)
"""Of two ways of the same length the one whose last edge stands first here is told."""
_TO_AN_END: tuple[Edge, ...] = (
    (
        LinkKind.PRACTITIONER,
        2,
        "p.id",
        f"{_ME} CROSS JOIN practitioner AS p ON p.id = me.practitioner_id AND p.deleted_at IS NULL",
    ),
    (
        LinkKind.CARE_TEAM,
        2,
        "p.id",
        "CROSS JOIN care_team_member AS t ON t.patient_id = w.id AND t.deleted_at IS NULL "
        "AND coalesce(t.starts_on, '') <= ?3 AND coalesce(t.ends_on, '9999') >= ?3 "
        "CROSS JOIN practitioner AS p ON p.id = t.practitioner_id AND p.deleted_at IS NULL",
    ),
)
_ENDS = (LinkKind.PRACTITIONER, LinkKind.CARE_TEAM)


def _statement() -> str:
    """?1 the records to begin with, in hexadecimal; ?2 half steps; ?3 the clinic's day."""
    select = "SELECT unhex(value) FROM json_each(?1)"
    parts = " UNION ".join(
        f"SELECT {target}, w.depth + {size} FROM walk AS w {table} WHERE w.depth + {size} <= ?2"
        for _, size, target, table in _THROUGH
    )
    each = " UNION ALL ".join(
        f"SELECT w.id, {target}, w.depth + {size}, {order}, '{name}' "
        f"FROM met AS w {table} WHERE w.depth + {size} <= ?2"
        for order, (name, size, target, table) in enumerate((*_THROUGH, *_TO_AN_END))
    )
    return (
        f"WITH RECURSIVE walk (id, depth) AS (SELECT unhex(value), 0 FROM json_each(?1) "
        f"UNION {parts} ORDER BY 2 LIMIT {_MOST_MET}), "
        "met (id, depth) AS MATERIALIZED (SELECT id, min(depth) FROM walk GROUP BY id), "
        f"edge (one, other, depth, place, name) AS ({each}), "
        "nearest AS MATERIALIZED (SELECT * FROM (SELECT *, row_number() OVER "
        "(PARTITION BY other ORDER BY depth, place, one) AS choice FROM edge) "
        f"WHERE choice = 1 AND other NOT IN ({select})), "
        "told (id, depth, way) AS (SELECT unhex(value), 0, '' FROM json_each(?1) "
        "UNION ALL SELECT n.other, n.depth, "
        f"told.way || iif(n.name = '{_ENTERS}', '', n.name || ':' || hex(n.other) || ' ') "
        "FROM told CROSS JOIN nearest AS n ON n.one = told.id) "
        # Half a step further than whole ones is a household.
        "SELECT way FROM told WHERE depth > 0 AND depth % 2 = 0 "
        f"ORDER BY depth, id LIMIT {MOST_FOUND + 1}"
    )


_CONNECTED = _statement()


def read_connections(
    session: Session, patient_id: RecordId, *, steps: int, now: datetime | None = None
) -> Circle:
    """Whom a patient is connected to within 1–4 steps, the nearest first, at most 500.

    Raises InvalidValue for another number of steps.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise InvalidValue("steps", f"is not between 1 and {MOST_STEPS}")
    start = json.dumps([one.hex() for one in person_keys(session, bytes.fromhex(patient_id))])
    rows = session.all(_CONNECTED, (start, 2 * steps, clinic_day(session, now)))
    found = tuple(Connection(_way(text)) for (text,) in rows[:MOST_FOUND])
    return Circle(found, has_more=len(rows) > MOST_FOUND)


def _way(text: str) -> tuple[Link, ...]:
    return tuple(_link(*word.split(":")) for word in text.split())


def _link(name: str, number: str) -> Link:
    kind = LinkKind(name)
    entity = "practitioner" if kind in _ENDS else "patient"
    return Link(kind, entity, RecordId(number.lower()))
