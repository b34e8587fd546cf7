"""Indexes of record tables: listing them with what they hold, making and dropping a desk's own.

Those the program needs are declared with the records and made by migrations. A desk's own are named
"own_<record type>_<name>", so that nothing mistakes one for the other, and hold nothing but what
their table holds: they go through no unit of work's audit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.declare import EntitySpec, entities
from app.domain.errors import InvalidKey, InvalidValue
from app.domain.indexes import OWN_PREFIX, Index, IndexField, Plan
from app.schema.compile import Statement
from app.schema.compile_fields import JSON_KINDS, place_of
from app.storage.session import Session

MOST_FIELDS = 5
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_USED = re.compile(r"USING (?:COVERING )?INDEX (\w+)|USING (INTEGER PRIMARY KEY)")


def list_indexes(session: Session, spec: EntitySpec) -> tuple[Index, ...]:
    """Every index of a record type, the program's first."""
    found = session.all(f'PRAGMA index_list("{spec.name}")')
    names = [(str(row[1]), bool(row[2])) for row in found]
    names.sort(key=lambda one: (one[0].startswith(OWN_PREFIX), one[0]))
    return tuple(_index(session, spec, name, is_unique=unique) for name, unique in names)


def all_indexes(session: Session) -> dict[str, tuple[Index, ...]]:
    """Every index of every record type."""
    return {spec.name: list_indexes(session, spec) for spec in entities()}


def create_index(
    session: Session, spec: EntitySpec, name: str, fields: Sequence[IndexField]
) -> str:
    """Make an index; its full name. Raises InvalidKey, InvalidValue."""
    full = _full_name(spec, name)
    if not 1 <= len(fields) <= MOST_FIELDS or len({one.name for one in fields}) < len(fields):
        raise InvalidValue("fields", f"are not 1 to {MOST_FIELDS} different ones")
    columns = ", ".join(_column(spec, one) for one in fields)
    if _is_there(session, full):
        raise InvalidKey("name", "is taken by another index")
    session.run(f'CREATE INDEX "{full}" ON "{spec.name}" ({columns}, "id")')
    return full


def drop_index(session: Session, spec: EntitySpec, name: str) -> bool:
    """Remove a desk's own index; whether there was one. Raises InvalidKey."""
    full = _full_name(spec, name.removeprefix(f"{OWN_PREFIX}{spec.name}_"))
    is_there = _is_there(session, full)
    if is_there:
        session.run(f'DROP INDEX "{full}"')
    return is_there


def explain(session: Session, table: str, statement: Statement) -> Plan:
    """The plan the database makes for a statement."""
    # A look makes the connection notice new indexes; a plan that the driver kept prepared would
    # not, so each state of the schema has a text of its own.
    session.one("SELECT count(*) FROM sqlite_schema")
    (schema,) = session.one("PRAGMA schema_version") or (0,)
    rows = session.all(f"EXPLAIN QUERY PLAN /* {schema:d} */ {statement.text}", statement.values)
    steps = tuple(str(row[3]) for row in rows)
    used = [match[1] or match[2] for step in steps for match in _USED.finditer(step)]
    return Plan(
        steps=steps,
        indexes=tuple(dict.fromkeys(used)),
        is_scan=any(step.startswith(f"SCAN {table}") for step in steps),
    )


def _full_name(spec: EntitySpec, name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InvalidKey("name", "is not a short name of small letters, digits and _")
    return f"{OWN_PREFIX}{spec.name}_{name}"


def _column(spec: EntitySpec, field: IndexField) -> str:
    place = place_of(spec, field.name)
    if field.kind != "btree":
        raise InvalidValue("kind", "of an index is btree; words have the search index")
    if place.kind in JSON_KINDS:
        raise InvalidValue("fields", "cannot be lists or nested")
    return f"{place.column}{' DESC' if field.descending else ''}"


def _is_there(session: Session, name: str) -> bool:
    found = session.one("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?", (name,))
    return found is not None


def _index(session: Session, spec: EntitySpec, name: str, *, is_unique: bool) -> Index:
    keys = [row for row in session.all(f'PRAGMA index_xinfo("{name}")') if row[5]]
    columns = [f'"{row[2]}"' for row in keys]
    held = " + ".join(f"coalesce(length(CAST({one} AS BLOB)), 0)" for one in columns)
    entries, size = session.one(
        f'SELECT count(*), coalesce(sum({held}), 0) FROM "{spec.name}" INDEXED BY "{name}"'
    ) or (0, 0)
    return Index(
        name=name,
        fields=tuple(IndexField(str(row[2]), descending=bool(row[3])) for row in keys),
        is_unique=is_unique,
        is_own=name.startswith(OWN_PREFIX),
        entries=int(entries),
        size_bytes=int(size),
    )
