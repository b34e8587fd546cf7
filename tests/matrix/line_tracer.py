"""Which lines of some modules run."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from types import FrameType
from typing import Any

Lines = dict[str, set[int]]
"""Module → lines."""


class Tracer:
    """Notes which lines of some modules run."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        """File → module."""
        self.lines: Lines = {}

    def __enter__(self) -> Tracer:
        self.lines = {}
        threading.settrace(self._enter)
        sys.settrace(self._enter)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]

    def _enter(self, frame: FrameType, event: str, arg: Any) -> Any:
        name = self._names.get(frame.f_code.co_filename)
        if name is None:
            return None
        lines = self.lines.setdefault(name, set())
        lines.add(frame.f_lineno)

        def line(frame: FrameType, event: str, arg: Any) -> Any:
            lines.add(frame.f_lineno)
            return line

        return line

    @property
    def sorted(self) -> dict[str, list[int]]:
        return {name: sorted(lines) for name, lines in self.lines.items()}
