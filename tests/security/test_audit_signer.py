"""The audit chain's keyed part."""

from __future__ import annotations

import pytest

from app.domain.errors import DatabaseDamaged
from app.security.audit_signer import HmacAuditSigner, OlderKey, keys_from_text


def test_a_mac_depends_on_key_previous_row_and_this_row():
    macs = {
        HmacAuditSigner(key).mac(previous, row)
        for key in (b"a" * 32, b"b" * 32)
        for previous in (b"0" * 32, b"1" * 32)
        for row in (b"x", b"y")
    }
    assert len(macs) == 8


def test_search_terms_compare_but_do_not_show():
    signer = HmacAuditSigner(b"a" * 32)
    assert signer.term(" Okafor  Amara") == signer.term("okafor amara")
    assert signer.term("okafor") != HmacAuditSigner(b"b" * 32).term("okafor")
    assert "okafor" not in signer.term("okafor")


@pytest.mark.parametrize("text", ["{", "[[1]]", '[["1", "00"]]', '[[1, "zz"]]', "7"])
def test_older_keys_that_cannot_be_read_are_damage(text: str):
    with pytest.raises(DatabaseDamaged) as damaged:
        keys_from_text(text)
    assert damaged.value.findings == ("the older audit keys cannot be read",)


def test_older_key_does_not_show_in_a_repr():
    assert repr(OlderKey(7, b"k" * 32)) == "OlderKey(last_seq=7)"
