"""Measurements are read in the units people type, kept in small whole units, and doubted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidValue
from app.domain.history import VitalSigns
from app.domain.measures import MEASURES, doubts, pressure_parts
from app.domain.record_rules import MEASURABLE
from tests.factories import NOON, a_child, a_patient

pytestmark = pytest.mark.row("F7")
AMARA = a_patient()


def round_of(days_ago: int = 0, **measured: int) -> VitalSigns:
    at = NOON - timedelta(days=days_ago)
    return replace(
        a_child(VitalSigns, AMARA),
        **{**dict.fromkeys(MEASURES), "measured_at": at, **measured},
    )


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("systolic_mmhg", "120", 120),
        ("systolic_mmhg", " 120 mmHg ", 120),
        ("pulse_per_min", "72 bpm", 72),
        ("temperature_centi_c", "37", 3700),
        ("temperature_centi_c", "37,2", 3720),
        ("temperature_centi_c", "98.6", 3700),
        ("temperature_centi_c", "98.6 F", 3700),
        ("temperature_centi_c", "38.5°C", 3850),
        ("weight_g", "72.5", 72_500),
        ("weight_g", "160 lb", 72_575),
        ("weight_g", "3200 g", 3_200),
        ("height_mm", "178", 1780),
        ("height_mm", "1,78 m", 1780),
        ("height_mm", "5'10\"", 1778),
        ("height_mm", "5 ft 10 in", 1778),
        ("height_mm", "6 ft", 1829),
        ("height_mm", "70 in", 1778),
        ("oxygen_saturation_pct", "98 %", 98),
        ("pain_0_10", "0", 0),
        ("weight_g", "  ", None),
    ],
)
def test_measurement_is_read_as_people_write_it(name: str, typed: str, kept: int | None) -> None:
    assert MEASURES[name].read(typed) == kept


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("weight_g", "heavy", "is not a number"),
        ("weight_g", "72.5 kg 3", "is not a number"),
        ("weight_g", "-3", "is not a number"),
        ("weight_g", "72 F", "has a unit that is not known here"),
        ("systolic_mmhg", "1200", "is too high to be right"),
        ("systolic_mmhg", "12", "is too low to be right"),
        ("temperature_centi_c", "55", "is too high to be right"),
        ("temperature_centi_c", "60", "is too low to be right"),
        ("pain_0_10", "11", "is too high to be right"),
        ("weight_g", "9" * 12, "is too high to be right"),
        ("weight_g", "9" * 5000, "is not a number"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_reason(
    name: str, typed: str, reason: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        MEASURES[name].read(typed)
    assert (refused.value.field, refused.value.reason) == (name, reason)


@given(st.sampled_from(sorted(MEASURES)), st.data())
def test_what_is_shown_reads_back_to_what_is_shown(name: str, data: st.DataObject) -> None:
    measure = MEASURES[name]
    kept = data.draw(st.integers(*MEASURABLE[name]))
    shown = measure.shown(kept)
    again = measure.read(str(shown))
    assert again is not None
    assert measure.shown(again) == shown


@given(st.sampled_from(sorted(MEASURES)), st.text(max_size=12))
def test_whatever_is_typed_is_a_measurement_or_refused(name: str, typed: str) -> None:
    low, high = MEASURABLE[name]
    try:
        kept = MEASURES[name].read(typed)
    except InvalidValue:
        return
    assert kept is None or low <= kept <= high


def test_every_measurement_of_a_round_is_asked_for() -> None:
    assert set(MEASURES) == set(MEASURABLE)
    assert all(
        low <= one.usual[0] for one in MEASURES.values() for low in [MEASURABLE[one.field][0]]
    )


def test_unusual_is_asked_about_and_usual_is_not() -> None:
    assert [*doubts(round_of(pulse_per_min=72, weight_g=72_500), ())] == []
    (found,) = doubts(round_of(pulse_per_min=220, weight_g=72_500), ())
    assert (found.field, found.measured, found.before) == ("pulse_per_min", 220, None)


def test_weight_far_from_the_last_time_is_asked_about() -> None:
    before = [round_of(3, pulse_per_min=70), round_of(30, weight_g=72_500)]
    (found,) = doubts(round_of(weight_g=160_000), before)
    assert (found.field, found.before) == ("weight_g", 72_500)
    assert [*doubts(round_of(weight_g=75_000), before)] == []


def test_round_itself_later_ones_and_those_of_long_ago_are_no_measure() -> None:
    itself = round_of(weight_g=72_500)
    others = [replace(itself, weight_g=30_000), round_of(-1, weight_g=30_000)]
    assert [*doubts(itself, [*others, round_of(400, weight_g=30_000)])] == []


def test_both_pressures_can_be_typed_in_one_go() -> None:
    assert pressure_parts("120 / 80", "") == ("120", "80")
    assert pressure_parts("120", "80") == ("120", "80")
    assert pressure_parts("120/80", "85") == ("120/80", "85")


def test_shown_value_has_the_places_of_its_scale() -> None:
    assert MEASURES["weight_g"].shown(72_575) == Decimal("72.6")
    assert MEASURES["temperature_centi_c"].shown(3705) == Decimal("37.1")
    assert str(MEASURES["pulse_per_min"].shown(72)) == "72"
