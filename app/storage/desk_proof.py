"""That unsent work, unfinished forms and the desk's own facts are as this desk left them.

Records are proven by the audit trail (row_proof.py). What has no event of its own, or is not a
record, is counted here in the same way, in one line beside them: the count is signed together with
where the trail ends, so neither it nor what it counts can be put back to an older state alone.
Each count that is kept has the next turn. Together with an equal end of the trail an older one
could be put back, but the keyring knows which turn there was (audit_anchor.py).

A look moves nothing that is counted: its event names the count that stays right, instead of having
it signed anew, which would be one more page for the disk.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Any

import msgspec

from app.domain.errors import ReadOnlyTransaction
from app.domain.operations import UNSETTLED
from app.domain.ports import AuditSigner
from app.storage.audit import Head, read_head
from app.storage.row_proof import NAME_BYTES, STATE_BYTES, is_of_a_layout
from app.storage.session import Session

_KEEP = (
    "INSERT INTO write_gate (id, is_open, proof) VALUES (1, 0, ?) "
    "ON CONFLICT (id) DO UPDATE SET is_open = 0, proof = excluded.proof"
)
"""The count stands beside the gate, which each write opens and closes: one statement for both."""
_HASH_BYTES, _PAGE = 32, 2000
_MAC_BYTES, _TURN_BYTES = 32, 8
_OPEN = tuple(sorted(str(state) for state in UNSETTLED))
_encode = msgspec.msgpack.Encoder().encode

Row = Sequence[Any]


class Part(StrEnum):
    """What is counted."""

    FACTS = "facts"
    DRAFTS = "drafts"
    QUEUE = "queue"
    """Each operation as it was queued."""
    SETTLED = "settled"
    """Which operations are not waiting any more, and how they ended."""


Moved = Callable[[Part, Row | None, Row | None], None]
"""Hears what a row was and is; None stands for a row that is not there."""

QUEUE_COLUMNS = (
    "op_id, tx_id, entity, row_id, patient_id, kind, action, schema, patch, "
    '"full", depends_on, reason, actor_id, session_id, hlc, created_at'
)
"""What of a queued operation never changes."""
DRAFT_COLUMNS = "user_id, form, subject, content, updated_at"
_TABLES: Mapping[Part, str] = {
    Part.FACTS: "SELECT rowid, k, v FROM sync_meta WHERE rowid > ? ORDER BY rowid LIMIT ?",
    Part.QUEUE: f"SELECT n, {QUEUE_COLUMNS} FROM outbox WHERE n > ? ORDER BY n LIMIT ?",
    Part.SETTLED: "SELECT n, op_id, state FROM outbox WHERE n > ? AND state NOT IN "
    f"({', '.join(map(repr, _OPEN))}) ORDER BY n LIMIT ?",
}


def not_heard(part: Part, old: Row | None, new: Row | None) -> None:
    """For who only reads."""


def is_open(state: str) -> bool:
    """Whether an operation in this state still waits for the server."""
    return state in _OPEN


@dataclass(frozen=True, slots=True)
class _Kept:
    """A count that is this desk's, and which one it is."""

    states: dict[Part, int]
    turn: int


Counted = tuple[dict[Part, int] | None, bool, bool]
"""A count as it stands: the states, whether they fit, whether something moved."""


class DeskProof:
    """The count inside one unit of work. began: where the trail ended before it; left: the count
    as this desk left it then, None where it is not known."""

    def __init__(
        self, session: Session, tally: Tally, began: Head, left: str | None = None
    ) -> None:
        self._session = session
        self._began = began
        self._tally = tally
        self._states: dict[Part, int] | None = None
        self._is_fit = True
        self._has_moved = False
        self._turn_before = 0
        self.turn: int | None = None
        """Which count was kept, once it was."""
        self.left = left
        self.is_settled = False
        """Whether the count stays: nothing more may be written."""

    def moved(self, part: Part, old: Row | None, new: Row | None) -> None:
        """Take over a row that was just written, from what it was to what it is now."""
        if self.is_settled:
            raise ReadOnlyTransaction
        self._has_moved = True
        if self._states is None and self._load():
            return  # counted anew, with the row as it is now
        states = self._loaded()
        states[part] ^= self._tally.of(part, old) ^ self._tally.of(part, new)

    def kept(self) -> Counted:
        """How the count stands, to go back to."""
        states = None if self._states is None else dict(self._states)
        return states, self._is_fit, self._has_moved

    def go_back(self, kept: Counted) -> None:
        """Undo what moved since."""
        self._states, self._is_fit, self._has_moved = kept

    def accept(self) -> None:
        """Somebody has looked into it: from here on it counts as it is now."""
        self._load()
        self._states, self._is_fit, self._has_moved = self._tally.all(self._session), True, True

    def settle(self) -> bytes:
        """Leave the count as it is; returns its name, empty where it has to be kept anew."""
        if self.left is None or self._has_moved:
            return b""
        self.is_settled = True
        return self._tally.name(bytes.fromhex(self.left))

    def keep(self, head: Head) -> bool:
        """Write the count with the trail's end and close the gate; last in the transaction.

        False where there is nothing new to keep: nothing was written, the gate is as it was.
        """
        if self.is_settled or (head.seq == self._began.seq and not self._has_moved):
            return False
        states = self._loaded()
        self.turn = self._turn_before + 1
        text = self._tally.text(_Kept(states, self.turn), head, is_fit=self._is_fit)
        self._session.run(_KEEP, (text,))
        self.left = text if self._is_fit else None
        return True

    def _loaded(self) -> dict[Part, int]:
        self._load()
        return self._states or {}

    def _load(self) -> bool:
        """Read the count; whether there was none and it was counted now."""
        if self._states is not None:
            return False
        text = _kept_text(self._session)
        if text is None and not is_of_a_layout(self._began.state):
            self._states = self._tally.all(self._session)
            return True
        found = self._tally.read(text, self._began)
        self._is_fit = found is not None
        self._states = found.states if found else dict.fromkeys(Part, 0)
        self._turn_before = found.turn if found else 0
        return False


def misfits(session: Session, signer: AuditSigner, parts: Sequence[Part] = tuple(Part)) -> set[str]:
    """The parts that are not as this desk left them; all of them where the count is not."""
    head, tally = read_head(session), Tally(signer)
    text = _kept_text(session)
    if text is None and not is_of_a_layout(head.state):
        return set()  # a desk of before this was counted
    kept = tally.read(text, head)
    if kept is None:
        return {str(part) for part in parts}
    return {str(part) for part in parts if tally.whole(session, part) != kept.states[part]}


def turn_of(session: Session, signer: AuditSigner) -> int:
    """How often the count was kept; 0 where it is not this desk's last."""
    kept = Tally(signer).read(_kept_text(session), read_head(session))
    return kept.turn if kept else 0


def left_by(session: Session, signer: AuditSigner) -> str | None:
    """The count as this desk left it; None where it is not this desk's last."""
    text = _kept_text(session)
    return text if Tally(signer).read(text, read_head(session)) else None


def take_over(session: Session, signer: AuditSigner) -> None:
    """Count with a new key what was counted with the one before it, as a key rotation ends.

    What does not fit the old count fits no new one either. Run it inside a transaction.
    """
    head, text = read_head(session), _kept_text(session)
    if text is None and not is_of_a_layout(head.state):
        return
    tally = Tally(signer)
    if tally.read(text, head) is not None:
        return  # done already, before an interruption
    before = signer.earlier()[:1]
    is_fit = any(not misfits(session, earlier) for earlier in before)
    turn = max((turn_of(session, earlier) for earlier in before), default=0) + 1
    kept = _Kept(tally.all(session), turn)
    session.run(_KEEP, (tally.text(kept, head, is_fit=is_fit),))


class Tally:
    """Counts by the clinic's audit key. One serves all transactions of a store."""

    def __init__(self, signer: AuditSigner) -> None:
        self._signer = signer
        self._begun: dict[Part, blake2b] = {}
        self._named = b"", b""
        """The count that was named last, and its name: look after look has the same."""

    def of(self, part: Part, row: Row | None) -> int:
        """What a row counts."""
        if row is None:
            return 0
        if part not in self._begun:
            key = self._signer.key(b"desk proof of ", part.encode())
            self._begun[part] = blake2b(digest_size=_HASH_BYTES, key=key)
        hashed = self._begun[part].copy()  # faster than to begin anew
        hashed.update(_encode(row if type(row) is tuple else tuple(row)))
        return int.from_bytes(hashed.digest())

    def all(self, session: Session) -> dict[Part, int]:
        """Every part, counted anew."""
        return {part: self.whole(session, part) for part in Part}

    def whole(self, session: Session, part: Part) -> int:
        """One part, counted anew."""
        value = 0
        if part is Part.DRAFTS:  # few, and without a number
            for row in session.all(f"SELECT {DRAFT_COLUMNS} FROM draft"):
                value ^= self.of(part, row)
            return value
        last = 0
        while page := session.all(_TABLES[part], (last, _PAGE)):
            for number, *row in page:
                value ^= self.of(part, row)
                last = number
        return value

    def text(self, kept: _Kept, head: Head, *, is_fit: bool) -> str:
        """A count as it is kept, signed together with the trail's end."""
        states = b"".join(kept.states[part].to_bytes(_HASH_BYTES) for part in Part)
        body = bytes([is_fit]) + states + kept.turn.to_bytes(_TURN_BYTES)
        return (body + self._mac(head, body)).hex()

    def read(self, text: str | None, head: Head) -> _Kept | None:
        """The kept count; None where it is not this desk's last, or fitted no more."""
        try:
            raw = bytes.fromhex(text or "")
        except ValueError:
            return None
        turns_at = 1 + len(Part) * _HASH_BYTES
        body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        named = (head.state or b"")[STATE_BYTES:]
        is_last = hmac.compare_digest(mac, self._mac(head, body)) or (
            bool(named) and hmac.compare_digest(named, self.name(raw))
        )
        if not is_last or body[:1] != b"\x01":
            return None
        states = {
            part: int.from_bytes(body[1 + at * _HASH_BYTES : 1 + (at + 1) * _HASH_BYTES])
            for at, part in enumerate(Part)
        }
        # A desk of before the turns has none: they begin.
        return _Kept(states, int.from_bytes(body[turns_at:]))

    def name(self, raw: bytes) -> bytes:
        """What an event calls a count that it leaves as it is."""
        if raw != self._named[0]:
            self._named = raw, self._signer.mac(b"name of a count", raw)[:NAME_BYTES]
        return self._named[1]

    def _mac(self, head: Head, body: bytes) -> bytes:
        return self._signer.mac(head.mac, b"desk proof" + body)


def _kept_text(session: Session) -> str | None:
    row = session.one("SELECT proof FROM write_gate WHERE id = 1")
    return None if row is None or row[0] is None else str(row[0])
