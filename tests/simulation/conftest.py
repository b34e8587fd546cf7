"""A migrated database file to copy, so that a world starts in milliseconds; shares and soak."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.schema.upgrade import upgrade_local
from app.storage.database import Database
from tests.simulation.desk import KEY


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "clinic.db"
    database = Database(path, KEY, synchronous="NORMAL", lock_memory=False)
    with database.migrating() as connection:
        upgrade_local(connection)
    database.close()
    return path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the desks' files lie; every world overwrites them."""
    return tmp_path_factory.mktemp("desks")
