"""The table of unfinished forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from app.domain.drafts import Draft, DraftKey
from app.domain.ids import RecordId, UserId
from app.schema.types import from_microseconds
from app.storage.desk_proof import DRAFT_COLUMNS, Moved, Part, not_heard
from app.storage.session import Row, Session

_OF_KEY = "WHERE user_id = ? AND form = ? AND subject = ?"
_decoder = msgspec.json.Decoder(dict[str, Any])


class DraftTable:
    """See app/domain/desk_ports.py: Drafts. now_us: the time of the unit of work it belongs to."""

    def __init__(self, session: Session, now_us: int = 0, moved: Moved = not_heard) -> None:
        self._session = session
        self._now_us = now_us
        self._moved = moved

    def get(self, key: DraftKey) -> Draft | None:
        """One draft, or None."""
        row = self._row(key)
        return None if row is None else _draft(row)

    def put(self, key: DraftKey, content: Mapping[str, object]) -> None:
        """Keep what is typed now; what was kept before is replaced."""
        before = self._row(key)
        self._session.run(
            f"INSERT INTO draft ({DRAFT_COLUMNS}) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
            "SET content = excluded.content, updated_at = excluded.updated_at",
            (*_values(key), msgspec.json.encode(content).decode(), self._now_us),
        )
        self._moved(Part.DRAFTS, before, self._row(key))

    def drop(self, key: DraftKey) -> bool:
        """Forget a draft; whether there was one."""
        before = self._row(key)
        if before is None:
            return False
        self._session.run(f"DELETE FROM draft {_OF_KEY}", _values(key))
        self._moved(Part.DRAFTS, before, None)
        return True

    def of_user(self, user_id: UserId) -> tuple[Draft, ...]:
        """Everything one person left unfinished, the latest first."""
        rows = self._session.all(
            f"SELECT {DRAFT_COLUMNS} FROM draft WHERE user_id = ? ORDER BY updated_at DESC",
            (bytes.fromhex(user_id),),
        )
        return tuple(map(_draft, rows))

    def _row(self, key: DraftKey) -> Row | None:
        return self._session.one(f"SELECT {DRAFT_COLUMNS} FROM draft {_OF_KEY}", _values(key))


def _values(key: DraftKey) -> tuple[bytes, str, str]:
    return bytes.fromhex(key.user_id), key.form, key.subject


def _draft(row: Row) -> Draft:
    key = DraftKey(UserId(RecordId(row[0].hex())), row[1], row[2])
    return Draft(key=key, content=_decoder.decode(row[3]), updated_at=from_microseconds(row[4]))
