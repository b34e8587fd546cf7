"""Patient data that must not slip into a text by accident: a quiet string, and quiet reprs.

A repr travels further than anybody plans: into an exception's message, a debugger's line, a test's
report. So whatever holds patient data says only what it is and which record it is about.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

SHOWN = "[phi]"
_NAMES = ("id", "row_id", "op_id")
_IDENTIFIER = re.compile("[0-9a-f]{32}")
T = TypeVar("T")


class Phi(str):
    """A text about a patient that prints as "[phi]" however it is formatted.

    For texts on their way through code that also builds messages: what somebody searched for, a
    reason somebody typed. It compares, hashes and searches like the text itself.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return SHOWN

    def __str__(self) -> str:
        return SHOWN

    def __format__(self, spec: str) -> str:
        return format(SHOWN, spec)


def quiet(shown: type[T]) -> type[T]:
    """A class whose repr names its type and its identifier only. Stands above @dataclass."""
    shown.__repr__ = _quiet_repr  # type: ignore[method-assign]  (replaces what dataclass made)
    return shown


def is_quiet(kind: type) -> bool:
    """Whether a class keeps its values out of its repr."""
    return kind.__repr__ is _quiet_repr


def _quiet_repr(self: Any) -> str:
    for name in _NAMES:
        value = getattr(self, name, None)
        if isinstance(value, str) and _IDENTIFIER.fullmatch(value):
            return f"{type(self).__name__}({name}={value})"
    return f"{type(self).__name__}()"
