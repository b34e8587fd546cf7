"""Taking back after trouble: nothing that could still be taken back is given up."""

from __future__ import annotations

import pytest

from app.domain.appointment import Appointment
from app.domain.errors import DiskTrouble
from app.domain.ids import AppointmentId, new_id
from app.ui.main_window import MainWindow
from app.ui.models.search_results import HitKind
from tests.ui.conftest import ScreenDesk
from tests.ui.frame.test_undoing import status, visit, window

__all__ = ["visit", "window"]
pytestmark = pytest.mark.row("F7")


async def test_full_disk_does_not_use_up_the_step(
    window: MainWindow, desk: ScreenDesk, visit: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits = desk.data_sync.appointments
    real = visits.set_status

    async def fails(*_given: object, **_named: object) -> None:
        raise DiskTrouble

    monkeypatch.setattr(visits, "set_status", fails)
    window.undoing.undo()
    await window.tasks.settled()
    assert window.toast.text().startswith("This cannot be taken back.")
    monkeypatch.setattr(visits, "set_status", real)
    window.undoing.undo()
    await window.tasks.settled()
    assert status(desk, visit) == "booked"


async def test_failed_redo_speaks_of_doing_again(
    window: MainWindow, desk: ScreenDesk, visit: Appointment
) -> None:
    window.undoing.undo()
    await window.tasks.settled()
    await desk.data_sync.appointments.set_status(AppointmentId(visit.id), "in_room")
    window.undoing.redo()
    await window.tasks.settled()
    assert "taken back" not in window.toast.text()


async def test_what_was_opened_lately_and_is_gone_is_no_failed_search(
    window: MainWindow, desk: ScreenDesk
) -> None:

    window.search._recent.add(HitKind.PATIENT, new_id())
    window.search.open_up()
    await window.tasks.settled()
    assert not (window.search.popup.isVisible() and "“”" in window.search.no_match.text())
