"""Encryption of files in pieces (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015).

Header (magic, 32 bytes of salt), then pieces of 64 KiB, each AES-256-GCM under a key derived from
the file's own key and the salt. The nonce of a piece is its number and whether it is the last one:
a piece that is missing, moved, repeated, cut off or from another file does not open. What the file
belongs to is bound to every piece as well.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.file_errors import FileDamaged
from app.security.passphrase import derive

CHUNK_BYTES = 64 * 1024
KEY_BYTES = 32
_MAGIC = b"CDF\x01"
_SALT_BYTES = 32
HEADER_BYTES = len(_MAGIC) + _SALT_BYTES
TAG_BYTES = 16
_COUNTER_BYTES = 11


class FileCipher:
    """See app/domain/file_ports.py: BlobCipher. belongs_to is what the files are bound to."""

    chunk_bytes = CHUNK_BYTES
    header_bytes = HEADER_BYTES
    overhead_bytes = TAG_BYTES

    def __init__(self, belongs_to: bytes = b"") -> None:
        self._belongs_to = belongs_to

    def new_key(self) -> bytes:
        """A fresh key, for one file only."""
        return os.urandom(KEY_BYTES)

    def sealed_size(self, size: int) -> int:
        """How long a file of this size is once it is encrypted; an empty one has one piece."""
        pieces = max(1, -(-size // CHUNK_BYTES))
        return HEADER_BYTES + size + pieces * TAG_BYTES

    def sealing(self, key: bytes) -> Sealing:
        """Begin to encrypt a file."""
        return Sealing(key, _MAGIC + os.urandom(_SALT_BYTES), self._belongs_to)

    def opening(self, key: bytes, header: bytes) -> Opening:
        """Begin to read an encrypted file by its first bytes. Raises FileDamaged."""
        if len(header) != HEADER_BYTES or not header.startswith(_MAGIC):
            raise FileDamaged
        return Opening(key, header, self._belongs_to)

    def seal(self, key: bytes, content: bytes) -> bytes:
        """A whole file that is small enough to be held in memory."""
        sealing = self.sealing(key)
        return sealing.update(content) + sealing.finish()


class Sealing:
    """A file on its way into encryption."""

    def __init__(self, key: bytes, header: bytes, belongs_to: bytes) -> None:
        self._cipher = _cipher(key, header)
        self._bound = header + belongs_to
        self._ready = bytearray(header)
        self._rest = bytearray()
        self._index = 0

    def update(self, data: bytes) -> bytes:
        """Take more content; returns what is ready to be written."""
        self._rest += data
        ready, self._ready = self._ready, bytearray()
        # One whole piece stays back: it may be the last one, which only finish() knows.
        at, most = 0, len(self._rest) - 1
        while at + CHUNK_BYTES <= most:
            ready += self._sealed(bytes(self._rest[at : at + CHUNK_BYTES]), is_last=False)
            at += CHUNK_BYTES
        del self._rest[:at]
        return bytes(ready)

    def finish(self) -> bytes:
        """The rest, with the mark of the end."""
        last = bytes(self._ready) + self._sealed(bytes(self._rest), is_last=True)
        self._ready, self._rest = bytearray(), bytearray()
        return last

    def _sealed(self, piece: bytes, *, is_last: bool) -> bytes:
        nonce = _nonce(self._index, is_last=is_last)
        self._index += 1
        return self._cipher.encrypt(nonce, piece, self._bound)


class Opening:
    """A file on its way out of encryption."""

    def __init__(self, key: bytes, header: bytes, belongs_to: bytes) -> None:
        self._cipher = _cipher(key, header)
        self._bound = header + belongs_to

    def piece(self, sealed: bytes, *, index: int, is_last: bool) -> bytes:
        """One piece's content. Raises FileDamaged where it is not what was written there."""
        try:
            return self._cipher.decrypt(_nonce(index, is_last=is_last), sealed, self._bound)
        except (InvalidTag, ValueError):
            pass
        raise FileDamaged


def _cipher(key: bytes, header: bytes) -> AESGCM:
    return AESGCM(derive(key, "file", salt=header[len(_MAGIC) :]))


def _nonce(index: int, *, is_last: bool) -> bytes:
    return index.to_bytes(_COUNTER_BYTES, "big") + bytes([is_last])
