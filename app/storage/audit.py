"""The audit trail: append-only, chained by a keyed MAC and by a plain hash, from the first row.

canonical = JSON of the event's columns with sorted keys; mac = HMAC(key, prev ‖ canonical) shows
the clinic that nothing was changed; link = SHA-256(prev_link ‖ canonical) shows it to anybody.
Each event also says what all records looked like after it (row_proof.py).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import StorageError
from app.domain.ids import RecordId
from app.domain.ports import AuditSigner
from app.domain.purpose import purpose_of
from app.schema.types import canonical_json, from_microseconds, to_microseconds
from app.storage.row_codec import hex_or_none
from app.storage.row_proof import STATE_BYTES, RowProof
from app.storage.row_proof import Row as RecordRow
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
    "state",
)
"""Everything of an event that the chain covers, in the order of its insert."""
_KEYS = frozenset({"device_id", "session_id", "actor_id", "row_id", "patient_id", "state"})
_Told = msgspec.defstruct("_Told", [(name, Any) for name in sorted(EVENT_COLUMNS)])
"""An event with its keys in the order in which they are written: a third of the time of sorting."""
_encode = msgspec.json.Encoder().encode
_INSERT = (
    f"INSERT OR FAIL INTO audit ({', '.join(EVENT_COLUMNS)}, prev, mac, link, prev_link) "
    f"VALUES ({', '.join('?' * (len(EVENT_COLUMNS) + 4))})"
)
_SELECT = (
    f"SELECT {', '.join(EVENT_COLUMNS)}, prev, mac, link, prev_link FROM audit "
    "WHERE seq >= ? ORDER BY seq LIMIT ?"
)
_ACTION, _STATE = EVENT_COLUMNS.index("action"), EVENT_COLUMNS.index("state")
_LINK = "link:"
_LEAST_SEQ = -(2**63)
_PAGE = 2000
_STRAY = (
    "SELECT min(seq) FROM audit_subject WHERE NOT EXISTS (SELECT 1 FROM audit "
    "WHERE audit.seq = audit_subject.seq AND audit.subjects IS NOT NULL)"
)
"""Records named beside an event that names none."""


class AuditEvent(NamedTuple):
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
    state: bytes | None = field(default=None, compare=False)
    """What the records looked like, and which count of the desk stayed right; None for an event of
    before this was written down."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How many events there were at a moment, and the public link of the last one."""

    at: datetime
    events: int
    link: str

    @property
    def short_head(self) -> str:
        """The link's beginning in groups of four, for paper."""
        return " ".join(self.link[at : at + 4] for at in range(0, 16, 4))


class AuditTrail:
    """Adds events inside one unit of work. Read the head anew in each transaction."""

    def __init__(
        self,
        session: Session,
        signer: AuditSigner,
        context: ExecutionContext,
        now: datetime,
        *,
        take_over: Callable[[], None],
        proof: RowProof | None = None,
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
        self._context = context
        self._at = now
        self.head: Head | None = None
        """None until the first event of this transaction."""
        self._began: Head | None = None
        self.state: bytes | None = None
        """What the records look like now; None until this transaction asks."""
        self._proof = proof or RowProof(signer)
        self._take_over = take_over

    def begin(self) -> None:
        """Before anything is written: what the records look like so far."""
        if self.state is not None:
            return
        kept = self._last().state
        if kept is not None and self._proof.is_comparable(kept):
            self.state = kept[:STATE_BYTES]
        else:
            self._take_over()

    def _last(self) -> Head:
        """The end of the trail: of this transaction, or where it was found."""
        if self._began is None:
            self._began = read_head(self._session)
        return self.head or self._began

    def moved(self, table: str, pairs: Iterable[tuple[RecordRow | None, RecordRow | None]]) -> None:
        """Take over rows that were just written, from what they were to what they are now."""
        if self.state is None:
            raise ValueError("begin comes before the first write")
        self.state = self._proof.moved(self.state, table, pairs)

    def add(self, event: AuditEvent, *, count: bytes = b"") -> None:
        """Append one event. An accepted trail begins with the records as they are.

        count names the desk's count that stays right (desk_proof.py).
        """
        self.begin()
        if event.action == AuditAction.AUDIT_TRAIL_ACCEPTED:
            self.state = self._proof.whole(self._session)
        line = self._line(
            self._last(),
            event.action,
            event.entity,
            bytes.fromhex(event.row_id) if event.row_id else None,
            bytes.fromhex(event.patient_id) if event.patient_id else None,
            self._purpose(event.action, event.entity, event.patient_id),
            event.result_count,
            canonical_json(list(event.fields)) if event.fields else "[]",
            canonical_json(list(event.subjects)) if event.subjects else None,
            count=count,
        )
        self._session.run(_INSERT, line)
        if event.subjects:
            self._session.run_many(
                "INSERT OR IGNORE INTO audit_subject (seq, row_id) VALUES (?, ?)",
                [(line[0], bytes.fromhex(one)) for one in event.subjects],
            )
        self.head = _head_after(line)

    def add_created(
        self, action: str, table: str, rows: Sequence[RecordRow], patients: Sequence[bytes | None]
    ) -> None:
        """Append the event of each new row in one statement, each with the state after its row."""
        self.begin()
        begun, lines = self.state or b"", list[Row]()
        last: Head | Row = self._last()
        shared = None if self._context.glass else self._purpose(action, table, None)
        states = self._proof.added(begun, table, rows)
        for row, patient, self.state in zip(rows, patients, states, strict=True):
            # Only broken glass makes one patient's another purpose than the next one's.
            purpose = shared or self._purpose(action, table, hex_or_none(patient))
            told = (action, table, row[0], patient, purpose, None, "[]", None)
            last = self._line(last, *told)
            lines.append(last)
        self._session.run_many(_INSERT, lines)
        self.head = last if isinstance(last, Head) else _head_after(last)

    def _line(self, last: Head | Row, *told: object, count: bytes = b"") -> Row:
        """The chain's row of an event, after the head or the row before it."""
        if isinstance(last, Head):
            seq, prev, prev_link = last.seq, last.mac, last.link
        else:
            seq, prev, prev_link = last[0], last[-3], last[-2]
        state = self.state + count if self.state and count else self.state
        event = (seq + 1, self._now, time.monotonic_ns(), *self._who, *told, state)
        text = canonical(event)
        mac = self._signer.mac(prev, text)
        return (*event, prev, mac, hashlib.sha256(prev_link + text).digest(), prev_link)

    def checkpoint(self) -> None:
        """Say how many events there are so far, and what their public links come to."""
        self.begin()
        head = self._last()
        self.add(
            AuditEvent(
                action=AuditAction.CHECKPOINT,
                entity="audit",
                result_count=head.seq,
                fields=[_LINK + head.link.hex()],
            )
        )

    def _purpose(self, action: str, entity: str, patient_id: RecordId | None) -> str:
        return purpose_of(self._context, action, entity=entity, patient_id=patient_id, now=self._at)


def _head_after(line: Row) -> Head:
    return Head(line[0], line[-3], line[-2], line[_STATE])


def read_head(session: Session) -> Head:
    """The last row of the chain; the genesis values where there is none."""
    row = session.one("SELECT seq, mac, link, state FROM audit ORDER BY seq DESC LIMIT 1")
    return Head(0, GENESIS, GENESIS) if row is None else Head(*row)


def read_checkpoint(session: Session) -> Checkpoint | None:
    """The latest checkpoint; None where there is none yet."""
    row = session.one(
        "SELECT at, result_count, fields FROM audit WHERE action = ? ORDER BY seq DESC LIMIT 1",
        (str(AuditAction.CHECKPOINT),),
    )
    if row is None:
        return None
    link = next(iter(msgspec.json.decode(row[2], type=list[str])), "").removeprefix(_LINK)
    return Checkpoint(from_microseconds(row[0]), row[1] or 0, link)


def read_mac(session: Session, seq: int) -> bytes | None:
    """The MAC of one row, or None where there is no such row."""
    row = session.one("SELECT mac FROM audit WHERE seq = ?", (seq,))
    return None if row is None else row[0]


def canonical(row: Sequence[Any]) -> bytes:
    """The one byte string of an event: JSON with sorted keys, identifiers in hexadecimal.

    An event of before the state was written down has no such key.
    """
    seq, at, monotonic_ns, device, session, actor, role, action, entity, row_id, patient, *rest = (
        row
    )
    purpose, count, fields, subjects, state = rest
    return _encode(
        _Told(
            action,
            _hex(actor),
            at,
            _hex(device),
            entity,
            fields,
            monotonic_ns,
            _hex(patient),
            purpose,
            count,
            role,
            _hex(row_id),
            seq,
            _hex(session),
            msgspec.UNSET if state is None else state.hex(),
            subjects,
        )
    )


def _hex(key: bytes | None) -> str | None:
    return None if key is None else key.hex()


def verify_chain(session: Session, signer: AuditSigner) -> int | None:
    """The seq of the first row that does not fit the chain, or None when every row does.

    Raises DatabaseDamaged where rows cannot be read.
    """
    head = Head(0, GENESIS, GENESIS)
    stray = (session.one(_STRAY) or (None,))[0]
    begin = _LEAST_SEQ  # no event may hide before the first
    while rows := all_rows(session, _SELECT, (begin, _PAGE), unreadable=_misfit):
        for row in rows:
            if not _fits(row, head, signer) or not _subjects_fit(session, row):
                return head.seq + 1 if stray is None else min(stray, head.seq + 1)
            head = Head(head.seq + 1, row[-3], row[-2])
        begin = head.seq + 1
    return None if stray is None else min(stray, head.seq + 1)


def all_rows(
    session: Session,
    statement: str,
    values: Sequence[object],
    *,
    unreadable: Callable[[bytes], object],
) -> list[Row]:
    """All rows of an answer; unreadable says what a text that is no valid UTF-8 becomes."""
    try:
        return session.all(statement, values)
    except StorageError as error:
        if type(error) is not StorageError:  # a disk, a lock or a damaged page
            raise

    def text(raw: bytes) -> object:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return unreadable(raw)

    usual = session.raw.text_factory
    session.raw.text_factory = text
    try:
        return session.all(statement, values)
    finally:
        session.raw.text_factory = usual


@dataclass(frozen=True, slots=True)
class _Misfit:
    """Stands for a text that nobody can read: it fits nothing."""


def _misfit(raw: bytes) -> object:
    del raw
    return _Misfit()


def _fits(row: Row, head: Head, signer: AuditSigner) -> bool:
    width = len(EVENT_COLUMNS)
    if not _has_kinds(row[:width]):
        return False
    text = canonical(row[:width])
    prev, mac, link, prev_link = row[width:]
    expected = (head.seq + 1, head.mac, hashlib.sha256(head.link + text).digest(), head.link)
    is_next = (row[0], prev, link, prev_link) == expected
    if row[_ACTION] == AuditAction.CHECKPOINT and not _is_true(row, head):
        return False
    return is_next and signer.fits(row[0], head.mac, text, mac)


def _is_true(row: Row, head: Head) -> bool:
    """Whether a checkpoint says what the trail before it comes to."""
    said = (row[EVENT_COLUMNS.index("result_count")], row[EVENT_COLUMNS.index("fields")])
    return said == (head.seq, canonical_json([_LINK + head.link.hex()]))


def _has_kinds(event: Row) -> bool:
    """Identifiers are bytes and nothing else is: a text that looks like one is another value."""
    return all(
        value is None
        or (not isinstance(value, _Misfit) and isinstance(value, bytes) is (name in _KEYS))
        for name, value in zip(EVENT_COLUMNS, event, strict=True)
    )


def _subjects_fit(session: Session, row: Row) -> bool:
    named: set[str] = set(msgspec.json.decode(row[EVENT_COLUMNS.index("subjects")] or "[]"))
    if not named:
        return True
    statement = "SELECT row_id FROM audit_subject WHERE seq = ?"
    rows = all_rows(session, statement, (row[0],), unreadable=_misfit)
    return {one[0].hex() for one in rows if isinstance(one[0], bytes)} == named
