"""The panels of the rail: one line each, and everything else follows from it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QMenu
from pytestqt.qtbot import QtBot

import app.ui.main_window as main_window
from app.domain.permissions import Permission
from app.domain.staff import Role
from app.ui import panel_registry
from app.ui.frame import panel_stack, window_commands
from app.ui.main_window import MainWindow
from app.ui.panel import Panel
from app.ui.panel_registry import PANELS, PanelEntry, panel_key
from app.ui.theme.resources import resource_path
from tests.ui.conftest import ScreenDesk, in_role, until

pytestmark = pytest.mark.row("F7")


class Ward(Panel):
    """A panel of a test."""

    shows = frozenset({"ward"})
    begins = frozenset({"ward"})

    def __init__(self, *_parts: object) -> None:
        super().__init__(name="ward_panel")
        self.heard: list[tuple[str, ...]] = []

    def show_record(self, entity: str, record_id: str) -> None:
        self.heard.append((entity, record_id))

    def begin(self, entity: str, patient_id: str) -> None:
        self.heard.append(("new", entity, patient_id))


WARD = PanelEntry("ward", "Ward", "users", Ward)


@pytest.fixture
def entry() -> PanelEntry:
    return WARD


@pytest.fixture
async def window(
    desk: ScreenDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, entry: PanelEntry
) -> MainWindow:
    panels = (PANELS[0], entry, PANELS[-1])
    for module in (panel_registry, panel_stack, window_commands, main_window):
        monkeypatch.setattr(module, "PANELS", panels)
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    made.show()
    await until(made.isVisible)
    return made


def test_every_panel_has_a_name_of_its_own_and_a_bundled_icon() -> None:
    assert len({entry.name for entry in PANELS}) == len(PANELS)
    for entry in PANELS:
        assert resource_path("icons", f"{entry.icon}.svg").is_file()


def test_panel_behind_the_tenth_has_a_key_of_its_own() -> None:
    keys = [panel_key(entry, number) for number, entry in enumerate(PANELS, 1)]
    assert keys[9:] == ["Ctrl+0", "Ctrl+Shift+E"]
    assert len(set(keys)) == len(keys)


async def test_new_panel_is_one_line(window: MainWindow) -> None:
    rail = window.rail.findChild(QAbstractButton, "rail_ward")
    assert rail.toolTip() == "Ward (Ctrl+2)"
    rail.click()
    assert window.position == "ward"
    assert window.commands.named("open_ward") in window.findChild(QMenu, "file_menu").actions()


async def test_record_is_shown_and_begun_by_the_panel_that_does(window: MainWindow) -> None:
    window.open_panel("appointments")
    window.panels["appointments"].record_requested.emit("ward", "12")
    assert window.position == "ward"
    window.panels["appointments"].begin_requested.emit("ward", "34")
    assert window.panels["ward"].heard == [("ward", "12"), ("new", "ward", "34")]
    window.show_record("nothing", "1")
    assert window.position == "ward"


@in_role(Role.FRONT_DESK)
@pytest.mark.parametrize("entry", [replace(WARD, permission=Permission.CLINIC_EDIT)])
async def test_panel_that_the_role_may_not_open_stands_there_and_says_why(
    window: MainWindow, entry: PanelEntry
) -> None:
    window.open_panel("appointments")
    rail = window.rail.findChild(QAbstractButton, "rail_ward")
    assert not rail.isEnabled()
    assert rail.accessibleDescription()
    window.open_panel("ward")
    assert window.position == "appointments"
