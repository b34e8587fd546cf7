"""A day as people type it, and as a form shows it again."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale

from app.domain.values import read_date
from app.ui.language import day_pattern, in_english


def shown_day(day: date | None) -> str:
    """A day as a form shows it, to be read back by typed_day; "" for none."""
    if day is None:
        return ""
    return QLocale().toString(QDate(day.year, day.month, day.day), day_pattern("d MMM yyyy"))


def typed_day(text: str, *, today: date) -> date | None:
    """A whole day out of what was typed, in any usual format; None where it is none."""
    text = text.strip()
    if not text:
        return None
    by_locale = QLocale().toDate(text, day_pattern("d MMM yyyy"))
    if by_locale.isValid():
        return date(by_locale.year(), by_locale.month(), by_locale.day())
    formats = QLocale().dateFormat(QLocale.FormatType.ShortFormat)
    is_plain = QLocale().language() == QLocale.Language.C  # which says nothing of how people write
    is_day_first = not is_plain and formats.lower().find("d") < formats.lower().find("m")
    for one in read_date(in_english(text), today=today, day_first=is_day_first):
        if len(one) == 10:
            return date.fromisoformat(one)
    return None
