"""The search box as command palette: visits, commands, what was opened last, and the audit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.appointment import Appointment
from app.domain.errors import AuditTrailBroken
from app.domain.patient import Patient
from app.domain.staff import Role
from app.ui.frame.key_sheet import KeySheet
from app.ui.main_window import MainWindow
from app.ui.models.search_results import HitKind
from app.ui.panel_registry import APPOINTMENTS, AUDIT, PATIENTS
from tests.factories import NOON, a_patient, a_practitioner, an_appointment
from tests.ui.conftest import ScreenDesk, in_role, until

pytestmark = pytest.mark.row("F7")
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def nunez() -> Patient:
    return a_patient(family_name="Núñez", given_names="Mateo", phone=None)


@pytest.fixture
def visit(nunez: Patient, desk: ScreenDesk) -> Appointment:
    """In three days at half past nine."""
    doctor = a_practitioner()
    at = NOON + timedelta(days=3, hours=-2, minutes=-30)
    made = an_appointment(nunez, starts_at=at, practitioner_id=doctor.id)
    desk.pull(doctor, nunez, made, a_patient(family_name="Okafor"))
    return made


@pytest.fixture
async def window(desk: ScreenDesk, visit: Appointment, qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    await made.tasks.settled()
    return made


def lines(window: MainWindow) -> list[tuple[HitKind, str]]:
    model = window.search.model
    rows = map(model.row_at, range(model.rowCount()))
    return [(row.kind, row.title) for row in rows]


async def type_in(window: MainWindow, text: str) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, CONTROL)
    QTest.keyClicks(window.search, text)
    shown = window.search
    await until(lambda: shown.popup.isVisible() and shown._shown_text == text, what=text)


async def test_visit_of_who_was_found_is_offered_and_opens_on_its_day(
    window: MainWindow, visit: Appointment
) -> None:
    await type_in(window, "nunez")
    assert lines(window) == [
        (HitKind.PATIENT, "Núñez, Mateo"),
        (HitKind.VISIT, "Núñez, Mateo"),
    ]
    assert "24 Nov, 09:30" in window.search.model.row_at(1).detail
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.position == APPOINTMENTS
    await until(lambda: window.appointments.views.selected is not None)
    selected = window.appointments.views.selected
    assert selected is not None
    assert selected.id == visit.id


async def test_visit_that_is_over_or_called_off_is_not_offered(
    window: MainWindow, desk: ScreenDesk, nunez: Patient
) -> None:
    other = a_patient(family_name="Bello")
    desk.pull(
        other,
        an_appointment(other, starts_at=NOON - timedelta(days=1)),
        an_appointment(other, starts_at=NOON + timedelta(days=1), status="cancelled"),
    )
    await type_in(window, "bello")
    assert [kind for kind, _ in lines(window)] == [HitKind.PATIENT]


async def test_a_search_is_one_event_that_names_everybody_shown(
    window: MainWindow, desk: ScreenDesk
) -> None:
    before = desk.actions().count("search")
    await type_in(window, "nunez")
    await window.tasks.settled()
    assert desk.actions().count("search") == before + 1


async def test_sign_lists_every_command_and_words_narrow_them(window: MainWindow) -> None:
    window.open_panel(PATIENTS)
    await type_in(window, ">")
    titles = [title for _, title in lines(window)]
    assert {"Edit patient", "Audit log", "Lock", "Quit", "Keys"} <= set(titles)
    assert {kind for kind, _ in lines(window)} == {HitKind.COMMAND}
    window.search.clear()
    await type_in(window, "> aud")
    assert [title for _, title in lines(window)] == ["Audit log"]
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.position == AUDIT


async def test_command_stands_below_people_and_its_key_beside_it(window: MainWindow) -> None:
    await type_in(window, "key")
    assert lines(window) == [(HitKind.COMMAND, "Keys")]
    assert window.search.model.row_at(0).keys == "F1"
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    (sheet,) = window.findChildren(KeySheet)
    sheet.close()


async def test_command_nobody_knows_is_said(window: MainWindow) -> None:
    await type_in(window, ">xyzzy")
    assert window.search.no_match.text() == "No command is called “xyzzy”"


async def test_empty_box_offers_what_was_opened_last_also_in_the_next_window(
    window: MainWindow, desk: ScreenDesk, qtbot: QtBot
) -> None:
    await type_in(window, "nunez")
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    await type_in(window, ">aud")
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_K, CONTROL)
    await until(window.search.popup.isVisible, what="what was opened last")
    expected = [(HitKind.PATIENT, "Núñez, Mateo"), (HitKind.COMMAND, "Audit log")]
    assert lines(window) == expected
    await window.keep_drafts()
    again = MainWindow(desk.data_sync)
    desk.data_sync.preferences._values.clear()
    qtbot.addWidget(again)
    desk.at_end += [lambda: [panel.stop() for panel in again.panels], again.tasks.stop]
    with qtbot.waitActive(again):
        again.show()
        again.activateWindow()
    await again.tasks.settled()
    QTest.keyClick(again, Qt.Key.Key_K, CONTROL)
    await until(again.search.popup.isVisible, what="what was opened last")
    assert lines(again) == expected


async def test_what_was_opened_last_is_kept_where_a_form_cannot_be(
    window: MainWindow, desk: ScreenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused() -> None:
        raise AuditTrailBroken

    await type_in(window, ">aud")
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    preferences = desk.data_sync.preferences
    preferences.stop()  # as the cover does
    assert preferences._unsaved
    monkeypatch.setattr(next(iter(window.panels)), "keep_drafts", refused)
    with pytest.raises(AuditTrailBroken):
        await window.keep_drafts()
    assert preferences._unsaved == {}


async def test_who_is_gone_is_not_offered_any_more(
    window: MainWindow, desk: ScreenDesk, nunez: Patient
) -> None:
    await type_in(window, "okaf")
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    window.search._recent.add(HitKind.PATIENT, a_patient().id)
    QTest.keyClick(window, Qt.Key.Key_K, CONTROL)
    await until(window.search.popup.isVisible, what="what was opened last")
    assert [title for _, title in lines(window)] == ["Okafor, Amara"]


@in_role(Role.FRONT_DESK)
async def test_command_the_role_may_not_use_stands_there_and_says_why(
    window: MainWindow,
) -> None:
    await type_in(window, ">import")
    why = window.search.model.row_at(0).why
    assert bool(why) is not window.import_action.isEnabled()
    if why:
        QTest.keyClick(window.search, Qt.Key.Key_Return)
        assert window.search.popup.isVisible()


@in_role(Role.ADMIN)
async def test_role_that_does_not_search_finds_commands_and_asks_for_nobody(
    window: MainWindow, desk: ScreenDesk
) -> None:
    await type_in(window, "audit")
    assert lines(window) == [(HitKind.COMMAND, "Audit log")]
    await type_in(window, "zzz")
    assert "does not search" in window.search.no_match.text()
    assert desk.denials() == []
    assert "search" not in desk.actions()
