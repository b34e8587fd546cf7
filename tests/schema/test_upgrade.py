"""The migrations give what the declarations say, from an empty file and from an older one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event

import app.schema.upgrade as upgrade
from app.domain.declare import entities
from app.schema.local_tables import SEARCH_NAME_DDL, guard_ddl
from app.schema.tables import local_metadata
from app.storage.database import Database
from app.storage.row_codec import codec_of
from tests.killing import Killed
from tests.storage.conftest import ADMIN, KEY, open_store, patient


@pytest.fixture
def database(tmp_path: Path):
    database = Database(tmp_path / "clinic.db", KEY)
    yield database
    database.close()


def test_migrations_match_the_declarations(database: Database) -> None:
    with database.migrating() as connection:
        upgrade.upgrade_local(connection)
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda _o, name, kind, _r, _c: (
                    not (kind == "table" and str(name).startswith("search_name"))
                ),
            },
        )
        assert compare_metadata(context, local_metadata()) == []
        made = {
            row[0]
            for row in connection.exec_driver_sql(
                "SELECT sql FROM sqlite_schema WHERE type = 'trigger' OR name = 'search_name'"
            )
        }
    declared = {ddl for spec in entities() for ddl in guard_ddl(spec.name)}
    assert declared | {SEARCH_NAME_DDL} <= made


def test_named_head_is_the_newest_step() -> None:
    folder = Path(upgrade.__file__).parent / "migrations" / "local"
    config = Config()
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_heads() == [upgrade.LOCAL_HEAD]


@pytest.mark.row("F2")
def test_older_file_with_patients_is_upgraded_and_searchable(tmp_path: Path) -> None:
    database = Database(tmp_path / "clinic.db", KEY)
    with database.migrating() as connection:
        upgrade.upgrade_local(connection, to="0001")
    old = patient(phone="+13125550142", preferred_name="Amy")
    codec = codec_of(type(old))
    there = {row[1] for row in database.writer.all("PRAGMA table_info(patient)")}
    row = {
        name: value
        for name, value in zip(codec.columns, codec.to_row(old), strict=True)
        if name in there
    }
    database.writer.run("UPDATE write_gate SET is_open = 1")
    database.writer.run(
        f"INSERT INTO patient ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        tuple(row.values()),
    )
    database.writer.run("UPDATE write_gate SET is_open = 0")
    database.close()
    store = open_store(tmp_path / "clinic.db")
    with store.reader() as reader:
        assert reader.records(type(old)).get(old.id) == old
        assert reader.search_patients("amy okaf") == (old.id,)
        assert reader.search_patients("0142") == (old.id,)
    with store.unit_of_work(ADMIN) as uow:
        uow.delete(type(old), old.id)
    with store.reader() as reader:
        assert reader.search_patients("amy") == ()
    store.close()


@pytest.mark.row("B3", "A5")
def test_upgrade_killed_at_any_of_its_statements_leaves_the_file_of_before(tmp_path: Path) -> None:
    """Of hundreds: the first and some between; then it goes through."""
    path = tmp_path / "clinic.db"
    database = Database(path, KEY)
    with database.migrating() as connection:
        upgrade.upgrade_local(connection, to="0001")
    before = schema_of(database)
    database.close()
    points, is_done = iter((1, 2, 9, 40, 150, 100_000)), False
    while not is_done:
        with killed_at(next(points)), suppress(Killed):
            open_store(path).close()
            is_done = True
        database = Database(path, KEY)
        assert is_done or schema_of(database) == before
        database.close()
    assert next(points, None) is None
    assert len(schema_of_file(path)) > len(before)


def schema_of(database: Database) -> list[tuple[Any, ...]]:
    names = database.writer.all("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")
    return [*names, *database.writer.all("SELECT version_num FROM alembic_version")]


def schema_of_file(path: Path) -> list[tuple[Any, ...]]:
    database = Database(path, KEY)
    try:
        return schema_of(database)
    finally:
        database.close()


@contextmanager
def killed_at(point: int) -> Iterator[None]:
    """The program ends at the statement of this number that a migration makes."""
    steps = 0

    def count(*_: Any) -> None:
        nonlocal steps
        steps += 1
        if steps == point:
            raise Killed

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", count)
