"""The offline lease: how long a workstation may work without hearing from its server.

A compact EdDSA-signed token (RFC 7515, RFC 8037). Its issuer and audience differ from those of
access tokens, and so does the key: neither can stand for the other.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.errors import ClinicError
from app.domain.ids import is_record_id

LEASE_LASTS = timedelta(hours=72)
CLOCK_TOLERANCE = timedelta(days=1)
"""A computer's clock may be wrong by this much; one that stands earlier was turned back."""
_LONGEST = 2000
_HEADER = {"alg": "EdDSA", "typ": "clinic-desk-lease"}
_AUDIENCE = "clinic-desk-offline"


class LeaseInvalid(ClinicError):
    """The desk may not go on without its server: reason says why."""

    code = "lease_invalid"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """"missing", "forged", "other_device", "over" or "clock"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """What the server allowed: one workstation of one clinic, for its user, until then."""

    tenant_id: str
    device_id: str
    user_id: str
    issued_at: datetime
    expires_at: datetime


def issue_lease(key: Ed25519PrivateKey, lease: Lease) -> str:
    """The lease as signed text."""
    claims = {
        "aud": _AUDIENCE,
        "tid": lease.tenant_id,
        "did": lease.device_id,
        "sub": lease.user_id,
        "iat": int(lease.issued_at.timestamp()),
        "exp": int(lease.expires_at.timestamp()),
    }
    signed = f"{_pack(_HEADER)}.{_pack(claims)}"
    return f"{signed}.{_encode(key.sign(signed.encode()))}"


def read_lease(token: str, public_key: str, *, device_id: str, now: datetime) -> Lease:
    """The lease a server gave this workstation. Raises LeaseInvalid.

    now must never run backwards: give the latest time that was ever seen where it is later.
    """
    if not token or not public_key:
        raise LeaseInvalid("missing")
    try:
        lease = _lease(_verified(token, public_key))
    except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError):
        raise LeaseInvalid("forged") from None
    if lease.device_id != device_id:
        raise LeaseInvalid("other_device")
    if now >= lease.expires_at:
        raise LeaseInvalid("over")
    if now < lease.issued_at - CLOCK_TOLERANCE:
        raise LeaseInvalid("clock")
    return lease


def holder_of(token: str, public_key: str) -> str:
    """Whose session a kept lease came with, whether it is over or not; "" where that is unknown."""
    try:
        return _lease(_verified(token, public_key)).user_id
    except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError):
        return ""


def _verified(token: str, public_key: str) -> dict[str, Any]:
    """The claims of a token with the right signature. Raises ValueError."""
    if len(token) > _LONGEST:
        raise ValueError
    header, claims, signature = token.split(".")
    if _unpack(header) != _HEADER:
        raise ValueError
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    try:
        key.verify(_decode(signature), f"{header}.{claims}".encode())
    except InvalidSignature:
        raise ValueError from None
    return _unpack(claims)


def _lease(claims: dict[str, Any]) -> Lease:
    ids = (claims["tid"], claims["did"], claims["sub"])
    if claims["aud"] != _AUDIENCE or not all(is_record_id(one) for one in ids):
        raise ValueError
    return Lease(
        tenant_id=ids[0],
        device_id=ids[1],
        user_id=ids[2],
        issued_at=datetime.fromtimestamp(claims["iat"], tz=UTC),
        expires_at=datetime.fromtimestamp(claims["exp"], tz=UTC),
    )


def _pack(value: dict[str, Any]) -> str:
    return _encode(json.dumps(value, separators=(",", ":")).encode())


def _unpack(text: str) -> dict[str, Any]:
    value: object = json.loads(_decode(text))
    if not isinstance(value, dict):
        raise ValueError  # noqa: TRY004  (one kind of error for whatever is wrong with a token)
    return cast("dict[str, Any]", value)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    """Strict: one text per value, so that nobody can write the same token in two ways."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _encode(raw) != text:
        raise ValueError
    return raw
