"""Single records written over HTTP: each write is an operation, through the one write function.

The Idempotency-Key is the operation's identifier, so that a request sent twice is done once. The
version somebody has seen (If-Match) is compared under the clinic's lock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.declare import EntitySpec, entity_named
from app.domain.errors import InvalidValue, QuotaExceeded
from app.domain.operations import (
    FieldChange,
    Operation,
    OperationResult,
    WireBody,
    in_somebodys_words,
)
from app.domain.permissions import Scope, is_account_allowed
from app.domain.record_permissions import permission_for
from app.protocol.codec import decode_json, from_wire, instant_to_wire, to_wire
from app.protocol.messages import SCHEMA
from app.protocol.record_writes import RecordWritten
from app.security.server_tokens import Principal
from app.server import history
from app.server.answers import load_answers
from app.server.change_log import apply_operations
from app.server.decide import DENIED
from app.server.refusal import Refusal, conflict, forbidden, not_found
from app.server.standing import check_standing, denied
from app.server.state import ServerState
from app.server.tenancy import ONE_LOOK, tenant_transaction

CHANGED_MEANWHILE = "changed_meanwhile"
KEY_REUSED = "key_reused"
_RETRY_S = 1.0
_FIRST_TRY = text(
    "SELECT at FROM op_result WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND op_id = CAST(:key AS uuid)"
)
_AT_VERSION = text(
    "SELECT after FROM row_history WHERE tenant_id = CAST(:tenant AS uuid) AND entity = :entity "
    "AND id = CAST(:id AS uuid) AND version = :version"
)
_STAMPS = frozenset({"created_at", "updated_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants written. op_id is 32 hexadecimal digits; version the one they have seen
    (0 for a new record)."""

    op_id: str
    kind: Literal["create", "update", "delete"]
    entity: str
    id: str
    version: int = 0
    values: WireBody = field(default_factory=dict[str, Any], repr=False)
    reason: str = field(default="", repr=False)


async def write_record(server: ServerState, who: Principal, wish: Wish) -> RecordWritten:
    """Write one record, once however often it is asked for. Raises Refusal (403, 404, 409, 412,
    422, 503, 507)."""
    now = server.now()
    spec = await _may_write(server, who, wish, now=now)
    result = await _tried(server, who, spec, wish, now=now)
    if result.code == "op_id_reuse":  # or the same request twice at once: now its time is known
        result = await _tried(server, who, spec, wish, now=now)
    if result.status not in ("applied", "merged"):
        raise _refusal(result)
    return RecordWritten(
        id=wish.id,
        version=result.version,
        seq=result.seq,
        status=result.status,
        conflict_id=result.conflict_id,
    )


async def _may_write(
    server: ServerState, who: Principal, wish: Wish, *, now: datetime
) -> EntitySpec:
    """The record type, where the account may do this to some record: nobody else hears whether
    there is one. Whether it may to this one, the write function decides."""
    try:
        spec = entity_named(wish.entity)
    except KeyError:
        raise not_found() from None
    fields = [name for name, value in wish.values.items() if value is not None]
    needed = permission_for(
        wish.entity, wish.kind, wish.values if wish.kind == "update" else fields
    )
    if needed is None or not is_account_allowed(who.role, needed, Scope.OWN):
        raise await denied(server.engine, who, entity=wish.entity, row_id=wish.id, now=now)
    for name in sorted(wish.values.keys() - spec.by_name.keys() - _STAMPS):
        raise _unfit(name if name.isidentifier() else "values")
    return spec


async def _tried(
    server: ServerState, who: Principal, spec: EntitySpec, wish: Wish, *, now: datetime
) -> OperationResult:
    looking = tenant_transaction(server.engine, who.tenant_id, options=ONE_LOOK)
    async with looking as connection:
        await check_standing(connection, who)
        at = await _time_of(connection, who.tenant_id, wish) or now
        seen = await _seen(connection, who.tenant_id, wish)
    try:
        operation = _operation(spec, who, wish, seen, at=at)
    except InvalidValue as error:
        raise _unfit(error.field) from None

    async def check(connection: AsyncConnection) -> None:
        await check_standing(connection, who)
        await _require_version(connection, who.tenant_id, wish)

    written = await apply_operations(
        server.engine,
        who=who,
        operations=[operation],
        now=at,
        check=check,
        keeps_files=server.files is not None,
    )
    return written.results[0]


async def _time_of(connection: AsyncConnection, tenant_id: str, wish: Wish) -> datetime | None:
    """When the same request was answered before: done again it is the same operation."""
    found = await connection.execute(_FIRST_TRY, {"tenant": tenant_id, "key": wish.op_id})
    return found.scalar_one_or_none()


async def _seen(connection: AsyncConnection, tenant_id: str, wish: Wish) -> WireBody:
    """The record as the caller has seen it. Raises Refusal (404, 412) where it never was so."""
    if wish.kind != "update":
        return {}
    wanted = {"tenant": tenant_id, "entity": wish.entity, "id": wish.id, "version": wish.version}
    body = (await connection.execute(_AT_VERSION, wanted)).scalar_one_or_none()
    if body is None:
        await _require_version(connection, tenant_id, wish)
        raise not_found()
    return decode_json(body)


async def _require_version(connection: AsyncConnection, tenant_id: str, wish: Wish) -> None:
    """Raise Refusal unless the record stands as the caller has seen it, or this very request was
    answered before."""
    if await load_answers(connection, tenant_id, [wish.op_id]):
        return
    key = (wish.entity, wish.id)
    row = (await history.load_rows(connection, tenant_id, [key]))[0].get(key)
    if wish.kind == "create":
        if row is not None:
            raise conflict("exists")
    elif row is None or row.deleted:
        raise not_found()
    elif row.version != wish.version:
        raise Refusal(HTTPStatus.PRECONDITION_FAILED, CHANGED_MEANWHILE)


def _operation(
    spec: EntitySpec, who: Principal, wish: Wish, seen: WireBody, *, at: datetime
) -> Operation:
    """The wish as a desk would queue it. Raises InvalidValue."""
    stamp = instant_to_wire(at)
    full: WireBody | None = None
    patch: dict[str, FieldChange] = {}
    if wish.kind == "create":
        stamps = {"created_at": stamp, "updated_at": stamp}
        full = to_wire(from_wire(spec, wish.id, stamps | wish.values))
    elif wish.kind == "update":
        named = wish.values.keys() - _STAMPS
        patch = {name: FieldChange(seen.get(name), wish.values[name]) for name in sorted(named)}
    return Operation(
        op_id=wish.op_id,
        tx_id=wish.op_id,
        n=0,
        entity=wish.entity,
        id=wish.id,
        kind=wish.kind,
        base_version=wish.version,
        actor_id=who.user_id,
        session_id=who.device_id,  # a session ends; the same request is still the same
        client_time=stamp,
        schema=SCHEMA,
        patch=patch,
        full=full,
        reason=in_somebodys_words(wish.reason),
    )


def _refusal(result: OperationResult) -> Refusal:
    """What an operation that was not taken is in HTTP's words."""
    match result.status, result.code:
        case "rejected", code if code == DENIED:
            return forbidden("role_not_allowed")
        case "rejected", "not_found":
            return not_found()
        case "rejected", "op_id_reuse":
            return conflict(KEY_REUSED)
        case "rejected", code:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return Refusal(status, code or "rejected", detail=result.field)
        case "retry", code if code == QuotaExceeded.code:
            return Refusal(HTTPStatus.INSUFFICIENT_STORAGE, code)
        case "retry", _:
            status = HTTPStatus.SERVICE_UNAVAILABLE
            return Refusal(status, result.code or "busy", retry_after_s=_RETRY_S)
        case _:
            return conflict(result.code or result.status)


def _unfit(name: str) -> Refusal:
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, InvalidValue.code, detail=name)
