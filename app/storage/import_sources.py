"""What the last import wrote into each record; local to this desk."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from app.domain.ids import RecordId
from app.storage.session import Session


class ImportSourceTable:
    """See app/domain/desk_ports.py: ImportSources."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, entity: str, row_id: RecordId) -> tuple[str, Mapping[str, object]] | None:
        """Digest and body (wire values by field) of the last import, or None."""
        row = self._session.one(
            "SELECT digest, body FROM import_source WHERE entity = ? AND row_id = ?",
            (entity, bytes.fromhex(row_id)),
        )
        return None if row is None else (row[0], msgspec.json.decode(row[1] or "{}"))

    def put(
        self, entity: str, row_id: RecordId, *, digest: str, body: Mapping[str, object]
    ) -> None:
        """Remember what an import wrote."""
        self._session.run(
            "INSERT OR REPLACE INTO import_source (entity, row_id, digest, body) "
            "VALUES (?, ?, ?, ?)",
            (entity, bytes.fromhex(row_id), digest, msgspec.json.encode(body).decode()),
        )
