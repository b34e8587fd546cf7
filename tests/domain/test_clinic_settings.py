"""The clinic's settings as typed: only what differs is a change, and nonsense names its field."""

from __future__ import annotations

import pytest

from app.domain.clinic_settings import (
    CLINIC_SETTINGS,
    read_clinic_settings,
    shown_clinic_settings,
)
from app.domain.errors import InvalidRecord
from tests.factories import a_clinic

pytestmark = pytest.mark.row("A4", "F7")


def test_what_is_shown_means_no_change() -> None:
    clinic = a_clinic()
    shown = shown_clinic_settings(clinic)
    assert tuple(shown) == CLINIC_SETTINGS
    assert read_clinic_settings(shown, clinic) == {}


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("opens_at", "7:30", 450),
        ("opens_at", "7.30 am", 450),
        ("closes_at", "24:00", 1440),
        ("closes_at", "5p", 1020),
        ("adjustment_limit_minor", "$1,250.50", 125_050),
        ("tells_after_min", " 10 ", 10),
        ("tells_after_min", "", 0),
        ("currency", " eur ", "EUR"),
        ("name", "  Südlicht ", "Südlicht"),
        ("zone", "Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_settings_are_read_as_people_type_them(name: str, typed: str, meant: object) -> None:
    assert read_clinic_settings({name: typed}, a_clinic()) == {name: meant}


def test_everything_that_cannot_be_understood_is_named_at_once() -> None:
    typed = {
        "opens_at": "soon",
        "closes_at": "25:00",
        "adjustment_limit_minor": "much",
        "tells_after_min": "-3",
    }
    with pytest.raises(InvalidRecord) as refused:
        read_clinic_settings(typed, a_clinic())
    assert set(refused.value.problems) == set(typed)


def test_a_limit_is_read_in_the_currency_typed_beside_it() -> None:
    typed = {"currency": "JPY", "adjustment_limit_minor": "500"}
    changes = read_clinic_settings(typed, a_clinic())
    assert changes == {"currency": "JPY", "adjustment_limit_minor": 500}
