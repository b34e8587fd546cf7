"""The lines of a batch in the history, chained, as they travel to PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from app.domain.operations import RowState
from app.protocol.codec import encode_json
from app.server.ledger import Entry
from app.server.new_rows import NewRows

_SHARED_BYTES = 250
"""About what a line takes of what all lines of a batch have in common."""


class Lines:
    """Some of them: those of new records by type, the others as JSON; link is the last one's.

    answered holds the hashes of what was asked by operations whose answers are kept with their
    lines, where their records are new.
    """

    def __init__(self, link: str, answered: Mapping[str, str] | None = None) -> None:
        self.link = link
        self._answered = answered or {}
        self.size = 0
        self.new: dict[str, NewRows] = {}
        self.later: list[bytes] = []

    def add(self, entry: Entry, *, is_new: bool) -> None:
        """The next one of the chain."""
        body = msgspec.json.encode(entry.row.body, order="sorted")
        self.link = next_link(self.link, entry.row, body)
        if is_new:
            rows = self.new.get(entry.row.entity)
            if rows is None:
                rows = self.new[entry.row.entity] = NewRows(entry.row.entity)
            asked = self._answered.get(entry.operation.op_id) if entry.operation else None
            self.size += rows.add(entry, body, self.link, asked)
            return
        self.later.append(_history_line(entry, body, self.link))
        self.size += len(self.later[-1]) + _SHARED_BYTES


def _history_line(entry: Entry, body: bytes, link: str) -> bytes:
    """A line of the history; what has no value is left out. body is the record's, as JSON."""
    row, operation = entry.row, entry.operation
    line: dict[str, Any] = {
        "seq": row.seq,
        "entity": row.entity,
        "id": row.id,
        "version": row.version,
        "deleted": row.deleted,
        "changed": row.changed,
        "reason": operation.reason if operation else "",
        "hlc": operation.hlc if operation else "",
        "link": link,
    }
    if entry.before is not None:
        line["before"] = entry.before
    if row.body is not None:
        line["after"] = msgspec.Raw(body)
    if operation is not None:
        line["op_id"], line["actor_id"] = operation.op_id, operation.actor_id
    return encode_json(line)


def next_link(link: str, row: RowState, body: bytes) -> str:
    """SHA-256 over the previous link and this line: an edited line breaks every later one."""
    line = [row.seq, row.entity, row.id, row.version, row.deleted, msgspec.Raw(body)]
    return hashlib.sha256(link.encode() + encode_json(line)).hexdigest()
