"""Many values to ask PostgreSQL for, each sort as one text that it takes apart itself.

Handed an array, the driver looks at every member for whether it holds others: that takes several
times as long as to send it, and a batch has thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.protocol.codec import encode_json

RECORD = "\x1e"
"""Stands between JSON texts, none of which contains it (RFC 7464)."""


def of_ids(name: str, kind: str = "uuid") -> str:
    """The statement's words for the array that `ids` wrote."""
    return f"CAST(CAST(:{name} AS text) AS {kind}[])"


def each_text(name: str) -> str:
    """The statement's words for the rows of what `texts` wrote."""
    return f"jsonb_array_elements_text(CAST(:{name} AS jsonb))"


def each_json(name: str) -> str:
    """The statement's words for the rows of what `bodies` wrote, each as text."""
    return f"string_to_table(CAST(:{name} AS text), chr({ord(RECORD)}))"


def ids(values: Iterable[str | None]) -> str:
    """Identifiers, numbers or hashes: what has neither commas nor quotes."""
    return "{" + ",".join([value or "NULL" for value in values]) + "}"


def texts(values: Sequence[str]) -> str:
    """Texts of any kind."""
    return encode_json(values).decode()


def bodies(values: Iterable[bytes]) -> str:
    """JSON texts."""
    return RECORD.encode().join(values).decode()
