"""Relations of patients as a graph: recursive SQL over the records that link them.

Households and practitioners are where ways end: patients of one household reach each other in one
step, but nobody is related by having the same doctor.
"""

from __future__ import annotations

from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.domain.relations import MOST_STEPS, Connection, Link, LinkKind
from app.storage.session import Session

MOST_FOUND = 500
_EDGES = (
    (
        LinkKind.GUARANTOR,
        "other.id",
        "JOIN patient AS me ON me.id = w.id JOIN patient AS other "
        "ON other.id = me.guarantor_id AND other.deleted_at IS NULL",
    ),
    (
        LinkKind.DEPENDANT,
        "other.id",
        "JOIN patient AS other ON other.guarantor_id = w.id AND other.deleted_at IS NULL",
    ),
    (
        LinkKind.HOUSEHOLD,
        "other.id",
        "JOIN patient AS me ON me.id = w.id JOIN patient AS other "
        "ON other.household_id = me.household_id AND other.deleted_at IS NULL",
    ),
    (
        LinkKind.CONTACT,
        "other.id",
        "JOIN emergency_contact AS c ON c.patient_id = w.id AND c.deleted_at IS NULL "
        "JOIN patient AS other ON other.id = c.related_patient_id AND other.deleted_at IS NULL",
    ),
    (
        LinkKind.CALLED_FOR,
        "other.id",
        "JOIN emergency_contact AS c ON c.related_patient_id = w.id AND c.deleted_at IS NULL "
        "JOIN patient AS other ON other.id = c.patient_id AND other.deleted_at IS NULL",
    ),
    (
        LinkKind.PRACTITIONER,
        "p.id",
        "JOIN patient AS me ON me.id = w.id "
        "JOIN practitioner AS p ON p.id = me.practitioner_id AND p.deleted_at IS NULL",
    ),
    (
        LinkKind.CARE_TEAM,
        "p.id",
        "JOIN care_team_member AS t ON t.patient_id = w.id AND t.deleted_at IS NULL "
        "AND (t.ends_on IS NULL OR t.ends_on >= date('now')) "
        "JOIN practitioner AS p ON p.id = t.practitioner_id AND p.deleted_at IS NULL",
    ),
)
"""Of two ways of the same length the one that stands first here is told."""
_ENDS = (LinkKind.PRACTITIONER, LinkKind.CARE_TEAM)


def _statement() -> str:
    steps = "".join(
        f"UNION ALL SELECT {to}, w.depth + 1, {int(kind not in _ENDS)}, "
        f"w.way || '{kind}:' || hex({to}) || ' ' FROM walk AS w {join} "
        f"WHERE w.is_open AND w.depth < ?2 AND instr(w.way, hex({to})) = 0 "
        for kind, to, join in _EDGES
    )
    return (
        "WITH RECURSIVE walk (id, depth, is_open, way) AS ("
        f"SELECT ?1, 0, 1, hex(?1) || ' ' {steps}"
        f"LIMIT {MOST_FOUND * 20}) "
        "SELECT id, min(depth), way FROM walk WHERE depth > 0 GROUP BY id "
        f"ORDER BY min(depth), id LIMIT {MOST_FOUND}"
    )


_CONNECTED = _statement()


def read_connections(
    session: Session, patient_id: RecordId, *, steps: int
) -> tuple[Connection, ...]:
    """Whom a patient is connected to within 1–4 steps, the nearest first, at most 500.

    Raises InvalidValue for another number of steps.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise InvalidValue("steps", f"is not between 1 and {MOST_STEPS}")
    rows = session.all(_CONNECTED, (bytes.fromhex(patient_id), steps))
    return tuple(Connection(_way(row[2])) for row in rows)


def _way(text: str) -> tuple[Link, ...]:
    links: list[Link] = []
    for word in text.split()[1:]:
        name, _, number = word.partition(":")
        kind = LinkKind(name)
        entity = "practitioner" if kind in _ENDS else "patient"
        links.append(Link(kind, entity, RecordId(number.lower())))
    return tuple(links)
