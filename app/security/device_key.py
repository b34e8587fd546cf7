"""A workstation's own signature: that the key it registers is in its hands, and where its audit
trail ends.

A token alone tells the server no end of a trail: the private half of the key never leaves the
workstation's encrypted database.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_HEAD = "clinic-desk workstation head v1"
_KEY = "clinic-desk workstation key v1"
"""What is signed begins with one of these, so that no signature passes for one of another kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceHead:
    """Where a workstation says its trail ends: the last event's number, MAC and link (hex).

    epoch counts how often an administrator let the server's memory begin anew: a head of before
    cannot be told again after it.
    """

    tenant_id: str
    device_id: str
    epoch: int
    seq: int
    mac: str
    link: str

    def signed_by(self, private_key: str) -> str:
        """The workstation's signature (hexadecimal) with its private key (64 digits)."""
        return _signed(private_key, self._message)

    def is_signed(self, public_key: str, *, signature: str) -> bool:
        """Whether the workstation with this public key said exactly this."""
        return _is_signed(public_key, self._message, signature)

    @property
    def _message(self) -> bytes:
        fields = (self.tenant_id, self.device_id, self.epoch, self.seq, self.mac, self.link)
        return _lines(_HEAD, *fields)


def prove_key(private_key: str, *, tenant_id: str, device_id: str) -> tuple[str, str]:
    """A workstation's public key and the proof that it holds the private half (hexadecimal)."""
    public_key = _private(private_key).public_key().public_bytes_raw().hex()
    return public_key, _signed(private_key, _lines(_KEY, tenant_id, device_id, public_key))


def is_key_proven(public_key: str, proof: str, *, tenant_id: str, device_id: str) -> bool:
    """Whether whoever sent a public key holds its private half, for this very workstation."""
    return _is_signed(public_key, _lines(_KEY, tenant_id, device_id, public_key), proof)


def _private(key: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))


def _lines(*parts: object) -> bytes:
    return "\n".join(map(str, parts)).encode()


def _signed(private_key: str, message: bytes) -> str:
    return _private(private_key).sign(message).hex()


def _is_signed(public_key: str, message: bytes, signature: str) -> bool:
    try:
        signed = bytes.fromhex(signature)
        if signed.hex() != signature:  # one spelling only
            return False
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signed, message)
    except (ValueError, InvalidSignature):
        return False
    return True
