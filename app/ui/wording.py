"""Dates, times, ages, phones and choices in the words people read."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.domain.values import age_on, shown_phone
from app.ui.habits import clock_words
from app.ui.language import day_pattern
from app.ui.vocabulary import choice_said, entity_said, plain_words

NOTHING = "—"
_ISOLATE, _END = "\u2066", "\u2069"


def _tr(text: str) -> str:
    return QCoreApplication.translate("wording", text)


def shown_date(iso: str | None) -> str:
    """A stored date, whole or partial: "3 May 1971", "May 1971", "1971"."""
    if not iso:
        return NOTHING
    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 1:
        return iso
    if len(parts) == 2:
        return QLocale().toString(QDate(parts[0], parts[1], 1), day_pattern("MMM yyyy"))
    return QLocale().toString(QDate(*parts), day_pattern("d MMM yyyy"))


def shown_born(iso: str | None) -> str:
    """A birth date in a column: always two digits for the day, so that rows line up."""
    if iso and len(iso) == 10:
        return QLocale().toString(
            QDate(*(int(part) for part in iso.split("-"))), day_pattern("dd MMM yyyy")
        )
    return shown_date(iso)


def shown_age(iso: str | None, today: date) -> str:
    """ "55 y", or nothing where it cannot be told."""
    age = age_on(iso, today) if iso else None
    return "" if age is None else _tr("{0} y").format(age)


def shown_time(instant: datetime, zone: str) -> str:
    """The clinic's wall time: "09:30"."""
    return clock_words(instant.astimezone(ZoneInfo(zone)))


def shown_visit(instant: datetime, zone: str, *, weekday: bool = False) -> str:
    """A visit's day and time at the clinic: "24 Nov, 09:30"."""
    local = instant.astimezone(ZoneInfo(zone))
    pattern = day_pattern("ddd d MMM") if weekday else day_pattern("d MMM")
    day = QLocale().toString(QDate(local.year, local.month, local.day), pattern)
    return f"{day}, {clock_words(local)}"


def phone_words(stored: str) -> str:
    """A phone number to be read: beside names in Arabic or Hebrew its groups keep their order.

    To be typed over or written into a file it is `shown_phone`, without the marks for that
    (Unicode TR 9, isolates).
    """
    return f"{_ISOLATE}{shown_phone(stored)}{_END}" if stored else ""


def without_marks(text: str) -> str:
    """The text without the marks that keep the order of a number's groups."""
    return text.replace(_ISOLATE, "").replace(_END, "")


def shown_sex(sex: str) -> str:
    """Administrative sex as a word."""
    known = {
        "female": _tr("Female"),
        "male": _tr("Male"),
        "other": _tr("Other"),
        "unknown": _tr("Unknown"),
    }
    return known.get(sex, _tr("Other ({0})").format(sex))


def shown_other(value: str) -> str:
    """A choice of a newer version: it is kept and shown as what it is."""
    return _tr("Other ({0})").format(value) if value else ""


def shown_choice(value: str | None, known: type[StrEnum] | None = None) -> str:
    """Any other stored choice, readable: "on-hold" → "On hold". Where the known ones are named,
    one that a newer version made says so."""
    if value and known is not None and value not in set(known):
        return shown_other(value)
    return choice_said(value or NOTHING)


def shown_entity(entity: str) -> str:
    """A record type as staff call it."""
    known = {
        "patient": _tr("Patient"),
        "patient_identifier": _tr("Identifier"),
        "patient_merge": _tr("Merge of two records"),
        "coverage": _tr("Coverage"),
        "emergency_contact": _tr("Contact"),
        "allergy": _tr("Allergy"),
        "condition": _tr("Condition"),
        "medication_statement": _tr("Medication"),
        "appointment": _tr("Appointment"),
        "practitioner": _tr("Provider"),
        "room": _tr("Room"),
        "visit_type": _tr("Visit type"),
        "sync_conflict": _tr("Conflict decision"),
        "user": _tr("User"),
        "clinic": _tr("Clinic"),
        "workstation": _tr("Workstation"),
    }
    # Record types of imported files are written in one word: "AllergyIntolerance".
    return known.get(entity) or entity_said(
        plain_words(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", entity or NOTHING))
    )
