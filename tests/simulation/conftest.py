"""A migrated database file to copy, so that a world starts in milliseconds; and row 13's lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.empty_database import lay_empty_database
from tests.matrix.frame import PROPERTY, line_of


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "clinic.db"
    lay_empty_database(path)
    return path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the desks' files lie; every world overwrites them."""
    return tmp_path_factory.mktemp("desks")


@pytest.fixture
def report(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """report(seed="0:250", days=250): a line of row 13 on the run's last page, from every process
    of a run on several."""

    def say(**counts: Any) -> None:
        line = line_of(13, counts)
        print(line)
        record_property(PROPERTY, line)

    return say
