"""The server's records as typed questions and writes. Every failure is one of the ApiError
family."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import httpx

from app.api.replies import decoded
from app.domain.aggregate import Aggregate
from app.domain.declare import EntitySpec, Record, entity_of
from app.domain.errors import InvalidValue, MalformedReply
from app.domain.ids import new_id
from app.domain.phi import quiet
from app.domain.query import Query
from app.protocol.codec import from_wire, instant_from_wire, to_wire, value_to_wire
from app.protocol.queries import (
    AggregateReply,
    QueryReply,
    RecordRow,
    aggregate_request,
    line_of,
    query_request,
)
from app.protocol.record_writes import RecordChange, RecordCreate, RecordRemoval, RecordWritten

R = TypeVar("R", bound=Record)


@quiet
@dataclass(frozen=True, slots=True)
class RemotePage(Generic[R]):
    """One page from the server. values are those of the query's select, in wire form; without a
    select, rows are whole records. scores belong to words; count to a count that was asked for."""

    rows: tuple[R, ...]
    values: tuple[tuple[Any, ...], ...]
    scores: tuple[float | None, ...]
    next_key: tuple[object, ...] | None
    count: int | None


class RecordClient:
    """Asks and writes the server's records, one request each. post and send are the client's way
    to send something signed; what the desk writes offline goes through its queue instead."""

    def __init__(
        self,
        post: Callable[..., Awaitable[Any]],
        *,
        send: Callable[..., Awaitable[httpx.Response]],
    ) -> None:
        self._post = post
        self._send = send

    async def query(self, query: Query[R], *, count: bool = False) -> RemotePage[R]:
        """One page of what matches. Raises RequestRefused (invalid_value, role_not_allowed)."""
        spec = entity_of(query.record_type)
        request = query_request(query, count=count)
        reply: QueryReply = await self._post(f"/v1/records/{spec.name}/query", request, QueryReply)
        try:
            rows = [cast("R", _record(spec, row)) for row in reply.rows if row.body is not None]
        except (InvalidValue, ValueError):
            raise MalformedReply from None
        return RemotePage(
            rows=tuple(rows),
            values=tuple(tuple(row.values) for row in reply.rows if row.values is not None),
            scores=tuple(row.score for row in reply.rows),
            next_key=None if reply.next is None else tuple(reply.next),
            count=reply.count,
        )

    async def get(self, record_type: type[R], record_id: str) -> R:
        """One record as the server holds it. Raises RequestRefused (not_found)."""
        spec = entity_of(record_type)
        row = decoded(await self._send("GET", _path(spec, record_id), None), RecordRow)
        try:
            return cast("R", _record(spec, row))
        except (InvalidValue, ValueError):
            raise MalformedReply from None

    async def create(self, record: Record, *, key: str = "", reason: str = "") -> RecordWritten:
        """Make a record. key names the request (32 hexadecimal digits): sent again, it is done
        once. Raises RequestRefused (exists, role_not_allowed, invalid_value)."""
        message = RecordCreate(record.id, to_wire(record), reason)
        return await self._write("POST", _path(entity_of(record)), message, key=key)

    async def update(
        self, seen: Record, *, key: str = "", reason: str = "", **values: Any
    ) -> RecordWritten:
        """Change fields of a record that still stands as it was seen. Raises RequestRefused
        (changed_meanwhile, with 412, where it does not)."""
        spec = entity_of(seen)
        wire = {name: value_to_wire(spec.by_name[name], new) for name, new in values.items()}
        path = _path(spec, seen.id)
        message = RecordChange(wire, reason)
        return await self._write("PATCH", path, message, key=key, version=seen.version)

    async def delete(self, seen: Record, *, key: str = "", reason: str = "") -> RecordWritten:
        """Delete a record that still stands as it was seen. Raises RequestRefused."""
        path = _path(entity_of(seen), seen.id)
        message = RecordRemoval(reason) if reason else None
        return await self._write("DELETE", path, message, key=key, version=seen.version)

    async def _write(
        self, method: str, path: str, message: Any, *, key: str, version: int | None = None
    ) -> RecordWritten:
        headers = {"Idempotency-Key": key or new_id()}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return decoded(await self._send(method, path, message, headers=headers), RecordWritten)

    async def aggregate(self, asked: Aggregate[Any]) -> tuple[dict[str, Any], ...]:
        """The lines of a pipeline, each by name."""
        spec = entity_of(asked.record_type)
        request = aggregate_request(asked)
        path = f"/v1/records/{spec.name}/aggregate"
        reply: AggregateReply = await self._post(path, request, AggregateReply)
        try:
            return tuple(line_of(spec, asked, one) for one in reply.lines)
        except (InvalidValue, ValueError):
            raise MalformedReply from None


def _path(spec: EntitySpec, record_id: str = "") -> str:
    return f"/v1/records/{spec.name}" + (f"/{record_id}" if record_id else "")


def _record(spec: Any, row: RecordRow) -> Record:
    deleted_at = None if row.deleted_at is None else instant_from_wire(row.deleted_at)
    return from_wire(spec, row.id, row.body or {}, version=row.version, deleted_at=deleted_at)
