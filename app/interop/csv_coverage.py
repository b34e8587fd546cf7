"""Rows of who was insured where (Synthea's payer_transitions.csv) to policies, one for each row.

A row is one term of a policy, usually a year. Its second payer is a policy of its own that pays
after the first; the member number is the first one's.
"""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from app.domain.errors import ImportRefused
from app.domain.patient import Coverage, CoverageOrder
from app.interop.csv_ledger import Books
from app.interop.fhir_claim import is_payer
from app.interop.fhir_clinical import common
from app.interop.fhir_references import Owner
from app.interop.fhir_values import Json, clean, date_of, instant_in
from app.interop.made import Made

_WHOLE_DAY = 10
"""A date without a time has so many letters: it is the clinic's own day."""
_RELATIONSHIPS = {"": "self", "SELF": "self", "GUARDIAN": "child", "SPOUSE": "spouse"}
"""What the patient is to the owner of the policy; the table says what the owner is to them."""


def coverage_of_row(row: Json, owner: Owner, books: Books) -> Iterator[Made]:
    """The policy of a row, and that of its second payer where it names one."""
    first = _policy(row, owner, books, "PAYER")
    if first is None:
        return
    yield Made(kind="PayerTransition", record=first)
    second = _policy(row, owner, books, "SECONDARY_PAYER")
    if second is not None:
        yield Made(kind="Coverage", record=second)


def is_uninsured(row: Json, books: Books) -> bool:
    """Whether a row says that nobody insured the patient: its payer is none."""
    source_id = clean(row.get("PAYER"))
    return not source_id or not is_payer(books.payer_names.get(source_id, source_id))


def _policy(row: Json, owner: Owner, books: Books, column: str) -> Coverage | None:
    source_id = clean(row.get(column))
    name = books.payer_names.get(source_id, source_id)
    if not is_payer(name):
        return None
    if source_id not in books.payers:
        raise ImportRefused(f"its {column} is in none of the tables")
    is_first = column == "PAYER"
    relation = clean(row.get("OWNERSHIP")).upper()
    return Coverage(
        **common(owner.own("Coverage", clean(row.get("id")), column), owner.patient_id),
        payer=name,
        payer_id=books.payers[source_id],
        member_id=clean(row.get("MEMBERID")) if is_first else "",
        subscriber_name=clean(row.get("OWNERNAME"), 200),
        subscriber_relationship=_RELATIONSHIPS.get(relation, "other"),
        order=CoverageOrder.PRIMARY if is_first else CoverageOrder.SECONDARY,
        valid_from=_day(row, "START_YEAR", owner.zone),
        valid_to=_day(row, "END_YEAR", owner.zone),
    )


def _day(row: Json, name: str, zone: str) -> str | None:
    """The clinic's day of an instant; a date or a mere year stays as it is written."""
    text = clean(row.get(name))
    if not text:
        return None
    if len(text) <= _WHOLE_DAY:
        return date_of({name: text}, name)
    instant = instant_in({name: text}, name, zone=zone)
    return instant.astimezone(ZoneInfo(zone)).date().isoformat() if instant else None
