"""The server's word over where a trail ended: for exactly this head, spelled in one way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.security.head_receipt import Head

pytestmark = pytest.mark.row("F2")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
HEAD = Head(tenant_id="t", device_id="d", seq=7, mac="aa", link="bb", at="2026-11-21T12:00:00Z")


def test_what_is_signed_is_the_same_for_ever() -> None:
    text = b"clinic-desk audit head v1\nt\nd\n7\naa\nbb\n2026-11-21T12:00:00Z"
    assert HEAD.signed_by(KEY) == KEY.sign(text).hex()
    assert HEAD.is_kept(PUBLIC, signature=KEY.sign(text).hex()) is True


@pytest.mark.parametrize(
    "changes",
    [{"tenant_id": "x"}, {"device_id": "x"}, {"seq": 8}, {"mac": "x"}, {"link": "x"}, {"at": "x"}],
)
def test_signature_is_for_no_other_head(changes: dict[str, object]) -> None:
    other = replace(HEAD, **changes)  # type: ignore[arg-type]
    assert other.is_kept(PUBLIC, signature=HEAD.signed_by(KEY)) is False


@pytest.mark.parametrize(
    ("key", "signature"),
    [(PUBLIC, ""), (PUBLIC, "zz"), (PUBLIC, "00" * 64), ("zz", None), ("ab", None)],
)
def test_rubbish_is_no_word_of_the_servers(key: str, signature: str | None) -> None:
    said = HEAD.signed_by(KEY) if signature is None else signature
    assert HEAD.is_kept(key, signature=said) is False
