"""Lists of records about patients, as the acting role is shown them: which there are, their lines.

Documents, prescriptions and care plans are listed the same way: the order of all of them first,
then the lines of what is in sight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar, cast

from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.query import Condition, Order, Query, all_of, eq, matches, one_of
from app.domain.record_lists import RecordFilter
from app.domain.record_permissions import permission_for
from app.services.seeing import may_see, seen_patients

R = TypeVar("R", bound=Record)
_MOST_PEOPLE = 1000
"""Patients a word leads to; who sees so many types one word more."""
_LONGEST = 30
"""Letters of a word that are looked at."""
_SPECIAL = frozenset(r"\.^$*+?{}[]()|-/")


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """How a type of record is listed.

    day: the field it is sorted by, the latest first. plain: the field that is searched as typed
    where the type has no words of its own; "" where it has.
    """

    record_type: type[R]
    day: str
    plain: str = ""
    kept_apart: str = "category"
    """The field a filter's category is about."""

    @property
    def entity(self) -> str:
        """The record type's name."""
        return entity_of(self.record_type).name


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine(Generic[R]):
    """One record with whose it is, and whether the server has it. who: somebody of the clinic."""

    record: R
    patient_id: PatientId
    patient_name: str
    mrn: str
    birth_date: str
    is_pending: bool
    who: str = ""
    mark: str = ""
    """What the type adds: where a document's file is, how far a plan is."""
    trouble: str = ""

    @property
    def id(self) -> RecordId:
        """The record's."""
        return self.record.id


def list_ids(
    reader: Reader,
    context: ExecutionContext,
    listing: Listing[R],
    *,
    wanted: RecordFilter,
    now: datetime,
) -> tuple[RecordId, ...]:
    """Every record the filter lets through, the latest first. Raises PermissionDenied where it is
    about one patient whose records the role is not shown."""
    require_view(reader, context, listing.entity, wanted.patient_id, now=now)
    conditions: list[Condition] = []
    if wanted.patient_id is not None:
        conditions.append(one_of("patient_id", reader.person(wanted.patient_id)))
    else:
        seen = seen_patients(reader, context, listing.entity, now=now)
        if seen is not None:
            conditions.append(one_of("patient_id", sorted(seen)))
    if wanted.statuses:
        conditions.append(one_of("status", wanted.statuses))
    if wanted.category:
        conditions.append(eq(listing.kept_apart, wanted.category))
    order = (Order(listing.day, descending=True), Order("created_at", descending=True))
    where = all_of(*conditions) if conditions else None
    records = reader.records(listing.record_type)
    listed = records.ids(Query(listing.record_type, where=where, order=order))
    words = wanted.text.strip()
    if not words or not listed:
        return listed
    found = _found(reader, listing, words)
    return tuple(one for one in listed if one in found)


def list_lines(
    reader: Reader,
    context: ExecutionContext,
    listing: Listing[R],
    *,
    record_ids: Sequence[RecordId],
    now: datetime,
    patient_id: PatientId | None = None,
) -> dict[RecordId, RecordLine[R]]:
    """The lines of some records (a page of about 200); what the role is not shown has none.

    patient_id: who was looked for, where it is one; what is not this person's has no line.
    """
    records = reader.records(listing.record_type).get_many(record_ids)
    of = {key: patient_of(record) for key, record in records.items()}
    if patient_id is not None and set(of.values()) - {patient_id}:
        person = reader.person(patient_id)
        of = {key: one for key, one in of.items() if one in person}
    seen = seen_patients(reader, context, listing.entity, now=now)
    people = reader.records(Patient).get_many(set(of.values()))
    waiting = reader.rows_with_pending(listing.entity)
    return {
        key: line_of(records[key], people.get(of[key]), is_pending=key in waiting)
        for key in record_ids
        if key in of and (seen is None or of[key] in seen)
    }


def line_of(record: R, patient: Patient | None, *, is_pending: bool) -> RecordLine[R]:
    """A record with whose it is."""
    return RecordLine(
        record=record,
        patient_id=patient_of(record),
        patient_name=patient.display_name if patient else "",
        mrn=patient.mrn if patient else "",
        birth_date=(patient.birth_date or "") if patient else "",
        is_pending=is_pending,
    )


def require_view(
    reader: Reader,
    context: ExecutionContext,
    entity: str,
    patient_id: PatientId | None,
    *,
    now: datetime,
    row_id: RecordId | None = None,
) -> None:
    """Raises PermissionDenied where the role is not shown a patient's records of a type."""
    permission = permission_for(entity, "view")
    if patient_id is None or permission is None:
        return
    verdict = may_see(reader, context, entity, patient_id=patient_id, now=now)
    if not verdict.is_allowed:
        raise PermissionDenied(
            permission,
            context.role,
            verdict.needs,
            entity=entity,
            row_id=row_id,
            patient_id=patient_id,
        )


def require_whose(reader: Reader, record: Record, patient_id: PatientId | None) -> None:
    """Raises InvalidValue where a record is not about the person who was looked for (who may have
    two records that were merged): the trail would name one and the screen show another."""
    if patient_id is not None and patient_of(record) not in reader.person(patient_id):
        raise InvalidValue("patient_id", "is not the patient this is about")


def patient_of(record: Record) -> PatientId:
    """Whose record it is."""
    return cast("PatientId", entity_of(record).patient_of(record))


def _found(reader: Reader, listing: Listing[R], words: str) -> frozenset[RecordId]:
    records, kind = reader.records(listing.record_type), listing.record_type
    if listing.plain:
        every = [matches(listing.plain, _anyhow(word)) for word in words.split()]
        named = records.ids(Query(kind, where=all_of(*every)))
    else:
        named = records.ids(Query(kind, words=words))
    people = reader.search_patients(words, limit=_MOST_PEOPLE)
    theirs = records.ids(Query(kind, where=one_of("patient_id", people))) if people else ()
    return frozenset((*named, *theirs))


def _anyhow(word: str) -> str:
    """A pattern that finds a word in capital and small letters."""
    return "".join(_letter(one) for one in word[:_LONGEST])


def _letter(letter: str) -> str:
    upper, lower = letter.upper(), letter.lower()
    if letter in _SPECIAL:
        return f"\\{letter}"
    return f"[{upper}{lower}]" if upper != lower and len(upper) == len(lower) == 1 else letter
