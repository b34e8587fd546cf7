"""The server's own figures, for whoever runs it."""

from __future__ import annotations

import time
from typing import Any

from litestar import MediaType, Request, get
from litestar.datastructures import State
from sqlalchemy.pool import QueuePool

from app.server.metrics import is_operator
from app.server.refusal import not_found
from app.server.routes.access import server_of
from app.server.state import ServerState


@get("/metrics", media_type=MediaType.TEXT, include_in_schema=False)
async def metrics(request: Request[Any, Any, State]) -> str:
    """Counts and durations in Prometheus' text format; not there for anybody else."""
    server = server_of(request)
    if not is_operator(request.headers.get("Authorization", ""), server.metrics_token):
        raise not_found()
    return server.metrics.text(_gauges(server))


def _gauges(server: ServerState) -> dict[str, float]:
    gauges = {
        "up_seconds": time.time() - server.metrics.began_at,
        "sockets": float(server.hints.open_sockets),
    }
    if server.cache is not None:
        cache = server.cache.statistics()
        gauges["shared_cache_hits"] = float(cache.hits)
        gauges["shared_cache_misses"] = float(cache.misses)
    if server.valkey is not None:
        gauges["valkey_up"] = float(server.valkey.is_reached)
        gauges["valkey_unanswered"] = float(server.valkey.unanswered)
    pool = server.engine.pool
    if isinstance(pool, QueuePool):
        gauges["database_connections_in_use"] = float(pool.checkedout())
        gauges["database_connections_most"] = float(pool.size())
    return gauges
