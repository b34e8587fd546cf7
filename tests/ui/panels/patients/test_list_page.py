"""The patient list shows, narrows, sorts and stays true."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.domain.errors import StorageBusy
from app.ui.models.patient_list import Column
from app.ui.panels.patients.list_page import Scope
from app.ui.wording import phone_words
from tests.factories import a_patient
from tests.ui.conftest import a_while, until
from tests.ui.panels.patients.conftest import PatientsScreen


@pytest.mark.row("F7")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nunez", "Núñez, Mateo"),
        ("mateo nu", "Núñez, Mateo"),
        ("0777", "Núñez, Mateo"),
        ("9/12/2007", "Lindqvist, Daniel"),
        ("P-AMARA", "Okafor, Amara"),
    ],
)
async def test_the_filter_finds_by_name_phone_birth_date_and_mrn(
    screen: PatientsScreen, typed: str, found: str
) -> None:
    screen.panel.focus_filter()
    screen.qtbot.keyClicks(screen.panel.list.filter, typed)
    await screen.shows(found)
    await until(lambda: screen.said("patients_count") == "1 found")


async def test_a_click_on_born_sorts_by_birth_date_and_again_turns_it_round(
    screen: PatientsScreen,
) -> None:
    header = screen.panel.list.view.horizontalHeader()
    header.sectionClicked.emit(Column.BORN)
    oldest_first = ["Adams, Zoe", "Okafor, Amara", "Núñez, Mateo", "Lindqvist, Daniel"]
    await screen.shows(*oldest_first)
    header.sectionClicked.emit(Column.BORN)
    await screen.shows(*reversed(oldest_first))


async def test_a_column_the_database_cannot_order_by_leaves_the_order(
    screen: PatientsScreen,
) -> None:
    header = screen.panel.list.view.horizontalHeader()
    header.sectionClicked.emit(Column.FLAGS)
    assert header.sortIndicatorSection() == Column.PATIENT


async def test_today_shows_who_has_a_visit_today(screen: PatientsScreen) -> None:
    screen.click("patients_today_chip")
    await screen.shows("Lindqvist, Daniel")


async def test_unsynced_shows_who_was_changed_here(screen: PatientsScreen) -> None:
    screen.desk.keep(a_patient(family_name="Zimmer", given_names="Ada"))
    screen.click("patients_unsynced_chip")
    await screen.shows("Zimmer, Ada")
    assert screen.panel.list.scope is Scope.UNSYNCED


async def test_nothing_found_offers_the_way_back(screen: PatientsScreen) -> None:
    screen.panel.list.filter.setText("nobody of this name")
    state = screen.panel.list.states
    await until(lambda: state.currentIndex() == 1)
    assert state.state.headline() == "No patient matches"
    screen.click("patients_state_action")
    await until(lambda: len(screen.names()) == 4)
    assert state.currentIndex() == 0


@pytest.mark.row("E3", "D3")
async def test_another_desks_change_refreshes_the_line_and_keeps_the_selection(
    screen: PatientsScreen,
) -> None:
    view, model = screen.panel.list.view, screen.panel.list.model
    view.setCurrentIndex(model.index(2, 0))
    await until(screen.panel.side.isVisible)
    screen.desk.pull(replace(screen.people["nunez"], phone="+12125550888", version=1))
    await until(lambda: model.data(model.index(2, Column.PHONE)) == phone_words("+12125550888"))
    assert view.currentIndex().row() == 2
    await until(lambda: screen.panel.side.chart.patient.phone == "+12125550888")


async def test_a_patient_registered_elsewhere_joins_without_moving_the_selection(
    screen: PatientsScreen,
) -> None:
    view, model = screen.panel.list.view, screen.panel.list.model
    view.setCurrentIndex(model.index(1, 0))
    screen.desk.pull(a_patient(family_name="Baker", given_names="Ann"))
    await until(lambda: model.rowCount() == 5)
    assert model.ids[view.currentIndex().row()] == screen.people["daniel"].id


async def test_enter_on_a_line_opens_the_form(screen: PatientsScreen) -> None:
    view = screen.panel.list.view
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        screen.qtbot.keyClick(view, key)
    await until(screen.panel.form.isVisible)
    assert screen.panel.form.patient_id == screen.people["daniel"].id
    await a_while(0.05)


async def test_a_list_that_cannot_be_read_says_so_instead_of_showing_old_lines(
    screen: PatientsScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, patients = screen.panel.list, screen.desk.data_sync.patients

    async def broken(_wanted: object) -> None:
        raise StorageBusy

    with monkeypatch.context() as trouble:
        trouble.setattr(patients, "ids", broken)
        page.filter.setText("lindqvist")
        await until(lambda: page.states.currentIndex() == 1)
        assert "Another program" in page.states.state.headline()
    screen.click("patients_state_action")
    await screen.shows("Lindqvist, Daniel")
    assert page.states.currentIndex() == 0
    assert page.filter.text() == "lindqvist"
