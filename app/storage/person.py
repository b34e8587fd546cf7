"""All records of one person: whoever asks for a patient's records is given those of every record
the patient was merged with (domain/merging.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from app.domain.aggregate import Aggregate, Match
from app.domain.changes import Changed
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.domain.merging import about_whole_person, people_of, refusal, root_of
from app.domain.query import Condition, Query
from app.storage.session import Session

Q = TypeVar("Q", bound=Query[Any])
_ANY = "SELECT 1 FROM patient_merge WHERE status = 'merged' AND deleted_at IS NULL LIMIT 1"
_ALL = (
    "SELECT patient_id, merged_id FROM patient_merge WHERE status = 'merged' AND deleted_at IS NULL"
)
_ABOVE = (
    "SELECT patient_id FROM patient_merge "
    "WHERE merged_id = ? AND +status = 'merged' AND deleted_at IS NULL ORDER BY id LIMIT 1"
)
# The sign keeps SQLite from reading all merges by their status: a person has few.
_PERSON = (
    "WITH RECURSIVE person(id) AS (VALUES (?) "
    "UNION SELECT m.merged_id FROM person CROSS JOIN patient_merge AS m "
    "WHERE m.patient_id = person.id AND +m.status = 'merged' AND m.deleted_at IS NULL "
    "UNION SELECT m.patient_id FROM person CROSS JOIN patient_merge AS m "
    "WHERE m.merged_id = person.id AND +m.status = 'merged' AND m.deleted_at IS NULL) "
    "SELECT id FROM person"
)


def has_merges(session: Session) -> bool:
    """Whether anybody is merged."""
    return session.one(_ANY) is not None


def person_keys(session: Session, key: bytes) -> tuple[bytes, ...]:
    """Every record of the person a record is of, the one that goes on being used first."""
    keys = tuple(row[0] for row in session.all(_PERSON, (key,)))
    if len(keys) < 2:
        return keys
    root = root_of(key, _above(session))
    return (root, *(one for one in keys if one != root))


def person_of(session: Session, patient_id: RecordId) -> tuple[RecordId, ...]:
    """Every record of the person a patient's record is of, the one to go on with first."""
    return tuple(RecordId(key.hex()) for key in person_keys(session, bytes.fromhex(patient_id)))


def people(session: Session) -> Mapping[RecordId, frozenset[RecordId]]:
    """Everybody of whom there is more than one record, by each of the records."""
    if not has_merges(session):
        return {}
    return people_of(
        (RecordId(one.hex()), RecordId(other.hex())) for one, other in session.all(_ALL)
    )


def survivors(session: Session, found: Iterable[RecordId]) -> tuple[RecordId, ...]:
    """The records that go on being used for those that were found, each once, in their order."""
    if not has_merges(session):
        return tuple(found)
    above = _above(session)
    roots = (root_of(bytes.fromhex(one), above) for one in found)
    return tuple(dict.fromkeys(RecordId(one.hex()) for one in roots))


def check_merge(session: Session, survivor: bytes, merged: bytes) -> None:
    """Raise InvalidValue for a merge that cannot be."""
    reason = refusal(survivor, merged, _above(session))
    if reason:
        raise InvalidValue("merged_id", reason)


def check_unmerged(session: Session, patient_id: RecordId) -> None:
    """Raise InvalidValue for the record of somebody who is merged: it cannot go by itself."""
    if len(person_of(session, patient_id)) > 1:
        raise InvalidValue("patient_id", "is merged with another record: take that back first")


def is_one_person(session: Session, one: bytes, other: bytes) -> bool:
    """Whether two records are of one person."""
    return one == other or other in person_keys(session, one)


def is_glass_broken(
    session: Session, context: ExecutionContext, patient_id: RecordId | None, *, now: datetime
) -> bool:
    """Whether the glass is open for somebody, by whichever of their records."""
    if not context.glass or patient_id is None:
        return False
    return any(context.is_glass_broken(one, now=now) for one in person_of(session, patient_id))


def of_whole_person(session: Session, query: Q) -> Q:
    """The question with every patient it asks for by name taken for the whole person."""
    where = query.where
    if where is None:
        return query
    whole = _whole(session, where)
    return query if whole is where else replace(query, where=whole)


def figures_of_whole_person(session: Session, asked: Aggregate[Any]) -> Aggregate[Any]:
    """Figures with every patient they are about taken for the whole person."""
    stages = tuple(
        Match(_whole(session, one.condition)) if isinstance(one, Match) else one
        for one in asked.stages
    )
    return replace(asked, stages=stages)


def heard_of_whole_person(session: Session, changes: set[Changed]) -> set[Changed]:
    """What was changed, told of every record of each person it is about."""
    if not any(one.patient_id for one in changes):
        return changes
    known = people(session)
    if not known:
        return changes
    return changes | {
        replace(one, patient_id=other)
        for one in changes
        if one.patient_id is not None
        for other in known.get(one.patient_id, ())
    }


def _whole(session: Session, where: Condition) -> Condition:
    return about_whole_person(where, lambda one: person_of(session, one))


def _above(session: Session) -> Callable[[bytes], bytes | None]:
    def above(key: bytes) -> bytes | None:
        row = session.one(_ABOVE, (key,))
        return None if row is None else row[0]

    return above
