"""The two locks everything else is built from: wrapping under a key, sealing to a public key.

AES-256-GCM (NIST SP 800-38D) and HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM).
"""

from __future__ import annotations

import os

NONCE_BYTES = 12


def wrap(key: bytes, secret: bytes, bound_to: bytes) -> bytes:
    """A secret under a key; it opens only with the same key and the same facts."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, bound_to)


def unwrap(key: bytes, wrapped: bytes, bound_to: bytes) -> bytes | None:
    """The secret, or None when key, facts or content do not fit."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        return None


def new_key_pair() -> tuple[bytes, bytes]:
    """A fresh X25519 key pair: private and public part, 32 bytes each."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def seal(public_key: bytes, secret: bytes, bound_to: bytes) -> bytes:
    """A secret for the holder of a private key only."""
    from cryptography.hazmat.primitives import hpke
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    return suite.encrypt(secret, X25519PublicKey.from_public_bytes(public_key), bound_to)


def unseal(private_key: bytes, sealed: bytes, bound_to: bytes) -> bytes | None:
    """The secret, or None when key, facts or content do not fit."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives import hpke
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    try:
        return suite.decrypt(sealed, X25519PrivateKey.from_private_bytes(private_key), bound_to)
    except (InvalidTag, ValueError):
        return None
