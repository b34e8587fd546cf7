"""Words for the clinic's figures: reports, stretches of days, groups, hours, shares, amounts."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.domain.money import minor_digits
from app.domain.reports import By, Kept, Period, Report, Span, Use
from app.ui.language import day_pattern

NOTHING = "—"
_MINUS = "\N{MINUS SIGN}"


def said(text: str) -> str:
    """A text of the Reports panel in the user's language."""
    return QCoreApplication.translate("reports", text)


def report_words(report: Report) -> str:
    """What a report is called."""
    return {
        Report.USE: said("Time used"),
        Report.NO_SHOWS: said("Missed visits"),
        Report.OWED: said("Owed by age"),
        Report.COLLECTED: said("Collected"),
    }[report]


def span_words(span: Span) -> str:
    """How long a stretch is."""
    return {
        Span.DAY: said("Day"),
        Span.WEEK: said("Week"),
        Span.MONTH: said("Month"),
        Span.YEAR: said("Year"),
    }[span]


def by_words(by: By) -> str:
    """What figures are kept apart by."""
    return {
        By.DAY: said("By day"),
        By.PROVIDER: said("By provider"),
        By.VISIT_TYPE: said("By visit type"),
        By.MONTH: said("By month"),
    }[by]


def period_words(period: Period) -> str:
    """A stretch of days as people write it: "16 – 22 November 2026", "November 2026", "2026"."""
    match period.span:
        case Span.DAY:
            return day_words(period.first, day_pattern("dddd, d MMMM yyyy"))
        case Span.WEEK:
            is_one = period.first.month == period.last.month
            begins = day_words(period.first, day_pattern("d") if is_one else day_pattern("d MMMM"))
            if period.first.year != period.last.year:
                begins = day_words(period.first, day_pattern("d MMMM yyyy"))
            return f"{begins} – {day_words(period.last, day_pattern('d MMMM yyyy'))}"
        case Span.MONTH:
            return day_words(period.first, day_pattern("MMMM yyyy"))
        case Span.YEAR:
            return str(period.first.year)


def use_names(one: Use, span: Span) -> tuple[str, str]:
    """A line's name: as short as a bar has room for, and in full."""
    if one.day is None:
        name = one.name or (said("No longer here") if one.practitioner_id else said("Nobody"))
        return name, name
    short = day_pattern("ddd d") if span is Span.WEEK else day_pattern("d")
    return day_words(one.day, short), day_words(one.day, day_pattern("ddd, d MMM yyyy"))


def group_name(one: Kept, by: By) -> str:
    """A group of visits by name."""
    if by is By.MONTH:
        return day_words(date.fromisoformat(f"{one.key}-01"), day_pattern("MMM yyyy"))
    if one.name:
        return one.name
    nobody = said("Nobody") if by is By.PROVIDER else said("No type")
    return said("No longer here") if one.key else nobody


def hours_words(minutes: int, *, digits: int = 1) -> str:
    """Minutes as hours: "6.5 h"."""
    return said("{0} h").format(QLocale().toString(minutes / 60, "f", digits))


def share_words(part: int, whole: int) -> str:
    """A part in percent; a dash of nothing."""
    return percent_words(100 * part / whole, digits=0) if whole else NOTHING


def rate_words(one: Kept) -> str:
    """How many were missed, in percent."""
    thousandths = one.missed_of_thousand
    return NOTHING if thousandths is None else percent_words(thousandths / 10, digits=1)


def percent_words(value: float, *, digits: int) -> str:
    """A percentage as the country writes it."""
    return said("{0}%").format(QLocale().toString(value, "f", digits))


def money_axis(currency: str) -> dict[str, Any]:
    """Marks at whole amounts."""
    whole = 10 ** minor_digits(currency)

    def tick_words(minor: int) -> str:
        words = QLocale().toString(abs(minor) // whole)
        return f"{_MINUS}{words}" if minor < 0 else words

    return {"unit": whole, "tick_words": tick_words}


def plain_amount(minor: int, currency: str) -> str:
    """For other programs: "-1234.50"."""
    digits = minor_digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def day_words(day: date, form: str) -> str:
    """A day in one of Qt's formats, in the user's language."""
    return QLocale().toString(QDate(day.year, day.month, day.day), form)
