"""Loading a whole clinic: what makes looking things up fast is made once, after the rows are here.

What is done without is written down in the same transaction, as one fact: whoever opens the desk
after a kill finds it there and makes it again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from app.domain.declare import entities, entity_named
from app.domain.ids import RecordId
from app.domain.operations import RowState, WireBody
from app.domain.phi import quiet
from app.storage.meta import MetaTable
from app.storage.row_codec import DELETED, ID, RowCodec, codec_of, quoted
from app.storage.search import INDEXED, Move, SearchIndex
from app.storage.session import Session

FACT = "bare"
_WORDS_AT_ONCE = 8000
_CHUNK = 400
_INDEXES_FOR_S = 0.05
_ANSWERED = (
    "SELECT op_id FROM outbox WHERE state IN ('acked', 'conflicted') "
    "AND NOT (kind = 'create' AND \"full\" IS NULL) "
    "AND NOT (kind IN ('update', 'action') AND patch = '{}') ORDER BY n"
)
"""Detail that was put away took the values of its operations along: those are not whole."""
_INDEXES = (
    "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL "
    "AND tbl_name IN ({marks}) ORDER BY name"
)


@quiet
class _Bare(msgspec.Struct):
    """What is missing: indexes with their statements; words from a record of a type on."""

    indexes: list[tuple[str, str]]
    words: list[tuple[str, str]]


class RowLoader:
    """See app/domain/snapshot_ports.py: RowLoading. apply is how the unit of work writes rows."""

    def __init__(
        self,
        session: Session,
        facts: MetaTable,
        *,
        apply: Callable[[Sequence[RowState], SearchIndex | None], None],
    ) -> None:
        self._session = session
        self._facts = facts
        self._apply = apply

    @property
    def is_bare(self) -> bool:
        """Whether something is missing."""
        return self._facts.get(FACT) is not None

    def begin(self) -> None:
        """Drop the indexes of patients' records, and leave words out from here on."""
        if self.is_bare:
            return
        tables = [spec.name for spec in entities() if spec.patient_field is not None]
        marks = ", ".join("?" * len(tables))
        found = self._session.all(_INDEXES.format(marks=marks), tables)
        for name, _ in found:
            self._session.run(f"DROP INDEX {quoted(name)}")
        bare = _Bare([(str(one), str(sql)) for one, sql in found], [(one, "") for one in INDEXED])
        self._keep(bare)

    def versions(self, entity: str, row_ids: Iterable[RecordId]) -> dict[RecordId, int]:
        """The versions of those records that are or were here."""
        try:
            table = entity_named(entity).name
        except KeyError:
            return {}
        keys = sorted(map(bytes.fromhex, row_ids))
        span = f"SELECT 1 FROM {quoted(table)} WHERE id BETWEEN ? AND ? LIMIT 1"
        if not keys or self._session.one(span, (keys[0], keys[-1])) is None:
            return {}
        known: dict[RecordId, int] = {}
        for at in range(0, len(keys), _CHUNK):
            some = keys[at : at + _CHUNK]
            marks = ", ".join("?" * len(some))
            select = f"SELECT id, version FROM {quoted(table)} WHERE id IN ({marks})"
            known.update((RecordId(key.hex()), n) for key, n in self._session.all(select, some))
        return known

    def bodies(self, entity: str, row_ids: Iterable[RecordId]) -> dict[RecordId, WireBody]:
        """What those records say here that are not deleted."""
        codec: RowCodec[Any] = codec_of(entity_named(entity).record_type)
        keys = [bytes.fromhex(one) for one in row_ids]
        found: dict[RecordId, WireBody] = {}
        for at in range(0, len(keys), _CHUNK):
            some = keys[at : at + _CHUNK]
            marks = ", ".join("?" * len(some))
            where = f"WHERE deleted_at IS NULL AND id IN ({marks})"
            for row in self._session.all(f"{codec.select} {where}", some):
                found[RecordId(row[ID].hex())] = codec.to_body(row)
        return found

    def accepted(self, entity: str) -> list[RecordId]:
        """Every record of a type that is not deleted and that a server has said yes to."""
        rows = self._session.all(
            f"SELECT id FROM {quoted(entity_named(entity).name)} "
            "WHERE version > 0 AND deleted_at IS NULL ORDER BY id"
        )
        return [RecordId(key.hex()) for (key,) in rows]

    def entities(self) -> list[str]:
        """The names of all record types."""
        return [spec.name for spec in entities()]

    def answered(self) -> list[str]:
        """Operations that the server took or has in conflict, oldest first."""
        return [str(row[0]) for row in self._session.all(_ANSWERED)]

    def facts(self, begin: str) -> dict[str, str]:
        """The facts whose names begin with something."""
        rows = self._session.all(
            "SELECT k, v FROM sync_meta WHERE k >= ? AND k < ? ORDER BY k", (begin, begin + "~")
        )
        return {str(key): str(value) for key, value in rows}

    def apply(self, rows: Sequence[RowState]) -> None:
        """Write rows; where words are left out, only of those that are new here."""
        self._apply(rows, _WordsLater(self._session) if self.is_bare else None)

    def mend(self) -> bool:
        """Some indexes, or the words of some records."""
        text = self._facts.get(FACT)
        if text is None:
            return False
        bare = msgspec.json.decode(text, type=_Bare)
        if bare.words:
            self._add_words(bare)
        else:
            self._add_indexes(bare)
        self._keep(bare)
        return bool(bare.words or bare.indexes)

    def _add_words(self, bare: _Bare) -> None:
        table, after = bare.words[0]
        codec: RowCodec[Any] = codec_of(entity_named(table).record_type)
        rows = self._session.all(
            f"{codec.select} WHERE id > ? ORDER BY id LIMIT {_WORDS_AT_ONCE:d}",
            (bytes.fromhex(after),),
        )
        SearchIndex(self._session).complete(codec, [row for row in rows if row[DELETED] is None])
        if len(rows) < _WORDS_AT_ONCE:
            bare.words.pop(0)
        else:
            bare.words[0] = (table, rows[-1][ID].hex())

    def _add_indexes(self, bare: _Bare) -> None:
        """Those of small tables together: each transaction waits for the disk."""
        ends = time.monotonic() + _INDEXES_FOR_S
        while bare.indexes and time.monotonic() < ends:
            name, statement = bare.indexes.pop()
            if not _is_there(self._session, name):
                self._session.run(statement)

    def _keep(self, bare: _Bare) -> None:
        is_whole = not (bare.words or bare.indexes)
        self._facts.set(FACT, None if is_whole else msgspec.json.encode(bare).decode())


class _WordsLater(SearchIndex):
    """Words of new rows come later, all at once."""

    def move(self, codec: RowCodec[Any], moves: Iterable[Move]) -> None:
        """Follow only rows that were here before."""
        known = [move for move in moves if move[0] is not None]
        if known:
            super().move(codec, known)


def restore_indexes(session: Session) -> None:
    """Before an upgrade, which expects every table as its version made it: all indexes again."""
    if not session.one("SELECT 1 FROM sqlite_schema WHERE name = 'sync_meta'"):
        return
    text = MetaTable(session).get(FACT)
    for name, statement in msgspec.json.decode(text, type=_Bare).indexes if text else ():
        if not _is_there(session, name):
            session.run(statement)


def _is_there(session: Session, name: str) -> bool:
    found = session.one("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?", (name,))
    return found is not None
