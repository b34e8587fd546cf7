"""Reading the audit trail: by patient, person, record, time and kind, newest first, in pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from app.domain.audit_trail import AuditLine, AuditQuestion, TrailEnd
from app.domain.ids import RecordId
from app.domain.operations import UNSAID
from app.domain.ports import AuditSigner
from app.protocol.codec import instant_to_wire
from app.schema.types import from_microseconds, to_microseconds
from app.storage.as_left import verify_rows
from app.storage.audit import (
    EVENT_COLUMNS,
    GENESIS,
    all_rows,
    canonical,
    read_head,
    verify_chain,
)
from app.storage.desk_proof import misfits
from app.storage.person import person_keys
from app.storage.session import Row, Session

T = TypeVar("T")
_LINE = (
    "SELECT seq, at, device_id, session_id, actor_id, role, action, entity, row_id, patient_id, "
    "purpose, result_count, fields, subjects, link FROM audit"
)
_ABOUT = (
    "SELECT seq FROM audit WHERE patient_id = ? "
    "UNION SELECT seq FROM audit_subject WHERE row_id = ?"
)
_names = msgspec.json.Decoder(tuple[str, ...])
_ids = msgspec.json.Decoder(tuple[RecordId, ...])


class AuditReadingTable:
    """See app/domain/desk_ports.py: AuditReading."""

    def __init__(self, session: Session, signer: AuditSigner) -> None:
        self._session = session
        self._signer = signer

    def end(self) -> TrailEnd:
        """Where the trail ends now."""
        head = read_head(self._session)
        return TrailEnd(seq=head.seq, link=head.link)

    def lines(
        self, question: AuditQuestion, *, below: int | None = None, skip: int = 0, limit: int = 200
    ) -> tuple[AuditLine, ...]:
        """The events that match below a number, newest first, after leaving out some of them."""
        if skip and _is_everything(question):
            # The numbers have no gaps: the place in the list is a number, however long the list.
            top = below if below is not None else self._top(question) + 1
            below, skip = top - skip, 0
        where, values = _where(self._session, question, below)
        rows = all_rows(
            self._session,
            f"{_LINE}{where} ORDER BY seq DESC LIMIT ? OFFSET ?",
            (*values, limit, skip),
            unreadable=_as_far_as_readable,
        )
        return tuple(map(_line, rows))

    def count(self, question: AuditQuestion) -> int:
        """How many events match."""
        if _is_everything(question):
            return self._top(question)
        where, values = _where(self._session, question, None)
        row = self._session.one(f"SELECT count(*) FROM audit{where}", values)
        return row[0] if row else 0

    def reason_of(self, line: AuditLine) -> str:
        """Why a record was changed here, as was said then; "" where that is not known here."""
        row = self._session.one(
            "SELECT reason FROM outbox WHERE entity = ? AND row_id = ? AND created_at = ?",
            (line.entity, line.row_id or "", instant_to_wire(line.at)),
        )
        return row[0] if row and row[0] != UNSAID else ""

    def exported(self, *, first: int, last: int) -> Iterator[tuple[str, bytes]]:
        """The events first to last, oldest first: canonical text and link, as the chain has them.

        The link of the event before first comes ahead, with an empty text.
        """
        before = self._session.one("SELECT link FROM audit WHERE seq = ?", (first - 1,))
        yield "", before[0] if before else GENESIS
        width = len(EVENT_COLUMNS)
        for row in self._session.run(
            f"SELECT {', '.join(EVENT_COLUMNS)}, link FROM audit "
            "WHERE seq BETWEEN ? AND ? ORDER BY seq",
            (first, last),
        ):
            yield canonical(row[:width]).decode(), row[width]

    def first_unfit(self) -> int | None:
        """The first event that does not fit; None when the trail and the desk are whole.

        What is not as the last event left it makes that event the one that does not fit.
        """
        unfit = verify_chain(self._session, self._signer)
        if unfit is not None:
            return unfit
        is_as_left = verify_rows(self._session, self._signer)
        if not is_as_left or misfits(self._session, self._signer):
            return read_head(self._session).seq
        return None

    def _top(self, question: AuditQuestion) -> int:
        end = read_head(self._session).seq
        return end if question.up_to is None else min(end, question.up_to)


def _is_everything(question: AuditQuestion) -> bool:
    return question == AuditQuestion(up_to=question.up_to)


def _where(session: Session, question: AuditQuestion, below: int | None) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []

    def ask(part: str, *given: object) -> None:
        parts.append(part)
        values.extend(given)

    if question.patient_id:
        # One part for each of the person's records: a list of them would not be as fast to look up.
        keys = person_keys(session, bytes.fromhex(question.patient_id))
        select = " UNION ".join([_ABOUT] * len(keys))
        ask(f"seq IN ({select})", *(key for key in keys for _ in range(2)))
    if question.actor_id:
        ask("actor_id = ?", bytes.fromhex(question.actor_id))
    if question.row_id:
        ask("row_id = ?", bytes.fromhex(question.row_id))
    if question.since is not None:
        ask("at >= ?", to_microseconds(question.since))
    if question.until is not None:
        ask("at < ?", to_microseconds(question.until))
    if question.actions:
        ask(f"action IN ({', '.join('?' * len(question.actions))})", *question.actions)
    tops = [top for top in (below, question.up_to and question.up_to + 1) if top is not None]
    if tops:
        ask("seq < ?", min(tops))
    return (f" WHERE {' AND '.join(parts)}" if parts else ""), values


def _as_far_as_readable(raw: bytes) -> object:
    """A row that somebody wrote over is shown as it is; verifying names it."""
    return raw.decode(errors="replace")


def _key(value: object) -> RecordId:
    return RecordId(value.hex() if isinstance(value, bytes) else "")


def _list(decoder: msgspec.json.Decoder[tuple[T, ...]], text: str) -> tuple[T, ...]:
    try:
        return decoder.decode(text)
    except msgspec.DecodeError:
        return ()


def _line(row: Row) -> AuditLine:
    return AuditLine(
        seq=row[0],
        at=from_microseconds(row[1]),
        workstation_id=_key(row[2]),
        session_id=_key(row[3]),
        actor_id=_key(row[4]),
        role=row[5],
        action=row[6],
        entity=row[7],
        row_id=None if row[8] is None else _key(row[8]),
        patient_id=None if row[9] is None else _key(row[9]),
        purpose=row[10],
        result_count=row[11],
        fields=_list(_names, row[12]),
        subjects=_list(_ids, row[13]) if row[13] else (),
        link=row[14],
    )
