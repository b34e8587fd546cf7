"""The clinic's settings as people type them, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.errors import InvalidRecord, InvalidValue
from app.domain.money import Money, read_money
from app.domain.staff import Clinic
from app.domain.typed_time import read_time

CLINIC_SETTINGS = (
    *("name", "zone", "opens_at", "closes_at", "currency"),
    *("adjustment_limit_minor", "tells_after_min"),
)
_DAYS_END = 24 * 60
_DIGITS = 9


def shown_clinic_settings(clinic: Clinic) -> dict[str, str]:
    """Each setting as it is typed: hours "08:00", the limit as an amount."""
    return {
        "name": clinic.name,
        "zone": clinic.zone,
        "opens_at": _shown_hour(clinic.opens_at),
        "closes_at": _shown_hour(clinic.closes_at),
        "currency": clinic.currency,
        "adjustment_limit_minor": Money(clinic.adjustment_limit_minor, clinic.currency).shown,
        "tells_after_min": str(clinic.tells_after_min),
    }


def read_clinic_settings(typed: Mapping[str, str], clinic: Clinic) -> dict[str, object]:
    """What differs from the clinic as it is. Raises InvalidRecord for what cannot be understood;
    whether a value fits the clinic is the record's own rule."""
    wanted: dict[str, object] = {}
    problems: dict[str, str] = {}
    for name, text in typed.items():
        try:
            wanted[name] = _read(name, text.strip(), typed.get("currency", clinic.currency))
        except InvalidValue as error:
            problems[name] = error.reason
    if problems:
        raise InvalidRecord(problems)
    return {name: value for name, value in wanted.items() if value != getattr(clinic, name)}


def _read(name: str, text: str, currency: str) -> object:
    if name in ("opens_at", "closes_at"):
        minutes = _DAYS_END if text in ("24:00", "24") else read_time(text)
        if minutes is None:
            raise InvalidValue(name, "is not a time")
        return minutes
    if name == "adjustment_limit_minor":
        return read_money(text, currency.strip().upper()).minor
    if name == "tells_after_min":
        if text and not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
            raise InvalidValue(name, "is not a whole number of minutes")
        return int(text or "0")
    return text.upper() if name == "currency" else text


def _shown_hour(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
