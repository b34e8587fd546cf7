"""Conversations as a list shows them: which there are, their newest message, what is unread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from app.domain.conversations import MOST_COUNTED, Box, LastSaid, ThreadFilter
from app.domain.ids import RecordId, UserId
from app.storage.session import Session

_THEIRS: Final = """EXISTS (SELECT 1 FROM message AS s WHERE s.thread_id = t.id AND s.sender_id = ?1
    AND s.deleted_at IS NULL AND s.drafted_by IS NULL)"""
# By who wrote them: of most conversations nobody asks whether a word of theirs is in it.
_SENT: Final = """t.id IN (SELECT s.thread_id FROM message AS s WHERE s.sender_id = ?1
    AND s.deleted_at IS NULL AND s.drafted_by IS NULL)"""
_UNREAD: Final = """m.thread_id = t.id AND m.deleted_at IS NULL AND m.drafted_by IS NULL
    AND (m.sender_id IS NULL OR m.sender_id <> ?1) AND instr(m.read_by, ?2) = 0"""
_CONCERNS: Final = (
    "t.status IN ('unread', 'open') AND (t.assignee_id IS NULL OR t.assignee_id = ?1 OR "
    + _THEIRS
    + ")"
)
_BOXES: Final[Mapping[str, str]] = {
    Box.INBOX: _CONCERNS,
    Box.UNREAD: _CONCERNS + " AND EXISTS (SELECT 1 FROM message AS m WHERE " + _UNREAD + ")",
    Box.MINE: "t.status IN ('unread', 'open') AND t.assignee_id = ?1",
    Box.SENT: _SENT,
    Box.DONE: "t.status = 'done'",
    Box.ALL: "1",
}
# Every box is asked with the same values: an account is never equal to its own spelling.
_LISTED: Final = """
    SELECT t.id FROM message_thread AS t
    WHERE t.deleted_at IS NULL AND ?1 <> ?2 AND (?3 = '' OR t.category = ?3)
      AND (?4 IS NULL OR t.patient_id = ?4) AND """
_ORDER: Final = " ORDER BY t.last_message_at DESC, t.id DESC"
# The threads come first: the few that are not done lead to their messages by an index.
_COUNT: Final = (
    "SELECT count(*) FROM (SELECT 1 FROM message_thread AS t CROSS JOIN message AS m ON "
    + _UNREAD
    + " WHERE t.deleted_at IS NULL AND "
    + _CONCERNS
    + " LIMIT ?3)"
)
_COUNT_ABOUT: Final = (
    "SELECT count(*) FROM message_thread AS t CROSS JOIN message AS m ON "
    + _UNREAD
    + " WHERE t.deleted_at IS NULL AND t.patient_id = ?3 AND "
    + _CONCERNS
)
_LAST: Final = (
    "SELECT m.text, m.sender_id, m.direction = 'incoming', m.drafted_by IS NOT NULL,"
    " m.document_ids <> '[]', (SELECT count(*) FROM message_thread AS t CROSS JOIN message AS m ON "
    + _UNREAD
    + """ WHERE t.id = ?3) FROM message AS m
    WHERE m.thread_id = ?3 AND m.deleted_at IS NULL
    ORDER BY m.sent_at DESC, m.id DESC LIMIT 1"""
)


def read_thread_ids(
    session: Session, wanted: ThreadFilter, user_id: UserId
) -> tuple[RecordId, ...]:
    """Conversations of a box, the newest first; the filter's words are not looked at here."""
    patient = bytes.fromhex(wanted.patient_id) if wanted.patient_id else None
    statement = _LISTED + _BOXES[wanted.box] + _ORDER
    found = session.all(statement, (*_me(user_id), wanted.category, patient))
    return tuple(RecordId(row[0].hex()) for row in found)


def read_unread(session: Session, user_id: UserId) -> int:
    """Messages somebody has not read of the conversations that concern them; counted to a limit."""
    row = session.one(_COUNT, (*_me(user_id), MOST_COUNTED))
    return int(row[0]) if row else 0


def read_unread_about(session: Session, user_id: UserId, patient_ids: Iterable[RecordId]) -> int:
    """The same of the conversations about somebody, whose records these are; every one counted."""
    about = [bytes.fromhex(one) for one in patient_ids]
    rows = [session.one(_COUNT_ABOUT, (*_me(user_id), one)) for one in about]
    return sum(int(row[0]) for row in rows if row)


def read_last_said(
    session: Session, thread_ids: Iterable[RecordId], user_id: UserId
) -> dict[RecordId, LastSaid]:
    """The newest message of each of some conversations that has any."""
    me = _me(user_id)
    found: dict[RecordId, LastSaid] = {}
    for thread_id in thread_ids:
        row = session.one(_LAST, (*me, bytes.fromhex(thread_id)))
        if row is not None:
            text, sender, is_incoming, is_draft, has_files, unread = row
            by = UserId(RecordId(sender.hex())) if sender else None
            marks = bool(is_incoming), bool(is_draft), bool(has_files)
            found[thread_id] = LastSaid(text, by, *marks, unread)
    return found


def _me(user_id: UserId) -> tuple[bytes, str]:
    """Who looks, as the columns of one account and the lists of several hold it."""
    return bytes.fromhex(user_id), user_id
