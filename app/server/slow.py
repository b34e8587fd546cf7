"""Statements that PostgreSQL takes long over: told in the log and counted, without any value.

The log names a statement by the number of its shape and by the records it asks for; with
`pg_stat_statements` or `auto_explain` an operator sees the rest.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.declare import entities
from app.domain.query_statistics import number_of, shape_of
from app.server.metrics import Metrics

SLOW_MS = 500.0
_log = logging.getLogger(__name__)
_words = re.compile(r"\w+").findall
_BEGAN = "began_s"


def watch_statements(engine: AsyncEngine, metrics: Metrics, *, slow_ms: float = SLOW_MS) -> None:
    """Tell of each statement of these connections that takes longer."""

    def began(connection: Any, *_: object) -> None:
        connection.info[_BEGAN] = time.perf_counter()

    def ended(connection: Any, _cursor: object, statement: str, *_: object) -> None:
        ms = (time.perf_counter() - connection.info[_BEGAN]) * 1000
        if ms >= slow_ms:
            metrics.count("slow_statements")
            _tell(statement, ms)

    def failed(context: ExceptionContext) -> None:
        """One that its time limit ended is told, too: of those nothing else says so."""
        if context.connection is not None and context.statement is not None:
            ended(context.connection, None, context.statement)

    listen: Callable[..., None] = event.listen
    listen(engine.sync_engine, "before_cursor_execute", began)
    listen(engine.sync_engine, "after_cursor_execute", ended)
    listen(engine.sync_engine, "handle_error", failed)


def _tell(statement: str, ms: float) -> None:
    known = {spec.name for spec in entities()}
    about = next((word for word in _words(statement) if word in known), "")
    _log.warning(
        "slow statement %s: %d ms, about %s", number_of(shape_of(statement)), round(ms), about
    )
