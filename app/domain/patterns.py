"""Patterns for texts: one small dialect that means the same everywhere and is never slow.

    pattern  = branch { "|" branch }             branch = piece { piece }
    piece    = atom [ "*" | "+" | "?" | "{m}" | "{m,}" | "{m,n}" ] | "^" | "$"
    atom     = character | "." | "\\d" "\\w" "\\s" (and capitals: none of them) | "\\" punctuation
             | "[" [ "^" ] characters, ranges a-z, \\d \\w \\s "]"
             | "(" pattern ")" | "(?:" pattern ")"

A pattern is found anywhere in a text; ^ and $ are its very beginning and end, . is any character.
\\d, \\w and \\s mean ASCII; case counts. What databases and languages read differently is refused:
look-around, references, lazy and possessive quantifiers, flags, word boundaries, named classes.

At the desk a pattern runs as a set of states moved over the text (Thompson 1968), at PostgreSQL in
its own automaton: the time grows with the text only, whatever the pattern (no "ReDoS").
"""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from app.domain.errors import InvalidValue
from app.domain.phi import quiet

MAX_PATTERN = 200
"""Characters of a pattern."""
MAX_STATES = 1000
"""States of its automaton; repetitions count as often as they are written out."""
MAX_REPEAT = 100
_KEPT_STEPS = 2000
_SPACE = " \t\n\r\f\v"
_CLASSES: dict[str, tuple[tuple[int, int], ...]] = {
    "d": ((48, 57),),
    "w": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "s": tuple((ord(one), ord(one)) for one in sorted(_SPACE)),
}
_META = frozenset("\\^$.|?*+()[]{}")
_PUNCTUATION = frozenset(string.punctuation)


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of ranges of code points; negated: out of all others."""

    ranges: tuple[tuple[int, int], ...]
    negated: bool = False

    def has(self, code: int) -> bool:
        """Whether a character belongs."""
        return any(low <= code <= high for low, high in self.ranges) is not self.negated


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning or the end of the text."""

    at: Literal["^", "$"]


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same again, least to most times; most None: without end."""

    part: Node
    least: int
    most: int | None


Node = Chars | Edge | Sequence | Choice | Repeat
_ANY = Chars((), negated=True)


@quiet
@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read and found to be within the dialect."""

    text: str
    node: Node


@lru_cache(maxsize=32)
def read_pattern(text: str, field: str = "pattern") -> Pattern:
    """Read a pattern. Raises InvalidValue for anything outside the dialect."""
    if len(text) > MAX_PATTERN:
        raise InvalidValue(field, f"is longer than {MAX_PATTERN} characters")
    if any(0xD800 <= ord(char) <= 0xDFFF or char == "\0" for char in text):
        raise InvalidValue(field, "holds a character that no text has")
    node = _Reading(text, field).whole()
    if _states(node) > MAX_STATES:
        raise InvalidValue(field, "repeats too much")
    return Pattern(text, node)


def is_found(pattern: str, text: str | None) -> bool:
    """Whether a pattern is found in a text; never in an empty field."""
    return isinstance(text, str) and _automaton(pattern).finds(text)


class _Reading:
    """Reads one pattern from left to right."""

    def __init__(self, text: str, field: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._field = field

    def whole(self) -> Node:
        node = self._choice()
        if self._at < len(self._text):
            raise self._refusal("has a bracket too many")
        return node

    def _choice(self) -> Node:
        branches = [self._branch()]
        while self._take("|"):
            branches.append(self._branch())
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _branch(self) -> Node:
        parts: list[Node] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._piece())
        if not parts:
            raise self._refusal("has an empty branch")
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _piece(self) -> Node:
        atom = self._atom()
        times = self._quantifier()
        if times is None:
            return atom
        if isinstance(atom, Edge):
            raise self._refusal("repeats ^ or $")
        if self._peek() in ("*", "+", "?", "{"):
            raise self._refusal("repeats a repetition")
        return Repeat(atom, *times)

    def _atom(self) -> Node:
        char = self._next()
        match char:
            case "^":
                return Edge("^")
            case "$":
                return Edge("$")
            case ".":
                return _ANY
            case "[":
                return self._set()
            case "(":
                return self._group()
            case "\\":
                return self._escape()
            case _ if char in _META:
                raise self._refusal("has a sign that must stand behind \\")
            case _:
                return _one(char)

    def _group(self) -> Node:
        if self._take("?") and not self._take(":"):
            raise self._refusal("has a group of a kind that is not offered")
        self._depth += 1
        if self._depth > 20:
            raise self._refusal("is nested too deep")
        node = self._choice()
        if not self._take(")"):
            raise self._refusal("has a bracket too few")
        self._depth -= 1
        return node

    def _escape(self) -> Chars:
        char = self._next()
        if char and char in "dws":
            return Chars(_CLASSES[char])
        if char and char in "DWS":
            return Chars(_CLASSES[char.lower()], negated=True)
        if char not in _PUNCTUATION:
            raise self._refusal("has an escape that is not offered")
        return _one(char)

    def _set(self) -> Chars:
        negated = self._take("^")
        ranges: list[tuple[int, int]] = []
        while not self._take("]"):
            low = self._member(ranges)
            if low is None:
                continue
            high = low
            if self._peek() == "-" and self._text[self._at + 1 : self._at + 2] != "]":
                self._next()
                high = self._member(None)
            if high is None or high < low:
                raise self._refusal("has a range that runs backwards")
            ranges.append((low, high))
        if not ranges:
            raise self._refusal("has an empty set")
        return Chars(tuple(ranges), negated=negated)

    def _member(self, ranges: list[tuple[int, int]] | None) -> int | None:
        char = self._next()
        if char in ("", "["):  # "[[:alpha:]]" and "[[a]]" are read differently elsewhere
            raise self._refusal("has a set that does not end or holds [")
        if char != "\\":
            return ord(char)
        char = self._next()
        if char and char in "dws" and ranges is not None:
            ranges.extend(_CLASSES[char])
            return None
        if char not in _PUNCTUATION:
            raise self._refusal("has an escape that is not offered")
        return ord(char)

    def _quantifier(self) -> tuple[int, int | None] | None:
        char = self._peek()
        if char in ("*", "+", "?"):
            self._next()
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        if char != "{":
            return None
        end = self._text.find("}", self._at)
        inside = self._text[self._at + 1 : end] if end > 0 else ""
        least, comma, most = inside.partition(",")
        if not _is_number(least) or (most and not _is_number(most)):
            raise self._refusal("has a repetition that is not {m}, {m,} or {m,n}")
        self._at = end + 1
        first = int(least)
        last = int(most) if most else None if comma else first
        if first > MAX_REPEAT or (last is not None and not max(first, 1) <= last <= MAX_REPEAT):
            raise self._refusal(f"repeats more than {MAX_REPEAT} times, or backwards")
        return first, last

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        char = self._peek()
        self._at += 1
        return char

    def _take(self, char: str) -> bool:
        is_there = self._peek() == char
        self._at += is_there
        return is_there

    def _refusal(self, reason: str) -> InvalidValue:
        return InvalidValue(self._field, reason)


def _one(char: str) -> Chars:
    return Chars(((ord(char), ord(char)),))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3


def _states(node: Node) -> int:
    match node:
        case Sequence(parts):
            return sum(map(_states, parts))
        case Choice(branches):
            return 1 + sum(map(_states, branches))
        case Repeat(part, least, most):
            return 1 + _states(part) * (least + 1 if most is None else most)
        case _:
            return 1


@dataclass(slots=True)
class _State:
    """A place in the pattern: reached through `test`, it leads on to `to`."""

    test: Chars | Edge | None = None
    to: list[int] = field(default_factory=list[int])


_States = frozenset[int]


class _Automaton:
    """Moves a set of places over a text; which set follows which is remembered."""

    def __init__(self, node: Node) -> None:
        self._places: list[_State] = []
        self._steps: dict[tuple[_States, str], _States] = {}
        self._end = self._add(_State())
        self._start = self._build(node, self._end)

    def finds(self, text: str) -> bool:
        """Whether some part of the text fits."""
        now = self._reach({self._start}, is_first=True, is_last=False)
        if self._end in now:
            return True
        steps = self._steps
        for char in text:
            following = steps.get((now, char))
            if following is None:
                following = self._step(now, char)
            now = following
            if self._end in now:
                return True
        return self._end in self._reach(set(now), is_first=not text, is_last=True)

    def _step(self, now: _States, char: str) -> _States:
        code = ord(char)
        reached = {self._start}  # a find can begin anywhere
        for place in now:
            test = self._places[place].test
            if isinstance(test, Chars) and test.has(code):
                reached.update(self._places[place].to)
        following = self._reach(reached, is_first=False, is_last=False)
        if len(self._steps) >= _KEPT_STEPS:
            self._steps.clear()
        self._steps[now, char] = following
        return following

    def _reach(self, places: set[int], *, is_first: bool, is_last: bool) -> _States:
        """Every place that is reached without reading a character."""
        holds = {"^": is_first, "$": is_last}
        reached, waiting = set(places), list(places)
        while waiting:
            state = self._places[waiting.pop()]
            is_open = state.test is None or (isinstance(state.test, Edge) and holds[state.test.at])
            if is_open:
                new = [place for place in state.to if place not in reached]
                reached.update(new)
                waiting.extend(new)
        return frozenset(reached)

    def _add(self, state: _State) -> int:
        self._places.append(state)
        return len(self._places) - 1

    def _build(self, node: Node, then: int) -> int:
        """The place where a part of the pattern begins, given where it leads."""
        match node:
            case Chars() | Edge():
                return self._add(_State(node, [then]))
            case Sequence(parts):
                for part in reversed(parts):
                    then = self._build(part, then)
                return then
            case Choice(branches):
                return self._add(_State(None, [self._build(one, then) for one in branches]))
            case Repeat(part, least, most):
                return self._repeat(part, least, most, then)

    def _repeat(self, part: Node, least: int, most: int | None, then: int) -> int:
        if most is None:
            again = self._add(_State())
            self._places[again].to = [self._build(part, again), then]
            then = again
        else:
            leave = then
            for _ in range(most - least):
                then = self._add(_State(None, [self._build(part, then), leave]))
        for _ in range(least):
            then = self._build(part, then)
        return then


@lru_cache(maxsize=32)
def _automaton(pattern: str) -> _Automaton:
    return _Automaton(read_pattern(pattern).node)
