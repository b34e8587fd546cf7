"""A patient leaves the list while their chart is open: no other chart opens by itself."""

from __future__ import annotations

from app.domain.patient import Patient
from tests.ui.conftest import until
from tests.ui.panels.patients.conftest import PatientsScreen


async def test_patient_removed_elsewhere_brings_up_no_other_chart(screen: PatientsScreen) -> None:
    model, view = screen.panel.list.model, screen.panel.list.view
    key = screen.people["daniel"].id
    view.setCurrentIndex(model.index(model.row_of(key), 0))
    await screen.panel._tasks.settled()
    shown: list[str] = []
    screen.panel.list.patient_shown.connect(shown.append)
    before = model.rowCount()
    screen.desk.remove(Patient, key)
    await until(lambda: model.rowCount() == before - 1)
    assert shown == []


async def test_typing_in_the_filter_brings_up_no_other_chart(screen: PatientsScreen) -> None:
    model, view = screen.panel.list.model, screen.panel.list.view
    key = screen.people["daniel"].id
    view.setCurrentIndex(model.index(model.row_of(key), 0))
    await screen.panel._tasks.settled()
    shown: list[str] = []
    screen.panel.list.patient_shown.connect(shown.append)
    screen.panel.list.filter.setText("a")
    await until(lambda: model.rowCount() not in (0, 4))
    assert shown == []
