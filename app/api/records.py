"""The server's records as typed questions. Every failure is one of the ApiError family."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from app.domain.aggregate import Aggregate
from app.domain.declare import Record, entity_of
from app.domain.errors import InvalidValue, MalformedReply
from app.domain.phi import quiet
from app.domain.query import Query
from app.protocol.codec import from_wire, instant_from_wire
from app.protocol.queries import (
    AggregateReply,
    QueryReply,
    RecordRow,
    aggregate_request,
    line_of,
    query_request,
)

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
    """Asks the server's records. post is the desk's way to send one signed request."""

    def __init__(self, post: Callable[..., Awaitable[Any]]) -> None:
        self._post = post

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


def _record(spec: Any, row: RecordRow) -> Record:
    deleted_at = None if row.deleted_at is None else instant_from_wire(row.deleted_at)
    return from_wire(spec, row.id, row.body or {}, version=row.version, deleted_at=deleted_at)
