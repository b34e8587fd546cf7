"""Questions to the server's records: the desks' query language, in one clinic, with a line in the
trail for every answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.aggregate import Aggregate, Match
from app.domain.declare import EntitySpec, FieldKind, FieldSpec, entity_named
from app.domain.errors import InvalidValue
from app.domain.permissions import Permission, acting_roles, decide
from app.domain.query import Query
from app.domain.reading_rules import aggregate_permissions, coded_fields, query_permissions
from app.domain.record_permissions import permission_for
from app.protocol.codec import decode_json, instant_to_wire
from app.protocol.queries import (
    AggregateReply,
    AggregateRequest,
    QueryReply,
    QueryRequest,
    RecordRow,
    aggregate_of,
    line_to_wire,
    query_of,
)
from app.schema.compile import Statement, compile_count, compile_page
from app.schema.compile_aggregate import compile_aggregate, read_lines
from app.schema.compile_dialects import POSTGRESQL
from app.schema.compile_words import score_of
from app.security.server_tokens import Principal
from app.server.people import of_whole_person
from app.server.refusal import bad_request, not_found
from app.server.standing import denied
from app.server.state import ServerState
from app.server.telling import told
from app.server.trail import Deed, Note
from app.server.words import catch_up

_HEAD = ("id", "version", "deleted_at")
_STAMPS = ("created_at", "updated_at")
_JSON = (FieldKind.JSON, FieldKind.LIST)


async def query_records(
    server: ServerState, who: Principal, entity: str, request: QueryRequest, *, now: datetime
) -> QueryReply:
    """One page of records. Raises Refusal (400, 401, 403, 404)."""
    spec = await _may_ask(server.engine, who, entity, now=now)
    query, names, statement, count = _compiled(spec, request, who)
    if not allows(who, query_permissions(spec, query)):
        raise await denied(server.engine, who, entity=entity, now=now)
    if query.words:
        await catch_up(server.engine, who, spec)

    async def read(connection: AsyncConnection) -> tuple[QueryReply, list[Note]]:
        where = query.where
        if where is not None:
            where = await of_whole_person(connection, who.tenant_id, where)
        asked, counted_by = statement, count
        if where is not query.where:
            asked, counted_by = _statements(replace(query, where=where), names, request)
        found = (await connection.exec_driver_sql(asked.text, asked.values)).all()
        rows = [tuple(one) for one in found]
        reply = _reply(spec, query, names, rows)
        if counted_by is not None:
            counted = await connection.exec_driver_sql(counted_by.text, counted_by.values)
            reply.count = int(counted.scalar_one())
        gone = [one.id for one in reply.rows if one.deleted_at is not None]
        note = _note(who, spec, Deed.QUERY, f"rows:{len(reply.rows)}")
        return reply, [note, *(replace(note, row_id=one, code="deleted") for one in gone)]

    # The words of what was just written may be at the primary only.
    return await told(server, who, read, now=now, may_be_replica=not query.words)


async def read_record(
    server: ServerState, who: Principal, entity: str, record_id: str, *, now: datetime
) -> RecordRow:
    """One record as it stands. Raises Refusal (401, 403, 404)."""
    spec = await _may_ask(server.engine, who, entity, now=now)
    where = {"field": "id", "operator": "eq", "value": record_id}
    query, names, statement, _ = _compiled(spec, QueryRequest(where=where, limit=1), who)

    async def read(connection: AsyncConnection) -> tuple[RecordRow | None, list[Note]]:
        found = (await connection.exec_driver_sql(statement.text, statement.values)).all()
        shown = _reply(spec, query, names, [tuple(one) for one in found]).rows
        note = _note(who, spec, Deed.QUERY, f"rows:{len(shown)}", row_id=record_id)
        return (shown[0] if shown else None), [note]

    row = await told(server, who, read, now=now)
    if row is None:
        raise not_found()
    return row


async def aggregate_records(
    server: ServerState, who: Principal, entity: str, request: AggregateRequest, *, now: datetime
) -> AggregateReply:
    """Figures over records. Raises Refusal (400, 401, 403, 404)."""
    spec = await _may_ask(server.engine, who, entity, now=now)
    try:
        asked = aggregate_of(spec, request)
        plain = compile_aggregate(asked, dialect=POSTGRESQL)
    except InvalidValue as error:
        raise _unfit(error) from None
    if not allows(who, aggregate_permissions(spec, asked)):
        raise await denied(server.engine, who, entity=entity, now=now)

    async def read(connection: AsyncConnection) -> tuple[AggregateReply, list[Note]]:
        statement = plain
        whole = await _figures_of_whole_person(connection, who, asked)
        if whole != asked:
            statement = compile_aggregate(whole, dialect=POSTGRESQL)
        found = (await connection.exec_driver_sql(statement.text, statement.values)).all()
        lines = read_lines(statement.made, [tuple(one) for one in found], _reader_of)
        is_whole = asked.include_deleted
        code = f"rows:{len(lines)}{' deleted' * is_whole}"
        note = _note(who, spec, Deed.AGGREGATE, code)
        return AggregateReply([line_to_wire(one) for one in lines]), [note]

    return await told(server, who, read, now=now)


async def _may_ask(
    engine: AsyncEngine, who: Principal, entity: str, *, now: datetime
) -> EntitySpec:
    """The record type, where some role of the account sees all of it without a reason.

    A reason and a broken glass are kept by the desk that asked for them; here nobody asks.
    """
    try:
        spec = entity_named(entity)
    except KeyError:
        raise not_found() from None
    needed = [permission_for(entity, "view")]
    if entity == "patient":
        needed.append(Permission.PATIENT_LIST)
    if not allows(who, needed):
        raise await denied(engine, who, entity=entity, now=now)
    return spec


def allows(who: Principal, needed: Sequence[Permission | None]) -> bool:
    """Whether each is allowed to a role the account can act in: the server sees no hats."""
    roles = acting_roles(who.role)
    return all(
        one is not None and any(decide(role, one).is_allowed for role in roles) for one in needed
    )


def _compiled(spec: EntitySpec, request: QueryRequest, who: Principal) -> Any:
    try:
        query = query_of(spec, request)
        names = request.select or ["extra", *_STAMPS, *_shown_fields(spec, who)]
        statement, count = _statements(query, names, request)
    except InvalidValue as error:
        raise _unfit(error) from None
    return query, names, statement, count


def _statements(
    query: Query[Any], names: Sequence[str], request: QueryRequest
) -> tuple[Statement, Statement | None]:
    order = [one.field for one in query.order]
    order += [] if "id" in order else ["id"]
    page = compile_page(query, (*_HEAD, *names, *order), dialect=POSTGRESQL)
    return page, compile_count(query, dialect=POSTGRESQL) if request.count else None


async def _figures_of_whole_person(
    connection: AsyncConnection, who: Principal, asked: Aggregate[Any]
) -> Aggregate[Any]:
    stages = [
        Match(await of_whole_person(connection, who.tenant_id, one.condition))
        if isinstance(one, Match)
        else one
        for one in asked.stages
    ]
    return replace(asked, stages=tuple(stages))


def _shown_fields(spec: EntitySpec, who: Principal) -> list[str]:
    """The fields of a whole record; codes only for who is shown them."""
    hidden = coded_fields(spec)
    if hidden and allows(who, [Permission.CODES_VIEW]):
        hidden = frozenset[str]()
    return [one.name for one in spec.fields if one.name not in hidden]


def _note(
    who: Principal, spec: EntitySpec, deed: Deed, code: str, *, row_id: str | None = None
) -> Note:
    return Note(
        deed=deed,
        actor_id=who.user_id,
        device_id=who.device_id,
        entity=spec.name,
        row_id=row_id,
        code=code,
    )


def _reply(
    spec: EntitySpec, query: Query[Any], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> QueryReply:
    shown = rows[: query.size]
    reply = QueryReply([_row(spec, query, names, row) for row in shown])
    if len(rows) > query.size:
        end = len(_HEAD) + len(names)
        order = [one.field for one in query.order]
        order += [] if "id" in order else ["id"]
        last = shown[-1]
        key = [_wire(spec, name, last[end + at]) for at, name in enumerate(order)]
        reply.next = [last[-1], *key] if query.words and not query.order else key
    return reply


def _row(
    spec: EntitySpec, query: Query[Any], names: Sequence[str], row: tuple[Any, ...]
) -> RecordRow:
    values = [
        _wire(spec, name, value)
        for name, value in zip(names, row[len(_HEAD) : len(_HEAD) + len(names)], strict=True)
    ]
    shown = RecordRow(row[0].hex, row[1], _wire(spec, "deleted_at", row[2]))
    if query.select:
        shown.values = values
    else:
        shown.body = {**(values[0] or {}), **dict(zip(names[1:], values[1:], strict=True))}
    if query.words:
        shown.score = score_of(row[-1], query.words)
    return shown


def _wire(spec: EntitySpec, name: str, value: Any) -> Any:
    if value is None:
        return None
    field: FieldSpec | None = spec.by_name.get(name)
    if "." in name or name == "extra" or (field is not None and field.kind in _JSON):
        return decode_json(value)
    if isinstance(value, datetime):
        return instant_to_wire(value)
    read = _WIRE.get(field.kind if field else FieldKind.REFERENCE if name == "id" else None)
    return value if read is None else read(value)


def _reader_of(kind: FieldKind) -> Callable[[Any], Any] | None:
    return _WIRE.get(kind)


def _hex(value: Any) -> str:
    return value.hex


def _iso(value: Any) -> str:
    return value.isoformat()


_WIRE: Mapping[FieldKind | None, Callable[[Any], Any]] = {
    FieldKind.REFERENCE: _hex,
    FieldKind.DATE: _iso,
}


def _unfit(error: InvalidValue) -> Exception:
    return bad_request("invalid_value", f"{error.field}: {error.reason}")
