"""How long each kind of record stays in a cache, and whether it is sealed there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from app.domain.declare import EntitySpec, Keeping, PhiClass, entity_named

DEFAULT_TTL_S = 900.0
CACHE_TTL_S: Mapping[Keeping, float] = {
    Keeping.NO_PATIENT: DEFAULT_TTL_S,
    Keeping.DEMOGRAPHICS: 300.0,
    Keeping.SCHEDULE: 300.0,
    Keeping.CHART: 120.0,
}
"""Seconds in memory and in Valkey: the more it tells of a patient, the shorter."""

SHORTEST_TTL_S = min(CACHE_TTL_S.values())


class CachePolicy(NamedTuple):
    """What a cache does with records of one type."""

    ttl_s: float
    is_phi: bool
    keeping: Keeping


@cache
def policy_of(entity: str) -> CachePolicy:
    """The policy of a record type, by the class it is declared in."""
    spec = entity_named(entity)
    keeping = spec.phi_class
    return CachePolicy(CACHE_TTL_S[keeping], is_phi=_tells_of_patients(spec), keeping=keeping)


def longest_s(holds: Iterable[str]) -> float:
    """How long a value may stay that holds records of these types: as long as the shortest.

    A type this version does not know may hold anything.
    """
    return min(map(_ttl_s, holds), default=SHORTEST_TTL_S)


def _ttl_s(entity: str) -> float:
    try:
        return policy_of(entity).ttl_s
    except KeyError:
        return SHORTEST_TTL_S


def _tells_of_patients(spec: EntitySpec) -> bool:
    return (
        spec.phi_class is not Keeping.NO_PATIENT
        or spec.patient_field is not None
        or any(one.fact.phi is not PhiClass.NONE for one in spec.fields)
    )
