"""The window opens a desk, works on it, and closes leaving nothing running."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forked import Copies, copies

JOURNEYS = (
    "test_the_right_passphrase_opens_the_main_window_and_closing_ends_it",
    "test_a_given_passphrase_skips_the_question",
    "test_closing_the_unlock_window_ends_the_program",
    "test_a_computer_without_a_clinic_shows_the_assistant_and_closing_it_leaves_nothing",
    "test_a_clinic_made_in_the_assistant_opens_in_the_main_window",
    "test_restored_desk_shows_in_its_audit_log_which_backup_it_came_from",
)


@pytest.fixture(scope="module")
def journeys() -> Iterator[Copies]:
    with copies("tests/bootstrap/window_journeys.py") as made:
        yield made


@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_journey_through_the_window_ends_cleanly(journey: str, journeys: Copies) -> None:
    journeys.run(journey)


def test_every_journey_is_run() -> None:
    source = (Path(__file__).parent / "window_journeys.py").read_text("utf-8")
    assert source.count("\ndef test_") == len(JOURNEYS)


def test_the_first_picture_needs_no_database_network_or_keyring():
    program = "import sys, app.bootstrap.desktop, app.ui.unlock_window; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    heavy = {"sqlalchemy", "sqlcipher3", "httpx", "keyring", "cryptography", "alembic"}
    assert not heavy & set(done.stdout.split())
