"""How bad something of a patient's history is and since when, as screens and papers say it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from app.domain.clinical import Allergy, Condition, SymptomSeverity
from app.ui.wording import shown_choice, shown_date


def allergy_words(allergy: Allergy) -> str:
    """ "Latex (high risk, severe)"."""
    marks = (_tr("high risk") if allergy.criticality == "high" else "", _severity(allergy))
    told = ", ".join(mark for mark in marks if mark)
    return f"{allergy.text} ({told})" if told else allergy.text


def condition_words(condition: Condition) -> str:
    """ "Asthma (moderate, since Mar 2011, onset: in childhood)"."""
    told = ", ".join(part for part in (_severity(condition), *_since(condition)) if part)
    return f"{condition.text} ({told})" if told else condition.text


def _since(condition: Condition) -> Iterator[str]:
    """By date, and as it was said; "since 52 years" would tell an age as a length of time."""
    if condition.onset_on:
        yield _tr("since {0}").format(shown_date(condition.onset_on))
    if condition.onset_text:
        yield _tr("onset: {0}").format(condition.onset_text)


def _severity(record: Allergy | Condition) -> str:
    said = shown_choice(record.severity, SymptomSeverity) if record.severity else ""
    return said[:1].lower() + said[1:]


def _tr(text: str) -> str:
    return QCoreApplication.translate("clinical_words", text)
