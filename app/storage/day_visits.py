"""A day's visits with their names in one statement, turned into lines column by column.

Reading records and joining them in Python took 2.3 times the statement's own time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

import msgspec

from app.domain.appointment import arrival_of
from app.domain.day_visit import DayVisit
from app.domain.ids import RecordId
from app.domain.scheduling import LONGEST_MIN
from app.schema.types import from_microseconds, to_microseconds
from app.storage.person import people
from app.storage.session import Session

_VISITS = """
    SELECT a.id, a.patient_id, CASE p.given_names WHEN '' THEN p.family_name
        ELSE coalesce(p.family_name || ', ' || p.given_names, '') END,
      a.starts_at, a.ends_at, a.practitioner_id, a.room_id, a.visit_type_id,
      a.reason, a.status, a.confirmation, a.priority, a.version, a.is_overbook,
      a.needs_resolution, CASE a.status WHEN 'arrived' THEN a.stamps END,
      EXISTS (SELECT 1 FROM allergy AS al WHERE al.patient_id = a.patient_id
        AND al.status = 'active' AND al.deleted_at IS NULL)
    FROM appointment AS a LEFT JOIN patient AS p ON p.id = a.patient_id
    WHERE a.deleted_at IS NULL AND a.starts_at >= ? AND a.starts_at < ? AND a.ends_at > ?
      AND a.status <> 'entered_in_error'{0}
    ORDER BY a.starts_at, a.id
"""
_OF = {"practitioner_id": " AND a.practitioner_id = ?", "room_id": " AND a.room_id = ?"}
_ALLERGIC = """
    SELECT DISTINCT al.patient_id FROM patient_merge AS m JOIN allergy AS al
      ON al.patient_id IN (m.patient_id, m.merged_id)
    WHERE m.status = 'merged' AND m.deleted_at IS NULL
      AND al.status = 'active' AND al.deleted_at IS NULL
"""
_NAMES = """
    SELECT id, trim(prefix || ' ' || family_name) FROM practitioner
    UNION ALL SELECT id, name FROM room UNION ALL SELECT id, name FROM visit_type
"""
"""A clinic has few of these: all of them cost less than joining them to every visit."""
_LONGEST = timedelta(minutes=LONGEST_MIN)
"""How far before a stretch of time a visit may begin and still reach into it."""
_NAMED = ("practitioner_id", "room_id", "visit_type_id")
_COLUMNS = (
    *("id", "patient_id", "patient", "starts_at", "ends_at", "practitioner_id", "room_id"),
    *("visit_type_id", "reason", "status", "confirmation", "priority", "version"),
    *("is_overbook", "needs_resolution", "stamps", "has_allergy"),
)
"""What the statement's columns are called here, in its order."""


def read_visits(
    session: Session,
    begins_at: datetime,
    ends_at: datetime,
    *,
    pending: frozenset[RecordId],
    whose: Mapping[str, RecordId] | None = None,
) -> tuple[DayVisit, ...]:
    """The visits that lie in a stretch of time, by start; pending are those not acknowledged.

    whose: of this practitioner_id or this room_id alone.
    """
    bounds = (begins_at - _LONGEST, ends_at, begins_at)
    mine = whose or {}
    statement = _VISITS.format("".join(_OF[name] for name in mine))
    keys = (bytes.fromhex(one) for one in mine.values())
    found = session.all(statement, (*map(to_microseconds, bounds), *keys))
    if not found:
        return ()
    found = _with_allergies_of_all_records(session, found)
    columns = dict(zip(_COLUMNS, zip(*found, strict=True), strict=True))
    return tuple(map(_as_visit, _lines(columns, session.all(_NAMES), pending)))


def _with_allergies_of_all_records(
    session: Session, visits: list[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """The marks of those who were merged tell of what is written for any of their records."""
    known = people(session)
    if not known:
        return visits
    marked = {one[0].hex() for one in session.all(_ALLERGIC)} if known else set[str]()
    has = {key for key, whole in known.items() if not marked.isdisjoint(whole)}
    return [(*one[:-1], 1) if one[1].hex() in has else one for one in visits]


# What DayVisit._make does, without a call into Python for each visit.
_as_visit = cast("Callable[[tuple[Any, ...]], DayVisit]", partial(tuple.__new__, DayVisit))


def _lines(
    column: Mapping[str, tuple[Any, ...]],
    names: Sequence[tuple[bytes, str]],
    pending: frozenset[RecordId],
) -> Iterable[tuple[Any, ...]]:
    keys = tuple(map(bytes.hex, column["id"]))
    waits = is_tentative = [False] * len(keys)
    if pending:
        waits = [key in pending for key in keys]
        is_tentative = [wait and not at for wait, at in zip(waits, column["version"], strict=True)]
    ids, texts = _Identifiers(), defaultdict[bytes | None, str](str, names)
    named = (map(of.__getitem__, column[name]) for name in _NAMED for of in (ids, texts))
    return zip(
        keys,
        map(bytes.hex, column["patient_id"]),
        column["patient"],
        map(from_microseconds, column["starts_at"]),
        map(from_microseconds, column["ends_at"]),
        *named,
        column["reason"],
        column["status"],
        column["confirmation"],
        column["priority"],
        waits,
        is_tentative,
        _marks(column["is_overbook"]),
        _marks(column["needs_resolution"]),
        _marks(column["has_allergy"]),
        _arrivals(column["stamps"]),
        strict=True,
    )


class _Identifiers(dict[bytes | None, str | None]):
    """Identifiers that stand in many rows, turned once each into what Python holds."""

    def __missing__(self, key: bytes | None) -> str | None:
        self[key] = text = None if key is None else key.hex()
        return text


def _marks(column: tuple[int, ...]) -> list[bool]:
    return [mark == 1 for mark in column] if any(column) else [False] * len(column)


def _arrivals(stamps: tuple[str | None, ...]) -> list[datetime | None]:
    return [None if text is None else arrival_of(msgspec.json.decode(text)) for text in stamps]
