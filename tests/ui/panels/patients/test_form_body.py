"""Everything of the form can be reached in every window the product allows."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QScrollArea

from app.ui.panels.patients.form_body import TWO_COLUMNS_FROM
from tests.ui.conftest import until
from tests.ui.panels.patients.conftest import PatientsScreen

RAIL = 196


@pytest.mark.parametrize(
    "width", [960 - RAIL, 1024 - RAIL, TWO_COLUMNS_FROM + 48, TWO_COLUMNS_FROM + 47, 1440 - RAIL]
)
async def test_nothing_of_the_form_lies_beside_the_window(
    screen: PatientsScreen, width: int
) -> None:
    screen.panel.resize(width, 480)
    await screen.open_form("daniel")
    for name in ("add_coverage", "add_emergency_contact", "add_patient_identifier"):
        screen.click(name)
    scroll = screen.panel.form.findChild(QScrollArea, "form_scroll")
    await until(lambda: scroll.widget().height() > 500)
    assert scroll.widget().width() <= scroll.viewport().width()


@pytest.mark.parametrize(("width", "columns"), [(800, 1), (1440 - RAIL, 2)])
async def test_the_cards_stand_in_two_columns_where_there_is_room(
    screen: PatientsScreen, width: int, columns: int
) -> None:
    screen.panel.resize(width, 800)
    await screen.open_form("daniel")
    family = screen.panel.form.fields.fields["family_name"]
    alert = screen.panel.form.fields.fields["alert"]
    body = screen.panel.form._body
    await until(lambda: alert.mapTo(body, alert.rect().topLeft()).y() > 0)
    left = family.mapTo(body, family.rect().topLeft()).x()
    assert (alert.mapTo(body, alert.rect().topLeft()).x() > left) is (columns == 2)


async def test_what_is_wrong_is_brought_into_view(screen: PatientsScreen) -> None:
    screen.panel.resize(800, 480)
    await screen.open_form("daniel")
    body = screen.panel.form._body
    await until(lambda: body.verticalScrollBar().maximum() > 200)
    screen.click("add_emergency_contact")
    row = screen.panel.form.children_rows()[2].rows[0]
    await until(row.isVisible)
    screen.qtbot.keyClicks(row.controls["phone"], "nobody")
    body.verticalScrollBar().setValue(0)
    screen.panel.form.save()
    assert row.controls["name"].hasFocus()
    assert not row.controls["name"].visibleRegion().isEmpty()


async def test_a_form_opens_at_its_beginning(screen: PatientsScreen) -> None:
    screen.panel.resize(800, 480)
    await screen.open_form("daniel")
    bar = screen.panel.form._body.verticalScrollBar()
    await until(lambda: bar.maximum() > 200)
    bar.setValue(bar.maximum())
    screen.panel.form.request_close()
    await screen.open_form("amara")
    assert bar.value() == 0
