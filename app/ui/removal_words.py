"""Words for patients who are to be removed, and for what keeps them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from app.domain.removing import Kept


def _tr(text: str) -> str:
    return QCoreApplication.translate("removals", text)


def kept_words(kinds: Iterable[str]) -> str:
    """What there is to keep: "visits, messages"."""
    known = {
        Kept.VISITS: _tr("visits"),
        Kept.WAITING: _tr("a place on the waitlist, or a recall"),
        Kept.CHART: _tr("entries in the chart"),
        Kept.MONEY: _tr("charges, payments or claims"),
        Kept.PAPERS: _tr("documents or consents"),
        Kept.MESSAGES: _tr("messages"),
        Kept.TASKS: _tr("open tasks or conflicts"),
        Kept.MERGED: _tr("a merge with another record"),
        Kept.OTHERS: _tr("another patient's record that names them"),
    }
    return ", ".join(known[Kept(one)] for one in kinds)


def why_kept(kinds: Iterable[str]) -> str:
    """Why a patient is not removed, and what to do instead."""
    words = _tr(
        "This patient cannot be removed: there are {0}. Health records are kept. Archive the "
        "patient, or merge them with their other record."
    ).format(kept_words(kinds))
    if set(kinds) <= {Kept.VISITS, Kept.WAITING, Kept.TASKS}:
        words += " " + _tr("Where none of it took place, cancel or close it first.")
    return words
