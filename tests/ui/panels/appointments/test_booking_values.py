"""What stands in the form means one slot, or says what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.domain.ids import new_id
from app.ui.panels.appointments.booking_values import (
    BookingValues,
    changed_fields,
    merged,
    slot_differs,
    slot_hint,
    understood,
    values_of,
)
from tests.factories import NOON, ZONE, a_patient, an_appointment

TODAY = date(2026, 11, 21)
VALUES = BookingValues(day="24 nov", start="9.30am", length="30")


def test_a_good_form_means_a_slot_in_the_clinic_s_zone() -> None:
    slot = understood(replace(VALUES, room=new_id()), zone=ZONE, today=TODAY).slot
    assert slot is not None
    assert slot.starts_at == datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    assert (slot.length_min, slot.practitioner_id) == (30, None)
    assert slot.room_id


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"day": "soon"}, {"day"}),
        ({"start": "late"}, {"start"}),
        ({"length": "4"}, {"length"}),
        ({"length": "481"}, {"length"}),
        ({"length": "half"}, {"length"}),
        ({"day": "", "start": "", "length": ""}, {"day", "start", "length"}),
        ({"day": "8 mar 2026", "start": "2:30"}, {"start"}),
        ({"day": "9999-12-31", "start": "23:30"}, {"day"}),
    ],
)
def test_every_wrong_field_is_named_at_once(changes: dict[str, str], wrong: set[str]) -> None:
    found = understood(replace(VALUES, **changes), zone=ZONE, today=TODAY)
    assert found.slot is None
    assert found.problems.keys() == wrong


@pytest.mark.parametrize(
    ("start", "length", "hint"),
    [
        ("9.30", "30", ""),
        ("8:00", "30", ""),
        ("17:30", "30", ""),
        ("7:59", "30", "Outside opening hours, 08:00–18:00."),
        ("17:45", "30", "Outside opening hours, 08:00–18:00."),
    ],
)
def test_an_unusual_time_is_said(start: str, length: str, hint: str) -> None:
    values = replace(VALUES, start=start, length=length)
    slot = understood(values, zone=ZONE, today=TODAY).slot
    assert slot is not None
    assert slot_hint(slot, zone=ZONE, now=NOON, hours=(480, 1080)) == hint


def test_a_time_that_has_passed_is_said() -> None:
    slot = understood(replace(VALUES, day="21 nov"), zone=ZONE, today=TODAY).slot
    assert slot is not None
    hint = slot_hint(slot, zone=ZONE, now=NOON, hours=(480, 1080))
    assert hint == "This time has passed."


def test_a_stored_visit_comes_back_unchanged() -> None:
    visit = an_appointment(a_patient(), reason="Cough", length_min=45)
    values = values_of(visit)
    slot = understood(values, zone=ZONE, today=TODAY).slot
    assert slot is not None
    assert (slot.starts_at, slot.length_min) == (NOON, 45)
    assert not slot_differs(values, values_of(visit))
    assert changed_fields(values, values_of(visit)) == {}


def test_only_changed_fields_are_sent() -> None:
    before = BookingValues(visit_type=new_id(), reason="Cough", note="n")
    after = replace(before, visit_type="", reason="Fever")
    assert changed_fields(after, before) == {"visit_type_id": None, "reason": "Fever"}


def test_a_change_from_elsewhere_fills_what_nobody_typed() -> None:
    before = BookingValues(start="09:00", reason="Cough")
    shown = replace(before, reason="Fever")
    fresh = replace(before, start="10:00")
    values, clashing = merged(shown, frozenset({"reason"}), fresh, before)
    assert (values.start, values.reason) == ("10:00", "Fever")
    assert clashing == ()


def test_a_change_from_elsewhere_to_a_typed_field_is_named_and_not_shown_over_it() -> None:
    before = BookingValues(reason="Cough")
    fresh = replace(before, reason="Rash")
    values, clashing = merged(replace(before, reason="Fever"), frozenset({"reason"}), fresh, before)
    assert values.reason == "Fever"
    assert clashing == ("reason",)
