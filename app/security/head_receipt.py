"""The server's word that a workstation's audit trail stood here: its signature over a head.

Whoever holds the server's public key can show later that a trail was cut or rewritten since.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_KIND = "clinic-desk audit head v1"
"""What is signed begins with this: no token's text does, so no signature fits both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a workstation's trail ended: its last event's number, MAC and link (hexadecimal), and
    when the server kept it (ISO instant)."""

    tenant_id: str
    device_id: str
    seq: int
    mac: str
    link: str
    at: str

    @property
    def _message(self) -> bytes:
        parts = (_KIND, self.tenant_id, self.device_id, self.seq, self.mac, self.link, self.at)
        return "\n".join(map(str, parts)).encode()

    def signed_by(self, key: Ed25519PrivateKey) -> str:
        """The server's signature (hexadecimal)."""
        return key.sign(self._message).hex()

    def is_kept(self, server_key: str, *, signature: str) -> bool:
        """Whether the server with this public key (64 hexadecimal digits) kept exactly this."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(server_key))
            key.verify(bytes.fromhex(signature), self._message)
        except (ValueError, InvalidSignature):
            return False
        return True
