"""Record numbers that a desk holds in advance, so that nobody waits for the server to get one."""

from __future__ import annotations

import msgspec

BLOCK_SIZE = 200
MOST_NUMBERS = 1000


class NumbersRequest(msgspec.Struct):
    """Ask for so many numbers in a row."""

    size: int = BLOCK_SIZE


class NumbersReply(msgspec.Struct):
    """They are this desk's alone, whether it uses them or not, as long as the life of the server's
    records lasts that epoch names."""

    first: int
    size: int
    epoch: str = ""
