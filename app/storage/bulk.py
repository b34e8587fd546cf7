"""Many new records of one type in one go: each is checked like a single one, and all are written
together, in a handful of statements.

Only where no record of them changes what is asked about another; otherwise one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from app.domain.changes import Origin
from app.domain.declare import Record
from app.domain.operations import RowState
from app.domain.ports import AfterSome
from app.domain.validation import check_all
from app.storage.enqueue import Intent
from app.storage.gatekeeper import Gatekeeper
from app.storage.loading import RowLoader
from app.storage.record_columns import insert, new_rows
from app.storage.remote_rows import all_named
from app.storage.row_codec import RowCodec, codec_of, key_of
from app.storage.same_patient import check_same_patient
from app.storage.search import INDEXED, SearchIndex
from app.storage.session import Row, Session, first_of
from app.storage.unit_of_work import LocalUnitOfWork

R = TypeVar("R", bound=Record)
_CHUNK = 500
_words = re.compile(r"\w+").findall


class BulkUnitOfWork(LocalUnitOfWork):
    """A unit of work that writes many new records at once."""

    def add_many(self, records: Sequence[R], *, reason: str = "") -> tuple[R, ...]:
        """Create records of one type, all or none. Raises what `add` raises."""
        with self.nested():
            return self._add_all(records, reason)

    def _add_all(self, records: Sequence[R], reason: str) -> tuple[R, ...]:
        keys = [key_of(one.id) for one in records]
        if len(keys) < 2 or self._hang_together(records, keys):
            return tuple(self.add(one, reason=reason) for one in records)
        codec = codec_of(type(records[0]))
        check_all(records, today=self.latest_day)
        rows = new_rows(codec, records, now_us=self._now_us)
        try:
            self._ask_all(codec, rows, reason)
        except _OneDecides:
            return tuple(self.add(one, reason=reason) for one in records)
        self._open_gate()
        insert(self._session, codec, rows)
        self._enqueuer.add_created(codec, rows, reason=reason)
        if codec.table in INDEXED:
            self._search.move(codec, [(None, row) for row in rows])
        self.trail.add_created("create", codec.table, rows, [codec.patient_of(row) for row in rows])
        in_order = self._session.feed.hears_writes
        for some in [[row] for row in rows] if in_order else [rows]:
            self._note_changes(all_named(codec, some))
        return codec.to_records(rows)

    @property
    def loading(self) -> RowLoader:
        """Writing a whole clinic's rows."""
        return RowLoader(self._session, self._meta, apply=self._load)

    def _load(
        self, rows: Sequence[RowState], search: SearchIndex | None, after_some: AfterSome
    ) -> None:
        usual = self._search
        self._search = search or usual
        try:
            self.apply_rows(rows, after_some)
        finally:
            self._search = usual

    def _hang_together(self, records: Sequence[Record], keys: Sequence[bytes]) -> bool:
        """Whether one of the records, or who watches them, may have a say about another."""
        record_type = type(records[0])
        codec = codec_of(record_type)
        return (
            self._origin is Origin.REMOTE
            or self._is_frozen
            or self._session.feed.vetoes_writes
            or any(type(one) is not record_type for one in records)
            or len(set(keys)) < len(keys)
            or self._are_known(codec, keys)
        )

    def _are_known(self, codec: RowCodec[Any], keys: Sequence[bytes]) -> bool:
        """Whether a record of these identifiers is or was here."""
        for at in range(0, len(keys), _CHUNK):
            some = keys[at : at + _CHUNK]
            marks = ", ".join("?" * len(some))
            if self._session.one(f'SELECT 1 FROM "{codec.table}" WHERE id IN ({marks})', some):
                return True
        return False

    def _ask_all(self, codec: RowCodec[Any], rows: Sequence[Row], reason: str) -> None:
        """Ask of each record what is asked of a single one; nothing is written meanwhile, so that
        the database answers the same question once. Raises _OneDecides."""
        if any(target == codec.table for _, _, target, _ in codec.references) and any(
            one.entity == codec.table and one.key != row[0]
            for row in rows
            for one in codec.named(row)
        ):
            raise _OneDecides
        session, usual = _AskedOnce(self._session, codec.table), self._gatekeeper
        self._gatekeeper = Gatekeeper(session, self.context, self.now)
        intent = Intent(kind="create", reason=reason)
        try:
            for number, row in enumerate(rows):
                if number % _CHUNK == 0:
                    self.require_writing()
                self._check_course(codec, None, row)
                self._ask(codec, None, list(row), (), intent)
                check_same_patient(session, codec, row, codec.named(row))
        finally:
            self._gatekeeper = usual


class _OneDecides(Exception):
    """What is asked about a record may be answered by another of those that are made with it."""


class _AskedOnce(Session):
    """Reads, and remembers the answers, for as long as nothing is written; never of one table.

    Raises _OneDecides for that one.
    """

    def __init__(self, session: Session, never: str) -> None:
        super().__init__(session.raw)
        self._session = session
        self._never = never
        self._answers: dict[tuple[str, tuple[object, ...]], Row | None] = {}

    def run(self, statement: str, values: Sequence[object] = ()) -> Any:
        """Ask the database."""
        if self._never in _words(statement):
            raise _OneDecides
        return self._session.run(statement, values)

    def one(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of an answer, or None."""
        asked = (statement, tuple(values))
        if asked not in self._answers:
            self._answers[asked] = first_of(self.run(statement, values))
        return self._answers[asked]
