"""The keyed part of the audit chain: only a desk of this clinic can write a matching row.

The key comes from the clinic key. When that is rotated, the key before it is kept in the encrypted
database together with the last row it signed, so that older rows can still be proven; no new row is
ever accepted under it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from app.domain.errors import DatabaseDamaged


@dataclass(frozen=True, slots=True)
class OlderKey:
    """An audit key of before a rotation, and the number of the last row under it."""

    last_seq: int
    key: bytes = field(repr=False)


class HmacAuditSigner:
    """Signs audit rows with the clinic's audit key (HMAC-SHA256, FIPS 198-1)."""

    def __init__(self, audit_key: bytes, older: Iterable[OlderKey] = ()) -> None:
        self._key = audit_key
        self._older: tuple[OlderKey, ...] = ()
        self._made: dict[tuple[bytes, bytes], bytes] = {}
        self._term_key = hmac.digest(audit_key, b"search terms", "sha256")
        self.know(older)

    def know(self, older: Iterable[OlderKey]) -> None:
        """Take over the keys of before this one. One that is still in use does not count: its
        rotation was begun and never carried out."""
        others = (one for one in older if not hmac.compare_digest(one.key, self._key))
        self._older = tuple(sorted(others, key=lambda one: one.last_seq))

    @property
    def older(self) -> tuple[OlderKey, ...]:
        """The keys of before this one, oldest first."""
        return self._older

    def mac(self, previous: bytes, canonical: bytes) -> bytes:
        """The chain's next value: over the previous one and this row."""
        return hmac.digest(self._key, previous + canonical, hashlib.sha256)

    def key(self, purpose: bytes, name: bytes) -> bytes:
        """A key for one purpose, made of the clinic's: each write needs the same few."""
        made = self._made.get((purpose, name))
        if made is None:
            made = self._made[purpose, name] = self.mac(purpose, name)
        return made

    def fits(self, seq: int, previous: bytes, canonical: bytes, mac: object) -> bool:
        """Whether a row's value was made with the key of its time."""
        key = next((one.key for one in self._older if seq <= one.last_seq), self._key)
        expected = hmac.digest(key, previous + canonical, hashlib.sha256)
        return isinstance(mac, bytes) and hmac.compare_digest(expected, mac)

    def ended_at(self, last_seq: int) -> tuple[OlderKey, ...]:
        """The older keys as they are once this key has signed its last row."""
        return (*self._older, OlderKey(last_seq, self._key))

    def earlier(self) -> tuple[HmacAuditSigner, ...]:
        """Signers under the keys of before this one, the latest first."""
        return tuple(HmacAuditSigner(one.key) for one in reversed(self._older))

    def term(self, text: str) -> str:
        """A keyed hash of a search term: equal terms compare equal, none can be read back."""
        folded = " ".join(text.casefold().split())
        return hmac.digest(self._term_key, folded.encode(), hashlib.sha256).hex()


def keys_to_text(keys: Iterable[OlderKey]) -> str:
    """Older keys as one fact of the encrypted database."""
    return msgspec.json.encode([(one.last_seq, one.key.hex()) for one in keys]).decode()


def keys_from_text(text: str | None) -> tuple[OlderKey, ...]:
    """Older keys from such a fact. Raises DatabaseDamaged."""
    try:
        pairs = msgspec.json.decode(text or "[]", type=list[tuple[int, str]])
        return tuple(OlderKey(seq, bytes.fromhex(key)) for seq, key in pairs)
    except (msgspec.DecodeError, ValueError):
        pass
    raise DatabaseDamaged(["the older audit keys cannot be read"])
