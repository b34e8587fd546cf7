"""Who comes without a policy that covers the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.domain.ids import PatientId, RecordId
from app.domain.insured import covers
from app.domain.patient import Coverage
from app.domain.ports import Reader
from app.domain.query import Query, one_of
from app.services.reading import every


def uninsured(
    reader: Reader, *, patient_ids: Iterable[PatientId], on: date
) -> frozenset[PatientId]:
    """Which of some patients no policy covers on a day; all records of a person count.

    Nobody where the clinic writes no policies down: there it says nothing of anyone.
    """
    people = {one: reader.person(one) for one in patient_ids}
    whole = sorted({record for records in people.values() for record in records})
    if not whole or not reader.records(Coverage).ids(Query(Coverage, limit=1)):
        return frozenset()
    policies = every(reader, Query(Coverage, where=one_of("patient_id", whole)))
    covered: set[RecordId] = {one.patient_id for one in policies if covers(one, on)}
    return frozenset(one for one, records in people.items() if covered.isdisjoint(records))
