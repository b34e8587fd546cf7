"""The day as a calendar file: whose visits, nobody's name, in the trail before it is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from icalendar import Calendar
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu

from app.domain.errors import StorageFull
from app.domain.ids import PractitionerId, RecordId
from app.storage.audit import AuditTrail
from tests.ui.conftest import until
from tests.ui.panels.appointments.conftest import Clinic, Screen

pytestmark = pytest.mark.row("F2", "F7")


async def with_visits(screen: Screen, clinic: Clinic) -> None:
    gone = clinic.visit(clinic.lena, 11, status="cancelled")
    theirs = clinic.visit(clinic.lena, 10, practitioner_id=clinic.ono.id)
    screen.desk.keep(clinic.visit(clinic.amara, 9), theirs, gone)
    await screen.shown(theirs, lambda _visit: True)


async def read(screen: Screen, place: Path) -> Calendar:
    await until(place.exists, what="the file")
    await screen.quiet()
    return Calendar.from_ical(place.read_bytes())  # noqa: ASYNC240 (the test's own folder)


async def test_file_holds_the_days_visits_and_no_patient(
    screen: Screen, clinic: Clinic, tmp_path: Path
) -> None:
    await with_visits(screen, clinic)
    place = tmp_path / "day.ics"
    screen.panel.printing.calendar.write(str(place))
    events = (await read(screen, place)).events
    assert [str(one["summary"]).split(":")[0] for one in events] == [
        clinic.weiss.display_name,
        clinic.ono.display_name,
    ]
    assert [f"{one.start:%H:%M %Z}" for one in events] == ["09:00 EST", "10:00 EST"]
    text = place.read_text("utf-8")
    for secret in ("Okafor", "Amara", clinic.amara.mrn, clinic.amara.id, "Cough", "555"):
        assert secret not in text
    assert screen.said[-1] == "day.ics was written: 2 appointments, without patients."
    assert screen.desk.actions()[-1] == "export"
    with screen.desk.store.database.reading() as session:
        told = session.all("SELECT result_count FROM audit WHERE action = 'export'")
    assert told == [(2,)]


async def test_one_providers_file_holds_theirs_alone(
    screen: Screen, clinic: Clinic, tmp_path: Path
) -> None:
    await with_visits(screen, clinic)
    place = tmp_path / "ono.ics"
    ono = PractitionerId(RecordId(clinic.ono.id))
    screen.panel.printing.calendar.write(str(place), practitioner_id=ono)
    calendar = await read(screen, place)
    (one,) = calendar.events
    assert f"{one.start:%H:%M}" == "10:00"
    assert clinic.ono.display_name in str(calendar["x-wr-calname"])
    assert screen.said[-1] == "ono.ics was written: 1 appointment, without its patient."


async def test_menu_below_the_printer_asks_for_the_place(screen: Screen, clinic: Clinic) -> None:
    await with_visits(screen, clinic)
    QTest.mouseClick(screen.part("day_print"), Qt.MouseButton.LeftButton)
    menu = screen.window.findChild(QMenu, "calendar_file_menu")
    assert isinstance(menu, QMenu)
    assert [one.text() for one in menu.actions()] == [
        "All providers",
        clinic.ono.display_name,
        clinic.weiss.display_name,
    ]
    menu.actions()[0].trigger()
    dialog = screen.window.findChild(QFileDialog, "calendar_file_dialog")
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("appointments-2026-11-21.ics")
    dialog.reject()


async def test_file_whose_event_cannot_be_written_is_not_there(
    screen: Screen, clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_visits(screen, clinic)
    real = AuditTrail.add

    def full(trail: AuditTrail, event: object, **named: bytes) -> None:
        if getattr(event, "action", "") == "export":
            raise StorageFull
        real(trail, event, **named)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(AuditTrail, "add", full)
    screen.panel.printing.calendar.write(str(tmp_path / "day.ics"))
    await until(lambda: screen.failures)
    assert [type(one).__name__ for one in screen.failures] == ["StorageFull"]
    assert not list(tmp_path.glob("day*"))  # noqa: ASYNC240 (the test's own folder)


async def test_file_that_is_there_is_not_written_over(
    screen: Screen, clinic: Clinic, tmp_path: Path
) -> None:
    await with_visits(screen, clinic)
    place = tmp_path / "day.ics"
    place.write_text("mine", "utf-8")
    screen.panel.printing.calendar.write(str(place))
    await until(lambda: screen.failures)
    assert place.read_text("utf-8") == "mine"
    assert "export" not in screen.desk.actions()
