"""Join codes: what a manager reads out so that a new workstation may enter the clinic.

A code has 26 characters: 10 to look it up at the server and 16 (80 bits) that the server never
sees. From the secret part come the proof shown to the server (which keeps only its hash) and the
key that seals the clinic key on its way to the new workstation.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass, field

from app.domain.errors import InvalidValue, KeyAccessError
from app.security.passphrase import derive

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a code survives being read out."""
LOOKUP_LENGTH = 10
SECRET_LENGTH = 16
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


@dataclass(frozen=True, slots=True)
class JoinCode:
    """A join code in its two parts; `str` gives the form for people."""

    lookup: str
    secret: str = field(repr=False)

    def __str__(self) -> str:
        text = self.lookup + self.secret
        groups = (text[:5], text[5:10], text[10:14], text[14:18], text[18:22], text[22:])
        return "-".join(groups)

    @property
    def proof(self) -> str:
        """What shows the server that the whole code is known (64 hexadecimal digits)."""
        return derive(self.secret.encode(), "clinic-desk join proof").hex()

    @property
    def proof_hash(self) -> str:
        """What the server keeps of the proof."""
        return hash_proof(self.proof)


def new_join_code() -> JoinCode:
    """A fresh code."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(LOOKUP_LENGTH + SECRET_LENGTH))
    return JoinCode(text[:LOOKUP_LENGTH], text[LOOKUP_LENGTH:])


def parse_join_code(text: str) -> JoinCode:
    """A code as typed: any case, with or without hyphens. Raises InvalidValue."""
    compact = text.strip().upper().translate(_READ_AS)
    if len(compact) != LOOKUP_LENGTH + SECRET_LENGTH or not set(compact) <= set(ALPHABET):
        raise InvalidValue("code", f"is not {LOOKUP_LENGTH + SECRET_LENGTH} letters and digits")
    return JoinCode(compact[:LOOKUP_LENGTH], compact[LOOKUP_LENGTH:])


def hash_proof(proof: str) -> str:
    """SHA-256 of a proof, in hexadecimal digits."""
    return hashlib.sha256(proof.encode()).hexdigest()


def seal_clinic_key(code: JoinCode, clinic_key: bytes, *, clinic_id: str) -> str:
    """The clinic key in an envelope only the code's secret part opens, bound to the clinic."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    sealed = AESGCM(_envelope_key(code)).encrypt(nonce, clinic_key, _bound_to(code, clinic_id))
    return base64.b64encode(nonce + sealed).decode()


def open_clinic_key(code: JoinCode, envelope: str, *, clinic_id: str) -> bytes:
    """The clinic key from an envelope. Raises KeyAccessError when the code does not fit it."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        raw = base64.b64decode(envelope, validate=True)
        key = AESGCM(_envelope_key(code)).decrypt(raw[:12], raw[12:], _bound_to(code, clinic_id))
    except (binascii.Error, ValueError, InvalidTag):
        key = b""
    if len(key) != 32:
        raise KeyAccessError("the join code does not open the clinic key")
    return key


def _envelope_key(code: JoinCode) -> bytes:
    return derive(code.secret.encode(), "clinic-desk join key")


def _bound_to(code: JoinCode, clinic_id: str) -> bytes:
    return f"1|clinic-key|{clinic_id}|{code.lookup}".encode()
