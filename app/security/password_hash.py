"""Slow hashes of sign-in keys at the server (Argon2id, RFC 9106)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# What arrives is a key derived with Argon2id at the desk, not a guessable word (security.md 2f).
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash("nobody has this key")


def hash_password(auth_key: str) -> str:
    """The text to keep of a sign-in key."""
    return _hasher.hash(auth_key)


def verify_password(kept: str | None, auth_key: str) -> bool:
    """Whether the key is the kept one; takes as long where nothing is kept."""
    try:
        return _hasher.verify(kept or _NOBODY, auth_key) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
