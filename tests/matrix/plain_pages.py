"""A database file and its log as plain bytes, decrypted page by page without SQLCipher's help.

SQLCipher 4: AES-256-CBC per page; the last 80 bytes of a page hold its IV (16) and HMAC (64); the
first 16 bytes of the file are the salt. A raw key is used as it is. Unlike a query this shows the
free list and what deleted rows left behind.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
_RESERVE, _IV, _SALT = 80, 16, 16
_LOG_HEADER, _FRAME_HEADER = 32, 24


def plain_bytes(database: Path, key: bytes) -> bytes:
    """Every page of the file, free ones too, and every frame of its write-ahead log."""
    raw = database.read_bytes()
    pages = [_plain(raw[at : at + PAGE], key, is_first=at == 0) for at in range(0, len(raw), PAGE)]
    log = database.with_name(f"{database.name}-wal")
    if log.exists():
        frames = log.read_bytes()[_LOG_HEADER:]
        for at in range(0, len(frames), _FRAME_HEADER + PAGE):
            number = int.from_bytes(frames[at : at + 4])
            page = frames[at + _FRAME_HEADER : at + _FRAME_HEADER + PAGE]
            if len(page) == PAGE:
                pages.append(_plain(page, key, is_first=number == 1))
    return b"".join(pages)


def _plain(page: bytes, key: bytes, *, is_first: bool) -> bytes:
    end = PAGE - _RESERVE
    if len(page) < PAGE or not any(page[end : end + _IV]):
        return page  # never written: zeros
    decryptor = Cipher(algorithms.AES(key), modes.CBC(page[end : end + _IV])).decryptor()
    return decryptor.update(page[_SALT if is_first else 0 : end]) + decryptor.finalize()
