"""Columns are chosen by mouse and keyboard, and are as they were left in the next window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.columns import ColumnChoice
from app.domain.liking import Density, Scale
from app.services import preferences as service
from app.ui.main_window import MainWindow
from app.ui.models.patient_list import Column
from app.ui.panel_registry import AUDIT, PATIENTS, SETTINGS
from app.ui.theme.style import theme
from app.ui.widgets.column_memory import ColumnMemory
from tests.factories import a_patient
from tests.ui.conftest import ScreenDesk, until

pytestmark = pytest.mark.row("F7")
KEY = "columns:patient_list"


@pytest.fixture(autouse=True)
def closed_menus(qapp: QApplication) -> Iterator[None]:
    yield
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    theme().set_sizes(Density.NORMAL, Scale.DESIGN)


async def open_window(desk: ScreenDesk, qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    made.resize(1400, 800)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    await made.tasks.settled()
    made.open_panel(PATIENTS)
    await until(lambda: made.patients.list.model.rowCount() == 2)
    return made


@pytest.fixture
async def window(desk: ScreenDesk, qtbot: QtBot) -> MainWindow:
    desk.pull(a_patient(), a_patient(family_name="Zimmer"))
    return await open_window(desk, qtbot)


def memory(window: MainWindow) -> ColumnMemory:
    return window.patients.list.view.findChild(ColumnMemory)


def item(window: MainWindow, *path: str) -> QAction:
    """An entry of the menu that is open, by its words."""
    memory(window).open_menu()
    menu = memory(window).menu
    for words in path[:-1]:
        menu = next(one.menu() for one in menu.actions() if one.text() == words)
    return next(one for one in menu.actions() if one.text() == path[-1])


PLACES = "Place, width and order of lines"


def shown(window: MainWindow) -> list[str]:
    """The titles in sight, from where reading begins."""
    view = window.patients.list.view
    header, model = view.horizontalHeader(), view.model()
    at = [header.logicalIndex(place) for place in range(header.count())]
    return [
        str(model.headerData(one, Qt.Orientation.Horizontal))
        for one in at
        if not view.isColumnHidden(one)
    ]


async def anew(window: MainWindow, desk: ScreenDesk, qtbot: QtBot) -> MainWindow:
    await desk.data_sync.preferences.keep()
    window.hide()
    return await open_window(desk, qtbot)


async def test_columns_are_hidden_and_moved_and_stay_so(
    window: MainWindow, desk: ScreenDesk, qtbot: QtBot
) -> None:
    before = shown(window)
    hidden, moved = before[1], before[-1]
    item(window, hidden).trigger()
    item(window, PLACES, moved, "Further to the front").trigger()
    now = shown(window)
    assert hidden not in now
    assert now[-2] == moved
    again = await anew(window, desk, qtbot)
    assert shown(again) == now
    item(again, "Back to the design").trigger()
    assert shown(again) == before


async def test_a_column_drawn_wider_is_as_wide_in_the_next_window(
    window: MainWindow, desk: ScreenDesk, qtbot: QtBot
) -> None:
    view = window.patients.list.view
    view.horizontalHeader().resizeSection(Column.PHONE, 210)
    item(window, PLACES, shown(window)[1], "Wider").trigger()
    widths = [view.columnWidth(one) for one in (Column.PHONE, 1)]
    again = await anew(window, desk, qtbot)
    view = again.patients.list.view
    assert [view.columnWidth(one) for one in (Column.PHONE, 1)] == widths
    assert sum(view.columnWidth(one) for one in range(6)) <= view.viewport().width()


async def test_what_says_whom_a_line_is_about_cannot_be_hidden_and_says_why(
    window: MainWindow,
) -> None:
    first = item(window, shown(window)[0])
    assert not first.isEnabled()
    assert "what a line is about" in first.toolTip()


async def test_a_narrow_window_drops_columns_that_were_chosen_wide(window: MainWindow) -> None:
    memory(window)._choose(ColumnChoice().wide(Column.PHONE, 900).wide(1, 900))
    view = window.patients.list.view
    assert not view.isColumnHidden(0)
    assert sum(view.columnWidth(one) for one in range(6)) <= view.viewport().width()


async def test_sort_is_remembered_for_this_person_alone(
    window: MainWindow, desk: ScreenDesk, qtbot: QtBot
) -> None:
    item(window, PLACES, "Patient", "Sort downwards").trigger()
    rows = window.patients.list.model
    await window.tasks.settled()
    header = window.patients.list.view.horizontalHeader()
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    del rows
    window.patients.list._on_header_clicked(Column.PATIENT)
    window.patients.list._on_header_clicked(Column.PATIENT)
    again = await anew(window, desk, qtbot)
    header = again.patients.list.view.horizontalHeader()
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    mine = desk.data_sync.access.context
    begin = desk.store.unit_of_work
    found = desk.worker.submit(lambda: service.read(begin, mine)).result()
    assert found[KEY]["sort"] == [Column.PATIENT, True]  # type: ignore[index]


async def test_the_keyboard_opens_the_menu_of_the_list_in_sight(
    window: MainWindow, qtbot: QtBot
) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    window.patients.list.view.setFocus()
    qtbot.keyClick(window.patients.list.view, Qt.Key.Key_C, keys)
    assert QApplication.activePopupWidget() is memory(window).menu
    memory(window).menu.close()
    window.open_panel(AUDIT)
    await window.tasks.settled()
    qtbot.keyClick(window, Qt.Key.Key_C, keys)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert popup.objectName() == "audit_list_columns"
    popup.close()
    window.open_panel(SETTINGS)
    qtbot.keyClick(window, Qt.Key.Key_C, keys)
    assert QApplication.activePopupWidget() is None
    assert "no list with columns" in window.toast.text()


@pytest.mark.parametrize("garbage", ["neon", 7, {"count": 6, "order": [5, 4]}, {"hidden": "all"}])
async def test_garbage_lays_the_list_out_as_designed(
    desk: ScreenDesk, qtbot: QtBot, garbage: object
) -> None:
    begin, context = desk.store.unit_of_work, desk.data_sync.access.context
    desk.worker.submit(lambda: service.keep(begin, context, changes={KEY: garbage})).result()
    desk.pull(a_patient(), a_patient(family_name="Zimmer"))
    window = await open_window(desk, qtbot)
    assert memory(window).choice == ColumnChoice()
    assert shown(window)[0] == "Patient"
