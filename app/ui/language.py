"""The language of the window: its texts, Qt's own texts, and how dates, numbers and money look."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.domain.liking import Language
from app.ui.theme.resources import resource_path

NAMES = {Language.ENGLISH: "English", Language.GERMAN: "Deutsch", Language.SPANISH: "Español"}
"""Each language as its speakers call it."""
_TRANSLATED = {QLocale.Language.German: "de", QLocale.Language.Spanish: "es"}
_CODES = {
    Language.ENGLISH: QLocale.Language.English,
    Language.GERMAN: QLocale.Language.German,
    Language.SPANISH: QLocale.Language.Spanish,
}

_Names = Callable[[int, QLocale.FormatType], str]


@dataclass(slots=True)
class _InForce:
    language: Language = Language.SYSTEM
    translators: list[QTranslator] = field(default_factory=list[QTranslator])


_now = _InForce()


def use_language(language: Language, *, is_first: bool = False) -> bool:
    """From here on new texts are in this language; whether it was another one before.

    is_first: the program begins, and nothing was in any language yet.
    """
    if language is _now.language and not is_first:
        return False
    _now.language, chosen = language, locale_of(language)
    QLocale.setDefault(chosen)
    for one in _now.translators:
        QCoreApplication.removeTranslator(one)
    _now.translators = [one for one in _loaded(chosen) if QCoreApplication.installTranslator(one)]
    return True


def locale_of(language: Language, system: QLocale | None = None) -> QLocale:
    """How dates, numbers and money look: the language's, in the computer's country where it has
    a form of its own there."""
    system = QLocale.system() if system is None else system
    wanted = _CODES.get(language)
    if wanted is None or system.language() is wanted:
        return system
    here = QLocale(wanted, system.territory())
    return here if here.territory() is system.territory() else QLocale(wanted)


def day_pattern(pattern: str) -> str:
    """How a day is written in the language of the window: "d MMM yyyy" is "d. MMM yyyy"."""
    return QCoreApplication.translate("dates", pattern)


def in_english(text: str) -> str:
    """A typed day with this language's months and weekdays as English ones: "3. Mai" is "3 may"."""
    locale, words = QLocale(), text.strip().lower()
    if locale.language() not in _TRANSLATED:
        return text
    words = re.sub(r"(\d)\.\s+(?=[^\W\d])", r"\1 ", words).replace(" de ", " ")
    english = QLocale(QLocale.Language.English)
    months = _paired(locale.monthName, english.monthName, 12)
    days = _paired(locale.dayName, english.dayName, 7)
    days |= {"heute": "today", "hoy": "today", "morgen": "tomorrow", "mañana": "tomorrow"}

    def said(one: re.Match[str]) -> str:
        # "mar" is a Tuesday where it comes first, and March behind a number.
        first, second = (days, months) if one.start() == 0 else (months, days)
        word = one[0].rstrip(".")
        return first.get(word) or second.get(word) or one[0]

    return re.sub(r"[^\W\d_]+\.?", said, words)


def _paired(name: _Names, same: _Names, count: int) -> dict[str, str]:
    short = QLocale.FormatType.ShortFormat
    return {
        name(at, form).lower().rstrip("."): same(at, short).lower()
        for form in (QLocale.FormatType.LongFormat, short)
        for at in range(1, count + 1)
    }


def _loaded(locale: QLocale) -> list[QTranslator]:
    code = _TRANSLATED.get(locale.language())
    if code is None:
        return []
    qt, own = QTranslator(), QTranslator()
    # Qt's own texts (buttons of its dialogs) are not in every build; ours never lack.
    has_qt = qt.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    own.load(str(resource_path("translations", f"clinic_desk_{code}.qm")))
    return [qt, own] if has_qt else [own]
