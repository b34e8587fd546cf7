"""Fee schedules: what the clinic asks for a service, found by code or by words, and changed."""

from __future__ import annotations

import string
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.domain.billing import DiagnosisCode, Fee, FeeSchedule, ProcedureCode
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId, new_id
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import (
    Condition,
    Order,
    Query,
    all_of,
    any_of,
    eq,
    matches,
    one_of,
    prefix,
)
from app.domain.staff import Clinic
from app.services.editing import current
from app.services.reading import every

_LONGEST_WORDS = 30
OFFERED = 12
"""Services or diagnoses that are offered for what was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedService:
    """A service, and what it costs; amount is None where no schedule says so."""

    code: str
    name: str
    amount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """One line of a fee schedule."""

    fee: Fee
    code: str
    name: str


def services_for(
    reader: Reader, *, text: str, on: date, currency: str
) -> tuple[PricedService, ...]:
    """Services whose code or name holds what was typed, by code, each with its price of a day."""
    found = _found(reader, text)
    prices = _prices(reader, [one.id for one in found], on=on, currency=currency)
    return tuple(
        PricedService(code=one.code, name=one.name, amount=prices.get(one.id)) for one in found
    )


def diagnoses_for(reader: Reader, *, text: str) -> tuple[DiagnosisCode, ...]:
    """Diagnoses whose code or name holds what was typed, by code."""
    words = text.strip()
    if not words:
        return ()
    where = all_of(eq("is_active", True), _holds(words))
    asked = Query(DiagnosisCode, where=where, order=(Order("code"),), limit=OFFERED)
    return reader.records(DiagnosisCode).find_many(asked)


def schedules(reader: Reader) -> tuple[FeeSchedule, ...]:
    """Every price list, the ones in use first, by name."""
    found = every(reader, Query(FeeSchedule, order=(Order("name"),)))
    return tuple(sorted(found, key=lambda one: (not one.is_active, one.name.casefold(), one.id)))


def schedule_lines(reader: Reader, *, schedule_id: RecordId) -> tuple[FeeLine, ...]:
    """The prices of one list, by code."""
    fees = list(every(reader, Query(Fee, where=eq("fee_schedule_id", schedule_id))))
    named = reader.records(ProcedureCode).get_many({one.procedure_code_id for one in fees})
    lines = [
        FeeLine(fee=one, code=service.code, name=service.name)
        for one in fees
        if (service := named.get(one.procedure_code_id))
    ]
    return tuple(sorted(lines, key=lambda one: (one.code, one.fee.id)))


def add_schedule(begin: UnitOfWorkFactory, context: ExecutionContext, *, name: str) -> FeeSchedule:
    """Make a price list in the clinic's currency. Raises InvalidRecord, PermissionDenied."""
    with begin(context) as uow:
        currency = current(uow, Clinic, context.clinic_id).currency
        made = FeeSchedule(
            id=new_id(), created_at=uow.now, updated_at=uow.now, name=name.strip(),
            currency=currency,
        )  # fmt: skip
        return uow.add(made)


def set_price(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    schedule_id: RecordId,
    code: str,
    name: str,
    amount_minor: int,
) -> Fee:
    """Say what a service costs in a list; a code nobody knew yet is made with its name.

    Raises InvalidValue for a price below zero or a new code without a name, PermissionDenied.
    """
    if amount_minor < 0:
        raise InvalidValue("amount_minor", "is less than zero")
    with begin(context) as uow:
        current(uow, FeeSchedule, schedule_id)
        service = _service(uow, code.strip(), name.strip())
        where = all_of(eq("fee_schedule_id", schedule_id), eq("procedure_code_id", service.id))
        known = uow.records(Fee).find_one(Query(Fee, where=where))
        if known is not None:
            return uow.save(replace(known, amount_minor=amount_minor))
        fee = Fee(
            id=new_id(),
            created_at=uow.now,
            updated_at=uow.now,
            fee_schedule_id=schedule_id,
            procedure_code_id=service.id,
            amount_minor=amount_minor,
        )
        return uow.add(fee)


def remove_price(begin: UnitOfWorkFactory, context: ExecutionContext, *, fee_id: RecordId) -> None:
    """Take a price off its list. Raises RecordNotFound, PermissionDenied."""
    with begin(context) as uow:
        current(uow, Fee, fee_id)
        uow.delete(Fee, fee_id)


def _service(uow: UnitOfWork, code: str, name: str) -> ProcedureCode:
    if not code:
        raise InvalidValue("code", "is missing")
    known = uow.records(ProcedureCode).find_one(Query(ProcedureCode, where=eq("code", code)))
    if known is not None:
        is_same = not name or name == known.name
        return known if is_same else uow.save(replace(known, name=name))
    if not name:
        raise InvalidValue("name", "is missing: nobody knows this code yet")
    made = ProcedureCode(id=new_id(), created_at=uow.now, updated_at=uow.now, code=code, name=name)
    return uow.add(made)


def _found(reader: Reader, text: str) -> tuple[ProcedureCode, ...]:
    words = text.strip()
    if not words:
        return ()
    where = all_of(eq("is_active", True), _holds(words))
    asked = Query(ProcedureCode, where=where, order=(Order("code"),), limit=OFFERED)
    return reader.records(ProcedureCode).find_many(asked)


def _prices(
    reader: Reader, services: Iterable[RecordId], *, on: date, currency: str
) -> dict[RecordId, int]:
    """What services cost on a day by the lists for everybody; the list that began last counts."""
    lists = {
        one.id: one
        for one in every(reader, Query(FeeSchedule, where=eq("is_active", True)))
        if one.payer_id is None and one.currency == currency and _is_valid(one, on)
    }
    wanted = list(services)
    if not lists or not wanted:
        return {}
    where = all_of(one_of("procedure_code_id", wanted), one_of("fee_schedule_id", sorted(lists)))
    fees = list(every(reader, Query(Fee, where=where)))
    fees.sort(key=lambda one: (lists[one.fee_schedule_id].valid_from or date.min, one.id))
    return {one.procedure_code_id: one.amount_minor for one in fees}


def _is_valid(schedule: FeeSchedule, on: date) -> bool:
    begins, ends = schedule.valid_from or date.min, schedule.valid_to or date.max
    return begins <= on <= ends


def _holds(words: str) -> Condition:
    """A code that begins with the words, or a name that holds them, capital or not."""
    pattern = "".join(_either_case(one) for one in words[:_LONGEST_WORDS])
    return any_of(prefix("code", words.upper()), prefix("code", words), matches("name", pattern))


def _either_case(letter: str) -> str:
    small, capital = letter.lower(), letter.upper()
    if small != capital and len(small) == len(capital) == 1:
        return f"[{small}{capital}]"
    return f"\\{letter}" if letter in string.punctuation else letter
