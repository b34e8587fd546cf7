"""A pattern as PostgreSQL reads it (POSIX "advanced" expressions), written out of its parts.

Every character stands as its number, so that nothing in it can mean something else there.
"""

from __future__ import annotations

from app.domain.patterns import Chars, Choice, Edge, Node, Repeat, Sequence


def postgresql_pattern(node: Node) -> str:
    """The text of a pattern for PostgreSQL's ~."""
    match node:
        case Chars():
            return _chars(node)
        case Edge(at):
            return at
        case Sequence(parts):
            return "".join(map(_part, parts))
        case Choice(branches):
            return f"(?:{'|'.join(map(postgresql_pattern, branches))})"
        case Repeat(part, least, most):
            last = "" if most is None else str(most)
            return f"{_part(part)}{{{least},{last}}}"


def _part(node: Node) -> str:
    text = postgresql_pattern(node)
    return f"(?:{text})" if isinstance(node, Sequence | Repeat) else text


def _chars(chars: Chars) -> str:
    if not chars.ranges:
        return "."
    if len(chars.ranges) == 1 and chars.ranges[0][0] == chars.ranges[0][1] and not chars.negated:
        return _char(chars.ranges[0][0])
    inside = "".join(
        _char(low) if low == high else f"{_char(low)}-{_char(high)}" for low, high in chars.ranges
    )
    return f"[{'^' if chars.negated else ''}{inside}]"


def _char(code: int) -> str:
    return f"\\U{code:08x}"
