"""Errors of files; see the tree in errors.py. None of them names a file or holds anything of it.

StorageError
├── FileDamaged     a file on the disk is not what was written there
└── FileMissing     a file is not on this computer (it may be at the server)
InvalidValue
├── FileTooLarge    more bytes than a file may have: most_bytes
└── FileNotAccepted its content is of a kind that is not kept here
"""

from __future__ import annotations

from app.domain.errors import InvalidValue, StorageError


class FileDamaged(StorageError):
    """A file was cut, altered or exchanged, on this disk or at the server."""

    code = "file_damaged"

    def __init__(self) -> None:
        super().__init__("a file is not what was written")


class FileMissing(StorageError):
    """A file is not on this computer."""

    code = "file_missing"

    def __init__(self) -> None:
        super().__init__("the file is not on this computer")


class FileTooLarge(InvalidValue):
    """A file has more bytes than are kept of one."""

    code = "file_too_large"

    def __init__(self, most_bytes: int) -> None:
        super().__init__("file", f"is larger than {shown_size(most_bytes)}")
        self.most_bytes = most_bytes


class FileNotAccepted(InvalidValue):
    """A file's content is of a kind that is not kept. kinds are the ones that are, for people."""

    code = "file_not_accepted"

    def __init__(self, kinds: str) -> None:
        super().__init__("file", f"is none of the kinds that are kept: {kinds}")


def shown_size(size: int) -> str:
    """A size for people: "25 MB"; whole numbers, as file managers show them."""
    for unit, factor in (("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10)):
        if size >= factor:
            return f"{size / factor:.0f} {unit}"
    return f"{size} bytes"
