"""Single records written over HTTP, and the server's answer; values have their wire form."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.phi import quiet


@quiet
class RecordCreate(msgspec.Struct, omit_defaults=True):
    """A new record under an identifier of the caller's (UUIDv7, 32 hexadecimal digits)."""

    id: str
    values: dict[str, Any]
    reason: str = ""


@quiet
class RecordChange(msgspec.Struct, omit_defaults=True):
    """New values of some fields; the others stay."""

    values: dict[str, Any]
    reason: str = ""


@quiet
class RecordRemoval(msgspec.Struct, omit_defaults=True):
    """Why a record is deleted. It is sent as a body: addresses and headers are written to logs."""

    reason: str = ""


class RecordWritten(msgspec.Struct, omit_defaults=True):
    """The record's version after the change, and the change's place in the clinic's history.

    status is "merged" where the server kept more than was sent: conflict_id names a double booking.
    """

    id: str
    version: int
    seq: int
    status: str
    conflict_id: str = ""
