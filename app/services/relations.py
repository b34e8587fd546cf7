"""The people around a patient: household, guarantors, whom to call, who cares for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.domain.context import ExecutionContext
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.relations import Connection
from app.domain.staff import Practitioner
from app.services.seeing import may_see

STEPS = 2
"""The mother's doctor, the child's other guarantor; further away nobody at the desk asks."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Somebody around a patient: who, through what, how many steps away."""

    entity: str
    record_id: RecordId
    name: str
    kinds: tuple[str, ...]
    """The links of a shortest way, see domain/relations.py: LinkKind."""


@quiet
@dataclass(frozen=True, slots=True)
class Relations:
    """The people around a patient, the nearest first."""

    people: tuple[Relation, ...]
    has_more: bool = False
    """There are more of them than were looked for."""

    def __iter__(self) -> Iterator[Relation]:
        return iter(self.people)


def read_relations(
    reader: Reader, context: ExecutionContext, *, patient_id: PatientId, now: datetime
) -> Relations:
    """Who is around a patient, the nearest first; nobody the acting role is not shown."""
    circle = reader.connections(patient_id, steps=STEPS)
    found = circle.people
    names = _patient_names(reader, context, found, now)
    names |= {
        key: record.display_name
        for key, record in reader.records(Practitioner)
        .get_many(_ids(found, "practitioner"))
        .items()
    }
    people = tuple(
        Relation(
            entity=one.entity,
            record_id=one.record_id,
            name=names[one.record_id],
            kinds=tuple(link.kind.value for link in one.way),
        )
        for one in found
        if one.record_id in names
    )
    return Relations(people, has_more=circle.has_more)


def _patient_names(
    reader: Reader, context: ExecutionContext, found: tuple[Connection, ...], now: datetime
) -> dict[RecordId, str]:
    return {
        key: record.display_name
        for key, record in reader.records(Patient).get_many(_ids(found, "patient")).items()
        if may_see(reader, context, "patient", patient_id=key, now=now).is_allowed
    }


def _ids(found: tuple[Connection, ...], entity: str) -> list[RecordId]:
    return [one.record_id for one in found if one.entity == entity]
