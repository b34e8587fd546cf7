"""Passphrases: the rules a new one must meet, and turning one into key bytes slowly."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

from app.domain.errors import InvalidValue, KeyAccessError

MIN_LENGTH = 15
MAX_LENGTH = 1024
MIN_DIFFERENT = 5
"""A passphrase of fewer different characters is a pattern, whatever its length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KdfParameters:
    """How slow a guess is (Argon2id, RFC 9106): memory in KiB, passes over it, parallel lanes."""

    memory_kib: int
    passes: int
    lanes: int


KEYRING_KDF = KdfParameters(memory_kib=64 * 1024, passes=3, lanes=1)
"""Where the keyring's device secret protects the slot as well."""
PASSPHRASE_KDF = KdfParameters(memory_kib=256 * 1024, passes=3, lanes=4)
"""Where the passphrase stands alone."""


def normalised(passphrase: str) -> bytes:
    """One spelling of a passphrase whichever keyboard typed it (NFKC, NIST SP 800-63B 3.1.1.2)."""
    return unicodedata.normalize("NFKC", passphrase).encode()


def check_passphrase(passphrase: str, *, username: str = "", clinic_name: str = "") -> None:
    """Refuse a new passphrase that is short, a pattern, or made of names. Raises InvalidValue."""
    folded = unicodedata.normalize("NFKC", passphrase).casefold().strip()
    if len(folded) < MIN_LENGTH:
        raise InvalidValue("passphrase", f"needs at least {MIN_LENGTH} characters")
    if len(passphrase) > MAX_LENGTH:
        raise InvalidValue("passphrase", f"has more than {MAX_LENGTH} characters")
    for name in (username, clinic_name):
        if len(name) >= 3:
            folded = folded.replace(name.casefold(), "")
    if len(set(folded)) < MIN_DIFFERENT:
        raise InvalidValue("passphrase", "is too easy to guess")


def stretch(passphrase: str, salt: bytes, *, kdf: KdfParameters) -> bytes:
    """32 key bytes from a passphrase. Takes 0.2 to 2 seconds on purpose: call it off the UI.

    Raises KeyAccessError where the computer has not the memory for it.
    """
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    try:
        return hash_secret_raw(
            normalised(passphrase),
            salt,
            time_cost=kdf.passes,
            memory_cost=kdf.memory_kib,
            parallelism=kdf.lanes,
            hash_len=32,
            type=Type.ID,
        )
    except HashingError:
        pass  # its frames hold the passphrase
    raise KeyAccessError("the computer has not enough free memory to try this")


def derive(secret: bytes, purpose: str, *, salt: bytes = b"") -> bytes:
    """32 bytes for one purpose from a strong secret (HKDF-SHA256, RFC 5869)."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt or None, purpose.encode()).derive(secret)


def derive_auth_key(
    passphrase: str, clinic_id: str, username: str, *, kdf: KdfParameters = KEYRING_KDF
) -> str:
    """What the server is shown instead of the passphrase; it cannot open any key slot."""
    salt = hashlib.sha256(f"{clinic_id}|{username.casefold()}".encode()).digest()
    return derive(stretch(passphrase, salt, kdf=kdf), "clinic-desk server login").hex()
