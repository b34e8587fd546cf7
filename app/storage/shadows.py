"""The server's last word on records with changes on top, and rows of types not known yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from app.domain.declare import entity_named
from app.domain.ids import RecordId
from app.domain.operations import RowState, Shadow, WireBody
from app.schema.local_tables import UNSETTLED_SQL
from app.storage.row_codec import DELETED, VERSION, codec_of, key_of
from app.storage.session import Session

_KNOWN = (
    "SELECT 1 FROM shadow WHERE entity = ? AND row_id = ? UNION ALL "
    f"SELECT 1 FROM outbox WHERE entity = ? AND row_id = ? AND state IN ({UNSETTLED_SQL}) LIMIT 1"
)


class ShadowTable:
    """See app/domain/desk_ports.py: Shadows."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, entity: str, row_id: RecordId) -> Shadow | None:
        """The shadow of a record, or None where nothing is pending on it."""
        row = self._session.one(
            "SELECT version, body, deleted FROM shadow WHERE entity = ? AND row_id = ?",
            (entity, row_id),
        )
        if row is None:
            return None
        return Shadow(
            entity=entity,
            row_id=row_id,
            version=row[0],
            body=body_of(row[1]),
            is_deleted=bool(row[2]),
        )

    def put(self, shadow: Shadow) -> None:
        """Remember what the server said."""
        self._write("INSERT OR REPLACE", shadow)

    def put_first(
        self, entity: str, row_id: RecordId, version: int, body: Callable[[], WireBody | None]
    ) -> None:
        """Remember the state below a record's first pending operation; later ones keep it, or keep
        waiting for it where the server's word is laid anew."""
        if self._session.one(_KNOWN, (entity, row_id, entity, row_id)) is None:
            state = body()
            self._write(
                "INSERT",
                Shadow(
                    entity=entity,
                    row_id=row_id,
                    version=version,
                    body=state,
                    is_deleted=state is None and version > 0,
                ),
            )

    def put_created(self, entity: str, row_ids: Sequence[RecordId]) -> None:
        """Remember that records did not exist below their first operation; known ones stay."""
        self._session.run_many(
            "INSERT INTO shadow (entity, row_id, version, body, deleted) VALUES (?, ?, 0, NULL, 0) "
            "ON CONFLICT (entity, row_id) DO NOTHING",
            [(entity, row_id) for row_id in row_ids],
        )

    def drop(self, entity: str, row_id: RecordId) -> None:
        """Forget a shadow: nothing is pending any more."""
        self._session.run("DELETE FROM shadow WHERE entity = ? AND row_id = ?", (entity, row_id))

    def kept_aside(self, entities: Iterable[str], *, limit: int) -> tuple[RowState, ...]:
        """Rows of these types that were kept aside while this version did not know them."""
        names = list(entities)
        rows = self._session.all(
            "SELECT entity, row_id, version, seq, deleted, body FROM kept_aside "
            f"WHERE entity IN ({', '.join('?' * len(names))}) ORDER BY seq LIMIT {limit:d}",
            names,
        )
        return tuple(
            RowState(entity, row_id, version, seq, bool(deleted), [], body_of(body))
            for entity, row_id, version, seq, deleted, body in rows
        )

    def forget_kept_aside(self, rows: Iterable[RowState]) -> None:
        """Forget rows that were kept aside."""
        self._session.run_many(
            "DELETE FROM kept_aside WHERE entity = ? AND row_id = ?",
            [(row.entity, row.id) for row in rows],
        )

    def _write(self, verb: str, shadow: Shadow) -> None:
        body = None if shadow.body is None else msgspec.json.encode(shadow.body).decode()
        self._session.run(
            f"{verb} INTO shadow (entity, row_id, version, body, deleted) VALUES (?, ?, ?, ?, ?)",
            (shadow.entity, shadow.row_id, shadow.version, body, int(shadow.is_deleted)),
        )


def keep_below(session: Session, shadows: ShadowTable, entity: str, row_id: RecordId) -> None:
    """Remember a record as it stands below a change that comes on top; what is known stays."""
    codec = codec_of(entity_named(entity).record_type)
    row = session.row(codec.select_one, key_of(row_id))
    is_live = row is not None and row[DELETED] is None
    shadows.put_first(
        entity,
        row_id,
        row[VERSION] if row is not None else 0,
        lambda: codec.to_body(row) if row is not None and is_live else None,
    )


def body_of(text: str | None) -> WireBody | None:
    """A kept body; None where there is none."""
    return None if text is None else msgspec.json.decode(text)
