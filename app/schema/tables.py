"""The tables of both databases: one per record type, and the desk's own beside them.

Records may point at records that have not arrived yet (a page of a pull, a newer type), so the
references between them are checked by rules and not by foreign keys.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
)

from app.domain.declare import EntitySpec, FieldKind, entities
from app.schema import local_tables, server_tables
from app.schema.types import Instant, Json, RecordKey, column_type


@cache
def local_metadata() -> MetaData:
    """Every table of the desk's encrypted database."""
    metadata = MetaData()
    for spec in entities():
        _local_table(spec, metadata)
    local_tables.add_to(metadata)
    return metadata


@cache
def server_metadata() -> MetaData:
    """Every table of the server's PostgreSQL database; each row belongs to one tenant."""
    metadata = MetaData()
    for spec in entities():
        _server_table(spec, metadata)
    server_tables.add_to(metadata)
    return metadata


def _local_table(spec: EntitySpec, metadata: MetaData) -> Table:
    table = Table(
        spec.name,
        metadata,
        Column("id", RecordKey(), primary_key=True, nullable=False),
        *_record_columns(spec),
    )
    for names in spec.indexes:
        Index(_index_name(spec, names), *(table.c[name] for name in (*names, "id")))
    return table


def _server_table(spec: EntitySpec, metadata: MetaData) -> Table:
    table = Table(
        spec.name,
        metadata,
        Column("tenant_id", RecordKey(), nullable=False),
        Column("id", RecordKey(), nullable=False),
        *_record_columns(spec),
        PrimaryKeyConstraint("tenant_id", "id", name=f"pk_{spec.name}"),
    )
    for names in spec.indexes:
        Index(
            _index_name(spec, names),
            *(table.c[name] for name in ("tenant_id", *names)),
            postgresql_where=_where(spec, table, names),
        )
    return table


def _where(spec: EntitySpec, table: Table, names: tuple[str, ...]) -> ColumnElement[bool] | None:
    """Whom a record may name and mostly does not is looked for by name only: where nobody is named
    there is nothing to find, and nothing to write with every new record."""
    field = spec.by_name.get(names[0]) if len(names) == 1 else None
    if field is None or not field.nullable or field.kind is not FieldKind.REFERENCE:
        return None
    return table.c[names[0]].is_not(None)


def _record_columns(spec: EntitySpec) -> list[Column[object]]:
    columns: list[Column[object]] = [
        Column("version", BigInteger().with_variant(Integer(), "sqlite"), nullable=False),
        Column("created_at", Instant(), nullable=False),
        Column("updated_at", Instant(), nullable=False),
        Column("deleted_at", Instant()),
        Column("extra", Json()),
    ]
    columns.extend(
        Column(field.name, column_type(field.kind), nullable=field.nullable)
        for field in spec.fields
    )
    return columns


def _index_name(spec: EntitySpec, names: tuple[str, ...]) -> str:
    return f"ix_{spec.name}_{'_'.join(names)}"
