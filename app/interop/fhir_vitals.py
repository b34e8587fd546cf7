"""FHIR R4 Observation of the category vital-signs to rounds of measurement.

Every Observation gives one record that holds its own measurements only; those of one patient, one
encounter and one instant have one identifier and are put together by the reader. Units are
converted exactly and rounded half up to the whole unit of the field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from app.domain.errors import ImportRefused
from app.domain.history import VitalSigns
from app.domain.ids import AppointmentId, PatientId, PractitionerId
from app.interop.fhir_patient import STAMP
from app.interop.fhir_references import Owner
from app.interop.fhir_values import Json, as_map, clean, each, instant_in, number_of

LOINC = "http://loinc.org"
_PERCENT = {"%": Fraction(1), "": Fraction(1)}
_PER_MINUTE = {unit: Fraction(1) for unit in ("/min", "{beats}/min", "{breaths}/min", "")}
_PRESSURE = {
    "mm[Hg]": Fraction(1),
    "mmHg": Fraction(1),
    "kPa": Fraction(1000) / Fraction("133.322387415"),
}
_TEMPERATURE = {"Cel": Fraction(100), "C": Fraction(100), "[degF]": Fraction(500, 9)}
_LENGTH = {
    "mm": Fraction(1),
    "cm": Fraction(10),
    "m": Fraction(1000),
    "[in_i]": Fraction("25.4"),
    "[in_us]": Fraction("25.4"),
    "[ft_i]": Fraction("304.8"),
}
_MASS = {
    "g": Fraction(1),
    "kg": Fraction(1000),
    "[lb_av]": Fraction("453.59237"),
    "[oz_av]": Fraction("28.349523125"),
}
_SCORE = {unit: Fraction(1) for unit in ("{score}", "1", "")}


@dataclass(frozen=True, slots=True)
class _Measure:
    """A field, and the UCUM units it can be converted from."""

    field: str
    units: Mapping[str, Fraction]


_SATURATION = _Measure("oxygen_saturation_pct", _PERCENT)
_WARMTH = _Measure("temperature_centi_c", _TEMPERATURE)
_MEASURES: Mapping[str, _Measure] = {
    "8480-6": _Measure("systolic_mmhg", _PRESSURE),
    "8462-4": _Measure("diastolic_mmhg", _PRESSURE),
    "8867-4": _Measure("pulse_per_min", _PER_MINUTE),
    "9279-1": _Measure("breaths_per_min", _PER_MINUTE),
    "8310-5": _WARMTH,
    "8331-1": _WARMTH,
    "2708-6": _SATURATION,
    "59408-5": _SATURATION,
    "8302-2": _Measure("height_mm", _LENGTH),
    "29463-7": _Measure("weight_g", _MASS),
    "72514-3": _Measure("pain_0_10", _SCORE),
}
"""LOINC: pressure, heart and breathing rate, body and oral temperature, oxygen saturation, height,
weight, pain."""
_PANELS = frozenset({"85354-9", "55284-4", "85353-1"})
_CATEGORIES = frozenset({"vital-signs", "vital-sign"})  # Synthea writes the second one, too
_NOT_MADE = frozenset({"entered-in-error", "cancelled"})
_LARGEST = Decimal(10) ** 9


def is_vital(resource: Json) -> bool:
    """Whether an Observation measures something a round of measurements has a field for."""
    codes = (
        clean(coding.get("code"))
        for category in each(resource.get("category"))
        for coding in each(category.get("coding"))
    )
    if _CATEGORIES.isdisjoint(codes):
        return False
    return any(code in _MEASURES or code in _PANELS for code in _codes(resource))


def vitals_from(resource: Json, owner: Owner) -> VitalSigns:
    """The measurements of one Observation. Raises ImportRefused where it holds none."""
    if clean(resource.get("status")) in _NOT_MADE:
        raise ImportRefused("was entered in error or cancelled at the source")
    measured_at = (
        instant_in(resource, "effectiveDateTime", zone=owner.zone)
        or instant_in(resource, "effectiveInstant", zone=owner.zone)
        or instant_in(as_map(resource.get("effectivePeriod")), "start", zone=owner.zone)
        or instant_in(resource, "issued", zone=owner.zone)
    )
    if measured_at is None:
        raise ImportRefused("does not say when it was measured")
    measured: dict[str, Any] = dict(_measured(resource))
    if not measured:
        raise ImportRefused("holds no measurement")
    visit = owner.other(resource.get("encounter"), "Encounter")
    return VitalSigns(
        id=owner.own("VitalSigns", visit or "", measured_at.isoformat()),
        created_at=STAMP,
        updated_at=STAMP,
        patient_id=PatientId(owner.patient_id),
        measured_at=measured_at,
        appointment_id=AppointmentId(visit) if visit else None,
        practitioner_id=_performer(resource, owner),
        **measured,
    )


def _performer(resource: Json, owner: Owner) -> PractitionerId | None:
    found = map(owner.practitioner, each(resource.get("performer")))
    known = next((one for one in found if one), None)
    return PractitionerId(known) if known else None


def _measured(resource: Json) -> Iterator[tuple[str, int]]:
    for part in (resource, *each(resource.get("component"))):
        measure = next((_MEASURES[code] for code in _codes(part) if code in _MEASURES), None)
        quantity = as_map(part.get("valueQuantity"))
        if measure is None:
            continue
        number = number_of(part.get("valueInteger", quantity.get("value")))
        if number is None:
            if "dataAbsentReason" in part:
                continue
            raise ImportRefused("value is not a number")
        yield measure.field, _converted(measure, number, _unit(quantity))


def _converted(measure: _Measure, number: Decimal, unit: str) -> int:
    factor = measure.units.get(unit)
    if factor is None:
        raise ImportRefused("value has a unit that is not known for it")
    if abs(number) >= _LARGEST:
        raise ImportRefused("value is not a measurement")
    exact = Fraction(number)
    if unit == "[degF]":
        exact -= 32
    return floor(exact * factor + Fraction(1, 2))


def _unit(quantity: Json) -> str:
    return clean(quantity.get("code")) or clean(quantity.get("unit"))


def _codes(part: Json) -> Iterator[str]:
    for coding in each(as_map(part.get("code")).get("coding")):
        if clean(coding.get("system")) in (LOINC, ""):
            yield clean(coding.get("code"))
