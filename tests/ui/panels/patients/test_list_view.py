"""No column of the patient list is ever cut off."""

from __future__ import annotations

import pytest

from app.ui.models.patient_list import Column
from app.ui.panels.patients.list_delegate import ICON_CHIP
from app.ui.panels.patients.list_view import column_plans
from app.ui.widgets.table import fitted_widths
from tests.ui.conftest import until
from tests.ui.panels.patients.conftest import PatientsScreen

RAIL = 196


@pytest.mark.parametrize("window", [960, 1024, 1280, 1440])
async def test_beside_the_side_panel_every_column_ends_inside_the_list(
    screen: PatientsScreen, window: int
) -> None:
    screen.panel.resize(window - RAIL, 600)
    screen.panel.show_patient(screen.people["daniel"].id)
    await until(screen.panel.side.isVisible)
    view = screen.panel.list.view
    await until(lambda: view.viewport().width() < window - RAIL - 340)
    assert view.horizontalHeader().length() <= view.viewport().width()
    assert view.columnWidth(Column.FLAGS) >= 4 * ICON_CHIP
    assert view.columnWidth(Column.PATIENT) >= 180


def test_the_provider_goes_first_and_the_phone_last(qapp: object) -> None:
    gone: list[int] = []
    for room in range(1200, 340, -1):
        widths = fitted_widths(column_plans(room), room)
        gone += [at for at, width in enumerate(widths) if not width and at not in gone]
    assert gone == [Column.PROVIDER, Column.NEXT_VISIT, Column.BORN, Column.PHONE]
