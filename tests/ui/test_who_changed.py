"""Who changed this: the popover on each form, honest about what this desk cannot know."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.clinical import Allergy
from app.domain.operations import UNSAID
from app.domain.patient import Patient
from app.services import patients
from app.ui.main_window import MainWindow
from app.ui.who_changed import WhoChanged
from tests.factories import a_context, a_patient, a_user, an_allergy
from tests.ui.conftest import ScreenDesk, a_while, until


@pytest.fixture
async def amara(desk: ScreenDesk) -> Patient:
    made = a_patient()
    desk.pull(a_user(display_name="Sara Nyberg"), made)
    return made


async def open_form(desk: ScreenDesk, qtbot: QtBot, amara: Patient) -> MainWindow:
    window = MainWindow(desk.data_sync)
    qtbot.addWidget(window)
    desk.at_end += [lambda: [panel.stop() for panel in window.panels], window.tasks.stop]
    window.show()
    window.activateWindow()
    window.open_panel("patients")
    window.patients.edit_patient(amara.id)
    await until(lambda: window.patients.form.patient_id == amara.id)
    await window.tasks.settled()
    return window


async def asked(window: MainWindow) -> list[str]:
    button = window.patients.form.findChild(WhoChanged, "patient_who_changed")
    assert isinstance(button, WhoChanged)
    button.click()
    await until(lambda: button.popover is not None and button.popover.isVisible())
    assert button.popover is not None
    return button.popover.lines()


def change(desk: ScreenDesk, amara: Patient, **changes: object) -> None:
    def work() -> None:
        patients.update(
            desk.store.unit_of_work,
            a_context(),
            patient_id=amara.id,  # type: ignore[arg-type]
            changes=changes,
        )

    desk.worker.submit(work).result()


@pytest.mark.row("B7")
async def test_the_last_changes_of_the_record_and_of_the_field_are_named(
    desk: ScreenDesk, qtbot: QtBot, amara: Patient
) -> None:
    change(desk, amara, city="Rye", phone="+12125550198")
    window = await open_form(desk, qtbot, amara)
    window.patients.form.fields.fields["city"].control.setFocus()
    lines = await asked(window)
    assert lines == [
        "City: last changed by Sara Nyberg",
        "Sara Nyberg changed phone and city of Amara Okafor",
    ]
    popover = window.findChild(WhoChanged, "patient_who_changed").popover
    QTest.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()


@pytest.mark.parametrize(
    ("reason", "shown"), [("moved, she says", ["Reason: moved, she says"]), (UNSAID, [])]
)
async def test_the_reason_of_a_change_is_shown_beside_it(
    desk: ScreenDesk, qtbot: QtBot, amara: Patient, reason: str, shown: list[str]
) -> None:
    def work() -> None:
        with desk.store.unit_of_work(a_context()) as uow:
            stored = uow.records(Patient).get(amara.id)
            assert stored is not None
            uow.save(replace(stored, city="Rye"), reason=reason)

    desk.worker.submit(work).result()
    window = await open_form(desk, qtbot, amara)
    await asked(window)
    popover = window.findChild(WhoChanged, "patient_who_changed").popover
    said = [label.text() for label in popover.findChildren(QLabel)]
    assert [text.rpartition("·")[2].strip() for text in said if "Reason" in text] == shown


async def test_a_change_of_another_desk_is_said_without_a_name(
    desk: ScreenDesk, qtbot: QtBot, amara: Patient
) -> None:
    change(desk, amara, city="Rye")
    stored = desk.stored(Patient, amara.id)
    later = stored.updated_at.replace(year=2027)
    desk.pull(replace(stored, version=5, city="Troy", updated_at=later))
    lines = await asked(await open_form(desk, qtbot, amara))
    assert "Changed at another desk on 21 Nov 2027, 12:00:00" in lines


async def test_looking_who_changed_it_is_in_the_trail(
    desk: ScreenDesk, qtbot: QtBot, amara: Patient
) -> None:
    window = await open_form(desk, qtbot, amara)
    await asked(window)
    await a_while(0.02)
    with desk.store.database.reading() as session:
        row = session.one("SELECT action, entity, patient_id FROM audit ORDER BY seq DESC")
    assert row == ("view", "audit", bytes.fromhex(amara.id))


async def test_what_is_not_saved_yet_was_changed_by_nobody(
    desk: ScreenDesk, qtbot: QtBot, amara: Patient
) -> None:
    window = await open_form(desk, qtbot, amara)
    window.patients.start_new()
    await window.tasks.settled()
    assert await asked(window) == ["Not saved yet: nobody has changed it."]


@pytest.mark.row("B7")
async def test_with_the_cursor_in_an_allergy_its_own_changes_are_named(
    desk: ScreenDesk, qtbot: QtBot, amara: Patient
) -> None:
    allergy = an_allergy(amara, text="Penicillin")
    desk.pull(allergy)
    change(desk, amara, city="Rye")

    def work() -> None:
        with desk.store.unit_of_work(a_context()) as uow:
            stored = uow.records(Allergy).get(allergy.id)
            assert stored is not None
            uow.save(replace(stored, text="Latex"))

    desk.worker.submit(work).result()
    window = await open_form(desk, qtbot, amara)
    (row,) = next(
        rows for rows in window.patients.form.children_rows() if rows.entity == "allergy"
    ).rows
    row.controls["text"].setFocus()
    lines = await asked(window)
    assert lines[0].endswith("last changed by Sara Nyberg")
    assert lines[1:] == ["Sara Nyberg changed text of allergy of Amara Okafor"]
    window.patients.form.fields.fields["city"].control.setFocus()
    assert (await asked(window))[0] == "City: last changed by Sara Nyberg"


@pytest.mark.row("B7")
async def test_a_line_that_is_new_was_changed_by_nobody(
    desk: ScreenDesk, qtbot: QtBot, amara: Patient
) -> None:
    window = await open_form(desk, qtbot, amara)
    rows = next(rows for rows in window.patients.form.children_rows() if rows.entity == "allergy")
    rows.add_row()
    rows.rows[-1].controls["text"].setFocus()
    assert await asked(window) == ["Not saved yet: nobody has changed it."]
