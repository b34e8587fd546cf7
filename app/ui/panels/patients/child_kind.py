"""What a line of a patient's form is made of: its record type and its controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.declare import Record
from app.domain.values import shown_phone


@dataclass(frozen=True, slots=True)
class ChildField:
    """One control of a row: choices are (value, words); the row's line, from 0 on.

    is_date and is_phone read any way of writing one, is_number whole numbers; an is_past date was.
    Lines stand under each other. is_offered: its choices are known once they were read
    (ChildRows.offer), and choosing one is as good as typing.
    """

    name: str
    words: str
    stretch: int = 1
    choices: tuple[tuple[str, str], ...] = ()
    is_date: bool = False
    is_past: bool = False
    is_phone: bool = False
    is_number: bool = False
    is_offered: bool = False
    line: int = 0

    def words_of(self, value: object) -> str:
        """A stored value as a line to read shows it; nothing of what nobody said."""
        text = "" if value is None else str(value)
        if not text:
            return ""
        return shown_phone(text) if self.is_phone else dict(self.choices).get(text, text)


@dataclass(frozen=True, slots=True)
class ChildKind:
    """One kind of row: its record type, its controls and fixed values of new records."""

    record_type: type[Record]
    title: str
    add_words: str
    fields: tuple[ChildField, ...]
    defaults: Mapping[str, object]
