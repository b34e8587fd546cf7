"""What is not on this desk of a chart, in words: never may it look as if nothing were recorded."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.live.missing_parts import Fetching
from app.ui.permission_words import part_words


def _tr(text: str) -> str:
    return QCoreApplication.translate("at_server", text)


def at_server_words(counts: Mapping[str, int], state: Fetching) -> str:
    """How many entries of what kind are missing here, and when they come; "" for none."""
    if not counts:
        return ""
    parts = ", ".join(f"{part_words(name)}: {count}" for name, count in counts.items())
    total = sum(counts.values())
    entries = _tr("1 entry is") if total == 1 else _tr("{0} entries are").format(total)
    return _sentence(state).format(entries=entries, parts=parts)


def missing_line(count: int) -> str:
    """The line in a list that is not whole."""
    return _tr("{0} more at the server only").format(count)


def _sentence(state: Fetching) -> str:
    if state is Fetching.UNDER_WAY:
        return _tr("{entries} kept at the server only ({parts}); being fetched now.")
    if state is Fetching.WAITS:
        return _tr(
            "{entries} not on this desk but kept at the server ({parts}). "
            "Shown as soon as this desk is connected."
        )
    return _tr(
        "{entries} kept at the server only ({parts}), which did not send them. "
        "Do not take this chart as complete."
    )
