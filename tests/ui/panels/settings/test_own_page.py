"""One's own choices: at once, for oneself alone, kept in the encrypted database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.liking import Liking, Scheme, WeekStart
from app.services import preferences as service
from app.ui.habits import clock_words, first_day_of_week
from app.ui.liking import use_liking
from app.ui.main_window import MainWindow
from app.ui.panel_registry import PANELS, SETTINGS
from app.ui.theme.sizes import ledger_row
from app.ui.theme.style import theme
from app.ui.theme.tokens import DARK, LIGHT, ROW_LEDGER
from app.ui.widgets.button import Button
from tests.factories import NOON
from tests.ui.conftest import ScreenDesk, a_while, delete_windows, until

pytestmark = pytest.mark.row("F7")


@pytest.fixture(autouse=True)
def as_designed(qapp: QApplication) -> Iterator[None]:
    use_liking(Liking(scheme=Scheme.LIGHT))
    yield
    delete_windows()  # or each of their widgets would be styled once more, for nobody
    use_liking(Liking(scheme=Scheme.LIGHT))


@pytest.fixture
async def window(desk: ScreenDesk, qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    made.resize(1280, 800)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    await made.tasks.settled()
    return made


def press(window: MainWindow, name: str) -> None:
    button = window.settings.findChild(Button, f"setting_{name}")
    assert button is not None, name
    button.click()


def kept(desk: ScreenDesk) -> dict[str, object]:
    begin, context = desk.store.unit_of_work, desk.data_sync.access.context
    return desk.worker.submit(lambda: service.read(begin, context)).result()


async def test_settings_open_from_the_rail_by_key_and_from_the_palette(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.rail.findChild(Button, "rail_settings").click()
    assert window.position == SETTINGS
    window.open_panel("patients")
    number = [entry.name for entry in PANELS].index(SETTINGS) + 1
    qtbot.keyClick(
        window, getattr(Qt.Key, f"Key_{number % 10}"), Qt.KeyboardModifier.ControlModifier
    )
    assert window.position == SETTINGS
    window.open_panel("patients")
    await window.tasks.settled()
    window.search.setFocus()
    qtbot.keyClicks(window.search, ">settings")
    await until(lambda: window.search.model.rowCount() > 0)
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.position == SETTINGS


async def test_dark_is_there_at_once_and_kept(
    window: MainWindow, desk: ScreenDesk, qapp: QApplication
) -> None:
    window.open_panel(SETTINGS)
    press(window, "scheme_dark")
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.bg.lower()
    await desk.data_sync.preferences.keep()
    assert kept(desk)["scheme"] == "dark"


async def test_the_button_of_the_bar_and_the_page_say_the_same_and_both_are_kept(
    window: MainWindow, desk: ScreenDesk
) -> None:
    window.open_panel(SETTINGS)
    window.top_bar.theme_button.click()
    assert theme().colours is DARK
    assert window.settings.own.rows["scheme"].buttons[Scheme.DARK].isChecked()
    await desk.data_sync.preferences.keep()
    assert kept(desk)["scheme"] == "dark"
    press(window, "scheme_light")
    assert theme().colours is LIGHT
    assert window.top_bar.theme_button.accessibleName() == "Light colours"


async def test_system_colours_follow_the_computer(
    window: MainWindow, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(window, "scheme_system")
    hints = qapp.styleHints()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme().colours is DARK
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
    assert theme().colours is LIGHT
    press(window, "scheme_light")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme().colours is LIGHT


@pytest.mark.parametrize("choice", ["density_compact", "scale_150", "clock_face_12"])
async def test_what_takes_another_window_asks_for_one(
    window: MainWindow, choice: str, qtbot: QtBot
) -> None:
    asked: list[bool] = []
    window.remake_wished.connect(lambda: asked.append(True))
    press(window, choice)
    assert asked == [True]
    press(window, choice)
    assert asked == [True]


async def test_rows_times_and_weeks_are_as_chosen(window: MainWindow) -> None:
    noon = NOON.replace(hour=14, minute=30)
    assert clock_words(noon) == "14:30"
    press(window, "density_compact")
    assert ledger_row() < ROW_LEDGER
    press(window, "clock_face_12")
    assert clock_words(noon).replace("\u202f", " ").upper() == "2:30 PM"
    press(window, f"week_start_{WeekStart.SATURDAY.value}")
    assert first_day_of_week() is Qt.DayOfWeek.Saturday
    header = window.appointments.header if hasattr(window.appointments, "header") else None
    del header
    window.open_panel("appointments")
    pick = window.appointments.findChild(Button, "day_pick")
    pick.click()
    month = window.findChild(object, "day_month") or _month()
    assert month.firstDayOfWeek() is Qt.DayOfWeek.Saturday
    QApplication.activePopupWidget().close()
    assert QDate.currentDate().isValid()


def _month() -> object:
    from PySide6.QtWidgets import QCalendarWidget

    return next(one for one in QApplication.allWidgets() if isinstance(one, QCalendarWidget))


async def test_back_to_the_design_forgets_every_choice(
    window: MainWindow, desk: ScreenDesk
) -> None:
    window.open_panel(SETTINGS)
    reset = window.settings.own.reset
    press(window, "scheme_system")
    assert not reset.isEnabled()
    for choice in ("scheme_dark", "density_roomy", "week_start_monday"):
        press(window, choice)
    assert reset.isEnabled()
    reset.click()
    assert window.settings.own.liking == Liking()
    await desk.data_sync.preferences.keep()
    assert not {"scheme", "density", "week_start"} & set(kept(desk))


async def test_garbage_of_another_version_is_shown_as_the_design(
    desk: ScreenDesk, qtbot: QtBot
) -> None:
    begin, context = desk.store.unit_of_work, desk.data_sync.access.context
    wrong = {"scheme": "neon", "density": 7, "scale": "huge", "clock_face": ["12"]}
    desk.worker.submit(lambda: service.keep(begin, context, changes=wrong)).result()
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    made.show()
    await made.tasks.settled()
    made.open_panel(SETTINGS)
    await a_while(0.05)
    assert made.settings.own.liking == Liking()


async def test_the_arrow_keys_choose_among_the_answers(window: MainWindow, qtbot: QtBot) -> None:
    window.open_panel(SETTINGS)
    row = window.settings.own.rows["scheme"]
    assert row.buttons[Scheme.LIGHT].hasFocus()
    qtbot.keyClick(row.buttons[Scheme.LIGHT], Qt.Key.Key_Right)
    assert row.buttons[Scheme.DARK].hasFocus()


async def test_the_cursor_comes_back_to_the_choice_that_made_the_window_anew(
    window: MainWindow,
) -> None:
    window.open_panel(SETTINGS)
    press(window, "density_roomy")
    place = window.settings.place()
    window.panels.renew(SETTINGS)
    window.settings.go_back_to(place)
    window.open_panel(SETTINGS)
    assert window.settings.own.rows["density"].isAncestorOf(QApplication.focusWidget())
