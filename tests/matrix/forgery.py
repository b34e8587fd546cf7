"""Access tokens as a forger, a thief or an old backup would present them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.domain.ids import new_id
from app.security.lease import Lease, issue_lease
from app.security.server_tokens import SOCKET, TokenSigner, new_signing_key
from app.server.sign_in import SignInDesk

HEADER = {"alg": "EdDSA", "typ": "JWT", "kid": "1"}


def packed(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def opened(part: str) -> dict[str, Any]:
    return json.loads(base64.urlsafe_b64decode(part + "=="))


@dataclass(frozen=True)
class Forge:
    """One genuine token and everything a forger might have; desk is the server's own part."""

    genuine: str
    desk: SignInDesk
    device_token: str
    refresh_token: str
    stranger_tenant: str

    @property
    def claims(self) -> dict[str, Any]:
        return opened(self.genuine.split(".")[1])

    @property
    def public(self) -> ed25519.Ed25519PublicKey:
        return self.desk.signer._public

    def by_server(self, *without: str, **changes: Any) -> str:
        """Signed with the server's own key: as good as a forgery can be."""
        claims = {name: value for name, value in self.claims.items() if name not in without}
        return jwt.encode(
            claims | changes, self.desk.signer._private, algorithm="EdDSA", headers={"kid": "1"}
        )

    def headed(self, **header: Any) -> str:
        """The server's signature over another header."""
        text = f"{packed(HEADER | header)}.{packed(self.claims)}"
        return f"{text}.{packed(self.desk.signer._private.sign(text.encode()))}"

    def unsigned(self, alg: str, signature: str = "") -> str:
        return f"{packed(HEADER | {'alg': alg})}.{packed(self.claims)}.{signature}"

    def by_hmac(self, secret: bytes, digest: str = "sha256") -> str:
        alg = {"sha256": "HS256", "sha512": "HS512"}[digest]
        text = f"{packed(HEADER | {'alg': alg})}.{packed(self.claims)}"
        return f"{text}.{packed(hmac.digest(secret, text.encode(), digest))}"

    def by_stranger(self, **header: Any) -> str:
        key = ed25519.Ed25519PrivateKey.generate()
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": packed(key.public_key().public_bytes_raw())}
        named = {name: jwk if value == "OWN KEY" else value for name, value in header.items()}
        text = f"{packed(HEADER | named)}.{packed(self.claims)}"
        return f"{text}.{packed(key.sign(text.encode()))}"

    def by_curve(self) -> str:
        key = ec.generate_private_key(ec.SECP256R1())
        return jwt.encode(self.claims, key, algorithm="ES256", headers={"kid": "1"})

    def lease(self) -> str:
        now = self.claims["iat"]
        from datetime import UTC, datetime

        at = datetime.fromtimestamp(now, UTC)
        lease = Lease(
            tenant_id=self.claims["tid"],
            device_id=self.claims["did"],
            user_id=self.claims["sub"],
            issued_at=at,
            expires_at=at + timedelta(hours=72),
        )
        return issue_lease(self.desk.server_key, lease)

    def part(self, place: int, text: str) -> str:
        parts = self.genuine.split(".")
        parts[place] = text
        return ".".join(parts)


def _pem(forge: Forge) -> bytes:
    return forge.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _other_server(forge: Forge) -> str:
    signer = TokenSigner(new_signing_key(), key_id="1")
    return jwt.encode(forge.claims, signer._private, algorithm="EdDSA", headers={"kid": "1"})


FORGED: dict[str, Callable[[Forge], str]] = {
    "over for a second": lambda f: f.by_server(exp=f.claims["iat"] - 1),
    "over for a day": lambda f: f.by_server(exp=f.claims["iat"] - 86400),
    "over since 1970": lambda f: f.by_server(exp=0),
    "over before 1970": lambda f: f.by_server(exp=-1),
    "no end": lambda f: f.by_server("exp"),
    "end in words": lambda f: f.by_server(exp="tomorrow"),
    "end beyond all time": lambda f: f.by_server(exp=1e300),
    "end is null": lambda f: f.by_server(exp=None),
    "made tomorrow": lambda f: f.by_server(
        iat=f.claims["iat"] + 86400, exp=f.claims["exp"] + 86400
    ),
    "no beginning": lambda f: f.by_server("iat"),
    "beginning in words": lambda f: f.by_server(iat="now"),
    "not before tomorrow": lambda f: f.by_server(nbf=f.claims["iat"] + 86400),
    "another audience": lambda f: f.by_server(aud="somewhere"),
    "no audience": lambda f: f.by_server("aud"),
    "audience of sockets": lambda f: f.by_server(aud=SOCKET),
    "audience is a list of others": lambda f: f.by_server(aud=["a", "b"]),
    "another issuer": lambda f: f.by_server(iss="somebody"),
    "issuer in capitals": lambda f: f.by_server(iss="CLINIC-DESK"),
    "no issuer": lambda f: f.by_server("iss"),
    "no user": lambda f: f.by_server("sub"),
    "another user": lambda f: f.by_server(sub=new_id()),
    "user is no identifier": lambda f: f.by_server(sub="sara"),
    "another name": lambda f: f.by_server(name="jonas"),
    "no name": lambda f: f.by_server("name"),
    "no clinic": lambda f: f.by_server("tid"),
    "unknown clinic": lambda f: f.by_server(tid=new_id()),
    "another clinic": lambda f: f.by_server(tid=f.stranger_tenant),
    "clinic is no identifier": lambda f: f.by_server(tid="' OR true --"),
    "clinic is empty": lambda f: f.by_server(tid=""),
    "no desk": lambda f: f.by_server("did"),
    "unknown desk": lambda f: f.by_server(did=new_id()),
    "desk is no identifier": lambda f: f.by_server(did="x"),
    "no session": lambda f: f.by_server("sid"),
    "session is no identifier": lambda f: f.by_server(sid="x"),
    "no role": lambda f: f.by_server("role"),
    "no role version": lambda f: f.by_server("role_ver"),
    "older role version": lambda f: f.by_server(role_ver=0),
    "newer role version": lambda f: f.by_server(role_ver=2),
    "role version below zero": lambda f: f.by_server(role_ver=-1),
    "role version in words": lambda f: f.by_server(role_ver="one"),
    "role version beyond all numbers": lambda f: f.by_server(role_ver=10**30),
    "no number of its own": lambda f: f.by_server("jti"),
    "no algorithm": lambda f: f.unsigned("none"),
    "No Algorithm": lambda f: f.unsigned("None"),
    "NO ALGORITHM": lambda f: f.unsigned("NONE"),
    "nO aLGORITHM": lambda f: f.unsigned("nOnE"),
    "no algorithm and the old signature": lambda f: f.unsigned("none", f.genuine.split(".")[2]),
    "empty algorithm": lambda f: f.unsigned(""),
    "public key as a secret": lambda f: f.by_hmac(f.public.public_bytes_raw()),
    "public key in PEM as a secret": lambda f: f.by_hmac(_pem(f)),
    "public key as a secret of HS512": lambda f: f.by_hmac(f.public.public_bytes_raw(), "sha512"),
    "key name as a secret": lambda f: f.by_hmac(b"1"),
    "nothing as a secret": lambda f: f.by_hmac(b""),
    "another curve": lambda f: f.by_curve(),
    "another server's key": _other_server,
    "own key in the header": lambda f: f.by_stranger(jwk="OWN KEY"),
    "address of a key": lambda f: f.by_stranger(jku="http://127.0.0.1:9/keys"),
    "address of a certificate": lambda f: f.by_stranger(x5u="http://127.0.0.1:9/cert"),
    "unknown key name": lambda f: f.headed(kid="2"),
    "empty key name": lambda f: f.headed(kid=""),
    "key name is a path": lambda f: f.headed(kid="../../../../dev/null"),
    "key name is SQL": lambda f: f.headed(kid="1' UNION SELECT 'x"),
    "key name is a number": lambda f: f.headed(kid=1),
    "key name is a list": lambda f: f.headed(kid=["1"]),
    "no key name": lambda f: f.headed(kid=None),
    "unknown critical extension": lambda f: f.headed(crit=["x"], x="y"),
    "another clinic's number put in": lambda f: f.part(
        1, packed(f.claims | {"tid": f.stranger_tenant})
    ),
    "another role put in": lambda f: f.part(1, packed(f.claims | {"role": "admin", "role_ver": 9})),
    "header put in": lambda f: f.part(0, packed(HEADER | {"alg": "HS256"})),
    "cut off": lambda f: f.genuine[:-2],
    "no signature": lambda f: f.part(2, ""),
    "signature of something else": lambda f: f.part(2, packed(hashlib.sha512(b"x").digest())),
    "two parts": lambda f: ".".join(f.genuine.split(".")[:2]),
    "four parts": lambda f: f.genuine + ".x",
    "five parts": lambda f: f.genuine + ".x.y",
    "dots": lambda _: "..",
    "no JSON": lambda f: f.part(1, packed(b"{")),
    "a list": lambda f: f.part(1, packed([1])),
    "deep JSON": lambda f: f.part(1, packed(b"[" * 5000)),
    "not ASCII": lambda f: f.genuine + "ü",
    "twice": lambda f: f"{f.genuine},{f.genuine}",
    "the socket's ticket": lambda f: f.by_server(aud=SOCKET, until=f.claims["exp"]),
    "the lease": lambda f: f.lease(),
    "the refresh token": lambda f: f.refresh_token,
    "the desk's token": lambda f: f.device_token,
}
"""What is presented, and how it is made."""
