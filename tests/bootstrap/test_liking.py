"""Whoever sits down has their own desk: colours, heights, times, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.liking import Liking, Scheme
from app.ui.liking import use_liking
from app.ui.theme.sizes import ledger_row
from app.ui.theme.style import theme
from app.ui.theme.tokens import DARK, ROW_LEDGER, ROWS_LEDGER
from app.ui.widgets.button import Button
from tests.bootstrap.lock_desk import PINS, Person, make_desk, run_journey

pytestmark = [pytest.mark.row("F7"), pytest.mark.timeout(180)]


@pytest.fixture(autouse=True)
def as_designed(qapp: QApplication) -> Iterator[None]:
    use_liking(Liking(scheme=Scheme.LIGHT))
    yield
    use_liking(Liking(scheme=Scheme.LIGHT))


def press(window: Any, name: str) -> None:
    window.settings.findChild(Button, f"setting_{name}").click()


async def anew(who: Person, before: Any) -> Any:
    """The window that takes another's place."""

    def found() -> Any:
        place = who.shift._place
        return place and place.window is not before and place.window.isVisible() and place.window

    return await who.until(found, what="another window")


def test_choices_hold_at_once_and_come_and_go_with_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    async def script(who: Person) -> None:
        first = await who.main()
        first.open_panel("settings")
        press(first, "scheme_dark")
        assert theme().colours is DARK
        press(first, "density_roomy")
        window = await anew(who, first)
        assert window.position == "settings"
        assert window.settings.place() == "own:density"
        assert ledger_row() == ROWS_LEDGER["roomy"]
        assert window.audit.view.verticalHeader().defaultSectionSize() == ledger_row()
        window.user_menu.lock_wished.emit()
        await who.unlock(PINS["kim"], user="kim")
        theirs = await anew(who, window)
        assert theme().mode is Scheme.SYSTEM
        theirs.open_panel("patients")
        assert theirs.audit.view.verticalHeader().defaultSectionSize() == ROW_LEDGER
        theirs.user_menu.lock_wished.emit()
        await who.unlock(PINS["sara"], user="sara")
        mine = await anew(who, theirs)
        assert mine.position == "settings"
        assert theme().colours is DARK
        assert mine.audit.view.verticalHeader().defaultSectionSize() == ROWS_LEDGER["roomy"]
        mine.close()

    home = tmp_path / "desk"
    run_journey(home, make_desk(home), script, monkeypatch, qapp)
