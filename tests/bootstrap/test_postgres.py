"""PostgreSQL: nothing goes to another computer unprotected, and no statement runs for ever."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.bootstrap.postgres import make_engine, plain_dsn
from app.domain.errors import ConfigurationError
from tests.server_fixtures import Databases, RunningServer, databases, postgres, server

__all__ = ["databases", "postgres", "server"]
pytestmark = pytest.mark.row("E9")


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://app:secret@db.example.org/x",
        "postgresql://app:secret@10.0.0.7/x",
        "postgresql://app:secret@127.0.0.1.example.org/x",
        "postgresql://app:secret@db.example.org/x?sslmode=require",
        "postgresql://app:secret@db.example.org/x?sslmode=verify-ca",
        "postgresql://app:secret@/x?host=db.example.org",
        "postgresql://app:secret@/x?host=127.0.0.1,db.example.org",
        "postgresql://app:secret@127.0.0.1/x?host=db.example.org",
    ],
)
def test_database_on_another_computer_needs_a_verified_name(dsn: str) -> None:
    with pytest.raises(ConfigurationError, match="verify-full") as error:
        plain_dsn(dsn)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://app@127.0.0.1/x",
        "postgresql://app@localhost:5433/x",
        "postgresql://app@[::1]/x",
        "postgresql://app@/x?host=/var/run/postgresql",
        "postgresql://app@/x",
        "postgresql+asyncpg://app@127.0.0.1/x",
        "postgresql://app@db.example.org/x?sslmode=verify-full&sslrootcert=ca.pem",
    ],
)
def test_this_computer_and_verified_ones_are_fine(dsn: str) -> None:
    assert plain_dsn(dsn).startswith("postgresql://app@")


async def test_statement_of_the_server_ends_after_ten_seconds(server: RunningServer) -> None:
    dsn = server.databases.app
    limits = {}
    for is_limited in (True, False):
        engine = make_engine(dsn, is_limited=is_limited)
        try:
            async with engine.connect() as connection:
                found = await connection.execute(text("SHOW statement_timeout"))
                limits[is_limited] = found.scalar_one()
        finally:
            await engine.dispose()
    assert limits == {True: "10s", False: "0"}


def test_other_databases_are_none(databases: Databases) -> None:
    del databases
    for dsn in ("sqlite:///x", "mysql://x@127.0.0.1/y", "", "no address"):
        with pytest.raises(ConfigurationError, match="PostgreSQL"):
            plain_dsn(dsn)
