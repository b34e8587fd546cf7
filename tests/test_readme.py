"""What the README tells is true: its picture, its commands and its table of settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import describe_settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_picture_exists() -> None:
    assert "resources/readme/day.png" in README
    assert (ROOT / "resources" / "readme" / "day.png").stat().st_size > 10_000


@pytest.mark.row("B8")
def test_the_settings_table_is_the_programs_own() -> None:
    for one in describe_settings():
        assert f"| `{one.variable}` | {one.default} | {one.unit} | {one.meaning} |" in README
    assert README.count("| `CLINIC_DESK_") == len(describe_settings())


def test_the_test_command_of_ci_is_the_readmes() -> None:
    assert "packaging/setup && .venv/bin/python -m pytest" in README
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "packaging/setup" in ci
    assert "-m pytest" in ci
