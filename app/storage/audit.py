"""The audit trail: append-only, chained by a keyed MAC and by a plain hash, from the first row.

canonical = JSON of the event's columns with sorted keys; mac = HMAC(key, prev ‖ canonical) shows
the clinic that nothing was changed; link = SHA-256(prev_link ‖ canonical) shows it to anybody.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from app.domain.context import ExecutionContext
from app.domain.ids import RecordId
from app.domain.ports import AuditSigner
from app.schema.types import canonical_json, to_microseconds
from app.storage.session import Row, Session

GENESIS = bytes(32)
"""What the first row's chain stands on."""

EVENT_COLUMNS = (
    "seq",
    "at",
    "monotonic_ns",
    "device_id",
    "session_id",
    "actor_id",
    "role",
    "action",
    "entity",
    "row_id",
    "patient_id",
    "purpose",
    "result_count",
    "fields",
    "subjects",
)
"""Everything of an event that the chain covers, in the order of its insert."""
_KEYS = frozenset({"device_id", "session_id", "actor_id", "row_id", "patient_id"})
_INSERT = (
    f"INSERT OR FAIL INTO audit ({', '.join(EVENT_COLUMNS)}, prev, mac, link, prev_link) "
    f"VALUES ({', '.join('?' * (len(EVENT_COLUMNS) + 4))})"
)
_SELECT = f"SELECT {', '.join(EVENT_COLUMNS)}, prev, mac, link, prev_link FROM audit ORDER BY seq"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """What happened, without values: field names, identifiers and counts only."""

    action: str
    entity: str = ""
    row_id: RecordId | None = None
    patient_id: RecordId | None = None
    result_count: int | None = None
    fields: Sequence[str] = ()
    subjects: Sequence[RecordId] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends."""

    seq: int
    mac: bytes
    link: bytes


class AuditTrail:
    """Adds events inside one unit of work. Read the head anew in each transaction."""

    def __init__(
        self, session: Session, signer: AuditSigner, context: ExecutionContext, now: datetime
    ) -> None:
        self._session = session
        self._signer = signer
        self._now = to_microseconds(now)
        self._who = (
            bytes.fromhex(context.workstation_id),
            bytes.fromhex(context.session_id),
            bytes.fromhex(context.user_id),
            context.role,
        )
        self._purpose = str(context.purpose)
        self.head: Head | None = None
        """None until the first event of this transaction."""

    def add(self, event: AuditEvent) -> None:
        """Append one event."""
        head = self.head or read_head(self._session)
        row = (
            head.seq + 1,
            self._now,
            time.monotonic_ns(),
            *self._who,
            event.action,
            event.entity,
            bytes.fromhex(event.row_id) if event.row_id else None,
            bytes.fromhex(event.patient_id) if event.patient_id else None,
            self._purpose,
            event.result_count,
            canonical_json(list(event.fields)),
            canonical_json(list(event.subjects)) if event.subjects else None,
        )
        text = canonical(row)
        mac = self._signer.mac(head.mac, text)
        link = hashlib.sha256(head.link + text).digest()
        self._session.run(_INSERT, (*row, head.mac, mac, link, head.link))
        if event.subjects:
            self._session.run_many(
                "INSERT OR IGNORE INTO audit_subject (seq, row_id) VALUES (?, ?)",
                [(row[0], bytes.fromhex(one)) for one in event.subjects],
            )
        self.head = Head(head.seq + 1, mac, link)


def read_head(session: Session) -> Head:
    """The last row of the chain; the genesis values where there is none."""
    row = session.one("SELECT seq, mac, link FROM audit ORDER BY seq DESC LIMIT 1")
    return Head(0, GENESIS, GENESIS) if row is None else Head(*row)


def read_mac(session: Session, seq: int) -> bytes | None:
    """The MAC of one row, or None where there is no such row."""
    row = session.one("SELECT mac FROM audit WHERE seq = ?", (seq,))
    return None if row is None else row[0]


def canonical(row: Sequence[Any]) -> bytes:
    """The one byte string of an event: JSON with sorted keys, identifiers in hexadecimal."""
    fields = {
        name: value.hex() if name in _KEYS and value is not None else value
        for name, value in zip(EVENT_COLUMNS, row, strict=True)
    }
    return msgspec.json.encode(fields, order="sorted")


def verify_chain(session: Session, signer: AuditSigner) -> int | None:
    """The seq of the first row that does not fit the chain, or None when every row does."""
    mac = link = GENESIS
    expected = 1
    for row in session.run(_SELECT):
        before = Head(expected - 1, mac, link)
        if not _fits(row, before, signer) or not _subjects_fit(session, row):
            return expected
        mac, link = row[-3], row[-2]
        expected += 1
    return None


def _fits(row: Row, head: Head, signer: AuditSigner) -> bool:
    width = len(EVENT_COLUMNS)
    text = canonical(row[:width])
    prev, mac, link, prev_link = row[width:]
    expected = (head.seq + 1, head.mac, hashlib.sha256(head.link + text).digest(), head.link)
    is_next = (row[0], prev, link, prev_link) == expected
    return is_next and signer.fits(row[0], head.mac, text, mac)


def _subjects_fit(session: Session, row: Row) -> bool:
    named: set[str] = set(msgspec.json.decode(row[EVENT_COLUMNS.index("subjects")] or "[]"))
    if not named:
        return True
    rows = session.all("SELECT row_id FROM audit_subject WHERE seq = ?", (row[0],))
    return {one[0].hex() for one in rows} == named
