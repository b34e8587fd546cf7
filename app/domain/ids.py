"""Identifiers: UUIDv7 made on the workstation, held as 32 lower-case hexadecimal digits."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time
from typing import NewType

RecordId = NewType("RecordId", str)
"""A record's identifier: 32 hexadecimal digits, opaque, never used for ordering."""

PatientId = NewType("PatientId", RecordId)
AppointmentId = NewType("AppointmentId", RecordId)
PractitionerId = NewType("PractitionerId", RecordId)
RoomId = NewType("RoomId", RecordId)
VisitTypeId = NewType("VisitTypeId", RecordId)
ClinicId = NewType("ClinicId", RecordId)
UserId = NewType("UserId", RecordId)
WorkstationId = NewType("WorkstationId", RecordId)

_RECORD_ID = re.compile("[0-9a-f]{32}")


class _Sequence:
    """Millisecond time and counter of the identifiers made by this process, always ascending."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp_ms = 0
        self._counter = 0

    def next(self) -> tuple[int, int]:
        now_ms = time.time_ns() // 1_000_000
        with self._lock:
            if now_ms > self._stamp_ms:
                self._stamp_ms, self._counter = now_ms, secrets.randbits(11)
            elif self._counter < 0xFFF:
                self._counter += 1
            else:
                self._stamp_ms, self._counter = self._stamp_ms + 1, 0
            return self._stamp_ms, self._counter


_sequence = _Sequence()


def new_id() -> RecordId:
    """A new UUIDv7 (RFC 9562, 5.7): millisecond time, a 12-bit counter, 62 random bits."""
    stamp_ms, counter = _sequence.next()
    return uuid7(stamp_ms, counter, secrets.randbits(62))


def new_ids(count: int) -> list[RecordId]:
    """Several new ones at once, in ascending order."""
    stamps = [_sequence.next() for _ in range(count)]
    bits = secrets.token_bytes(8 * count)
    randoms = [int.from_bytes(bits[at : at + 8]) for at in range(0, len(bits), 8)]
    return [uuid7(*stamp, some) for stamp, some in zip(stamps, randoms, strict=True)]


def uuid7(unix_ms: int, counter: int, random_bits: int) -> RecordId:
    """Compose a UUIDv7 from its parts: 48-bit milliseconds, 12-bit counter, 62 random bits."""
    value = (unix_ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (counter & 0xFFF) << 64
    return RecordId(f"{value | 0b10 << 62 | random_bits & ((1 << 62) - 1):032x}")


def derived_id(*parts: str) -> RecordId:
    """The same identifier for the same parts everywhere (RFC 9562, 5.8: UUIDv8 over SHA-256).

    Imports use it, so that two desks that import the same file offline name its records alike.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    value = int.from_bytes(digest[:16], "big")
    value = value & ~(0xF << 76) | 0x8 << 76
    return RecordId(f"{value & ~(0b11 << 62) | 0b10 << 62:032x}")


def is_derived_id(record_id: str) -> bool:
    """Whether an identifier is of the kind that `derived_id` makes."""
    return is_record_id(record_id) and record_id[12] == "8" and record_id[16] in "89ab"


def is_record_id(text: str) -> bool:
    """Whether a text has the shape of an identifier."""
    return _RECORD_ID.fullmatch(text) is not None
