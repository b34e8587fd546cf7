"""What a clinic's own record numbers look like."""

from __future__ import annotations

import json
import secrets

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as another."""
PROVISIONAL = "T-"
"""Begins a number that is replaced by a final one."""
PROVISIONAL_SYSTEM = "urn:clinic-desk:provisional-number"
"""Says of a patient's further number that it was this one for a while."""
_SHORT = 1_000_000
HELD = "record_numbers"
"""A fact: the blocks of numbers that a desk holds, and who has a provisional one."""


def numbered(number: int) -> str:
    """The record number that a clinic's server counted: P-000123, from a million on P-01000000."""
    return f"P-{number:06d}" if number < _SHORT else f"P-{number:08d}"


def drawn(prefix: str = "P-") -> str:
    """A record number drawn at random: two desks practically never draw the same one (35 bits)."""
    return prefix + "".join(secrets.choice(DIGITS) for _ in range(7))


def without_blocks(held: str | None) -> str | None:
    """The fact of what a desk holds after its server was put back: that may give them again."""
    return None if held is None else json.dumps({**json.loads(held), "blocks": []})
