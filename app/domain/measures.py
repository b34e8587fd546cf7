"""Measurements of a body: read in the units people use, kept in whole small ones, doubted aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

from app.domain.errors import InvalidValue
from app.domain.history import VitalSigns
from app.domain.record_rules import MEASURABLE

_FAHRENHEIT_FROM = 60
"""Nobody's temperature is 60 °C, and nobody's is below 60 °F: a bare number says which it is."""
_NUMBER = re.compile(r"([0-9]{1,12}(?:[.,][0-9]{1,12})?)\s*([a-z%°/'\"’′″]*)", re.IGNORECASE)
_FEET = re.compile(
    r"([0-9]{1,12})\s*(?:ft|feet|'|’|′)\s*([0-9]{1,12}(?:[.,][0-9]{1,12})?)?\s*(?:in|\"|”|″)?"
)
_SAME_BODY = timedelta(days=366)
"""Weights of longer ago say nothing about today's."""

Scale = tuple[Fraction, Fraction]
"""Kept units in one typed unit, and what the typed scale shows where the kept one shows nothing."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measurement of a round.

    field: of VitalSigns. unit: the one it is shown in, and the one of a bare number. places:
    decimals shown. usual: kept values that nobody asks about. steady: by what part it may differ
    from the last time before somebody is asked; 0 for what changes by the hour.
    """

    field: str
    unit: str
    usual: tuple[int, int]
    units: Mapping[str, Scale]
    places: int = 0
    steady: Fraction = Fraction(0)

    def shown(self, kept: int) -> Decimal:
        """A kept value in the shown unit."""
        factor, zero = self.units[self.unit.lower()]
        value = Fraction(kept) / factor + zero
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)

    def read(self, text: str) -> int | None:
        """What was typed, as it is kept; None for nothing. Raises InvalidValue.

        "37", "98.6 F", "72,5 kg", "160 lb", "5'10", "1.78 m".
        """
        typed = text.strip()
        if not typed:
            return None
        kept = self._kept(typed)
        low, high = MEASURABLE[self.field]
        if kept < low:
            raise InvalidValue(self.field, "is too low to be right")
        if kept > high:
            raise InvalidValue(self.field, "is too high to be right")
        return kept

    def _kept(self, typed: str) -> int:
        feet = _FEET.fullmatch(typed.lower()) if "ft" in self.units else None
        if feet is not None:
            inches = 12 * Fraction(feet[1]) + Fraction((feet[2] or "0").replace(",", "."))
            return _whole(inches * self.units["in"][0])
        found = _NUMBER.fullmatch(typed)
        if found is None:
            raise InvalidValue(self.field, "is not a number")
        value = Fraction(found[1].replace(",", "."))
        scale = self.units.get(found[2].lower() or self._meant(value))
        if scale is None:
            raise InvalidValue(self.field, "has a unit that is not known here")
        return _whole((value - scale[1]) * scale[0])

    def _meant(self, value: Fraction) -> str:
        if "°f" in self.units and value >= _FAHRENHEIT_FROM:
            return "°f"
        return self.unit.lower()


def _whole(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def _units(**factors: str) -> dict[str, Scale]:
    return {
        name.replace("_", "/"): (Fraction(factor), Fraction(0)) for name, factor in factors.items()
    }


_ONE: Scale = (Fraction(1), Fraction(0))
_CELSIUS: Scale = (Fraction(100), Fraction(0))
_DEGREES_F: Scale = (Fraction(500, 9), Fraction(32))
_PRESSURE = {"mmhg": _ONE}
_RATE = {"/min": _ONE, "bpm": _ONE}
_WARMTH = {"°c": _CELSIUS, "c": _CELSIUS, "°f": _DEGREES_F, "f": _DEGREES_F}
_LENGTH = _units(mm="1", cm="10", m="1000", ft="304.8") | dict.fromkeys(
    ("in", '"', "″"), (Fraction("25.4"), Fraction(0))
)
_MASS = _units(g="1", kg="1000", lb="453.59237", lbs="453.59237", oz="28.349523125")

MEASURES: Mapping[str, Measure] = {
    one.field: one
    for one in (
        Measure("systolic_mmhg", "mmHg", (70, 220), _PRESSURE),
        Measure("diastolic_mmhg", "mmHg", (40, 130), _PRESSURE),
        Measure("pulse_per_min", "/min", (40, 180), _RATE),
        Measure("breaths_per_min", "/min", (8, 60), _RATE),
        Measure("temperature_centi_c", "°C", (3400, 4100), _WARMTH, places=1),
        Measure("oxygen_saturation_pct", "%", (85, 100), {"%": _ONE}),
        Measure("height_mm", "cm", (400, 2150), _LENGTH, places=1, steady=Fraction(1, 10)),
        Measure("weight_g", "kg", (2_000, 250_000), _MASS, places=1, steady=Fraction(1, 5)),
        Measure("pain_0_10", "0–10", (0, 10), {"0–10": _ONE}),
    )
}
"""Every measurement of a round, in the order it is asked for."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A measurement to be looked at again; before: what was measured the last time, else None."""

    field: str
    measured: int
    before: int | None = None


def doubts(vitals: VitalSigns, others: Sequence[VitalSigns]) -> Iterator[Doubt]:
    """What may well be a slip: beyond what is usual, or far from the last time it was measured.

    others: the patient's rounds, the latest first.
    """
    past = [
        one
        for one in others
        if one.id != vitals.id and timedelta(0) <= vitals.measured_at - one.measured_at < _SAME_BODY
    ]
    for measure in MEASURES.values():
        value: int | None = getattr(vitals, measure.field)
        if value is None:
            continue
        low, high = measure.usual
        before = _last(past, measure) if measure.steady else None
        if not low <= value <= high:
            yield Doubt(measure.field, value)
        elif before and abs(value - before) > measure.steady * before:
            yield Doubt(measure.field, value, before)


def _last(past: Sequence[VitalSigns], measure: Measure) -> int | None:
    known: Iterator[int | None] = (getattr(one, measure.field) for one in past)
    return next((value for value in known if value is not None), None)


def pressure_parts(upper: str, lower: str) -> tuple[str, str]:
    """Both pressures, where somebody typed "120/80" in one go."""
    first, slash, second = upper.partition("/")
    return (first.strip(), second.strip()) if slash and not lower.strip() else (upper, lower)
