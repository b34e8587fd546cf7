"""Measurements in words: each in its unit, as the chart, the list and a question say them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QLocale

from app.domain.history import VitalSigns
from app.domain.measures import MEASURES, Doubt
from app.ui.entry_kind import said
from app.ui.error_presenter import field_words
from app.ui.wording import NOTHING

UPPER, LOWER = "systolic_mmhg", "diastolic_mmhg"


def shown_value(name: str, kept: int | None) -> str:
    """A measurement in its shown unit, without it; "" for none."""
    if kept is None:
        return ""
    measure = MEASURES[name]
    plain = QLocale(QLocale())
    plain.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return plain.toString(float(measure.shown(kept)), "f", measure.places)


def shown_pressure(vitals: VitalSigns) -> str:
    """Both pressures in one, "120/80"; a dash for the one that is not known, "" for neither."""
    upper, lower = vitals.systolic_mmhg, vitals.diastolic_mmhg
    if upper is None and lower is None:
        return ""
    return "/".join(NOTHING if one is None else str(one) for one in (upper, lower))


def vitals_lines(vitals: VitalSigns) -> Iterator[str]:
    """A round in a few words, each with its unit: "120/80 mmHg"."""
    if pressure := shown_pressure(vitals):
        yield f"{pressure} {MEASURES[UPPER].unit}"
    for name in MEASURES:
        kept = getattr(vitals, name)
        if name not in (UPPER, LOWER) and kept is not None:
            yield f"{field_words(name)} {with_unit(name, kept)}"
    if vitals.note:
        yield vitals.note


def shown_cell(vitals: VitalSigns, name: str) -> str:
    """A measurement as it stands in the list, whose columns name the units."""
    return shown_value(name, getattr(vitals, name)) or NOTHING


def with_unit(name: str, kept: int) -> str:
    """A measurement with its unit."""
    measure = MEASURES[name]
    return f"{shown_value(name, kept)} {measure.unit}" if name != "pain_0_10" else f"{kept}/10"


def doubted(doubt: Doubt) -> str:
    """What is to be looked at again."""
    words = f"{field_words(doubt.field)} {with_unit(doubt.field, doubt.measured)}"
    if doubt.before is None:
        return words
    return said("{0}, last time {1}").format(words, with_unit(doubt.field, doubt.before))
