"""What reading takes beyond a record type's own "view": codes on money, the clinic's totals, and
what was deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.aggregate import Aggregate, steps_of
from app.domain.declare import EntitySpec, PhiClass
from app.domain.permissions import Permission
from app.domain.query import All, AnyOf, Compare, Condition, Nested, Not, Operator, Query
from app.domain.record_permissions import LEDGER, permission_for

_MONEY = frozenset({*LEDGER, "insurance_claim", "claim_line", "remittance"})
_TOTALS = frozenset({*LEDGER, "cash_drawer", "day_sheet"})


def coded_fields(spec: EntitySpec) -> frozenset[str]:
    """Fields of a money type that say what somebody suffers from."""
    if spec.name not in _MONEY:
        return frozenset()
    return frozenset(one.name for one in spec.fields if one.fact.phi is PhiClass.CLINICAL)


def query_permissions(spec: EntitySpec, query: Query[Any]) -> tuple[Permission | None, ...]:
    """What a query takes by the fields it names and by asking for what was deleted.

    None: nobody may. A query without a select names none that way; see `coded_fields`.
    """
    named = {*query.select, *(one.field for one in query.order), *_named_in(query.where)}
    return (*_for_codes(spec, named), *_for_deleted(spec, is_asked=query.include_deleted))


def aggregate_permissions(spec: EntitySpec, asked: Aggregate[Any]) -> tuple[Permission | None, ...]:
    """What figures take: as a query does, and the say over totals where they add patients up."""
    steps = steps_of(asked.stages)
    named = {*steps.group.by, *(one.field for one in steps.group.measures)}
    for condition in steps.where:
        named |= set(_named_in(condition))
    is_total = spec.name in _TOTALS and not any(map(is_of_one_patient, steps.where))
    return (
        *_for_codes(spec, named),
        *_for_deleted(spec, is_asked=asked.include_deleted),
        *((Permission.TOTALS_VIEW,) if is_total else ()),
    )


def is_of_one_patient(where: Condition) -> bool:
    """Whether a condition leaves the records of one patient only."""
    match where:
        case All(conditions):
            return any(map(is_of_one_patient, conditions))
        case Compare("patient_id", Operator.EQ, value):
            return value is not None
        case _:
            return False


def _for_codes(spec: EntitySpec, named: Iterable[str]) -> tuple[Permission, ...]:
    heads = {name.partition(".")[0] for name in named}
    return () if coded_fields(spec).isdisjoint(heads) else (Permission.CODES_VIEW,)


def _for_deleted(spec: EntitySpec, *, is_asked: bool) -> tuple[Permission | None, ...]:
    """Only who could bring it back is shown what was deleted."""
    return (permission_for(spec.name, "restore"),) if is_asked else ()


def _named_in(where: Condition | None) -> Iterator[str]:
    match where:
        case None:
            return
        case All(conditions) | AnyOf(conditions):
            for one in conditions:
                yield from _named_in(one)
        case Not(inner):
            yield from _named_in(inner)
        case Compare(field) | Nested(field):
            yield field
