"""Bring a database to the newest schema, step by step, in one transaction."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

LOCAL_HEAD = "0028"
"""The newest revision of the desk's database; a test holds it to the migrations."""


def upgrade_local(connection: Connection, *, to: str = LOCAL_HEAD) -> None:
    """Upgrade the desk's database. The caller's transaction decides whether it stays."""
    if local_revision(connection) != to:
        _run(connection, "local", to)


def upgrade_server(connection: Connection) -> None:
    """Upgrade the server's database, as its owner."""
    _run(connection, "server", "head")


def local_revision(connection: Connection) -> str | None:
    """The revision the desk's database stands at; None for an empty one."""
    known = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'"
    ).fetchone()
    if known is None:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _run(connection: Connection, database: str, revision: str) -> None:
    # Alembic takes 100 ms to import: only a database that must change pays for it.
    from alembic import command
    from alembic.config import Config

    folder = Path(__file__).parent / "migrations" / database
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
