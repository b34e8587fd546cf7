"""Enter opens the match of what is typed now, however fast one types."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.patient import Patient
from app.domain.staff import Role
from app.ui.frame.search_box import SearchBox
from app.ui.task_runner import TaskRunner
from tests.factories import a_patient
from tests.ui.conftest import ScreenDesk, Slow, a_while, in_role, until


@dataclass
class SearchScreen:
    """The box in a window, two patients, and who was opened."""

    box: SearchBox
    tasks: TaskRunner
    qtbot: QtBot
    okafor: Patient
    nunez: Patient
    opened: list[str] = field(default_factory=list)

    def type(self, text: str) -> None:
        self.box.selectAll()
        self.qtbot.keyClicks(self.box, text)

    def enter(self) -> None:
        self.qtbot.keyClick(self.box, Qt.Key.Key_Return)

    async def shows(self, patient: Patient) -> None:
        model = self.box.model
        await until(lambda: model.rowCount() == 1 and model.row_at(0).id == patient.id)

    async def opens(self, *patients: Patient) -> None:
        await until(lambda: self.opened)
        await self.tasks.settled()
        assert self.opened == [patient.id for patient in patients]


@pytest.fixture
async def screen(desk: ScreenDesk, qtbot: QtBot) -> SearchScreen:
    okafor = a_patient()
    nunez = a_patient(family_name="Núñez", given_names="Mateo", phone="+12125550777")
    desk.pull(okafor, nunez)
    tasks = TaskRunner()
    window = QWidget()
    window.resize(600, 400)
    box = SearchBox(desk.data_sync, tasks, window)
    QVBoxLayout(window).addWidget(box)
    desk.at_end.append(tasks.stop)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    box.setFocus()
    shown = SearchScreen(box, tasks, qtbot, okafor, nunez)
    box.patient_chosen.connect(shown.opened.append)
    return shown


@pytest.mark.row("F7")
async def test_enter_right_after_other_text_opens_the_match_of_that_text(
    screen: SearchScreen,
) -> None:
    screen.type("nunez")
    await screen.shows(screen.nunez)
    screen.type("okafor")
    screen.enter()
    await screen.opens(screen.okafor)


async def test_enter_before_the_first_answer_opens_it_when_it_arrives(
    screen: SearchScreen,
) -> None:
    screen.type("okafor")
    screen.enter()
    await screen.opens(screen.okafor)


async def test_enter_while_a_slow_answer_is_on_its_way_opens_once(
    screen: SearchScreen, desk: ScreenDesk, slow: Slow
) -> None:
    slow(desk.data_sync.finding, "find", 0.1)
    screen.type("okafor")
    await a_while(0.06)
    screen.enter()
    screen.enter()
    await screen.opens(screen.okafor)


async def test_typing_on_after_enter_takes_the_enter_back(
    screen: SearchScreen, desk: ScreenDesk, slow: Slow
) -> None:
    slow(desk.data_sync.finding, "find", 0.1)
    screen.type("oka")
    screen.enter()
    screen.qtbot.keyClicks(screen.box, "for")
    await screen.shows(screen.okafor)
    await screen.tasks.settled()
    assert screen.opened == []
    assert screen.box.popup.isVisible()


async def test_a_late_answer_to_older_text_is_not_shown(
    screen: SearchScreen, desk: ScreenDesk, slow: Slow
) -> None:
    slow(desk.data_sync.finding, "find", 0.2, only=lambda text, **_: text == "nunez")
    screen.type("nunez")
    await a_while(0.06)
    screen.type("okafor")
    await screen.shows(screen.okafor)
    await screen.tasks.settled()
    assert screen.box.model.row_at(0).id == screen.okafor.id


async def test_enter_on_text_nobody_matches_opens_nobody(screen: SearchScreen) -> None:
    screen.type("zzz")
    screen.enter()
    await until(screen.box.no_match.isVisible)
    screen.enter()
    await screen.tasks.settled()
    assert screen.opened == []


@in_role(Role.ADMIN)
async def test_a_role_that_does_not_search_is_told_so(
    screen: SearchScreen, desk: ScreenDesk
) -> None:
    screen.box.setFocus()
    screen.qtbot.keyClicks(screen.box, "okafor")
    await until(screen.box.no_match.isVisible)
    words = "Your role, administrator, does not search patients."
    assert screen.box.toolTip() == screen.box.accessibleDescription() == words
    assert screen.box.no_match.text() == words
    assert desk.denials() == []


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.ADMIN])
@pytest.mark.parametrize("width", [160, 200, 260, 340, 480])
async def test_the_hint_is_never_cut(
    width: int, role: Role, desk: ScreenDesk, qtbot: QtBot
) -> None:
    desk.data_sync.access.context = replace(desk.data_sync.access.context, role=role)
    window = QWidget()
    qtbot.addWidget(window)
    box = SearchBox(desk.data_sync, TaskRunner(window), window)
    box.setFixedWidth(width)
    QVBoxLayout(window).addWidget(box)
    window.show()
    # As a line edit with this hint for its text would scroll, had it no room for all of it.
    hint = box.placeholderText()
    box.setReadOnly(False)
    box.setText(hint)
    box.setCursorPosition(0)
    first = box.cursorRect().left()
    box.setCursorPosition(len(hint))
    assert hint
    assert box.cursorRect().left() - first >= box.fontMetrics().horizontalAdvance(hint) - 4
    assert (width < 480) or role == Role.ADMIN or hint.endswith("commands")


async def test_matches_are_wide_enough_to_read_under_a_narrow_box(screen: SearchScreen) -> None:
    screen.box.setFixedWidth(160)
    screen.type("okaf")
    await screen.shows(screen.okafor)
    assert screen.box.popup.width() >= 340
    assert screen.box.popup.geometry().right() < screen.box.window().width()
    assert not screen.box.results.horizontalScrollBar().isVisible()
    assert not screen.box.results.verticalScrollBar().isVisible()
