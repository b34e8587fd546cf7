"""Relations of patients as a graph, walked in levels: whoever was met is not visited again.

Households and practitioners are where ways end: patients of one household reach each other in one
step, but nobody is related by having the same doctor.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.domain.relations import MOST_STEPS, Circle, Connection, Link, LinkKind
from app.storage.clinic_day import clinic_day
from app.storage.person import person_keys
from app.storage.session import Session

MOST_FOUND = 500
_FROM = "FROM json_each(?1) AS f JOIN "
"""The patients of the level before, as a list of identifiers in hexadecimal."""
_EDGES = (
    (
        LinkKind.GUARANTOR,
        f"me.id, other.id {_FROM} patient AS me ON me.id = unhex(f.value) JOIN patient AS other "
        "ON other.id = me.guarantor_id AND other.deleted_at IS NULL",
    ),
    (
        LinkKind.DEPENDANT,
        f"other.guarantor_id, other.id {_FROM} patient AS other "
        "ON other.guarantor_id = unhex(f.value) AND other.deleted_at IS NULL",
    ),
    (
        LinkKind.CONTACT,
        f"c.patient_id, other.id {_FROM} emergency_contact AS c "
        "ON c.patient_id = unhex(f.value) AND c.deleted_at IS NULL "
        "JOIN patient AS other ON other.id = c.related_patient_id AND other.deleted_at IS NULL",
    ),
    (
        LinkKind.CALLED_FOR,
        f"c.related_patient_id, other.id {_FROM} emergency_contact AS c "
        "ON c.related_patient_id = unhex(f.value) AND c.deleted_at IS NULL "
        "JOIN patient AS other ON other.id = c.patient_id AND other.deleted_at IS NULL",
    ),
    (
        LinkKind.PRACTITIONER,
        f"me.id, p.id {_FROM} patient AS me ON me.id = unhex(f.value) "
        "JOIN practitioner AS p ON p.id = me.practitioner_id AND p.deleted_at IS NULL",
    ),
    (
        LinkKind.CARE_TEAM,
        f"t.patient_id, p.id {_FROM} care_team_member AS t "
        "ON t.patient_id = unhex(f.value) AND t.deleted_at IS NULL "
        "AND coalesce(t.starts_on, '') <= ?2 AND coalesce(t.ends_on, '9999') >= ?2 "
        "JOIN practitioner AS p ON p.id = t.practitioner_id AND p.deleted_at IS NULL",
    ),
)
_HOUSEHOLDS = (
    f"SELECT me.household_id, me.id {_FROM} patient AS me ON me.id = unhex(f.value) "
    "WHERE me.household_id IS NOT NULL"
)
_MEMBERS = (
    f"SELECT other.household_id, other.id {_FROM} patient AS other "
    "ON other.household_id = unhex(f.value) AND other.deleted_at IS NULL"
)
_KINDS = (
    LinkKind.GUARANTOR,
    LinkKind.DEPENDANT,
    LinkKind.HOUSEHOLD,
    LinkKind.CONTACT,
    LinkKind.CALLED_FOR,
    LinkKind.PRACTITIONER,
    LinkKind.CARE_TEAM,
)
"""Of two ways of the same length the one that stands first here is told."""
_ENDS = (LinkKind.PRACTITIONER, LinkKind.CARE_TEAM)

Edge = tuple[int, bytes, bytes]
"""The kind's place, from whom, to whom."""


def read_connections(
    session: Session, patient_id: RecordId, *, steps: int, now: datetime | None = None
) -> Circle:
    """Whom a patient is connected to within 1–4 steps, the nearest first, at most 500.

    Raises InvalidValue for another number of steps.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise InvalidValue("steps", f"is not between 1 and {MOST_STEPS}")
    start = person_keys(session, bytes.fromhex(patient_id))
    walk = _Walk(session, start, clinic_day(session, now))
    found: list[Connection] = []
    for _ in range(steps):
        found += walk.step()
        if len(found) > MOST_FOUND or not walk.goes_on:
            break
    return Circle(tuple(found[:MOST_FOUND]), has_more=len(found) > MOST_FOUND)


class _Walk:
    """One walk: who was met and by which way, and who stands at its edge."""

    def __init__(self, session: Session, start: Sequence[bytes], today: str) -> None:
        self._session = session
        self._today = today
        self._ways: dict[bytes, tuple[Link, ...]] = dict.fromkeys(start, ())
        self._edge = list(start)
        self._households: set[bytes] = set()

    @property
    def goes_on(self) -> bool:
        """Whether there is anybody to go on from."""
        return bool(self._edge)

    def step(self) -> list[Connection]:
        """Everybody one step further away, by identifier."""
        place = {one: at for at, one in enumerate(self._edge)}
        edges = sorted(self._edges(), key=lambda edge: (edge[0], place[edge[1]], edge[2]))
        met: list[bytes] = []
        for at, one, other in edges:
            if other not in self._ways:
                self._ways[other] = (*self._ways[one], _link(_KINDS[at], other))
                met.append(other)
        self._edge = [one for one in met if self._ways[one][-1].kind not in _ENDS]
        return [Connection(self._ways[one]) for one in sorted(met)]

    def _edges(self) -> Iterator[Edge]:
        edge = _listed(self._edge)
        for kind, statement in _EDGES:
            at = _KINDS.index(kind)
            values = (edge, self._today) if "?2" in statement else (edge,)
            for one, other in self._session.all(f"SELECT {statement}", values):
                yield at, one, other
        yield from self._housemates(edge)

    def _housemates(self, edge: str) -> Iterator[Edge]:
        """A household is entered once: by whoever of it was met first."""
        entered: dict[bytes, bytes] = {}
        for household, one in self._session.all(_HOUSEHOLDS, (edge,)):
            if household not in self._households:
                entered.setdefault(household, one)
        self._households.update(entered)
        at = _KINDS.index(LinkKind.HOUSEHOLD)
        for household, other in self._session.all(_MEMBERS, (_listed(entered),)):
            yield at, entered[household], other


def _listed(ids: Iterable[bytes]) -> str:
    return json.dumps([one.hex() for one in ids])


def _link(kind: LinkKind, other: bytes) -> Link:
    entity = "practitioner" if kind in _ENDS else "patient"
    return Link(kind, entity, RecordId(other.hex()))
