"""X12 interchanges as segments: the delimiters are read from the ISA, nothing is guessed.

Written here instead of taken from a library: what reads 5010 replies on PyPI brings a model of
every transaction, refuses other versions, and stops at the first thing that payers get wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.domain.errors import InvalidValue
from app.domain.phi import quiet

MOST_BYTES = 4 * 1024 * 1024
"""Of one file; a reply about one patient has 1 to 20 kB."""
_MOST_SEGMENTS = 100_000
_ISA_ELEMENTS = 16


@quiet
@dataclass(frozen=True, slots=True)
class Segment:
    """A segment's name and elements; an element that is not there is ""."""

    name: str
    elements: tuple[str, ...] = field(repr=False)

    def __getitem__(self, at: int) -> str:
        """Element 1, 2 … as the standard counts them."""
        return self.elements[at - 1].strip() if 0 < at <= len(self.elements) else ""


@quiet
@dataclass(frozen=True, slots=True)
class Interchange:
    """What a file holds: its segments, and what parts repeated values (^ in 5010, "" before)."""

    segments: tuple[Segment, ...] = field(repr=False)
    repeats: str

    def parts(self, text: str) -> Sequence[str]:
        """The values of an element that repeats."""
        return text.split(self.repeats) if self.repeats else (text,)

    def transactions(self, kind: str) -> Iterator[Sequence[Segment]]:
        """The segments between ST and SE of each transaction of a kind ("271").

        Raises InvalidValue where one has no end or its count is wrong: it was cut or changed.
        """
        begun: int | None = None
        for at, segment in enumerate(self.segments):
            if segment.name == "ST":
                if begun is not None:
                    raise InvalidValue("file", "is cut off in the middle")
                begun = at
            elif segment.name == "SE" and begun is not None:
                inside = self.segments[begun : at + 1]
                if segment[1] != str(len(inside)):
                    raise InvalidValue("file", "is cut off in the middle")
                if inside[0][1] == kind:
                    yield inside[1:-1]
                begun = None
        if begun is not None:
            raise InvalidValue("file", "is cut off in the middle")


def read_interchange(data: bytes) -> Interchange:
    """The segments of a file. Raises InvalidValue for what is no X12 file, or too large."""
    if len(data) > MOST_BYTES:
        raise InvalidValue("file", "is too large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = text.lstrip()
    separator, end, repeats = _delimiters(text)
    pieces = text.split(end, _MOST_SEGMENTS)
    if len(pieces) > _MOST_SEGMENTS:
        raise InvalidValue("file", "is too large")
    segments: list[Segment] = []
    for piece in pieces:
        name, *elements = piece.strip().split(separator)
        if name:
            segments.append(Segment(name.upper(), tuple(elements)))
    if not segments or segments[-1].name != "IEA":
        raise InvalidValue("file", "is cut off in the middle")
    return Interchange(tuple(segments), repeats)


def _delimiters(text: str) -> tuple[str, str, str]:
    """What parts elements, segments and repeated values, as the ISA says."""
    if not text.startswith("ISA") or len(text) < 4:
        raise InvalidValue("file", "is no X12 file")
    separator = text[3]
    at = 3
    for _ in range(_ISA_ELEMENTS - 1):
        at = text.find(separator, at + 1)
        if at < 0 or at > 400:
            raise InvalidValue("file", "is no X12 file")
    head = text[4:at].split(separator)
    end = text[at + 2 : at + 3]
    if separator.isalnum() or not end or end.isalnum() or end == separator:
        raise InvalidValue("file", "is no X12 file")
    standard = head[10] if len(head) > 10 else ""
    return separator, end, standard if len(standard) == 1 and not standard.isalnum() else ""
