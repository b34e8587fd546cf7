"""The clinic's page: administrators save what they type, others are told why they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.billing import Charge
from app.domain.errors import StorageFull
from app.domain.staff import Clinic, Role
from app.ui.panels.settings.clinic_page import FORM
from app.ui.panels.settings.panel import CLINIC, SettingsPanel
from app.ui.task_runner import TaskRunner
from tests.factories import a_child, a_clinic, a_patient
from tests.ui.conftest import ScreenDesk, a_while, in_role, until

pytestmark = pytest.mark.row("F7")
as_admin = in_role(Role.ADMIN)


def made_panel(desk: ScreenDesk, qtbot: QtBot) -> SettingsPanel:
    tasks = TaskRunner()
    made = SettingsPanel(desk.data_sync, tasks)
    qtbot.addWidget(made)
    desk.at_end += [made.stop, tasks.stop]
    made.resize(1000, 700)
    made.show()
    return made


@pytest.fixture
async def panel(desk: ScreenDesk, qtbot: QtBot) -> SettingsPanel:
    desk.pull(a_clinic())
    made = made_panel(desk, qtbot)
    made.show_page(CLINIC)
    await made.clinic._tasks.settled()
    return made


def control(panel: SettingsPanel, name: str) -> QLineEdit:
    found = panel.clinic.fields[name].control
    assert isinstance(found, QLineEdit)
    return found


def retype(panel: SettingsPanel, qtbot: QtBot, name: str, text: str) -> None:
    line = control(panel, name)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


@as_admin
async def test_an_administrator_changes_the_settings(
    panel: SettingsPanel, desk: ScreenDesk, qtbot: QtBot
) -> None:
    said: list[str] = []
    panel.said.connect(said.append)
    assert not panel.clinic.save.isEnabled()
    for name, text in (
        ("name", "Southlight"),
        ("opens_at", "7:30"),
        ("currency", "eur"),
        ("adjustment_limit_minor", "80"),
    ):
        retype(panel, qtbot, name, text)
    qtbot.keyClick(control(panel, "name"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: said, what="saved")
    (stored,) = desk.all(Clinic)
    assert (stored.name, stored.opens_at, stored.currency) == ("Southlight", 450, "EUR")
    assert stored.adjustment_limit_minor == 8000
    assert control(panel, "opens_at").text() == "07:30"
    assert not panel.has_unsaved()


async def test_the_front_desk_reads_them_and_is_told_why_it_changes_nothing(
    panel: SettingsPanel, qtbot: QtBot
) -> None:
    assert "does not change the clinic's settings" in panel.clinic.why.text()
    assert panel.clinic.why.isVisible()
    name = control(panel, "name")
    before = name.text()
    assert before
    name.setFocus()
    qtbot.keyClicks(name, "x")
    assert name.text() == before
    assert name.accessibleDescription() == panel.clinic.why.text()
    assert not panel.clinic.save.isEnabled()
    panel.clinic.submit()
    assert not panel.clinic._is_saving


@as_admin
async def test_what_cannot_be_is_said_at_its_field_and_what_is_typed_stays(
    panel: SettingsPanel, desk: ScreenDesk, qtbot: QtBot
) -> None:
    retype(panel, qtbot, "opens_at", "soon")
    panel.clinic.submit()
    assert panel.clinic.fields["opens_at"].error() == "Is not a time."
    assert control(panel, "opens_at").hasFocus()
    retype(panel, qtbot, "opens_at", "19:00")
    panel.clinic.submit()
    await until(panel.clinic.fields["closes_at"].error, what="the rule of the record")
    assert control(panel, "opens_at").text() == "19:00"
    assert desk.all(Clinic)[0].opens_at == a_clinic().opens_at
    retype(panel, qtbot, "closes_at", "21:00")
    panel.clinic.submit()
    await until(lambda: not panel.has_unsaved(), what="saved")
    assert desk.all(Clinic)[0].opens_at == 19 * 60


@as_admin
async def test_trouble_while_saving_is_said_and_nothing_typed_is_lost(
    panel: SettingsPanel, desk: ScreenDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_changes: object) -> None:
        raise StorageFull

    with monkeypatch.context() as broken:
        broken.setattr(desk.data_sync.staff, "change_clinic", full)
        retype(panel, qtbot, "name", "Southlight")
        panel.clinic.submit()
        await until(panel.clinic.trouble.isVisible)
    assert "disk is full" in panel.clinic.trouble.text()
    assert control(panel, "name").text() == "Southlight"
    panel.clinic.submit()
    await until(lambda: not panel.has_unsaved(), what="saved")
    assert not panel.clinic.trouble.isVisible()


@as_admin
async def test_another_desks_change_is_shown_beside_what_is_typed_here(
    panel: SettingsPanel, desk: ScreenDesk, qtbot: QtBot
) -> None:
    retype(panel, qtbot, "name", "Southlight")
    (stored,) = desk.all(Clinic)
    desk.pull(replace(stored, closes_at=20 * 60, version=stored.version + 1))
    await until(lambda: control(panel, "closes_at").text() == "20:00")
    assert control(panel, "name").text() == "Southlight"
    panel.clinic.submit()
    await until(lambda: not panel.has_unsaved())
    assert desk.all(Clinic)[0].closes_at == 20 * 60


@as_admin
async def test_what_was_typed_is_back_in_the_next_window(
    panel: SettingsPanel, desk: ScreenDesk, qtbot: QtBot
) -> None:
    await a_while(0.05)
    retype(panel, qtbot, "name", "Southlight")
    await panel.keep_drafts()
    panel.stop()
    again = made_panel(desk, qtbot)
    assert again.open_draft(FORM, "clinic")
    again.opened()
    await until(lambda: control(again, "name").text() == "Southlight", what="the draft")
    assert again.clinic.draft.bar.isVisible()
    assert again.close_side()
    assert control(again, "name").text() == a_clinic().name
    assert not again.close_side()


@as_admin
async def test_settings_that_cannot_be_read_offer_to_try_again(
    desk: ScreenDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = made_panel(desk, qtbot)
    with monkeypatch.context() as broken:

        async def unread() -> None:
            raise StorageFull

        broken.setattr(desk.data_sync.staff, "clinic", unread)
        panel.show_page(CLINIC)
        await until(panel.clinic.again.isVisible)
    desk.pull(a_clinic())
    qtbot.mouseClick(panel.clinic.again, Qt.MouseButton.LeftButton)
    await until(lambda: not panel.clinic.trouble.isVisible())
    await panel.clinic._tasks.settled()
    assert control(panel, "name").text() == a_clinic().name


@as_admin
async def test_currency_with_money_in_it_stays_and_what_is_typed_beside_is_not_lost(
    panel: SettingsPanel, desk: ScreenDesk, qtbot: QtBot
) -> None:
    patient = a_patient()
    desk.pull(patient, a_child(Charge, patient, amount_minor=5_000))
    retype(panel, qtbot, "name", "Southlight")
    retype(panel, qtbot, "currency", "eur")
    panel.clinic.submit()
    await until(panel.clinic.fields["currency"].error, what="why it stays")
    assert panel.clinic.fields["currency"].error() == (
        "Cannot change: amounts are in the present one."
    )
    assert control(panel, "currency").hasFocus()
    assert (control(panel, "name").text(), control(panel, "currency").text()) == (
        "Southlight",
        "eur",
    )
    assert desk.all(Clinic)[0].currency == "USD"
    retype(panel, qtbot, "currency", "usd")
    panel.clinic.submit()
    await until(lambda: not panel.has_unsaved(), what="saved")
    assert desk.all(Clinic)[0].name == "Southlight"
