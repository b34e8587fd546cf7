"""JSON files: one typed value each, replaced in one step that survives a crash."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from app.domain.errors import DiskTrouble, SerializationFailed
from app.durable import write_durably

T = TypeVar("T")
_INDENT = 2


class JsonFile(Generic[T]):
    """A value in a file of its own, readable by people.

    After a crash either the old or the new content is there; mode 600.
    """

    def __init__(self, path: Path, kind: type[T]) -> None:
        self.path = path
        self._decoder = msgspec.json.Decoder(kind)
        self._encoder = msgspec.json.Encoder(order="deterministic")

    def read(self) -> T | None:
        """The value; None where there is no file. Raises SerializationFailed, DiskTrouble."""
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError:
            raise DiskTrouble from None
        try:
            return self._decoder.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise SerializationFailed(self.path.name) from None

    def write(self, value: T) -> None:
        """Replace the value. Raises SerializationFailed, DiskTrouble; then the old one stays."""
        try:
            raw = msgspec.json.format(self._encoder.encode(value), indent=_INDENT)
        except (TypeError, ValueError, RecursionError, msgspec.MsgspecError):
            raise SerializationFailed(self.path.name) from None
        try:
            write_durably(self.path, raw + b"\n")
        except OSError:
            raise DiskTrouble from None
