"""Locks, unlocks and changes of user in the real window, each journey in a process of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forked import Copies, copies

SOURCE = (Path(__file__).parent / "lock_journeys.py").read_text("utf-8")
JOURNEYS = re.findall(r"^def (test_\w+)", SOURCE, re.MULTILINE)


@pytest.fixture(scope="module")
def journeys() -> Iterator[Copies]:
    with copies("tests/bootstrap/lock_journeys.py") as made:
        yield made


@pytest.mark.row("E9")
@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_journey_through_locks_ends_as_it_should(journey: str, journeys: Copies) -> None:
    journeys.run(journey)
