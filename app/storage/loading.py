"""Loading a whole clinic: what makes looking things up fast is made once, after the rows are here.

What is done without is written down in the same transaction, as one fact: whoever opens the desk
after a kill finds it there and makes it again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from app.domain.declare import entities, entity_named
from app.domain.ids import RecordId
from app.domain.operations import Operation, RowState, WireBody
from app.domain.phi import quiet
from app.domain.ports import AfterSome
from app.domain.snapshot_ports import WORDS_AT_ONCE
from app.schema.local_tables import UNSETTLED_SQL
from app.storage.meta import MetaTable
from app.storage.queue_rows import SELECT, chunks, marks, pending_of
from app.storage.row_codec import EXTRA, ID, VERSION, RowCodec, codec_of, quoted
from app.storage.search import INDEXED, Move, SearchIndex
from app.storage.search_words import columns_of_words
from app.storage.session import Row, Session

FACT = "bare"
_PAGE = 2000
_CHUNK = 400
_INDEXES_FOR_S = 0.05
_IS_ANSWERED = (
    "state IN ('acked', 'conflicted') AND NOT (kind = 'create' AND \"full\" IS NULL) "
    "AND NOT (kind IN ('update', 'action') AND patch = '{}')"
)
"""Detail that was put away took the values of its operations along: those are not whole."""
_OF_SHADOW = "outbox.entity = shadow.entity AND outbox.row_id = shadow.row_id"
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
        apply: Callable[[Sequence[RowState], SearchIndex | None, AfterSome], None],
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

    def known_now(self, entity: str) -> list[RowState]:
        """Records of which an older version kept something aside that this one knows, with that in
        its place."""
        spec = entity_named(entity)
        codec: RowCodec[Any] = codec_of(spec.record_type)
        defaults = {field.name: field.default for field in spec.fields if field.has_default}
        found: list[RowState] = []
        where = "WHERE extra IS NOT NULL AND deleted_at IS NULL"
        for row in self._session.all(f"{codec.select} {where}"):
            aside = msgspec.json.decode(row[EXTRA])
            body = codec.to_body(row)
            lifted = {name: aside[name] for name in aside.keys() & defaults.keys()}
            for name, value in lifted.items():
                is_bare = not body[name] or body[name] == defaults[name]
                body[name] = value if is_bare else body[name]
            if lifted:
                version = int(row[VERSION])
                found.append(RowState(entity, row[ID].hex(), version, 0, False, [], body))
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

    def taken_after(
        self, entity: str, row_ids: Iterable[RecordId], seq: int
    ) -> dict[RecordId, list[Operation]]:
        """Operations of this desk that the server took after a number, by record, oldest first."""
        found: dict[RecordId, list[Operation]] = {}
        for keys in chunks(list(row_ids)):
            where = (
                f"WHERE entity = ? AND row_id IN ({marks(keys)}) AND state = 'acked' "
                "AND merged_into IS NULL AND acked_seq > ? ORDER BY n"
            )
            for row in self._session.all(f"{SELECT} {where}", (entity, *keys, seq)):
                operation = pending_of(row).operation
                found.setdefault(RecordId(operation.id), []).append(operation)
        return found

    def forget_numbers(self) -> None:
        """The numbers under which the server took operations say nothing any more."""
        self._session.run("UPDATE outbox SET acked_seq = NULL WHERE acked_seq IS NOT NULL")

    def forget_below(self) -> None:
        """What a server said below operations that are to be sent again says nothing any more."""
        select = f"SELECT 1 FROM outbox WHERE {_OF_SHADOW} AND {_IS_ANSWERED}"
        self._session.run(f"DELETE FROM shadow WHERE EXISTS ({select})")

    def without_below(self, entity: str) -> list[RecordId]:
        """Records of a type with waiting operations of which no server has said anything yet."""
        rows = self._session.all(
            "SELECT DISTINCT row_id FROM outbox WHERE entity = ? AND merged_into IS NULL "
            f"AND state IN ({UNSETTLED_SQL}) AND NOT EXISTS "
            f"(SELECT 1 FROM shadow WHERE {_OF_SHADOW}) ORDER BY row_id",
            (entity,),
        )
        return [RecordId(row[0]) for row in rows]

    def answered(self) -> list[str]:
        """Operations that the server took or has in conflict, oldest first."""
        select = f"SELECT op_id FROM outbox WHERE {_IS_ANSWERED} ORDER BY n"
        return [str(row[0]) for row in self._session.all(select)]

    def facts(self, begin: str) -> dict[str, str]:
        """The facts whose names begin with something."""
        rows = self._session.all(
            "SELECT k, v FROM sync_meta WHERE k >= ? AND k < ? ORDER BY k", (begin, begin + "~")
        )
        return {str(key): str(value) for key, value in rows}

    def apply(self, rows: Sequence[RowState], after_some: AfterSome = bool) -> None:
        """Write rows; where words are left out, only of those that are new here."""
        self._apply(rows, _WordsLater(self._session) if self.is_bare else None, after_some)

    def mend(self, words: int = WORDS_AT_ONCE, after_some: AfterSome = bool) -> bool:
        """Some indexes, or the words of so many records."""
        text = self._facts.get(FACT)
        if text is None:
            return False
        bare = msgspec.json.decode(text, type=_Bare)
        if bare.words:
            self._add_words(bare, words, after_some)
        else:
            self._add_indexes(bare)
        self._keep(bare)
        return bool(bare.words or bare.indexes)

    def _add_words(self, bare: _Bare, most: int, after_some: AfterSome) -> None:
        table, after = bare.words.pop(0)

        def pages() -> Iterator[list[Row]]:
            columns = ", ".join(map(quoted, columns_of_words(table)))
            select = f"SELECT {columns} FROM {quoted(table)}"
            left, last = most, bytes.fromhex(after)
            while left > 0:
                limit = min(left, _PAGE)
                where = f"WHERE id > ? AND deleted_at IS NULL ORDER BY id LIMIT {limit:d}"
                lines = self._session.all(f"{select} {where}", (last,))
                yield lines
                if len(lines) < limit:
                    return
                left, last = left - limit, lines[-1][0]
            bare.words.insert(0, (table, last.hex()))

        SearchIndex(self._session).complete(table, pages(), after_some)

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

    def move(
        self, codec: RowCodec[Any], moves: Iterable[Move], after_some: AfterSome = bool
    ) -> None:
        """Follow only rows that were here before."""
        known = [move for move in moves if move[0] is not None]
        if known:
            super().move(codec, known, after_some)


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
