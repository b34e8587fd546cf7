"""A migrated database file to copy, so that a world starts in milliseconds; shares and soak."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.schema.upgrade import upgrade_local
from tests.simulation.quick_file import QuickFile


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "clinic.db"
    database = QuickFile(path)
    with database.migrating() as connection:
        upgrade_local(connection)
    database.close()
    return path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the desks' files lie; every world overwrites them."""
    return tmp_path_factory.mktemp("desks")
