"""An empty clinic's encrypted database to copy: to migrate one takes longer than most tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.schema.upgrade import upgrade_local
from app.storage.database import Database

KEY = bytes(range(32))
"""What it is encrypted with."""


def lay_empty_database(path: Path) -> None:
    """Put an empty database of the newest schema where there is none."""
    path.write_bytes(_content())


@cache
def _content() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "clinic.db"
        database = Database(path, KEY)
        with database.migrating() as connection:
            upgrade_local(connection)
        database.close()
        return path.read_bytes()
