"""What people had before their eyes, value by value, when they changed something."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import msgspec

Key = tuple[str, str]
Values = Mapping[str, frozenset[str]]


def said(value: object) -> str:
    """A wire value as something to compare and to keep in a set."""
    return msgspec.json.encode(value, order="sorted").decode()


@dataclass(frozen=True)
class Upon:
    """What a change was made upon: every value of its record that its maker had seen by then."""

    seen: Values
    new: Mapping[str, object]


class Eyes:
    """Of the people at one desk."""

    def __init__(self) -> None:
        self._seen: dict[Key, dict[str, set[str]]] = {}

    def see(self, key: Key, values: Mapping[str, object]) -> None:
        """Somebody looks at values of a record."""
        known = self._seen.setdefault(key, {})
        for name, value in values.items():
            known.setdefault(name, set()).add(said(value))

    def make(self, key: Key, patch: Mapping[str, Any], again: Upon | None) -> Upon:
        """Somebody changes a record that they see; again: they send what was made upon that once
        more, and see what they write anew."""
        new = {name: change["new"] for name, change in patch.items()}
        typed = {
            name: change["old"]
            for name, change in patch.items()
            if again is None or again.new.get(name) != change["new"]
        }
        self.see(key, typed)
        known = self._seen.get(key, {})
        seen = {name: frozenset(values) for name, values in known.items()}
        if again is not None:
            seen = dict(again.seen) | {name: seen[name] for name in typed}
        self.see(key, new)
        return Upon(seen, new)

    def as_they_are(self) -> Eyes:
        """The same again, to go back to."""
        other = Eyes()
        other._seen = deepcopy(self._seen)
        return other
