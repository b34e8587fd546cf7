"""The window as a whole: search, sync, shortcuts, import, both themes, both directions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTableWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import StorageFull
from app.domain.patient import Patient
from app.sync.status import SyncState, SyncStatus
from app.ui.main_window import MainWindow
from app.ui.panel_registry import APPOINTMENTS, PATIENTS
from app.ui.theme.style import Mode, theme
from app.ui.theme.tokens import DARK, LIGHT
from tests.factories import NOON, a_patient, a_practitioner, an_allergy
from tests.ui.conftest import ScreenDesk, a_while, until

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def light_and_left_to_right(qapp: QApplication) -> Iterator[None]:
    theme().set_mode(Mode.LIGHT)
    yield
    theme().set_mode(Mode.LIGHT)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
async def people(desk: ScreenDesk) -> dict[str, Patient]:
    made = {
        "amara": a_patient(mrn="P-AMARA"),
        "nunez": a_patient(
            family_name="Núñez", given_names="Mateo", birth_date="1990-01-31", phone="+12125550777"
        ),
    }
    desk.pull(a_practitioner(), *made.values())
    desk.pull(an_allergy(made["nunez"]))
    await a_while(0.02)
    return made


@pytest.fixture
async def window(desk: ScreenDesk, people: dict[str, Patient], qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.open_panel(PATIENTS)
    await until(lambda: made.patients.list.model.rowCount() == 2)
    await a_while(0.05)
    await made.tasks.settled()
    return made


async def search(window: MainWindow, qtbot: QtBot, text: str) -> None:
    window.search.setFocus()
    qtbot.keyClicks(window.search, text)
    await until(window.search.popup.isVisible, what="results")


@pytest.mark.row("F7")
@pytest.mark.parametrize("typed", ["nunez", "mateo", "0777", "1/31/1990"])
async def test_the_search_box_finds_by_name_phone_and_birth_date_and_enter_opens(
    window: MainWindow, people: dict[str, Patient], qtbot: QtBot, typed: str
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    assert window.search.hasFocus()
    await search(window, qtbot, typed)
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    await until(window.patients.side.isVisible)
    assert window.patients.side.chart.patient.id == people["nunez"].id
    assert window.search.text() == ""


async def test_the_search_box_finds_by_mrn_and_says_when_nobody_matches(
    window: MainWindow, qtbot: QtBot
) -> None:
    await search(window, qtbot, "P-AMARA")
    await until(lambda: window.search.model.rowCount() == 1)
    window.search.clear()
    await search(window, qtbot, "zzz")
    await until(window.search.no_match.isVisible)
    assert "zzz" in window.search.no_match.text()
    qtbot.keyClick(window.search, Qt.Key.Key_Escape)
    assert not window.search.popup.isVisible()


async def test_arrows_choose_among_matches(
    window: MainWindow, people: dict[str, Patient], desk: ScreenDesk, qtbot: QtBot
) -> None:
    desk.pull(a_patient(family_name="Núñez", given_names="Zoe", phone=None))
    await search(window, qtbot, "nunez")
    await until(lambda: window.search.model.rowCount() == 2)
    second = window.search.model.row_at(1).id
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    await until(window.patients.side.isVisible)
    assert window.patients.side.chart.patient.id == second


@pytest.mark.row("A2")
async def test_going_offline_shows_pill_banner_and_what_is_waiting(
    window: MainWindow, desk: ScreenDesk, qtbot: QtBot
) -> None:
    assert not window.banner.isVisible()
    desk.keep(a_patient(family_name="Offline"))
    status = SyncStatus(state=SyncState.OFFLINE, waiting=1, offline_since=NOON - timedelta(hours=1))
    desk.sync.tell(status)
    assert window.top_bar.pill.words() == "Offline · 1 waiting"
    assert "since 11:00" in window.banner.text()
    assert window.banner.isVisible()
    qtbot.mouseClick(window.top_bar.pill, Qt.MouseButton.LeftButton)
    assert window.panel is window.sync_centre
    model = window.sync_centre.waiting.model
    await until(lambda: model.rowCount() == 1)
    assert model.index(0, 0).data() == "Patient added"
    assert model.index(0, 1).data().startswith("Offline, ")


@pytest.mark.row("A2")
async def test_the_switch_works_offline_and_f5_syncs(
    window: MainWindow, desk: ScreenDesk, qtbot: QtBot
) -> None:
    qtbot.mouseClick(window.top_bar.pill, Qt.MouseButton.LeftButton)
    await until(window.sync_centre.isVisible)
    window.sync_centre.state.work_offline.click()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert desk.sync.asked == ["offline", "sync"]


async def test_shortcuts_switch_panels_and_begin_a_patient(
    window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_1, CONTROL)
    assert window.panel is window.appointments
    await window.tasks.settled()
    qtbot.keyClick(window, Qt.Key.Key_2, CONTROL)
    qtbot.keyClick(window, Qt.Key.Key_F, CONTROL)
    assert window.patients.list.filter.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert window.patients.form.isVisible()
    await window.tasks.settled()


async def test_the_rail_has_only_panels_that_exist(window: MainWindow) -> None:
    names = [b.text() for b in window.rail.findChildren(QAbstractButton)]
    assert names == [
        "Appointments",
        "Patients",
        "Messages",
        "Billing",
        "Prescriptions",
        "Documents",
        "Care plans",
        "Sync centre",
        "Audit log",
        "Settings",
        "Reports",
    ]


@pytest.mark.row("F2")
async def test_closing_keeps_typed_text_as_a_draft_and_offers_it_in_the_next_window(
    window: MainWindow, desk: ScreenDesk, qtbot: QtBot
) -> None:
    window.patients.start_new()
    qtbot.keyClicks(window.patients.form.fields.fields["family_name"].control, "Gar")
    window.open_panel(APPOINTMENTS)
    closed: list[bool] = []
    window.closed.connect(lambda: closed.append(True))
    window.close()
    await until(lambda: closed)
    again = MainWindow(desk.data_sync)
    qtbot.addWidget(again)
    desk.at_end += [lambda: [panel.stop() for panel in again.panels], again.tasks.stop]
    again.show()
    await until(again.unfinished.isVisible, what="unfinished form offered")
    assert again.unfinished.text().startswith("1 unfinished form")
    again.unfinished.findChild(QAbstractButton, "open_unfinished_button").click()
    assert again.panel is again.patients
    family = again.patients.form.fields.fields["family_name"]
    await until(lambda: family.value() == "Gar")
    assert not again.unfinished.isVisible()


async def test_closing_asks_where_typed_text_cannot_be_kept(
    window: MainWindow, desk: ScreenDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.patients.start_new()
    await window.tasks.settled()
    control = window.patients.form.fields.fields["family_name"].control

    async def full(*_key: object, **_content: object) -> None:
        raise StorageFull

    monkeypatch.setattr(desk.data_sync.drafts, "keep", full)
    qtbot.keyClicks(control, "Gar")
    window.open_panel(APPOINTMENTS)
    window.close()
    await until(lambda: "disk is full" in window.toast.text())
    await window.tasks.settled()
    assert not window.close()
    assert window.isVisible()
    assert window.panel is window.patients
    assert control.text() == "Gar"


async def test_book_goes_to_the_appointments_panel(
    window: MainWindow, people: dict[str, Patient]
) -> None:
    window.book_for(people["amara"].id)
    assert window.panel is window.appointments
    await window.tasks.settled()


async def test_every_control_has_a_name_for_tests_and_screen_readers(window: MainWindow) -> None:
    window.patients.start_new()
    await window.tasks.settled()
    for kind in (QAbstractButton, QLineEdit):
        for control in window.findChildren(kind):
            is_qts_own = isinstance(control.parent(), QLineEdit)
            if is_qts_own or not control.isVisible():
                continue
            assert control.objectName(), type(control)
            assert control.accessibleName(), control.objectName()


async def test_an_import_reports_what_was_read_and_refused(
    window: MainWindow, tmp_path: Path
) -> None:
    good = {"resourceType": "Patient", "id": "one", "name": [{"family": "Import", "given": ["I"]}]}
    slot = {"resourceType": "Slot", "id": "nine"}
    entries = [{"resource": good}, {"resource": slot}]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    (tmp_path / "good.json").write_text(json.dumps(bundle))
    (tmp_path / "broken.json").write_text("{ not json")
    dialog = window.open_import()
    reports: list[object] = []
    dialog.imported.connect(reports.append)
    dialog.start([tmp_path])
    await until(lambda: reports)
    counts = dialog.findChild(QTableWidget, "import_counts")
    kinds = [counts.item(row, 0).text() for row in range(counts.rowCount())]
    assert "Patient" in kinds
    refusals = dialog.findChild(QTableWidget, "import_refusals")
    assert refusals.item(0, 0).text() == "broken.json"
    assert refusals.item(1, 2).text() == "Slot"
    assert refusals.item(1, 3).text().startswith("1 not kept: visits and their free times")
    dialog.close()
    await until(lambda: window.patients.list.model.rowCount() == 3)


def _dominant(image: QImage) -> str:
    seen: dict[str, int] = {}
    for x in range(0, image.width(), 40):
        for y in range(0, image.height(), 40):
            name = QColor(image.pixel(x, y)).name().upper()
            seen[name] = seen.get(name, 0) + 1
    return max(seen, key=lambda name: seen[name])


@pytest.mark.parametrize(("mode", "colours"), [(Mode.LIGHT, LIGHT), (Mode.DARK, DARK)])
async def test_the_window_paints_in_both_themes(
    window: MainWindow, people: dict[str, Patient], tmp_path: Path, mode: Mode, colours: object
) -> None:
    theme().set_mode(mode)
    window.show_patient(people["nunez"].id)
    await until(window.patients.side.isVisible)
    picture = window.grab()
    assert picture.save(str(tmp_path / f"{mode}_patients.png"))
    assert _dominant(picture.toImage()) in (colours.surface, colours.bg)  # type: ignore[attr-defined]


async def test_right_to_left_mirrors_the_window(
    window: MainWindow, people: dict[str, Patient], qapp: QApplication
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.show_patient(people["nunez"].id)
    await until(window.patients.side.isVisible)
    assert window.rail.x() > window.top_bar.x()
    rail = window.grab().toImage().pixelColor(window.width() - 5, window.height() - 5)
    assert rail.name().upper() == LIGHT.rail


async def test_closing_the_window_keeps_an_unsaved_booking(
    window: MainWindow, people: dict[str, Patient], desk: ScreenDesk
) -> None:
    window.book_for(people["nunez"].id)
    form = window.appointments.form
    await until(lambda: form.is_open and form._banner.isVisible())
    reason = form._fields.field("reason").control
    reason.setFocus()
    QTest.keyClicks(reason, "Cough")
    closed: list[bool] = []
    window.closed.connect(lambda: closed.append(True))
    window.close()
    await until(lambda: closed)
    (draft,) = await desk.data_sync.drafts.unfinished()
    assert draft.key.subject == f"new:{people['nunez'].id}"
    draft = await desk.data_sync.drafts.get(draft.key)
    assert draft.content["values"]["reason"] == "Cough"  # type: ignore[index]
