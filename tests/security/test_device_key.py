"""A workstation's own signature: for exactly this end of its trail, and for a key it holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.security.device_key import DeviceHead, is_key_proven, prove_key

pytestmark = pytest.mark.row("F2")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PRIVATE, PUBLIC = bytes(32).hex(), KEY.public_key().public_bytes_raw().hex()
OTHER = (b"\x01" * 32).hex()
HEAD = DeviceHead(tenant_id="t", device_id="d", epoch=2, seq=7, mac="aa", link="bb")


def test_what_is_signed_is_the_same_for_ever() -> None:
    signature = KEY.sign(b"clinic-desk workstation head v1\nt\nd\n2\n7\naa\nbb").hex()
    assert HEAD.signed_by(PRIVATE) == signature
    assert HEAD.is_signed(PUBLIC, signature=signature) is True
    proof = KEY.sign(f"clinic-desk workstation key v1\nt\nd\n{PUBLIC}".encode()).hex()
    assert prove_key(PRIVATE, tenant_id="t", device_id="d") == (PUBLIC, proof)
    assert is_key_proven(PUBLIC, proof, tenant_id="t", device_id="d") is True


@pytest.mark.parametrize(
    "changes",
    [{"tenant_id": "x"}, {"device_id": "x"}, {"epoch": 3}, {"seq": 8}, {"mac": "x"}, {"link": "x"}],
)
def test_signature_is_for_no_other_end(changes: dict[str, object]) -> None:
    other = replace(HEAD, **changes)  # type: ignore[arg-type]
    assert other.is_signed(PUBLIC, signature=HEAD.signed_by(PRIVATE)) is False


def test_proof_is_for_one_key_of_one_workstation() -> None:
    _, proof = prove_key(PRIVATE, tenant_id="t", device_id="d")
    other, _ = prove_key(OTHER, tenant_id="t", device_id="d")
    assert is_key_proven(other, proof, tenant_id="t", device_id="d") is False
    assert is_key_proven(PUBLIC, proof, tenant_id="x", device_id="d") is False
    assert is_key_proven(PUBLIC, proof, tenant_id="t", device_id="x") is False


def test_signature_has_one_spelling() -> None:
    signature = HEAD.signed_by(PRIVATE)
    for spelled in (signature.upper(), f" {signature}", signature[:-2], "", "zz"):
        assert HEAD.is_signed(PUBLIC, signature=spelled) is False
    for key in ("", "zz", "ab", OTHER):
        assert HEAD.is_signed(key, signature=signature) is False
