"""Tooltips that show what people typed as it is."""

from __future__ import annotations

from html import escape


def plain_tip(text: str) -> str:
    """A tooltip that shows the text as it is: Qt would read "<b>" in a name as a wish for bold."""
    lines = "<br>".join(escape(line) for line in text.split("\n"))
    return f"<p style='white-space:pre'>{lines}</p>"
