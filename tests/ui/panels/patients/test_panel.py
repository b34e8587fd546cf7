"""The panel as a whole: a late answer never takes the place of what was wished for since."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import Slow, a_while, until
from tests.ui.panels.patients.conftest import PatientsScreen


async def test_a_late_chart_does_not_replace_a_new_patient_being_typed(
    screen: PatientsScreen, slow: Slow
) -> None:
    slow(screen.desk.data_sync.patients, "chart")
    screen.panel.edit_patient(screen.people["amara"].id)
    screen.panel.start_new()
    screen.type_into("family_name", "Newcomer")
    await screen.panel._tasks.settled()
    assert screen.panel.form.patient_id is None
    assert screen.panel.form.fields.fields["family_name"].value() == "Newcomer"


async def test_the_form_shows_the_patient_asked_for_last(
    screen: PatientsScreen, slow: Slow
) -> None:
    amara, nunez = screen.people["amara"].id, screen.people["nunez"].id
    slow(screen.desk.data_sync.patients, "chart", only=lambda wanted: wanted == amara)
    screen.panel.edit_patient(amara)
    screen.panel.edit_patient(nunez)
    await screen.panel._tasks.settled()
    assert screen.panel.form.patient_id == nunez


async def test_esc_takes_back_the_wish_to_edit(screen: PatientsScreen, slow: Slow) -> None:
    slow(screen.desk.data_sync.patients, "chart", 0.05)
    screen.panel.edit_patient(screen.people["amara"].id)
    screen.panel.close_side()
    await screen.panel._tasks.settled()
    assert not screen.panel.form.isVisible()


async def test_a_chart_asked_for_before_the_form_was_typed_into_leaves_the_text(
    screen: PatientsScreen, slow: Slow
) -> None:
    await screen.open_form("amara")
    slow(screen.desk.data_sync.patients, "chart", 0.1)
    screen.panel.edit_patient(screen.people["nunez"].id)
    screen.panel._pages.setCurrentWidget(screen.panel.form)
    screen.panel.form.open_new()
    screen.type_into("family_name", "Newcomer")
    await screen.panel._tasks.settled()
    assert screen.panel.form.fields.fields["family_name"].value() == "Newcomer"


async def test_a_chart_of_another_patient_is_never_shown(screen: PatientsScreen) -> None:
    screen.panel.show_patient(screen.people["daniel"].id)
    await until(screen.panel.side.isVisible)
    other = await screen.desk.data_sync.patients.chart(screen.people["amara"].id)
    screen.panel._on_chart(other)
    assert screen.said("side_name") == "Lindqvist, Daniel"


async def test_opening_the_panel_puts_the_cursor_on_the_list_and_opens_no_chart(
    screen: PatientsScreen,
) -> None:
    screen.panel.list.filter.setFocus()
    screen.panel.opened()
    await a_while(0.05)
    assert QApplication.focusWidget() is screen.panel.list.view
    assert not screen.panel.side.isVisible()


async def test_closing_the_chart_with_the_mouse_opens_nobody_elses(
    screen: PatientsScreen,
) -> None:
    screen.panel.show_patient(screen.people["daniel"].id)
    await until(screen.panel.side.isVisible)
    screen.panel.list.filter.setFocus()
    screen.click("close_side_button")
    await a_while(0.05)
    assert not screen.panel.side.isVisible()


@pytest.mark.parametrize("who", ["adams", "daniel"])
async def test_f2_edits_the_patient_shown(screen: PatientsScreen, who: str) -> None:
    screen.panel.show_patient(screen.people[who].id)
    await until(screen.panel.side.isVisible)
    screen.qtbot.keyClick(screen.panel, Qt.Key.Key_F2)
    await until(screen.panel.form.isVisible)
    assert screen.panel.form.patient_id == screen.people[who].id
