"""The audit chain's keyed part."""

from __future__ import annotations

from app.security.audit_signer import HmacAuditSigner


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
