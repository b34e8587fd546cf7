"""The reference server as an ASGI application."""

from __future__ import annotations

import logging
import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from app.domain.errors import StorageError
from app.protocol.messages import ErrorReply
from app.server.openapi import DESCRIPTION, DescriptionPlugin
from app.server.refusal import Refusal
from app.server.replies import compression, in_wanted_form
from app.server.routes import (
    auth,
    blobs,
    heads,
    metrics,
    nodes,
    numbers,
    people,
    record_writes,
    records,
    reports,
    snapshots,
    socket,
    sync,
)
from app.server.routes.access import meet
from app.server.state import ServerState
from app.server.sweeping import sweeping
from app.server.trouble import domain_error

_log = logging.getLogger(__name__)
_BUSY_RETRY_S = 1.0
_DATA_EXCEPTION = "22"
"""PostgreSQL's class of codes for values it cannot hold: asking again changes nothing."""
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
}
_HSTS = {"Strict-Transport-Security": "max-age=31536000"}
_ROUTES = (
    auth.login,
    auth.refresh,
    auth.logout,
    auth.ticket,
    auth.invite,
    auth.join_offer,
    auth.join,
    people.set_credential,
    people.revoke_user,
    people.revoke_device,
    heads.keep_head,
    heads.list_heads,
    heads.begin_anew,
    heads.register_key,
    sync.push,
    sync.pull,
    sync.patient_rows,
    snapshots.bootstrap,
    snapshots.bootstrap_part,
    snapshots.digest,
    numbers.reserve,
    sync.health,
    nodes.list_nodes,
    nodes.confirm,
    records.query,
    records.list_records,
    records.aggregate,
    record_writes.read,
    record_writes.create,
    record_writes.change,
    record_writes.remove,
    reports.ask,
    reports.describe,
    metrics.metrics,
    blobs.put_part,
    blobs.get_file,
    socket.hints,
)


def security_headers(*, is_tls: bool) -> dict[str, str]:
    """What every answer carries, whoever gives it: the application or the HTTP server itself."""
    return _HEADERS | _HSTS if is_tls else dict(_HEADERS)


def make_app(server: ServerState) -> Litestar:
    """The application around its long-lived objects."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncGenerator[None]:
        app.state.server = server
        async with server.hints.running(), sweeping(server):
            yield
        await server.snapshots.close()
        if server.cache is not None:
            found = server.cache.statistics()
            _log.info("shared cache: %d hits, %d misses", found.hits, found.misses)
            await server.cache.close()
        if server.valkey is not None:
            await server.valkey.close()
        await server.engine.dispose()
        for standby in server.standbys:
            await standby.engine.dispose()

    return Litestar(
        route_handlers=_ROUTES,
        before_request=meet,
        after_request=in_wanted_form,
        lifespan=[lifespan],
        exception_handlers={
            Refusal: _refused,
            HTTPException: _refused_by_framework,
            DBAPIError: _database_trouble,
            NoConnectionFree: _no_connection_free,
            StorageError: _given_up,
            Exception: _unforeseen,
        },
        # Files and parts are counted in their own bytes.
        compression_config=compression(exclude="/v1/blobs/|/v1/sync/bootstrap/"),
        openapi_config=OpenAPIConfig(
            title="Clinic Desk API",
            version=version("clinic-desk"),
            path=DESCRIPTION,
            render_plugins=[DescriptionPlugin(path="/")],
        ),
        logging_config=None,
        debug=False,
    )


def _refused(_: Request[Any, Any, Any], refusal: Refusal) -> Response[ErrorReply]:
    headers: dict[str, str] = {}
    if refusal.retry_after_s:
        headers["Retry-After"] = str(math.ceil(refusal.retry_after_s))
    body = ErrorReply(code=refusal.code, detail=refusal.detail, retry_after_s=refusal.retry_after_s)
    return Response(body, status_code=refusal.status, headers=headers)


def _refused_by_framework(_: Request[Any, Any, Any], error: HTTPException) -> Response[ErrorReply]:
    status = error.status_code
    code = HTTPStatus(status).phrase.lower().replace(" ", "_")
    return Response(ErrorReply(code=code), status_code=status)


def _database_trouble(_: Request[Any, Any, Any], error: DBAPIError) -> Response[ErrorReply]:
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    if state is not None and state.startswith(_DATA_EXCEPTION):
        return Response(ErrorReply(code="malformed"), status_code=HTTPStatus.BAD_REQUEST)
    meaning = domain_error(error)
    _log.warning("database trouble: %s %s", meaning.storage_code or meaning.code, state)
    is_down = isinstance(error, OperationalError) or state is None
    return _later("database_unreachable" if is_down else "busy")


def _no_connection_free(_: Request[Any, Any, Any], error: NoConnectionFree) -> Response[ErrorReply]:
    """More is asked at once than there are connections: that says nothing about what is asked."""
    _log.warning("no connection to the database is free: %s", type(error).__name__)
    return _later("busy")


def _given_up(_: Request[Any, Any, Any], error: StorageError) -> Response[ErrorReply]:
    """What was tried again and again: the desk keeps it and asks later."""
    _log.warning("given up: %s", error.code)
    return _later(error.code)


def _later(code: str) -> Response[ErrorReply]:
    body = ErrorReply(code=code, retry_after_s=_BUSY_RETRY_S)
    return Response(
        body,
        status_code=HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Retry-After": f"{_BUSY_RETRY_S:.0f}"},
    )


def _unforeseen(_: Request[Any, Any, Any], error: Exception) -> Response[ErrorReply]:
    _log.error("unforeseen %s", type(error).__name__)
    return Response(ErrorReply(code="internal"), status_code=HTTPStatus.INTERNAL_SERVER_ERROR)
