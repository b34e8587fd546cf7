"""Indexes of a record type as people see them, and how a question is answered."""

from __future__ import annotations

from dataclasses import dataclass

OWN_PREFIX = "own_"
"""Indexes made at a desk begin so: the program's own are declared with the records."""


@dataclass(frozen=True, slots=True)
class IndexField:
    """One field of an index. Only kind "btree" is offered: words have the search index."""

    name: str
    descending: bool = False
    kind: str = "btree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """One index. entries is how many records it lists, size_bytes what its keys hold (without the
    file's pages around them)."""

    name: str
    fields: tuple[IndexField, ...]
    is_unique: bool
    is_own: bool
    entries: int
    size_bytes: int

    @property
    def words(self) -> str:
        """The index for people, in one line."""
        fields = ", ".join(f"-{one.name}" if one.descending else one.name for one in self.fields)
        return f"{self.name} ({fields}): {self.entries} entries, {self.size_bytes} bytes"


@dataclass(frozen=True, slots=True)
class Plan:
    """How the database answers a question, step by step; no values in it."""

    steps: tuple[str, ...]
    indexes: tuple[str, ...]
    is_scan: bool
    """Whether some step goes through the records one by one, perhaps in an index's order, instead
    of searching an index; a page without conditions does so rightly and stops when it is full."""
