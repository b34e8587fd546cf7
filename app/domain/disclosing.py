"""How the audit trail names who was given something of a chart (45 CFR 164.528)."""

from __future__ import annotations

from collections.abc import Iterable

RECIPIENT = "recipient:"
"""Before the name, among an event's fields."""


def recipient_in(fields: Iterable[str]) -> str:
    """Who was given it; "" where the event names nobody."""
    named = (one.removeprefix(RECIPIENT) for one in fields if one.startswith(RECIPIENT))
    return next(named, "")
