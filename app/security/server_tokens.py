"""The server's access tokens: EdDSA-signed JWTs that live minutes (RFC 7519, RFC 8037)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

ISSUER = "clinic-desk"
API = "clinic-desk-api"
SOCKET = "clinic-desk-ws"
_ALGORITHM = "EdDSA"
CLOCK_LEEWAY = timedelta(seconds=60)
"""A token from further in the future was not made by this server, or its clock was turned back."""
_CLAIMS = ("iss", "aud", "sub", "tid", "did", "sid", "role", "role_ver", "exp", "iat", "jti")


class TokenRefused(Exception):
    """The token is not one of ours, not for this use, or over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who makes a request: user and role, clinic, workstation, session."""

    user_id: str
    username: str
    role: str
    role_version: int
    tenant_id: str
    device_id: str
    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadToken:
    """A token that was found to be ours: for whom, till when, and which one it is."""

    who: Principal
    ends_at: datetime
    token_id: str
    session_ends_at: datetime | None


class TokenSigner:
    """Makes and reads access tokens with one Ed25519 key, named by its key identifier."""

    def __init__(self, private_key_pem: str, *, key_id: str) -> None:
        key = load_pem_private_key(private_key_pem.encode(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise UnsupportedAlgorithm("the signing key is not Ed25519")
        self._private = key
        self._public = key.public_key()
        self._key_id = key_id

    def sign(
        self,
        who: Principal,
        *,
        now: datetime,
        lifetime: timedelta,
        audience: str = API,
        session_ends_at: datetime | None = None,
    ) -> str:
        """A token for a person at a workstation; session_ends_at: how long what it opens lasts."""
        claims: dict[str, object] = {
            "iss": ISSUER,
            "aud": audience,
            "sub": who.user_id,
            "name": who.username,
            "role": who.role,
            "role_ver": who.role_version,
            "tid": who.tenant_id,
            "did": who.device_id,
            "sid": who.session_id,
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
            "jti": secrets.token_hex(16),
        }
        if session_ends_at is not None:
            claims["until"] = session_ends_at.timestamp()
        return jwt.encode(
            claims, self._private, algorithm=_ALGORITHM, headers={"kid": self._key_id}
        )

    def read(self, token: str, *, now: datetime, audience: str = API) -> ReadToken:
        """What a token says. Raises TokenRefused."""
        try:
            if jwt.get_unverified_header(token).get("kid") != self._key_id:
                raise TokenRefused
            claims = jwt.decode(
                token,
                self._public,
                algorithms=[_ALGORITHM],
                audience=audience,
                issuer=ISSUER,
                options={
                    "require": list(_CLAIMS),
                    "verify_exp": False,
                    "verify_iat": False,
                },
            )
            ends_at = datetime.fromtimestamp(claims["exp"], tz=now.tzinfo)
            begins_at = datetime.fromtimestamp(claims["iat"], tz=now.tzinfo)
            until = claims.get("until")
            session_ends_at = None if until is None else datetime.fromtimestamp(until, now.tzinfo)
            who = _principal(claims)
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
            raise TokenRefused from None
        if ends_at <= now or begins_at > now + CLOCK_LEEWAY:
            raise TokenRefused
        return ReadToken(
            who=who,
            ends_at=ends_at,
            token_id=str(claims["jti"]),
            session_ends_at=session_ends_at,
        )


def new_signing_key() -> str:
    """A fresh Ed25519 key as PEM."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _principal(claims: dict[str, object]) -> Principal:
    return Principal(
        user_id=str(claims["sub"]),
        username=str(claims.get("name", "")),
        role=str(claims["role"]),
        role_version=int(str(claims["role_ver"])),
        tenant_id=str(claims["tid"]),
        device_id=str(claims["did"]),
        session_id=str(claims["sid"]),
    )
