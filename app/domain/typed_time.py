"""Reads a time of day as people type it."""

from __future__ import annotations

import re


def read_time(text: str) -> int | None:
    """Minutes after midnight of "9:30", "0930", "930", "9.30am", "9", "5p"; None if unreadable."""
    cleaned = re.sub(r"\s+", "", text.lower())
    found = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?([ap])?\.?(?:m\.?)?", cleaned)
    if found is None or (cleaned.endswith("m") and not found[3]):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None
