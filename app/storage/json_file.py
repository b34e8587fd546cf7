"""JSON files: one typed value, or keys and values, replaced in one step that survives a crash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from app.domain.errors import DiskTrouble, SerializationFailed
from app.durable import write_durably

T = TypeVar("T")
_INDENT = 2


class JsonFile(Generic[T]):
    """A value in a file of its own, readable by people where is_pretty is set.

    After a crash either the old or the new content is there; mode 600.
    """

    def __init__(self, path: Path, kind: type[T], *, is_pretty: bool = True) -> None:
        self.path = path
        self._is_pretty = is_pretty
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
            raw = self._encoder.encode(value)
        except (TypeError, ValueError, RecursionError, msgspec.MsgspecError):
            raise SerializationFailed(self.path.name) from None
        if self._is_pretty:
            raw = msgspec.json.format(raw, indent=_INDENT)
        try:
            write_durably(self.path, raw + b"\n")
        except OSError:
            raise DiskTrouble from None


class JsonStore(Generic[T]):
    """Keys and values in one JSON file: for what is small and read by people, never for patients.

    Each change replaces the file; set_many is one change.
    """

    def __init__(self, path: Path, kind: type[T], *, is_pretty: bool = True) -> None:
        self._file: JsonFile[dict[str, T]] = JsonFile(path, dict[str, kind], is_pretty=is_pretty)
        self._values: dict[str, T] = self._file.read() or {}

    def get(self, key: str) -> T | None:
        """The value, or None."""
        return self._values.get(key)

    def set(self, key: str, value: T) -> None:
        """Keep a value."""
        self.set_many({key: value})

    def set_many(self, values: Mapping[str, T]) -> None:
        """Keep several values, all or none."""
        self._replace({**self._values, **values})

    def delete(self, key: str) -> bool:
        """Forget a value; whether there was one."""
        if key not in self._values:
            return False
        self._replace({one: value for one, value in self._values.items() if one != key})
        return True

    def clear(self) -> None:
        """Forget everything."""
        self._replace({})

    def has(self, key: str) -> bool:
        """Whether there is a value."""
        return key in self._values

    def size(self) -> int:
        """How many there are."""
        return len(self._values)

    def keys(self) -> Iterator[str]:
        """Every key, sorted."""
        return iter(sorted(self._values))

    def values(self) -> Iterator[T]:
        """Every value, by key."""
        return (self._values[key] for key in self.keys())

    def entries(self) -> Iterator[tuple[str, T]]:
        """Every key with its value, by key."""
        return ((key, self._values[key]) for key in self.keys())

    def _replace(self, values: dict[str, T]) -> None:
        self._file.write(values)
        self._values = values
