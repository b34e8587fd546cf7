"""Connections to PostgreSQL: protected off this computer, limited in time, silent about secrets."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any, cast

import asyncpg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.domain.errors import ConfigurationError

POOL_SIZE = 8
CONNECT_S = 10
WAIT_FOR_ONE_S = 10.0
"""For a connection when all are in use; after that the desk is told to ask later."""
_LIMITS = {"statement_timeout": "10s", "idle_in_transaction_session_timeout": "60s"}
"""Of every connection of the running server: no request holds the database up."""


def make_engine(dsn: str, *, is_limited: bool = True, pool_size: int = POOL_SIZE) -> AsyncEngine:
    """Connections to PostgreSQL through asyncpg. Parameters never appear in errors or logs.

    Raises ConfigurationError for an address that is none, or that is off this computer without
    sslmode=verify-full.
    """
    address = plain_dsn(dsn)
    settings = _LIMITS if is_limited else {}
    connect = cast("Callable[..., Awaitable[Any]]", asyncpg.connect)  # it has no types
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: connect(address, timeout=CONNECT_S, server_settings=settings),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=WAIT_FOR_ONE_S,
        pool_pre_ping=True,
        hide_parameters=True,
        json_deserializer=str,  # jsonb stays text: msgspec decodes it, many times faster
    )


def plain_dsn(dsn: str) -> str:
    """The address as asyncpg reads it, checked. Raises ConfigurationError."""
    url = _url(dsn)
    mode = url.query.get("sslmode", "")
    if mode != "verify-full" and not all(map(_is_here, _hosts(url))):
        raise ConfigurationError(
            "dsn", "of another computer needs ?sslmode=verify-full&sslrootcert=FILE"
        )
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def role_of(dsn: str) -> str:
    """The role an address names; "" for none."""
    return _url(dsn).username or ""


def is_loopback(host: str) -> bool:
    """Whether an address is of this computer only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _url(dsn: str) -> URL:
    try:
        url = make_url(dsn)
        backend = url.get_backend_name()
    except Exception:  # whatever the parser raises, its text may hold the password
        backend, url = "", None
    if url is None or backend not in ("postgresql", "postgres"):
        raise ConfigurationError("dsn", "is not the address of a PostgreSQL database")
    return url


def _hosts(url: URL) -> list[str]:
    """Everything the driver would try; a socket's folder begins with a slash."""
    given = url.query.get("host", ())
    named = [given] if isinstance(given, str) else list(given)
    return [host for text in [url.host or "", *named] for host in text.split(",") if host]


def _is_here(host: str) -> bool:
    return host.startswith("/") or is_loopback(host.strip("[]").partition(":")[0] or host)


@contextmanager
def speaking_of_the_database(name: str) -> Generator[None]:
    """Turn what PostgreSQL's driver raises into words; its own could hold the password."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else None
        raise ConfigurationError(name, _database_words(cause or error)) from None
    except Exception as error:
        is_driver = type(error).__module__.startswith("asyncpg")
        if not is_driver and not isinstance(
            error, ConnectionError | TimeoutError | socket.gaierror
        ):
            raise
        raise ConfigurationError(name, _database_words(error)) from None


def _database_words(error: BaseException) -> str:
    """What is the matter by PostgreSQL's five-letter state (appendix A of its manual)."""
    state = str(getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or "")
    for start, words in (
        ("42P01", "the database has no tables yet: start the server once with --owner-dsn"),
        ("42703", "the database is of another version: start the server with --owner-dsn"),
        ("42501", "this role lacks the rights: start the server once with --owner-dsn"),
        ("3D000", "there is no such database: create it, then start the server with --owner-dsn"),
        ("28", "PostgreSQL does not let this role in: check name and password"),
        ("08", "the database does not answer: check host and port"),
        ("53", "PostgreSQL has no room for more connections or data: try again later"),
        ("57", "PostgreSQL is starting or stopping: try again"),
    ):
        if state.startswith(start):
            return words
    if not state:
        return "the database does not answer: check host and port"
    return f"PostgreSQL refuses this (state {state}): check the database and its version"
