"""What somebody typed, out of a draft of any form."""

from __future__ import annotations

from typing import cast


def texts_of(values: object) -> dict[str, str]:
    """The texts by name in what a draft holds; what is no text is left out."""
    if not isinstance(values, dict):
        return {}
    named = cast("dict[object, object]", values)
    return {str(name): text for name, text in named.items() if isinstance(text, str)}
