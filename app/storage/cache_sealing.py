"""Rows as they lie in the cache: packed, and sealed where they tell of a patient.

Python cannot wipe memory. What is sealed needs no wiping: once the key is dropped, what is left of
it in memory, in swap or in a hibernation file is noise. The key is made anew in every process and
each time the cache is emptied.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[Any, ...]]).decode
_NONCE_BYTES = 12


class Sealer:
    """AES-256-GCM under a key nobody else has; a value opens only under its own name."""

    def __init__(self) -> None:
        self._cipher = AESGCM(AESGCM.generate_key(256))
        # A counter never repeats: the key lives no longer than this object.
        self._numbers = itertools.count()

    def seal(self, value: bytes, name: bytes) -> bytes:
        """The value for nobody but this object."""
        nonce = next(self._numbers).to_bytes(_NONCE_BYTES, "big")
        return nonce + self._cipher.encrypt(nonce, value, name)

    def open(self, sealed: bytes, name: bytes) -> bytes:
        """The value again. Raises InvalidTag for another name or an altered value."""
        return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name)


def pack(rows: Sequence[Sequence[Any]]) -> bytes:
    """Database rows as bytes: what is handed out again is nobody else's object."""
    return _encode(rows)


def unpack(packed: bytes) -> list[tuple[Any, ...]]:
    """The rows again."""
    return _decode(packed)
