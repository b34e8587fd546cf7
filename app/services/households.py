"""Households: who lives or pays together, as a patient form joins and leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.context import ExecutionContext
from app.domain.errors import InvalidRecord
from app.domain.family import Household
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork
from app.domain.query import Order, Query, eq
from app.services.reading import PAGE
from app.services.seeing import may_see


@quiet
@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a household."""

    patient_id: PatientId
    name: str


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdShown:
    """A household and those of its members the acting role is shown, by name."""

    household_id: RecordId
    name: str
    members: tuple[Member, ...]


def read_household(
    reader: Reader, context: ExecutionContext, household_id: RecordId, *, now: datetime
) -> HouseholdShown | None:
    """A household as the acting role is shown it; None where it is gone or names nobody shown."""
    home = reader.records(Household).get(household_id)
    if home is None:
        return None
    query = Query(
        Patient,
        where=eq("household_id", household_id),
        order=(Order("family_name"), Order("given_names")),
        limit=PAGE,
    )
    members = tuple(
        Member(PatientId(one.id), one.display_name)
        for one in reader.records(Patient).find(query).rows
        if may_see(reader, context, "patient", patient_id=one.id, now=now).is_allowed
    )
    # A household is called after somebody of it: its name is theirs.
    return (
        HouseholdShown(household_id=home.id, name=home.name, members=members) if members else None
    )


def with_household(
    uow: UnitOfWork, changes: Mapping[str, object], *, patient_id: PatientId | None
) -> dict[str, object]:
    """A form's changes with the household's own identifier, where they name one who lives there.

    Who lives in none yet gets a new one, called after their family. Raises InvalidRecord where the
    patient themselves, or nobody, is named.
    """
    named = changes.get("household_id")
    if not isinstance(named, str) or uow.records(Household).get(RecordId(named)) is not None:
        return dict(changes)
    other = uow.records(Patient).get(RecordId(named))
    if other is None:
        raise InvalidRecord({"household_id": "is not there any more"})
    if patient_id is not None and other.id in uow.person(patient_id):
        raise InvalidRecord({"household_id": "is the patient"})
    return {**changes, "household_id": other.household_id or _founded(uow, other)}


def _founded(uow: UnitOfWork, first: Patient) -> RecordId:
    home = uow.add(
        Household(id=new_id(), created_at=uow.now, updated_at=uow.now, name=first.family_name)
    )
    uow.save(replace(first, household_id=home.id))
    return home.id
