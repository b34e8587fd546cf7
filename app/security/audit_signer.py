"""The keyed part of the audit chain: only a desk of this clinic can write a matching row."""

from __future__ import annotations

import hashlib
import hmac


class HmacAuditSigner:
    """Signs audit rows with the clinic's audit key (HMAC-SHA256, FIPS 198-1)."""

    def __init__(self, audit_key: bytes) -> None:
        self._key = audit_key
        self._term_key = hmac.digest(audit_key, b"search terms", "sha256")

    def mac(self, previous: bytes, canonical: bytes) -> bytes:
        """The chain's next value: over the previous one and this row."""
        return hmac.digest(self._key, previous + canonical, hashlib.sha256)

    def term(self, text: str) -> str:
        """A keyed hash of a search term: equal terms compare equal, none can be read back."""
        folded = " ".join(text.casefold().split())
        return hmac.digest(self._term_key, folded.encode(), hashlib.sha256).hex()
