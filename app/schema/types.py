"""Column types that mean the same in both databases: identifiers, instants, dates, JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Dialect,
    Integer,
    LargeBinary,
    Text,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from app.domain.declare import FieldKind

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(instant: datetime) -> int:
    """Microseconds since 1970 UTC; raises TypeError on a time without a zone."""
    return (instant - EPOCH) // _MICROSECOND


@lru_cache(maxsize=8192)  # visits begin and end on the quarter hour: most are repeated
def from_microseconds(count: int) -> datetime:
    """The UTC instant that many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=count)


class RecordKey(TypeDecorator[str]):
    """An identifier: 32 hexadecimal digits in Python, BLOB(16) at the desk, uuid at the server."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The database's own type."""
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """From Python to the database."""
        if value is None:
            return None
        return UUID(hex=value) if dialect.name == "postgresql" else bytes.fromhex(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """From the database to Python."""
        if value is None:
            return None
        return value.hex if isinstance(value, UUID) else bytes(value).hex()


class Instant(TypeDecorator[datetime]):
    """A point in time: aware in Python, microseconds UTC at the desk, timestamptz at the server."""

    impl = Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The database's own type."""
        return dialect.type_descriptor(
            DateTime(timezone=True) if dialect.name == "postgresql" else Integer()
        )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """From Python to the database."""
        if value is None or dialect.name == "postgresql":
            return value
        return to_microseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database to Python."""
        if value is None or dialect.name == "postgresql":
            return value
        return from_microseconds(value)


class Day(TypeDecorator[date]):
    """A calendar day: ISO text at the desk, date at the server."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The database's own type."""
        return dialect.type_descriptor(Date() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        """From Python to the database."""
        return value if value is None or dialect.name == "postgresql" else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """From the database to Python."""
        if value is None or dialect.name == "postgresql":
            return value
        return date.fromisoformat(value)


class Json(TypeDecorator[Mapping[str, Any]]):
    """A JSON value: canonical text at the desk, jsonb at the server."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The database's own type."""
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """From Python to the database."""
        return value if value is None or dialect.name == "postgresql" else canonical_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """From the database to Python."""
        if value is None or dialect.name == "postgresql":
            return value
        return msgspec.json.decode(value)


def canonical_json(value: object) -> str:
    """The one text of a JSON value: sorted keys, no spaces, UTF-8 (for comparing and signing)."""
    return msgspec.json.encode(value, order="sorted").decode()


def column_type(kind: FieldKind) -> TypeEngine[Any]:
    """The column type of a declared field, right for both databases."""
    return _COLUMN_TYPES[kind]()


_COLUMN_TYPES: Mapping[FieldKind, Callable[[], TypeEngine[Any]]] = {
    FieldKind.TEXT: Text,
    FieldKind.INTEGER: lambda: BigInteger().with_variant(Integer(), "sqlite"),
    FieldKind.BOOLEAN: Boolean,
    FieldKind.DATE: Day,
    FieldKind.INSTANT: Instant,
    FieldKind.REFERENCE: RecordKey,
    FieldKind.LIST: Json,
    FieldKind.JSON: Json,
}
