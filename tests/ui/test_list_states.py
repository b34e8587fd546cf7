"""Every list says what it does not show, and how to go on: by the panels' own sources."""

from __future__ import annotations

from pathlib import Path

import pytest

import app.ui.panels
from app.ui.widgets.empty_state import LOADING_AFTER_MS

pytestmark = pytest.mark.row("F7")
MODULES = [
    path
    for path in sorted(Path(app.ui.panels.__file__).parent.rglob("*.py"))
    if "ListStates(" in path.read_text(encoding="utf-8")
]


def test_there_are_lists() -> None:
    assert len(MODULES) >= 10


@pytest.mark.parametrize("module", MODULES, ids=[path.stem for path in MODULES])
def test_a_list_that_could_not_be_read_says_why_and_offers_to_try_again(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert '"Try again"' in text
    assert "words_for(" in text
    assert "action_requested.connect(" in text


def test_loading_is_said_only_when_somebody_would_wonder() -> None:
    assert LOADING_AFTER_MS == 300
