"""The window at a real server: connecting again, a closed account, the passphrase after a PIN."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forked import Copies, copies
from tests.server_fixtures import Postgres, postgres

__all__ = ["postgres"]

SOURCE = (Path(__file__).parent / "server_journeys.py").read_text("utf-8")
JOURNEYS = re.findall(r"^def (test_\w+)", SOURCE, re.MULTILINE)


@pytest.fixture(scope="module")
def journeys(postgres: Postgres) -> Iterator[Copies]:
    """Each in a process of its own, with a database of its own in the PostgreSQL of this run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLINIC_DESK_TEST_DSN", postgres.address)
        with copies("tests/flows/server_journeys.py") as made:
            yield made


@pytest.mark.row("E9", "B7", "F4")
@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_journey_at_a_server_ends_as_it_should(journey: str, journeys: Copies) -> None:
    journeys.run(journey)
