"""New files that leave the program: whole or not at all, over nothing that is there already."""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import InvalidValue


@contextmanager
def new_file(place: Path) -> Generator[int, None, None]:
    """A descriptor to write to; the file stands at its place once the block ends without an error.

    It is for its owner alone. Raises InvalidValue where the place is taken.
    """
    if os.path.lexists(place):
        raise InvalidValue("file", "is there already: choose another name")
    part = place.with_name(f"{place.name}.{secrets.token_hex(4)}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(part, flags | getattr(os, "O_BINARY", 0), 0o600)
    try:
        yield descriptor
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
