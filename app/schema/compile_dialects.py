"""What the two databases write differently: parameters, order of texts and of empty fields, JSON.

Conditions, pages and aggregates are put together once (compile_conditions.py, compile.py,
compile_aggregate.py) out of the pieces that stand here for each database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from app.domain.declare import FieldKind
from app.domain.errors import InvalidValue
from app.domain.patterns import read_pattern
from app.domain.phi import quiet
from app.schema.pattern_text import postgresql_pattern
from app.schema.types import to_microseconds

Convert = Callable[[Any], Any]


@quiet
@dataclass(slots=True)
class Parameters:
    """The values of a statement in the order in which its text names them."""

    dialect: Dialect
    values: list[object] = field(default_factory=list[object])

    def mark(self, value: object, cast: str) -> str:
        """Take a value in; the text that stands for it. cast is its type at PostgreSQL.

        Raises InvalidValue for more values than the database takes with one statement.
        """
        self.values.append(value)
        self.bound()
        return self.dialect.place(len(self.values), cast)

    def bound(self) -> None:
        """Raise InvalidValue once there are more values than one statement may have."""
        if len(self.values) > self.dialect.most_values:
            raise InvalidValue("where", f"has more than {self.dialect.most_values} values")

    def field(self, value: object, kind: FieldKind) -> str:
        """Take a field's value in (checked, as Python holds it)."""
        convert = self.dialect.convert.get(kind)
        return self.mark(value if convert is None else convert(value), CASTS[kind])


class Dialect(Protocol):
    """One database's way of writing what a query needs."""

    name: str
    convert: Mapping[FieldKind, Convert]
    most_values: int
    """Values that one statement may have."""

    def place(self, number: int, cast: str) -> str:
        """The text that stands for a parameter."""
        ...

    def ordered(self, column: str, kind: FieldKind) -> str:
        """A column as it is compared and sorted: texts by code point."""
        ...

    def differs(self, column: str, mark: str) -> str:
        """Whether a column differs from a value; an empty one does."""
        ...

    def same(self, column: str, mark: str) -> str:
        """Whether a column is the same as a value or both are empty."""
        ...

    def one_of(
        self, parameters: Parameters, column: str, values: Sequence[Any], kind: FieldKind
    ) -> str:
        """Whether a column has one of some values."""
        ...

    def found(self, parameters: Parameters, column: str, pattern: str) -> str:
        """Whether a pattern is found in a text."""
        ...

    def empties(self, *, descending: bool) -> str:
        """What ORDER BY says so that empty fields come first, and last when descending."""
        ...

    def column_json(self, column: str) -> str:
        """A JSON column as the beginning of a path."""
        ...

    def member_json(self, parameters: Parameters, alias: str, key: str) -> str:
        """What a member of a list or field (an object) holds under a name."""
        ...

    def each(self, start: str, alias: str) -> str:
        """What stands at a place in JSON, one row per member where it is a list."""
        ...

    def scalar(self, alias: str, kind: str) -> tuple[str, str]:
        """Whether a row of `each` is a text, number or truth value, and the value."""
        ...

    def is_something(self, alias: str) -> str:
        """Whether a row of `each` holds something: not null, "", [] or {}."""
        ...

    def is_not_null(self, alias: str) -> str:
        """Whether a row of `each` is anything but null."""
        ...

    def is_object(self, alias: str) -> str:
        """Whether a row of `each` is an object."""
        ...

    def path_value(self, parameters: Parameters, column: str, keys: Sequence[str]) -> str:
        """What a path leads to without entering lists, as JSON; empty where it leads nowhere."""
        ...

    def path_scalar(
        self, parameters: Parameters, column: str, keys: Sequence[str], kind: str
    ) -> str:
        """The text or number (truth values count as 0 and 1) a path leads to, or empty."""
        ...

    def path_rank(self, parameters: Parameters, column: str, keys: Sequence[str]) -> str:
        """0 nothing to sort by, 1 truth value, 2 number, 3 text."""
        ...


class Sqlite:
    """SQLCipher: `?` parameters, JSON as text, REGEXP as the desk's own function."""

    name = "sqlite"
    most_values = 200_000
    convert: Mapping[FieldKind, Convert] = {
        FieldKind.BOOLEAN: int,
        FieldKind.DATE: date.isoformat,
        FieldKind.INSTANT: to_microseconds,
        FieldKind.REFERENCE: bytes.fromhex,
    }

    def place(self, number: int, cast: str) -> str:  # noqa: ARG002
        """The text that stands for a parameter."""
        return "?"

    def ordered(self, column: str, kind: FieldKind) -> str:  # noqa: ARG002
        """BINARY is the order of every column."""
        return column

    def differs(self, column: str, mark: str) -> str:
        """Whether a column differs from a value; an empty one does."""
        return f"{column} IS NOT {mark}"

    def same(self, column: str, mark: str) -> str:
        """Whether a column is the same as a value or both are empty."""
        return f"{column} IS {mark}"

    def one_of(
        self, parameters: Parameters, column: str, values: Sequence[Any], kind: FieldKind
    ) -> str:
        """Whether a column has one of some values."""
        convert = self.convert.get(kind)  # once for the list: a day asks for hundreds of names
        parameters.values.extend(values if convert is None else map(convert, values))
        parameters.bound()
        return f"{column} IN ({', '.join('?' * len(values))})"

    def found(self, parameters: Parameters, column: str, pattern: str) -> str:
        """Whether a pattern is found in a text."""
        return f"{column} REGEXP {parameters.mark(pattern, 'text')}"

    def empties(self, *, descending: bool) -> str:  # noqa: ARG002
        """SQLite's own way."""
        return ""

    def column_json(self, column: str) -> str:
        """A JSON column as the beginning of a path."""
        return column

    def member_json(self, parameters: Parameters, alias: str, key: str) -> str:
        """What a member of a list or field (an object) holds under a name."""
        mark = parameters.mark(key, "text")
        return f"CASE WHEN {alias}.type = 'object' THEN {alias}.value -> {mark} END"

    def each(self, start: str, alias: str) -> str:
        """What stands at a place in JSON, one row per member where it is a list."""
        return (
            "json_each((SELECT CASE json_type(x) WHEN 'array' THEN x ELSE '[' || x || ']' END "
            f"FROM (SELECT {start} AS x))) AS {alias}"
        )

    def scalar(self, alias: str, kind: str) -> tuple[str, str]:
        """Whether a row of `each` is a text, number or truth value, and the value."""
        match kind:
            case "text":
                return f"{alias}.type = 'text'", f"{alias}.value"
            case "number":
                return f"{alias}.type IN ('integer', 'real')", f"CAST({alias}.value AS REAL)"
            case _:
                return f"{alias}.type IN ('true', 'false')", f"({alias}.type = 'true')"

    def is_something(self, alias: str) -> str:
        """Whether a row of `each` holds something."""
        return (
            f"{alias}.type <> 'null' AND NOT ({alias}.type IN ('text', 'array', 'object') "
            f"AND {alias}.value IN ('', '[]', '{{}}') "
            f"AND ({alias}.type = 'text') = ({alias}.value = ''))"
        )

    def is_not_null(self, alias: str) -> str:
        """Whether a row of `each` is anything but null."""
        return f"{alias}.type <> 'null'"

    def is_object(self, alias: str) -> str:
        """Whether a row of `each` is an object."""
        return f"{alias}.type = 'object'"

    def path_value(self, parameters: Parameters, column: str, keys: Sequence[str]) -> str:
        """What a path leads to without entering lists, as JSON text."""
        return f"{column} -> {parameters.mark(_json_path(keys), 'text')}"

    def path_scalar(
        self, parameters: Parameters, column: str, keys: Sequence[str], kind: str
    ) -> str:
        """The text or number a path leads to, or empty."""
        path = _json_path(keys)
        types = "'text'" if kind == "text" else "'integer', 'real', 'true', 'false'"
        first = parameters.mark(path, "text")
        value = f"{column} ->> {parameters.mark(path, 'text')}"
        value = value if kind == "text" else f"CAST({value} AS REAL)"
        return f"CASE WHEN json_type({column}, {first}) IN ({types}) THEN {value} END"

    def path_rank(self, parameters: Parameters, column: str, keys: Sequence[str]) -> str:
        """0 nothing to sort by, 1 truth value, 2 number, 3 text."""
        return (
            f"coalesce(CASE json_type({column}, {parameters.mark(_json_path(keys), 'text')}) "
            "WHEN 'true' THEN 1 WHEN 'false' THEN 1 WHEN 'integer' THEN 2 WHEN 'real' THEN 2 "
            "WHEN 'text' THEN 3 END, 0)"
        )


class Postgresql:
    """PostgreSQL through asyncpg: `$n` parameters with their types, jsonb, its own `~`."""

    name = "postgresql"
    most_values = 32_000
    convert: Mapping[FieldKind, Convert] = {FieldKind.REFERENCE: lambda value: UUID(hex=value)}

    def place(self, number: int, cast: str) -> str:
        """The text that stands for a parameter."""
        return f"${number}::{cast}"

    def ordered(self, column: str, kind: FieldKind) -> str:
        """A column as it is compared and sorted: texts by code point."""
        return f'{column} COLLATE "C"' if kind is FieldKind.TEXT else column

    def differs(self, column: str, mark: str) -> str:
        """Whether a column differs from a value; an empty one does."""
        return f"{column} IS DISTINCT FROM {mark}"

    def same(self, column: str, mark: str) -> str:
        """Whether a column is the same as a value or both are empty."""
        return f"{column} IS NOT DISTINCT FROM {mark}"

    def one_of(
        self, parameters: Parameters, column: str, values: Sequence[Any], kind: FieldKind
    ) -> str:
        """Whether a column has one of some values; the text is the same for any number."""
        convert = self.convert.get(kind)
        wanted = list(values) if convert is None else [convert(one) for one in values]
        return f"{column} = ANY({parameters.mark(wanted, f'{CASTS[kind]}[]')})"

    def found(self, parameters: Parameters, column: str, pattern: str) -> str:
        """Whether a pattern is found in a text."""
        text = postgresql_pattern(read_pattern(pattern).node)
        return f'{column} COLLATE "C" ~ {parameters.mark(text, "text")}'

    def empties(self, *, descending: bool) -> str:
        """What ORDER BY says so that empty fields come first, and last when descending."""
        return " NULLS LAST" if descending else " NULLS FIRST"

    def column_json(self, column: str) -> str:
        """A JSON column as the beginning of a path."""
        return column

    def member_json(self, parameters: Parameters, alias: str, key: str) -> str:
        """What a member of a list or field (an object) holds under a name."""
        return f"{alias}.value -> {parameters.mark(key, 'text')}"

    def each(self, start: str, alias: str) -> str:
        """What stands at a place in JSON, one row per member where it is a list."""
        return (
            "LATERAL (SELECT m.value FROM (SELECT "
            f"{start} AS x) AS p, LATERAL jsonb_array_elements(CASE WHEN p.x IS NULL THEN NULL "
            "WHEN jsonb_typeof(p.x) = 'array' THEN p.x ELSE jsonb_build_array(p.x) END) "
            f"AS m(value)) AS {alias}"
        )

    def scalar(self, alias: str, kind: str) -> tuple[str, str]:
        """Whether a row of `each` is a text, number or truth value, and the value."""
        is_kind = f"jsonb_typeof({alias}.value) = '{_POSTGRESQL_TYPES[kind]}'"
        value = f"{alias}.value #>> '{{}}'"
        # PostgreSQL may look at the value first: what is no number must not be read as one.
        read = f"(CASE WHEN {is_kind} THEN ({value})::{_POSTGRESQL_READS[kind]} END)"
        return is_kind, f'{read} COLLATE "C"' if kind == "text" else read

    def is_something(self, alias: str) -> str:
        """Whether a row of `each` holds something."""
        return f"{alias}.value NOT IN ('null'::jsonb, '\"\"'::jsonb, '[]'::jsonb, '{{}}'::jsonb)"

    def is_not_null(self, alias: str) -> str:
        """Whether a row of `each` is anything but null."""
        return f"{alias}.value <> 'null'::jsonb"

    def is_object(self, alias: str) -> str:
        """Whether a row of `each` is an object."""
        return f"jsonb_typeof({alias}.value) = 'object'"

    def path_value(self, parameters: Parameters, column: str, keys: Sequence[str]) -> str:
        """What a path leads to without entering lists."""
        return f"{column} #> {parameters.mark(list(keys), 'text[]')}"

    def path_scalar(
        self, parameters: Parameters, column: str, keys: Sequence[str], kind: str
    ) -> str:
        """The text or number a path leads to, or empty."""
        mark = parameters.mark(list(keys), "text[]")
        read = f"{column} #>> {mark}"
        if kind == "text":
            text = f"CASE jsonb_typeof({column} #> {mark}) WHEN 'string' THEN {read} END"
            return f'({text}) COLLATE "C"'
        return (
            f"CASE jsonb_typeof({column} #> {mark}) WHEN 'number' THEN ({read})::float8 "
            f"WHEN 'boolean' THEN ({read})::boolean::int::float8 END"
        )

    def path_rank(self, parameters: Parameters, column: str, keys: Sequence[str]) -> str:
        """0 nothing to sort by, 1 truth value, 2 number, 3 text."""
        return (
            f"coalesce(CASE jsonb_typeof({column} #> {parameters.mark(list(keys), 'text[]')}) "
            "WHEN 'boolean' THEN 1 WHEN 'number' THEN 2 WHEN 'string' THEN 3 END, 0)"
        )


def _json_path(keys: Sequence[str]) -> str:
    return "$" + "".join(f'."{key}"' for key in keys)


CASTS: Mapping[FieldKind, str] = {
    FieldKind.TEXT: "text",
    FieldKind.INTEGER: "bigint",
    FieldKind.BOOLEAN: "boolean",
    FieldKind.DATE: "date",
    FieldKind.INSTANT: "timestamptz",
    FieldKind.REFERENCE: "uuid",
}
_POSTGRESQL_TYPES = {"text": "string", "number": "number", "truth": "boolean"}
_POSTGRESQL_READS = {"text": "text", "number": "float8", "truth": "boolean"}
SQLITE: Dialect = Sqlite()
POSTGRESQL: Dialect = Postgresql()
