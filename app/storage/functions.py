"""What the desk's database calls back for: patterns and the words of records outside the index."""

from __future__ import annotations

from typing import Any

from app.domain.patterns import is_found
from app.schema.search_tokens import word_points


def add_functions(raw: Any) -> None:
    """Make `text REGEXP pattern` and word_points(typed, text, …) known to a connection."""
    raw.create_function("regexp", 2, is_found, deterministic=True)
    raw.create_function("word_points", -1, word_points, deterministic=True)
